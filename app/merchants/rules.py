"""Who may do what at a merchant's, how an order moves, what is shown of a customer. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation

from app.invoices.sums import Row, Sold

REP, ADMIN, FINANCE, DRAWER, CASHIER = "rep", "admin", "finance", "drawer", "cashier"
ROLES = {REP: "法定代表人", ADMIN: "管理员", FINANCE: "财务", DRAWER: "开票员", CASHIER: "收银员"}
GIVEN = (ADMIN, FINANCE, DRAWER, CASHIER)  # that one may be invited to
MAY = {
    "manage": {REP, ADMIN},
    "issue": {REP, ADMIN, FINANCE, DRAWER},
    "code": {REP, ADMIN, FINANCE, DRAWER, CASHIER},
    "red": {REP, FINANCE},
    "red_today": {DRAWER},  # their own of today, and only what was wrong
    "all": {REP, ADMIN, FINANCE},
    "export": {REP, FINANCE},
    "reimburse": {REP, FINANCE},
}
PENDING, OPENED, PAUSED, CLOSED = "pending", "opened", "paused", "closed"
STATES = {PENDING: "等法定代表人确认", OPENED: "已开通", PAUSED: "暂停", CLOSED: "已关闭"}
OPEN, ISSUING, WAITING, REFUSED, DONE, VOID = "open", "issuing", "waiting", "refused", "issued", "void"
SALES = {OPEN: "没来开", ISSUING: "正在开", WAITING: "排队", REFUSED: "没开成", DONE: "已开", VOID: "作废"}
TONES = {OPEN: "grey", ISSUING: "brand", WAITING: "turn", REFUSED: "bad", DONE: "done", VOID: "grey"}
SCANNED, COLLECTED, NUMBERED, HANDED, BROUGHT, FILED = "scanned", "collected", "numbered", "handed", "brought", "filed"
WAYS = {
    SCANNED: "扫开票码",
    COLLECTED: "扫取票码",
    NUMBERED: "按证件号归集",
    HANDED: "商家送达",
    BROUGHT: "扫发票上的码",
    FILED: "从文件收的",
}
ASKED, IN, FAILED, TAKEN = "asked", "in", "failed", "taken"
CARDS = {ASKED: "等您在微信里点同意", IN: "在微信卡包里", FAILED: "微信卡包没放进去", TAKEN: "已冲红"}
CARD_PAUSES = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=6))
CARD_WAITS, CARD_ASKS = timedelta(hours=24), timedelta(seconds=10)  # for the person's yes; between two lookings
INVITED, AUTHORISED = timedelta(hours=72), timedelta(hours=72)
COLLECTED_WITHIN = timedelta(minutes=10)
MOST_SHOPS, MOST_STAFF, MOST_GOODS = 200, 200, 5000
WARN_AT = 80  # percent of the quota
PAUSES_S = (1, 2, 5, 15, 60, 300)  # between two askings of a bureau that is silent
QUOTA, OFF = "tax_q001", "off"
QUOTA_AGAIN = timedelta(hours=1)
SHOP = re.compile(r"S\d{4,6}")


@dataclass(frozen=True)
class Post:
    """Somebody's place at a company."""

    uscc: str
    person_id: str
    roles: tuple[str, ...]
    shops: tuple[str, ...]
    until: date | None
    ended: bool

    def may(self, what: str, today: date, shop: str | None = None) -> bool:
        """Whether they may do this, in this shop, today."""
        stands = not self.ended and (self.until is None or today <= self.until)
        here = shop is None or not self.shops or shop in self.shops
        return stands and here and bool(MAY[what] & set(self.roles))


def shop_no(count: int) -> str:
    """S0001 and on."""
    return f"S{count:04d}"


def key_of(shop: str, order: str) -> str:
    """The bureau's key of an order, at most 32 signs: the same for ever."""
    return f"{shop}-{order}"[:32]


def pause(tries: int) -> timedelta:
    """How long a silent bureau is left alone after so many tries."""
    return timedelta(seconds=PAUSES_S[min(max(tries, 1), len(PAUSES_S)) - 1])


def shortened(name: str) -> str:
    """A customer's name in a list: a person by the surname, a company by its beginning."""
    return f"{name[:1]}{'*' * (len(name) - 1)}" if len(name) <= 4 else f"{name[:4]}…"


def decimal(said: str, places: int) -> Decimal | None:
    """A number as a till says it; None for anything else, or more decimals than there may be."""
    if not re.fullmatch(rf"-?\d{{1,12}}(\.\d{{1,{places}}})?", said):
        return None
    try:
        return Decimal(said)
    except InvalidOperation:
        return None


def told(sold: Iterable[Sold]) -> list[dict[str, str | int]]:
    """What was sold, as it is stored."""
    return [{**vars(one), "qty": f"{one.qty:f}", "price": f"{one.price:f}"} for one in sold]


def read(stored: Sequence[Mapping[str, str | int]]) -> list[Sold]:
    """What was stored, as it was sold."""
    return [Sold(**{**one, "qty": Decimal(str(one["qty"])), "price": Decimal(str(one["price"]))}) for one in stored]  # type: ignore[arg-type]


def taxes(rows: Iterable[tuple[str, int, int]]) -> list[tuple[str, int, int]]:
    """[(rate, amount, tax)] of rows, each rate once, the highest first."""
    found: dict[str, tuple[int, int]] = {}
    for rate, amount, tax in rows:
        before = found.get(rate, (0, 0))
        found[rate] = (before[0] + amount, before[1] + tax)
    return [(rate, *whole) for rate, whole in sorted(found.items(), reverse=True)]


def wire(row: Row) -> dict[str, str | int]:
    """A row as the bureau takes it."""
    told = {name: value for name, value in vars(row).items() if name != "discount"}
    return {**told, "nature": "discount" if row.discount else "normal"}


def month_end(day: date) -> date:
    """The first day of the next month: then there is a new quota."""
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1)


def stands(total: int, red: int, takes_back: bool) -> tuple[str, str]:
    """How an invoice stands, and its tone. `red`: what was taken back of it, below zero or 0."""
    if takes_back:
        return "红字发票", "bad"
    if red == 0:
        return "有效", "done"
    return ("全额冲红了", "bad") if total + red <= 0 else ("冲红了一部分", "near")
