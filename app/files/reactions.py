"""Something happened elsewhere: rows of files are gone, so their bytes go."""

from __future__ import annotations

from app.files import service
from app.kernel.events import Happened
from app.kernel.relay import outside


@outside
def erase(happened: Happened) -> None:
    """FILES_DROPPED: files. What is gone already is fine."""
    for file_id in happened.data["files"]:
        service.erase(file_id)
