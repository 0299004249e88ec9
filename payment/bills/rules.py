"""Where a bill and our books differ, or a bill from itself: sixteen kinds, each with who handles it. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta

from payment.bills.reading import Bill, Row

# Kind → who handles it, what it means.
KINDS: Mapping[str, tuple[str, str]] = {
    "payment_unknown": ("finance", "微信收了钱，我们没有这笔订单"),
    "payment_unbooked": ("finance", "微信收了钱，我们的订单还没入账"),
    "payment_absent": ("finance", "我们入了账，微信账单里没有"),
    "payment_amount": ("finance", "金额不一样"),
    "payment_transaction": ("finance", "入账的微信订单号不一样"),
    "payment_twice": ("operator", "同一笔订单付了两次"),
    "payment_day": ("finance", "入账日期不一样"),
    "refund_unknown": ("finance", "微信退了钱，我们没有这笔退款"),
    "refund_unbooked": ("finance", "微信退了钱，我们的退款还没入账"),
    "refund_absent": ("operator", "我们退了款，微信账单里没有"),
    "refund_amount": ("finance", "退款金额不一样"),
    "wrong_payee": ("finance", "收款的商户不一样"),
    "wrong_currency": ("finance", "币种不是人民币"),
    "row_repeated": ("finance", "账单里同一笔出现了两次"),
    "row_unreadable": ("finance", "账单里有一行读不懂"),
    "bill_totals": ("finance", "账单自己的合计和明细对不上"),
}
BOOKED = ("sent", "done", "abnormal")  # refunds that WeChat has accepted, as far as we know
OPENS, KEPT = time(10), timedelta(days=90)


@dataclass(frozen=True)
class Payment:
    """One of ours; `state` paid for what is booked, also a second payment in suspense (then not `main`)."""

    order_no: str
    transaction_id: str
    mchid: str
    sub_mchid: str
    fen: int
    state: str
    day: str  # of paying, China; empty when unpaid
    main: bool = True


@dataclass(frozen=True)
class Refund:
    """One of ours; `day`: when WeChat accepted it."""

    refund_no: str
    refund_id: str
    order_no: str
    transaction_id: str
    mchid: str
    sub_mchid: str
    fen: int
    state: str
    day: str


@dataclass(frozen=True)
class Difference:
    """`about`: the number it is known by; found again, it is the same difference."""

    kind: str
    about: str
    order_no: str
    evidence: dict[str, object]


def why_not(day: date, now: datetime) -> str | None:
    """The stable code of why this day's bill cannot be had at `now` (China time), or None."""
    if day >= now.date():
        return "bill_day_future"
    if now < datetime.combine(day + timedelta(days=1), OPENS, now.tzinfo):
        return "bill_not_yet"
    return "bill_day_too_old" if now.date() - day > KEPT else None


def compare(
    mchid: str,
    day: str,
    rows: Iterable[Row],
    payments: Iterable[Payment],
    refunds: Iterable[Refund],
    elsewhere: frozenset[str] = frozenset(),
) -> list[Difference]:
    """Everything that differs. `payments`, `refunds`: ours of that day and all that the rows name; `elsewhere`: numbers
    (transaction's, refund's) that stand in the bill of another day, and are not missed here."""
    kept, repeated = _once(rows)
    paid, back = [row for row in kept if row.kind == "payment"], [row for row in kept if row.kind == "refund"]
    found = [_different("row_repeated", row, None, row.number) for row in repeated]
    found += _payments(mchid, day, paid, list(payments), elsewhere)
    found += _refunds(mchid, day, back, list(refunds), elsewhere)
    return found


def of_itself(mchid: str, day: str, bill: Bill) -> list[Difference]:
    """What is wrong with the file: one for each row nobody can read, one for totals that are not those of its rows."""
    found = [Difference("row_unreadable", f"{mchid}:{day}:{one.sha1}", "", {"there": asdict(one), "here": None}) for one in bill.unread]
    if bill.sums:
        told, counted = ({name: pair[side] for name, pair in bill.sums.items()} for side in (0, 1))
        found.append(Difference("bill_totals", f"{mchid}:{day}", "", {"there": told, "here": counted}))
    return found


def _once(rows: Iterable[Row]) -> tuple[list[Row], list[Row]]:
    seen: Counter[tuple[str, str]] = Counter()
    kept: list[Row] = []
    repeated: list[Row] = []
    for row in rows:
        seen[row.kind, row.number] += 1
        (kept if seen[row.kind, row.number] == 1 else repeated).append(row)
    return kept, repeated


def _payments(mchid: str, day: str, rows: list[Row], ours: list[Payment], elsewhere: frozenset[str]) -> Iterator[Difference]:
    booked = {one.transaction_id: one for one in ours if one.state == "paid"}
    orders = {one.order_no: one for one in ours if one.main}
    told, explained = {row.transaction_id for row in rows}, set()
    for row in rows:
        here = booked.get(row.transaction_id)
        if here is None or here.order_no != row.order_no:
            main = here or orders.get(row.order_no)
            kind = "payment_transaction" if here else _unmatched(main, told)
            if main is not None and kind == "payment_transaction":
                explained.add(main.transaction_id)
            yield _different(kind, row, main, row.transaction_id)
            continue
        yield from _fields(day, row, here)
    for one in booked.values():
        missed = one.day == day and one.mchid == mchid and one.transaction_id not in told | explained | elsewhere
        if missed:
            yield _different("payment_absent", None, one, one.transaction_id)


def _unmatched(main: Payment | None, told: set[str]) -> str:
    """A payment there that we have not booked under its number."""
    if main is None:
        return "payment_unknown"
    if main.state != "paid":
        return "payment_unbooked"
    return "payment_twice" if main.transaction_id in told else "payment_transaction"


def _fields(day: str, row: Row, here: Payment) -> Iterator[Difference]:
    """The same payment on both sides."""
    if row.currency != "CNY":
        yield _different("wrong_currency", row, here, row.transaction_id)
    if row.fen != here.fen:
        yield _different("payment_amount", row, here, row.transaction_id)
    if (row.mchid, row.sub_mchid) != (here.mchid, here.sub_mchid):
        yield _different("wrong_payee", row, here, row.transaction_id)
    if here.day != day or row.at[:10] != here.day:
        yield _different("payment_day", row, here, row.transaction_id)


def _refunds(mchid: str, day: str, rows: list[Row], ours: list[Refund], elsewhere: frozenset[str]) -> Iterator[Difference]:
    known, told = {one.refund_no: one for one in ours}, {row.refund_no for row in rows}
    for row in rows:
        here = known.get(row.refund_no)
        if here is None or (here.order_no, here.transaction_id) != (row.order_no, row.transaction_id):
            yield _different("refund_unknown", row, here, row.refund_no or row.refund_id)
            continue
        if row.currency != "CNY":
            yield _different("wrong_currency", row, here, row.refund_no)
        if row.fen != here.fen:
            yield _different("refund_amount", row, here, row.refund_no)
        if (row.mchid, row.sub_mchid) != (here.mchid, here.sub_mchid):
            yield _different("wrong_payee", row, here, row.refund_no)
        kind = _ended(row.status, here.state)
        if kind:
            yield _different(kind, row, here, row.refund_no)
    for one in ours:
        missed = one.state in BOOKED and one.day == day and one.mchid == mchid and one.refund_no not in told | elsewhere
        if missed:
            yield _different("refund_absent", None, one, one.refund_no)


def _ended(there: str, here: str) -> str | None:
    """The kind of difference between what WeChat's bill says a refund has come to (SUCCESS, PROCESSING, FAIL, CHANGE, as it was when
    the bill was made) and our own state."""
    if there == "FAIL":  # closed: the money never left
        return "refund_absent" if here == "done" else None
    if here == "closed":  # closed since
        return "refund_unbooked" if there == "SUCCESS" else None
    return "refund_unbooked" if here not in BOOKED or (there == "SUCCESS" and here != "done") else None


def _different(kind: str, there: Row | None, here: Payment | Refund | None, about: str) -> Difference:
    order_no = here.order_no if here else there.order_no if there else ""
    sides: dict[str, object] = {"there": asdict(there) if there else None, "here": asdict(here) if here else None}
    return Difference(kind, about, order_no, sides)
