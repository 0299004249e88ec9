"""Papers by which a person is known: how each number is written. Pure.

Codes are those of GA/T 2000.156, as departments are told them; 154 stands for the residence permit of Hong Kong, Macau and
Taiwan residents. A number names its holder only together with its kind.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from stdnum.cn import ric

from app.kernel import text

ID_CARD = "111"


@dataclass(frozen=True)
class Paper:
    """`fault(number, today)`: what is wrong with a number made plain, in words, or None. `born_in`: the number carries the birth date."""

    code: str
    name: str
    hint: str
    fault: Callable[[str, date], str | None]
    born_in: bool = False


def _shape(pattern: str, say: str) -> Callable[[str, date], str | None]:
    return lambda number, today: None if re.fullmatch(pattern, number) else say


def _checked(first: str, say: str) -> Callable[[str, date], str | None]:
    """Eighteen characters that begin so, with the check character of an id number and a birth date that was."""

    def fault(number: str, today: date) -> str | None:
        if not re.fullmatch(f"(?:{first})[0-9]*[0-9X]", number) or len(number) != 18:
            return say
        if ric.calc_check_digit(number) != number[17]:
            return "号码有一位不对，再看一眼。"
        born = text.birth_date(number)
        return None if born and born.year >= 1880 and born <= today else "号码里的出生日期不对，再看一眼。"

    return fault


_NEW_PERMANENT = _checked("9", "号码要 18 位，9 开头；旧卡是 3 个字母加 12 位数字。")


def _permanent(number: str, today: date) -> str | None:
    return None if re.fullmatch("[A-Z]{3}[0-9]{12}", number) else _NEW_PERMANENT(number, today)


_ALL = (
    Paper(ID_CARD, "居民身份证", "18 位，最后一位可以是 X", text.id_number_fault, True),
    Paper(
        "516", "港澳居民来往内地通行证", "H 或 M 加 8 位数字", _shape("[HM][0-9]{8}(?:[0-9]{2})?", "号码是 H 或 M 加 8 位数字，再看一眼。")
    ),
    Paper("511", "台湾居民来往大陆通行证", "8 位数字", _shape("[0-9]{8}", "号码是 8 位数字，再看一眼。")),
    Paper(
        "154", "港澳台居民居住证", "18 位，81、82 或 83 开头", _checked("8[123]0000", "号码要 18 位，81、82 或 83 开头，再看一眼。"), True
    ),
    Paper("553", "外国人永久居留身份证", "9 开头的 18 位，旧卡是 3 个字母加 12 位数字", _permanent),
    Paper("414", "护照", "字母和数字，照着护照写", _shape("(?=.*[0-9])[A-Z0-9]{5,15}", "护照号只有字母和数字，5 到 15 位，再看一眼。")),
)
PAPERS = {one.code: one for one in _ALL}


def born_of(code: str, number: str) -> date | None:
    """The birth date a number carries, None when it carries none."""
    carries = PAPERS[code].born_in or (code == "553" and len(number) == 18)
    return text.birth_date(number) if carries else None
