"""What comes after an errand that is done: the steps that waited for it, as the bundles (一件事) have them."""

from __future__ import annotations

from collections.abc import Collection

from app.catalog import queries
from app.language.checklist import Item
from app.publishing.release import Release

MOST = 3


def steps(release: Release, item: Item, city: str) -> list[dict[str, object]]:
    """Cards of the items that wait for this one here, each with what else has to be done before (`first`)."""
    found: dict[str, dict[str, object]] = {}
    for bundle in release.bundles.values():
        names = {step["id"]: _name(release, step.get("item"), step.get("name")) for step in bundle["steps"]}
        mine = {step["id"] for step in bundle["steps"] if step.get("item") == item.id}
        for step in bundle["steps"]:
            after = release.items.get(step.get("item") or "")
            if after is None or step["need"] == "opt" or not mine & {*step["after"]} or not queries.offered(after, city):
                continue
            first = [names[one] for one in step["after"] if one not in mine]
            found.setdefault(after.id, {**queries.card(after, city), "first": first})
    return [*found.values()][:MOST]


def recommended(release: Release, item: Item, city: str, held: Collection[str], said: Collection[str]) -> list[dict[str, object]]:
    """What people of the same scene often do next, what can be done on the phone first; nothing that ends in what this one ends in,
    or in what the person holds; `said` stands on the page already."""
    there = {*held, item.result.get("cert")} - {None}
    others = [
        one
        for one in release.items.values()
        if one.scene == item.scene and one.id not in {item.id, *said} and release.rank[one.id] > 0 and one.result.get("cert") not in there
    ]
    return [queries.card(one, city) for one in sorted(others, key=lambda one: (one.serves == "guide", -release.rank[one.id]))[:2]]


def _name(release: Release, item: str | None, said: str | None) -> str:
    return release.items[item].short if item in release.items else said or ""
