"""Fetch a day's bill, keep it, compare it; each difference becomes one work order, however often it is found."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta

import structlog
from sqlalchemy import Connection, delete, func, insert, or_, select
from sqlalchemy.exc import IntegrityError

from app.kernel import clock, db
from app.kernel.errors import Problem, Refused
from app.kernel.rows import Where
from payment import channels
from payment.bills import reading, rules
from payment.bills.models import bill_day, bill_row
from payment.bills.reading import Row
from payment.channels import bills as channel
from payment.models import order
from payment.refunds.models import extra_payment, refund
from payment.workorders import service as workorders

log = structlog.get_logger("payment")
AT_ONCE = 500
CATCH_UP = 7  # days that the timer looks back
Step = Callable[[str, int, int], object]  # what is being done, how far, of how many


@dataclass(frozen=True)
class Reconciled:
    """One merchant's day. `new`: differences nobody had found before, by kind."""

    mchid: str
    day: str
    rows: int
    paid_fen: int
    refunded_fen: int
    differences: int
    new: dict[str, int]


def reconcile(mchid: str, day: date, step: Step = lambda *_: None) -> Reconciled:
    """Fetch, keep, compare. Raises Refused `bill_day_future`, `bill_not_yet`, `bill_day_too_old` without a call, and
    `bill_*` for a file that is not whole; then nothing was stored. Raises Unavailable when it is not ready yet."""
    fault = rules.why_not(day, clock.china(clock.now()))
    if fault:
        raise Refused(fault, "这一天的账单现在取不到", "第二天十点以后、三个月以内再取")
    step("取账单", 0, 1)
    raw = channel.trade_bill(channels.wechat_pay(mchid), day)
    try:
        bill = reading.read(raw) if raw is not None else reading.Bill([])
    except reading.Broken as broken:
        raise Refused(broken.code, "账单文件不完整", "过一会儿再取一次") from None
    rows = bill.rows
    step("对账", 0, len(rows))
    with db.reading() as tx:
        found = [*_compared(tx, mchid, day, bill, step), *rules.of_itself(mchid, day.isoformat(), bill)]
    digest = hashlib.sha1(raw).hexdigest() if raw is not None else ""  # noqa: S324 - names the file, protects nothing
    try:
        return db.in_transaction(_keep, mchid, day.isoformat(), digest, rows, found)
    except IntegrityError:  # another relay did the same day at the same moment: then nothing of ours is new
        return db.in_transaction(_keep, mchid, day.isoformat(), digest, rows, found)


def daily() -> int:
    """Reconcile every day that is due and not yet done, for every merchant. Returns how many. Called by a timer."""
    now, done = clock.china(clock.now()), 0
    days = [now.date() - timedelta(days=back) for back in range(1, CATCH_UP + 1)]
    lately = select(bill_day.c.mchid, bill_day.c.day).where(bill_day.c.day >= days[-1].isoformat())
    with db.reading() as tx:
        first = tx.execute(select(func.min(order.c.order_no))).scalar()  # numbers begin with their day
        known = {(row.mchid, row.day) for row in tx.execute(lately)}
    due = [day for day in days if first and f"{day:%Y%m%d}" >= first[:8] and not rules.why_not(day, now)]
    for pay in channels.all_merchants():
        for day in (one for one in due if (pay.mchid, one.isoformat()) not in known):
            try:
                reconcile(pay.mchid, day)
                done += 1
            except Problem as problem:
                log.warning("not_reconciled", merchant=pay.mchid, day=day.isoformat(), code=problem.code)
    return done


def _compared(tx: Connection, mchid: str, day: date, bill: reading.Bill, step: Step) -> list[rules.Difference]:
    """Our side of what the bill names and of the day itself, read in portions. What a row nobody can read names is not missed."""
    rows = bill.rows
    begin = datetime.combine(day, datetime.min.time(), clock.CHINA)
    within = (begin, begin + timedelta(days=1))
    payments: dict[tuple[str, str], rules.Payment] = {}
    refunds: dict[str, rules.Refund] = {}
    for portion in _portions(rows):
        numbers = [row.order_no for row in portion]
        payments |= _payments(tx, order.c.order_no.in_(numbers), extra_payment.c.order_no.in_(numbers))
        refunds |= _refunds(tx, refund.c.refund_no.in_([row.refund_no for row in portion if row.kind == "refund"]))
        step("对账", len(portion), len(rows))
    here = order.c.mchid == mchid
    today = (order.c.paid_at >= within[0]) & (order.c.paid_at < within[1])
    extra = (extra_payment.c.paid_at >= within[0]) & (extra_payment.c.paid_at < within[1])
    payments |= _payments(tx, today & here, extra & here)
    refunds |= _refunds(tx, (refund.c.sent_at >= within[0]) & (refund.c.sent_at < within[1]) & here)
    told = {row.number for row in rows} | {row.refund_no for row in rows}
    missing = [one.transaction_id for one in payments.values() if one.state == "paid" and one.transaction_id not in told]
    missing += [one.refund_no for one in refunds.values() if one.refund_no not in told]
    elsewhere = _elsewhere(tx, mchid, day.isoformat(), missing) | bill.named
    return rules.compare(mchid, day.isoformat(), rows, payments.values(), refunds.values(), elsewhere)


def _payments(tx: Connection, which: Where, extra: Where) -> dict[tuple[str, str], rules.Payment]:
    columns = (
        order.c.order_no,
        order.c.transaction_id,
        order.c.mchid,
        order.c.sub_mchid,
        order.c.amount_fen,
        order.c.state,
        order.c.paid_at,
    )
    found = {}
    for row in tx.execute(select(*columns).where(which)):
        one = rules.Payment(row.order_no, row.transaction_id or "", row.mchid, row.sub_mchid, row.amount_fen, row.state, _day(row.paid_at))
        found[one.order_no, one.transaction_id] = one
    whose = select(extra_payment, order.c.mchid, order.c.sub_mchid).join(order, order.c.order_no == extra_payment.c.order_no)
    for row in tx.execute(whose.where(extra)):
        one = rules.Payment(row.order_no, row.transaction_id, row.mchid, row.sub_mchid, row.amount_fen, "paid", _day(row.paid_at), False)
        found[one.order_no, one.transaction_id] = one
    return found


def _refunds(tx: Connection, which: Where) -> dict[str, rules.Refund]:
    whose = select(refund, order.c.mchid, order.c.sub_mchid).join(order, order.c.order_no == refund.c.order_no)
    return {
        row.refund_no: rules.Refund(
            row.refund_no,
            row.refund_id or "",
            row.order_no,
            row.transaction_id,
            row.mchid,
            row.sub_mchid,
            row.amount_fen,
            row.state,
            _day(row.sent_at),
        )
        for row in tx.execute(whose.where(which))
    }


def _elsewhere(tx: Connection, mchid: str, day: str, numbers: Sequence[str]) -> frozenset[str]:
    """Which of these stand in another bill."""
    found: set[str] = set()
    another = or_(bill_row.c.day != day, bill_row.c.mchid != mchid)
    for start in range(0, len(numbers), AT_ONCE):
        portion = numbers[start : start + AT_ONCE]
        for column, kind in ((bill_row.c.transaction_id, "payment"), (bill_row.c.refund_no, "refund")):
            found |= set(tx.execute(select(column).where(column.in_(portion), bill_row.c.kind == kind, another)).scalars())
    return frozenset(found)


def _keep(tx: Connection, mchid: str, day: str, digest: str, rows: Sequence[Row], found: Sequence[rules.Difference]) -> Reconciled:
    mine = (bill_day.c.mchid == mchid, bill_day.c.day == day)
    known = tx.execute(select(bill_day.c.sha1).where(*mine).with_for_update()).scalar()
    if known != digest:
        tx.execute(delete(bill_row).where(bill_row.c.mchid == mchid, bill_row.c.day == day))
        for start in range(0, len(rows), AT_ONCE):
            portion = enumerate(rows[start : start + AT_ONCE], start)
            tx.execute(insert(bill_row), [{**asdict(row), "mchid": mchid, "day": day, "line": line} for line, row in portion])
    sums = {kind: sum(row.fen for row in rows if row.kind == kind) for kind in ("payment", "refund")}
    tx.execute(delete(bill_day).where(*mine))
    about = {"mchid": mchid, "day": day, "sha1": digest, "rows": len(rows), "differences": len(found), "fetched_at": clock.now()}
    tx.execute(insert(bill_day), {**about, "paid_fen": sums["payment"], "refunded_fen": sums["refund"]})
    new: dict[str, int] = {}
    for one in found:
        evidence = {"mchid": mchid, "day": day, **one.evidence}
        role = rules.KINDS[one.kind][0]
        if workorders.open_one(tx, one.kind, one.about, evidence, role=role, order_no=one.order_no or None, day=day):
            new[one.kind] = new.get(one.kind, 0) + 1
    return Reconciled(mchid, day, len(rows), sums["payment"], sums["refund"], len(found), new)


def _portions(rows: Sequence[Row]) -> Iterator[Sequence[Row]]:
    for start in range(0, len(rows), AT_ONCE):
        yield rows[start : start + AT_ONCE]


def _day(moment: datetime | None) -> str:
    return clock.china(moment).date().isoformat() if moment else ""
