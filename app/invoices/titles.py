"""The code of an invoice title, as a cashier reads it (domain.md 2.10, items/merchants.md §4).

`$01` + base64 of 名称</>税号</>地址 电话</>开户行 账号</>CRC + `$`. Who made the code took the check over GBK or over UTF-8: both are read.
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass

_CODE = re.compile(r"\$(\d\d)([A-Za-z0-9+/=]+)\$")
_PHONE = re.compile(r"(?:0\d{2,3}-?\d{7,8}|1\d{10}|400\d{7})$")
_ACCOUNT = re.compile(r"\d{6,}$")
VERSION = "01"
NOT_ONE, NEWER, BROKEN = "不是抬头码", "新版抬头码，请升级", "抬头码不完整，请客人重新显示"
DOUBTED = "码的校验不一致，请核对税号"
MOST = 2000  # signs of a text that is looked at
SIZES = ((287, 12), (560, 18), (997, 25))  # so many signs at most: version of the QR code, at level M
LEVEL = "m"


class NoTitle(ValueError):
    """Why a text is no title, in a cashier's words."""


@dataclass(frozen=True)
class Scanned:
    """A title as the code says it. `doubt`: words, when its check fits neither way or is not there."""

    name: str
    tax_no: str
    address: str
    tel: str
    bank: str
    bank_no: str
    doubt: str = ""


def crc(data: bytes) -> int:
    """CRC-16, polynomial 0x8005, from 0, not reflected, no final xor."""
    value = 0
    for one in data:
        value ^= one << 8
        for _ in range(8):
            value = (value << 1 ^ 0x8005) & 0xFFFF if value & 0x8000 else value << 1
    return value


def read(text: str) -> Scanned:
    """The title in a code. Raises NoTitle."""
    found = _CODE.fullmatch(text.strip()[:MOST])
    if found is None:
        raise NoTitle(NOT_ONE)
    if found[1] != VERSION:
        raise NoTitle(NEWER)
    said = _decoded(found[2])
    parts = said.split("</>")
    if len(parts) not in (4, 5) or not parts[0].strip():
        raise NoTitle(BROKEN)
    address, tel = halves(parts[2], _PHONE)
    bank, bank_no = halves(parts[3], _ACCOUNT)
    doubt = "" if len(parts) == 5 and _fits(said, parts[4]) else DOUBTED
    return Scanned(parts[0].strip(), parts[1].strip().upper(), address, tel, bank, bank_no, doubt)


def written(name: str, tax_no: str, address: str = "", tel: str = "", bank: str = "", bank_no: str = "") -> str:
    """The code of a title; its check is taken over GBK, as the tax bureau's own reader takes it."""
    parts = (name, tax_no, f"{address} {tel}".strip(), f"{bank} {bank_no}".strip())
    said = "".join(f"{one}</>" for one in parts)
    whole = f"{said}{crc(said.encode('gb18030')):04X}"
    return f"${VERSION}{base64.b64encode(whole.encode()).decode()}$"


def version(code: str) -> int:
    """Which QR code holds it. Raises ValueError for one that no reader of titles expects."""
    for most, which in SIZES:
        if len(code) <= most:
            return which
    raise ValueError(f"a title of {len(code)} signs")


def _decoded(coded: str) -> str:
    try:
        raw = base64.b64decode(coded + "=" * (-len(coded.rstrip("=")) % 4 - (len(coded) - len(coded.rstrip("=")))), validate=True)
    except (binascii.Error, ValueError):
        raise NoTitle(BROKEN) from None
    if base64.b64encode(raw).decode().rstrip("=") != coded.rstrip("="):
        raise NoTitle(BROKEN)  # the last sign says more than the bytes hold: it was misread
    for charset in ("utf-8", "gb18030"):
        try:
            return raw.decode(charset)
        except UnicodeDecodeError:
            continue
    raise NoTitle(BROKEN)


def _fits(said: str, check: str) -> bool:
    """Compared as numbers: some drop leading zeros, some write small letters."""
    if not re.fullmatch("[0-9A-Fa-f]{1,4}", check):
        return False
    wanted = int(check, 16)
    before = said[: said.rindex("</>") + 3]
    return any(crc(before.encode(charset)) == wanted for charset in ("gb18030", "utf-8"))


def halves(both: str, tail: re.Pattern[str]) -> tuple[str, str]:
    """Address and phone, or bank and account, from the one field they stand in; undivided it is all the first."""
    both = both.strip()
    for sign in ("|", " "):
        if sign in both:
            first, _, second = both.rpartition(sign)
            return first.strip(), second.strip()
    found = tail.search(both)
    return (both[: found.start()].strip(), found[0]) if found else (both, "")


def personal(name: str, tax_no: str) -> bool | None:
    """Whether it is a person's: no number, or an id number. None: a short name without a number, which must be asked."""
    if re.fullmatch(r"\d{17}[\dX]", tax_no):
        return True
    if tax_no:
        return False
    return None if len(name) <= 4 else True
