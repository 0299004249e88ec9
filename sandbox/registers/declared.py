"""Which registers there are: `declared/<prefix>.yaml` names and types their columns, `data/registers/<prefix>.yaml` holds their rows.

Everything is checked when it is read: an unknown column, a wrong type, a choice that is none, two rows with one key fail with
file, register and row.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import product

import yaml

from sandbox.registers.columns import BadValue, Kind, Value, known, written_or_none
from sandbox.world import DATA, data

HERE = os.path.join(os.path.dirname(__file__), "declared")
ROWS, NAMES, SWITCHES = os.path.join(DATA, "registers"), "names.yaml", "switches.yaml"
RANGE = re.compile(r"\{(\d+)\.\.(\d+)\}")
Row = dict[str, Value]
REACHES = ("own", "family", "role", "open")


class Broken(ValueError):
    """A file of registers contradicts itself: file, register and row."""


@dataclass(frozen=True)
class Register:
    """`subjects` are the columns that say whose a row is: a person, a company, a household, a plate, a VIN.

    reach: own = theirs, their wards', their companies' and vehicles' rows; family = also those of spouse, parents, children and
    household; role = also those of companies for which the tax office knows them (sw.roles); open = anybody's. Whoever knows a value of
    a `by_number` column may read the row too. `private` columns of an open register are shown to its subjects only. `view`: computed
    from the registers it names. `table`: rules of the office, never off.
    """

    name: str
    title: str
    department: str
    key: tuple[str, ...]
    columns: dict[str, Kind]
    subjects: tuple[str, ...] = ()
    reach: str = "own"
    by_number: tuple[str, ...] = ()
    private: tuple[str, ...] = ()
    view: tuple[str, ...] = ()
    table: bool = False
    rows: dict[str, Row] = field(default_factory=dict)

    def row_id(self, row: Row) -> str:
        """A row's id: the values of its key."""
        return "|".join(str(row[name]) for name in self.key)


def plain(path: str) -> Value:
    """A YAML file with every scalar as the text it was written."""
    with open(path, encoding="utf-8") as file:
        return yaml.load(file, Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader)) or {}  # noqa: S506


@lru_cache
def registers() -> dict[str, Register]:
    """Every register by its name, with its rows. Raises Broken."""
    found: dict[str, Register] = {}
    for file in sorted(os.listdir(HERE)):
        found.update({name: declare(f"declared/{file} {name}", name, told) for name, told in plain(os.path.join(HERE, file)).items()})
    for one in found.values():
        if strange := set(one.view) - set(found):
            raise Broken(f"{one.name}：由 {'、'.join(sorted(strange))} 算出，可是没有这个登记簿")
    for file in sorted(set(os.listdir(ROWS)) - {NAMES, SWITCHES}):
        fill(found, f"data/registers/{file}", plain(os.path.join(ROWS, file)), names())
    return found


@lru_cache
def names() -> dict[str, str]:
    """{name: number} that rows may write as $name: the demo people, and those of data/registers/names.yaml."""
    people = {one["id"]: one["id_number"] for one in data("people")["people"] if one.get("id_type", "111") == "111"}
    return people | dict(plain(os.path.join(ROWS, NAMES)))


def fill(found: dict[str, Register], file: str, given: dict[str, Value], known_names: dict[str, str]) -> None:
    """Put the rows of a file, {register: [row, …]}, into the registers."""
    for name, raws in given.items():
        register = found.get(name)
        if register is None or register.view:
            raise Broken(f"{file}：{name} " + ("是算出来的，不能有行" if register else "不是登记簿"))
        for number, raw in enumerate(raws, 1):
            where = f"{file} {name} 第 {number} 行"
            for row in rows_of(register, raw, known_names, where):
                if register.row_id(row) in register.rows:
                    raise Broken(f"{where}：{register.row_id(row)} 已经有了")
                register.rows[register.row_id(row)] = row


def declare(where: str, name: str, told: dict[str, Value]) -> Register:
    """A register as its file says it. Raises Broken that names the place."""
    strange = set(told) - {"title", "department", "key", "columns", "subjects", "reach", "by_number", "private", "view", "table"}
    columns = told.get("columns") or {}
    lists = {one: tuple(told.get(one, ())) for one in ("key", "subjects", "by_number", "private", "view")}
    if strange or not {"title", "department", "key"} <= set(told):
        raise Broken(f"{where}：要有 title、department、key、columns；{'、'.join(sorted(strange)) or '没有多余的'}")
    if wrong := [column for column, kind in columns.items() if not known(kind)]:
        raise Broken(f"{where}：{'、'.join(wrong)} 的类型不认识")
    if wrong := [column for one in ("key", "subjects", "by_number", "private") for column in lists[one] if column not in columns]:
        raise Broken(f"{where}：没有 {'、'.join(wrong)} 这一栏")
    if told["department"] not in {one["id"] for one in data("departments")["departments"]}:
        raise Broken(f"{where}：没有部门 {told['department']}")
    reach = told.get("reach", "own")
    if reach not in REACHES or (reach != "open" and not lists["subjects"]):
        raise Broken(f"{where}：reach 是 {'、'.join(REACHES)} 之一，除了 open 都要有 subjects")
    return Register(
        name,
        told["title"],
        told["department"],
        key=lists["key"],
        columns=columns,
        subjects=lists["subjects"],
        reach=reach,
        by_number=lists["by_number"],
        private=lists["private"],
        view=lists["view"],
        table=told.get("table") == "true",
    )


def rows_of(register: Register, raw: Value, known_names: dict[str, str], where: str) -> Iterator[Row]:
    """The rows a line stands for: a list in a key column, or a range {01..20}, stands for a row each."""
    if not isinstance(raw, dict):
        raise Broken(f"{where}：不是一行")
    if strange := set(raw) - set(register.columns):
        raise Broken(f"{where}：没有 {'、'.join(sorted(strange))} 这一栏")
    several = {name: made for name in register.key if (made := each(raw.get(name)))}
    for values in product(*several.values()):
        line = raw | dict(zip(several, values, strict=True))
        try:
            yield {name: written_or_none(kind, line.get(name), name, known_names) for name, kind in register.columns.items()}
        except BadValue as error:
            raise Broken(f"{where}：{error}") from None


def each(raw: Value) -> list[str]:
    """[] for a plain value; the values a list or a range stands for."""
    if isinstance(raw, list):
        return raw
    span = RANGE.search(raw) if isinstance(raw, str) else None
    if span is None or not isinstance(raw, str):
        return []
    return [RANGE.sub(str(number).zfill(len(span[1])), raw) for number in range(int(span[1]), int(span[2]) + 1)]
