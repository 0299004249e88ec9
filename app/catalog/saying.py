"""What a question and a way to say an item have in common: words written alike, and traits that can be counted.

`same` writes what people say (唔见咗, 细路仔, sfz) as what it is called here (丢了, 孩子, 身份证), on both sides; `filler` are characters
that say nothing of what is looked for. `kinds` are words of one kind (what got lost; who is old): each kind alone and every two of
them, however far apart they stand, for it is thing and deed together that decide. Traits of characters: each alone and in pairs, and
the sounds of pairs, so that a slip into another character of that sound is still heard. Traits of letters: syllables alone and in
twos; letters that are no syllables are taken for initials, in twos and threes. Pure, once sounds are taught.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations

from app.catalog import sounds

MARKS = r"\s，。、,.?？!！"
_RUNS = re.compile(r"[a-z]+|[^a-z]+")
_SYLLABLE = 6  # letters of the longest: zhuang
TWICE = 2  # 提公积金 → 取公积金: what was put may itself stand for another word

# How much a trait says, against a single character; found by leaving each phrasing out of the index in turn.
CHARACTER, PAIR, SOUND = 1.0, 0.13, 0.15
SYLLABLE, SYLLABLES, INITIALS = 1.0, 0.6, 0.11
KIND, KINDS = 1.0, 1.0

INITIAL = "i"  # a trait of letters that are no syllables begins so
Traits = dict[str, float]  # trait → how much it says


class Saying:
    """How a release's words are written and taken apart."""

    def __init__(self, same: Mapping[str, str], filler: str, kinds: Mapping[str, Sequence[str]]) -> None:
        self._same = same
        self._said = _any_of(same)
        self._filler = re.compile(f"[{MARKS}{re.escape(filler)}]+")
        self._blank = re.compile(f"[{MARKS}]+")
        self.syllables: set[str] = set()
        self._kinds: dict[str, set[str]] = defaultdict(set)
        for kind, words in kinds.items():
            for word in words:
                self._kinds[self.alike(word)].add(kind)
        self._kind = _any_of(self._kinds)

    def alike(self, text: str) -> str:
        """A text without marks, each word written as it is called here."""
        for _ in range(TWICE):
            text = self._said.sub(lambda found: self._same[found[0]], self._blank.sub("", text.lower()))
        return text

    def bare(self, text: str) -> str:
        """What is left without filler; all of it when nothing is."""
        return self._filler.sub("", text) or text

    def asked(self, text: str) -> Traits:
        """Traits of a question written alike, which may be characters, letters, or both."""
        found = self._of_kind(text)
        for run in _RUNS.findall(text):
            if run[0].isascii() and run[0].isalpha():
                said = self._syllables(run)
                found.update(_spoken(said) if said else dict.fromkeys(_initials(run), INITIALS))
            else:
                bare = self.bare(run)
                found.update(_written(bare))
                found.update(dict.fromkeys(_together([sounds.alone(one) for one in bare], 2), SOUND))
        return found

    def told(self, text: str) -> set[str]:
        """Traits of a way to say an item: whatever a question for it may show."""
        text = self.alike(text)
        found = set(self._of_kind(text))
        for run in _RUNS.findall(text):
            if run[0].isascii() and run[0].isalpha():
                found.update(_spoken(self._syllables(run)) or _initials(run))
                continue
            found.update(_written(self.bare(run)))
            whole = sounds.syllables(run)
            bare = (
                [sound for sound, one in zip(whole, run, strict=True) if not self._filler.fullmatch(one)] if len(whole) == len(run) else []
            )
            for said in (whole, bare):
                found.update(_spoken(said))
                found.update(_initials("".join(one[:1] for one in said)))
        return found

    def _of_kind(self, text: str) -> Traits:
        """The kinds of what is said, alone and in twos, however far apart they stand."""
        kinds = sorted({kind for word in self._kind.findall(text) for kind in self._kinds[word]})
        return dict.fromkeys((f"k{one}" for one in kinds), KIND) | dict.fromkeys((f"k{a}+{b}" for a, b in combinations(kinds, 2)), KINDS)

    def hear(self, texts: Iterable[str]) -> None:
        """Learn the syllables that letters are cut into."""
        heard = {sounds.alone(one) for one in set("".join(texts))}
        self.syllables.update(one for one in heard if one.isascii() and one.isalpha() and len(one) <= _SYLLABLE)

    def _syllables(self, run: str) -> list[str]:
        """The fewest syllables that make these letters; none when they do not, or are single letters."""
        best: list[list[str] | None] = [[]]
        for end in range(1, len(run) + 1):
            ways = [
                [*before, run[start:end]]
                for start in range(max(0, end - _SYLLABLE), end)
                if (before := best[start]) is not None and run[start:end] in self.syllables
            ]
            best.append(min(ways, key=len, default=None))
        whole = best[-1]
        return whole if whole and len(whole) < len(run) else []


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True))) or r"(?!)")


def _written(bare: str) -> Traits:
    pairs = dict.fromkeys((bare[n : n + 2] for n in range(len(bare) - 1)), PAIR)
    return pairs | dict.fromkeys(bare, CHARACTER)


def _spoken(said: Sequence[str]) -> Traits:
    longer = dict.fromkeys(_together(said, 2), SYLLABLES)
    return longer | dict.fromkeys((f"1{one}" for one in said), SYLLABLE)


def _together(said: Sequence[str], many: int) -> Iterator[str]:
    return (f"{many}{''.join(said[n : n + many])}" for n in range(len(said) - many + 1))


def _initials(letters: str) -> Iterator[str]:
    return (f"{INITIAL}{letters[n : n + many]}" for many in (2, 3) for n in range(len(letters) - many + 1))
