"""Ask for a refund, let a second person decide, send it under its one number, book it when it has arrived.

Locks are taken in one order everywhere: the order's row, then the refund's. What is asked for is reserved on the order's
row by one compare-and-set, so that refunds never add up to more than was paid, however many ask at once.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from sqlalchemy import Connection, insert, select, update

from app.events.money import RefundRequested, RefundSettled, RefundStuck
from app.kernel import clock, db
from app.kernel.errors import Conflict, Forbidden, NotFound, Problem, Refused, Unavailable
from app.kernel.events import emit
from app.kernel.failpoints import reach
from app.kernel.rows import Where
from payment import channels, ledger, orders
from payment.channels import refunds as channel
from payment.models import order
from payment.orders import Booked
from payment.refunds import queries, rules
from payment.refunds.models import extra_payment, refund
from payment.refunds.queries import Held
from payment.rules import Paid, Refunded, account, bill_of, postings
from payment.workorders import service as workorders

log = structlog.get_logger("payment")


def request(tx: Connection, order_no: str, amount_fen: int, reason: str, cause: str, by: str | None = None) -> str:
    """Reserve a refund and return its number; with `by` (staff) it waits for a second person. The same cause again, the
    same refund. Raises Refused `refund_amount_invalid`, `refund_reason_unknown`, NotFound, Conflict `order_not_paid`,
    `refund_above_rest`, `refund_too_many`; then nothing was stored."""
    if not isinstance(amount_fen, int) or isinstance(amount_fen, bool) or not 0 < amount_fen < 2**53:
        raise Refused("refund_amount_invalid", "退款金额不对", "填大于零的整数分")
    if reason not in rules.REASONS:
        raise Refused("refund_reason_unknown", "没有这种退款原因", "从列表里选")
    known = tx.execute(select(refund.c.refund_no).where(refund.c.cause == cause)).scalar()
    if known:
        return str(known)
    reach("refund.before_reserve")
    room = (order.c.state == "paid", order.c.reserved_fen + amount_fen <= order.c.amount_fen, order.c.refunds < rules.MOST)
    changed = {"reserved_fen": order.c.reserved_fen + amount_fen, "refunds": order.c.refunds + 1}
    if tx.execute(update(order).where(order.c.order_no == order_no, *room).values(**changed)).rowcount != 1:
        raise _no_room(tx, order_no, amount_fen)
    row = orders.of_number(tx, order_no)
    if row is None or row.transaction_id is None:
        raise LookupError("order")  # it was paid a statement ago
    refund_no = _store(tx, order_no, row.subject, row.transaction_id, account(row.payee), amount_fen, reason, cause, by)
    reach("refund.after_reserve")
    return refund_no


def rest(tx: Connection, order_no: str, reason: str, cause: str) -> str | None:
    """Give back all that has not been given back or asked for; None when there is nothing. Of several at once one finds it."""
    row = orders.of_number(tx, order_no, lock=True)
    if row is None or row.state != "paid" or row.reserved_fen >= row.amount_fen:
        return None
    return request(tx, order_no, row.amount_fen - row.reserved_fen, reason, cause)


def again(tx: Connection, refund_no: str, by: str) -> str:
    """WeChat closed it and nothing went back: the same sum under a new number, for a second person to decide. Returns the
    number; asked again, the same one. Raises NotFound, Conflict `refund_not_closed`, and as request."""
    row = _locked(tx, refund_no)
    if row is None:
        raise NotFound()
    if row.state != "closed":
        raise Conflict("refund_not_closed", "这笔退款没有关闭，不用再退一次", "刷新看看最新情况", state=row.state)
    cause = f"again:{row.refund_no}"
    if row.account == account(row.payee):
        return request(tx, row.order_no, row.amount_fen, row.reason, cause, by)
    known = tx.execute(select(refund.c.refund_no).where(refund.c.cause == cause)).scalar()
    if known:
        return str(known)
    return _store(tx, row.order_no, row.subject, row.transaction_id, row.account, row.amount_fen, row.reason, cause, by)


def keep_extra(tx: Connection, row: Booked, paid: Paid, raw: str, source: str) -> str:
    """A second payment of a paid order: booked in suspense, and on its way back at once. Returns extra | already."""
    if tx.execute(select(extra_payment.c.order_no).where(extra_payment.c.transaction_id == paid.transaction_id)).scalar():
        return "already"
    stored = {"transaction_id": paid.transaction_id, "order_no": row.order_no, "amount_fen": paid.amount_fen, "paid_at": paid.at}
    tx.execute(insert(extra_payment), {**stored, "at": clock.now()})
    ledger.keep(tx, row.order_no, raw, source)
    ledger.post(tx, row.order_no, "payment", paid.transaction_id, postings(row.payee, paid.amount_fen, owed=False))
    cause, held = f"paid_twice:{paid.transaction_id}", account(row.payee, owed=False)
    _store(tx, row.order_no, row.subject, paid.transaction_id, held, paid.amount_fen, "paid_twice", cause, None)
    return "extra"


def approve(tx: Connection, refund_no: str, by: str) -> None:
    """A second person says yes. Raises NotFound, Forbidden `same_person`, Conflict `refund_decided`."""
    _decide(tx, refund_no, by, "ready", next_check=clock.now())
    row = tx.execute(
        select(refund.c.refund_no, refund.c.order_no, order.c.subject)
        .join(order, order.c.order_no == refund.c.order_no)
        .where(_is(refund_no))
    ).one()
    _wake(tx, row.refund_no, row.order_no, row.subject)


def decline(tx: Connection, refund_no: str, by: str) -> None:
    """A second person says no; the reservation ends. Raises as approve."""
    row = _locked(tx, refund_no)
    _decide(tx, refund_no, by, "declined")
    if row is not None:
        _release(tx, row)


def send(refund_no: str) -> str:
    """Ask WeChat, always with the same number and values. Returns the refund's state. Called without a transaction."""
    with db.reading() as tx:
        row = _with_order(tx, refund_no)
    if row.state != "ready":
        return row.state
    pay = channels.wechat_pay(row.mchid)
    reach("refund.before_call")
    try:
        told, raw = channel.apply(
            pay, row.refund_no, row.transaction_id, row.amount_fen, row.order_fen, rules.REASONS[row.reason], row.sub_mchid
        )
    except Refused as refusal:
        db.in_transaction(_note_refusal, row.refund_no, refusal.code)
        return "ready"
    reach("refund.after_call")
    return db.in_transaction(settle, told, raw, "reply")


def ask(refund_no: str) -> str:
    """Ask WeChat what became of a refund. Returns its state."""
    with db.reading() as tx:
        row = _with_order(tx, refund_no)
    if row.state not in rules.OPEN:
        return row.state
    answer = channel.query(channels.wechat_pay(row.mchid), row.refund_no, row.sub_mchid)
    if answer is None:
        return send(row.refund_no)
    return db.in_transaction(settle, *answer, "query")


def settle(tx: Connection, told: Refunded, raw: str, source: str) -> str:
    """Book what WeChat says of a refund, exactly once. Returns its state. Raises Refused when it is not as in our record."""
    row = _locked(tx, told.refund_no)
    if row is None:
        raise Refused("notify_unknown_refund")
    fault = rules.disagreement(told, row.order_no, row.transaction_id, row.mchid, row.sub_mchid, row.amount_fen)
    if fault:
        raise Refused(fault)
    if told.state == row.state or told.state not in rules.MOVES[row.state]:
        if told.state == row.state and row.state in rules.OPEN:
            _change(tx, row, next_check=rules.next_check(row.checks, clock.now()), checks=row.checks + 1)
        return row.state  # told again, or late: what has ended stays ended
    reach("refund.before_book")
    now = clock.now()
    known = {"refund_id": told.refund_id, "sent_at": row.sent_at or told.sent_at or told.at or now, "fault": None}
    if told.state == "sent":
        _change(tx, row, state="sent", next_check=rules.next_check(0, now), checks=0, **known)
    elif told.state == "abnormal":
        _change(tx, row, state="abnormal", next_check=now + timedelta(hours=6), **known)
        _ask_a_person(tx, "refund_abnormal", row, told.refund_id)
        _stuck(tx, row)
    elif told.state == "closed":
        _change(tx, row, state="closed", settled_at=now, next_check=None, **known)
        _release(tx, row)
        _ask_a_person(tx, "refund_closed", row, told.refund_id)
        if row.state != "abnormal":  # whoever waits for it heard then
            _stuck(tx, row)
    else:
        _change(tx, row, state="done", settled_at=told.at or now, next_check=None, **known)
        _arrived(tx, row, told.refund_id)
    ledger.keep(tx, row.order_no, raw, source)
    reach("refund.after_book")
    return told.state


def sweep(limit: int = 100, seconds: float = 15.0) -> int:
    """Send what waits, ask about what is under way. Needs neither a notification nor Redis; any number may run. Returns how many."""
    until = clock.now() + timedelta(seconds=seconds)
    with db.reading() as tx:
        due = select(refund.c.refund_no, refund.c.state, refund.c.next_check).where(refund.c.next_check <= clock.now())
        rows = tx.execute(due.order_by(refund.c.next_check).limit(limit)).all()
    done = 0
    for row in rows:
        if clock.now() > until or not db.in_transaction(_claim, row.refund_no, row.next_check):
            continue
        work: Callable[[str], str] = send if row.state == "ready" else ask
        try:
            work(row.refund_no)
        except (Unavailable, Problem) as problem:
            log.warning("refund_not_asked", code=problem.code)
        done += 1
    return done


def _stuck(tx: Connection, row: Held) -> None:
    """Whoever waits for it hears that it does not come by itself."""
    emit(tx, RefundStuck(bill_of(row.subject), row.refund_no, row.order_no, row.amount_fen))


def _arrived(tx: Connection, row: Held, refund_id: str) -> None:
    ledger.post(tx, row.order_no, "refund", refund_id, rules.postings(row.account, row.amount_fen))
    if row.account == account(row.payee):
        more = update(order).where(order.c.order_no == row.order_no)
        tx.execute(more.values(refunded_fen=order.c.refunded_fen + row.amount_fen))
    whole = row.account == account(row.payee) and row.refunded_fen + row.amount_fen == row.order_fen
    bill = bill_of(row.subject)
    about = (row.refund_no, row.order_no, row.amount_fen, row.reason)
    emit(tx, RefundSettled(bill, *about, whole=whole, current=row.subject == bill))


def _store(
    tx: Connection,
    order_no: str,
    subject: str,
    transaction_id: str,
    held: str,
    amount_fen: int,
    reason: str,
    cause: str,
    by: str | None,
) -> str:
    now = clock.now()
    refund_no = f"R{clock.china(now):%Y%m%d%H%M%S}{secrets.randbelow(10**12):012d}"
    stored = {"refund_no": refund_no, "order_no": order_no, "transaction_id": transaction_id, "cause": cause, "account": held}
    waits = {"state": "asked", "next_check": None} if by else {"state": "ready", "next_check": now + timedelta(seconds=30)}
    tx.execute(
        insert(refund), {**stored, **waits, "amount_fen": amount_fen, "reason": reason, "asked_by": by, "created_at": now, "checks": 0}
    )
    if not by:
        _wake(tx, refund_no, order_no, subject)
    return refund_no


def _wake(tx: Connection, refund_no: str, order_no: str, subject: str) -> None:
    """The relay sends it now; the sweeper would find it anyhow."""
    emit(tx, RefundRequested(refund_no, order_no, subject))


def _decide(tx: Connection, refund_no: str, by: str, to: str, **changed: object) -> None:
    mine = (_is(refund_no), refund.c.state == "asked", refund.c.asked_by != by)
    if tx.execute(update(refund).where(*mine).values(state=to, approved_by=by, **changed)).rowcount == 1:
        return
    row = tx.execute(select(refund.c.state, refund.c.asked_by).where(_is(refund_no))).first()
    if row is None:
        raise NotFound()
    if row.state == "asked":
        raise Forbidden("same_person", "自己申请的退款，要由另一个人复核", "请同事复核")
    raise Conflict("refund_decided", "这笔退款已经复核过了", "刷新看看最新情况", state=row.state)


def _release(tx: Connection, row: Held) -> None:
    """End a reservation. What stands in suspense reserved nothing."""
    if row.account == account(row.payee):
        back = {"reserved_fen": order.c.reserved_fen - row.amount_fen, "refunds": order.c.refunds - 1}
        tx.execute(update(order).where(order.c.order_no == row.order_no).values(**back))


def _no_room(tx: Connection, order_no: str, amount_fen: int) -> Problem:
    row = orders.of_number(tx, order_no)
    if row is None:
        return NotFound()
    if row.state != "paid":
        return Conflict("order_not_paid", "这笔还没有付", "付过的才能退")
    if row.refunds >= rules.MOST:
        return Conflict("refund_too_many", f"一笔最多退 {rules.MOST} 次", "余下的走线下退付")
    return Conflict("refund_above_rest", "退的比剩下的多", "核对金额", rest_fen=row.amount_fen - row.reserved_fen)


def _note_refusal(tx: Connection, refund_no: str, code: str) -> None:
    """WeChat said no: a person looks at it, and the same number is tried again later (after a top-up, say)."""
    row = _locked(tx, refund_no)
    if row is not None and row.state == "ready":
        _change(tx, row, fault=code[:60], checks=row.checks + 1, next_check=rules.next_check(row.checks, clock.now()))
        _ask_a_person(tx, "refund_refused", row, code)


def _ask_a_person(tx: Connection, kind: str, row: Held, word: str) -> None:
    evidence = {"refund_no": row.refund_no, "order_no": row.order_no, "amount_fen": row.amount_fen, "word": word, "reason": row.reason}
    workorders.open_one(tx, kind, row.refund_no, evidence, order_no=row.order_no)


def _claim(tx: Connection, refund_no: str, due: datetime) -> bool:
    """Take a refund that is due, by moving its next check; of several sweepers one gets it."""
    mine = update(refund).where(_is(refund_no), refund.c.next_check == due)
    later = rules.next_check(0, clock.now())
    return tx.execute(mine.values(next_check=later)).rowcount == 1


def _is(refund_no: str) -> Where:
    return refund.c.refund_no == refund_no


def _locked(tx: Connection, refund_no: str) -> Held | None:
    """A refund with its order, both locked, the order first; None when it is none of ours."""
    order_no = tx.execute(select(refund.c.order_no).where(_is(refund_no))).scalar()
    if order_no is None:
        return None
    tx.execute(select(order.c.order_no).where(order.c.order_no == order_no).with_for_update())
    tx.execute(select(refund.c.refund_no).where(_is(refund_no)).with_for_update())
    return _with_order(tx, refund_no)


def _with_order(tx: Connection, refund_no: str) -> Held:
    row = queries.find(tx, refund_no)
    if row is None:
        raise NotFound()
    return row


def _change(tx: Connection, row: Held, **changed: object) -> None:
    """Change a locked refund; the state it was read in is looked at once more."""
    mine = update(refund).where(_is(row.refund_no), refund.c.state == row.state)
    if tx.execute(mine.values(**changed)).rowcount != 1:
        raise Unavailable("refund_moved")
