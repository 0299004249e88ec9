"""How well the search does on questions it has not seen; `python -m tests.catalog.figures` writes docs/search.md anew."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from app.catalog.search import index
from app.publishing.release import Release

EVERYDAY = yaml.safe_load(Path("tests/catalog/everyday.yaml").read_text("utf-8"))  # item, or `none` → questions


@dataclass(frozen=True)
class Tried:
    """A question, the item it means, those found first, and the place of the right one among them; None when it was not found."""

    asked: str
    item: str
    found: tuple[str, ...]
    place: int | None


def tried(release: Release, questions: Mapping[str, Iterable[str]]) -> list[Tried]:
    """Each question looked for."""
    found = []
    for item, asked in questions.items():
        for one in asked:
            hits = [hit.item for hit in index(release).find(one)]
            found.append(Tried(one, item, tuple(hits[:3]), hits.index(item) if item in hits else None))
    return found


def said(found: list[Tried]) -> tuple[float, float]:
    """How many of them have the right item first, and among three; 0–1."""
    places = [one.place for one in found]
    return sum(one == 0 for one in places) / len(places), sum(one in (0, 1, 2) for one in places) / len(places)
