"""Two books of one day that agree, ours and WeChat's, and fourteen ways to make them disagree."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

REFUND_SHARE = 10  # one row in ten is a refund
OURS = (
    "INSERT INTO payment_order (order_no, subject, payee, mchid, sub_mchid, amount_fen, description, `lines`, state, transaction_id,"
    " created_at, paid_at, expires_at, checks, reserved_fen, refunded_fen, refunds) VALUES (%(no)s, %(no)s, 'dept-gat-crj', %(mchid)s, '',"
    " %(fen)s, 'x', '[]', %(state)s, %(transaction)s, %(at)s, %(paid_at)s, %(at)s, 0, 0, 0, 0)"
)
REFUNDED = (
    "INSERT INTO payment_refund (refund_no, order_no, transaction_id, cause, account, amount_fen, reason, state, refund_id, created_at,"
    " sent_at, settled_at, checks) VALUES (%(refund)s, %(no)s, %(transaction)s, %(refund)s, 'payee:dept-gat-crj', %(back)s, 'asked_for',"
    " %(refund_state)s, %(refund_id)s, %(at)s, %(at)s, %(at)s, 0)"
)


@dataclass
class Books:
    """`ours`: rows for our tables; `bill`: WeChat's rows by column; `seeded`: (kind, order number) of every difference."""

    mchid: str
    day: date
    dice: random.Random
    ours: list[dict[str, Any]] = field(default_factory=list)
    bill: list[dict[str, str]] = field(default_factory=list)
    seeded: set[tuple[str, str]] = field(default_factory=set)

    def agree(self, count: int) -> None:
        """So many rows on both sides, equal to the fen."""
        for number in range(count - count // (REFUND_SHARE + 1)):
            back = number % REFUND_SHARE == 0
            fen = self.dice.randrange(1, 500_000)
            at = f"{self.day} {self.dice.randrange(24):02d}:{self.dice.randrange(60):02d}:{self.dice.randrange(60):02d}"
            one = {
                "no": f"{self.day:%Y%m%d}{number:018d}",
                "mchid": self.mchid,
                "fen": fen,
                "state": "paid",
                "transaction": f"4200{self.day:%Y%m%d}{number:016d}",
                "china": at,
                "back": self.dice.randrange(1, fen + 1) if back else 0,
                "refund": f"R{self.day:%Y%m%d}{number:018d}" if back else None,
                "refund_id": f"5030{self.day:%Y%m%d}{number:016d}" if back else None,
                "refund_state": "done",
                "early": False,
            }
            self.ours.append(one)
            self.bill.append(payment_row(one))
            if back:
                self.bill.append(refund_row(one))

    def disagree(self, each: Callable[[], int]) -> dict[str, int]:
        """`each()` differences of every kind, every one on an order of its own. How many of each."""
        free = [one for one in self.ours if not one["refund"]]
        free_refunds = [one for one in self.ours if one["refund"]]
        self.dice.shuffle(free)
        self.dice.shuffle(free_refunds)
        counts = {}
        for kind, spoil in KINDS.items():
            counts[kind] = each()
            for _ in range(counts[kind]):
                one = (free_refunds if kind.startswith("refund") else free).pop()
                self.seeded.add((kind, spoil(self, one) or one["no"]))
        return counts

    def row(self, one: dict[str, Any], back: bool = False) -> dict[str, str]:
        """Its row in the bill."""
        name, number = ("商户退款单号", one["refund"]) if back else ("微信订单号", one["transaction"])
        return next(row for row in self.bill if row.get(name) == number)


def payment_row(one: dict[str, Any], **other: str) -> dict[str, str]:
    money = yuan(one["fen"])
    row = {"交易时间": one["china"], "微信订单号": one["transaction"], "商户订单号": one["no"], "订单金额": money, "应结订单金额": money}
    return {**row, **other}


def refund_row(one: dict[str, Any]) -> dict[str, str]:
    money = yuan(one["back"])
    row = {"交易时间": one["china"], "微信订单号": one["transaction"], "商户订单号": one["no"], "交易状态": "REFUND", "退款状态": "SUCCESS"}
    return {**row, "微信退款单号": one["refund_id"], "商户退款单号": one["refund"], "申请退款金额": money, "退款金额": money}


def yuan(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02d}"


def _more(books: Books, row: dict[str, str], *names: str) -> None:
    fen = int(row[names[0]].replace(".", "")) + 1
    row.update(dict.fromkeys(names, yuan(fen)))


def _payment_unknown(books: Books, one: dict[str, Any]) -> str:
    other = f"EXTRA{one['no']}"[:32]
    books.bill.append(payment_row(one, 商户订单号=other, 微信订单号="4299" + one["transaction"][4:]))
    return other


def _refund_unknown(books: Books, one: dict[str, Any]) -> None:
    extra = {"商户退款单号": "X" + one["refund"], "微信退款单号": "5099" + one["refund_id"][4:]}
    books.bill.append({**refund_row(one), **extra})


def _twice(books: Books, one: dict[str, Any]) -> None:
    books.bill.append(payment_row(one, 微信订单号="4298" + one["transaction"][4:]))


KINDS: dict[str, Callable[[Books, dict[str, Any]], str | None]] = {
    "payment_unknown": _payment_unknown,
    "payment_unbooked": lambda books, one: one.update(state="paying"),
    "payment_absent": lambda books, one: books.bill.remove(books.row(one)),
    "payment_amount": lambda books, one: _more(books, books.row(one), "订单金额", "应结订单金额"),
    "payment_transaction": lambda books, one: books.row(one).update(微信订单号="4297" + one["transaction"][4:]),
    "payment_twice": _twice,
    "payment_day": lambda books, one: one.update(early=True),
    "refund_unknown": _refund_unknown,
    "refund_unbooked": lambda books, one: one.update(refund_state="sent"),
    "refund_absent": lambda books, one: books.bill.remove(books.row(one, back=True)),
    "refund_amount": lambda books, one: _more(books, books.row(one, back=True), "申请退款金额", "退款金额"),
    "wrong_payee": lambda books, one: books.row(one).update(特约商户号="1600000009"),
    "wrong_currency": lambda books, one: books.row(one).update(货币种类="USD"),
    "row_repeated": lambda books, one: books.bill.append(dict(books.row(one))),
}
