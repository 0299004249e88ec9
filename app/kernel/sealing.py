"""Columns that once held personal data in plain, and how each is sealed: used by the migrations that added the sealed ones, and by
`flask seal`, which does it again for what code from before wrote while the new one was being rolled out.

Row by row in batches, each batch its own transaction where the caller commits; done twice changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import orjson
from sqlalchemy import ColumnElement, Connection, String, TableClause, and_, column, or_, select, table, update

from app.kernel import crypto
from app.kernel.columns import Blob, Id, Json, Sealed
from app.kernel.rows import Found

BATCH = 500
Values = dict[str, object]


@dataclass(frozen=True)
class Plan:
    """`left`: rows with something in plain; `sealed(row)`: what to write instead; `opened(row)`: the way back, of any row."""

    table: TableClause
    left: ColumnElement[bool]
    sealed: Callable[[Found], Values]
    opened: Callable[[Found], Values]


def seal_all(tx: Connection, plan: Plan, between: Callable[[], None] = lambda: None) -> int:
    """Seal every row that is left; `between` batches the caller may commit. Returns how many."""
    return _walk(tx, plan.table, plan.left, plan.sealed, between)


def open_all(tx: Connection, plan: Plan) -> int:
    """The way back, for a downgrade."""
    return _walk(tx, plan.table, None, plan.opened, lambda: None)


def _walk(
    tx: Connection, of: TableClause, which: ColumnElement[bool] | None, change: Callable[[Found], Values], between: Callable[[], None]
) -> int:
    done, last = 0, "0" * 32
    while True:
        query = select(of).where(of.c.id > last, *([] if which is None else [which])).order_by(of.c.id).limit(BATCH)
        rows = tx.execute(query).all()
        for row in rows:
            values = change(row)
            if values:
                tx.execute(update(of).where(of.c.id == row.id).values(**values))
        between()
        done += len(rows)
        if len(rows) < BATCH:
            return done
        last = rows[-1].id


def _unit(name: str) -> Plan:
    """`unit` → `unit_sealed`."""
    of, place = table(name, column("id", Id), column("unit", String), column("unit_sealed", Sealed)), f"{name}.unit"

    def sealed(row: Found) -> Values:
        return {"unit": "", "unit_sealed": crypto.seal(place, row.id, row.unit)}

    def opened(row: Found) -> Values:
        return {"unit": crypto.unseal(place, row.id, row.unit_sealed), "unit_sealed": None} if row.unit_sealed else {}

    return Plan(of, of.c.unit != "", sealed, opened)


def _moves() -> Plan:
    """Who moved a case → the sealed words of the move."""
    of = table("case_action", column("id", Id), column("unit", String), column("by", String), column("words", Blob))
    place = "case_action.words"

    def words(row: Found) -> Values:
        return dict(orjson.loads(crypto.unseal(place, row.id, row.words))) if row.words else {}

    def sealed(row: Found) -> Values:
        kept = {**words(row), **{name: getattr(row, name) for name in ("unit", "by") if getattr(row, name)}}
        return {"unit": "", "by": "", "words": crypto.seal(place, row.id, orjson.dumps(kept).decode())}

    def opened(row: Found) -> Values:
        kept = words(row)
        plain = {name: kept.pop(name, None) or getattr(row, name) for name in ("unit", "by")}
        return {**plain, "words": crypto.seal(place, row.id, orjson.dumps(kept).decode()) if kept else None}

    return Plan(of, or_(of.c.unit != "", of.c.by != ""), sealed, opened)


def _couriers() -> Plan:
    """The courier, the waybill and the phone → one sealed JSON."""
    of, place = table("case_record", column("id", Id), column("delivery", Json), column("courier", Sealed)), "case_record.courier"

    def sealed(row: Found) -> Values:
        return {"delivery": None, "courier": crypto.seal(place, row.id, orjson.dumps(row.delivery).decode())}

    def opened(row: Found) -> Values:
        return {"delivery": orjson.loads(crypto.unseal(place, row.id, row.courier)), "courier": None} if row.courier else {}

    return Plan(of, and_(of.c.delivery.is_not(None)), sealed, opened)


USES, STAFF, MOVES, COURIERS = _unit("data_use"), _unit("staff"), _moves(), _couriers()
ALL = (USES, STAFF, MOVES, COURIERS)
