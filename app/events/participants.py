"""What people are told whose yes is waited for."""

from __future__ import annotations

import base64
from dataclasses import dataclass

from app.kernel import crypto
from app.kernel.events import Event, Happened


@dataclass(frozen=True)
class ParticipantTold(Event):
    """Asked, reminded, or asked no more. `account_ids`: of the person's accounts that have shown their face; `to`: which word WeChat's
    message carries. The title names nobody's errand: it may be read on a locked screen. What is said is sealed."""

    KIND = "participant_told"
    participant_id: str
    person_id: str
    account_ids: list[str]
    to: str
    title: str
    tone: str
    page: str
    sealed: str

    @property
    def lane(self) -> str:
        """One participant's messages in order."""
        return lane(self.participant_id)


def lane(participant_id: str) -> str:
    """The lane of what somebody is told about one question; what is said is sealed for it."""
    return f"participant:{participant_id}"


def seal_say(participant_id: str, say: str) -> str:
    """What is said, for ParticipantTold.sealed."""
    return base64.b64encode(crypto.seal("outbox.say", lane(participant_id), say)).decode()


def said(happened: Happened[ParticipantTold]) -> str:
    """The sentence an event carries."""
    return crypto.unseal("outbox.say", happened.subject, base64.b64decode(happened.event.sealed))
