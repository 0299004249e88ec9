"""What happens to somebody's visit to a hall. `hall`: its id; `at`: when the slot begins, RFC 3339; `errands`: ids of items."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from app.kernel.events import Event

What = Literal["tomorrow", "missed", "struck", "moved"]


@dataclass(frozen=True)
class BookingTold(Event):
    """It is tomorrow, nobody came, the hall took it back or moved it (`at`: when it is now): `why`, in words. `place`: what it is
    called, where it is none of the halls."""

    KIND = "booking_told"
    booking_id: str
    person_id: str
    hall: str
    at: str
    errands: list[str]
    what: What
    why: str = ""
    place: str = ""

    @property
    def lane(self) -> str:
        """One person's visits."""
        return f"visit:{self.person_id}"


@dataclass(frozen=True)
class TicketCalled(Event):
    """A number is called to a window (`desk`)."""

    KIND = "ticket_called"
    ticket_id: str
    person_id: str
    no: str
    hall: str
    desk: int

    @property
    def lane(self) -> str:
        """One person's visits."""
        return f"visit:{self.person_id}"
