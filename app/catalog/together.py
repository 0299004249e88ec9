"""Which errands that belong together (一件事) somebody means who looks for what they are going through: 生孩子, 买房, 新车上路."""

from __future__ import annotations

from app.catalog.search import grams, index
from app.language.shelf import Bundle
from app.publishing.release import Release

ALIKE = 0.8  # of all characters and pairs that a question and a way to say a bundle show, so many are of both

Said = list[tuple[str, str, frozenset[str]]]  # bundle, how it is said without filler, its grams


def meant(release: Release, query: str) -> list[Bundle]:
    """Bundles, the likeliest first; none when what was typed only has to do with one."""
    saying = index(release).saying
    text = saying.bare(saying.alike(query))
    shown, found = grams(text), dict[str, float]()
    for bundle, bare, told in release.once(_said):
        alike = 1.0 if text == bare else 2 * len(shown & told) / (len(shown) + len(told))
        if text and alike >= ALIKE:
            found[bundle] = max(alike, found.get(bundle, 0.0))
    return [release.bundles[one] for one in sorted(found, key=lambda one: -found[one])]


def _said(release: Release) -> Said:
    saying = index(release).saying
    ways = [(one["id"], way) for one in release.bundles.values() for way in (one["short"], one["name"], *one.get("asked", []))]
    bare = [(bundle, saying.bare(saying.alike(way))) for bundle, way in ways]
    return [(bundle, text, grams(text)) for bundle, text in bare]
