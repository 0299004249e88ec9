"""Make it happen: open an order, start paying, settle once, close, sweep."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import Connection, insert, select, update

from app.kernel import clock, crypto, db
from app.kernel.errors import Conflict, NotFound, Problem, Refused
from app.kernel.events import Event, emit
from app.kernel.failpoints import reach
from app.kernel.ids import new_id
from payment import channels, rules
from payment.models import channel_message, entry, order
from payment.rules import Paid

log = structlog.get_logger("payment")


@dataclass(frozen=True)
class Order:
    """An order as the resident may see it."""

    order_no: str
    subject: str
    payee: str
    amount_fen: int
    description: str
    lines: Sequence[Mapping[str, str]]
    state: str
    expires_at: datetime


def open_order(
    tx: Connection, subject: str, payee: str, amount_fen: int, description: str, lines: Sequence[Mapping[str, str]], until: datetime
) -> str:
    """One order per subject: asked again, the same order. Returns its number. Raises Refused for what is no amount."""
    if not isinstance(amount_fen, int) or isinstance(amount_fen, bool) or amount_fen <= 0:
        raise Refused("amount_invalid", "金额不对", "联系窗口")
    found = tx.execute(select(order.c.order_no).where(order.c.subject == subject)).scalar()
    if found:
        return str(found)
    now = clock.now()
    order_no = f"{clock.china(now):%Y%m%d%H%M%S}{secrets.randbelow(10**12):012d}"
    row = {
        "order_no": order_no,
        "subject": subject,
        "payee": payee,
        "mchid": channels.wechat_pay().mchid,
        "amount_fen": amount_fen,
        "description": description[:120],
        "lines": list(lines),
        "state": "open",
        "created_at": now,
        "expires_at": until,
        "checks": 0,
    }
    tx.execute(insert(order), row)
    return order_no


def start(subject: str, openid: str) -> tuple[Order, dict[str, str] | None]:
    """Get a pay sheet for this payer, or None when it is paid. The number was stored before this call, so that calling
    again, also after dying half way, finds the same order at WeChat."""
    pay = channels.wechat_pay()
    with db.reading() as tx:
        row = tx.execute(select(order).where(order.c.subject == subject)).first()
    if row is None:
        raise NotFound()
    if row.state == "paid":
        return _order(row), None
    if row.state == "closed" or row.expires_at < clock.now():
        raise Conflict("order_closed", "这笔费用已经不用交了", "看看办件进度")
    _same_payer(row, openid)
    fresh = row.prepay_id and row.started_at and clock.now() - row.started_at < rules.PREPAY_LIVES
    prepay_id = row.prepay_id
    if not fresh:
        reach("pay.before_prepay")
        prepay_id = pay.prepay(row.order_no, row.amount_fen, row.description, openid)
        reach("pay.after_prepay")
        db.in_transaction(_started, row.order_no, prepay_id, openid)
        reach("pay.after_prepay_stored")
    return _order(row), pay.sheet(prepay_id)


def settle(tx: Connection, paid: Paid, raw: str, source: str) -> str:
    """Book a verified payment exactly once. Returns settled | already. Raises Refused when it is not as in our record.

    Statements: 1 select, 1 update that only one can win, message, ledger, event, then the caller's commit.
    """
    row = tx.execute(select(order).where(order.c.order_no == paid.order_no)).first()
    if row is None:
        raise Refused("notify_unknown_order")
    openid = crypto.unseal("payment_order.openid", row.order_no, row.openid) if row.openid else None
    fault = rules.disagreement(paid, row.mchid, channels.wechat_pay().appid, row.amount_fen, openid)
    if fault:
        raise Refused(fault)
    if row.state == "paid":
        if row.transaction_id != paid.transaction_id:
            raise Refused("notify_second_payment")
        return "already"
    reach("settle.before_update")
    changed = {"state": "paid", "transaction_id": paid.transaction_id, "paid_at": paid.at, "next_check": None}
    mine = update(order).where(order.c.order_no == row.order_no, order.c.state == row.state)
    if tx.execute(mine.values(**changed)).rowcount != 1:
        return settle(tx, paid, raw, source)  # another was faster: then it says paid now
    reach("settle.after_update")
    _keep(tx, row.order_no, raw, source)
    now = clock.now()
    common = {"order_no": row.order_no, "kind": "payment", "external_no": paid.transaction_id, "at": now}
    lines = [
        {"id": new_id(), "account": one.account, "debit_fen": one.debit_fen, "credit_fen": one.credit_fen, **common}
        for one in rules.postings(row.payee, row.amount_fen)
    ]
    tx.execute(insert(entry), lines)
    told = {"order_no": row.order_no, "subject": row.subject, "amount_fen": row.amount_fen, "paid_at": clock.rfc3339(paid.at)}
    emit(tx, Event.PAYMENT_SETTLED, row.subject, **told)
    reach("settle.before_commit")
    return "settled"


def check(order_no: str) -> str:
    """Ask the channel about an order and settle or close it by the answer. Returns the order's state."""
    with db.reading() as tx:
        row = tx.execute(select(order).where(order.c.order_no == order_no)).first()
    if row is None:
        raise NotFound()
    if row.state in ("paid", "closed") or row.prepay_id is None:
        return str(row.state)
    answer = channels.wechat_pay().query(order_no)
    if answer.paid:
        db.in_transaction(settle, answer.paid, answer.raw, "query")
        return "paid"
    return str(row.state)


def close(order_no: str) -> str:
    """Close an unpaid order: ask first, close at the channel, then here. Returns paid or closed."""
    if check(order_no) == "paid":
        return "paid"
    with db.reading() as tx:
        prepaid = tx.execute(select(order.c.prepay_id).where(order.c.order_no == order_no)).scalar()
    if prepaid and not channels.wechat_pay().close(order_no):
        return check(order_no)  # closing said it was paid meanwhile
    db.in_transaction(_closed, order_no)
    return "closed"


def sweep(limit: int = 100) -> int:
    """Ask about every order somebody may have paid without our hearing of it, close what has expired. Returns how many.

    Needs neither a notification nor Redis; any number may run.
    """
    now = clock.now()
    with db.reading() as tx:
        due = select(order.c.order_no, order.c.expires_at).where(order.c.next_check <= now).order_by(order.c.next_check).limit(limit)
        rows = tx.execute(due).all()
        late = select(order.c.order_no).where(order.c.state == "open", order.c.expires_at < now).limit(limit)
        expired = [row.order_no for row in tx.execute(late)]
    for row in rows:
        try:
            state = close(row.order_no) if row.expires_at < now else check(row.order_no)
            if state == "paying":
                db.in_transaction(_later, row.order_no)
        except Problem as problem:
            log.warning("sweep_failed", order=row.order_no, code=problem.code)
            db.in_transaction(_later, row.order_no)
    for order_no in expired:
        close(order_no)
    return len(rows) + len(expired)


def _same_payer(row: Any, openid: str) -> None:
    if row.openid and crypto.unseal("payment_order.openid", row.order_no, row.openid) != openid:
        raise Conflict("other_payer", "这笔费用正由另一个微信在付", "用那个微信付完，或者等两个小时")


def _started(tx: Connection, order_no: str, prepay_id: str, openid: str) -> None:
    now = clock.now()
    changed = {
        "state": "paying",
        "prepay_id": prepay_id,
        "started_at": now,
        "next_check": now + rules.FIRST_CHECK,
        "openid": crypto.seal("payment_order.openid", order_no, openid),
    }
    tx.execute(update(order).where(order.c.order_no == order_no, order.c.state.in_(("open", "paying"))).values(**changed))


def _later(tx: Connection, order_no: str) -> None:
    checks = tx.execute(select(order.c.checks).where(order.c.order_no == order_no)).scalar() or 0
    changed = {"checks": checks + 1, "next_check": rules.next_check(checks, clock.now())}
    tx.execute(update(order).where(order.c.order_no == order_no, order.c.state == "paying").values(**changed))


def _closed(tx: Connection, order_no: str) -> None:
    live = (order.c.order_no == order_no, order.c.state.in_(("open", "paying")))
    subject = tx.execute(select(order.c.subject).where(*live)).scalar()
    if tx.execute(update(order).where(*live).values(state="closed", next_check=None)).rowcount == 1:
        emit(tx, Event.PAYMENT_CLOSED, str(subject), order_no=order_no, subject=subject)


def _keep(tx: Connection, order_no: str, raw: str, source: str) -> None:
    message_id = new_id()
    sealed = crypto.seal("channel_message.raw", message_id, raw)
    tx.execute(insert(channel_message), {"id": message_id, "order_no": order_no, "source": source, "raw": sealed, "at": clock.now()})


def _order(row: Any) -> Order:
    return Order(row.order_no, row.subject, row.payee, row.amount_fen, row.description, row.lines, row.state, row.expires_at)
