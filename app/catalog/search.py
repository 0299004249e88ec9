"""Search by everyday words: names, aliases, situations, pinyin in full and by initials, slips of the finger.

In memory, over some two thousand terms. A query looks only at terms that share enough characters with it, or its sound, so
it costs some tenths of a millisecond at most; repeated ones come from a small cache.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

from app.catalog import sounds
from app.language.checklist import Item
from app.publishing.release import Release

# Below this a hit is a guess, and people are told so.
ENOUGH = 0.75
WORTH = 0.3  # a term that scores less is no hit
LOUD = 8  # terms of this weight are also found by their sound
_MARKS = r"\s，。、,.?？!！"
_LATIN = re.compile(r"[a-z ]+")


def index(release: Release) -> Index:
    """The search index of a release, made when it is first asked for."""
    return release.once(_index)


def prepare(release: Release) -> None:
    """Make the index, and the dictionaries behind it, before the release serves anybody."""
    index(release).find("护照")


def _index(release: Release) -> Index:
    words = release.words
    sounds.teach(words["sounds"], *(item.content.get("sounds", {}) for item in release.items.values()))
    return Index(release.items.values(), release.rank, words["same"], words["filler"])


@dataclass(frozen=True)
class Term:
    """One way to say an item. `weight`: short 10, name 9, alias 8, plain and situations 3."""

    item: str
    text: str
    bare: str
    pinyin: str
    initials: str
    grams: frozenset[str]
    weight: int
    label: str | None
    situation: str | None


@dataclass(frozen=True)
class Hit:
    """An item found, why (the alias or situation that matched), and the situation's id when a situation did."""

    item: str
    score: float
    why: str | None
    situation: str | None


class Index:
    """Built once per release. `rank`: item → how often it is done, 0–1; `same`: what people say → what it is called; `filler`:
    characters that say nothing of what is looked for."""

    def __init__(self, items: Iterable[Item], rank: Mapping[str, float], same: Mapping[str, str], filler: str) -> None:
        self.rank, self._same = rank, same
        self._filler = re.compile(f"[{_MARKS}{re.escape(filler)}]+")
        self.terms = [term for item in items for term in self._terms(item)]
        self._kept: dict[str, list[Hit]] = {}
        self._loud = [place for place, term in enumerate(self.terms) if term.weight >= LOUD]
        self._sizes = [len(term.grams) for term in self.terms]
        self._holding: dict[str, list[int]] = {}  # one or two characters → terms they stand in
        for place, term in enumerate(self.terms):
            for gram in term.grams | _grams(term.text):
                self._holding.setdefault(gram, []).append(place)
        # All sounds in one text, so that one search finds every term a sound occurs in.
        self._said = "\n".join(self.terms[place].pinyin for place in self._loud)
        self._starts = [0]
        for place in self._loud:
            self._starts.append(self._starts[-1] + len(self.terms[place].pinyin) + 1)
        self._often = sorted(self._loud, key=lambda place: -rank.get(self.terms[place].item, 0.0))

    def find(self, query: str) -> list[Hit]:
        """All that fit, best first."""
        text = query.strip().lower()[:40]
        if text not in self._kept:
            if len(self._kept) > 500:
                self._kept.clear()
            self._kept[text] = self._find(text)
        return self._kept[text]

    def near(self, query: str, most: int = 3) -> list[str]:
        """Items that share a character with what was not found, else the most frequent."""
        shared = Counter(chain.from_iterable(self._holding.get(char, ()) for char in set(query)))
        ordered = sorted((place for place in self._often if place in shared), key=lambda place: -shared[place])
        return list(dict.fromkeys(self.terms[place].item for place in chain(ordered, self._often)))[:most]

    def _find(self, text: str) -> list[Hit]:
        if not text:
            return []
        latin = _LATIN.fullmatch(text) is not None
        score = self._latin(text.replace(" ", "")) if latin else self._hanzi(text)
        best: dict[str, Hit] = {}
        for term, points in score:
            total = points * (1 + term.weight / 20) + self.rank.get(term.item, 0.0) * 0.25
            if term.item not in best or total > best[term.item].score:
                best[term.item] = Hit(term.item, total, term.label, term.situation)
        found = sorted(best.values(), key=lambda hit: (-hit.score, hit.item))
        return [hit for hit in found if hit.score >= max(ENOUGH, found[0].score * 0.45)] if found else []

    def _latin(self, text: str) -> Iterator[tuple[Term, float]]:
        for place in self._loud:
            term = self.terms[place]
            if text == term.pinyin:
                yield term, 1.3
            elif text == term.initials:
                yield term, 1.1
            elif len(text) >= 3 and text in term.pinyin:
                yield term, 0.6 + 0.5 * len(text) / len(term.pinyin)
            elif len(text) >= 2 and text in term.initials:
                yield term, 0.5 + 0.4 * len(text) / len(term.initials)

    def _hanzi(self, text: str) -> Iterator[tuple[Term, float]]:
        bare = self._filler.sub("", text) or text
        points: dict[int, float] = {}
        for wording in {bare, *(bare.replace(said, meant) for said, meant in self._same.items() if said in bare)}:
            grams = _grams(wording)
            for place in self._worth_a_look(grams):
                points[place] = max(points.get(place, 0.0), _alike(wording, grams, self.terms[place]))
        sound = sounds.full(bare)
        for place in self._sounding(sound):
            heard = 0.95 if sound == self.terms[place].pinyin else 0.7  # 护召 sounds like 护照
            if points.get(place, 0.0) < 0.9:
                points[place] = max(points.get(place, 0.0), heard)
        for place in sorted(points):
            if points[place] > WORTH:
                yield self.terms[place], points[place]

    def _worth_a_look(self, grams: frozenset[str]) -> list[int]:
        """Terms that may score: they share enough, or hold all of the query, or stand in it whole."""
        shared = Counter(chain.from_iterable(self._holding.get(gram, ()) for gram in grams))
        sizes, size = self._sizes, len(grams)
        return [
            place for place, count in shared.items() if 2 * count >= WORTH * (size + sizes[place]) or count >= size or count >= sizes[place]
        ]

    def _sounding(self, sound: str) -> Iterator[int]:
        """Terms of this sound; a longer sound also inside a term's."""
        at = self._said.find(sound) if sound else -1
        while at >= 0:
            place = bisect(self._starts, at) - 1
            if len(sound) > 4 or sound == self.terms[self._loud[place]].pinyin:
                yield self._loud[place]
            at = self._said.find(sound, self._starts[place + 1])

    def _terms(self, item: Item) -> Iterable[Term]:
        yield self._term(item.id, item.short, 10, None)
        yield self._term(item.id, item.name, 9, None)
        for alias in item.content["alias"]:
            yield self._term(item.id, alias, 8, alias)
        yield self._term(item.id, item.plain, 3, None)
        for situation in item.situations:
            yield self._term(item.id, situation.name, 3, situation.name, situation.id)

    def _term(self, item: str, text: str, weight: int, label: str | None, situation: str | None = None) -> Term:
        lowered = text.lower()
        bare = self._filler.sub("", lowered)
        return Term(item, lowered, bare, sounds.full(text), sounds.initials(text), _grams(bare), weight, label, situation)


def _alike(text: str, grams: frozenset[str], term: Term) -> float:
    if text == term.text or text == term.bare:
        return 1.3
    if text in term.text:
        return 0.75 + 0.35 * len(text) / len(term.text)
    if len(term.bare) >= (2 if term.bare == term.text else 4) and term.bare in text:
        return 0.7 + 0.35 * len(term.bare) / len(text)
    return _overlap(len(grams & term.grams), len(grams) + len(term.grams))


def _overlap(shared: int, of: int) -> float:
    return 0.95 * 2 * shared / of if shared else 0.0


def _grams(text: str) -> frozenset[str]:
    pairs = {text[n : n + 2] for n in range(len(text) - 1)}
    return frozenset(pairs | set(text))
