"""Search by everyday words: names, aliases, situations, how residents ask, sounds in full and by initials, slips of the finger.

In memory. Every way to say an item is taken apart into traits (app/catalog/saying.py); an item is found by the traits a question
shares with all of its sayings together, each the more the fewer items show it. What people ask for that is no item stands beside
the items and is found like one: then there is nothing, said so, instead of a wrong item. Repeated questions come from a small cache.
"""

from __future__ import annotations

import math
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from app.catalog import sounds
from app.catalog.saying import Saying
from app.language.asked import kept_out
from app.language.checklist import Item
from app.language.conditions import pinned
from app.language.shelf import Search
from app.publishing.release import Release

ENOUGH = 0.34  # share of what a question says that an item must know, or it is no hit
BESIDE = 0.45  # hits that score less than this part of the best are left out
EVEN = 0.93  # hits that score at least this part of the best may be meant as well
SURE = 0.75  # a situation this much alike is the one that was meant
WHOLE, HEARD, BEGUN = 1.0, 0.8, 0.4  # a name or alias said as it is, by its sound, by its initials

# How much a way to say an item weighs in it, and how rare traits are raised; found by leaving each phrasing out in turn.
NAME, ASKED, PLAIN, SITUATION = 3.0, 1.0, 1.1, 0.5
RARE, OFTEN = 0.6, 0.01
FEWEST = 3  # letters that may be initials of a name


def index(release: Release) -> Index:
    """The search index of a release, made when it is first asked for."""
    return release.once(_index)


def prepare(release: Release) -> None:
    """Make the index, and the dictionaries behind it, before the release serves anybody."""
    index(release).find("护照")


def _index(release: Release) -> Index:
    words = release.words
    sounds.teach(words["sounds"], *(item.content.get("sounds", {}) for item in release.items.values()))
    return Index(release.items.values(), release.rank, words)


@dataclass(frozen=True)
class Term:
    """One way to say an item: its names, its situations, what it is for. `label`: what is quoted when it matched; `answers`: those
    that a situation has settled."""

    text: str
    bare: str
    grams: frozenset[str]
    weight: float
    label: str | None = None
    answers: dict[str, str] | None = None


UNSAID = Term("", "", frozenset(), 0.0)


@dataclass(frozen=True)
class Hit:
    """An item found; `score`: the share of what was asked that it knows, and more when it was named."""

    item: str
    score: float


@dataclass(frozen=True)
class Found:
    """Hits, best first. `even`: how many of the first may be meant alike. `absent`: what was asked for and is no item; then no hits.
    `near`: what comes closest to it."""

    hits: list[Hit]
    even: int = 0
    absent: str | None = None
    near: tuple[str, ...] = ()


class Index:
    """Built once per release. `rank`: item → how often it is done, 0–1."""

    def __init__(self, items: Iterable[Item], rank: Mapping[str, float], words: Search) -> None:
        self.rank = rank
        self.saying = Saying(words["same"], words["filler"])
        self.terms = {item.id: [self._term(*one) for one in _terms(item)] for item in items}
        self._absent = {one["name"]: one for one in words.get("absent", [])}
        told = list(self._told(words))
        self.saying.hear(text for _, text, _ in told)
        self._kept: dict[str, Found] = {}
        self._named = self._names(told)
        self._owners = [*self.terms, *self._absent]
        self._unheard = math.log(len(self._owners) + 1.0) ** RARE
        # By how many owners show a trait; what each knows of it lies from one start to the next: as objects that was 10 MB a worker.
        self._rare = [self._unheard, *(math.log((len(self._owners) + 0.5) / many) ** RARE for many in range(1, len(self._owners) + 1))]
        self._traits: dict[str, int] = {}
        self._starts, self._knowing, self._known = array("L", [0]), array("H"), array("d")
        self._weigh(told)
        self._often = sorted(self.terms, key=lambda item: -rank.get(item, 0.0))

    def find(self, query: str) -> list[Hit]:
        """All that fit, best first."""
        return self.look(query).hits

    def look(self, query: str) -> Found:
        """All that fit, or that there is no such item."""
        text = query.strip().lower()[:40]
        if text not in self._kept:
            if len(self._kept) > 500:
                self._kept.clear()
            self._kept[text] = self._look(text)
        return self._kept[text]

    def near(self, query: str, most: int = 3) -> list[str]:
        """Items that come closest to what was not found, else the most frequent."""
        found, shares = self.look(query), self._shares(query.strip().lower()[:40])
        closest = sorted((item for item in self._often if item in shares), key=lambda item: -shares[item])
        return list(dict.fromkeys([*found.near, *closest, *self._often]))[:most]

    def why(self, item: str, query: str) -> Term:
        """The way of saying an item that is most like the question; one that says nothing when none is much like it."""
        text = self.saying.bare(self.saying.alike(query))
        grams = _grams(text)
        likeness = [(_alike(text, grams, term) * (1 + term.weight / 6), term) for term in self.terms[item]]
        worth, best = max(likeness, key=lambda one: one[0])
        return best if worth >= SURE * (1 + best.weight / 6) else UNSAID

    def _look(self, text: str) -> Found:
        shares = self._shares(text)
        if not shares:
            return Found([])
        best = max(shares, key=lambda owner: shares[owner])
        if best in self._absent:
            return Found([], absent=best, near=tuple(self._absent[best]["near"]))
        least = max(ENOUGH, min(shares[best], 1.0) * BESIDE)
        hits = [Hit(owner, share) for owner, share in shares.items() if share >= least and owner in self.terms]
        hits.sort(key=lambda hit: (-hit.score, hit.item))
        return Found(hits, sum(hit.score >= EVEN * hits[0].score for hit in hits) if hits else 0)

    def _shares(self, text: str) -> dict[str, float]:
        """Owner → the share of the question's traits it knows, 0–1, and what it is worth to be named."""
        asked = self.saying.asked(text)
        points, whole, starts = [0.0] * len(self._owners), 0.0, self._starts
        for trait, weight in asked.items():
            place = self._traits.get(trait)
            if place is None:
                whole += weight * self._unheard
                continue
            start, end = starts[place], starts[place + 1]
            whole += weight * self._rare[end - start]
            for owner, share in zip(self._knowing[start:end], self._known[start:end], strict=True):
                points[owner] += weight * share
        found = {owner: got / whole for owner, got in zip(self._owners, points, strict=True) if got}
        for name, worth in self._named.get(self.saying.bare(self.saying.alike(text)), {}).items():
            found[name] = found.get(name, 0.0) + worth
        return {owner: share + OFTEN * self.rank.get(owner, 0.0) for owner, share in found.items()}

    def _told(self, words: Search) -> Iterator[tuple[str, str, float]]:
        """Owner, how it is said, how much that weighs; what is kept out of the phrasings left out."""
        for item, terms in self.terms.items():
            yield from ((item, term.text, term.weight) for term in terms)
        for item, asked in words.get("asked", {}).items():
            yield from ((item, one, ASKED) for one in asked if item in self.terms and one not in kept_out(asked))
        for absent in self._absent.values():
            yield from ((absent["name"], one, ASKED) for one in [absent["name"], *absent["asked"]])

    def _names(self, told: Iterable[tuple[str, str, float]]) -> dict[str, dict[str, float]]:
        """What is said as it stands in the index → whose it is, and what that is worth."""
        named: dict[str, dict[str, float]] = defaultdict(dict)
        for owner, text, weight in told:
            ways = {self.saying.bare(self.saying.alike(text)): WHOLE if weight >= ASKED else 0.0}
            if weight >= NAME:
                ways |= {sounds.full(text): HEARD, **({begun: BEGUN} if len(begun := sounds.initials(text)) >= FEWEST else {})}
            for way, worth in ways.items():
                named[way][owner] = max(named[way].get(owner, 0.0), worth)
        return dict(named)

    def _weigh(self, told: Iterable[tuple[str, str, float]]) -> None:
        """How much each owner knows of a trait: half when one name or phrasing shows it, all when many do; the more the rarer it is."""
        shown: dict[str, dict[int, float]] = defaultdict(lambda: defaultdict(float))
        places = {owner: place for place, owner in enumerate(self._owners)}
        for owner, text, weight in told:
            for trait in self.saying.told(text):
                shown[trait][places[owner]] += weight
        for trait, owners in shown.items():
            rare = self._rare[len(owners)]
            self._traits[trait] = len(self._traits)
            self._knowing.extend(owners)
            self._known.extend(rare * weight / (weight + 1.0) for weight in owners.values())
            self._starts.append(len(self._known))

    def _term(self, text: str, weight: float, label: str | None = None, answers: dict[str, str] | None = None) -> Term:
        bare = self.saying.bare(self.saying.alike(text))
        return Term(text.lower(), bare, _grams(bare), weight, label, answers)


def _terms(item: Item) -> Iterator[tuple[str, float, str | None, dict[str, str] | None]]:
    yield item.short, NAME, None, None
    yield item.name, NAME, None, None
    yield from ((alias, NAME, alias, None) for alias in item.content["alias"])
    yield item.plain, PLAIN, None, None
    yield from ((one.name, SITUATION, one.name, pinned(one.when)) for one in item.situations)


def _alike(text: str, grams: frozenset[str], term: Term) -> float:
    if text == term.bare:
        return 1.3
    if text in term.bare:
        return 0.75 + 0.35 * len(text) / len(term.bare)
    if len(term.bare) >= 4 and term.bare in text:
        return 0.7 + 0.35 * len(term.bare) / len(text)
    shared = len(grams & term.grams)
    return 0.95 * 2 * shared / (len(grams) + len(term.grams)) if shared else 0.0


def _grams(text: str) -> frozenset[str]:
    return frozenset({text[n : n + 2] for n in range(len(text) - 1)} | set(text))
