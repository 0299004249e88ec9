"""The departments' registers, laid for a walk, and what is otherwise in them afterwards."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from deploy.visitor import Answer, Visitor
from deploy.walks.declared import Walk, resolved

Rows = Mapping[str, Mapping[str, Answer]]  # row_id → columns
WORD = re.compile(r"[^\d\s,，。、|]{1,12}")  # a value that says the same every day: no number, no day


class Registers:
    """`people`: id → who they are."""

    def __init__(self, world: Visitor) -> None:
        self.world = world
        self.people: Mapping[str, Mapping[str, Answer]] = {one["id"]: one for one in world.get("/people")}
        self._first: dict[str, Rows] = {}

    def lay(self, walk: Walk, today: date) -> None:
        """Switch on, add, change and take away what the walk says, in that order."""
        for switch in walk.switches:
            self.world.post(f"/switches/{switch}", {"on": True})
        for entry in resolved(walk.rows, self.people, today):
            path = f"/registers/{entry['register']}/rows"
            if "without" in entry:
                wanted = {name: str(value) for name, value in entry["without"].items()}
                for row in self.world.get(f"/registers/{entry['register']}", **wanted)["rows"]:
                    self.world.delete(path, row_id=row["row_id"])
            else:
                self.world.put(path, {name: value for name, value in entry.items() if name != "register"})

    def standing(self) -> dict[str, Rows]:
        """All registers that are not as in their data files."""
        return {one["name"]: self._rows(one["name"]) for one in self.world.get("/registers") if one["changed"]}

    def changes(self, before: Mapping[str, Rows]) -> list[str]:
        """What has changed since, a sentence for each register: 「crj.documents：加 1 行，改 1 行（state 有效→遗失作废）」."""
        after = self.standing()
        names = sorted({*before, *after})
        was = {name: before.get(name) or self._at_first(name) for name in names}
        told = {name: "，".join(_differences(was[name], after.get(name) or self._at_first(name))) for name in names}
        return [f"{name}：{said}" for name, said in told.items() if said]

    def keep_first(self) -> None:
        """Remember every register as its data file has it: asked once, while nothing has happened."""
        self._first = {one["name"]: self._rows(one["name"]) for one in self.world.get("/registers")}

    def _at_first(self, name: str) -> Rows:
        return self._first[name]

    def _rows(self, name: str) -> Rows:
        rows = self.world.get(f"/registers/{name}")["rows"]
        return {row["row_id"]: {column: value for column, value in row.items() if column != "row_id"} for row in rows}


def _differences(before: Rows, after: Rows) -> Iterator[str]:
    if added := [one for one in after if one not in before]:
        yield f"加 {len(added)} 行"
    if gone := [one for one in before if one not in after]:
        yield f"少 {len(gone)} 行"
    if changed := [one for one in after if one in before and after[one] != before[one]]:
        cells = dict.fromkeys(cell for one in changed for cell in _cells(before[one], after[one]))
        yield f"改 {len(changed)} 行（{'、'.join(cells)}）"


def _cells(before: Mapping[str, Answer], after: Mapping[str, Answer]) -> list[str]:
    """The columns that differ; what they said and say, where that is a word."""
    return [f"{name}{_turn(before.get(name), value)}" for name, value in after.items() if before.get(name) != value]


def _turn(was: Answer, now: Answer) -> str:
    said = ["空" if one in (None, "") else str(one) if isinstance(one, str) else "" for one in (was, now)]
    return f" {said[0]}→{said[1]}" if all(WORD.fullmatch(one) for one in said) else ""


def days(text: str, today: date) -> str:
    """The sentence with each day said as it lies from today, and each number it would be another time left out."""
    text = re.sub(r"(\d{4})(?:-|年)(\d{1,2})(?:-|月)(\d{1,2})日?", lambda found: day(date(*map(int, found.groups())), today), text)
    text = re.sub(rf"(?<!\d){today.month}月{today.day}日", "今天", text).replace(f"{today.year} 年", "今年")
    return re.sub(r"[0-9A-Z*]*\d[0-9A-Z*]{4,}", "〔号〕", text)


def day(told: date, today: date) -> str:
    """今天, 满 10 年, 满 10 年前一天, 满 3 个月; any other as it stands when it is past, else 往后某天."""
    if told == today:
        return "今天"
    months, following = _months(told, today), _months(date.fromordinal(told.toordinal() + 1), today)
    if months > 0:
        return f"满{_span(months)}"
    if following > 0 and following % 12 == 0:
        return f"满{_span(following)}前一天"
    return told.isoformat() if told < today else "往后某天"


def _months(told: date, today: date) -> int:
    """Whole months from today to the day; 0 where it is another day of its month."""
    return (told.year - today.year) * 12 + told.month - today.month if told.day == today.day else 0


def _span(months: int) -> str:
    return f" {months // 12} 年" if months % 12 == 0 else f" {months} 个月"


def every(parts: Sequence[str]) -> str:
    """Sentences side by side in a cell."""
    return "<br>".join(one for one in parts if one)
