"""Answers of the desk, once for each number it gives a request. Bodies have passed the guard before (miniprogram_api.edge.register)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from flask import Response, g, request

from app.kernel import once
from app.kernel.web import reply, told

if TYPE_CHECKING:
    from sqlalchemy import Connection


def key() -> str:
    """The number the desk gave this request."""
    return request.headers.get("Idempotency-Key", "")


def answer_once(work: Callable[[Connection], tuple[int, Any]]) -> Response:
    """Do `work(tx)` → (status, body) in one transaction under the caller's Idempotency-Key, or give the answer it got before."""
    status, body = once.once(f"staff:{g.staff.id}", key() or None, told(), work)
    return reply(body, status)
