"""Reading a trade bill (wechat.md 4.11): by the names of its columns, to the fen. A row nobody can read is told apart from the
rest, never the loss of a day; whether its own sums agree is told too. Pure.

A field stands behind a backtick, and a comma parts it from the next; there is no quoting. As published, line ends inside a
field become two characters each. Files that do otherwise are read all the same: a row begins where its first field is as it must
be, so that what follows a line end in a name belongs to the row before; and what a name's own ",`" would part is put together
again where every other field is then as it must be.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

NEEDED = ("交易时间", "商户号", "特约商户号", "微信订单号", "商户订单号", "交易状态", "货币种类")
REFUND_NEEDED = ("微信退款单号", "商户退款单号", "退款状态")
COUNT, PAID_SUM, REFUNDED_SUM = "总交易单数", "订单总金额", "申请退款总金额"
LENGTHS = {"at": 20, "mchid": 32, "sub_mchid": 32, "transaction_id": 32, "order_no": 32, "refund_no": 64, "refund_id": 64}
LENGTHS |= {"currency": 8, "status": 20, "slip": 128}
FREE = ("商品名称", "商户数据包", "费率备注", "设备号")  # what people write: anything may stand in them
JOINED = 3  # pieces a row may be in
_YUAN = re.compile(r"(-?)(\d{1,12})(?:\.(\d{1,2}))?", re.ASCII)
_AT = re.compile(r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}", re.ASCII)
_NUMBER = re.compile(r"[0-9A-Za-z_\-|*@]*", re.ASCII)  # as WeChat lets a merchant's own numbers be
_SUM, _RATE = re.compile(r"-?\d+(\.\d+)?", re.ASCII), re.compile(r"\d+(\.\d+)?%", re.ASCII)
_SHAPES = dict.fromkeys(("商户号", "特约商户号", "微信订单号", "商户订单号", "微信退款单号", "商户退款单号", "货币种类"), _NUMBER)
_SHAPES |= dict.fromkeys(("应结订单金额", "代金券金额", "退款金额", "充值券退款金额", "手续费", "订单金额", "申请退款金额"), _SUM)
_SHAPES |= {"交易时间": _AT, "费率": _RATE}
# Numbers of ours and of WeChat's in a row that cannot be read; the payer's has letters in it and is none of them.
_NAMED = re.compile(r"(?<![0-9A-Za-z_-])R?\d{16,64}(?![0-9A-Za-z_-])", re.ASCII)


class Broken(Exception):
    """A file that is no bill, or only part of one. `code` is stable: bill_unreadable, bill_cut."""

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


@dataclass(frozen=True)
class Unread:
    """A row nobody can read: which of the file's rows, what its bytes are known by, the numbers that stand in it."""

    row: int  # from 1
    sha1: str
    numbers: tuple[str, ...]


@dataclass(frozen=True)
class Bill:
    """What a file says. `sums`: by total, what it says of itself and what its rows add up to, where the two differ."""

    rows: list[Row]
    unread: list[Unread] = field(default_factory=list)
    sums: dict[str, tuple[str, int]] = field(default_factory=dict)

    @property
    def named(self) -> frozenset[str]:
        """Numbers that stand in rows nobody can read."""
        return frozenset(number for one in self.unread for number in one.numbers)


def fen(yuan: str) -> int:
    """120.00 → 12000, without a float on the way. Raises ValueError."""
    found = _YUAN.fullmatch(yuan)
    if not found:
        raise ValueError("not a sum in yuan")
    sign, whole, part = found.groups()
    return (-1 if sign else 1) * (int(whole) * 100 + int((part or "").ljust(2, "0")))


def read(raw: bytes) -> Bill:
    """A bill of type ALL. Raises Broken for what has no head, no end, or no row that can be read."""
    try:
        lines = [line for line in raw.decode("utf-8-sig").replace("\r\n", "\n").split("\n") if line.strip()]
    except UnicodeDecodeError:
        raise Broken("bill_unreadable") from None
    if not lines:
        raise Broken("bill_cut")
    header = _names(lines[0])
    if not set(NEEDED) <= set(header) or not {"订单金额", "应结订单金额"} & set(header) or len(set(header)) != len(header):
        raise Broken("bill_unreadable")
    if len(lines) < 3 or _names(lines[-2])[0] != COUNT:
        raise Broken("bill_cut")
    rows: list[Row] = []
    unread: list[Unread] = []
    for number, text in enumerate(_records(lines[1:-2], header), 1):
        row = _row_of(text, header)
        if row is None:
            digest = hashlib.sha1(text.encode()).hexdigest()  # noqa: S324 - names the row, protects nothing
            unread.append(Unread(number, digest, tuple(dict.fromkeys(_NAMED.findall(text)))))
        else:
            rows.append(row)
    if len(unread) > 1 and not rows:
        raise Broken("bill_unreadable")
    return Bill(rows, unread, _sums(rows, unread, _names(lines[-2]), lines[-1]))


def _names(line: str) -> list[str]:
    return [name.strip() for name in line.split(",")]


def _records(lines: Sequence[str], header: Sequence[str]) -> Iterator[str]:
    """Rows as text: what belongs to one row is put together again."""
    texts: list[str] = []
    for line in lines:
        if texts and not _begins(line, header) and not _full(texts[-1], header):
            texts[-1] += "\n" + line
        else:
            texts.append(line)
    at = 0
    while at < len(texts):
        text, many = texts[at], 1
        # A name may hold a line that looks like the beginning of a row: then only together are the two one.
        while not _full(text, header) and many < JOINED and at + many < len(texts) and _row_of(texts[at + many], header) is None:
            text, many = f"{text}\n{texts[at + many]}", many + 1
        if many > 1 and _row_of(text, header) is None:
            text, many = texts[at], 1
        yield text
        at += many


def _full(text: str, header: Sequence[str]) -> bool:
    """Whether it has as many fields as a row."""
    return text.count(",`") >= len(header) - 1


def _begins(line: str, header: Sequence[str]) -> bool:
    """Whether a row may begin here."""
    if not line.startswith("`"):
        return False
    shape = _SHAPES.get(header[0])
    return shape is None or shape.fullmatch(line[1:].split(",`", 1)[0].strip()) is not None


def _row_of(text: str, header: Sequence[str]) -> Row | None:
    """The row, or None when it cannot be read."""
    if not text.startswith("`"):
        return None
    for values in _parted(text[1:].split(",`"), header):
        try:
            return _row({name: value if name in FREE else value.strip() for name, value in zip(header, values, strict=True)})
        except ValueError:
            continue
    return None


def _parted(values: list[str], header: Sequence[str]) -> Iterator[list[str]]:
    """The fields; when there are too many, each way to put a free text together again."""
    more = len(values) - len(header)
    if more == 0:
        yield values
    elif more > 0:
        for at in (header.index(name) for name in FREE if name in header):
            yield [*values[:at], ",`".join(values[at : at + more + 1]), *values[at + more + 1 :]]


def _row(given: dict[str, str]) -> Row:
    """Raises ValueError when a field is not as it must be."""
    wrong = [name for name, shape in _SHAPES.items() if name in given and not shape.fullmatch(given[name]) and given[name]]
    back = given["交易状态"] == "REFUND"
    if wrong or not given["微信订单号"] or (back and not set(REFUND_NEEDED) <= set(given)):
        raise ValueError("not a row of a bill")
    amount = given.get("申请退款金额", given.get("退款金额", "")) if back else given.get("订单金额", given.get("应结订单金额", ""))
    sub = given["特约商户号"]
    row = Row(
        kind="refund" if back else "payment",
        at=given["交易时间"],
        mchid=given["商户号"],
        sub_mchid="" if sub in ("", "0") else sub,
        transaction_id=given["微信订单号"],
        order_no=given["商户订单号"],
        refund_no=given["商户退款单号"] if back else "",
        refund_id=given["微信退款单号"] if back else "",
        currency=given["货币种类"],
        fen=fen(amount),
        status=given["退款状态"] if back else given["交易状态"],
        slip=given.get("商户数据包", ""),
    )
    if any(len(getattr(row, name)) > most for name, most in LENGTHS.items()):
        raise ValueError("a field that does not fit where it is kept")
    return row


def _sums(rows: Sequence[Row], unread: Sequence[Unread], names: Sequence[str], line: str) -> dict[str, tuple[str, int]]:
    """Totals that differ. What is left of a sum may belong to rows nobody can read; less than nothing cannot."""
    values = [value.strip() for value in line.strip().removeprefix("`").split(",`")]
    told = dict(zip(names, values, strict=False))
    found = {}
    if told.get(COUNT) != str(len(rows) + len(unread)):
        found[COUNT] = (told.get(COUNT, "")[:40], len(rows) + len(unread))
    for kind, name in (("payment", PAID_SUM), ("refund", REFUNDED_SUM)):
        counted = sum(row.fen for row in rows if row.kind == kind)
        try:
            left = fen(told[name]) - counted if name in told else 0
        except ValueError:
            left = -1
        if left < 0 or (left and not unread):
            found[name] = (told[name][:40], counted)
    return found
