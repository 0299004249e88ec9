"""What an application costs by its item's function, as it is kept with the form and written on the bill. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from app.checks.facts import Facts
from app.kernel.jsons import Json, a_text
from app.kernel.text import day
from app.prices import PRICES
from app.prices.declare import Line


def lines(declared: Mapping[str, Json], facts: Facts) -> tuple[Line, ...]:
    """What is owed. `declared`: `price:` of the item."""
    given = {key: value for key, value in declared.items() if key != "fn"}
    return PRICES[str(declared["fn"])](facts, given)


def total(found: Sequence[Line]) -> int:
    """In fen."""
    return sum(one.fen for one in found)


def holds_until(found: Sequence[Line]) -> date | None:
    """The last day on which all of it costs this much; None when nothing changes."""
    return min((one.until for one in found if one.until), default=None)


def kept(found: Sequence[Line]) -> list[dict[str, Json]]:
    """The lines as they are kept with a form."""
    return [
        {"name": one.name, "fen": one.fen, "why": one.why, "payee": one.payee, "until": one.until.isoformat() if one.until else None}
        for one in found
    ]


def opened(rows: Sequence[Mapping[str, Json]]) -> tuple[Line, ...]:
    """The lines that were kept. Raises TypeError for what is none."""
    return tuple(Line(a_text(one["name"]), _fen(one["fen"]), a_text(one["why"]), a_text(one["payee"]), day(one["until"])) for one in rows)


def _fen(value: Json) -> int:
    if type(value) is not int:
        raise TypeError("fen")
    return value
