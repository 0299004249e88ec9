"""An invoice comes to whose it is: who scanned the order's code, who scans the till's, whose id number stands on it. Each once."""

from __future__ import annotations

import secrets

from sqlalchemy import Connection, insert, update
from sqlalchemy.exc import IntegrityError

from app.events.invoices import InvoiceGiven, InvoiceIssued
from app.identity import queries as identity
from app.invoices import titles
from app.kernel import clock, crypto
from app.kernel.errors import Conflict, NotFound
from app.kernel.events import Happened, emit
from app.kernel.ids import new_id
from app.merchants import hands, queries, rules
from app.merchants.models import given, issued
from app.merchants.queries import Issued


def deliver(tx: Connection, happened: Happened[InvoiceIssued]) -> None:
    """Whose it is already gets it; a natural person with an id number, known here, too."""
    one = queries.get_issued(tx, happened.event.number)
    if happened.event.holder_id:
        give(tx, one, happened.event.holder_id, rules.SCANNED)
        return
    buyer = queries.get_sale(tx, happened.event.sale_id).asked["buyer"]
    number = str(buyer["tax_no"]) if isinstance(buyer, dict) else ""
    if number and titles.personal("", number):
        person = identity.find_by_number(tx, number)
        if person is not None:
            give(tx, one, person, rules.NUMBERED)


def give(tx: Connection, one: Issued, person_id: str, way: str) -> bool:
    """Put it into a person's hands, once. False when it is there already."""
    if not lay(tx, one.number, person_id, way):
        return False
    seller = queries.get(tx, one.uscc).name
    emit(tx, InvoiceGiven(one.number, person_id, seller, one.total, way, one.blue or ""))
    return True


def lay(tx: Connection, number: str, person_id: str, way: str) -> bool:
    """Lay it with a person's invoices, once, and tell nobody: they do it themselves. False when it lies there already."""
    row = {"id": new_id(), "number": number, "person_id": person_id, "way": way, "at": clock.now()}
    try:
        with tx.begin_nested():
            tx.execute(insert(given), row)
    except IntegrityError:
        return False
    return True


def show_code(tx: Connection, one: Issued) -> str:
    """The word of a code that the customer scans at the till: ten minutes, one person. The one before opens nothing any more."""
    word = secrets.token_urlsafe(16)
    values = {"collect": crypto.blind("issued.collect", word), "collect_ends": clock.now() + rules.COLLECTED_WITHIN}
    tx.execute(update(issued).where(issued.c.number == one.number).values(**values))
    return word


def collect(tx: Connection, word: str, person_id: str) -> Issued:
    """The customer scanned it. Raises NotFound for a word that is none or too old, Conflict when another was faster."""
    one = queries.collected_by(tx, crypto.blind("issued.collect", word))
    if one is None or one.collect_ends is None:
        raise NotFound("collect_unknown", "取票码不对", "请商家重新出示")
    holders = hands.holders(tx, [one.number]).get(one.number, [])
    if person_id in holders:
        return one
    if one.collect_ends <= clock.now():
        raise NotFound("collect_over", "取票码过期了", "请商家重新出示")
    # One person for one showing: the mark of this word goes with the first.
    took = update(issued).where(issued.c.number == one.number, issued.c.collect_ends == one.collect_ends)
    if tx.execute(took.values(collect_ends=clock.now())).rowcount != 1:
        raise Conflict("collected", "这张票刚刚被取走了", "请商家重新出示")
    give(tx, one, person_id, rules.COLLECTED)
    return one
