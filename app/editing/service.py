"""Draft an item's words, have them approved by a second person, publish them now or at a time, write again what was there before."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, insert

from app.editing import queries, rules
from app.editing.models import item_edit
from app.editing.queries import Draft
from app.kernel import clock, db
from app.kernel.errors import Refused
from app.kernel.ids import new_id
from app.language import wording
from app.language.content import Content
from app.language.wording import Edit
from app.publishing import drafting, history, laying, release
from app.publishing import service as publishing
from app.publishing.release import EDITED


def save(tx: Connection, item: str, revision: int, typed: Mapping[str, str], by: str) -> Draft:
    """The draft of an item as it is now, all its texts by path; a first one begins with revision 0. Raises NotFound, Refused
    `words_wrong`, Conflict `changed_meanwhile`, `not_being_drafted`."""
    texts, before = kept(tx, item, typed)
    found = queries.of_item(tx, item)
    if found is None:
        drafting.first(revision)
        row = {"id": new_id(), "item": item, "open": item, "state": "draft", "revision": 1, "note": "", "comment": "", "by": by}
        row |= {"before": before, "texts": texts, "created_at": clock.now(), "changed_at": clock.now()}
        tx.execute(insert(item_edit), row)
        return queries.get(tx, item)
    drafting.writable(found)
    drafting.change(tx, item_edit, found, revision, texts=texts, before=before, by=by, state="draft")
    return queries.again(tx, found)


def restore(tx: Connection, item: str, revision: int, number: int, by: str) -> Draft:
    """A draft that says again what release `number` said. Raises NotFound, Refused `nothing_changed`, Conflict."""
    now, then = (wording.places(publishing.source(tx, item, which)["item"]) for which in (None, number))
    texts = rules.restored(now, then)
    if not texts:
        raise drafting.unchanged()
    return save(tx, item, revision, texts, by)


def drop(tx: Connection, item: str, revision: int, by: str) -> None:
    """Back to what residents read. Raises NotFound, Conflict."""
    drafting.move(tx, item_edit, queries.get(tx, item), revision, "dropped", open=None, by=by)


def send(tx: Connection, item: str, revision: int, note: str, publish_at: datetime | None, by: str) -> Draft:
    """To a second person, to be published once approved or at a time. Raises NotFound, Conflict, Refused."""
    found = queries.get(tx, item)
    if not found.texts:
        raise drafting.unchanged()
    drafting.to_come(publish_at)
    return _move(tx, found, revision, "sent", note=note, comment="", publish_at=publish_at, by=by)


def take_back(tx: Connection, item: str, revision: int, by: str) -> Draft:
    """Whoever sent it wants to go on with it. Raises NotFound, Conflict."""
    return _move(tx, queries.get(tx, item), revision, "draft", publish_at=None, by=by)


def give_back(tx: Connection, item: str, revision: int, comment: str, by: str) -> Draft:
    """A second person says what is to be changed. Raises NotFound, Conflict, Forbidden `own_change`."""
    found = queries.get(tx, item)
    drafting.by_another(found, by)
    return _move(tx, found, revision, "returned", comment=comment, decided_by=by)


def approve(tx: Connection, item: str, revision: int, by: str, login: str) -> Draft:
    """A second person agrees: published now, or at its time. Raises NotFound, Conflict, Forbidden `own_change`, Refused `words_wrong`."""
    found = queries.get(tx, item)
    drafting.by_another(found, by)
    if not _still_true(tx, found):
        raise drafting.overtaken()
    if found.publish_at is not None and found.publish_at > clock.now():
        return _move(tx, found, revision, "timed", decided_by=by)
    return _publish(tx, found, revision, by, login)


def publish_due() -> int:
    """Publish what was approved for a time that has come; what no longer fits goes back to its author. Returns how many."""
    with db.reading() as tx:
        waiting = queries.due(tx, clock.now())
    for item in waiting:
        db.in_transaction(_when_due, item)
    if waiting:
        release.refresh()
    return len(waiting)


def _when_due(tx: Connection, item: str) -> None:
    found = queries.of_item(tx, item)
    if found is None or found.state != "timed" or found.publish_at is None or found.publish_at > clock.now():
        return
    if not _still_true(tx, found):
        _move(tx, found, found.revision, "draft", comment=drafting.OVERTAKEN, publish_at=None)
        return
    try:
        _publish(tx, found, found.revision, found.decided_by or "", "到点发布")
    except Refused as refusal:  # nothing was stored of it
        _move(tx, found, found.revision, "draft", comment=refusal.say[:200], publish_at=None)


def kept(tx: Connection, item: str, typed: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """The texts that differ, and what stands at their places now. Raises NotFound, Refused `words_wrong`."""
    source = publishing.source(tx, item)
    places = wording.places(source["item"])
    try:
        texts = rules.kept(places, typed)
        _, content = rules.worded(source, texts)
    except rules.Unfit as unfit:
        raise _refused(unfit.errors) from None
    _alone(item, content, texts)
    return texts, {one.path: one.text for one in places if one.path in texts}


def _alone(item: str, content: Content, texts: Mapping[str, str]) -> None:
    others = {key: one.content for key, one in release.current().items.items()}
    if taken := laying.taken_name(others, item, content):
        field, name, owner = taken
        raise _refused([{"field": field, "say": f"「{name}」已经是「{release.current().items[owner].short}」的叫法了"}])


def _refused(errors: list[dict[str, str]]) -> Refused:
    return Refused("words_wrong", errors[0]["say"], "改一改再存", errors=errors)


def _still_true(tx: Connection, found: Draft) -> bool:
    """What the second person compares with is what residents read."""
    now = {one.path: one.text for one in wording.places(publishing.source(tx, found.item)["item"])}
    return all(now.get(path) == said for path, said in found.before.items())


def _publish(tx: Connection, found: Draft, revision: int, by: str, login: str) -> Draft:
    """Only this item is new, and what operators wrote of it: all else is as the release before has it."""
    kept(tx, found.item, found.texts)
    source, theirs = publishing.source(tx, found.item), laying.edited(tx)
    fresh, content = rules.worded(source, found.texts)
    mine = _mine(theirs.get(found.item, {}), found)
    contents = {found.item: content, **laying.part({**theirs, found.item: mine})}
    hashes = publishing.store(tx, contents, sources={found.item: fresh})
    before = {key: one for key, one in history.releases(tx, None, 1)[0].map.items() if key != EDITED}
    number = publishing.publish(tx, {**before, **hashes}, f"{content['short']}：{found.note}", login)
    return _move(tx, found, revision, "published", open=None, decided_by=by, release=number)


def _mine(before: Mapping[str, Edit], found: Draft) -> dict[str, Edit]:
    """What operators wrote of an item once this draft is published; a text the folder says itself is none of theirs."""
    mine = dict(before)
    for path, said in found.texts.items():
        was = before[path]["was"] if path in before else found.before[path]
        mine[path] = {"text": said, "was": was, "apart": False}
    return {path: one for path, one in mine.items() if one["text"] != one["was"]}


def _move(tx: Connection, found: Draft, revision: int, to: str, **more: object) -> Draft:
    drafting.move(tx, item_edit, found, revision, to, **more)
    return queries.again(tx, found)
