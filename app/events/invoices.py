"""What happens on an invoice's way from the till to the customer. Numbers of invoices and ids only; sums in fen."""

from __future__ import annotations

from dataclasses import dataclass

from app.kernel.events import Event


@dataclass(frozen=True)
class SaleToIssue(Event):
    """An order waits to be issued."""

    KIND = "sale_to_issue"
    sale_id: str

    @property
    def lane(self) -> str:
        """One order."""
        return f"sale:{self.sale_id}"


@dataclass(frozen=True)
class InvoiceIssued(Event):
    """An invoice has its number. `holder_id`: whose it is already, empty for nobody's."""

    KIND = "invoice_issued"
    sale_id: str
    number: str
    holder_id: str = ""

    @property
    def lane(self) -> str:
        """One order."""
        return f"sale:{self.sale_id}"


@dataclass(frozen=True)
class InvoiceGiven(Event):
    """An invoice is a person's: `seller` is a company's name, `total_fen` with tax. `blue`: of a red one, what it takes back."""

    KIND = "invoice_given"
    number: str
    person_id: str
    seller: str
    total_fen: int
    way: str
    blue: str = ""

    @property
    def lane(self) -> str:
        """One invoice."""
        return f"invoice:{self.number}"


@dataclass(frozen=True)
class RedAsked(Event):
    """Somebody wants an invoice taken back."""

    KIND = "red_asked"
    note_id: str
    blue: str

    @property
    def lane(self) -> str:
        """One invoice."""
        return f"invoice:{self.blue}"


@dataclass(frozen=True)
class CardFailed(Event):
    """WeChat did not take the card of an invoice."""

    KIND = "card_failed"
    number: str
    person_id: str

    @property
    def lane(self) -> str:
        """One invoice."""
        return f"invoice:{self.number}"


@dataclass(frozen=True)
class ClaimMade(Event):
    """An invoice was handed in; `person_id` may answer for the company. `seller`: a name, `total_fen` with tax."""

    KIND = "claim_made"
    number: str
    uscc: str
    person_id: str
    seller: str
    total_fen: int

    @property
    def lane(self) -> str:
        """One invoice."""
        return f"invoice:{self.number}"


@dataclass(frozen=True)
class ClaimAnswered(Event):
    """The company wrote off whose `person_id` it is, or gave it back; `why`: of app.invoices.reimbursing.RETURNS."""

    KIND = "claim_answered"
    number: str
    person_id: str
    company: str
    closed: bool
    why: str

    @property
    def lane(self) -> str:
        """One invoice."""
        return f"invoice:{self.number}"


@dataclass(frozen=True)
class ClaimClosed(Event):
    """It stands in the company's books."""

    KIND = "claim_closed"
    number: str
    uscc: str

    @property
    def lane(self) -> str:
        """One invoice."""
        return f"invoice:{self.number}"
