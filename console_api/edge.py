"""The shared edge (edge/) as the desk uses it: what is done once is done once for a member of staff."""

from __future__ import annotations

from flask import Response, g

from app.kernel.once import Work
from edge import once


def key() -> str:
    """The number the desk gave this request."""
    return once.key() or ""


def answer_once(work: Work) -> Response:
    """Do `work(tx)` → (status, body) in one transaction under the caller's Idempotency-Key, or give the answer it got before."""
    return once.answer_once(f"staff:{g.staff.id}", work)
