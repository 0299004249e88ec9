"""Search by everyday words: names, aliases, situations, how residents ask, sounds in full and by initials, slips of the finger.

In memory. Every way to say an item is taken apart into traits (app/catalog/saying.py); an item is found by the traits a question
shares with all of its sayings together, each the more the fewer items show it. What people ask for that is no item stands beside
the items and is found like one: then there is nothing, said so, instead of a wrong item. Repeated questions come from a small cache.
"""

from __future__ import annotations

import math
import re
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from app.catalog import sounds
from app.catalog.saying import INITIAL, Saying
from app.language.asked import kept_out
from app.language.checklist import Item
from app.language.conditions import pinned
from app.language.shelf import Search
from app.publishing.release import Release

# What an item must know of a question, or nothing was found: a share, less for each character (a long question says more than any item
# knows), more where what is no item knows of it as well. Found by leaving phrasings, and what is absent, out in turn.
ENOUGH, LONG, AGAINST = 0.29, 0.038, 0.8
KNOWN = 0.26  # so much of it what is no item must know, or it is not named
PLAIN_TO_SEE = 0.8  # so much of it is enough, whatever else knows it too
SPELT = 0.5  # so much of it must be known where it is nothing but letters: any key that is hit is the first letter of something
NEAR = 0.12  # so much of it, to come near
BESIDE = 0.45  # hits that score less than this part of the best are left out
EVEN = 0.95  # hits that score at least this part of the best may be meant as well
SAME, SURE = 1.3, 0.75  # a name that is what was asked, or much like it
LIKELY, APART = 0.35, 1.3  # a situation this much alike, and this much more than any other of its item
WHOLE, HEARD, BEGUN = 1.0, 0.8, 0.4  # a name or alias said as it is, by its sound, by its initials

# How much a way to say an item weighs in it, and how rare traits are raised; found by leaving each phrasing out in turn.
NAME, ASKED, PLAIN, SITUATION, ABSENT = 1.5, 1.1, 0.9, 0.4, 1.8
HALF = 2.0  # so much said of a trait is half of all there is to know of it
RARE, OFTEN = 0.6, 0.01
EMPTY = re.compile(r"（\s*）|\(\s*\)")  # what is left of a place's name: situations are found whatever the place
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
    `near`: what comes closest to it; `group`: its name stands for many things, and nobody is told that one; `say`: what is
    said of it."""

    hits: list[Hit]
    even: int = 0
    absent: str | None = None
    near: tuple[str, ...] = ()
    group: bool = False
    say: str = ""


class Index:
    """Built once per release. `rank`: item → how often it is done, 0–1."""

    def __init__(self, items: Iterable[Item], rank: Mapping[str, float], words: Search) -> None:
        self.rank = rank
        self.saying = Saying(words["same"], words["filler"], words.get("kinds", {}))
        self.terms = {item.id: [self._term(*one) for one in _terms(item)] for item in items}
        self._absent = {one["name"]: one for one in words.get("absent", [])}
        several = [(way, one["items"]) for one in words.get("several", []) for way in one["said"]]
        self._several = {self.saying.bare(self.saying.alike(way)): [one for one in meant if one in self.terms] for way, meant in several}
        told = list(self._told(words))
        self.saying.hear(text for _, text, _ in told)
        self._kept: dict[str, Found] = {}
        self._owners = [*self.terms, *self._absent]  # items first
        self._worth = [OFTEN * rank.get(owner, 0.0) for owner in self._owners]
        places = {owner: place for place, owner in enumerate(self._owners)}
        self._named = self._names(told, places)
        self._unheard = math.log(len(self._owners) + 1.0) ** RARE
        # By how many owners show a trait; what each knows of it lies from one start to the next: as objects that was 10 MB a worker.
        self._rare = [self._unheard, *(math.log((len(self._owners) + 0.5) / many) ** RARE for many in range(1, len(self._owners) + 1))]
        self._traits: dict[str, int] = {}
        self._starts, self._knowing, self._known = array("L", [0]), array("H"), array("d")
        self._weigh(told, places)
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
        """Items that come closest to what was not found: those that whoever wrote it down says, else what has much of it, else the most
        frequent."""
        if found := self.look(query).near:
            return list(found)[:most]
        text = query.strip().lower()[:40]
        shares = [] if self._only_initials(text) else self._shares(text)[: len(self.terms)]
        known = sorted((place for place, share in enumerate(shares) if share >= NEAR), key=lambda place: -shares[place])
        return list(dict.fromkeys([*(self._owners[place] for place in known), *self._often]))[:most]

    def why(self, items: Iterable[str], query: str) -> list[Term]:
        """Of each item the way of saying it that was meant: a situation that stands out from its others, or a name much like it; else
        one that says nothing."""
        text = self.saying.bare(self.saying.alike(query))
        shown = grams(text)
        return [self._meant(text, shown, self.terms[item]) for item in items]

    def _meant(self, text: str, shown: frozenset[str], terms: Iterable[Term]) -> Term:
        named, settled, second = (0.0, UNSAID), (0.0, UNSAID), 0.0
        for term in terms:
            likeness = _alike(text, shown, term)
            if term.answers is None:
                named = max(named, (likeness, term), key=lambda one: one[0])
            elif likeness > settled[0]:
                settled, second = (likeness, term), settled[0]
            else:
                second = max(second, likeness)
        if settled[0] >= max(LIKELY, second * APART) and named[0] < SAME:
            return settled[1]
        return named[1] if named[0] >= SURE else UNSAID

    def _only_initials(self, text: str) -> bool:
        """Whether these are letters and no syllables, whatever they mean; nothing at all is."""
        return all(trait[0] == INITIAL for trait in self.saying.asked(self.saying.alike(text)))

    def _look(self, text: str) -> Found:
        shares, many = self._shares(text), len(self.terms)
        first, other = max(shares[:many], default=0.0), max(shares[many:], default=0.0)
        if other > first and other >= KNOWN:
            absent = self._absent[self._owners[shares.index(other, many)]]
            group, say = absent.get("group", False), absent.get("say", "")
            return Found([], absent=absent["name"], near=tuple(absent["near"]), group=group, say=say)
        if first < SPELT and self._only_initials(text):
            return Found([])
        alone = len(text) == 1 and first > 0  # nobody has more to know of it than the character
        if not alone and first < PLAIN_TO_SEE and first + LONG * len(text) - AGAINST * other < ENOUGH:
            return Found([])
        least = min(first, 1.0) * BESIDE
        hits = [Hit(self._owners[place], share) for place, share in enumerate(shares[:many]) if share >= least]
        hits.sort(key=lambda hit: (-hit.score, hit.item))
        if several := self._several.get(self.saying.bare(self.saying.alike(text))):
            best = max(first, 1.0)
            return Found([*(Hit(item, best) for item in several), *(hit for hit in hits if hit.item not in several)], len(several))
        return Found(hits, sum(hit.score >= EVEN * hits[0].score for hit in hits))

    def _shares(self, text: str) -> list[float]:
        """Of each owner the share of the question's traits it knows, 0–1, and what it is worth to be named or done often."""
        text = self.saying.alike(text)
        points, whole, starts = [0.0] * len(self._owners), 0.0, self._starts
        for trait, weight in self.saying.asked(text).items():
            place = self._traits.get(trait)
            if place is None:
                whole += weight * self._unheard
                continue
            start, end = starts[place], starts[place + 1]
            whole += weight * self._rare[end - start]
            for owner, share in zip(self._knowing[start:end], self._known[start:end], strict=True):
                points[owner] += weight * share
        shares = [got / whole + often if got else 0.0 for got, often in zip(points, self._worth, strict=True)]
        for owner, worth in self._named.get(text, {}).items():
            shares[owner] += worth
        return shares

    def _told(self, words: Search) -> Iterator[tuple[str, str, float]]:
        """Owner, how it is said, how much that weighs; left out is what is kept out of the phrasings, and what is absent no more: an item
        is called so."""
        called = {term.text for terms in self.terms.values() for term in terms if term.weight == NAME}
        for item, terms in self.terms.items():
            yield from ((item, term.text, term.weight) for term in terms)
        for item, asked in words.get("asked", {}).items():
            out = set(kept_out(asked))
            yield from ((item, one, ASKED) for one in asked if item in self.terms and one not in out)
        for absent in self._absent.values():
            yield from ((absent["name"], one, ABSENT) for one in [absent["name"], *absent["asked"]] if one.lower() not in called)

    def _names(self, told: Iterable[tuple[str, str, float]], places: Mapping[str, int]) -> dict[str, dict[int, float]]:
        """What is said as it stands in the index → whose it is, and what that is worth."""
        named: dict[str, dict[int, float]] = defaultdict(dict)
        for owner, text, weight in told:
            ways = {self.saying.alike(text): WHOLE if weight >= ASKED else 0.0}
            if weight == NAME:
                ways |= {sounds.full(text): HEARD, **({begun: BEGUN} if len(begun := sounds.initials(text)) >= FEWEST else {})}
            for way, worth in ways.items():
                named[way][places[owner]] = max(named[way].get(places[owner], 0.0), worth)
        return dict(named)

    def _weigh(self, told: Iterable[tuple[str, str, float]], places: Mapping[str, int]) -> None:
        """How much each owner knows of a trait: the more, the more of its sayings show it, and the rarer it is."""
        shown: dict[str, dict[int, float]] = defaultdict(lambda: defaultdict(float))
        for owner, text, weight in told:
            for trait in self.saying.told(text):
                shown[trait][places[owner]] += weight
        for trait, owners in shown.items():
            rare = self._rare[len(owners)]
            self._traits[trait] = len(self._traits)
            self._knowing.extend(owners)
            self._known.extend(rare * weight / (weight + HALF) for weight in owners.values())
            self._starts.append(len(self._known))

    def _term(self, text: str, weight: float, label: str | None = None, answers: dict[str, str] | None = None) -> Term:
        bare = self.saying.bare(self.saying.alike(text))
        return Term(text.lower(), bare, grams(bare), weight, label, answers)


def _terms(item: Item) -> Iterator[tuple[str, float, str | None, dict[str, str] | None]]:
    yield item.short, NAME, None, None
    yield item.name, NAME, None, None
    yield from ((alias, NAME, alias, None) for alias in item.content["alias"])
    yield item.plain, PLAIN, None, None
    for one in item.kinds_of_situations:
        name = EMPTY.sub("", one.name)
        yield name, SITUATION, name, {key: answer for key, answer in pinned(one.when).items() if answer}


def _alike(text: str, shown: frozenset[str], term: Term) -> float:
    if text == term.bare:
        return SAME
    if text in term.bare:
        return 0.75 + 0.35 * len(text) / len(term.bare)
    if len(term.bare) >= 4 and term.bare in text:
        return 0.7 + 0.35 * len(term.bare) / len(text)
    shared = len(shown & term.grams)
    return 0.95 * 2 * shared / (len(shown) + len(term.grams)) if shared else 0.0


def grams(text: str) -> frozenset[str]:
    """Its characters, and its pairs of them."""
    return frozenset({text[n : n + 2] for n in range(len(text) - 1)} | set(text))
