"""What kinds of certificate there are (catalog/data/certificates.yaml) and how each looks in the wallet."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

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
    """One kind: `type_code` 21 characters, `department` who issues it, `personal` that people hold it, `show` that it can be shown."""

    id: str
    name: str
    department: str
    type_code: str
    fields: tuple[str, ...]
    personal: bool
    show: bool

    @property
    def colour(self) -> str:
        return COLOURS.get(self.id, "#41525A")

    @property
    def rank(self) -> int:
        return ORDER.index(self.id) if self.id in ORDER else -1


@lru_cache
def kinds() -> dict[str, Kind]:
    """All kinds, by id."""
    rows = yaml.safe_load(files("app").joinpath("catalog/data/certificates.yaml").read_text("utf-8"))["certificates"]
    made = (Kind(r["id"], r["name"], r["dept"], r["type_code"], tuple(r["fields"]), r["holder"] != "org", bool(r["show"])) for r in rows)
    return {kind.id: kind for kind in made}


def usual() -> tuple[str, ...]:
    """What goes into the wallet as soon as we know whose it is: all that people hold and can show."""
    return tuple(kind.id for kind in kinds().values() if kind.personal and kind.show)
