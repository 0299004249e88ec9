"""What a hook may see and ask: one visit of one person to one item."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from app.language.values import Values


@dataclass
class Visit:
    """The context of one hook. `form`: values so far, perhaps none yet; `age`: full years, when known; hooks add to `refused`.

    A hook is asked as soon as anything is known, when the errand is begun and after each value, so that nobody hears at the
    end what could be said at the first tap: it speaks only of what it has been given.
    """

    today: date
    answers: Mapping[str, str]
    form: Values
    city: str
    age: int | None = None
    refused: list[dict[str, str]] = field(default_factory=list)

    def refuse(self, field_id: str, say: str) -> None:
        """Say what is wrong with a field, in one sentence; all refusals reach the person at once."""
        self.refused.append({"field": field_id, "say": say})

    def refuse_answer(self, question_id: str, say: str) -> None:
        """Say what is wrong with the answer to a question: it is mended where the question is asked."""
        self.refused.append({"field": question_id, "say": say, "at": "question"})
