"""What happens to certificates. `name`: of the kind of certificate."""

from __future__ import annotations

from dataclasses import dataclass

from app.kernel.events import Event


@dataclass(frozen=True)
class _OfHolder(Event):
    certificate_id: str
    person_id: str
    name: str

    @property
    def lane(self) -> str:
        return f"person:{self.person_id}"


@dataclass(frozen=True)
class CertificateIssued(_OfHolder):
    """It is in the wallet."""

    KIND = "certificate_issued"


@dataclass(frozen=True)
class CertificateLooked(_OfHolder):
    """It seems to end soon, `until` (ISO date) as we know it: its issuer is asked whether that is still so before its holder is told."""

    KIND = "certificate_looked"
    until: str


@dataclass(frozen=True)
class CertificateEnds(_OfHolder):
    """It ends in `left` days, on `until` (ISO date). `renew`: the item that gives a new one, or nothing; `use`: the one it
    has to be used for before; `warns`: why so early."""

    KIND = "certificate_ends"
    left: int
    until: str
    renew: str = ""
    use: str = ""
    warns: str = ""


@dataclass(frozen=True)
class CertificateChanged(Event):
    """The issuer decided, in a case of somebody else's, on what this person holds of this kind: their copy is no longer so."""

    KIND = "certificate_changed"
    person_id: str
    kind: str
    case_no: str

    @property
    def lane(self) -> str:
        """One person's wallet."""
        return f"wallet:{self.person_id}"


@dataclass(frozen=True)
class CertificateShown(_OfHolder):
    """`unit` verified it."""

    KIND = "certificate_shown"
    unit: str
