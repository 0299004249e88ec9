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
class CertificateShown(_OfHolder):
    """`unit` verified it."""

    KIND = "certificate_shown"
    unit: str
