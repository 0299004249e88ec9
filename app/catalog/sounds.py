"""How words sound: pinyin in full and by initials, one reading a character and the phrases of ours that are read otherwise.

pypinyin's own phrase book is 45 MB in every worker for a handful of our words; a test holds ours against it over every term
of the catalogue.
"""

from __future__ import annotations

import os
from collections.abc import Mapping

os.environ["PYPINYIN_NO_PHRASES"] = "true"  # read when the package is first imported, which is here
os.environ["PYPINYIN_NO_DICT_COPY"] = "true"

from pypinyin import Style, lazy_pinyin, load_phrases_dict  # noqa: E402


def teach(*phrases: Mapping[str, str]) -> None:
    """Phrases that are read otherwise than character by character: 银行 → yín háng."""
    said = {phrase: [[one] for one in sound.split()] for each in phrases for phrase, sound in each.items()}
    load_phrases_dict(said)


def full(text: str) -> str:
    """护照 → huzhao. What is no character stays as it is."""
    return "".join(lazy_pinyin(text)).lower()


def syllables(text: str) -> list[str]:
    """护照 → hu, zhao."""
    return [one.lower() for one in lazy_pinyin(text)]


def initials(text: str) -> str:
    """护照 → hz."""
    return "".join(lazy_pinyin(text, style=Style.FIRST_LETTER)).lower()
