"""Make it happen: open an order, start paying, settle once, close, sweep."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from sqlalchemy import Connection, or_, select, update
from sqlalchemy.exc import IntegrityError

from app.events.money import PaymentClosed, PaymentSettled
from app.kernel import clock, crypto, db, writes
from app.kernel.errors import Conflict, NotFound, Problem, Refused
from app.kernel.events import emit
from app.kernel.failpoints import reach
from payment import channels, ledger, opening, orders, rules, slips
from payment.channels import certificates
from payment.models import order
from payment.opening import Again, open_order
from payment.orders import Order
from payment.refunds import service as refunds
from payment.rules import Paid, Refunded

__all__ = ["open_order"]  # the rest is told by its name
log = structlog.get_logger("payment")
Sheet = dict[str, str]  # what wx.requestPayment needs


class Otherwise(Exception):
    """The order is not as a slip lets expect: it must be looked at."""


def start(subject: str, openid: str, dead: bool = False) -> tuple[Order, Sheet | None]:
    """Get a pay sheet for this payer, or None when it is paid. The number was stored before this call, so that calling
    again, also after dying half way, finds the same order at WeChat. `dead`: the last sheet did not open."""
    with db.reading() as tx:
        row = orders.of_subject(tx, subject)
    if row is None:
        raise NotFound()
    pay = channels.wechat_pay(row.mchid)
    if row.state == "paid":
        return row, None
    if row.state == "closed" or row.expires_at < clock.now():
        raise Conflict("order_closed", "这笔费用已经不用交了", "看看办件进度")
    if _has_another_payer(row, openid):
        return _begun_anew(row, openid)
    lives = rules.SHEET_AGAIN if dead else rules.PREPAY_LIVES
    if row.prepay_id and row.started_at and clock.now() - row.started_at < lives:
        db.in_transaction(_shown_again, row)
        return row, pay.sheet(row.prepay_id)
    reach("pay.before_prepay")
    try:
        prepay_id = pay.prepay(row.order_no, row.amount_fen, row.description, openid, row.sub_mchid, _slip(row, pay.appid, openid))
    except Refused as refusal:
        return _after(refusal, row, openid)
    reach("pay.after_prepay")
    db.in_transaction(_started, row.order_no, prepay_id, openid)
    reach("pay.after_prepay_stored")
    return row, pay.sheet(prepay_id)


def settle(tx: Connection, paid: Paid, raw: str, source: str) -> str:
    """Book a verified payment exactly once. Returns settled | late | extra | already. Raises Refused when it is not as in our record.

    What arrives after closing, or a second time for a paid order, is booked too and sent back.
    """
    row = orders.booked(tx, paid.order_no)
    if row is None:
        raise Refused("notify_unknown_order")
    ours = rules.Record(row.mchid, row.sub_mchid, channels.wechat_pay(row.mchid).appid, row.amount_fen, row.payer)
    fault = rules.disagreement(paid, ours)
    if fault:
        raise Refused(fault)
    if row.state == "paid":
        return "already" if row.transaction_id == paid.transaction_id else refunds.keep_extra(tx, row, paid, raw, source)
    # Another may be faster: then all of this is done again, and the order says paid.
    return _settle(tx, slips.Slip(row.payee, row.subject), row.state, paid, raw, source, db.Raced())


def settle_by_slip(tx: Connection, paid: Paid, slip: slips.Slip, raw: str, source: str) -> str:
    """Book a payment that is as its slip says, without a look at the order: it is being paid, as nearly always. Raises
    Otherwise when it is not, and nothing was stored.

    Statements: 1 update that only one can win, message, ledger, event, sent together with the COMMIT.
    """
    return _settle(tx, slip, "paying", paid, raw, source, Otherwise())


def book(told: Paid | Refunded, raw: str, source: str) -> str:
    """Settle a payment or a refund in a transaction of its own. Of two that book the same at once, one finds it booked."""
    if isinstance(told, Paid) and (slip := slips.read(told)):
        try:
            return db.in_transaction(settle_by_slip, told, slip, raw, source)
        except (Otherwise, IntegrityError):
            pass

    def work(tx: Connection) -> str:
        return settle(tx, told, raw, source) if isinstance(told, Paid) else refunds.settle(tx, told, raw, source)

    try:
        return db.in_transaction(work)
    except IntegrityError:
        raise Refused("notify_number_reused", "同一个流水号说了两件事", "联系微信支付") from None


def check(order_no: str) -> str:
    """Ask the channel about an order and settle it by the answer. Returns the order's state."""
    with db.reading() as tx:
        row = orders.of_number(tx, order_no)
    if row is None:
        raise NotFound()
    if row.state in ("paid", "closed") or row.prepay_id is None:
        return row.state
    answer = channels.wechat_pay(row.mchid).query(order_no, row.sub_mchid)
    if answer.paid:
        book(answer.paid, answer.raw, "query")
        return "paid"
    return row.state


def check_for_page(order_no: str) -> tuple[str, bool]:
    """As check, for a page that polls, and whether the channel was asked just now: at most once in rules.ASK_EVERY whoever
    polls how often."""
    state = db.in_transaction(_may_ask, order_no)
    return (check(order_no), True) if state == "ask" else (state, False)


def close(order_no: str, lapsed: bool = False) -> str:
    """Close an unpaid order: ask first, close at the channel, then here. Returns paid or closed. `lapsed`: because its time ran out."""
    if check(order_no) == "paid":
        return "paid"
    with db.reading() as tx:
        row = orders.of_number(tx, order_no)
    if row and row.prepay_id and row.state != "closed" and not channels.wechat_pay(row.mchid).close(order_no, row.sub_mchid):
        return check(order_no)  # closing said it was paid meanwhile
    return db.in_transaction(_closed, order_no, lapsed)


def renew(subject: str, again: Callable[[Connection], Again]) -> None:
    """A bill that lapsed, or whose money has all gone back, payable again. WeChat is asked about the old one first: one that
    was paid stays. For a subject that is still to be paid; which are, and what they come to by now, is not for payment to know:
    `again` says it, in the same transaction."""
    with db.reading() as tx:
        row = orders.of_subject(tx, subject)
    if row is None:
        raise NotFound()
    if not is_over(row):
        return  # another tap was faster, and what it wrote anew stays payable
    if row.state not in rules.LIVE or close(row.order_no) == "closed":
        db.in_transaction(opening.anew, row.order_no, again)


def is_over(row: Order) -> bool:
    """Whether nobody can pay this order any more, and nobody's payment stands on it."""
    return rules.is_over(row.state, row.reserved_fen, row.amount_fen) or (row.state in rules.LIVE and row.expires_at < clock.now())


def release(subject: str, cause: str, reason: str = "not_granted", keep_paid: bool = False) -> str:
    """The fee is owed no more: an unpaid order is closed, a paid one given back for `reason` (refunds.rules.REASONS), or left
    with `keep_paid`. Returns closed | refunded | kept | none."""
    with db.reading() as tx:
        row = orders.of_subject(tx, subject)
    if row is None:
        return "none"
    if row.state != "paid" and close(row.order_no) == "closed":
        return "closed"
    if keep_paid:
        return "kept"
    db.in_transaction(refunds.rest, row.order_no, reason, f"not_granted:{cause}")
    return "refunded"


def sweep(limit: int = 200, seconds: float = 15.0) -> int:
    """Ask about every order somebody may have paid without our hearing of it, close what has expired. Returns how many.

    Needs neither a notification nor Redis; any number may run: each order is taken by moving its next check ahead.
    """
    now = clock.now()
    until = now + timedelta(seconds=seconds)
    idle = (order.c.state == "open", order.c.expires_at < now)
    with db.reading() as tx:
        due = select(order.c.order_no, order.c.expires_at, order.c.next_check).where(order.c.next_check <= now)
        rows = tx.execute(due.order_by(order.c.next_check).limit(limit)).all()
        expired = tx.execute(select(order.c.order_no).where(*idle).order_by(order.c.expires_at).limit(limit)).scalars().all()
    done = 0
    for row in rows:
        if clock.now() > until or not db.in_transaction(_claim, row.order_no, row.next_check):
            continue
        try:
            close(row.order_no, lapsed=True) if row.expires_at < now else check(row.order_no)
        except Problem as problem:
            log.warning("sweep_failed", order=row.order_no, code=problem.code)
        done += 1
    for order_no in expired:
        try:
            close(order_no, lapsed=True)
        except Problem as problem:
            log.warning("close_failed", order=order_no, code=problem.code)
    return done + len(expired)


def refresh_certificates() -> int:
    """Fetch the platform's certificates for every merchant whose last ones are six hours old. Returns for how many."""
    done = 0
    for pay in channels.all_merchants():
        if pay.fetches_certificates and certificates.stale(pay.mchid):
            try:
                pay.fetch_certificates()
                done += 1
            except Problem as problem:
                log.warning("certificates_not_fetched", merchant=pay.mchid, code=problem.code)
    return done


def _settle(tx: Connection, ours: slips.Slip, state: str, paid: Paid, raw: str, source: str, lost: Exception) -> str:
    """`ours`: whose money and what for, from the order or its slip. `lost` is raised when the order is not in `state` any more."""
    reach("settle.before_update")
    changed = {"state": "paid", "transaction_id": paid.transaction_id, "paid_at": paid.at, "next_check": None}
    writes.update(tx, order, {"order_no": paid.order_no, "state": state, "subject": ours.subject}, changed, lost)
    reach("settle.after_update")
    ledger.keep(tx, paid.order_no, raw, source)
    ledger.post(tx, paid.order_no, "payment", paid.transaction_id, rules.postings(ours.payee, paid.amount_fen))
    if state == "closed":
        refunds.request(tx, paid.order_no, paid.amount_fen, "paid_late", f"paid_late:{paid.transaction_id}")
        reach("settle.before_commit")
        return "late"
    emit(tx, PaymentSettled(ours.subject, order_no=paid.order_no, amount_fen=paid.amount_fen, paid_at=clock.rfc3339(paid.at)))
    reach("settle.before_commit")
    return "settled"


def _slip(row: Order, appid: str, openid: str) -> str:
    same = {"order_no": row.order_no, "mchid": row.mchid, "sub_mchid": row.sub_mchid, "appid": appid, "openid": openid}
    return slips.write(slips.Slip(row.payee, row.subject), **same, amount_fen=row.amount_fen)


def _has_another_payer(row: Order, openid: str) -> bool:
    """Another WeChat has begun to pay. Raises Conflict `other_payer` while its sheet lives."""
    if row.payer in (None, openid):
        return False
    if row.started_at is None or clock.now() - row.started_at < rules.PREPAY_GONE:
        raise Conflict("other_payer", "这笔费用正由另一个微信在付", "用那个微信付完，或者两个多小时以后再来")
    return True


def _begun_anew(row: Order, openid: str) -> tuple[Order, Sheet | None]:
    """WeChat binds a number to the payer it was first asked for: whoever comes after needs another number."""
    if check(row.order_no) != "paid" and channels.wechat_pay(row.mchid).close(row.order_no, row.sub_mchid):
        db.in_transaction(opening.anew, row.order_no)
    else:
        check(row.order_no)  # closing said it was paid meanwhile
    return start(row.subject, openid)


def _after(refusal: Refused, row: Order, openid: str) -> tuple[Order, Sheet | None]:
    """WeChat takes no prepay for this number: it is paid and we had not heard, it closed by itself after seven days, or it is
    known there in other words than ours (another slip, a payer we died before storing): then it is closed, and begun anew."""
    other_words = refusal.code == "wechat_pay_invalid_request"
    if (other_words or refusal.code in ("wechat_pay_orderpaid", "wechat_pay_order_paid")) and check(row.order_no) == "paid":
        return start(row.subject, openid)
    # Closing raises when the number is not known there at all: then it is the words themselves that are wrong.
    shut = other_words and channels.wechat_pay(row.mchid).close(row.order_no, row.sub_mchid)
    if shut or (refusal.code == "wechat_pay_order_closed" and check(row.order_no) != "paid"):
        db.in_transaction(opening.anew, row.order_no)
        return start(row.subject, openid)
    raise refusal


def _started(tx: Connection, order_no: str, prepay_id: str, openid: str) -> None:
    now = clock.now()
    changed = {"state": "paying", "started_at": now, "checks": 0, "next_check": now + rules.CHECK_EVERY}
    sealed = crypto.seal("payment_order.openid", order_no, openid)
    live = (order.c.order_no == order_no, order.c.state.in_(rules.LIVE))
    if tx.execute(update(order).where(*live).values(prepay_id=prepay_id, openid=sealed, **changed)).rowcount != 1:
        raise Conflict("order_closed", "这笔费用刚刚有了变化", "刷新看看最新情况")


def _shown_again(tx: Connection, row: Order) -> None:
    """Whoever looks at a sheet may pay in the next minutes: we will ask soon, and not later for being looked at again."""
    soon = clock.now() + rules.CHECK_EVERY
    due = min(row.next_check or soon, soon)
    mine = update(order).where(order.c.order_no == row.order_no, order.c.state == "paying")
    tx.execute(mine.values(checks=0, next_check=due))


def _may_ask(tx: Connection, order_no: str) -> str:
    now = clock.now()
    long_ago = or_(order.c.asked_at.is_(None), order.c.asked_at <= now - rules.ASK_EVERY)
    live = (order.c.order_no == order_no, order.c.state == "paying", long_ago)
    if tx.execute(update(order).where(*live).values(asked_at=now)).rowcount == 1:
        return "ask"
    state = tx.execute(select(order.c.state).where(order.c.order_no == order_no)).scalar()
    if state is None:
        raise NotFound()
    return str(state)


def _claim(tx: Connection, order_no: str, due: datetime) -> bool:
    """Take an order that is due, by moving its next check; of several sweepers one gets it."""
    row = tx.execute(select(order.c.checks, order.c.started_at, order.c.expires_at).where(order.c.order_no == order_no)).one()
    later = rules.next_check(row.checks, row.started_at or due, clock.now())
    if row.expires_at > due:
        later = min(later, max(row.expires_at, clock.now() + rules.CHECK_EVERY))  # a bill that lapses is told of when it does
    mine = update(order).where(order.c.order_no == order_no, order.c.state == "paying", order.c.next_check == due)
    return tx.execute(mine.values(checks=row.checks + 1, next_check=later)).rowcount == 1


def _closed(tx: Connection, order_no: str, lapsed: bool) -> str:
    live = (order.c.order_no == order_no, order.c.state.in_(rules.LIVE))
    row = tx.execute(select(order.c.subject, order.c.state).where(order.c.order_no == order_no)).one()
    if tx.execute(update(order).where(*live).values(state="closed", next_check=None)).rowcount == 1:
        emit(tx, PaymentClosed(row.subject, order_no=order_no, lapsed=lapsed))
        return "closed"
    return str(tx.execute(select(order.c.state).where(order.c.order_no == order_no)).scalar())
