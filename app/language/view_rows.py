"""What the content of an item that is looked at holds of its view, key by key (views.py reads it). Pure."""

from __future__ import annotations

from typing import NotRequired, TypedDict


class FigureRow(TypedDict):
    id: str
    label: str
    fn: str
    arg: str
    big: bool
    of: list[str]


class LinkRow(TypedDict):
    item: str
    say: str


class CardRow(TypedDict):
    id: str
    title: str
    of: list[str]
    figures: list[FigureRow]
    link: LinkRow | None


class PartRow(TypedDict):
    fn: str
    of: list[str]
    words: dict[str, str]
    at_once: NotRequired[bool]


class NextRow(TypedDict):
    item: str
    fn: str


class ViewRow(TypedDict):
    empty: str
    wards: bool
    cards: list[CardRow]
    rows: PartRow | None
    chart: PartRow | None
    paper: PartRow | None
    next: list[NextRow]
    says: NotRequired[str]
    absent: NotRequired[str]
    crowd: NotRequired[int]
