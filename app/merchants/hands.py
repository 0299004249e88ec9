"""Show me: to whom invoices were given, and what somebody holds, whoever issued it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, Row, select

from app.kernel import crypto, paging
from app.kernel.errors import NotFound
from app.kernel.rows import Reader
from app.merchants.models import elsewhere, given, issued, merchant


@dataclass(frozen=True)
class Elsewhere:
    """An invoice that another system issued; `seller` sealed."""

    number: str
    seller: bytes
    day: date
    total: int
    blue: str | None
    red_fen: int
    seen_at: datetime

    @property
    def name(self) -> str:
        """The seller's."""
        return crypto.unseal("elsewhere.seller", self.number, self.seller)


ELSEWHERE = Reader(Elsewhere, elsewhere)


def holders(tx: Connection, numbers: Sequence[str]) -> dict[str, list[str]]:
    """{number: persons} to whom invoices were given."""
    found: dict[str, list[str]] = {}
    for row in tx.execute(select(given.c.number, given.c.person_id).where(given.c.number.in_(numbers)).order_by(given.c.at)):
        found.setdefault(row.number, []).append(row.person_id)
    return found


def given_to(tx: Connection, person_id: str) -> list[tuple[str, str, datetime]]:
    """[(number, way, at)] of a person's, the latest first."""
    rows = tx.execute(select(given.c.number, given.c.way, given.c.at).where(given.c.person_id == person_id).order_by(given.c.at.desc()))
    return [(row.number, row.way, row.at) for row in rows]


def way_of(tx: Connection, number: str, person_id: str) -> str:
    """How an invoice came to a person who has it."""
    return str(tx.execute(select(given.c.way).where(given.c.number == number, given.c.person_id == person_id)).scalar_one())


@dataclass(frozen=True)
class Held:
    """An invoice in a person's hands. `seller`: its name; `red_fen`: what was taken back of it, or it takes back, below zero."""

    id: str
    number: str
    seller: str
    day: date
    total: int
    blue: str | None
    red_fen: int
    way: str
    at: datetime


def held(tx: Connection, person_id: str, after: str | None = None) -> tuple[list[Held], str | None]:
    """A page of a person's invoices, the latest first, and the mark of the next page. Two statements."""
    columns = (given.c.id, given.c.number, given.c.way, given.c.at, issued.c.day, issued.c.total, issued.c.blue, merchant.c.name)
    theirs = tuple(elsewhere.c[name].label(f"their_{name}") for name in ("seller", "day", "total", "blue", "red_fen"))
    joined = given.outerjoin(issued, issued.c.number == given.c.number).outerjoin(merchant, merchant.c.uscc == issued.c.uscc)
    query = select(*columns, *theirs).select_from(joined.outerjoin(elsewhere, elsewhere.c.number == given.c.number))
    query = query.where(given.c.person_id == person_id)
    rows = tx.execute(paging.beyond(query, paging.read(after), given.c.at, given.c.id)).all()
    back: dict[str, int] = {}
    for row in tx.execute(select(issued.c.blue, issued.c.total).where(issued.c.blue.in_([one.number for one in rows]))):
        back[row.blue] = back.get(row.blue, 0) + row.total
    found = [_held(row, back) for row in rows]
    shown, following = paging.cut(found, lambda one: paging.Mark(one.at, one.id))
    return list(shown), following


def _held(row: Row[tuple[object, ...]], back: Mapping[str, int]) -> Held:
    """An invoice issued here, or one that was brought."""
    if row.day is not None:
        return Held(row.id, row.number, row.name, row.day, row.total, row.blue, back.get(row.number, 0), row.way, row.at)
    seller = crypto.unseal("elsewhere.seller", row.number, row.their_seller)
    return Held(row.id, row.number, seller, row.their_day, row.their_total, row.their_blue, row.their_red_fen, row.way, row.at)


def find_elsewhere(tx: Connection, number: str) -> Elsewhere | None:
    """An invoice that was brought, or None."""
    return ELSEWHERE.first(tx, ELSEWHERE.query.where(elsewhere.c.number == number))


@dataclass(frozen=True)
class Kept:
    """An invoice of somebody's. `here`: it was issued here, so that its original is kept here."""

    number: str
    seller: str
    day: date
    total: int
    blue: str | None
    here: bool


def kept(tx: Connection, number: str, person_id: str) -> Kept:
    """An invoice that this person holds. Raises NotFound."""
    if person_id not in holders(tx, [number]).get(number, []):
        raise NotFound("invoice_not_found", "没有这张发票", "核对一下发票号码")
    return described(tx, number)


def described(tx: Connection, number: str) -> Kept:
    """An invoice that was issued here, or brought. Raises LookupError."""
    columns = (issued.c.day, issued.c.total, issued.c.blue, merchant.c.name)
    query = select(*columns).select_from(issued.join(merchant, merchant.c.uscc == issued.c.uscc)).where(issued.c.number == number)
    row = tx.execute(query).first()
    if row is not None:
        return Kept(number, row.name, row.day, row.total, row.blue, True)
    found = find_elsewhere(tx, number)
    if found is None:
        raise LookupError("invoice")
    return Kept(number, found.name, found.day, found.total, found.blue, False)
