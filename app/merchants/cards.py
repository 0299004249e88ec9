"""An invoice as a card in WeChat: the person allows it there, then it is put in. What fails here undoes neither invoice nor wallet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import structlog
from sqlalchemy import Connection, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from app.events.invoices import CardFailed, InvoiceGiven
from app.kernel import clock, db
from app.kernel.cards import CardData, CardRefused, Page
from app.kernel.errors import NotFound, Refused, Unavailable
from app.kernel.events import Happened, emit
from app.kernel.ports import outside as world
from app.kernel.relay import outside
from app.kernel.rows import Reader
from app.merchants import files, hands, queries, rules
from app.merchants.models import card_template, invoice_card, issued
from app.merchants.queries import Issued

log = structlog.get_logger("merchants")
SWEEP_MOST = 100
THERE = (72018, 72042)  # it is in already: an answer was lost


@dataclass(frozen=True)
class Card:
    """How far a card is."""

    number: str
    person_id: str
    uscc: str
    state: str
    template: str
    code: str
    tries: int
    next_at: datetime | None
    made_at: datetime


CARDS = Reader(Card, invoice_card)


def find(tx: Connection, number: str) -> Card | None:
    """The card of an invoice, or None."""
    return CARDS.first(tx, CARDS.query.where(invoice_card.c.number == number))


def held(tx: Connection, number: str, person_id: str) -> Issued:
    """An invoice that was given to this person. Raises NotFound."""
    one = queries.find_issued(tx, number)
    if one is None or person_id not in hands.holders(tx, [number]).get(number, []):
        raise NotFound("invoice_not_found", "没有这张发票", "核对一下发票号码")
    return one


def ask(one: Issued, person_id: str) -> Page | None:
    """The page of WeChat where they allow it; None when it is in already. Outside a transaction. Raises Unavailable, Refused."""
    with db.reading() as tx:
        phone = queries.get(tx, one.uscc).tel
        known = find(tx, one.number)
    if known is not None and known.state in (rules.IN, rules.TAKEN):
        return None
    page = world().cards.ask(one.number, one.total, phone)
    db.in_transaction(_keep, one, person_id)
    return page


def _keep(tx: Connection, one: Issued, person_id: str) -> None:
    now = clock.now()
    again = {"person_id": person_id, "state": rules.ASKED, "tries": 0, "next_at": now + rules.CARD_ASKS, "made_at": now}
    still = (invoice_card.c.number == one.number, invoice_card.c.state.in_((rules.ASKED, rules.FAILED)))
    if tx.execute(update(invoice_card).where(*still).values(**again)).rowcount:
        return
    try:
        with tx.begin_nested():
            tx.execute(insert(invoice_card), {"number": one.number, "uscc": one.uscc, "template": "", "code": "", **again})
    except IntegrityError:
        return  # the other tap of the same person


def sweep() -> int:
    """Look whether those who were asked have said yes, and put their cards in. Returns how many."""
    with db.reading() as tx:
        due = CARDS.all(tx, CARDS.query.where(invoice_card.c.next_at <= clock.now()).limit(SWEEP_MOST))
    for card in due:
        try:
            said = world().cards.answered(card.number)
            if said == "waiting":
                over = clock.now() - card.made_at > rules.CARD_WAITS
                db.in_transaction(_change, card, next_at=None if over else clock.now() + rules.CARD_ASKS)
            elif said == "no":
                db.in_transaction(_change, card, state=rules.FAILED, next_at=None)
            elif said == "in":
                db.in_transaction(_change, card, state=rules.IN, next_at=None)
            else:
                _put(card)
        except (Unavailable, Refused) as error:
            db.in_transaction(_later, card, error)
    return len(due)


def _put(card: Card) -> None:
    with db.reading() as tx:
        one = queries.get_issued(tx, card.number)
        seller = queries.get(tx, card.uscc).name
        template = tx.execute(select(card_template.c.template).where(card_template.c.uscc == card.uscc)).scalar()
    if template is None:
        template = world().cards.template(seller)
        db.in_transaction(_remember, card.uscc, template)
    lines = [(f"{rate} 税率" if one.taxes else "商品", int(amount)) for rate, amount, _ in one.taxes]
    sums = (one.total, one.amount, one.tax, int(one.issued_at.timestamp()))
    data = CardData(one.number, one.number, one.name, *sums, lines)
    code = world().cards.put(template, data, files.read(one.number, "pdf"))
    db.in_transaction(_change, card, state=rules.IN, template=template, code=code, next_at=None)


def _remember(tx: Connection, uscc: str, template: str) -> None:
    try:
        with tx.begin_nested():
            tx.execute(insert(card_template), {"uscc": uscc, "template": template})
    except IntegrityError:
        return  # another relay made one: both are the seller's


def _change(tx: Connection, card: Card, /, **values: object) -> bool:
    still = (invoice_card.c.number == card.number, invoice_card.c.state == card.state)
    return tx.execute(update(invoice_card).where(*still).values(**values)).rowcount == 1


def _later(tx: Connection, card: Card, error: Unavailable | Refused) -> None:
    """After 1, 5, 30 minutes and 6 hours; then they are told that it is not in WeChat."""
    if isinstance(error, CardRefused) and error.errcode in THERE:
        _change(tx, card, state=rules.IN, next_at=None)
        return
    if card.tries < len(rules.CARD_PAUSES):
        _change(tx, card, tries=card.tries + 1, next_at=clock.now() + rules.CARD_PAUSES[card.tries])
    elif _change(tx, card, state=rules.FAILED, next_at=None):
        emit(tx, CardFailed(card.number, card.person_id))


@outside
def take_back(happened: Happened[InvoiceGiven]) -> None:
    """A red invoice came: once all is taken back the card in WeChat says so too. Somebody who is reimbursing it keeps it as it is."""
    if not happened.event.blue:
        return
    with db.reading() as tx:
        card = find(tx, happened.event.blue)
        blue = queries.get_issued(tx, happened.event.blue)
        reds = tx.execute(select(func.coalesce(func.sum(issued.c.total), 0)).where(issued.c.blue == blue.number)).scalar_one()
    if card is None or card.state != rules.IN or not card.code or blue.total + int(reds) != 0:
        return
    try:
        world().cards.cancel(card.template, card.code)
    except CardRefused as no:
        log.error("card_stays", number=card.number, errcode=no.errcode)
        return
    db.in_transaction(_change, card, state=rules.TAKEN)
