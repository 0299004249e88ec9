"""Where a finished paper is fetched by whoever chose that, until it was: the hall, when it is open, what to bring. Reads nothing."""

from __future__ import annotations

from dataclasses import dataclass

from app.cases import records
from app.cases.records import Case, Listed
from app.catalog.queries import OPEN, hall_for
from app.language.checklist import Checklist, Item
from app.language.declared import MAIL, PICKUP
from app.words.cases import collect

CARD = "身份证"
MADE = frozenset({"approved", "delivering", "done"})


@dataclass(frozen=True)
class Place:
    """`id`: of the hall; `address` names it; `bring`: what to have in hand; `say`: all of it in one sentence without a full stop."""

    id: str
    address: str
    open: str
    bring: str
    say: str


def laid_out(company: str, waybill: str, chosen: object) -> bool:
    """Whether what a department sends out lies at its counter: no courier has it, and nobody chose to have it mailed."""
    return not company and not waybill and chosen != MAIL


def ready(row: Listed) -> bool:
    """Whether the department has laid it out to be fetched."""
    return records.open_courier(row).get("way") == PICKUP


def place(row: Case, item: Item, checklist: Checklist, state: str = "") -> Place | None:
    """None for what is mailed, where nobody chose, and for what lay ready and was handed over. `state`: what it becomes now."""
    if checklist.fetch != PICKUP or ((state or row.state) == "done" and ready(row)):
        return None
    hall = hall_for(item, row.city, row.district)
    name, address = str(hall["name"]), str(hall["address"])
    where = address if address.startswith(name) else f"{name}（{address}）"
    old = [one.name for one in checklist.materials if one.fetched and not checklist.visits]
    bring = "和".join((CARD, *old))
    return Place(str(hall["id"]), where, OPEN, bring, collect(bring, where, OPEN))
