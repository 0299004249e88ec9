"""What happens to people and their accounts."""

from __future__ import annotations

from dataclasses import dataclass

from app.kernel.events import Event


@dataclass(frozen=True)
class PersonKnown(Event):
    """The real name has been confirmed: the wallet is filled."""

    KIND = "person_known"
    person_id: str

    @property
    def lane(self) -> str:
        """One person's wallet."""
        return f"wallet:{self.person_id}"


@dataclass(frozen=True)
class IdentityMoved(Event):
    """Another account says it is this person, or is. `account_id`: whom to tell; `what`: claimed | joined | apart | thrown."""

    KIND = "identity_moved"
    account_id: str
    what: str

    @property
    def lane(self) -> str:
        """One account."""
        return f"account:{self.account_id}"
