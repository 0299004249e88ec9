"""The bill of a subject: opened once, payable as long as somebody asks for it, and written anew when it is over.

At any moment one order carries the subject itself: the one that can be paid, or was. Those before it keep their number, and
carry the subject with a mark (rules.replaced), so that whatever is still heard of them finds its place.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from app.kernel import clock
from app.kernel.errors import Refused
from payment import channels, rules
from payment.models import order

_SAME = ("subject", "payee", "mchid", "sub_mchid", "amount_fen", "description", "lines", "expires_at")


def open_order(
    tx: Connection, subject: str, payee: str, amount_fen: int, description: str, lines: Sequence[Mapping[str, str]], until: datetime
) -> str:
    """The order to be paid for a subject. Returns its number. Asked again, the same one, payable until the later moment; one
    that is over (rules.is_over) makes room for a new one. Raises Refused for what is no amount."""
    if not isinstance(amount_fen, int) or isinstance(amount_fen, bool) or amount_fen <= 0:
        raise Refused("amount_invalid", "金额不对", "联系窗口")
    pay, sub_mchid = channels.collects_for(payee)
    fresh = {
        "subject": subject,
        "payee": payee,
        "mchid": pay.mchid,
        "sub_mchid": sub_mchid,
        "amount_fen": amount_fen,
        "description": description[:120],
        "lines": list(lines),
        "expires_at": until,
    }
    found = tx.execute(select(order.c.order_no).where(order.c.subject == subject)).scalar()
    if found is None:
        return _insert(tx, fresh)
    row = _locked(tx, found)
    if row.subject == subject and rules.is_over(row.state, row.reserved_fen, row.amount_fen):
        return _replace(tx, row, fresh)
    if row.state in rules.LIVE and row.expires_at < until:
        tx.execute(update(order).where(order.c.order_no == found).values(expires_at=until))
    return str(found)


def anew(tx: Connection, order_no: str, until: datetime | None = None) -> None:
    """The same bill under a new number. With `until`: one that is over, payable until then. Without: one that WeChat takes no
    more under its old number. Of several at once, one does it."""
    row = _locked(tx, order_no)
    over = rules.is_over(row.state, row.reserved_fen, row.amount_fen)
    dead = row.state in rules.LIVE and row.expires_at >= clock.now()
    if (over if until else dead) and row.subject == rules.bill_of(row.subject):
        same = {name: getattr(row, name) for name in _SAME}
        _replace(tx, row, {**same, "expires_at": until or row.expires_at})


def _replace(tx: Connection, old: Any, fresh: Mapping[str, Any]) -> str:
    """The old one stays, closed or paid as it is, so that nothing paid under it could be lost."""
    gone: dict[str, Any] = {"subject": rules.replaced(old.subject, old.order_no)}
    if old.state in rules.LIVE:
        gone |= {"state": "closed", "next_check": None}
    tx.execute(update(order).where(order.c.order_no == old.order_no).values(**gone))
    return _insert(tx, fresh)


def _insert(tx: Connection, row: Mapping[str, Any]) -> str:
    now = clock.now()
    order_no = f"{clock.china(now):%Y%m%d%H%M%S}{secrets.randbelow(10**12):012d}"
    fresh = {"state": "open", "created_at": now, "checks": 0, "reserved_fen": 0, "refunded_fen": 0, "refunds": 0}
    tx.execute(insert(order), {"order_no": order_no, **row, **fresh})
    return order_no


def _locked(tx: Connection, order_no: str) -> Any:
    return tx.execute(select(order).where(order.c.order_no == order_no).with_for_update()).one()
