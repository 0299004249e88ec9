"""Whether texts may stand at their places, each complaint with its place. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from app.language import load, wording
from app.language.content import Content, Source
from app.language.sheet import Mistake
from app.language.wording import Place


class Unfit(Exception):
    """Texts that may not stand: `errors`: {field: path, say} each."""

    def __init__(self, errors: list[dict[str, str]]) -> None:
        super().__init__(errors[0]["say"])
        self.errors = errors


def kept(places: Iterable[Place], typed: Mapping[str, str]) -> dict[str, str]:
    """What was typed as it is kept, where it differs from what is published. Raises Unfit."""
    known = {one.path: one for one in places}
    errors = [{"field": path, "say": "这件事没有这一处，刷新看看"} for path in typed if path not in known]
    texts = {path: wording.plain(known[path], said) for path, said in typed.items() if path in known}
    errors += [{"field": path, "say": say} for path, said in texts.items() if (say := wording.wrong(known[path], said))]
    if errors:
        raise Unfit(errors)
    return {path: said for path, said in texts.items() if said != known[path].text}


def worded(source: Source, texts: Mapping[str, str]) -> tuple[Source, Content]:
    """The item with these texts, and what it compiles to. Raises Unfit."""
    fresh: Source = {**source, "item": wording.changed(source["item"], texts)}
    try:
        return fresh, load.compiled(fresh)
    except Mistake as mistake:
        raise Unfit([{"field": _nearest(mistake.field, texts), "say": mistake.say}]) from None


def restored(now: Iterable[Place], then: Iterable[Place]) -> dict[str, str]:
    """What has to be written to read as it did then, at the places there are still."""
    before = {one.path: one.text for one in then}
    return {one.path: before[one.path] for one in now if before.get(one.path, one.text) != one.text}


def _nearest(field: str, texts: Mapping[str, str]) -> str:
    return max(texts, key=lambda path: (path.startswith(field), len(_common(path, field))), default=field)


def _common(one: str, other: str) -> str:
    n = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    return one[:n]
