"""`remind:` of an item: what has a last day although nobody has begun it, row by row of a register. Pure.

    remind: {rows: invoices, since: 开票日, within: {n: 60, unit: day}, unless: {taxes: VIN}, days: [15, 3], about: 厂牌型号,
             after: [vehicle-number-select], say: 晚了每天加收税款的万分之五}

Each row of the lookup `rows` is one thing to do. Its last day is so long after the day that stands in `since`, a day of rest moves on; or
it stands in `until`. A row of a lookup under `unless` that says the same in that column says that it is done. `days`: so long before the
last day the person is told. It is kept in mind from when a draft of the item was begun, or a case of one of `after` was granted. `about`:
the column that names the thing; `say`: what comes of being late.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from app.language.content import Content, RemindRow
from app.language.declare import Limit
from app.language.lookups import Lookup, with_those_before
from app.language.registers import Register
from app.language.sheet import Entry, Mistake

MUST, MAY = ("rows", "days", "about", "after", "say"), ("since", "within", "until", "unless")
DATES, MOST_DAYS, MOST = ("date", "time"), 90, 4
UNITS = ("day", "workday")


@dataclass(frozen=True)
class Reminding:
    """`since` and `within`, or `until`; `unless`: column by lookup."""

    rows: str
    since: str
    within: Limit
    until: str
    unless: Mapping[str, str]
    days: tuple[int, ...]
    about: str
    after: tuple[str, ...]
    say: str

    def lookups(self, known: Collection[Lookup]) -> list[Lookup]:
        """Whom it asks, those before included."""
        return with_those_before({self.rows, *self.unless}, known)


def of_content(content: Content) -> Reminding | None:
    """What an item's content says is due by itself; None where nothing is."""
    row = content.get("remind")
    if row is None:
        return None
    within = Limit(row["within"]["n"], row["within"]["unit"])
    return Reminding(
        row["rows"], row["since"], within, row["until"], row["unless"], tuple(row["days"]), row["about"], tuple(row["after"]), row["say"]
    )  # fmt: skip


def read(file: str, item: str, row: object, lookups: Collection[Lookup]) -> RemindRow:
    """`remind:` of an item → content. Raises Mistake."""
    try:
        return _read(Entry(file, "remind", row, MUST, MAY), {one.id: one for one in lookups})
    except Mistake as wrong:
        raise Mistake(file, item, f"remind.{wrong.field}", wrong.say) from None


def _read(entry: Entry, known: Mapping[str, Lookup]) -> RemindRow:
    rows = _asked(entry, "rows", entry.text("rows"), known)
    dated = [name for name, one in rows.columns.items() if one.kind in DATES]
    since, until = (entry.text(key, dated, "没有这样一列日期") if key in entry.row else "" for key in ("since", "until"))
    if bool(since) == bool(until) or bool(since) != ("within" in entry.row):
        raise entry.fail("since", "写 since 和 within，或者只写 until")
    within = Entry(entry.file, "within", entry.row.get("within", {"n": 1, "unit": "day"}), ("n", "unit"))
    unless = entry.words("unless") if "unless" in entry.row else {}
    for name, column in unless.items():
        if column not in _asked(entry, "unless", name, known).columns or column not in rows.columns:
            raise entry.fail(f"unless.{name}", f"两处都要有这一列：{column}")
    return {
        "rows": entry.text("rows"),
        "since": since,
        "within": {"n": _number(within, "n", within.row["n"], 1, 366), "unit": within.text("unit", UNITS)},
        "until": until,
        "unless": unless,
        "days": _days(entry),
        "about": entry.text("about", rows.columns, "没有这一列"),
        "after": entry.texts("after"),
        "say": entry.text("say"),
    }


def _asked(entry: Entry, at: str, name: str, known: Mapping[str, Lookup]) -> Register:
    """The register of a lookup that can be asked with nothing but who asks: nobody is at the form."""
    if name not in known:
        raise entry.fail(at, f"没有这次查询：{name}")
    for one in with_those_before({name}, known.values()):
        if one.rests_on or one.consent or any(path.place == "answers" for path in one.paths):
            raise entry.fail(at, f"要人在表里填了才查得到：{one.id}")
    return known[name].register


def _days(entry: Entry) -> list[int]:
    said = entry.row["days"]
    if not isinstance(said, list) or not 1 <= len(said) <= MOST or len({*map(str, said)}) != len(said):
        raise entry.fail("days", f"写 1 到 {MOST} 个不同的天数")
    return sorted((_number(entry, "days", one, 0, MOST_DAYS) for one in said), reverse=True)


def _number(entry: Entry, key: str, said: object, least: int, most: int) -> int:
    if type(said) is not int or not least <= said <= most:
        raise entry.fail(key, f"写 {least} 到 {most} 的整数：{said}")
    return said
