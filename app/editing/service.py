"""Draft an item's words, have them approved by a second person, publish them now or at a time, write again what was there before."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection, insert

from app.editing import rules
from app.editing.models import item_edit
from app.editing.queries import DRAFTS, Draft
from app.kernel import clock
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
    found = DRAFTS.open(tx, item)
    if found is None:
        drafting.first(revision)
        row = {"id": new_id(), "item": item, "open": item, "state": "draft", "revision": 1, "note": "", "comment": "", "by": by}
        row |= {"before": before, "texts": texts, "created_at": clock.now(), "changed_at": clock.now()}
        tx.execute(insert(item_edit), row)
        return DRAFTS.get(tx, item)
    drafting.writable(found)
    drafting.change(tx, item_edit, found, revision, texts=texts, before=before, by=by, state="draft")
    return DRAFTS.again(tx, found)


def restore(tx: Connection, item: str, revision: int, number: int, by: str) -> Draft:
    """A draft that says again what release `number` said. Raises NotFound, Refused `nothing_changed`, Conflict."""
    now, then = (wording.places(publishing.source(tx, item, which)["item"]) for which in (None, number))
    texts = rules.restored(now, then)
    if not texts:
        raise drafting.unchanged()
    return save(tx, item, revision, texts, by)


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


def _publish(tx: Connection, found: Draft, login: str) -> int:
    """Only this item is new, and what operators wrote of it: all else is as the release before has it."""
    kept(tx, found.item, found.texts)
    source, theirs = publishing.source(tx, found.item), laying.edited(tx)
    fresh, content = rules.worded(source, found.texts)
    mine = _mine(theirs.get(found.item, {}), found)
    contents = {found.item: content, **laying.part({**theirs, found.item: mine})}
    hashes = publishing.store(tx, contents, sources={found.item: fresh})
    before = {key: one for key, one in history.releases(tx, None, 1)[0].map.items() if key != EDITED}
    return publishing.publish(tx, {**before, **hashes}, f"{content['short']}：{found.note}", login)


def _mine(before: Mapping[str, Edit], found: Draft) -> dict[str, Edit]:
    """What operators wrote of an item once this draft is published; a text the folder says itself is none of theirs."""
    mine = dict(before)
    for path, said in found.texts.items():
        was = before[path]["was"] if path in before else found.before[path]
        mine[path] = {"text": said, "was": was, "apart": False}
    return {path: one for path, one in mine.items() if one["text"] != one["was"]}


COURSE = drafting.Course(DRAFTS, lambda tx, found: bool(found.texts), _still_true, _publish)
