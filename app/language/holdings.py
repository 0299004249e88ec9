"""`holds:` of an item: scarce things of which a form gets one, read strictly. Pure.

    {field: number, thing: plate, units: free.plate, by: {种类: {of: form.car.燃料, is: {汽油: "02", 纯电: "52"}}}, one: form.car.VIN,
     draw: 50, minutes: 10, keep: {n: 3, unit: workday}, lapsed: 到窗口现场选}

`units`: the lookup that lists what is free, and the column that names a unit; `by`: columns that part it into pools, each with the
value that follows from something picked; `one`: what may have one unit only; `draw`: so many are shown, once; `minutes`: how long
they are shown, and one is held; `keep`: how long it stays after the case was granted, 0 where it is in use from then on; `lapsed`:
what to do when time ran out.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from app.language.content import ByRow, Content, FieldRow, HoldRow, LimitRow
from app.language.declare import Limit
from app.language.lookups import Lookup, Path, part
from app.language.sheet import Entry, Mistake

MUST = ("field", "thing", "units", "one", "draw", "minutes", "keep", "lapsed")
KIND = "held"
LEAST_MINUTES, MOST_MINUTES, MOST_DRAWN = 10, 60, 100  # no choice under a clock shorter than ten minutes
KEEP_UNITS = ("day", "workday")


@dataclass(frozen=True)
class By:
    """A column that parts the units: `of`, as `is_` says it."""

    of: Path
    is_: Mapping[str, str]


@dataclass(frozen=True)
class Holding:
    """One field that a unit is held for."""

    field: str
    thing: str
    lookup: str
    column: str
    by: Mapping[str, By]
    one: Path
    draw: int
    minutes: int
    keep: Limit
    lapsed: str

    @property
    def fields(self) -> frozenset[str]:
        """The fields it hangs on: when one of them changes, what was held for the old value goes back."""
        return frozenset(path.names[0] for path in (self.one, *(one.of for one in self.by.values())))


def of_content(content: Content) -> tuple[Holding, ...]:
    """The holds of an item's content; none in versions from before there were any."""
    return tuple(_holding(row) for row in content.get("holds", ()))


def _holding(row: HoldRow) -> Holding:
    lookup, _, column = row["units"].partition(".")
    by = {name: By(_path(one["of"]), dict(one["is"])) for name, one in row["by"].items()}
    keep = Limit(row["keep"]["n"], row["keep"]["unit"])
    return Holding(
        row["field"], row["thing"], lookup, column, by, _path(row["one"]), row["draw"], row["minutes"], keep, row["lapsed"]
    )  # fmt: skip


def _path(said: str) -> Path:
    found = part(said)
    if not isinstance(found, Path):
        raise TypeError("a path")
    return found


def read(file: str, item: str, rows: object, form: Collection[FieldRow], lookups: Collection[Lookup]) -> list[HoldRow]:
    """`holds:` of an item → content. Raises Mistake."""
    try:
        entries = Entry(file, "holds", {"holds": rows}, ("holds",)).rows("holds", MUST, ("by",), "field")
        found = [_one(entry, form, lookups) for entry in entries]
        held = {str(one["field"]) for one in found}
        if left := next((one["id"] for one in form if one["kind"] == KIND and one["id"] not in held), None):
            raise Mistake(file, "holds", str(left), "这一项是 held，要写明留的是什么")
    except Mistake as wrong:
        raise Mistake(file, item, f"{wrong.item}.{wrong.field}", wrong.say) from None
    return found


def _one(entry: Entry, form: Collection[FieldRow], lookups: Collection[Lookup]) -> HoldRow:
    kinds = {str(one["id"]): str(one["kind"]) for one in form}
    field = entry.text("field", [name for name, kind in kinds.items() if kind == KIND], "表里没有这样一项 held")
    name, _, column = entry.text("units").partition(".")
    units = next((one for one in lookups if one.id == name), None)
    if units is None or column not in units.register.columns:
        raise entry.fail("units", f"没有这次查询的这一列：{entry.text('units')}")
    picks = {str(one["id"]): one.get("lookup") for one in form if one["kind"] == "pick" and not one.get("many")}
    by = entry.row.get("by", {})
    if not isinstance(by, Mapping):
        raise entry.fail("by", "要写成 {列: {of: 路径, is: {值: 值}}}")
    return {
        "field": field,
        "thing": entry.text("thing"),
        "units": entry.text("units"),
        "by": {str(column): _by(entry, str(column), said, units, picks, lookups) for column, said in by.items()},
        "one": _of(entry, "one", entry.text("one"), picks, lookups),
        "draw": _number(entry, "draw", 1, MOST_DRAWN),
        "minutes": _number(entry, "minutes", LEAST_MINUTES, MOST_MINUTES),
        "keep": _keep(entry),
        "lapsed": entry.text("lapsed"),
    }


def _by(entry: Entry, column: str, said: object, units: Lookup, picks: Mapping[str, object], lookups: Collection[Lookup]) -> ByRow:
    at = f"by.{column}"
    inner = Entry(entry.file, f"{entry.name}.{at}", said, ("of", "is"))
    table = inner.words("is")
    if column not in units.register.columns:
        raise entry.fail(at, "没有这一列")
    if wrong := next((one for one in table.values() if not units.register.columns[column].fits(one)), None):
        raise entry.fail(at, f"这一列不会是：{wrong}")
    return {"of": _of(entry, at, inner.text("of"), picks, lookups), "is": table}


def _of(entry: Entry, at: str, said: str, picks: Mapping[str, object], lookups: Collection[Lookup]) -> str:
    """A column of a row that is picked."""
    path = part(said)
    if not isinstance(path, Path) or path.place != "form" or len(path.names) != 2 or path.names[0] not in picks:
        raise entry.fail(at, f"写选中那一行的一列，像 form.car.VIN：{said}")
    rows = next(one for one in lookups if one.id == picks[path.names[0]])
    if path.names[1] not in rows.register.columns:
        raise entry.fail(at, f"没有这一列：{path.names[1]}")
    return said


def _number(entry: Entry, key: str, least: int, most: int) -> int:
    said = entry.row[key]
    if type(said) is not int or not least <= said <= most:
        raise entry.fail(key, f"写 {least} 到 {most} 的整数：{said}")
    return said


def _keep(entry: Entry) -> LimitRow:
    inner = Entry(entry.file, f"{entry.name}.keep", entry.row["keep"], ("n", "unit"))
    return {"n": _number(inner, "n", 0, 60), "unit": inner.text("unit", KEEP_UNITS)}
