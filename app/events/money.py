"""What happens to money. `subject`: what it is for, such as `case:…`; sums in fen."""

from __future__ import annotations

from dataclasses import dataclass

from app.kernel.charges import Charge
from app.kernel.events import Event


@dataclass(frozen=True)
class _OfSubject(Event):
    subject: str

    @property
    def lane(self) -> str:
        return self.subject


@dataclass(frozen=True)
class PaymentDue(_OfSubject):
    """A fee is to be paid to `payee` until `until` (RFC 3339, or a date): the order is opened, the resident told."""

    KIND = "payment_due"
    case_no: str
    person_id: str
    account_id: str
    short: str
    payee: str
    amount_fen: int
    description: str
    lines: list[Charge]
    until: str
    page: str = ""


@dataclass(frozen=True)
class PaymentSettled(_OfSubject):
    """Paid and booked."""

    KIND = "payment_settled"
    order_no: str
    amount_fen: int
    paid_at: str


@dataclass(frozen=True)
class PaymentClosed(_OfSubject):
    """An order that nobody can pay any more. `lapsed`: its time ran out."""

    KIND = "payment_closed"
    order_no: str
    lapsed: bool = False


@dataclass(frozen=True)
class ReceiptIssued(Event):
    """The fiscal receipt is there to be shown."""

    KIND = "receipt_issued"
    order_no: str
    subject: str
    amount_fen: int

    @property
    def lane(self) -> str:
        """One order's receipt."""
        return f"receipt:{self.order_no}"


@dataclass(frozen=True)
class FeeReleased(_OfSubject):
    """Nothing is owed any more. What was paid goes back for `reason` (payment.refunds.rules.REASONS), or stays with `keep_paid`."""

    KIND = "fee_released"
    reason: str = "not_granted"
    keep_paid: bool = False


@dataclass(frozen=True)
class RefundRequested(Event):
    """Approved, to be sent."""

    KIND = "refund_requested"
    refund_no: str
    order_no: str
    subject: str

    @property
    def lane(self) -> str:
        """One refund."""
        return f"refund:{self.refund_no}"


@dataclass(frozen=True)
class RefundSettled(_OfSubject):
    """Money is back. `whole`: nothing of the fee is left; `current`: of the bill that stands, not of an earlier one."""

    KIND = "refund_settled"
    refund_no: str
    order_no: str
    amount_fen: int
    reason: str
    whole: bool
    current: bool = False


@dataclass(frozen=True)
class RefundStuck(_OfSubject):
    """The account that paid takes nothing back: a person sends it another way."""

    KIND = "refund_stuck"
    refund_no: str
    order_no: str
    amount_fen: int
