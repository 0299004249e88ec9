"""What kinds of certificate there are (reference/data/certificates.yaml) and how each looks in the wallet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from app import reference
from app.certificates.reminders import USUAL, is_before
from app.reference.shapes import Certificate

PLAIN = "#41525A"  # of a card that no colour is said for


@dataclass(frozen=True)
class Kind:
    """One kind: `type_code` 21 characters, `department` who issues it, `personal` that people hold it, `show` that it can be shown,
    `ends` that one of its kind may run out: then it has to say when, `colour` and `rank` how it lies in the wallet, `receipt` that it
    says what was paid: one for each payment, and none takes the place of another. `each`: the labels on the face that tell what it is
    about (the plate of a car): one may hold one of each, and only the one about the same takes the place of another; none for a kind
    of which one holds one. `renew`: the item that gives a new one; `use`: the one it has to
    be used for before it ends; `remind`: how long before that its holder is told (app/certificates/reminders.py), and `warns` why so
    early."""

    id: str
    name: str
    department: str
    type_code: str
    fields: tuple[str, ...]
    personal: bool
    show: bool
    ends: bool
    colour: str
    rank: int
    receipt: bool = False
    each: tuple[str, ...] = ()
    renew: str = ""
    use: str = ""
    remind: tuple[str, ...] = USUAL
    warns: str = ""

    def about(self, face: Mapping[str, object]) -> str:
        """What a certificate with these face items is about; the same for all of a kind of which one holds one."""
        return " ".join(str(face.get(label) or "") for label in self.each)


@lru_cache
def kinds() -> dict[str, Kind]:
    """All kinds, by id."""
    found = {key: _kind(row) for key, row in reference.certificates().items()}
    if strange := [one.id for one in found.values() if not all(map(is_before, one.remind))]:
        raise ValueError(f"certificates.yaml: remind: {strange}")
    return found


def _kind(row: Certificate) -> Kind:
    flags = (row["holder"] != "org", row["show"], not row["valid"].startswith("长期"))
    return Kind(
        row["id"], row["name"], row["dept"], row["type_code"], tuple(row["fields"]), *flags, row.get("colour", PLAIN), row.get("rank", -1),
        row.get("receipt", False), tuple(row.get("each", ())), row.get("renew", ""),
        row.get("use", ""), tuple(row.get("remind", USUAL)), row.get("warns", ""),
    )  # fmt: skip


def usual() -> tuple[str, ...]:
    """What goes into the wallet as soon as we know whose it is: all that people hold and can show."""
    return tuple(kind.id for kind in kinds().values() if kind.personal and kind.show)
