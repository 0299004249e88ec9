"""An order's way through the bureau: issued at most once whatever happens, and never forgotten.

Before each call the try is stored. Who was tried already is asked about by key first: a till, a relay or a line that died after sending
finds the invoice there instead of a second one. What the bureau does not answer waits, and is asked about again.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog
from prometheus_client import Counter
from sqlalchemy import Connection, insert, update
from sqlalchemy.exc import IntegrityError

from app.events.invoices import InvoiceIssued, SaleToIssue
from app.kernel import clock, crypto, db
from app.kernel.bureau import UNKNOWN, Issued
from app.kernel.errors import Refused, Unavailable
from app.kernel.events import Happened, emit
from app.kernel.ports import outside as world
from app.kernel.relay import outside
from app.merchants import files, queries, rules
from app.merchants.models import issued, sale
from app.merchants.queries import Sale

log = structlog.get_logger("merchants")
_doubted = Counter("invoices_doubted_total", "Answers of the tax bureau that are about another invoice")
SWEEP_MOST = 200
OFF_WORDS, QUOTA_WORDS = "税务系统恢复后自动开", "额度不够，下月 1 日自动开"


@outside
def issue(happened: Happened[SaleToIssue]) -> None:
    """Have the bureau issue an order. Told twice, issued once."""
    with db.reading() as tx:
        found = queries.get_sale(tx, happened.event.sale_id)
    if found.state not in (rules.ISSUING, rules.WAITING):
        return
    try:
        told = _asked(found)
    except Unavailable:
        db.in_transaction(_wait, found, rules.OFF, OFF_WORDS, rules.pause(found.tries + 1))
        return
    except Refused as no:
        db.in_transaction(_refused, found, no)
        return
    if not isinstance(told, Issued):
        db.in_transaction(_wait, found, rules.OFF, OFF_WORDS, rules.pause(1))
    elif (told.seller, told.total) != (found.uscc, found.fen):
        _doubt(found, told)
    else:
        files.keep(told.number, told.xml.encode())
        try:
            db.in_transaction(_record, found, told)
        except IntegrityError:
            _doubt(found, told)


def _asked(found: Sale) -> Issued | str:
    tax = world().tax
    if found.tries:
        told = tax.asked(found.key)
        if told != UNKNOWN:
            return told
    db.in_transaction(lambda tx: tx.execute(update(sale).where(sale.c.id == found.id).values(tries=sale.c.tries + 1)))
    try:
        return tax.issue(found.asked)
    except Refused as no:
        if no.code != "tax_k001":
            raise
        return tax.asked(found.key)  # issued under this key before, with another content: that is the order's invoice


def _record(tx: Connection, found: Sale, told: Issued) -> None:
    """The invoice, and that the order has it. Done twice changes nothing."""
    still = (sale.c.id == found.id, sale.c.state.in_((rules.ISSUING, rules.WAITING)))
    values = {"state": rules.DONE, "number": told.number, "why": "", "code": "", "next_at": None}
    if tx.execute(update(sale).where(*still).values(**values)).rowcount != 1:
        return
    asked = found.asked
    at = moment(told.issued_at)
    row = {
        "number": told.number,
        "uscc": found.uscc,
        "shop_no": found.shop_no,
        "day": clock.china(at).date(),
        "issued_at": at,
        "kind": asked["kind"],
        "amount": told.amount,
        "tax": told.tax,
        "total": told.total,
        "taxes": rules.taxes(found.rows),
        "buyer": crypto.seal("issued.buyer", told.number, found.name),
        "order_no": found.order_no,
        "cashier_id": found.cashier_id,
    }
    tx.execute(insert(issued), row)
    emit(tx, InvoiceIssued(found.id, told.number, found.holder_id or ""))


def moment(said: str) -> datetime:
    """2026-11-20 18:02:11, as clocks in China show it."""
    return datetime.strptime(said, "%Y-%m-%d %H:%M:%S").replace(tzinfo=clock.CHINA)


def _refused(tx: Connection, found: Sale, no: Refused) -> None:
    """The bureau does not take it. Where only the quota is short it waits: an adjustment may come within the hour, a new month will."""
    if no.code == rules.QUOTA:
        first = datetime.combine(rules.month_end(clock.today()), datetime.min.time(), clock.CHINA)
        _wait(tx, found, rules.QUOTA, no.say, min(rules.QUOTA_AGAIN, first - clock.now()))
        return
    still = (sale.c.id == found.id, sale.c.state.in_((rules.ISSUING, rules.WAITING)))
    tx.execute(update(sale).where(*still).values(state=rules.REFUSED, why=no.say[:160], code=no.code[:20], next_at=None, tries=0))


def _wait(tx: Connection, found: Sale, code: str, why: str, pause: timedelta) -> None:
    still = (sale.c.id == found.id, sale.c.state.in_((rules.ISSUING, rules.WAITING)))
    values = {"state": rules.WAITING, "why": why[:160], "code": code, "next_at": clock.now() + pause}
    tx.execute(update(sale).where(*still).values(**values))


def _doubt(found: Sale, told: Issued) -> None:
    """An answer about another seller, another sum, or a number that is another order's: nothing of it is believed, and it is asked anew."""
    _doubted.inc()
    log.error("invoice_doubted", key=found.key, number=told.number)
    db.in_transaction(_wait, found, rules.OFF, "税务回的内容对不上，正在核对", rules.pause(len(rules.PAUSES_S)))


def sweep() -> int:
    """Ask again about what waits and whose time has come, the oldest first. Returns how many."""

    def again(tx: Connection) -> int:
        due = queries.waiting(tx, clock.now(), SWEEP_MOST)
        for one in due:
            taken = update(sale).where(sale.c.id == one.id, sale.c.state == rules.WAITING, sale.c.next_at == one.next_at)
            if tx.execute(taken.values(next_at=clock.now() + rules.pause(len(rules.PAUSES_S)))).rowcount:
                emit(tx, SaleToIssue(one.id))
        return len(due)

    return db.in_transaction(again)
