"""遗属待遇: what the family of somebody who was insured is owed (人社部发〔2021〕18号), by a row of the department. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.kernel.jsons import Json

TWELFTHS = 12  # a month of the pension for survivors is counted in twelfths
FIVE, TEN, FIFTEEN, THIRTY = 60, 120, 180, 360  # months paid
LEAST = 9
RETIRED, WORKING, RESIDENT = "退休", "在职", "居民"


@dataclass(frozen=True)
class Owed:
    """In fen: for the funeral, to the survivors for so many `twelfths` of a month, what is in the account, what was paid too much."""

    twelfths: int
    funeral: int
    pension: int
    account: int
    back: int

    @property
    def total(self) -> int:
        """What is paid out."""
        return self.funeral + self.pension + self.account - self.back


def survivor_months(state: str, paid: int, years: int = 0) -> int:
    """Twelfths of months for so many months paid, and full years of a pension received: 3, 6, 9, above fifteen years a month more for
    each, 24 at most; a pensioner's less those years, nine at least."""
    months = 3 if paid < FIVE else 6 if paid < TEN else LEAST
    earned = months * TWELFTHS if paid <= FIFTEEN else LEAST * TWELFTHS + min(paid, THIRTY) - FIFTEEN
    return max(LEAST * TWELFTHS, earned - years * TWELFTHS) if state == RETIRED else earned


def owed(row: Mapping[str, Json]) -> Owed:
    """By the row of rst.funerals. Raises KeyError, ValueError for one that is none."""
    state, paid = str(row["类别"]), _int(row["缴费月数"])
    account, back = _int(row["个人账户"]), _int(row["多领"])
    if state == RESIDENT:
        return Owed(0, _int(row["定额"]), 0, account, back)
    income = _int(row["月均收入"])
    twelfths = survivor_months(state, paid, _int(row["领取月数"]) // 12)
    funeral, pension = 2 * income, (twelfths * income + TWELFTHS // 2) // TWELFTHS
    if state == WORKING and paid < FIVE and funeral + pension > (own := _int(row["本人缴费"])):
        funeral, pension = min(funeral, own), max(0, own - funeral)
    return Owed(twelfths, funeral, pension, account, back)


def months_said(twelfths: int) -> str:
    """9 个月, 11 又 2/12 个月."""
    whole, rest = divmod(twelfths, TWELFTHS)
    return f"{whole} 又 {rest}/12 个月" if rest else f"{whole} 个月"


def lines(found: Owed) -> list[tuple[str, int]]:
    """What is paid and what is taken off, in words and fen; nothing that is nothing."""
    pension = f"抚恤金（{months_said(found.twelfths)}）"
    told = [("丧葬补助金", found.funeral), (pension, found.pension), ("个人账户", found.account), ("扣回多领的", -found.back)]
    return [(name, fen) for name, fen in told if fen]


def _int(value: Json) -> int:
    return int(str(value or 0))
