"""How words sound: pinyin in full and by initials, one reading a character and the phrases of ours that are read otherwise.

pypinyin's own phrase book is 45 MB in every worker for a handful of our words; a test holds ours against it over every term
of the catalogue.
"""

from __future__ import annotations

import os

os.environ["PYPINYIN_NO_PHRASES"] = "true"  # read when the package is first imported, which is here
os.environ["PYPINYIN_NO_DICT_COPY"] = "true"

from pypinyin import Style, lazy_pinyin, load_phrases_dict  # noqa: E402

PHRASES = {
    "银行": "yín háng",
    "偿还": "cháng huán",
    "还贷": "huán dài",
    "还款": "huán kuǎn",
    "还清": "huán qīng",
    "重新": "chóng xīn",
    "重庆": "chóng qìng",
    "长期": "cháng qī",
    "长寿": "cháng shòu",
    "弹性": "tán xìng",
    "罚没": "fá mò",
}
load_phrases_dict({phrase: [[one] for one in said.split()] for phrase, said in PHRASES.items()})


def full(text: str) -> str:
    """护照 → huzhao. What is no character stays as it is."""
    return "".join(lazy_pinyin(text)).lower()


def initials(text: str) -> str:
    """护照 → hz."""
    return "".join(lazy_pinyin(text, style=Style.FIRST_LETTER)).lower()
