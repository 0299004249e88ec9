"""What a search answers: a page of what was found, or that there is no such thing here and what comes closest."""

from __future__ import annotations

from app.catalog import together, words
from app.catalog.queries import bundle_card, card, cards, check_city, offered
from app.catalog.search import WHOLE, index
from app.publishing.release import Release

HITS = 10  # on one page


def meant(release: Release, query: str) -> frozenset[str]:
    """Items somebody may mean who looks through their own cases: whose name holds what was typed, and the better half of what a
    search finds."""
    hits = index(release).look(query).hits
    good = {hit.item for hit in hits if hit.score * 2 >= hits[0].score}
    return frozenset(good | {item.id for item in release.items.values() if query in item.name or query in item.short})


def search(release: Release, query: str, city: str, after: int = 0) -> dict[str, object]:
    """A page of items for everyday words, and where the next begins. `even`: how many of the first may be meant alike; `absent`: what was
    asked for and is known to be no item here, by its name or, of a whole group, as it was asked; `near`: what comes closest when nothing
    was found; `bundles`: errands that belong together that are meant, and whether they are meant `before` the items: none is called so."""
    check_city(city)
    found = index(release).look(query)
    here = [hit for hit in found.hits if offered(release.items[hit.item], city)]
    shown = [release.items[hit.item] for hit in here[after : after + HITS]]
    why = index(release).why([item.id for item in shown], query)
    absent = query if found.group else found.absent
    bundles = [] if after else together.meant(release, query)
    return {
        "q": query,
        "hits": [
            {**card(item, city, said.answers), "why": said.label, "answers": said.answers} for item, said in zip(shown, why, strict=True)
        ],
        "bundles": [bundle_card(release, one) for one in bundles],
        "before": bool(bundles) and not (here and here[0].score >= WHOLE),
        "even": sum(hit in here for hit in found.hits[: found.even]),
        "absent": absent,
        "near": [] if here else cards(release, index(release).near(query), city),
        "next": str(after + HITS) if len(here) > after + HITS else None,
        "say": f"找到 {len(here)} 件" if here else found.say or words.missing(query, absent),
    }
