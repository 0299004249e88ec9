"""What a courier carries of a case: which parcel it lies in, and what the courier has said of it since. Several cases may lie in one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypedDict

import orjson
from sqlalchemy import Connection, select, update

from app.cases.models import parcel
from app.kernel import clock, crypto, writes
from app.kernel.rows import Reader
from app.words.parcels import DELIVERED, SENT

MOST = 100  # of what is said of one parcel; a courier that says more is not believed any more


class Said(TypedDict):
    """What the courier said: `id` its own number of it, `kind` of app.words.parcels, `at` RFC 3339, `say` in its words."""

    id: str
    kind: str
    at: str
    say: str


@dataclass(frozen=True)
class Parcel:
    """A row; `track` is sealed."""

    waybill_blind: bytes
    case_no: str
    state: str
    track: bytes | None


@dataclass(frozen=True)
class Way:
    """How far it is, and all that was said, latest first."""

    state: str
    track: tuple[Said, ...]


PARCELS = Reader(Parcel, parcel)
NOWHERE = Way(SENT, ())


def of(company: str, waybill: str) -> bytes:
    """What a parcel is found by."""
    return crypto.blind("parcel.waybill", f"{company}\n{waybill}")


def sent(tx: Connection, no: str, company: str, waybill: str) -> None:
    """The department has given it to a courier. Nothing where it does not say to whom, or under which number."""
    if company and waybill:
        row = {"waybill_blind": of(company, waybill), "case_no": no, "state": SENT, "track": None, "updated_at": clock.now()}
        writes.put(tx, parcel, row)


def cases(tx: Connection, blind: bytes) -> list[str]:
    """The numbers of the cases in this parcel."""
    return list(tx.execute(select(parcel.c.case_no).where(parcel.c.waybill_blind == blind).order_by(parcel.c.case_no)).scalars())


def locked(tx: Connection, blind: bytes, no: str) -> Parcel:
    """The row of a case in a parcel; whoever changes it holds the case already."""
    return PARCELS.one(tx, PARCELS.query.where(parcel.c.waybill_blind == blind, parcel.c.case_no == no).with_for_update())


def track(row: Parcel) -> list[Said]:
    """What was said, as it came."""
    return list(orjson.loads(crypto.unseal("parcel.track", _place(row), row.track))) if row.track else []


def keep(tx: Connection, row: Parcel, said: Sequence[Said]) -> str:
    """All that was said by now. Returns how far it is: by the latest word, whatever came first; what was delivered stays so."""
    latest = _latest_first(said)[0]["kind"]
    state = DELIVERED if any(one["kind"] == DELIVERED for one in said) else latest
    sealed = crypto.seal("parcel.track", _place(row), orjson.dumps(list(said)).decode())
    mine = (parcel.c.waybill_blind == row.waybill_blind, parcel.c.case_no == row.case_no)
    tx.execute(update(parcel).where(*mine).values(state=state, track=sealed, updated_at=clock.now()))
    return state


def way(tx: Connection, no: str, company: str, waybill: str) -> Way:
    """How far the parcel is that a case lies in now."""
    blind = of(company, waybill)
    row = PARCELS.first(tx, PARCELS.query.where(parcel.c.waybill_blind == blind, parcel.c.case_no == no))
    return _way(row) if row else NOWHERE


def all_of(tx: Connection, no: str) -> list[Way]:
    """Every parcel of a case, for the file of somebody's data."""
    return [_way(row) for row in PARCELS.all(tx, PARCELS.query.where(parcel.c.case_no == no).order_by(parcel.c.updated_at))]


def _way(row: Parcel) -> Way:
    return Way(row.state, tuple(_latest_first(track(row))))


def _latest_first(said: Sequence[Said]) -> list[Said]:
    """By when it was; of one moment, what came later."""
    return sorted(said, key=lambda one: one["at"])[::-1]


def _place(row: Parcel) -> str:
    return f"{row.case_no}:{row.waybill_blind.hex()}"
