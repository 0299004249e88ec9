"""What happens to files."""

from __future__ import annotations

from dataclasses import dataclass

from app.kernel.events import Event


@dataclass(frozen=True)
class FilesDropped(Event):
    """`files`: ids whose rows are gone; their bytes go now. `subject`: what they belonged to."""

    KIND = "files_dropped"
    files: list[str]
    subject: str = ""

    @property
    def lane(self) -> str:
        """Its subject's."""
        return self.subject
