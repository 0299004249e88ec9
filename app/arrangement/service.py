"""Draft a city's first screen, have it approved by a second person, publish it now or at a time, take it back; switch entries on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import cast

from sqlalchemy import Connection, insert

from app.arrangement import queries, rules
from app.arrangement.models import arrangement
from app.arrangement.queries import DRAFTS, Draft
from app.kernel import clock
from app.kernel.errors import NotFound, Refused
from app.kernel.ids import new_id
from app.language.arranged import NOTHING, Arranged, On, Place
from app.publishing import drafting, history, release
from app.publishing import service as publishing
from app.publishing.release import ARRANGED
from app.reference import cities


def save(tx: Connection, city: str, revision: int, place: Place, by: str) -> Draft:
    """The draft of a city as it is now; a first one begins with revision 0. Raises Refused `arrangement_wrong`, Conflict
    `changed_meanwhile`, `not_being_drafted`."""
    now, published = clock.now(), release.current()
    seasons = [one["item"] for one in published.home["periodic"]]
    if errors := rules.wrong(place, queries.here(published, city), seasons):
        raise Refused("arrangement_wrong", errors[0]["say"], "改一改再存", errors=errors)
    found = DRAFTS.open(tx, city)
    if found is None:
        drafting.first(revision)
        row = {"id": new_id(), "city": city, "open": city, "state": "draft", "revision": 1, "note": "", "comment": ""}
        row |= {"before": queries.place_of(published, city), "place": place, "by": by, "created_at": now, "changed_at": now}
        tx.execute(insert(arrangement), row)
        return DRAFTS.get(tx, city)
    drafting.writable(found)
    drafting.change(tx, arrangement, found, revision, place=place, by=by, state="draft")
    return DRAFTS.again(tx, found)


def switch(tx: Connection, burst: str, on: On | None, by: str, may: Callable[[On], None]) -> int:
    """Switch an entry of the first screen on until a moment, or off. At once: that is what it is for. `may`: raises for
    whoever may not change what is on now. Returns the release's number. Raises NotFound, Refused `burst_wrong`."""
    published, now = release.current(), clock.now()
    named = {one["id"]: one["name"] for one in published.home["burst"]}
    if burst not in named:
        raise NotFound("burst_not_found", "没有这个突发入口", "刷新看看")
    if on and (errors := rules.wrong_burst(datetime.fromisoformat(on["until"]), now, on["cities"], cities())):
        raise Refused("burst_wrong", errors[0]["say"], "改一改再开", errors=errors)
    current = _arranged(tx)
    for one in current["bursts"]:
        if one["id"] == burst and datetime.fromisoformat(one["until"]) > now:
            may(one)
    fresh: Arranged = {**current, "bursts": rules.switched(current["bursts"], burst, on, now)}
    return _release(tx, fresh, f"突发入口「{named[burst]}」{'开' if on else '关'}", by)


def roll_back(tx: Connection, number: int, by: str) -> int:
    """First screens as release `number` had them, as a new release: items stay as they are. Raises NotFound."""
    older = history.get(tx, number)
    if older is None:
        raise NotFound("no_such_release", f"没有第 {number} 版", "刷新看看")
    digest = older.map.get(ARRANGED)
    there = history.contents(tx, [digest]).get(digest) if digest else None
    return _release(tx, cast(Arranged, there) if there else NOTHING, f"首页退回到第 {number} 版", by)


def _publish(tx: Connection, found: Draft, login: str) -> int:
    current = _arranged(tx)
    fresh: Arranged = {**current, "places": {**current["places"], found.city: found.place}}
    return _release(tx, fresh, f"{cities()[found.city]['short']}首页：{found.note}", login)


def _release(tx: Connection, arranged: Arranged, note: str, by: str) -> int:
    """Only what operators set is new: items and shelf are those of the release before."""
    latest = history.releases(tx, None, 1)[0]
    hashes = publishing.store(tx, {ARRANGED: cast("dict[str, object]", arranged)})
    return publishing.publish(tx, {**latest.map, **hashes}, note, by)


def _arranged(tx: Connection) -> Arranged:
    digest = history.releases(tx, None, 1)[0].map.get(ARRANGED)
    found = history.contents(tx, [digest]).get(digest) if digest else None
    return cast(Arranged, found) if found else NOTHING


def _changes(tx: Connection, found: Draft) -> bool:
    return found.place != queries.place_of(release.current(), found.city)


def _still_true(tx: Connection, found: Draft) -> bool:
    return queries.place_of(release.current(), found.city) == found.before


COURSE = drafting.Course(DRAFTS, _changes, _still_true, _publish)
