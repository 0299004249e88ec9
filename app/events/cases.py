"""What happens to a case."""

from __future__ import annotations

import base64
from dataclasses import dataclass

from app.kernel import crypto
from app.kernel.events import Event, Happened


@dataclass(frozen=True)
class _OfCase(Event):
    case_no: str

    @property
    def lane(self) -> str:
        return f"case:{self.case_no}"


@dataclass(frozen=True)
class CaseSubmitted(_OfCase):
    """Handed in: the department gets it."""

    KIND = "case_submitted"


@dataclass(frozen=True)
class CaseCorrected(_OfCase):
    """Put right and handed in again."""

    KIND = "case_corrected"


@dataclass(frozen=True)
class CaseWithdrawn(_OfCase):
    """Taken back by the applicant."""

    KIND = "case_withdrawn"


@dataclass(frozen=True)
class CaseGranted(_OfCase):
    """Granted, with a result: the certificate is issued. `kind`: of the certificate; `child`: it is about the applicant's child."""

    KIND = "case_granted"
    action_id: str
    person_id: str
    kind: str
    child: bool = False


@dataclass(frozen=True)
class CaseMoved(Event):
    """Any move a resident should hear of. `short`: the item's; `page`: where a tap leads. What is said is sealed: a courier or a
    reviewer may be named in it, and the outbox is no place for that in plain. Messages have a lane of their own, so that a slow
    WeChat holds up no hand-over and the other way round."""

    KIND = "case_moved"
    case_no: str
    person_id: str
    account_id: str
    short: str
    to: str
    title: str
    tone: str
    page: str
    sealed: str = ""
    say: str = ""  # in plain: as it was before it was sealed

    @property
    def lane(self) -> str:
        return notice_lane(self.case_no)


def notice_lane(no: str) -> str:
    """The lane of a case's messages; what is said in them is sealed for it."""
    return f"notice:{no}"


def seal_say(lane: str, say: str) -> str:
    """What is said, for CaseMoved.sealed."""
    return base64.b64encode(crypto.seal("outbox.say", lane, say)).decode()


def said(happened: Happened[CaseMoved]) -> str:
    """The sentence an event carries."""
    sealed = happened.event.sealed
    return crypto.unseal("outbox.say", happened.subject, base64.b64decode(sealed)) if sealed else happened.event.say
