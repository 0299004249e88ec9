"""The transaction opens and closes here, once for each number the caller gives a request.

return answer_once(g.me.account, lambda tx: (201, service.begin(tx, g.me.person, **body)))
"""

from __future__ import annotations

from flask import Response, request

from app.kernel import once
from app.kernel.web import reply, told


def key() -> str | None:
    """The number the caller gave this request."""
    return request.headers.get("Idempotency-Key")


def answer_once(who: str, work: once.Work, key_needed: bool = True) -> Response:
    """Do `work(tx)` → (status, body) in one transaction under the Idempotency-Key of `who`, or give the answer it got before.

    `key_needed=False` where doing it twice is harmless: then a call without a key is simply done.
    """
    if key() is None and not key_needed:
        return _reply(*once.untold(work))
    return _reply(*once.once(who, key(), told(), work))


def remembered(who: str) -> Response | None:
    """The answer this key got before, or None: look before asking the outside world for something it gives only once."""
    given = key()
    found = once.recall(who, given, told()) if given else None
    return _reply(*found) if found else None


def _reply(status: int, body: object) -> Response:
    return Response(status=204) if status == 204 else reply(body, status)
