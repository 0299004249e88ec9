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
    """Taken back by the applicant, or left to lie until its time was over (`why`): the department hears of it."""

    KIND = "case_withdrawn"
    why: str = "申请人撤回"


@dataclass(frozen=True)
class CaseEnded(_OfCase):
    """Concluded, whatever the way, once: `outcome` is one of app.cases.rules.OUTCOMES; `action_id`: of the move that did it. What follows
    a conclusion hangs on this. A draft that is thrown away was no case and tells nothing."""

    KIND = "case_ended"
    outcome: str
    action_id: str


@dataclass(frozen=True)
class _OfOffice(Event):
    """Each office has a lane of its own: one that is off holds up no other."""

    case_no: str
    office: str

    @property
    def lane(self) -> str:
        return f"office:{self.case_no}:{self.office}"


@dataclass(frozen=True)
class OfficeReached(_OfOffice):
    """It is this office's turn: it gets the case."""

    KIND = "office_reached"


@dataclass(frozen=True)
class OfficeAwaited(_OfOffice):
    """An office elsewhere has had it for long: it is reminded."""

    KIND = "office_awaited"


@dataclass(frozen=True)
class OfficeCorrected(_OfOffice):
    """Put right while this office has it."""

    KIND = "office_corrected"


@dataclass(frozen=True)
class OfficeLeft(_OfOffice):
    """The case ended without this office, which has it: taken back, or another one said no."""

    KIND = "office_left"


@dataclass(frozen=True)
class CaseGranted(_OfCase):
    """As a grant was told before CaseEnded: nothing tells it any more, but one that waits is carried out. `kind`: of the certificate;
    `child`: it is about the applicant's child."""

    KIND = "case_granted"
    action_id: str
    person_id: str
    kind: str
    child: bool = False


@dataclass(frozen=True)
class DutyLooked(_OfCase):
    """A case keeps in mind what is to be done next and has a last day: the registers are asked whether it still is. `since`: the moment
    that was looked at before (RFC 3339). A register that is off holds up no hand-over: the lane is its own."""

    KIND = "duty_looked"
    since: str

    @property
    def lane(self) -> str:
        return f"duty:{self.case_no}"


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
    quiet: str = ""  # what a locked phone calls it instead of `short`

    @property
    def lane(self) -> str:
        """One case's messages in order, beside what its department is told."""
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
