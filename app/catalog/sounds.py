"""How words sound: pinyin in full and by initials, one reading a character and the phrases of ours that are read otherwise.

readings.txt has under each syllable the characters that are read so, after pypinyin's dictionary: that one is 11 MB in every worker,
and its phrase book 45, for a handful of our words. Tests hold both against it, over every character and every term of the catalogue.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from collections.abc import Iterator, Mapping
from pathlib import Path

BLOCK = 256  # code points
_syllables = [""]
_blocks: dict[int, array[int]] = {}  # by the upper part of a code point, for each lower part the number of its syllable
_phrases: dict[str, list[str]] = {}
_pieces = re.compile("(?!)")


def teach(*phrases: Mapping[str, str]) -> None:
    """Phrases that are read otherwise than character by character: 银行 → yín háng."""
    global _pieces
    fresh = {phrase: _plain(sound).split() for each in phrases for phrase, sound in each.items()}
    if fresh.items() <= _phrases.items():
        return
    _phrases.update(fresh)
    _pieces = re.compile("|".join(map(re.escape, sorted(_phrases, key=len, reverse=True))))


def full(text: str) -> str:
    """护照 → huzhao. What is no character stays as it is."""
    return "".join(_sounds(text)).lower()


def syllables(text: str) -> list[str]:
    """护照 → hu, zhao. What stands between characters is one piece."""
    return [one.lower() for one in _sounds(text)]


def alone(character: str) -> str:
    """How a character sounds whatever it stands beside."""
    return _sound(ord(character)) or character


def initials(text: str) -> str:
    """护照 → hz."""
    return "".join(_sounds(text, 1)).lower()


def _sounds(text: str, letters: int | None = None) -> Iterator[str]:
    """Each syllable, of which so many letters; what is none, whole."""
    place = since = 0
    while place < len(text):
        phrase = _pieces.match(text, place)
        said = _phrases[phrase[0]] if phrase else [_sound(ord(text[place]))]
        if said[0]:
            if since < place:
                yield text[since:place]
            yield from (one[:letters] for one in said)
            since = phrase.end() if phrase else place + 1
        place = phrase.end() if phrase else place + 1
    if since < place:
        yield text[since:]


def _sound(point: int) -> str:
    block = _blocks.get(point // BLOCK)
    return _syllables[block[point % BLOCK]] if block else ""


def _plain(sound: str) -> str:
    """lǜ → lv, as phones type it: no tone, and v for ü."""
    apart = unicodedata.normalize("NFD", sound).replace("u\N{COMBINING DIAERESIS}", "v")
    return "".join(one for one in apart if not unicodedata.combining(one))


def _read() -> None:
    for line in Path(__file__).with_name("readings.txt").read_text("utf-8").splitlines():
        syllable, _, characters = line.partition(" ")
        _syllables.append(syllable)
        for point in map(ord, characters):
            block = _blocks.setdefault(point // BLOCK, array("H", bytes(2 * BLOCK)))
            block[point % BLOCK] = len(_syllables) - 1


_read()
