"""What a title may be, each mistake at its field and in a resident's words (items/invoice.md, invoice-title). Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from app.kernel import text

COMPANY, PERSONAL = "company", "personal"
MOST = 20
SAME, UNCHECKED, OLD, NONE = "same", "unchecked", "old", "none"
CHECKS = {SAME: "已核对", UNCHECKED: "未核对", OLD: "旧税号，无法自动校验", NONE: ""}
AGAIN = timedelta(minutes=10)  # until the register is asked once more
GBK = 100  # bytes of each part of the code
LENGTHS = (15, 17, 18, 20)
LIKE = {"O": "0", "I": "1"}  # letters that stand in no code, and what they are read for
_PHONE = re.compile(r"1[3-9][0-9]{9}|0[0-9]{2,3}-?[0-9]{7,8}|400[0-9]{7}")
_BANK_NO = re.compile("[0-9]{6,30}")
Fault = tuple[str, str]


@dataclass(frozen=True)
class Title:
    """What stands in the code."""

    name: str
    tax_no: str = ""
    address: str = ""
    tel: str = ""
    bank: str = ""
    bank_no: str = ""

    def __repr__(self) -> str:
        return "Title()"


def faults(title: Title) -> list[Fault]:
    """What is wrong with a company's: (field, words)."""
    found = [("name", "写上单位名称")] if not title.name else []
    if wrong := tax_no_fault(title.tax_no):
        found.append(("tax_no", wrong))
    if title.tel and not _PHONE.fullmatch(title.tel):
        found.append(("tel", "电话像 020-12345678 或 11 位手机号"))
    if title.bank_no and not _BANK_NO.fullmatch(title.bank_no):
        found.append(("bank_no", "账号是 6 到 30 位数字"))
    return [*found, *too_long(title)]


def tax_no_fault(number: str) -> str | None:
    """What is wrong with a tax number that is plain already."""
    for letter, digit in LIKE.items():
        if letter in number:
            return f"税号里没有字母 {letter}，是不是数字 {digit}？"
    if not re.fullmatch("[0-9A-Z]*", number):
        return "税号只有数字和字母"
    if len(number) not in LENGTHS:
        return f"税号是 15、17、18 或 20 位，现在是 {len(number)} 位" if number else "写上税号"
    if len(number) == 18 and text.uscc_fault(number):
        return "税号最后一位对不上，请再看一遍"
    return None


def too_long(title: Title) -> list[Fault]:
    """Each of the three parts of a code holds fifty Chinese characters."""
    parts: Sequence[tuple[str, str, str]] = (
        ("name", "名称", title.name),
        ("address", "地址和电话加起来", f"{title.address} {title.tel}".strip()),
        ("bank", "开户行和账号加起来", f"{title.bank} {title.bank_no}".strip()),
    )
    over = [(field, label, len(said.encode("gb18030")) - GBK) for field, label, said in parts]
    return [(field, f"{label}最多 {GBK // 2} 个汉字，超了 {(much + 1) // 2} 个") for field, label, much in over if much > 0]


def checkable(number: str) -> bool:
    """Whether the register of companies knows numbers like this."""
    return len(number) == 18


def same_name(one: str, other: str) -> bool:
    """Whether two names are one: width of signs and kind of brackets say nothing."""
    return folded(one) == folded(other)


def folded(name: str) -> str:
    """A name as it is compared."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", name))


def identity(title: Title) -> str:
    """What makes a title the same as another: name and number."""
    return f"{folded(title.name)}\n{title.tax_no}"


def shown(title: Title, kind: str) -> str:
    """The number as it stands below the code: its last four."""
    return f"税号尾号 {title.tax_no[-4:]}" if title.tax_no else ("个人，只开普票" if kind == PERSONAL else "")


def columns(raw: Mapping[str, object]) -> Title:
    """A title of a row of a register or of a stored JSON."""
    return Title(**{name: str(raw.get(name) or "") for name in Title.__dataclass_fields__})
