"""Put a message into somebody's inbox; mark messages read; note what WeChat may still send."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Literal

from sqlalchemy import Connection, delete, update

from app.kernel import clock, crypto, writes
from app.kernel.errors import Refused
from app.kernel.ids import is_id, new_id
from app.notices import rules, templates
from app.notices.models import message, subscription


def tell(tx: Connection, person_id: str, title: str, say: str, tone: str, page: str, case_no: str | None = None) -> str:
    """One message; returns its id. `person_id`: whose inbox, an account's own for what concerns that account alone.

    `tone`: turn | done | brand | bad | grey; `page`: where a tap leads.
    """
    new = new_id()
    row = {"id": new, "person_id": person_id, "title": title[:60], "tone": tone, "case_no": case_no, "page": page[:120]}
    sealed = crypto.seal("message.say", new, say[:500])
    writes.insert(tx, message, {**row, "say": sealed, "read": False, "at": clock.now()})
    return new


def mark_read(tx: Connection, owners: Collection[str], ids: Sequence[str] | Literal["all"]) -> None:
    """Mark own messages; others' ids change nothing."""
    mine = update(message).where(message.c.person_id.in_(list(owners)), message.c.read.is_(False))
    if ids != "all":
        mine = mine.where(message.c.id.in_([one for one in ids if is_id(one)]))
    tx.execute(mine.values(read=True))


def settle(tx: Connection, person_id: str, page: str) -> None:
    """What asked somebody to come to this page asks no more: the same message, and no turn."""
    asking = (message.c.person_id == person_id, message.c.page == page, message.c.tone == "turn")
    tx.execute(update(message).where(*asking).values(tone="grey", title=rules.SETTLED))


def forget(tx: Connection, person_id: str | None, account_ids: Sequence[str]) -> None:
    """Everything told to a person who leaves, and what WeChat might still have sent."""
    owners = [*account_ids, *([person_id] if person_id else [])]
    tx.execute(delete(message).where(message.c.person_id.in_(owners)))
    tx.execute(delete(subscription).where(subscription.c.account_id.in_(list(account_ids))))


def subscribe(tx: Connection, account_id: str, results: Mapping[str, str]) -> None:
    """What the person answered to WeChat's question, by template id. A template that is not ours: Refused, nothing stored."""
    kinds = {template: templates.kind_with(template) for template in results}
    if None in kinds.values():
        raise Refused("unknown_template", "没有这种消息", "退出来重新进一次")
    for template, answer in results.items():
        note(tx, account_id, str(kinds[template]), answer.startswith("accept"))


def note(tx: Connection, account_id: str, kind: str, is_open: bool) -> None:
    """Whether WeChat would deliver a message of this kind. Two that say it first at once are one row."""
    writes.put(tx, subscription, {"account_id": account_id, "kind": kind, "open": is_open, "at": clock.now()})
