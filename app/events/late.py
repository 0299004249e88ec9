"""What supervision tells."""

from __future__ import annotations

from dataclasses import dataclass

from app.kernel.events import Event


@dataclass(frozen=True)
class CaseLate(Event):
    """A case missed its day, and that was written down (`entry`): its department is to be told."""

    KIND = "case_late"
    entry: str
    case_no: str

    @property
    def lane(self) -> str:
        """One case."""
        return f"late:{self.case_no}"
