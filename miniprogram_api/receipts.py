"""The one receipt of a payment, whoever gave it: the same found from the case, from the bill and from the wallet."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from app import reference
from app.cases.queries import Charged
from app.certificates import queries as certificates
from app.kernel import clock, text
from app.kernel.db import Connection
from app.kernel.web import Answer
from edge.shapes import day, fen, many, moment, said, tone, yes
from miniprogram_api.case_view import View
from miniprogram_api.catalog_shapes import Charge
from payment import queries
from payment.orders import Order
from payment.receipts import queries as receipts
from payment.rules import bill_of


class Receipt(Answer):
    """财政电子票据. `what`: the errand; `word`, `tone`: whether what it is for was given back; `valid`: not all of it was."""

    title = said()
    what = said()
    code = said()
    number = said()
    check_code = said()
    payer = said()
    payee = said()
    lines = many(Charge)
    amount_fen = fen()
    refunded_fen = fen()
    paid_at = moment()
    issued_on = day()
    valid = yes()
    word = said()
    tone = tone()
    say = said()


class ReceiptLine(Answer):
    """A receipt in the list."""

    order_no = said()
    what = said()
    amount_fen = fen()
    issued_on = day()
    word = said()
    tone = tone()


class Receipts(Answer):
    """Latest first; `next`: send it as `after`."""

    receipts = many(ReceiptLine)
    next = said(none=True)


@dataclass(frozen=True)
class Given:
    """A receipt as it was given: by us, or by the department as what the case ended in."""

    title: str
    code: str
    number: str
    check_code: str
    issued_on: date


def of_order(tx: Connection, row: Order, person_id: str) -> Given | None:
    """None while there is none."""
    return given(tx, [row], person_id).get(row.order_no)


def given(tx: Connection, rows: Collection[Order], person_id: str) -> dict[str, Given]:
    """The receipts of these orders, by number. What is ours counts; where the department gives it, its own is the only one."""
    ours = receipts.of_orders(tx, [row.order_no for row in rows])
    found = {
        no: Given("非税收入电子票据", one.code, one.number, one.check_code, clock.china(one.issued_at).date()) for no, one in ours.items()
    }
    left = {row.subject.removeprefix("case:"): row for row in rows if row.order_no not in ours and row.subject == bill_of(row.subject)}
    for no, one in certificates.receipts(tx, person_id, left).items():
        code, number, check = (one.fields.get(label, "") for label in ("票据代码", "票据号码", "校验码"))
        found[left[no].order_no] = Given(one.kind.name, code, number, check, text.day(one.issued_on) or clock.today())
    return found


def view(row: Order, one: Given, what: Charged, payer: str) -> View:
    """A receipt as its owner sees it."""
    word, look, say = _state(row, what.nothing)
    return {
        "title": one.title,
        "what": what.short,
        "code": one.code,
        "number": one.number,
        "check_code": one.check_code,
        "payer": payer,
        "payee": reference.departments()[row.payee]["name"],
        "lines": row.charges,
        "amount_fen": row.amount_fen,
        "refunded_fen": row.refunded_fen,
        "paid_at": clock.rfc3339(row.paid_at or row.created_at),
        "issued_on": one.issued_on.isoformat(),
        "valid": row.refunded_fen < row.amount_fen,
        "word": word,
        "tone": look,
        "say": say,
    }


def mine(tx: Connection, cases: dict[str, Charged], person_id: str) -> list[View]:
    """What was paid for these cases, by their subjects, latest first; of each payment its receipt, once there is one."""
    rows = queries.paid_of(tx, cases)
    there = given(tx, rows, person_id)
    return [_line(row, there[row.order_no], cases[bill_of(row.subject)]) for row in rows if row.order_no in there]


def _line(row: Order, one: Given, what: Charged) -> View:
    word, look, _ = _state(row, what.nothing)
    on = one.issued_on.isoformat()
    return {"order_no": row.order_no, "what": what.short, "amount_fen": row.amount_fen, "issued_on": on, "word": word, "tone": look}


def _state(row: Order, nothing: bool) -> tuple[str, str, str]:
    """Word, tone and sentence: whether what it is for was given back. `nothing` came of the case: all of it goes back, asked for by now
    or not."""
    if row.refunded_fen >= row.amount_fen:
        return "已冲红", "bad", "钱全退给您了，这张票据冲红作废，不能报销。"
    if coming := (row.amount_fen if nothing else row.reserved_fen) - row.refunded_fen:
        sum_ = f"{coming // 100:,}.{coming % 100:02d}"
        return "在退费", "near", f"有 {sum_} 元在退给您。先别拿这张报销，全退了它就冲红作废，退一部分按没退的算。"
    if row.refunded_fen:
        back = f"{row.refunded_fen // 100:,}.{row.refunded_fen % 100:02d}"
        return "退了一部分", "near", f"退给您 {back} 元，报销按没退的算。"
    return "已交", "done", "报销、记账用这一张，一直存着。"
