"""Events: what must be told is stored with the change, and told after commit by the relay (app/kernel/relay.py)."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection

from app.kernel import clock, crypto, models, writes
from app.kernel.ids import new_id


class Event(StrEnum):
    """Everything that may happen. wsgi.REACTIONS says what follows each; a test holds the two together."""

    # What each carries as data. Never a name, number or address: ids, codes and sentences made of the catalogue's words.
    PERSON_KNOWN = "person_known"  # person_id: the real name has been confirmed
    IDENTITY_MOVED = "identity_moved"  # account_id (whom to tell), what: claimed | joined | apart | thrown (app/identity/joins.py)
    CASE_SUBMITTED = "case_submitted"  # data: case_no
    CASE_CORRECTED = "case_corrected"  # case_no
    CASE_WITHDRAWN = "case_withdrawn"  # case_no
    CASE_MOVED = (
        "case_moved"  # case_no, person_id, account_id, short, to, title, sealed (say), tone, page: any move a resident should hear of
    )
    PAYMENT_DUE = "payment_due"  # case_no, person_id, account_id, short; subject, payee, amount_fen, description, lines, until: fee > 0
    CASE_GRANTED = "case_granted"  # case_no, action_id: issue the certificate
    PAYMENT_SETTLED = "payment_settled"  # order_no, subject
    PAYMENT_CLOSED = "payment_closed"  # order_no, subject, lapsed (its time ran out)
    RECEIPT_ISSUED = "receipt_issued"  # order_no, subject, amount_fen
    FEE_RELEASED = "fee_released"  # subject, reason, keep_paid: nothing is owed any more, what was paid goes back or stays
    REFUND_REQUESTED = "refund_requested"  # refund_no, order_no, subject: approved, to be sent
    # refund_no, order_no, subject, amount_fen, reason, whole (nothing of the fee is left), current (the bill that stands, no earlier one)
    REFUND_SETTLED = "refund_settled"
    CERTIFICATE_ISSUED = "certificate_issued"  # certificate_id, person_id, name (of the certificate)
    CERTIFICATE_SHOWN = "certificate_shown"  # certificate_id, person_id, name, unit
    FILES_DROPPED = "files_dropped"  # files: ids whose rows are gone
    MESSAGE_STORED = "message_stored"  # message_id, account_id, kind (of template), short, to: also to be sent through WeChat


@dataclass(frozen=True)
class Happened:
    """An event as a reaction gets it."""

    id: str
    name: Event
    subject: str
    data: dict[str, Any]
    at: datetime


def seal_say(subject: str, say: str) -> dict[str, str]:
    """A sentence for an event's data: a courier or a reviewer may be named in it. The outbox is no place for that in plain."""
    return {"sealed": base64.b64encode(crypto.seal("outbox.say", subject, say)).decode()}


def open_say(subject: str, data: Mapping[str, Any]) -> str:
    """The sentence an event carries."""
    sealed = data.get("sealed")
    return crypto.unseal("outbox.say", subject, base64.b64decode(sealed)) if sealed else str(data.get("say") or "")


def emit_all(tx: Connection, *events: tuple[Event, str, dict[str, Any]]) -> None:
    """Several events (name, subject, data) in one INSERT."""
    now = clock.now()
    rows = [
        {"id": new_id(), "name": name.value, "subject": subject, "data": data, "created_at": now, "next_at": now, "tries": 0}
        for name, subject, data in events
    ]
    writes.insert(tx, models.outbox, *rows)


def emit(tx: Connection, name: Event, subject: str, /, **data: Any) -> str:
    """Store an event with the change that caused it. One INSERT. `data` holds ids and codes, never personal data."""
    event_id, now = new_id(), clock.now()
    row = {"id": event_id, "name": name.value, "subject": subject, "data": data, "created_at": now, "next_at": now, "tries": 0}
    writes.insert(tx, models.outbox, row)
    return event_id
