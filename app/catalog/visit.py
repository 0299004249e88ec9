"""What a hook may see and ask: one visit of one person to one item."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date


@dataclass
class Visit:
    """The context of one hook. `form`: values so far; `age`: full years, when known; hooks add to `refused`."""

    today: date
    answers: Mapping[str, str]
    form: Mapping[str, str]
    city: str
    age: int | None = None
    refused: list[dict[str, str]] = field(default_factory=list)

    def refuse(self, field_id: str, say: str) -> None:
        """Say what is wrong with a field, in one sentence; all refusals reach the person at once."""
        self.refused.append({"field": field_id, "say": say})
