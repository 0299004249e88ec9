"""Show me: a company, its shops and people, orders and invoices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import orjson
from sqlalchemy import Connection, func, select

from app.kernel import clock, crypto
from app.kernel.errors import Forbidden, NotFound
from app.kernel.jsons import Object, a_list, an_object
from app.kernel.rows import Reader
from app.merchants import rules
from app.merchants.models import issued, merchant, red_note, sale, shop, shop_goods, shop_staff
from app.merchants.rules import Post

NO_SHOP = ("shop_not_found", "没有这家门店", "回商家首页再选一次")
NOT_ALLOWED = ("not_your_post", "您在这家企业没有这个权限", "请管理员在“人员”里给您加上")


@dataclass(frozen=True)
class Merchant:
    """A company that is known here."""

    uscc: str
    name: str
    payer: str
    special: bool
    tel: str
    state: str
    why: str
    asked_by: str
    asked_until: date | None
    lapses_at: datetime | None


@dataclass(frozen=True)
class Shop:
    """A shop of a company. `key_turn`: how often its keys were revoked."""

    no: str
    uscc: str
    name: str
    address: str
    phone: str
    key_turn: int


@dataclass(frozen=True)
class Staff:
    """Somebody's place, `name` sealed; `person_id` empty until who was invited comes."""

    id: str
    uscc: str
    person_id: str | None
    name: bytes
    roles: list[str]
    shops: list[str]
    until: date | None
    invite_ends: datetime | None
    ended_at: datetime | None

    @property
    def plain(self) -> str:
        """The name."""
        return crypto.unseal("shop_staff.name", self.id, self.name)


@dataclass(frozen=True)
class Good:
    """A line of a company's price list."""

    id: str
    name: str
    spec: str
    unit: str
    price: str
    priced: str
    code: str
    short: str
    rate: str


@dataclass(frozen=True)
class Sale:
    """An order. `order`: sealed, what the bureau is asked; `buyer`: sealed."""

    id: str
    shop_no: str
    order_no: str
    uscc: str
    fen: int
    paid_at: datetime
    sold: list[dict[str, str | int]]
    priced: str
    order: bytes | None
    print: bytes | None
    buyer: bytes | None
    key: str
    state: str
    why: str
    code: str
    tries: int
    next_at: datetime | None
    number: str | None
    cashier_id: str
    holder_id: str | None
    made_at: datetime

    @property
    def asked(self) -> Object:
        """What the bureau is asked."""
        found: Object = orjson.loads(crypto.unseal("sale.order", self.id, self.order or b""))
        return found

    @property
    def rows(self) -> list[tuple[str, int, int]]:
        """[(rate, amount, tax)] of what the bureau is asked."""
        rows = [an_object(one) for one in a_list(self.asked["rows"])]
        return [(str(one["rate"]), int(str(one["amount"])), int(str(one["tax"]))) for one in rows]

    @property
    def name(self) -> str:
        """The buyer's, whole."""
        return crypto.unseal("sale.buyer", self.id, self.buyer) if self.buyer else ""


@dataclass(frozen=True)
class Issued:
    """An invoice. `buyer`: sealed; `taxes`: [[rate, amount, tax]]."""

    number: str
    uscc: str
    shop_no: str
    day: date
    issued_at: datetime
    kind: str
    blue: str | None
    amount: int
    tax: int
    total: int
    taxes: list[list[str | int]]
    buyer: bytes
    order_no: str
    cashier_id: str
    collect_ends: datetime | None

    @property
    def name(self) -> str:
        """The buyer's, whole."""
        return crypto.unseal("issued.buyer", self.number, self.buyer)


@dataclass(frozen=True)
class RedNote:
    """A wish to take an invoice back, and how far it is."""

    id: str
    blue: str
    uscc: str
    reason: str
    parts: list[list[int]]
    open: int | None
    confirmation: str | None
    state: str
    why: str
    red: str | None
    by_id: str
    tries: int
    next_at: datetime | None
    made_at: datetime


MERCHANTS, SHOPS, STAFF, GOODS = Reader(Merchant, merchant), Reader(Shop, shop), Reader(Staff, shop_staff), Reader(Good, shop_goods)
SALES, ISSUED, REDS = Reader(Sale, sale), Reader(Issued, issued), Reader(RedNote, red_note)


def find(tx: Connection, uscc: str) -> Merchant | None:
    """A company, or None."""
    return MERCHANTS.first(tx, MERCHANTS.query.where(merchant.c.uscc == uscc))


def get(tx: Connection, uscc: str) -> Merchant:
    """A company. Raises NotFound."""
    found = find(tx, uscc)
    if found is None:
        raise NotFound("merchant_not_found", "这家企业还没有开通", "请法定代表人先来开通")
    return found


def posts(tx: Connection, person_id: str) -> list[Post]:
    """Where somebody works."""
    rows = STAFF.all(tx, STAFF.query.where(shop_staff.c.person_id == person_id).order_by(shop_staff.c.made_at))
    return [_post(one) for one in rows]


def _post(one: Staff) -> Post:
    return Post(one.uscc, one.person_id or "", tuple(one.roles), tuple(one.shops), one.until, one.ended_at is not None)


def require(tx: Connection, uscc: str, person_id: str, what: str, shop_no: str | None = None) -> Post:
    """Their place there, when it may do this now. Raises NotFound for who has none: the company is as absent as one that never was."""
    mine = STAFF.first(tx, STAFF.query.where(shop_staff.c.uscc == uscc, shop_staff.c.person_id == person_id))
    if mine is None:
        raise NotFound(*NO_SHOP)
    post = _post(mine)
    if not post.may(what, clock.today(), shop_no):
        raise Forbidden(*NOT_ALLOWED)
    return post


def get_shop(tx: Connection, no: str) -> Shop:
    """A shop. Raises NotFound."""
    found = SHOPS.first(tx, SHOPS.query.where(shop.c.no == no))
    if found is None:
        raise NotFound(*NO_SHOP)
    return found


def shops(tx: Connection, uscc: str) -> list[Shop]:
    """A company's shops."""
    return SHOPS.all(tx, SHOPS.query.where(shop.c.uscc == uscc).order_by(shop.c.no))


def shop_count(tx: Connection) -> int:
    """How many there are of everybody's."""
    return int(tx.execute(select(func.count()).select_from(shop)).scalar_one())


def staff(tx: Connection, uscc: str) -> list[Staff]:
    """Who works there, and who is invited."""
    return STAFF.all(tx, STAFF.query.where(shop_staff.c.uscc == uscc).order_by(shop_staff.c.made_at))


def goods(tx: Connection, uscc: str) -> list[Good]:
    """The price list."""
    return GOODS.all(tx, GOODS.query.where(shop_goods.c.uscc == uscc).order_by(shop_goods.c.name, shop_goods.c.spec))


def find_sale(tx: Connection, shop_no: str, order_no: str) -> Sale | None:
    """An order of a shop, or None."""
    return SALES.first(tx, SALES.query.where(sale.c.shop_no == shop_no, sale.c.order_no == order_no))


def get_sale(tx: Connection, id_: str) -> Sale:
    """An order. Raises LookupError."""
    found = SALES.first(tx, SALES.query.where(sale.c.id == id_))
    if found is None:
        raise LookupError("sale")
    return found


def waiting(tx: Connection, now: datetime, most: int) -> list[Sale]:
    """Orders whose turn to be asked about has come, the oldest first."""
    due = SALES.query.where(sale.c.state == rules.WAITING, sale.c.next_at <= now)
    return SALES.all(tx, due.order_by(sale.c.made_at).limit(most))


def sales(tx: Connection, shop_nos: Sequence[str], states: Sequence[str], most: int) -> list[Sale]:
    """Orders of shops in these states, the latest first."""
    wanted = SALES.query.where(sale.c.shop_no.in_(shop_nos), sale.c.state.in_(states))
    return SALES.all(tx, wanted.order_by(sale.c.made_at.desc()).limit(most))


def find_issued(tx: Connection, number: str) -> Issued | None:
    """An invoice that was issued here, or None."""
    return ISSUED.first(tx, ISSUED.query.where(issued.c.number == number))


def get_issued(tx: Connection, number: str) -> Issued:
    """An invoice of somebody's company. Raises NotFound."""
    found = find_issued(tx, number)
    if found is None:
        raise NotFound("invoice_not_found", "没有这张发票", "核对一下发票号码")
    return found


def collected_by(tx: Connection, blind: bytes) -> Issued | None:
    """The invoice a collect code is for."""
    return ISSUED.first(tx, ISSUED.query.where(issued.c.collect == blind))


def day(tx: Connection, uscc: str, on: date, until: date, shop_nos: Sequence[str] | None = None) -> list[Issued]:
    """What was issued from a day up to another, the latest first; of these shops only."""
    wanted = ISSUED.query.where(issued.c.uscc == uscc, issued.c.day >= on, issued.c.day <= until)
    if shop_nos is not None:
        wanted = wanted.where(issued.c.shop_no.in_(shop_nos))
    return ISSUED.all(tx, wanted.order_by(issued.c.issued_at.desc(), issued.c.number.desc()))


def notes(tx: Connection, uscc: str) -> list[RedNote]:
    """A company's red notes, the latest first."""
    return REDS.all(tx, REDS.query.where(red_note.c.uscc == uscc).order_by(red_note.c.made_at.desc()))


def note_of(tx: Connection, number: str) -> RedNote | None:
    """The latest red note of an invoice, or None."""
    return REDS.first(tx, REDS.query.where(red_note.c.blue == number).order_by(red_note.c.made_at.desc()).limit(1))


def get_note(tx: Connection, id_: str) -> RedNote:
    """A red note. Raises NotFound."""
    found = REDS.first(tx, REDS.query.where(red_note.c.id == id_))
    if found is None:
        raise NotFound("red_not_found", "没有这张红字单", "回列表再看一次")
    return found


def notes_due(tx: Connection, now: datetime, most: int) -> list[RedNote]:
    """Red notes about which the bureau is to be asked again."""
    return REDS.all(tx, REDS.query.where(red_note.c.next_at <= now).order_by(red_note.c.next_at).limit(most))
