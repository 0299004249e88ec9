"""How words sound, without the whole phrase book in memory."""

import json
import os
import subprocess
import sys

from app.catalog import sounds
from app.catalog.search import index
from app.publishing import current

WHOLE_BOOK = """
import json, sys
from pypinyin import Style, lazy_pinyin
texts = json.load(sys.stdin)
print(json.dumps([["".join(lazy_pinyin(t)).lower(), "".join(lazy_pinyin(t, style=Style.FIRST_LETTER)).lower(),
    [one.lower() for one in lazy_pinyin(t)]] for t in texts]))
"""


def test_every_term_sounds_as_the_whole_phrase_book_has_it(session_app):
    texts = sorted({term.text for terms in index(current()).terms.values() for term in terms})
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYPINYIN")}
    done = subprocess.run(
        [sys.executable, "-c", WHOLE_BOOK], input=json.dumps(texts), capture_output=True, text=True, check=True, env=environment
    )
    whole = {text: tuple(sound) for text, sound in zip(texts, json.loads(done.stdout), strict=True)}
    assert len(whole) > 1000
    assert {
        text: sound for text, sound in whole.items() if sound != (sounds.full(text), sounds.initials(text), sounds.syllables(text))
    } == {}


EACH = """
import json
from pypinyin import lazy_pinyin, pinyin_dict
print(json.dumps({chr(one): lazy_pinyin(chr(one))[0] for one in pinyin_dict.pinyin_dict}))
"""


def test_every_character_sounds_as_the_dictionary_has_it():
    done = subprocess.run([sys.executable, "-c", EACH], capture_output=True, text=True, check=True)
    whole = json.loads(done.stdout)
    assert len(whole) > 40_000
    assert {one: sound for one, sound in whole.items() if (sound, sound[0]) != (sounds.full(one), sounds.initials(one))} == {}
    assert (sounds.full("A12 办，Ω。x护"), sounds.initials("A12 办，Ω。x护")) == ("a12 ban，ω。xhu", "a12 b，ω。xh")
    assert sounds.syllables("A12 办，Ω。x护") == ["a12 ", "ban", "，ω。x", "hu"]
