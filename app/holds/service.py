"""Show, take, keep and give back. Each unit goes to one errand; who comes second hears so and has nothing stored."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, Insert, Table, delete, insert, update
from sqlalchemy.exc import IntegrityError

from app.holds import queries
from app.holds.models import hold, hold_turn
from app.holds.rules import HELD, KEPT, SHOWN, Hold
from app.kernel import clock, crypto
from app.kernel.errors import Conflict

TRIES = 4  # a row that is over is swept away and tried again; somebody may have been faster
SWEPT_AFTER = timedelta(days=1)


def single(what: str) -> bytes:
    """The key of what may have one unit only: vin:LSG… . Kept as a keyed hash: it may be somebody's number."""
    return crypto.blind("hold.single", what)


def show(
    tx: Connection, pool: str, candidates: Sequence[str], errand: str, person_id: str, until: datetime, wanted: int
) -> tuple[str, ...]:
    """The first `wanted` free ones of these, in their order, are this errand's alone until then. What it is being shown already stays
    shown and counts; fewer when no more are free."""
    now = clock.now()
    mine = [one.unit for one in queries.of_errand(tx, errand, now, pool)]
    for _ in range(TRIES):
        missing = wanted - len(mine)
        if missing <= 0:
            break
        others = queries.taken(tx, pool, candidates, now)
        free = [unit for unit in candidates if unit not in others and unit not in mine][:missing]
        if not free:
            break
        _sweep(tx, pool, free, now)
        row = {"pool": pool, "state": SHOWN, "errand": errand, "person_id": person_id, "single": None, "until": until, "at": now}
        # In the key's order: two who are shown overlapping ones wait for each other in one direction only.
        tx.execute(_ignoring(tx), [{**row, "unit": unit} for unit in sorted(free)])
        mine = [one.unit for one in queries.of_errand(tx, errand, now, pool)]
    order = {unit: place for place, unit in enumerate(candidates)}
    return tuple(sorted(mine, key=lambda unit: order.get(unit, len(order))))


def take(tx: Connection, pool: str, unit: str, errand: str, person_id: str, only: bytes | None, until: datetime) -> Hold:
    """This unit is held for this errand until then; again, the same answer. Of those it is shown, the others go back.

    Raises Conflict `unit_taken` when it is somebody else's, `one_only` when what it is for (`only`) has another one; `unit` names it.
    """
    now = clock.now()
    for _ in range(TRIES):
        found = queries.one(tx, pool, unit)
        if found is not None and not found.over(now):
            if found.errand != errand:
                raise Conflict("unit_taken", "刚被选走了", "换一个", unit=unit)
            held = found if found.state != SHOWN else _held(tx, found, only, until)
            _put_back(tx, pool, errand, unit)
            return held
        if found is not None:
            _sweep(tx, pool, [unit], now)
        row = {"pool": pool, "unit": unit, "state": HELD, "errand": errand, "person_id": person_id}
        if tx.execute(_ignoring(tx), {**row, "single": only, "until": until, "at": now}).rowcount == 1:
            _put_back(tx, pool, errand, unit)
            return Hold(pool, unit, HELD, errand, person_id, only, until, now)
        _require_only(tx, pool, unit, only, now)
    raise Conflict("unit_taken", "刚被选走了", "换一个", unit=unit)


def draw(tx: Connection, pool: str, only: bytes) -> bool:
    """Spends the one draw of what may have one unit only. False when it was spent before; of two at once, one draws."""
    _turn(tx, pool, only)
    mine = (hold_turn.c.pool == pool, hold_turn.c.single == only, hold_turn.c.drawn_at.is_(None))
    return tx.execute(update(hold_turn).where(*mine).values(drawn_at=clock.now())).rowcount == 1


def tried(tx: Connection, pool: str, only: bytes, units: int, most: int) -> bool:
    """Counts units of one's own choice that are tried. False, and nothing counted, when that would be more than `most` in all."""
    _turn(tx, pool, only)
    mine = (hold_turn.c.pool == pool, hold_turn.c.single == only, hold_turn.c.tried <= most - units)
    return tx.execute(update(hold_turn).where(*mine).values(tried=hold_turn.c.tried + units)).rowcount == 1


def keep(tx: Connection, pool: str, unit: str, errand: str, until: datetime | None) -> None:
    """What is held stays this errand's, for good or until then. Raises Conflict `hold_over` when its time was over."""
    mine = (hold.c.pool == pool, hold.c.unit == unit, hold.c.errand == errand, hold.c.state != SHOWN)
    still = hold.c.until.is_(None) | (hold.c.until > clock.now())
    if tx.execute(update(hold).where(*mine, still).values(state=KEPT, until=until)).rowcount != 1:
        raise Conflict("hold_over", "时间到了，没有给您留住", "重新选一个", unit=unit)


def keep_all(tx: Connection, errand: str, until: datetime | None) -> None:
    """What is kept for this errand stays so until then, or for good."""
    tx.execute(update(hold).where(hold.c.errand == errand, hold.c.state == KEPT).values(until=until))


def give_back(tx: Connection, errand: str) -> int:
    """Everything this errand has is free again. Returns how many units."""
    return tx.execute(delete(hold).where(hold.c.errand == errand)).rowcount


def forget_person(tx: Connection, person_id: str) -> None:
    """Whoever leaves holds nothing any more."""
    tx.execute(delete(hold).where(hold.c.person_id == person_id))


def forget_old(tx: Connection) -> int:
    """Rows whose time has long been over go; they were free before. Returns how many."""
    return tx.execute(delete(hold).where(hold.c.until <= clock.now() - SWEPT_AFTER)).rowcount


def _held(tx: Connection, found: Hold, only: bytes | None, until: datetime) -> Hold:
    mine = (hold.c.pool == found.pool, hold.c.unit == found.unit, hold.c.errand == found.errand)
    for _ in range(2):
        try:
            with tx.begin_nested():
                tx.execute(update(hold).where(*mine).values(state=HELD, single=only, until=until))
        except IntegrityError:
            _require_only(tx, found.pool, found.unit, only, clock.now())
            continue
        return Hold(found.pool, found.unit, HELD, found.errand, found.person_id, only, until, found.at)
    raise Conflict("unit_taken", "刚被选走了", "换一个", unit=found.unit)


def _require_only(tx: Connection, pool: str, unit: str, only: bytes | None, now: datetime) -> None:
    """Raises Conflict `one_only` while what this is for has another unit; one whose time is over is swept away."""
    if only is None:
        return
    other = queries.HOLDS.first(tx, queries.HOLDS.query.where(hold.c.pool == pool, hold.c.single == only))
    if other is None or other.unit == unit:
        return
    if not other.over(now):
        raise Conflict("one_only", f"已经选了 {other.unit}", "一次只能留一个", unit=other.unit)
    _sweep(tx, pool, [other.unit], now)


def _put_back(tx: Connection, pool: str, errand: str, unit: str) -> None:
    shown = (hold.c.pool == pool, hold.c.errand == errand, hold.c.state == SHOWN, hold.c.unit != unit)
    tx.execute(delete(hold).where(*shown))


def _sweep(tx: Connection, pool: str, units: Sequence[str], now: datetime) -> None:
    tx.execute(delete(hold).where(hold.c.pool == pool, hold.c.unit.in_(list(units)), hold.c.until <= now))


def _turn(tx: Connection, pool: str, only: bytes) -> None:
    tx.execute(_ignoring(tx, hold_turn), {"pool": pool, "single": only, "drawn_at": None, "tried": 0})


def _ignoring(tx: Connection, table: Table = hold) -> Insert:
    return insert(table).prefix_with("OR IGNORE" if tx.dialect.name == "sqlite" else "IGNORE")
