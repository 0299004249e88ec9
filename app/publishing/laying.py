"""What operators wrote lies over what the folders say: a deployment brings new items and new words and takes none of theirs away.

A release's part `_edited` keeps each text operators wrote and what the folder said there. Where the folder says something else since,
theirs stays and is marked `apart`, for a person to decide; where it has no such place any more, there is nothing left to say.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple, cast

from sqlalchemy import Connection

from app.language import load, wording
from app.language.content import Source
from app.language.sheet import Mistake
from app.language.wording import Edit, Edited
from app.publishing import history
from app.publishing.release import EDITED

Contents = dict[str, Mapping[str, object]]


class Laid(NamedTuple):
    """What is to be stored, with the part `_edited` where there is anything in it."""

    contents: Contents
    sources: dict[str, Source]


def edited(tx: Connection, number: int | None = None) -> Edited:
    """What operators wrote in the release in force, or in release `number`."""
    found = history.get(tx, number) if number is not None else next(iter(history.releases(tx, None, 1)), None)
    digest = found.map.get(EDITED) if found else None
    part = history.contents(tx, [digest]).get(digest) if digest else None
    return cast(Edited, cast("Mapping[str, object]", part)["items"]) if part else {}


def part(items: Edited) -> Contents:
    """The part of a release that keeps it; none when there is nothing."""
    there = {item: texts for item, texts in sorted(items.items()) if texts}
    return {EDITED: {"id": EDITED, "items": there}} if there else {}


def over(contents: Mapping[str, Mapping[str, object]], sources: Mapping[str, Source], theirs: Edited) -> Laid:
    """What folders say with what operators wrote. Raises Mistake where both cannot stand: nothing is published then."""
    made, ways, kept = dict(contents), dict(sources), Edited()
    for item, texts in theirs.items():
        if item not in sources:
            continue
        now = {one.path: one.text for one in wording.places(sources[item]["item"])}
        mine = {path: _again(edit, now[path]) for path, edit in texts.items() if path in now and edit["text"] != now[path]}
        if mine:
            kept[item] = mine
            ways[item] = {
                **sources[item],
                "item": wording.changed(sources[item]["item"], {path: one["text"] for path, one in mine.items()}),
            }
            made[item] = load.compiled(ways[item])
    _alone(made, kept)
    return Laid({**made, **part(kept)}, ways)


def _again(edit: Edit, folder: str) -> Edit:
    return {"text": edit["text"], "was": folder, "apart": edit["apart"] or edit["was"] != folder}


def _alone(contents: Contents, kept: Edited) -> None:
    """A name or alias that operators gave is not one the folders give to another item now."""
    for item in kept:
        if taken := taken_name(contents, item, contents[item]):
            raise Mistake("运营改过的", item, taken[0], f"{taken[1]} 和 {taken[2]} 重了")


def taken_name(contents: Mapping[str, Mapping[str, object]], item: str, said: Mapping[str, object]) -> tuple[str, str, str] | None:
    """Field, name and owner of the first name of this item that another one has."""
    owners = {name: key for key, one in contents.items() if key != item and not key.startswith("_") for name in _names(one).values()}
    return next(((field.partition("#")[0], name, owners[name]) for field, name in _names(said).items() if name in owners), None)


def _names(content: Mapping[str, object]) -> dict[str, str]:
    alias = cast("list[str]", content["alias"])
    return {"name": str(content["name"]), "short": str(content["short"]), **{f"alias#{n}": one for n, one in enumerate(alias)}}
