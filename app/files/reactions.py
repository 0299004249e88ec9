"""Something happened elsewhere: rows of files are gone, so their bytes go."""

from __future__ import annotations

from app.events.files import FilesDropped
from app.files import service
from app.kernel.events import Happened
from app.kernel.relay import outside


@outside
def erase(happened: Happened[FilesDropped]) -> None:
    """What is gone already is fine."""
    for file_id in happened.event.files:
        service.erase(file_id)
