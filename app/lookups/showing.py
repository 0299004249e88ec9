"""A view as it is shown: the scene's functions over what the registers said; what hangs on a department that is off says so.

page = showing.page(item, seen_of(...), found, Chosen(year="2025"))
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypedDict

from app import reference
from app.kernel import clock, text
from app.kernel.errors import Refused, Unavailable
from app.language import registry
from app.language.checklist import Item
from app.language.registry import Scene
from app.language.showing import Bar, Line, Said, Seen, Sheet
from app.language.views import CardOf, FigureOf, View
from app.lookups import words
from app.lookups.rules import Asking
from app.lookups.service import Found

MONTH = "月"  # what a bar is where the view says nothing else
MOST_LINES = 400  # on one page: a year of every insurance is 60


@dataclass(frozen=True)
class Chosen:
    """What of the rows is looked at; empty: the newest year, the first tab, every city."""

    year: str = ""
    tab: str = ""
    place: str = ""


class Figure(TypedDict):
    id: str
    label: str
    text: str
    amount_fen: int | None
    note: str
    tone: str
    big: bool


class Link(TypedDict):
    item: str
    say: str


class Card(TypedDict):
    """`kept`: of when the copy is that is shown while the department is off; `off`: there is none."""

    id: str
    title: str
    figures: list[Figure]
    link: Link | None
    source: str
    as_of: str | None
    kept: str | None
    off: words.Off | None


class Row(TypedDict):
    id: str
    title: str
    text: str
    amount_fen: int | None
    note: str
    tone: str
    facts: list[words.Fact]


class Choice(TypedDict):
    id: str
    label: str


class Rows(TypedDict):
    """`head` stands above; `years` newest first, `tabs`, `places`; the ones that are chosen; `empty` where nothing is."""

    head: str
    years: list[str]
    tabs: list[Choice]
    places: list[Choice]
    year: str
    tab: str
    place: str
    rows: list[Row]
    empty: str


class Column(TypedDict):
    id: str
    height: int | None
    text: str
    tick: str
    mine: bool
    facts: list[words.Fact]


class Chart(TypedDict):
    """`each`: what a bar is, in a word."""

    title: str
    each: str
    bars: list[Column]


class Paper(TypedDict):
    """A year's file; `ready` from January on."""

    year: str
    name: str
    ready: bool


class Page(TypedDict):
    cards: list[Card]
    rows: Rows | None
    chart: Chart | None
    papers: list[Paper]
    next: list[Link]
    empty: str
    off: words.Off | None


NOTHING_YET: Page = {"cards": [], "rows": None, "chart": None, "papers": [], "next": [], "empty": "", "off": None}


def seen_of(asking: Asking, found: Mapping[str, Found], today: date) -> Seen:
    """What a scene's functions look at."""
    number = asking.about.id_number
    card = len(number) == 18 and text.birth_date(number) is not None
    sex = ("男" if int(number[16]) % 2 else "女") if card else None
    off = frozenset(name for name, one in found.items() if one.off)
    rows = {name: one.columns for name, one in found.items()}
    return Seen(today, asking.city, rows, asking.about.name, text.birth_date(number) if card else None, sex, off)


def page(item: Item, view: View, seen: Seen, found: Mapping[str, Found], chosen: Chosen) -> Page:
    """Everything that is shown. Nothing is said to be absent while a department it hangs on is off."""
    scene = registry.scenes()[item.scene]
    cards = [one for card in view.cards if (one := _card(item, card, seen, found)) is not None]
    some = any(one.rows for one in found.values() if not one.lookup.register.open)
    lines = scene.lines[view.rows.fn](seen) if view.rows and _there(view.rows.of, seen) else ()
    bars = scene.bars[view.chart.fn](seen) if view.chart and _there(view.chart.of, seen) else ()
    shown = bool(cards or lines or bars)  # kin whose death nobody has registered are rows, and yet there is nothing to show
    nothing = not (some and shown) and not any(one["off"] for one in cards)
    following = [(target, scene.figures[fn](seen, "")) for target, fn in view.next] if not nothing else []
    return {
        "cards": [] if nothing else cards,
        "rows": _rows(lines, chosen, view.rows.words) if view.rows and lines else None,
        "chart": _chart(bars, view.chart.words) if view.chart and bars else None,
        "papers": _papers(item, view, seen, lines),
        "next": [{"item": target, "say": said.text} for target, said in following if said],
        "empty": _absent(scene, view, seen) if nothing else "",
        "off": words.off(item.department, words.otherwise(item)) if cards and all(one["off"] for one in cards) else None,
    }


def _absent(scene: Scene, view: View, seen: Seen) -> str:
    """What is said of nobody's rows."""
    said = scene.figures[view.absent](seen, "") if view.absent else None
    return said.text if said else view.empty


def paper(item: Item, view: View, seen: Seen, year: int) -> Sheet:
    """A year's paper. Raises Refused for a year that is not over, or has nothing; Unavailable while the department is off."""
    if view.paper is None:
        raise Refused("no_paper", "这里没有可以下载的", "看页面上的明细")
    if not _there(view.paper.of, seen):
        say = f"{reference.plain_department(item.department)}系统暂时连不上"
        raise Unavailable("source_off", say, f"打 {item.hotline['phone']} 也能问", kept="")
    if year > seen.today.year or (year == seen.today.year and not view.paper.at_once):
        raise Refused("too_early", "今年的要到明年 1 月生成", "先看明细")
    sheet = registry.scenes()[item.scene].papers[view.paper.fn](seen, year)
    if sheet is None:
        raise Refused("nothing_there", f"{year} 年没有记录", "换一年看看")
    return sheet


def _there(of: Sequence[str], seen: Seen) -> bool:
    return not seen.off & set(of)


def _card(item: Item, card: CardOf, seen: Seen, found: Mapping[str, Found]) -> Card | None:
    """A card with something to say, or that cannot know."""
    of = [found[name] for name in card.of]
    source = of[0].lookup.register.department
    off = not _there(card.of, seen)
    functions = registry.scenes()[item.scene].figures
    said = [] if off else [(one, functions[one.fn](seen, one.arg) if _there(one.of, seen) else UNKNOWN) for one in card.figures]
    if not off and not any(one for _, one in said if one is not UNKNOWN):
        return None
    kept = [one.kept for one in of if one.kept]
    return {
        "id": card.id,
        "title": card.title,
        "figures": [_figure(figure, one) for figure, one in said if one],
        "link": {"item": card.link[0], "say": card.link[1]} if card.link and not off else None,
        "source": reference.plain_department(source),
        "as_of": None if off else min(one.as_of for one in of),
        "kept": clock.rfc3339(min(kept)) if kept and not off else None,
        "off": words.off(source, words.otherwise(item)) if off else None,
    }


def _figure(figure: FigureOf, one: Said) -> Figure:
    return {
        "id": figure.id,
        "label": figure.label,
        "text": one.text,
        "amount_fen": one.fen,
        "note": one.note,
        "tone": one.tone,
        "big": figure.big,
    }


UNKNOWN = Said("暂时看不到", "", "grey")


def _rows(lines: Sequence[Line], chosen: Chosen, said: Mapping[str, str]) -> Rows:
    years = sorted({one.year for one in lines}, reverse=True)
    tabs = list(dict.fromkeys(one.tab for one in lines if one.tab))
    places = list(dict.fromkeys(one.place for one in lines if one.place))
    year, tab = chosen.year or years[0], chosen.tab or next(iter(tabs), "")
    shown = [one for one in lines if one.year == year and one.tab in (tab, "") and chosen.place in ("", one.place)]
    return {
        "head": said.get("head") or ("每个月的明细" if tabs else "每一次的明细"),
        "years": years,
        "tabs": [{"id": one, "label": one} for one in tabs],
        "places": [{"id": one, "label": _place(one)} for one in places],
        "year": year,
        "tab": tab,
        "place": chosen.place,
        "rows": [_row(one) for one in shown[:MOST_LINES]],
        "empty": "" if shown else _empty(year, years, chosen.place, places, said),
    }


def _empty(year: str, years: Sequence[str], place: str, places: Sequence[str], said: Mapping[str, str]) -> str:
    if year < years[-1]:
        return f"{years[-1]} 年以前没有记录"
    if place and place not in places:
        return said["nowhere"].replace("{place}", _place(place))
    return f"{year} 年没有记录"


def _place(code: str) -> str:
    city = reference.cities().get(code)
    return str(city["short"]) if city else "这个城市"


def _row(one: Line) -> Row:
    return {
        "id": one.id,
        "title": one.title,
        "text": one.text,
        "amount_fen": one.fen,
        "note": one.note,
        "tone": one.tone,
        "facts": [words.fact(*each) for each in one.facts],
    }


def _chart(bars: Sequence[Bar], said: Mapping[str, str]) -> Chart:
    each = said.get("each", MONTH)
    return {"title": said["title"], "each": each, "bars": [_bar(one, each) for one in bars]}


def _bar(one: Bar, each: str) -> Column:
    january = one.id[:4] if each == MONTH and one.id.endswith("-01") else ""
    return {
        "id": one.id,
        "height": one.height,
        "text": one.text,
        "tick": one.tick or january,
        "mine": one.mine,
        "facts": [words.fact(*fact) for fact in one.facts],
    }


def _papers(item: Item, view: View, seen: Seen, lines: Sequence[Line]) -> list[Paper]:
    """A paper for each year that has one; this year's is not ready where it waits for the end."""
    if view.paper is None or not _there(view.paper.of, seen):
        return []
    this = {str(seen.today.year)} if view.paper.at_once else set()
    written = registry.scenes()[item.scene].papers[view.paper.fn]
    years = [one for one in sorted({one.year for one in lines} | this, reverse=True) if written(seen, int(one))]
    name = view.paper.words["name"]
    return [{"year": one, "name": name.replace("{year}", one), "ready": int(one) < seen.today.year or view.paper.at_once} for one in years]
