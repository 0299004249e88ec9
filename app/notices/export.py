"""Everything somebody was told, and what they let WeChat tell them."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection, select

from app.kernel import clock
from app.notices import queries
from app.notices.models import subscription

KINDS = {"progress": "办理进度", "payment": "交费", "correction": "补正", "result": "办理结果"}


def messages(tx: Connection, owners: Collection[str], after: str | None) -> tuple[list[dict[str, object]], str | None]:
    """A page of messages."""
    shown, following = queries.inbox(tx, owners, after=after)
    told: list[dict[str, object]] = [
        {"at": one["at"], "title": one["title"], "say": one["say"], "no": one["case_no"], "read": one["read"]} for one in shown
    ]
    return told, following


def subscriptions(tx: Connection, account_ids: Collection[str]) -> tuple[list[dict[str, object]], None]:
    """What WeChat may send."""
    rows = tx.execute(select(subscription).where(subscription.c.account_id.in_(list(account_ids)))).all()
    return [{"what": KINDS.get(row.kind, row.kind), "allowed": bool(row.open), "at": clock.rfc3339(row.at)} for row in rows], None
