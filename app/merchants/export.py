"""Where somebody works and what invoices were given to them, for the file they may take with them; and what goes when they leave."""

from __future__ import annotations

from sqlalchemy import Connection, delete, update

from app.kernel import clock
from app.merchants import cards, hands, queries, reimbursing, rules
from app.merchants.models import given, invoice_card, merchant, shop_staff
from app.merchants.reimbursing import Claim


def work(tx: Connection, person_id: str) -> tuple[list[dict[str, object]], None]:
    """Places at companies, the first first."""
    told: list[dict[str, object]] = []
    for post in queries.posts(tx, person_id):
        roles = [rules.ROLES[role] for role in post.roles]
        told.append({"unit": queries.get(tx, post.uscc).name, "what": roles, "until": post.until.isoformat() if post.until else ""})
    return told, None


def invoices(tx: Connection, person_id: str) -> tuple[list[dict[str, object]], None]:
    """Invoices that came from merchants, the latest first."""
    told: list[dict[str, object]] = []
    for number, way, at in hands.given_to(tx, person_id):
        one = hands.described(tx, number)
        row = {"number": number, "unit": one.seller, "fee_fen": one.total, "why": rules.WAYS[way]}
        card = cards.find(tx, number)
        row |= {"state": rules.CARDS[card.state]} if card and card.person_id == person_id else {}
        there = reimbursing.find(tx, number)
        row |= _claim(tx, there) if there and there.person_id == person_id else {}
        told.append({**row, "at": clock.rfc3339(at)})
    return told, None


def _claim(tx: Connection, there: Claim) -> dict[str, object]:
    return {"claimed_by": queries.get(tx, there.uscc).name, "claimed_for": there.what_for}


def forget_person(tx: Connection, person_id: str) -> None:
    """Whoever leaves works nowhere here any more, and no invoice is linked to them; the seller's books stay. A company whose representative
    leaves issues nothing until another comes."""
    theirs = [one.uscc for one in queries.posts(tx, person_id) if rules.REP in one.roles and not one.ended]
    tx.execute(update(merchant).where(merchant.c.uscc.in_(theirs)).values(state=rules.PAUSED, why="法定代表人注销了账户"))
    tx.execute(delete(shop_staff).where(shop_staff.c.person_id == person_id))
    reimbursing.forget_person(tx, person_id)
    tx.execute(delete(given).where(given.c.person_id == person_id))
    tx.execute(delete(invoice_card).where(invoice_card.c.person_id == person_id))
