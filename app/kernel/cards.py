"""What we ask of WeChat about invoices (card/invoice), through the service account. kernel.ports.Outside has it as `cards`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from app.kernel.errors import Refused

Answered = Literal["waiting", "yes", "no", "in"]


@dataclass(frozen=True)
class Page:
    """A page of WeChat's where the person says yes: the mini-program it lives in, and the path."""

    appid: str
    path: str


@dataclass(frozen=True)
class CardTitle:
    """A title as WeChat keeps it."""

    name: str
    tax_no: str
    address: str
    tel: str
    bank: str
    bank_no: str
    natural: bool

    def __repr__(self) -> str:
        return "CardTitle()"


@dataclass(frozen=True)
class CardData:
    """What stands on the card: sums in fen, `at` in unix seconds, lines as (name, fen)."""

    order_id: str
    number: str
    title: str
    total: int
    amount: int
    tax: int
    at: int
    lines: Sequence[tuple[str, int]]

    def __repr__(self) -> str:
        return f"CardData({self.number})"


class CardRefused(Refused):
    """WeChat does not take it. `errcode`: its number, for our log and for what follows, never for a phone."""

    def __init__(self, errcode: int) -> None:
        super().__init__("card_refused", "微信卡包没收下", "在省事里照样能看")
        self.errcode = errcode


class Cards(Protocol):
    """Raises CardRefused for what WeChat does not take (Refused `title_code_old` for a title code past its hour), Unavailable when it
    is down: then it may have been done."""

    def title(self, scanned: str) -> CardTitle:
        """The title behind WeChat's own code."""
        ...

    def ask(self, order_id: str, fen: int, phone: str) -> Page:
        """Where the person allows the card of this order. `phone`: whom they may call."""
        ...

    def answered(self, order_id: str) -> Answered:
        """What they said; `in`: the card is in already."""
        ...

    def template(self, payee: str) -> str:
        """A new card template in the seller's name; its id."""
        ...

    def put(self, template: str, data: CardData, pdf: bytes) -> str:
        """Put the card into the wallet of whoever allowed it; its code."""
        ...

    def cancel(self, template: str, code: str) -> None:
        """The invoice was taken back whole."""
        ...
