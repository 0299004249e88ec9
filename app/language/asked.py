"""scenes/*/asked.yaml: how residents ask for each item, ten ways and more, as they would say it to a neighbour.

One in ten is kept out of the index by a rule nobody can lean on, and is what the search is tried on: what stands in the index
proves nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

from app.language import registry, sheet
from app.language.content import Content
from app.language.sheet import Entry, Mistake

FILE = "asked.yaml"
TEN = 10
LONGEST = 40  # characters of a question

Asked = dict[str, list[str]]  # item → its phrasings


def read(items: Mapping[str, Content]) -> Asked:
    """What each scene says, checked. A scene without the file says nothing. Raises Mistake."""
    found: Asked = {}
    taken = _names(items)
    for scene in registry.scenes().values():
        path = scene.folder / FILE
        if path.is_file():
            found.update(_scene(path, scene.code, items, taken))
    return found


def mistakes(items: Mapping[str, Content]) -> list[Mistake]:
    """What is wrong, at most one mistake a file."""
    found, taken = [], _names(items)
    for scene in registry.scenes().values():
        try:
            if (path := scene.folder / FILE).is_file():
                _scene(path, scene.code, items, taken)
        except Mistake as mistake:
            found.append(mistake)
    return found


def kept_out(phrasings: list[str]) -> list[str]:
    """One in ten, those with the least SHA-256: whoever writes them cannot choose."""
    return sorted(phrasings, key=lambda one: hashlib.sha256(one.encode()).digest())[: len(phrasings) // TEN]


def _names(items: Mapping[str, Content]) -> dict[str, str]:
    """What is found already, and whose it is: a phrasing says something else."""
    return {name: item for item, one in items.items() for name in (one["name"], one["short"], *one["alias"])}


def _scene(path: Path, scene: str, items: Mapping[str, Content], taken: dict[str, str]) -> Asked:
    file = f"{scene}/{FILE}"
    own = [item for item, one in items.items() if one["scene"] == scene]
    entry = Entry(file, "文件", sheet.read(path, file), own)
    found = {}
    for item in own:
        one = Entry(file, item, {"asked": entry.row[item]}, ("asked",))
        found[item] = one.texts("asked")
        if len(found[item]) % TEN:
            raise one.fail("asked", f"每件事写十句，或者二十句、三十句；现在是 {len(found[item])} 句")
        for said in found[item]:
            if len(said) > LONGEST:
                raise one.fail("asked", f"最多 {LONGEST} 个字：{said}")
            if said in taken:
                raise one.fail("asked", f"{taken[said]} 已经这样叫了：{said}")
            taken[said] = item
    return found
