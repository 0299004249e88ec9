"""The one place that says what text, a name, a number and a date are, for every door. Pure.

Phones, pasted screenshots and other people's systems write the same thing in many ways: full-width digits, a middle dot
of another script, a character that cannot be seen. Each door first makes what came *plain*, then looks whether it is
right. `frontend/shared/text.ts` does the same on the phone; `frontend/shared/text-cases.json` holds both to one verdict.

Python's own helpers are traps here and not used: `\\d`, `isdigit` take other scripts' digits, `date.fromisoformat` takes
`20200101` and week dates.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime

from stdnum.cn import ric, uscc

FIRST_YEAR, LAST_YEAR = 1900, 2100
NAME_MAX = 50
DOT = "·"

# What is not seen: format and control characters, joiners, variation selectors, fillers. Line ends and tabs are spaces.
UNSEEN = (
    "\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2"
    "\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0"
    "\ufff0-\ufffb\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002fffd\U00030000-\U0003fffd"
LATIN = "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff"
DOTS = "•‧．·・･∙⋅"

_UNSEEN = re.compile(f"[{UNSEEN}]")
_LINE = re.compile("\r\n|[\r\n\u2028\u2029\u0085]")
_SPACE = re.compile("[\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
# Compatibility ideographs stay as they are written on the card; everything else is composed.
_COMPOSABLE = re.compile("[^\uf900-\ufaff\U0002f800-\U0002fa1f]+")
_WIDE_WORD = re.compile("[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]")
_WIDE = re.compile("[\uff01-\uff5e]")
_NAME = re.compile(f"[{HAN}{LATIN}](?:[{HAN}{LATIN}·'\\-., ]*[{HAN}{LATIN}.])?")
_DIGIT = re.compile(r"(?![0-9])\d")  # of another script
_HAN = re.compile(f"[{HAN}]")
_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,9})?(?:Z|[+-][0-9]{2}:[0-9]{2})")


def plain(text: str, lines: bool = False) -> str:
    """Text as it is kept: nothing unseen, spaces and digits of one kind, no spaces around it. `lines`: line ends stay."""
    text = _LINE.sub("\n" if lines else " ", text)
    text = _SPACE.sub(" ", _UNSEEN.sub("", text))
    text = _composed(_WIDE_WORD.sub(_narrow, text))  # narrow first: a wide A and an accent are one letter only then
    return _DIGIT.sub(lambda digit: str(unicodedata.decimal(digit[0])), text).strip()


def compact(text: str) -> str:
    """Numbers, codes and dates: plain, signs narrow too, no spaces, capitals."""
    return _composed(re.sub(r"\s", "", _WIDE.sub(_narrow, plain(text))).upper())


def name(text: str) -> str:
    """A person's name as it is kept: one kind of middle dot, of apostrophe, of space; none between Han characters."""
    text = re.sub(f" *[{DOTS}] *", DOT, plain(text).replace("’", "'").replace("＇", "'").replace("－", "-"))
    if _HAN.search(text):
        text = re.sub(f"(?<=[{HAN}]) +(?=[{HAN}])", "", text)
        text = re.sub(f"(?<=[{HAN}]) *\\. *(?=[{HAN}])", DOT, text)
    return re.sub(" +", " ", text)


def phone(text: str) -> str:
    """A mobile number as it is kept: no hyphens, no 86 before it."""
    digits = _composed(compact(text).replace("-", ""))
    return re.sub(r"^(?:\+|00)?86(?=1[0-9]{10}$)", "", digits)


def name_fault(text: str) -> str | None:
    """What is wrong with a name that `name` has made plain, in words, or None. One to fifty characters, Han or Latin."""
    if len(text) > NAME_MAX:
        return f"最多 {NAME_MAX} 个字，现在是 {len(text)} 个。"
    return None if _NAME.fullmatch(text) else "姓名要和证件上一样，不带数字和别的符号。"


def phone_fault(text: str) -> str | None:
    """What is wrong with a mobile number that `phone` has made plain."""
    if not re.fullmatch("[0-9]*", text):
        return "手机号只有数字。"
    if len(text) != 11:
        return f"手机号要 11 位，现在是 {len(text)} 位。"
    return None if re.fullmatch("1[3-9][0-9]{9}", text) else "手机号不对，再看一眼。"


def id_number_fault(text: str, today: date) -> str | None:
    """What is wrong with an id number that `compact` has made plain. The region part may be one since abolished."""
    if len(text) != 18:
        return f"身份证号要 18 位，现在是 {len(text)} 位。"
    if not re.fullmatch("[0-9]{17}[0-9X]", text):
        return "身份证号只有数字，最后一位可以是 X。"
    if ric.calc_check_digit(text) != text[17]:
        return "身份证号有一位不对，再看一眼。"
    born = birth_date(text)
    return None if born and born <= today and born.year >= 1880 else "身份证号里的出生日期不对，再看一眼。"


def birth_date(id_number: str) -> date | None:
    """The date of birth in an id number, None when it is no date."""
    return _date(id_number[6:10], id_number[10:12], id_number[12:14])


def uscc_fault(text: str) -> str | None:
    """What is wrong with a credit code that `compact` has made plain."""
    if len(text) != 18:
        return f"统一社会信用代码要 18 位，现在是 {len(text)} 位。"
    good = re.fullmatch("[0-9]{8}[0-9A-Z]{10}", text) and uscc.is_valid(text)
    return None if good else "代码有一位不对，对着营业执照再看一眼。"


def day(text: object) -> date | None:
    """A date written YYYY-MM-DD that exists and lies within 1900–2100; None for everything else."""
    if not isinstance(text, str) or not _DAY.fullmatch(text):
        return None
    found = _date(text[:4], text[5:7], text[8:])
    return found if found and FIRST_YEAR <= found.year <= LAST_YEAR else None


def moment(text: object) -> datetime | None:
    """An RFC 3339 moment (UTC) with its offset, within 1900–2100; None for everything else."""
    if not isinstance(text, str) or not _MOMENT.fullmatch(text) or day(text[:10]) is None:
        return None
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _date(year: str, month: str, of_month: str) -> date | None:
    try:
        return date(int(year), int(month), int(of_month))
    except ValueError:
        return None


def _composed(text: str) -> str:
    """Letters and their accents as one. After anything that brings characters together, or twice would not be as once."""
    return _COMPOSABLE.sub(lambda run: unicodedata.normalize("NFC", run[0]), text)


def _narrow(char: re.Match[str]) -> str:
    return chr(ord(char[0]) - 0xFEE0)
