"""What kinds of certificate there are (reference/data/certificates.yaml) and how each looks in the wallet."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TypedDict

import yaml

COLOURS = {
    "ec-idcard": "#0B6C75",
    "ec-hukou": "#8A4B2A",
    "ec-social-card": "#3C6B4A",
    "ec-drive": "#22313A",
    "ec-passport": "#7A2C36",
    "ec-hkm-permit": "#1F5673",
    "ec-marriage": "#8C2F39",
    "ec-medical-code": "#3C6B4A",
}
ORDER = ("ec-passport", "ec-drive", "ec-social-card", "ec-hukou", "ec-idcard")


@dataclass(frozen=True)
class Kind:
    """One kind: `type_code` 21 characters, `department` who issues it, `personal` that people hold it, `show` that it can be shown,
    `ends` that one of its kind may run out: then it has to say when."""

    id: str
    name: str
    department: str
    type_code: str
    fields: tuple[str, ...]
    personal: bool
    show: bool
    ends: bool

    @property
    def colour(self) -> str:
        return COLOURS.get(self.id, "#41525A")

    @property
    def rank(self) -> int:
        return ORDER.index(self.id) if self.id in ORDER else -1


@lru_cache
def kinds() -> dict[str, Kind]:
    """All kinds, by id."""
    rows = yaml.safe_load(files("app").joinpath("reference/data/certificates.yaml").read_text("utf-8"))["certificates"]
    return {row["id"]: _kind(row) for row in rows}


class Declared(TypedDict):
    """A kind as the reference file says it."""

    id: str
    name: str
    dept: str
    type_code: str
    fields: list[str]
    holder: str
    show: bool
    valid: str


def _kind(row: Declared) -> Kind:
    flags = (row["holder"] != "org", bool(row["show"]), not row["valid"].startswith("长期"))
    return Kind(row["id"], row["name"], row["dept"], row["type_code"], tuple(row["fields"]), *flags)


def usual() -> tuple[str, ...]:
    """What goes into the wallet as soon as we know whose it is: all that people hold and can show."""
    return tuple(kind.id for kind in kinds().values() if kind.personal and kind.show)
