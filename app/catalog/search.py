"""Search by everyday words: names, aliases, situations, pinyin in full and by initials, slips of the finger.

In memory, over some two thousand terms; a query costs well under a millisecond and repeated ones come from a small cache.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pypinyin import Style, lazy_pinyin

from app.catalog.checklist import Item

# What people say for what the forms call otherwise.
SAME = {"宝宝": "新生儿", "小孩": "新生儿", "孩子": "新生儿", "过期": "换", "驾照": "驾驶证", "丢": "丢了", "补": "补办"}
# Below this a hit is a guess, and people are told so.
ENOUGH = 0.75
_CLEAN = re.compile(r"[\s，。、,.?？!！怎么如何办理我要想去哪里能的了吗]+")
_LATIN = re.compile(r"[a-z ]+")


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
    """Built once per release. `rank`: item → how often it is done, 0–1."""

    def __init__(self, items: Iterable[Item], rank: Mapping[str, float]) -> None:
        self.rank = rank
        self.terms = [term for item in items for term in _terms(item)]
        self._kept: dict[str, list[Hit]] = {}

    def find(self, query: str, most: int = 10) -> list[Hit]:
        """Best first."""
        text = query.strip().lower()[:40]
        if text not in self._kept:
            if len(self._kept) > 2000:
                self._kept.clear()
            self._kept[text] = self._find(text)
        return self._kept[text][:most]

    def near(self, query: str, most: int = 3) -> list[str]:
        """Items that share a character with what was not found, else the most frequent."""
        chars = set(query)
        scored = [(len(chars & set(term.text)), self.rank.get(term.item, 0.0), term.item) for term in self.terms if term.weight >= 8]
        ordered = [item for _, _, item in sorted(scored, key=lambda one: (-one[0], -one[1]))]
        return list(dict.fromkeys(ordered))[:most]

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
        return [hit for hit in found if hit.score >= max(ENOUGH, found[0].score * 0.45)][:20] if found else []

    def _latin(self, text: str) -> Iterable[tuple[Term, float]]:
        for term in self.terms:
            if term.weight < 8:
                continue
            if text == term.pinyin:
                yield term, 1.3
            elif text == term.initials:
                yield term, 1.1
            elif len(text) >= 3 and text in term.pinyin:
                yield term, 0.6 + 0.5 * len(text) / len(term.pinyin)
            elif len(text) >= 2 and text in term.initials:
                yield term, 0.5 + 0.4 * len(text) / len(term.initials)

    def _hanzi(self, text: str) -> Iterable[tuple[Term, float]]:
        bare = _CLEAN.sub("", text) or text
        wordings = {bare, *(bare.replace(said, meant) for said, meant in SAME.items() if said in bare)}
        sounds = "".join(lazy_pinyin(bare))
        grams = [_grams(one) for one in wordings]
        for term in self.terms:
            points = max(_alike(one, own, term) for one, own in zip(wordings, grams, strict=True))
            if term.weight >= 8 and points < 0.9:
                if sounds == term.pinyin:
                    points = max(points, 0.95)  # 护召 sounds like 护照
                elif len(sounds) > 4 and sounds in term.pinyin:
                    points = max(points, 0.7)
            if points > 0.3:
                yield term, points


def _alike(text: str, grams: frozenset[str], term: Term) -> float:
    if text == term.text or text == term.bare:
        return 1.3
    if text in term.text:
        return 0.75 + 0.35 * len(text) / len(term.text)
    if len(term.bare) >= (2 if term.bare == term.text else 4) and term.bare in text:
        return 0.7 + 0.35 * len(term.bare) / len(text)
    shared = len(grams & term.grams)
    return 0.0 if not shared else 0.95 * 2 * shared / (len(grams) + len(term.grams))


def _terms(item: Item) -> Iterable[Term]:
    yield _term(item.id, item.short, 10, None)
    yield _term(item.id, item.name, 9, None)
    for alias in item.content["alias"]:
        yield _term(item.id, alias, 8, alias)
    yield _term(item.id, item.plain, 3, None)
    for situation in item.situations:
        yield _term(item.id, situation.name, 3, situation.name, situation.id)


def _term(item: str, text: str, weight: int, label: str | None, situation: str | None = None) -> Term:
    lowered = text.lower()
    bare = _CLEAN.sub("", lowered)
    initials = "".join(lazy_pinyin(text, style=Style.FIRST_LETTER)).lower()
    return Term(item, lowered, bare, "".join(lazy_pinyin(text)).lower(), initials, _grams(bare), weight, label, situation)


def _grams(text: str) -> frozenset[str]:
    pairs = {text[n : n + 2] for n in range(len(text) - 1)}
    return frozenset(pairs | set(text))
