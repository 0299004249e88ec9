"""What we ask of the tax bureau, and what it answers. Sums in fen. kernel.ports.Outside has it as `tax`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from app.kernel.jsons import Json

UNKNOWN, PENDING = "unknown", "pending"


@dataclass(frozen=True)
class Issued:
    """An invoice that was issued, as its signed original says. `issued_at`: 2026-11-20 18:02:11, as clocks in China show it."""

    key: str
    number: str
    issued_at: str
    seller: str
    amount: int
    tax: int
    total: int
    xml: str

    def __repr__(self) -> str:
        return f"Issued({self.number})"


@dataclass(frozen=True)
class Quota:
    """Of a month, amounts without tax."""

    month: str
    total: int
    used: int
    frozen: int


@dataclass(frozen=True)
class DayRow:
    """An invoice of a day, for comparing books."""

    number: str
    red: bool
    total: int


@dataclass(frozen=True)
class RedTold:
    """A confirmation of a red invoice. `red`: the red invoice's number once there is one; `until`: when it lapses."""

    confirmation: str
    blue: str
    state: str
    red: str
    amount: int
    tax: int
    until: str


@dataclass(frozen=True)
class Verified:
    """What the bureau says of an invoice by its number, day and total. `result`: same, differs or none; `times`: the how-manieth asking
    today, over everybody; `at`: 2026-11-23 09:00:00, as clocks in China show it; `face`: a row of sw.einvoices where all is the same;
    `old`: of an invoice with a code, a row of sw.oldinvoices."""

    result: str
    times: int
    at: str
    face: Mapping[str, Json] | None
    old: Mapping[str, Json] | None = None

    def __repr__(self) -> str:
        return f"Verified({self.result})"


@dataclass(frozen=True)
class RedWish:
    """A red invoice that another company asks for, and that waits for ours. Sums below zero; `until`: when it lapses."""

    confirmation: str
    blue: str
    reason: str
    asker: str
    amount: int
    tax: int
    until: str


class Tax(Protocol):
    """The tax bureau. Raises Refused `tax_<code>` with its words for what it does not take, Unavailable when it is down, late, or its
    answer is not to be believed: then whether it issued is unknown, and must be asked by key."""

    @property
    def seal(self) -> str:
        """The certificate of its seal, PEM: what its files are held against."""
        ...

    def issue(self, order: Mapping[str, Json]) -> Issued | str:
        """Issue an invoice, once for `order["key"]`; PENDING while another call makes it."""
        ...

    def asked(self, key: str) -> Issued | str:
        """What became of a call: the invoice, PENDING, or UNKNOWN."""
        ...

    def quota(self, seller: str) -> Quota:
        """This month's."""
        ...

    def face(self, number: str) -> Mapping[str, Json]:
        """The invoice as the register has it (a row of sw.einvoices)."""
        ...

    def verify(self, number: str, day: str, total: int, code: str = "", check6: str = "") -> Verified:
        """Whether a 数电票 of this number, day (2026-11-20) and total, with tax, is real. With `code` an invoice of the kinds before it:
        then `total` is without tax, and `check6` the last six of its check code where it has one."""
        ...

    def file(self, number: str, kind: str) -> bytes:
        """xml, pdf or ofd."""
        ...

    def book(self, number: str, company: str) -> None:
        """The buyer has entered it in its books. Again: it stands there."""
        ...

    def day(self, seller: str, day: str) -> Sequence[DayRow]:
        """What a seller issued on a day."""
        ...

    def red(self, asked: Mapping[str, Json]) -> RedTold:
        """Ask for a red invoice, once for `asked["key"]`."""
        ...

    def red_state(self, confirmation: str) -> RedTold:
        """How far it is."""
        ...

    def red_waiting(self, company: str) -> Sequence[RedWish]:
        """What others ask of this company."""
        ...

    def red_decide(self, confirmation: str, verb: str, company: str, drawer: Mapping[str, Json]) -> RedTold:
        """confirm, refuse or withdraw."""
        ...
