"""What rows say, in words a person reads. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypedDict

from app import reference
from app.kernel.jsons import Json
from app.language.checklist import Item
from app.language.lookups import Lookup
from app.language.registers import Column
from app.language.showing import day, month, yuan

LATER = "过一会儿再来"
BY_HAND = "您可以自己填，由工作人员核对"


class Fact(TypedDict):
    """A label and what stands there: a text, or a sum."""

    label: str
    text: str
    amount_fen: int | None


class Cell(TypedDict):
    """A column of a row: its name, its kind, as it is shown (a sum as fen) and as it is stored."""

    id: str
    label: str
    kind: str
    text: str
    amount_fen: int | None
    value: str | None


class Off(TypedDict):
    """A department that is not there: what is said, what to do instead, whom to call; `by_hand`: one may fill in without it."""

    say: str
    how: str
    phone: str
    by_hand: bool


def shown(column: Column, value: Json) -> str:
    """A value as it is shown; empty for none."""
    if value is None:
        return ""
    if isinstance(value, list):
        return "、".join(shown(column.of, one) for one in value) if column.of else ""
    if isinstance(value, dict):
        return " ".join(shown(inner, value.get(name)) for name, inner in column.inner)
    if isinstance(value, bool):
        return "是" if value else "不是"
    if isinstance(value, str):
        return {"month": month, "date": day}.get(column.kind, str)(value)
    return yuan(int(value)) if column.kind in ("money", "sum") else f"{value:,}" if isinstance(value, int) else str(value)


def fact(label: str, said: str | int) -> Fact:
    """A label with a text, or with a sum in fen."""
    return {"label": label, "text": "", "amount_fen": said} if isinstance(said, int) else {"label": label, "text": said, "amount_fen": None}


def facts(lookup: Lookup, columns: Mapping[str, Json], names: Sequence[str] | None = None) -> list[Fact]:
    """The columns an item shows of a row, or these, those that hold something."""
    every = _cells(lookup, columns, lookup.show if names is None else names)
    cells_ = [one for one in every if one["text"] or one["amount_fen"] is not None]
    return [{"label": one["label"], "text": one["text"], "amount_fen": one["amount_fen"]} for one in cells_]


def signed(lookup: Lookup, columns: Mapping[str, Json]) -> list[Fact]:
    """All that is read of a row before it is signed."""
    return facts(lookup, columns, lookup.signed)


def cells(lookup: Lookup, columns: Mapping[str, Json]) -> list[Cell]:
    """The same columns with what is stored: what a form takes over."""
    return _cells(lookup, columns, lookup.show)


def _cells(lookup: Lookup, columns: Mapping[str, Json], names: Sequence[str]) -> list[Cell]:
    register = lookup.register
    return [_cell(name, register.labels.get(name, name), register.columns[name], columns.get(name)) for name in names]


def _cell(name: str, label: str, column: Column, value: Json) -> Cell:
    stored = value if isinstance(value, str) else None if value is None or isinstance(value, list | dict) else str(value)
    fen = value if column.kind in ("money", "sum") and isinstance(value, int) else None
    text = "" if fen is not None else shown(column, value)
    return {"id": name, "label": label, "kind": column.kind, "text": text, "amount_fen": fen, "value": stored}


def title(lookup: Lookup, columns: Mapping[str, Json]) -> str:
    """What a row is called."""
    return shown(lookup.register.columns[lookup.title], columns.get(lookup.title)) if lookup.title else ""


def off(department: str, how: str, by_hand: bool = False) -> Off:
    """A department that is not there. `how`: what to do instead, in words."""
    say = f"{reference.plain_department(department)}系统暂时连不上"
    return {"say": say, "how": how, "phone": phone(department), "by_hand": by_hand}


def otherwise(item: Item, way: str = "") -> str:
    """What to do while nothing can be known: later, or where the item says it can be done besides. `way`: where this very thing can."""
    channels = item.content["staff"].get("channels") or ()
    if way:
        return f"{LATER}，急的话{way}"
    if "hall" in channels:
        return f"{LATER}，急的话带上证件到窗口办"
    return f"{LATER}，或者打 {item.hotline['phone']} 问"


def phone(department: str) -> str:
    """Whom to call."""
    return str(reference.departments()[department]["hotline"])
