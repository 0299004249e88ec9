"""What a view says and what it is said from: the words between a scene's functions and the page. Pure.

@scene.figure
def balance(seen: Seen, arg: str) -> Said | None:       # None: there is nothing to say, and nothing is shown
    ...
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from app.kernel.jsons import Json

Columns = Mapping[str, Json]
Facts = tuple[tuple[str, str | int], ...]  # label and text, or a sum in fen


@dataclass(frozen=True)
class Seen:
    """What registers said of one person, by lookup; `off`: those that said nothing. `birth` and `sex` (男 女) as the id number has them."""

    today: date
    city: str
    rows: Mapping[str, tuple[Columns, ...]]
    name: str = ""
    birth: date | None = None
    sex: str | None = None
    off: frozenset[str] = field(default_factory=frozenset)

    def of(self, lookup: str) -> tuple[Columns, ...]:
        """A lookup's rows; none when it is off."""
        return self.rows.get(lookup, ())

    def __repr__(self) -> str:
        return "Seen()"


@dataclass(frozen=True)
class Said:
    """A figure: what is large (`fen` where it is a sum), what stands small below it, how it is coloured (near: look here, done: good,
    grey, or nothing)."""

    text: str = ""
    note: str = ""
    tone: str = ""
    fen: int | None = None


@dataclass(frozen=True)
class Line:
    """A row of a view. `year` groups it, `tab` and `place` (a city's code) choose it; `fen`: its sum."""

    id: str
    year: str
    tab: str
    place: str
    title: str
    text: str = ""
    note: str = ""
    tone: str = ""
    fen: int | None = None
    facts: Facts = ()


@dataclass(frozen=True)
class Bar:
    """A month of a chart, or whatever else stands beside one another there: `height` in fen or in people, None is a hole, and `text` says
    so. `tick`: what stands below it (of a month its year, in January); `mine`: where the person stands."""

    id: str
    height: int | None
    text: str
    facts: Facts = ()
    tick: str = ""
    mine: bool = False


@dataclass(frozen=True)
class Part:
    """A part of a paper under a heading of its own: facts, sentences, or both."""

    head: str
    text: str = ""
    facts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Sheet:
    """A paper: facts above, parts below them, then a table; `widths` of its columns, in parts of the page. `mark`: what stands across every
    page, pale, so that a part of it is good for nothing else."""

    title: str
    facts: tuple[tuple[str, str], ...]
    columns: tuple[str, ...] = ()
    widths: tuple[int, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    note: str = ""
    parts: tuple[Part, ...] = ()
    mark: str = ""


@dataclass(frozen=True)
class Told:
    """What a notice is written from: the rows that were picked, as they are frozen in the form; who decides, and what can be done
    against that (`remedy`: whom to ask for review and where, the court and where), a sentence each."""

    today: date
    unit: str
    rows: tuple[Columns, ...]
    remedy: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return "Told()"


Figure = Callable[[Seen, str], "Said | None"]
Lines = Callable[[Seen], "tuple[Line, ...]"]
Bars = Callable[[Seen], "tuple[Bar, ...]"]
Paper = Callable[[Seen, int], "Sheet | None"]
Notice = Callable[[Told], Sheet]


def yuan(fen: int) -> str:
    """720000 → 7,200.00 元; what was taken back: -5650 → -56.50 元."""
    return f"{'-' if fen < 0 else ''}{abs(fen) // 100:,}.{abs(fen) % 100:02d} 元"


def month(value: str) -> str:
    """2026-10 → 2026 年 10 月."""
    return f"{value[:4]} 年 {int(value[5:7])} 月"


def day(value: str | date) -> str:
    """2026-12-03 → 2026 年 12 月 3 日."""
    text = value.isoformat() if isinstance(value, date) else value
    return f"{month(text)} {int(text[8:10])} 日"


def span(months: int) -> str:
    """206 → 17 年 2 个月."""
    years, rest = divmod(months, 12)
    return " ".join([*([f"{years} 年"] if years else []), *([f"{rest} 个月"] if rest or not years else [])])
