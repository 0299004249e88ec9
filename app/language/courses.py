"""`course:` of an item: the departments a case passes through, read strictly. Pure.

    course:
      order: row                                # one after another; parallel: all at once
      name: 两地派出所                           # all of them together, as residents call them; without it the item's one department
      offices:
        - {id: in, name: 派出所（迁入地）, department: dept-gat-hz, days: 8, points: [r3, r4], asks: [house], when: {why: house}}

`days`: working days from the day it gets the case. `points`: the review points that are its own: their verdicts go to it, and a correction
of its names no other. `asks`: fields and materials that it may want put right without naming a point. Without both it has them all.
`when`: answers and fields; always without it; whatever is answered, somebody must be passed. `remote: true`: an office elsewhere: while
it has the case, the case's own clock stands still. An item that has no course is decided by its one department, as ever.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from app import reference
from app.language import conditions, variants
from app.language.conditions import When
from app.language.content import Content, CourseRow, OfficeRow
from app.language.sheet import Entry, Mistake
from app.language.values import Values

ORDERS: tuple[Literal["row", "parallel"], ...] = ("row", "parallel")
MUST, MAY = ("id", "name", "department", "days"), ("points", "asks", "when", "remote")
MOST_DAYS, LONGEST_ID, LONGEST_NAME = 365, 20, 20


@dataclass(frozen=True)
class Office:
    """One department's part. `points`, `asks`: None where all are its own; `remote`: an office elsewhere, whose days are not counted."""

    id: str
    name: str
    department: str
    days: int
    points: frozenset[str] | None
    asks: frozenset[str] | None
    when: When
    remote: bool = False

    def owns(self, point: str) -> bool:
        """Whether a review point is one of its own."""
        return self.points is None or point in self.points

    def may_ask(self, place: str) -> bool:
        """Whether it may want a field or a material put right."""
        return self.asks is None or place in self.asks


@dataclass(frozen=True)
class Course:
    """All offices, in the order they are named."""

    order: Literal["row", "parallel"]
    offices: tuple[Office, ...]
    name: str = ""

    def passing(self, scope: Values) -> tuple[Office, ...]:
        """Those that a case with these answers and values passes."""
        return tuple(one for one in self.offices if conditions.holds(one.when, scope))

    def office(self, name: str) -> Office | None:
        """The office of this name, or None."""
        return next((one for one in self.offices if one.id == name), None)


def of_content(content: Content) -> Course | None:
    """The course of an item's content; None in those that have one department, and in versions from before there were courses."""
    said = content.get("course")
    return Course(said["order"], tuple(_office(one) for one in said["offices"]), said.get("name", "")) if said else None


def _office(row: OfficeRow) -> Office:
    points, asks = row.get("points"), row.get("asks")
    return Office(
        row["id"],
        row["name"],
        row["department"],
        row["days"],
        None if points is None else frozenset(variants.names(points)),
        None if asks is None else frozenset(asks),
        row["when"],
        row.get("remote", False),
    )


def read(
    file: str, item: str, said: object, points: Sequence[str], asked: Collection[str], options: Mapping[str, Collection[str]]
) -> CourseRow:  # fmt: skip
    """`course:` of an item → content. `points`: the item's review points as published (<item>.<id>); `asked`: ids of its fields and
    materials; `options`: of each of its questions. Conditions are judged with the item's others. Raises Mistake that names the place."""
    try:
        whole = Entry(file, "course", said, ("order", "offices"), ("name",))
        entries = whole.rows("offices", MUST, MAY)
        if len(entries) < 2:
            raise whole.fail("offices", "至少写两个；只有一个部门办的，整个 course 不写")
        if not _always(entries, options):
            raise whole.fail("offices", "至少有一个是谁都要经过的：不写 when")
        whole.text("order", ORDERS)
        order = next(one for one in ORDERS if one == whole.row["order"])
        found: CourseRow = {"order": order, "offices": [_one(entry, item, points, asked) for entry in entries]}
        if "name" in whole.row:
            found["name"] = whole.text("name")
            if len(found["name"]) > LONGEST_NAME:
                raise whole.fail("name", f"最多 {LONGEST_NAME} 个字：{found['name']}")
        return found
    except Mistake as wrong:
        place = wrong.item if wrong.item.startswith("course") else f"course.{wrong.item}"
        raise Mistake(file, item, f"{place}.{wrong.field}", wrong.say) from None


def _always(entries: Sequence[Entry], options: Mapping[str, Collection[str]]) -> bool:
    """Whether every case passes one at least: one is always passed, or the offices share out all answers to one question."""
    whens = [entry.row.get("when") or {} for entry in entries]
    if not all(whens):
        return True
    for question, every in options.items():
        mine = [one[question] for one in whens if isinstance(one, Mapping) and set(one) == {question}]
        if {*every} <= {text for one in mine for text in (one if isinstance(one, list) else [one])}:
            return True
    return False


def _one(entry: Entry, item: str, points: Sequence[str], asked: Collection[str]) -> OfficeRow:
    if len(entry.text("id")) > LONGEST_ID or not entry.text("id").isascii():
        raise entry.fail("id", f"最多 {LONGEST_ID} 个字母：{entry.row['id']}")
    if len(entry.text("name")) > LONGEST_NAME:
        raise entry.fail("name", f"最多 {LONGEST_NAME} 个字：{entry.row['name']}")
    days = entry.row["days"]
    if type(days) is not int or not 0 <= days <= MOST_DAYS:
        raise entry.fail("days", f"写 0 到 {MOST_DAYS} 的整数：{days}")
    found: OfficeRow = {
        "id": entry.text("id"),
        "name": entry.text("name"),
        "department": entry.text("department", reference.departments(), "没有这个部门"),
        "days": days,
        "when": dict(entry.row.get("when") or {}),
    }
    if "points" in entry.row:
        known = {one.rpartition(".")[2] for one in points}
        found["points"] = [f"{item}.{one}" for one in entry.texts("points", known, "没有这条审查要点")]
    if "remote" in entry.row:
        found["remote"] = entry.flag("remote")
    if "asks" in entry.row:
        found["asks"] = [*entry.texts("asks", asked, "表里和材料里都没有")]
    return found
