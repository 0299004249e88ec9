"""The materials of a checklist as they are said: with the note that holds there, each once. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from app.language.declare import Material
from app.language.figures import Fetch

AT_WINDOW = "去窗口时带上"


def said(one: Material, fetch: Fetch, visits: int) -> Material:
    """A material with the note that holds for how what is made comes to the person. At a counter it is handed in there."""
    if not one.fetched:
        return one
    return replace(one, note=AT_WINDOW if visits else {"pickup": one.fetched, "mail": one.mailed}.get(fetch, one.note))


def once(materials: Iterable[Material]) -> tuple[Material, ...]:
    """Each the first time it is named."""
    kept: dict[str, Material] = {}
    for one in materials:
        kept.setdefault(one.id, one)
    return tuple(kept.values())
