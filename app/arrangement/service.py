"""Draft a city's first screen, have it approved by a second person, publish it now or at a time, take it back; switch entries on."""

from __future__ import annotations

from datetime import datetime
from typing import cast

from sqlalchemy import Connection, insert

from app.arrangement import queries, rules
from app.arrangement.models import arrangement
from app.arrangement.queries import Draft
from app.kernel import clock, db
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
    found = queries.of_city(tx, city)
    if found is None:
        drafting.first(revision)
        row = {"id": new_id(), "city": city, "open": city, "state": "draft", "revision": 1, "note": "", "comment": ""}
        row |= {"before": queries.place_of(published, city), "place": place, "by": by, "created_at": now, "changed_at": now}
        tx.execute(insert(arrangement), row)
        return queries.get(tx, city)
    drafting.writable(found)
    return _change(tx, found, revision, place=place, by=by, state="draft")


def drop(tx: Connection, city: str, revision: int, by: str) -> None:
    """Back to what residents see. Raises NotFound, Conflict."""
    found = queries.get(tx, city)
    _move(tx, found, revision, "dropped", open=None, by=by)


def send(tx: Connection, city: str, revision: int, note: str, publish_at: datetime | None, by: str) -> Draft:
    """To a second person, to be published once approved or at a time. Raises NotFound, Conflict, Refused."""
    found = queries.get(tx, city)
    if found.place == queries.place_of(release.current(), city):
        raise drafting.unchanged()
    drafting.to_come(publish_at)
    return _move(tx, found, revision, "sent", note=note, comment="", publish_at=publish_at, by=by)


def take_back(tx: Connection, city: str, revision: int, by: str) -> Draft:
    """Whoever sent it wants to go on with it. Raises NotFound, Conflict."""
    return _move(tx, queries.get(tx, city), revision, "draft", publish_at=None, by=by)


def give_back(tx: Connection, city: str, revision: int, comment: str, by: str) -> Draft:
    """A second person says what is to be changed. Raises NotFound, Conflict, Forbidden `own_change`."""
    found = queries.get(tx, city)
    drafting.by_another(found, by)
    return _move(tx, found, revision, "returned", comment=comment, decided_by=by)


def approve(tx: Connection, city: str, revision: int, by: str, login: str) -> Draft:
    """A second person agrees: published now, or at its time. Raises NotFound, Conflict, Forbidden `own_change`."""
    found = queries.get(tx, city)
    drafting.by_another(found, by)
    _still_true(found)
    if found.publish_at is not None and found.publish_at > clock.now():
        return _move(tx, found, revision, "timed", decided_by=by)
    return _publish(tx, found, revision, by, login)


def publish_due() -> int:
    """Publish what was approved for a time that has come; what no longer fits goes back to its author. Returns how many."""
    with db.reading() as tx:
        waiting = queries.due(tx, clock.now())
    for city in waiting:
        db.in_transaction(_when_due, city)
    if waiting:
        release.refresh()
    return len(waiting)


def switch(tx: Connection, burst: str, on: On | None, by: str) -> int:
    """Switch an entry of the first screen on until a moment, or off. At once: that is what it is for. Returns the release's number.
    Raises NotFound, Refused `burst_wrong`."""
    published, now = release.current(), clock.now()
    named = {one["id"]: one["name"] for one in published.home["burst"]}
    if burst not in named:
        raise NotFound("burst_not_found", "没有这个突发入口", "刷新看看")
    if on and (errors := rules.wrong_burst(datetime.fromisoformat(on["until"]), now, on["cities"], cities())):
        raise Refused("burst_wrong", errors[0]["say"], "改一改再开", errors=errors)
    current = _arranged(tx)
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


def _when_due(tx: Connection, city: str) -> None:
    found = queries.of_city(tx, city)
    if found is None or found.state != "timed" or found.publish_at is None or found.publish_at > clock.now():
        return
    if queries.place_of(release.current(), city) != found.before:
        _move(tx, found, found.revision, "draft", comment=drafting.OVERTAKEN, publish_at=None)
        return
    _publish(tx, found, found.revision, found.decided_by or "", "到点发布")


def _publish(tx: Connection, found: Draft, revision: int, by: str, login: str) -> Draft:
    current = _arranged(tx)
    fresh: Arranged = {**current, "places": {**current["places"], found.city: found.place}}
    number = _release(tx, fresh, f"{cities()[found.city]['short']}首页：{found.note}", login)
    return _move(tx, found, revision, "published", open=None, decided_by=by, release=number)


def _release(tx: Connection, arranged: Arranged, note: str, by: str) -> int:
    """Only what operators set is new: items and shelf are those of the release before."""
    latest = history.releases(tx, None, 1)[0]
    hashes = publishing.store(tx, {ARRANGED: cast("dict[str, object]", arranged)})
    return publishing.publish(tx, {**latest.map, **hashes}, note, by)


def _arranged(tx: Connection) -> Arranged:
    digest = history.releases(tx, None, 1)[0].map.get(ARRANGED)
    found = history.contents(tx, [digest]).get(digest) if digest else None
    return cast(Arranged, found) if found else NOTHING


def _still_true(found: Draft) -> None:
    """What the reviewer compares with is what residents see."""
    if queries.place_of(release.current(), found.city) != found.before:
        raise drafting.overtaken()


def _move(tx: Connection, found: Draft, revision: int, to: str, **more: object) -> Draft:
    drafting.move(tx, arrangement, found, revision, to, **more)
    return queries.again(tx, found)


def _change(tx: Connection, found: Draft, revision: int, **values: object) -> Draft:
    drafting.change(tx, arrangement, found, revision, **values)
    return queries.again(tx, found)
