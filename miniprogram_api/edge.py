"""The shared edge (edge/) as residents' views use it: what is done once is done once for an account."""

from __future__ import annotations

from flask import Response, g

from app.kernel.errors import BadRequest
from app.kernel.once import Work
from edge import once
from edge.once import key
from edge.requests import Blueprint, Yes, address

__all__ = ["Blueprint", "Yes", "address", "answer_once", "key", "remembered"]


def answer_once(work: Work, key_needed: bool = True) -> Response:
    """Do `work(tx)` → (status, body) in one transaction under the caller's Idempotency-Key, or give the answer it got before."""
    return once.answer_once(g.me.account, work, key_needed)


def remembered() -> Response | None:
    """The answer this key got before, or None."""
    return once.remembered(g.me.account)


def keyed() -> None:
    """For views that ask the outside world before they write: without an Idempotency-Key nobody is asked. Raises BadRequest."""
    if once.key() is None:
        raise BadRequest("idempotency_key_missing", "这次请求没有带编号", "退出来重新进一次")
