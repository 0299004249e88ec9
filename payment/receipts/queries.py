"""Show me: the receipt of an order."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, select

from payment.receipts.models import receipt


def of_order(tx: Connection, order_no: str) -> Any | None:
    """code, number, check_code, payee, amount_fen, state, issued_at; None when there is none (yet)."""
    return tx.execute(select(receipt).where(receipt.c.order_no == order_no)).first()
