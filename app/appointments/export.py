"""Somebody's visits to halls, for the file they may take with them."""

from __future__ import annotations

from sqlalchemy import Connection

from app import reference
from app.appointments import queries, rules
from app.kernel import clock
from app.publishing import current


def visits(tx: Connection, person_id: str) -> tuple[list[dict[str, object]], None]:
    """Bookings, numbers and days that count, latest first."""
    told: list[dict[str, object]] = []
    for booked in queries.of_person(tx, person_id):
        needs = [rules.NEEDS[key] for key in queries.needs(booked) if key in rules.NEEDS]
        row = {"at": clock.rfc3339(booked.starts_at), "hall": booked.where["name"], "state_code": booked.state}
        told.append({**row, "errands": _names(booked.errands), "needs": needs, "code": booked.code, "reason": booked.why})
    for one in queries.tickets_of(tx, person_id):
        row = {"at": clock.rfc3339(one.came_at), "hall": _hall(one.hall), "state_code": one.state}
        told.append({**row, "errands": _names(one.errands), "number": one.no})
    for day in sorted(queries.missed(tx, person_id), key=lambda one: one.on, reverse=True):
        told.append({"at": day.on.isoformat(), "state_code": "late" if day.late else rules.MISSED})
    return told, None


def _hall(id_: str) -> str:
    found = reference.hall(id_)
    return found["name"] if found else id_


def _names(errands: list[str]) -> list[str]:
    return [current().items[one].name for one in errands if one in current().items]
