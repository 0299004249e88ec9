"""Where a finished paper is fetched by whoever chose that, until it was: the hall, or the place that the form picked from a register; when
it is open, what to bring. Reads nothing."""

from __future__ import annotations

from dataclasses import dataclass

from app.cases import records
from app.cases.records import Case, Listed
from app.catalog.queries import OPEN, hall_for
from app.kernel.jsons import Json
from app.language.checklist import Checklist, Item
from app.language.declared import MAIL, PICKUP
from app.words.cases import collect

CARD = "身份证"
MADE = frozenset({"approved", "delivering", "done"})


@dataclass(frozen=True)
class Place:
    """`id`: of the hall, empty of what is none; `address` names it; `phone`: of what is no hall; `bring`: what to have in hand; `say`:
    all of it in one sentence without a full stop."""

    id: str
    address: str
    open: str
    phone: str
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
    old = [one.name for one in checklist.materials if one.fetched and not checklist.visits]
    bring = "和".join((CARD, *old))
    if "fetch" in item.result:
        found = _picked(row, item.result["fetch"]["pick"])
        name, address, hours, phone = (str(found[one]) for one in ("名称", "地址", "营业时间", "电话"))
        where = _where(name, address)
        return Place("", where, hours, phone, bring, collect(bring, where, hours))
    hall = hall_for(item, row.city, row.district)
    where = _where(str(hall["name"]), str(hall["address"]))
    return Place(str(hall["id"]), where, OPEN, "", bring, collect(bring, where, OPEN))


def _picked(row: Case, field: str) -> dict[str, Json]:
    """The row this field picked: nothing is handed in to be fetched without one (app.language.results)."""
    form = records.open_form(row)
    return form.rows[field][str(form.values[field])]


def _where(name: str, address: str) -> str:
    return address if address.startswith(name) else f"{name}（{address}）"
