"""Something happened elsewhere: a fee is due."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from app.kernel.events import Happened
from payment import service


def open_order(tx: Connection, happened: Happened) -> None:
    """PAYMENT_DUE: subject, payee, amount_fen, description, lines, until (RFC 3339)."""
    data = happened.data
    until = datetime.fromisoformat(data["until"])
    service.open_order(tx, data["subject"], data["payee"], data["amount_fen"], data["description"], data["lines"], until)
