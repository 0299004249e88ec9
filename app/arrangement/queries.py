"""Show me drafts of first screens, and what each release of them changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import Connection

from app.arrangement import rules
from app.arrangement.models import arrangement
from app.catalog.queries import offered
from app.language.arranged import NOTHING, Arranged, Place
from app.publishing import drafting, history
from app.publishing.release import ARRANGED, Release


@dataclass(frozen=True)
class Draft(drafting.Drafted):
    """A draft as it is stored."""

    city: str
    before: Place
    place: Place


DRAFTS = drafting.Kept(Draft, arrangement, ("这个城市没有在改的草稿", "先拖动排一排"))


def place_of(release: Release, city: str) -> Place:
    """A city's first screen as this release has it: operators', or the folder's with what can be done on the phone first."""
    found = release.arranged["places"].get(city)
    if found is not None:
        return found
    done_here = here(release, city)
    listed = [one for one in release.home["common"] if one in done_here]
    return {"common": sorted(listed, key=lambda one: release.items[one].serves == "guide"), "off": []}


def here(release: Release, city: str) -> dict[str, str]:
    """What is done in a city: what each item is called in daily life, by id."""
    return {key: one.short for key, one in release.items.items() if offered(one, city)}


def names(release: Release) -> dict[str, str]:
    """What each item is called in daily life."""
    return {key: one.short for key, one in release.items.items()}


def by_id(tx: Connection, id_: str) -> Draft | None:
    """A draft that is still open, for a preview."""
    return DRAFTS.first(tx, DRAFTS.query.where(arrangement.c.id == id_, arrangement.c.open.is_not(None)))


@dataclass(frozen=True)
class Change:
    """What one release changed of first screens. `says`: a sentence each, none when it changed nothing of them."""

    number: int
    by: str
    note: str
    at: datetime
    says: list[str]


@dataclass(frozen=True)
class Names:
    """What things are called, by id: items, cities, entries of the first screen."""

    items: dict[str, str]
    cities: dict[str, str]
    bursts: dict[str, str]


def changes(tx: Connection, called: Names, after: int | None, most: int = 20) -> list[Change]:
    """What the latest releases before `after` changed, newest first."""
    rows = history.releases(tx, after, most + 1)
    drafts = DRAFTS.all(tx, DRAFTS.query.where(arrangement.c.release.in_([row.number for row in rows])))
    drafted = {one.release: one for one in drafts}
    parts = history.contents(tx, [row.map[ARRANGED] for row in rows if ARRANGED in row.map])
    said = []
    for row, older in zip(rows, [*rows[1:], None], strict=True):
        if older is None and len(rows) > most:
            break
        if one := drafted.get(row.number):
            says = [f"{called.cities[one.city]}：{sentence}" for sentence in rules.difference(one.before, one.place, called.items)]
            said.append(Change(row.number, row.by, row.note, row.created_at, says))
            continue
        now = cast(Arranged, parts.get(row.map.get(ARRANGED, ""), NOTHING))
        was = cast(Arranged, parts.get(older.map.get(ARRANGED, ""), NOTHING)) if older else NOTHING
        said.append(Change(row.number, row.by, row.note, row.created_at, _said(was, now, called)))
    return said


def _said(was: Arranged, now: Arranged, called: Names) -> list[str]:
    cities, bursts = called.cities, called.bursts
    said = []
    for city, place in now["places"].items():
        if city not in was["places"]:
            said.append(f"{cities[city]}：首页改为自己排")
        else:
            said += [f"{cities[city]}：{one}" for one in rules.difference(was["places"][city], place, called.items)]
    said += [f"{cities[city]}：首页改回统一的" for city in was["places"] if city not in now["places"]]
    before, after = ({one["id"]: one for one in given["bursts"]} for given in (was, now))
    said += [f"突发入口「{bursts.get(one, one)}」开了" for one in after if one not in before]
    said += [f"突发入口「{bursts.get(one, one)}」改了" for one in after if one in before and before[one] != after[one]]
    said += [f"突发入口「{bursts.get(one, one)}」关了" for one in before if one not in after]
    return said
