"""Copies of what registers answered: sealed, in the shared cache, per person; gone by themselves, and with the person.

A copy may stand for an answer as long as the item says (`cache_s`); a view shows its last copy, with its time, for at most seven days
while the department is off. The cache may lose them at any moment: then there is none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import orjson

from app.kernel import clock, crypto
from app.kernel.cache import cache
from app.kernel.jsons import Json, a_list, a_text, an_object
from app.kernel.ports import Row, Rows
from app.kernel.text import moment

LAST = timedelta(days=7)
MOST = 8  # of one lookup: the person, their children, each other way it was asked
PLACE = "lookup.copy"


@dataclass(frozen=True)
class Copy:
    """What a register answered, and when we asked."""

    rows: Rows
    at: datetime

    def younger(self, than: timedelta) -> bool:
        """Whether it was made less than this long ago."""
        return clock.now() - self.at < than


def find(person_id: str, item: str, lookup: str, key: Mapping[str, Json]) -> Copy | None:
    """The last answer to this very question, or None."""
    told = _open(_name(person_id, item, lookup)).get(_slot(key))
    return _copy(an_object(told)) if told else None


def keep(person_id: str, item: str, lookup: str, key: Mapping[str, Json], rows: Rows, lasts: timedelta) -> None:
    """Keep an answer for so long."""
    name = _name(person_id, item, lookup)
    kept = {slot: one for slot, one in _open(name).items() if slot != _slot(key)}
    told = [{"id": row.id, "columns": dict(row.columns)} for row in rows.rows]
    fresh = {"rows": told, "as_of": rows.as_of, "provider": rows.provider, "at": clock.rfc3339(clock.now())}
    all_ = dict([*list(kept.items())[-MOST + 1 :], (_slot(key), fresh)])
    cache().set(name, crypto.seal(PLACE, name, orjson.dumps(all_).decode()), int(lasts.total_seconds()))


def forget(person_id: str, lookups: Iterable[tuple[str, str]]) -> None:
    """Drop what is kept of a person: (item, lookup) each."""
    for item, lookup in lookups:
        cache().delete(_name(person_id, item, lookup))


def _open(name: str) -> dict[str, Json]:
    sealed = cache().get(name)
    if sealed is None:
        return {}
    try:
        return an_object(orjson.loads(crypto.unseal(PLACE, name, sealed)))
    except (crypto.Unreadable, ValueError, TypeError):
        return {}


def _copy(told: Mapping[str, Json]) -> Copy | None:
    rows = tuple(Row(a_text(one["id"]), an_object(one["columns"])) for one in map(an_object, a_list(told["rows"])))
    at = moment(told["at"])
    return Copy(Rows(rows, a_text(told["as_of"]), a_text(told["provider"])), at) if at else None


def _name(person_id: str, item: str, lookup: str) -> str:
    return f"lookup:{person_id}:{item}:{lookup}"


def _slot(key: Mapping[str, Json]) -> str:
    return crypto.blind(PLACE, orjson.dumps(key, option=orjson.OPT_SORT_KEYS).decode()).hex()[:32]
