"""What people were asked to do in their cases, and whether it still is to be done."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import Connection, func, select

from app.cases import moves, queries
from app.cases.models import case, case_action
from app.notices.queries import Asked


def asked(tx: Connection, owners: Collection[str]) -> Mapping[str, Asked]:
    """By case number, for each of their cases that ever waited for them: since when it last did, and the page of what it waits for
    now; no page once it has moved on. One statement."""
    since = func.max(case_action.c.at)
    query = (
        select(case.c.no, case.c.state, since)
        .join(case_action, case_action.c.case_id == case.c.id)
        .where(case.c.owner_id.in_(list(owners)), case_action.c.to.in_(queries.TURNS))
        .group_by(case.c.no, case.c.state)
    )
    return {no: Asked(last, moves.PAGES[state] if state in queries.TURNS else None) for no, state, last in tx.execute(query)}
