"""Named facts that conditions may hang on (`facts.age`): what is known without asking. Pure.

facts.today   2026-11-24      facts.city   440100      facts.district   440106, or nothing
facts.off     [bills]: lookups whose register does not answer, without which the person goes on by hand
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from app import reference
from app.kernel.jsons import Json
from app.language.conditions import FACTS, LOGIC, When
from app.language.reachable import Key
from app.language.values import Value

OFF = f"{FACTS}off"


def known(today: date, city: str, district: str | None = None, off: Iterable[str] = ()) -> dict[str, Value]:
    """The facts, under the names conditions use."""
    found: dict[str, Value] = {"today": today.isoformat(), "city": city, "district": district or "", "off": [*off]}
    return {f"{FACTS}{name}": value for name, value in found.items() if value not in ("", [])}


def without(when: When) -> Iterator[str]:
    """The lookups that this condition wants to be off."""
    for key, test in when.items():
        if key == OFF and isinstance(test, dict):
            yield from _texts(test.get("has"))
        if key in LOGIC and key != "not":
            for one in test if isinstance(test, list) else ():
                if isinstance(one, dict):
                    yield from without(one)


def _texts(said: Json) -> list[str]:
    several = said if isinstance(said, list) else [said]
    return [one for one in several if isinstance(one, str)]


def keys(lookups: Iterable[str] = ()) -> dict[str, Key]:
    """What each may be. `lookups`: those the item asks."""
    named = tuple(lookups)
    found = {
        "today": Key("date", always=True),
        "city": Key("option", tuple(reference.cities()), always=True),
        "district": Key("text"),
        **({"off": Key("options", named)} if named else {}),
    }
    return {f"{FACTS}{name}": key for name, key in found.items()}
