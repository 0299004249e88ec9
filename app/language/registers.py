"""What departments' registers hold (reference/data/registers.yaml), and whether a row is one. Pure.

A column is of one type; a row that lacks one or has it otherwise is no row, and then the whole answer is none: better nothing than a
number where a date should be.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from app import reference
from app.kernel import text
from app.kernel.jsons import Json
from app.language.sheet import Entry, Mistake

FILE = "registers.yaml"
OFF = ("upload", "manual", "wait", "block")
MOST_ROWS, MOST_TEXT, MOST_LIST = 500, 2000, 500
FOREVER = "长期"

_MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")
_YEAR = re.compile(r"(19|20)[0-9]{2}")
_TIME = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2}) ([01][0-9]|2[0-3]):[0-5][0-9]")
_PLATE = re.compile(r"[一-龥][A-HJ-NP-Z][0-9A-HJ-NP-Z]{5,6}")
_VIN = re.compile(r"[0-9A-HJ-NPR-Z]{17}")
_ID = re.compile(r"[0-9]{17}[0-9X]")


def is_time(value: str) -> bool:
    """2026-11-23 09:00, as clocks in China show it."""
    found = _TIME.fullmatch(value)
    return found is not None and text.day(found[1]) is not None


def is_id(value: str) -> bool:
    """An id number that passes its check digit."""
    born = text.birth_date(value) if _ID.fullmatch(value) else None
    return born is not None and text.id_number_fault(value, born) is None


def is_uscc(value: str) -> bool:
    """A credit code that passes its check digit."""
    return text.uscc_fault(value) is None


TEXTS: dict[str, Callable[[str], object]] = {
    "text": lambda value: value.strip() and len(value) <= MOST_TEXT,
    "date": text.day,
    "time": is_time,
    "month": _MONTH.fullmatch,
    "year": _YEAR.fullmatch,
    "until": lambda value: value == FOREVER or text.day(value),
    "id": is_id,
    "uscc": is_uscc,
    "party": lambda value: is_id(value) or is_uscc(value),
    "plate": _PLATE.fullmatch,
    "vin": _VIN.fullmatch,
}
NUMBERS: dict[str, Callable[[Json], bool]] = {
    "money": lambda value: type(value) is int and value >= 0,
    "sum": lambda value: type(value) is int,
    "int": lambda value: type(value) is int,
    "number": lambda value: type(value) in (int, float),
    "bool": lambda value: type(value) is bool,
}
WHOSE = frozenset({"id", "party", "uscc"})  # columns that say whose a row is


@dataclass(frozen=True)
class Column:
    """`kind`: a name of TEXTS or NUMBERS, choice, list or row; `choices`; `inner`: columns of a row; `of`: what a list holds."""

    kind: str
    may_lack: bool = False
    choices: tuple[str, ...] = ()
    inner: tuple[tuple[str, Column], ...] = ()
    of: Column | None = None

    def fits(self, value: Json) -> bool:
        """Whether a value is of this type."""
        if value is None:
            return self.may_lack
        if self.kind in NUMBERS:
            return NUMBERS[self.kind](value)
        if self.kind == "list":
            return isinstance(value, list) and len(value) <= MOST_LIST and self.of is not None and all(map(self.of.fits, value))
        if self.kind == "row":
            return isinstance(value, dict) and all(column.fits(value.get(name)) for name, column in self.inner)
        if not isinstance(value, str):
            return False
        return value in self.choices if self.kind == "choice" else bool(TEXTS[self.kind](value))

    def kept(self, value: Json) -> Json:
        """The value without what nobody declared."""
        if self.kind == "row" and isinstance(value, dict):
            return {name: column.kept(value.get(name)) for name, column in self.inner}
        if self.kind == "list" and isinstance(value, list) and self.of is not None:
            return [self.of.kept(one) for one in value]
        return value


@dataclass(frozen=True)
class Register:
    """`department` answers; `key`: columns it may be asked by; `open`: about nobody, anybody may ask; `labels`: what a column is called
    to a person, where its name says it to nobody."""

    id: str
    name: str
    department: str
    key: tuple[str, ...]
    off: str
    open: bool
    columns: Mapping[str, Column]
    labels: Mapping[str, str] = field(default_factory=dict)

    def fault(self, columns: Mapping[str, Json], asked: Mapping[str, Json]) -> str | None:
        """The first column in which a row is no row of this register, or not the one that was asked for; None when it is."""
        for name, column in self.columns.items():
            if not column.fits(columns.get(name)):
                return name
        return next((name for name, value in asked.items() if not holds(columns.get(name), value)), None)

    def kept(self, columns: Mapping[str, Json]) -> dict[str, Json]:
        """The row with its declared columns and no others."""
        return {name: column.kept(columns.get(name)) for name, column in self.columns.items()}


def holds(column: Json, value: Json) -> bool:
    """Whether a column has a value; a list has those it holds."""
    return value in column if isinstance(column, list) else column == value


@lru_cache
def registers() -> dict[str, Register]:
    """All registers by id. Raises Mistake."""
    return declared(reference.read("registers"))


def declared(data: object) -> dict[str, Register]:
    """What a file of registers says. Raises Mistake that names register and field."""
    must = ("id", "name", "from", "key", "off", "columns")
    rows = Entry(FILE, "文件", data, ("registers",)).rows("registers", must, ("open", "labels"))
    return {one.text("id"): _register(one) for one in rows}


def _register(entry: Entry) -> Register:
    raw = entry.row["columns"]
    if not isinstance(raw, Mapping) or not raw:
        raise entry.fail("columns", "要写成 {列: 类型}")
    columns = {str(name): column(entry, f"columns.{name}", kind) for name, kind in raw.items()}
    key = entry.texts("key", columns, "没有这一列")
    if not key:
        raise entry.fail("key", "至少一列")
    department = entry.text("from", reference.departments(), "没有这个部门")
    open_ = entry.flag("open") if "open" in entry.row else False
    names = (entry.text("id"), entry.text("name"), department, tuple(key), entry.text("off", OFF))
    return Register(*names, open_, columns, _labels(entry, columns))


def _labels(entry: Entry, columns: Mapping[str, Column]) -> dict[str, str]:
    said = entry.row.get("labels", {})
    if not isinstance(said, Mapping) or not all(name in columns and isinstance(label, str) and label for name, label in said.items()):
        raise entry.fail("labels", "写 {列: 叫法}")
    return dict(said)


def column(entry: Entry, at: str, kind: object) -> Column:
    """A column's type as it is written. Raises Mistake."""
    if isinstance(kind, str):
        name, may_lack = kind.removesuffix("?"), kind.endswith("?")
        if name in TEXTS or name in NUMBERS:
            return Column(name, may_lack)
    elif isinstance(kind, Mapping) and len(kind) == 1:
        ((name, inner),) = kind.items()
        if name == "choice" and isinstance(inner, list) and inner and all(isinstance(one, str) for one in inner):
            return Column("choice", choices=tuple(inner))
        if name == "list":
            return Column("list", of=column(entry, at, {"row": inner} if isinstance(inner, Mapping) and not _typed(inner) else inner))
        if name == "row" and isinstance(inner, Mapping) and inner:
            return Column("row", inner=tuple((str(one), column(entry, f"{at}.{one}", of)) for one, of in inner.items()))
        if name == "maybe":
            found = column(entry, at, inner)
            return Column(found.kind, True, found.choices, found.inner, found.of)
    raise entry.fail(at, f"没有这种列：{kind}")


def _typed(inner: Mapping[str, object]) -> bool:
    """Whether a mapping is itself a type, not columns."""
    return len(inner) == 1 and next(iter(inner)) in ("choice", "list", "row", "maybe")


__all__ = ["Column", "Mistake", "Register", "column", "declared", "holds", "registers"]
