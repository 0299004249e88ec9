"""`view:` of an item: cards with figures, rows by year, a chart by month, a paper to take away, what to do next. Pure.

    view:
      empty: 没有参保记录
      says: 看我交了多少                   # of an item with a form too: what its page calls this
      wards: true                        # children too
      cards:
        - id: pension
          title: 养老
          of: [pays]
          figures: [{id: months, label: 累计缴费, fn: paid, arg: 养老, big: true}]
          link: {item: …, say: …}
      rows: {fn: payments, of: [pays], tabs: 险种, nowhere: 在{place}没有缴费记录}   # head: 各科成绩, what stands above them
      chart: {fn: bases, of: [pays], title: 最近 24 个月的缴费基数}   # each: 分数段, where its bars are no months
      paper: {fn: record, of: [pays], name: 个人权益记录单（{year} 年）}   # at_once: true, of this year too
      next: [{item: flexible-insured, fn: broken}]
      absent: nobody                    # a figure that says it better than `empty`, when it has something to say
      crowd: 60                         # so many people a second are let in; the others wait in line and see how long (crowds.py)

`of` are lookups of the item: while one of them is off, what hangs on it is not said. `fn` are functions of the scene (showing.py).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from app.language import registry
from app.language.content import Content
from app.language.sheet import Entry, Mistake
from app.language.view_rows import CardRow, FigureRow, PartRow, ViewRow

MUST, MAY = ("empty", "cards"), ("says", "wards", "rows", "chart", "paper", "next", "absent", "crowd")


@dataclass(frozen=True)
class FigureOf:
    """A figure of a card: `fn(seen, arg)`. `of`: what it needs besides what the card needs."""

    id: str
    label: str
    fn: str
    arg: str
    big: bool
    of: tuple[str, ...]


@dataclass(frozen=True)
class CardOf:
    """A card; it is shown when one of its figures has something to say. `link`: an item and what is said of it."""

    id: str
    title: str
    of: tuple[str, ...]
    figures: tuple[FigureOf, ...]
    link: tuple[str, str] | None


@dataclass(frozen=True)
class PartOf:
    """Rows, chart or paper: the function, what it needs, and its words by name. `at_once`: a paper of this year, as far as it has come,
    need not wait for its end."""

    fn: str
    of: tuple[str, ...]
    words: Mapping[str, str]
    at_once: bool = False


@dataclass(frozen=True)
class View:
    """A whole view. `wards`: one may look for one's children too; `says`: what it is called on the page of an item that has a form too;
    `absent`: the figure that says what is said of nobody's rows; `crowd`: how many people a second are let in, 0 where nobody waits."""

    empty: str
    wards: bool
    cards: tuple[CardOf, ...]
    rows: PartOf | None
    chart: PartOf | None
    paper: PartOf | None
    next: tuple[tuple[str, str], ...]
    says: str = ""
    absent: str = ""
    crowd: int = 0

    @property
    def of(self) -> frozenset[str]:
        """The lookups it is made from."""
        parts = [one.of for one in (self.rows, self.chart, self.paper) if one]
        cards = [of for card in self.cards for of in (card.of, *(figure.of for figure in card.figures))]
        return frozenset(name for of in (*parts, *cards) for name in of)


def of_content(content: Content) -> View | None:
    """The view of an item's content; None for what is none."""
    raw = content.get("view")
    if raw is None:
        return None
    cards = tuple(
        CardOf(
            card["id"],
            card["title"],
            tuple(card["of"]),
            tuple(FigureOf(one["id"], one["label"], one["fn"], one["arg"], one["big"], tuple(one["of"])) for one in card["figures"]),
            (card["link"]["item"], card["link"]["say"]) if card["link"] else None,
        )
        for card in raw["cards"]
    )
    following = tuple((one["item"], one["fn"]) for one in raw["next"])
    parts = (_part(raw["rows"]), _part(raw["chart"]), _part(raw["paper"]))
    return View(raw["empty"], raw["wards"], cards, *parts, following, raw.get("says", ""), raw.get("absent", ""), raw.get("crowd", 0))


def _part(row: PartRow | None) -> PartOf | None:
    return PartOf(row["fn"], tuple(row["of"]), row["words"], row.get("at_once", False)) if row else None


WORDS: Mapping[str, tuple[str, ...]] = {"rows": ("tabs", "nowhere"), "chart": ("title",), "paper": ("name",)}
MAY_SAY: Mapping[str, tuple[str, ...]] = {"rows": ("head",), "chart": ("each",)}
MOST_A_SECOND = 10_000
SORTS = {"rows": "lines", "chart": "bars", "paper": "papers"}


def read(file: str, item: str, scene: str, raw: object, lookups: Collection[str]) -> ViewRow:
    """`view:` of an item → content. Raises Mistake."""
    try:
        return _Reader(file, scene, lookups).view(raw)
    except Mistake as wrong:
        raise Mistake(file, item, f"{wrong.item}.{wrong.field}", wrong.say) from None


class _Reader:
    def __init__(self, file: str, scene: str, lookups: Collection[str]) -> None:
        self.file, self.scene, self.lookups = file, registry.scenes().get(scene), lookups

    def view(self, raw: object) -> ViewRow:
        entry = Entry(self.file, "view", raw, MUST, MAY)
        cards = entry.rows("cards", ("id", "title", "of", "figures"), ("link",))
        following = entry.rows("next", ("item", "fn"), by="item") if "next" in entry.row else []
        found: ViewRow = {
            "empty": entry.text("empty"),
            "wards": entry.flag("wards") if "wards" in entry.row else False,
            "cards": [self.card(one) for one in cards],
            "rows": self.part("rows", entry.row.get("rows")),
            "chart": self.part("chart", entry.row.get("chart")),
            "paper": self.part("paper", entry.row.get("paper")),
            "next": [{"item": one.text("item"), "fn": self.function(one, "figures")} for one in following],
        }
        if "says" in entry.row:
            found["says"] = entry.text("says")
        if "absent" in entry.row:
            found["absent"] = self.function(entry, "figures", "absent")
        if "crowd" in entry.row:
            found["crowd"] = self.crowd(entry)
        return found

    def crowd(self, entry: Entry) -> int:
        """How many people a second are let in."""
        value = entry.row["crowd"]
        if type(value) is not int or not 1 <= value <= MOST_A_SECOND:
            raise entry.fail("crowd", f"是 1 到 {MOST_A_SECOND} 的整数：每秒放多少人进来")
        return value

    def card(self, entry: Entry) -> CardRow:
        link = Entry(self.file, f"{entry.name}.link", entry.row["link"], ("item", "say")) if entry.row.get("link") else None
        figures = entry.rows("figures", ("id", "label", "fn"), ("arg", "big", "of"))
        return {
            "id": entry.text("id"),
            "title": entry.text("title"),
            "of": self.of(entry),
            "figures": [self.figure(one) for one in figures],
            "link": {"item": link.text("item"), "say": link.text("say")} if link else None,
        }

    def figure(self, entry: Entry) -> FigureRow:
        return {
            "id": entry.text("id"),
            "label": entry.text("label"),
            "fn": self.function(entry, "figures"),
            "arg": entry.text("arg") if "arg" in entry.row else "",
            "big": entry.flag("big") if "big" in entry.row else False,
            "of": self.of(entry) if "of" in entry.row else [],
        }

    def part(self, name: str, raw: object) -> PartRow | None:
        if raw is None:
            return None
        more = MAY_SAY.get(name, ())
        entry = Entry(self.file, f"view.{name}", raw, ("fn", "of", *WORDS[name]), ("at_once",) if name == "paper" else more)
        words = {word: entry.text(word) for word in (*WORDS[name], *(one for one in more if one in entry.row))}
        found: PartRow = {"fn": self.function(entry, SORTS[name]), "of": self.of(entry), "words": words}
        return {**found, "at_once": entry.flag("at_once")} if "at_once" in entry.row else found

    def of(self, entry: Entry) -> list[str]:
        return entry.texts("of", self.lookups, "没有这次查询")

    def function(self, entry: Entry, sort: str, key: str = "fn") -> str:
        """The name of a function the scene has of this sort."""
        known: Mapping[str, object] = getattr(self.scene, sort) if self.scene else {}
        return entry.text(key, known, "没有这个函数")
