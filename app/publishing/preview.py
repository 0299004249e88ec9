"""A draft in the real phone page: a ticket that whoever sees the draft may show, for an hour."""

from __future__ import annotations

import hmac
from datetime import datetime, timedelta

from app.kernel import crypto

LASTS = timedelta(hours=1)
PLACE = "draft.preview"


def ticket(draft: str, now: datetime) -> str:
    """`draft.end.seal`."""
    said = f"{draft}.{int((now + LASTS).timestamp())}"
    return f"{said}.{crypto.blind(PLACE, said).hex()[:32]}"


def draft_of(given: str, now: datetime) -> str | None:
    """Whose draft it opens; None when it is none of ours or over."""
    said, _, seal = given.rpartition(".")
    draft, _, end = said.partition(".")
    if not hmac.compare_digest(crypto.blind(PLACE, said).hex()[:32].encode(), seal.encode()) or not end.isdigit():
        return None
    return draft if now.timestamp() < int(end) else None
