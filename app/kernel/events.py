"""Events: what must be told is stored with the change, and told after commit by the relay (app/kernel/relay.py)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, insert

from app.kernel import clock, models
from app.kernel.ids import new_id


class Event(StrEnum):
    """Everything that may happen. wsgi.REACTIONS says what follows each; a test holds the two together."""

    PERSON_KNOWN = "person_known"  # person_id: the real name has been confirmed
    CASE_SUBMITTED = "case_submitted"  # data: case_no
    CASE_CORRECTED = "case_corrected"  # case_no
    CASE_WITHDRAWN = "case_withdrawn"  # case_no
    CASE_MOVED = "case_moved"  # case_no, to, action_id: any move a resident should hear of
    PAYMENT_DUE = "payment_due"  # case_no: approved, fee > 0
    CASE_GRANTED = "case_granted"  # case_no, action_id: issue the certificate
    PAYMENT_SETTLED = "payment_settled"  # order_no, subject
    PAYMENT_CLOSED = "payment_closed"  # order_no, subject
    REFUND_SETTLED = "refund_settled"  # refund_no, order_no, subject
    CERTIFICATE_ISSUED = "certificate_issued"  # certificate_id
    CERTIFICATE_SHOWN = "certificate_shown"  # certificate_id, unit


@dataclass(frozen=True)
class Happened:
    """An event as a reaction gets it."""

    id: str
    name: Event
    subject: str
    data: dict[str, Any]
    at: datetime


def emit(tx: Connection, name: Event, subject: str, **data: Any) -> str:
    """Store an event with the change that caused it. One INSERT. `data` holds ids and codes, never personal data."""
    event_id, now = new_id(), clock.now()
    tx.execute(
        insert(models.outbox),
        {"id": event_id, "name": name.value, "subject": subject, "data": data, "created_at": now, "next_at": now, "tries": 0},
    )
    return event_id
