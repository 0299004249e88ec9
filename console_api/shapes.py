"""What the desk is answered with. Sums are fen, `day` is a day in China, every other time is a moment in UTC."""

from __future__ import annotations

from marshmallow import fields

from app.kernel.web import Answer
from app.staff import rules as staff_rules
from edge.shapes import day, fen, many, moment, number, one, one_of, said, texts, yes
from payment import rules as money_rules
from payment.bills.rules import KINDS
from payment.refunds import rules as refund_rules
from payment.workorders.service import REFUND_KINDS

EVERY_KIND = (*KINDS, *REFUND_KINDS)
WORK_STATES = ("open", "taken", "resolved")
ROLES = tuple(staff_rules.MAY)


class Desk(Answer):
    """Who is signed in, and what the role may do."""

    login = said()
    name = said()
    unit = said()
    role = said(*ROLES)
    city = said()
    city_name = said()
    may = fields.List(one_of(staff_rules.ACTS), required=True)


class DeskSignedIn(Desk):
    token = said()


class Head(Answer):
    """An order on one line. `reserved_fen`: of all refunds asked for and not given up."""

    order_no = said()
    subject = said()
    description = said()
    payee = said()
    payee_name = said()
    mchid = said()
    sub_mchid = said()
    amount_fen = fen()
    reserved_fen = fen()
    refunded_fen = fen()
    state = one_of(money_rules.MOVES)
    transaction_id = said(none=True)
    created_at = moment()
    paid_at = moment(none=True)
    expires_at = moment()


class Found(Answer):
    orders = many(Head)
    next = said(none=True)


class Payer(Answer):
    """Whose case it is, the name partly hidden."""

    name = said()


class LedgerLine(Answer):
    """One of the two lines of a posting: one of the sums is zero."""

    kind = said("payment", "refund")
    external_no = said()
    account = said()
    debit_fen = fen()
    credit_fen = fen()
    at = moment()


class ChannelMessage(Answer):
    """That WeChat said something of an order, and how it came."""

    source = said("notify", "query", "reply")
    at = moment()


class ExtraPayment(Answer):
    """A further payment of an order that was paid already."""

    transaction_id = said()
    amount_fen = fen()
    paid_at = moment()


class Refund(Answer):
    """`asked_by`, `approved_by`: names; null is the system, by rule. `fault`: the code WeChat last refused it with."""

    refund_no = said()
    order_no = said()
    transaction_id = said()
    refund_id = said(none=True)
    amount_fen = fen()
    reason = one_of(refund_rules.REASONS)
    state = one_of(refund_rules.MOVES)
    fault = said(none=True)
    asked_by = said(none=True)
    approved_by = said(none=True)
    created_at = moment()
    sent_at = moment(none=True)
    settled_at = moment(none=True)


class WaitingRefund(Refund):
    """`mine`: asked for at this desk, for somebody else to decide."""

    mine = yes()


class Waiting(Answer):
    refunds = many(WaitingRefund)
    next = said(none=True)


class Asked(Answer):
    refund_no = said()
    state = one_of(refund_rules.MOVES)


class StoryReceipt(Answer):
    code = said()
    number = said()
    state = said("issued", "cancelled")
    at = moment()


class BillRow(Answer):
    """A row of the channel's bill. `at`: as it stands there, China time; `status`: the channel's word."""

    mchid = said()
    day = day()
    line = number()
    kind = said("payment", "refund")
    at = said()
    sub_mchid = said()
    transaction_id = said()
    order_no = said()
    refund_no = said()
    refund_id = said()
    currency = said()
    amount_fen = fen()
    status = said()
    slip = said()


class BillSide(Answer):
    """The bill's side of a difference: a row as it was when the bill was compared."""

    kind = said("payment", "refund")
    at = said()
    mchid = said()
    sub_mchid = said()
    transaction_id = said()
    order_no = said()
    refund_no = said()
    refund_id = said()
    currency = said()
    amount_fen = fen()
    status = said()
    slip = said()


class OurSide(Answer):
    """Our side of a difference. A payment has no refund's numbers; `main`, of a payment: not a second one of the same order."""

    order_no = said()
    transaction_id = said()
    refund_no = said(none=True)
    refund_id = said(none=True)
    mchid = said()
    sub_mchid = said()
    amount_fen = fen()
    state = said()
    day = said()
    main = yes(none=True)


class UnreadRow(Answer):
    """A row of the bill nobody can read: which, what its bytes are known by, the numbers in it."""

    row = number()
    sha1 = said()
    numbers = texts()


class Total(Answer):
    """A total of the bill that is not that of its rows. `there`: as it stands in the file; `here`: counted, a sum in fen."""

    name = said()
    there = said()
    here = number()


class Stuck(Answer):
    """A refund the channel did not carry out; `word`: what it said."""

    refund_no = said()
    order_no = said()
    amount_fen = fen()
    word = said()
    reason = one_of(refund_rules.REASONS)


class Evidence(Answer):
    """What a work order is about: their side and ours, a row nobody can read, totals, or a refund."""

    mchid = said(none=True)
    there = one(BillSide, none=True)
    here = one(OurSide, none=True)
    unread = one(UnreadRow, none=True)
    totals = many(Total)
    refund = one(Stuck, none=True)


class WorkStep(Answer):
    """`by`: a name; null is the system."""

    by = said(none=True)
    what = said("opened", "taken", "noted", "resolved")
    note = said()
    at = moment()


class WorkOrderHead(Answer):
    """`means`: the kind in words; `role`: who handles it; `owner`: who has taken it."""

    id = said()
    kind = said(*EVERY_KIND)
    means = said()
    order_no = said(none=True)
    day = day(none=True)
    role = said(*ROLES)
    owner = said(none=True)
    evidence = one(Evidence)
    state = said(*WORK_STATES)
    created_at = moment()
    resolved_at = moment(none=True)


class WorkOrder(WorkOrderHead):
    """`trail`: who did what about it, oldest first."""

    trail = many(WorkStep)


class WorkOrders(Answer):
    work_orders = many(WorkOrderHead)
    next = said(none=True)


class Detail(Answer):
    """Codes and sums of what was done; each where it applies."""

    order_no = fields.String()
    amount_fen = fields.Integer()
    reason = fields.String()
    why = fields.String()
    instead_of = fields.String()


class StaffAct(Answer):
    """Who did what about which number."""

    by = said()
    what = said()
    about = said()
    detail = one(Detail)
    at = moment()


class Story(Answer):
    """Everything about an order on one page."""

    order = one(Head)
    payer = one(Payer, none=True)
    ledger = many(LedgerLine)
    messages = many(ChannelMessage)
    extra_payments = many(ExtraPayment)
    refunds = many(Refund)
    receipt = one(StoryReceipt, none=True)
    bill_rows = many(BillRow)
    work_orders = many(WorkOrder)
    trail = many(StaffAct)
    trail_next = said(none=True)


class Trail(Answer):
    """`next` leads to what was done before."""

    trail = many(StaffAct)
    next = said(none=True)


class BillDay(Answer):
    """A day whose bill was compared. `sha1`: of the file; empty: the channel says there was no trade; `differences`: found then."""

    mchid = said()
    day = day()
    sha1 = said()
    rows = number()
    paid_fen = fen()
    refunded_fen = fen()
    differences = number()
    fetched_at = moment()


class BillDays(Answer):
    days = many(BillDay)
    next = said(none=True)


class Collected(Answer):
    """What a department collected, gave back and is owed."""

    payee = said()
    name = said()
    paid_fen = fen()
    refunded_fen = fen()
    net_fen = fen()


class Settlement(Answer):
    day = day()
    payees = many(Collected)
