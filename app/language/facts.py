"""Named facts that conditions may hang on (`facts.age`): what is known without asking. Pure.

facts.today   2026-11-24      facts.city   440100      facts.district   440106, or nothing
"""

from __future__ import annotations

from datetime import date

from app import reference
from app.language.conditions import FACTS
from app.language.reachable import Key
from app.language.values import Value


def known(today: date, city: str, district: str | None = None) -> dict[str, Value]:
    """The facts, under the names conditions use."""
    found: dict[str, Value] = {"today": today.isoformat(), "city": city, "district": district or ""}
    return {f"{FACTS}{name}": value for name, value in found.items() if value != ""}


def keys() -> dict[str, Key]:
    """What each may be."""
    found = {
        "today": Key("date", always=True),
        "city": Key("option", tuple(reference.cities()), always=True),
        "district": Key("text"),
    }
    return {f"{FACTS}{name}": key for name, key in found.items()}
