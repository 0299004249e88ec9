"""Reading a trade bill (wechat.md 4.11): by the names of its columns, to the fen, and its own sums must be right. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

NEEDED = ("交易时间", "商户号", "特约商户号", "微信订单号", "商户订单号", "交易状态", "货币种类")
REFUND_NEEDED = ("微信退款单号", "商户退款单号", "退款状态")
COUNT, PAID_SUM, REFUNDED_SUM = "总交易单数", "订单总金额", "申请退款总金额"
LENGTHS = {"at": 20, "mchid": 32, "sub_mchid": 32, "transaction_id": 32, "order_no": 32, "refund_no": 64, "refund_id": 64}
LENGTHS |= {"currency": 8, "status": 20, "slip": 128}
_YUAN = re.compile(r"(-?)(\d{1,12})(?:\.(\d{1,2}))?")


class Broken(Exception):
    """A file that is no bill, or only part of one. `code` is stable: bill_unreadable, bill_cut, bill_sums."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


@dataclass(frozen=True)
class Row:
    """One line. `fen` is what was paid or what was asked back."""

    kind: str  # payment | refund
    at: str  # 2026-01-02 10:11:12, China time
    mchid: str
    sub_mchid: str
    transaction_id: str
    order_no: str
    refund_no: str
    refund_id: str
    currency: str
    fen: int
    status: str  # of the payment, or of the refund
    slip: str = ""  # what for, in our own words (payment/slips.py): of worth when we do not know the order

    @property
    def number(self) -> str:
        """What it is known by: the transaction's or the refund's number at WeChat."""
        return self.transaction_id if self.kind == "payment" else self.refund_id


def fen(yuan: str) -> int:
    """120.00 → 12000, without a float on the way. Raises Broken."""
    found = _YUAN.fullmatch(yuan)
    if not found:
        raise Broken("bill_unreadable")
    sign, whole, part = found.groups()
    return (-1 if sign else 1) * (int(whole) * 100 + int((part or "").ljust(2, "0")))


def read(raw: bytes) -> list[Row]:
    """The rows of a bill of type ALL. Raises Broken."""
    try:
        lines = [line for line in raw.decode("utf-8-sig").replace("\r\n", "\n").split("\n") if line.strip()]
    except UnicodeDecodeError:
        raise Broken("bill_unreadable") from None
    if not lines:
        raise Broken("bill_cut")
    header = lines[0].split(",")
    if not set(NEEDED) <= set(header) or not {"订单金额", "应结订单金额"} & set(header):
        raise Broken("bill_unreadable")
    ends = [number for number, line in enumerate(lines) if line.startswith(COUNT)]
    if ends != [len(lines) - 2]:
        raise Broken("bill_cut")
    rows = [_row(_fields(line, header)) for line in lines[1 : ends[0]]]
    if any(len(getattr(row, name)) > most for row in rows for name, most in LENGTHS.items()):
        raise Broken("bill_unreadable")
    _check_sums(rows, _fields(lines[-1], lines[-2].split(",")))
    return rows


def _fields(line: str, header: Sequence[str]) -> dict[str, str]:
    # No quoting: a comma may stand in a name, so fields are parted where a comma meets the next backtick.
    values = line[1:].split(",`") if line.startswith("`") else []
    if len(values) != len(header):
        raise Broken("bill_cut")
    return dict(zip(header, values, strict=True))


def _row(field: dict[str, str]) -> Row:
    back = field["交易状态"] == "REFUND"
    if back and not set(REFUND_NEEDED) <= set(field):
        raise Broken("bill_unreadable")
    amount = field.get("申请退款金额", field.get("退款金额", "")) if back else field.get("订单金额", field.get("应结订单金额", ""))
    sub = field["特约商户号"]
    return Row(
        kind="refund" if back else "payment",
        at=field["交易时间"],
        mchid=field["商户号"],
        sub_mchid="" if sub in ("", "0") else sub,
        transaction_id=field["微信订单号"],
        order_no=field["商户订单号"],
        refund_no=field["商户退款单号"] if back else "",
        refund_id=field["微信退款单号"] if back else "",
        currency=field["货币种类"],
        fen=fen(amount),
        status=field["退款状态"] if back else field["交易状态"],
        slip=field.get("商户数据包", ""),
    )


def _check_sums(rows: Sequence[Row], told: dict[str, str]) -> None:
    if told.get(COUNT) != str(len(rows)):
        raise Broken("bill_cut")
    for kind, name in (("payment", PAID_SUM), ("refund", REFUNDED_SUM)):
        if name in told and fen(told[name]) != sum(row.fen for row in rows if row.kind == kind):
            raise Broken("bill_sums")
