"""What a courier says of a parcel: it stands on the case's track, who waits for it hears of it, and what was delivered is closed."""

from __future__ import annotations

from sqlalchemy import Connection, update

from app.cases import moves, nodes, parcels, pinned, records, rules
from app.cases.models import case
from app.cases.parcels import Said
from app.cases.records import Case
from app.kernel import clock
from app.kernel.errors import NotFound, Refused
from app.kernel.events import emit_all
from app.words import parcels as words


def take(tx: Connection, company: str, waybill: str, said: Said) -> str:
    """One word of the courier `company`. Returns how far the parcel is. The same word again, the same answer.

    Raises NotFound `unknown_parcel` for one that nobody gave to this courier, Refused `event_reused`, `track_full`; nothing is stored then.
    """
    blind = parcels.of(company, waybill)
    numbers = parcels.cases(tx, blind)
    if not numbers:
        raise NotFound("unknown_parcel", "没有这个运单", "核对运单号码")
    return [_of_case(tx, no, blind, company, waybill, said) for no in numbers][0]


def _of_case(tx: Connection, no: str, blind: bytes, company: str, waybill: str, said: Said) -> str:
    row = records.find(tx, no, lock=True)
    if row is None:
        raise LookupError("case")
    held = parcels.locked(tx, blind, no)
    before = parcels.track(held)
    if known := next((one for one in before if one["id"] == said["id"]), None):
        if known != said:
            raise Refused("event_reused", "同一个事件编号发来了不同的内容", "换一个事件编号")
        return held.state
    if len(before) >= parcels.MOST:
        raise Refused("track_full", "这个运单的事件太多了", "核对运单号码")
    state = parcels.keep(tx, held, [*before, said])
    courier = records.open_courier(row)
    if row.state == "delivering" and (courier.get("company"), courier.get("waybill")) == (company, waybill):
        _tell(tx, row, company, state, said["kind"])
    return state


def _tell(tx: Connection, row: Case, company: str, state: str, kind: str) -> None:
    """The case hears of it: closed, told, or only changed. What comes late and says less is not told."""
    at = pinned.standing(row)
    if state == words.DELIVERED:
        no_ = nodes.denied(tx, row, "done")
        moves.make(tx, row, "done", rules.COURIER, company, "", said={"opinion": "快递签收了。"})
        nodes.tell(tx, at, "done", {"event_id": "", "node": "done", "unit": company}, {}, (), no_)
        return
    tx.execute(update(case).where(case.c.id == row.id).values(updated_at=clock.now()))
    told = words.message(company, state, pinned.unit(row, at.item)) if state == kind else None
    if told:
        emit_all(tx, moves.message(row, at.item, "delivering", told))
