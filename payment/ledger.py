"""Writing the books: postings in one INSERT, the channel's word kept sealed. Nothing here changes or deletes a line."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection

from app.kernel import clock, crypto, writes
from app.kernel.ids import new_id
from payment.models import channel_message, entry
from payment.rules import Posting


def post(tx: Connection, order_no: str, kind: str, external_no: str, postings: Iterable[Posting]) -> None:
    """Book one payment or refund. The same kind and external number twice is an IntegrityError: the caller looked before."""
    common = {"order_no": order_no, "kind": kind, "external_no": external_no, "at": clock.now()}
    lines = [
        {"id": new_id(), "account": one.account, "debit_fen": one.debit_fen, "credit_fen": one.credit_fen, **common} for one in postings
    ]
    writes.insert(tx, entry, *lines)


def keep(tx: Connection, order_no: str, raw: str, source: str) -> None:
    """Keep what the channel said, as evidence."""
    message_id = new_id()
    sealed = crypto.seal("channel_message.raw", message_id, raw)
    writes.insert(tx, channel_message, {"id": message_id, "order_no": order_no, "source": source, "raw": sealed, "at": clock.now()})
