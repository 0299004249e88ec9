"""What a department told, so that the same told twice is known: its key, and a print of all it said."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

import orjson

from app.kernel import crypto


def key(department: str, event_id: str) -> bytes:
    """One event of one department."""
    return crypto.blind("case_action.event", f"{department}\n{event_id}")


def of(no: str, told: Mapping[str, object]) -> bytes:
    """Keyed: a bare hash of a short message is found by trying all of them."""
    return crypto.blind("case_action.print", plain(no, told).hex())


def plain(no: str, told: Mapping[str, object]) -> bytes:
    """As it was stored before 0016."""
    return hashlib.sha256(no.encode() + orjson.dumps(dict(told), option=orjson.OPT_SORT_KEYS)).digest()
