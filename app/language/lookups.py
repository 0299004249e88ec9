"""`lookups:` of an item: which departments' rows it reads about whom, read strictly. Pure.

    {id: violations, register: jj.violations, key: {plate: rows.cars.plate}, where: {状态: 未处理}, purpose: 看您的违法记录,
     "off": block, show: [时间, 地点, 行为, 罚款], title: 行为, empty: 没有未处理的违法, consent: false, cache_s: 0}

A value of `key` and `where` is a literal or a path:

    me.id_number me.name          who asks                     person.id_number person.name   whom it is about: me, my child, my ward
    city                          where it is done             answers.kind                   the answer to a question
    form.plate                    the value of a field         form.car.VIN                   a column of the row picked there
    rows.cars.plate               a column of every row of another lookup, each asked for

`also` is a second key, asked beside the first: mine as the mother, and mine as the father. A value of `where` may be several: one of them.
`without: {id: me.id_number}` leaves out the rows that have one of these. `tells: 对方`: whoever stands in that column of the row
that is picked reads among what was seen of them that it was handed in.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from app.kernel.jsons import Json
from app.language.content import Content, LookupRow
from app.language.registers import OFF, WHOSE, Register, registers
from app.language.sheet import Entry, Mistake

MUST, MAY = ("id", "register", "key", "purpose"), (
    "also", "where", "without", "off", "way", "show", "more", "title", "empty", "glad", "consent", "cache_s", "tells",
)  # fmt: skip
PERSON = {"id_number", "name"}
EMPTY = "没有查到"
LONGEST_S = 3600  # a copy younger than an hour may stand for the answer


@dataclass(frozen=True)
class Path:
    """`place`: me, person, city, answers, form or rows."""

    place: str
    names: tuple[str, ...] = ()

    def __str__(self) -> str:
        return ".".join((self.place, *self.names))


Part = Path | str | int | bool | tuple[str | int | bool, ...]


@dataclass(frozen=True)
class Lookup:
    """`off`: what happens when the department is not there; `way`: where else it can be done then, in words, empty where nothing is
    said; `show`, `title`: columns a person is shown; `more`: those read besides before what was picked is signed, and ever after;
    `empty`: said when there is no row; `glad`: which is good news; `consent`: asked only after the person has agreed; `cache_s`: how long
    an answer may stand for a new one."""

    id: str
    register: Register
    key: Mapping[str, Part]
    also: Mapping[str, Part]
    where: Mapping[str, Part]
    purpose: str
    off: str
    show: tuple[str, ...]
    title: str
    empty: str
    consent: bool
    cache_s: int
    way: str = ""
    more: tuple[str, ...] = ()
    glad: bool = False
    without: Mapping[str, Part] = field(default_factory=dict)
    tells: str = ""

    @property
    def signed(self) -> tuple[str, ...]:
        """The columns that are read of a row before it is signed."""
        return (*self.show, *(one for one in self.more if one not in self.show))

    @property
    def typed(self) -> bool:
        """Whether it is asked with something that stands in the form."""
        return bool(self.rests_on)

    @property
    def after(self) -> frozenset[str]:
        """Lookups whose rows this one needs."""
        return frozenset(one.names[0] for one in self.paths if one.place == "rows")

    @property
    def rests_on(self) -> frozenset[str]:
        """Fields of the form whose values, or rows picked there, this one needs."""
        return frozenset(one.names[0] for one in self.paths if one.place == "form")

    def picked(self, picks: Mapping[str, str]) -> frozenset[str]:
        """Lookups from whose rows something must have been picked. `picks`: the lookup of each pick field."""
        return frozenset(picks[one] for one in self.rests_on if one in picks)

    @property
    def paths(self) -> list[Path]:
        """All it is asked with that is no literal."""
        parts = [*self.key.values(), *self.also.values(), *self.where.values(), *self.without.values()]
        return [one for one in parts if isinstance(one, Path)]


def part(value: Json) -> Part:
    """A literal, the path that a text is, or several literals."""
    if isinstance(value, list) and value and all(isinstance(one, str | int) for one in value):
        return tuple(one for one in value if isinstance(one, str | int))
    if not isinstance(value, str):
        if isinstance(value, bool | int):
            return value
        raise TypeError("a text, a number, true or false")
    place, *names = value.split(".")
    wanted = {"me": (1,), "person": (1,), "city": (0,), "answers": (1,), "form": (1, 2), "rows": (2,)}
    return Path(place, tuple(names)) if len(names) in wanted.get(place, ()) and all(names) else value


def of_content(content: Content) -> tuple[Lookup, ...]:
    """The lookups of an item's content; none in versions from before there were any."""
    return of_rows(content.get("lookups", ()))


def of_rows(rows: Iterable[LookupRow]) -> tuple[Lookup, ...]:
    """The lookups that these rows of a content are."""
    return tuple(
        Lookup(
            row["id"],
            registers()[row["register"]],
            {name: part(value) for name, value in row["key"].items()},
            {name: part(value) for name, value in row.get("also", {}).items()},
            {name: part(value) for name, value in row["where"].items()},
            row["purpose"],
            row["off"],
            tuple(row["show"]),
            row["title"],
            row["empty"],
            row["consent"],
            row["cache_s"],
            row.get("way", ""),
            tuple(row.get("more", ())),
            row.get("glad", False),
            {name: part(value) for name, value in row.get("without", {}).items()},
            row.get("tells", ""),
        )
        for row in rows
    )


def read(file: str, item: str, rows: object, questions: Collection[str], fields: Collection[str]) -> list[LookupRow]:
    """`lookups:` of an item → content. Raises Mistake."""
    try:
        return _read(file, rows, questions, fields)
    except Mistake as wrong:
        raise Mistake(file, item, f"{wrong.item}.{wrong.field}", wrong.say) from None


def _read(file: str, rows: object, questions: Collection[str], fields: Collection[str]) -> list[LookupRow]:
    entries = Entry(file, "lookups", {"lookups": rows}, ("lookups",)).rows("lookups", MUST, MAY)
    names = {one.text("id") for one in entries}
    content: list[LookupRow] = []
    for entry in entries:
        row = _one(entry)
        content.append(row)
        told = (("key", row["key"]), ("also", row.get("also", {})), ("where", row["where"]), ("without", row.get("without", {})))
        for at, parts in told:
            for name, value in parts.items():
                _known(entry, f"{at}.{name}", part(value), names, questions, fields, row, entries)
    _no_circle(file, content)
    return content


def _one(entry: Entry) -> LookupRow:
    register = registers().get(entry.text("register"))
    if register is None:
        raise entry.fail("register", f"没有这个登记簿：{entry.row['register']}")
    shown = entry.texts("show", register.columns, "没有这一列") if "show" in entry.row else []
    seconds = entry.row.get("cache_s", 0)
    if type(seconds) is not int or not 0 <= seconds <= LONGEST_S:
        raise entry.fail("cache_s", f"写 0 到 {LONGEST_S} 的秒数")
    if register.open and entry.row.get("consent"):
        raise entry.fail("consent", "公开的登记簿不用同意")
    found: LookupRow = {
        "id": entry.text("id"),
        "register": register.id,
        "key": _parts(entry, "key", register.key),
        "where": _parts(entry, "where", register.columns) if "where" in entry.row else {},
        "purpose": entry.text("purpose"),
        "off": entry.text("off", OFF) if "off" in entry.row else register.off,
        "show": shown,
        "title": entry.text("title", register.columns, "没有这一列") if "title" in entry.row else next(iter(shown), ""),
        "empty": entry.text("empty") if "empty" in entry.row else EMPTY,
        "consent": entry.flag("consent") if "consent" in entry.row else False,
        "cache_s": seconds,
    }
    if "without" in entry.row:
        found["without"] = _parts(entry, "without", register.columns)
    if "way" in entry.row:
        found["way"] = entry.text("way")
    if "tells" in entry.row:
        found["tells"] = entry.text("tells", [name for name, one in register.columns.items() if one.kind == "id"], "不是证件号的一列")
    if "glad" in entry.row:
        found["glad"] = entry.flag("glad")
    if "more" in entry.row:
        found["more"] = entry.texts("more", register.columns, "没有这一列")
    if "also" in entry.row:
        found["also"] = _parts(entry, "also", register.key)
    return found


def _parts(entry: Entry, at: str, known: Collection[str]) -> dict[str, Json]:
    found = entry.row[at]
    if not isinstance(found, Mapping) or not found:
        raise entry.fail(at, "要写成 {列: 值}")
    for name, value in found.items():
        if name not in known:
            raise entry.fail(f"{at}.{name}", f"不能按这一列问，可用：{'、'.join(known)}" if at != "where" else "没有这一列")
        if isinstance(value, list) and at == "where" and value and all(isinstance(one, str | int) for one in value):
            continue
        if not isinstance(value, str | int) or value == "":
            raise entry.fail(f"{at}.{name}", f"写一个值或一条路径：{value}")
    return dict(found)


def _known(
    entry: Entry,
    at: str,
    value: Part,
    names: Collection[str],
    questions: Collection[str],
    fields: Collection[str],
    content: LookupRow,
    entries: list[Entry],
) -> None:
    """A path leads somewhere; and whose rows they are is nothing a stranger may choose."""
    column = registers()[content["register"]].columns[at.partition(".")[2]]
    if not isinstance(value, Path):
        if at.startswith(("key.", "also.")) and column.kind in WHOSE:
            raise entry.fail(at, "问谁的不能写死，用 person.id_number 这样的路径")
        for one in value if isinstance(value, tuple) else (value,):
            if not column.fits(one) and column.kind != "list":
                raise entry.fail(at, f"这一列不会是：{one}")
        return
    first = value.names[0] if value.names else ""
    if value.place in ("me", "person") and first not in PERSON:
        raise entry.fail(at, f"没有 {value}，可用：{value.place}.id_number、{value.place}.name")
    if value.place == "answers" and first not in questions:
        raise entry.fail(at, f"没有这个问题：{first}")
    if value.place == "form" and first not in fields:
        raise entry.fail(at, f"表里没有这一项：{first}")
    if value.place == "rows":
        other = next((one for one in entries if one.text("id") == first), None)
        if other is None or first not in names:
            raise entry.fail(at, f"没有这次查询：{first}")
        register = registers().get(str(other.row.get("register")))
        if register is None or value.names[1] not in register.columns:
            raise entry.fail(at, f"{first} 没有这一列：{value.names[1]}")


def _no_circle(file: str, content: list[LookupRow]) -> None:
    """Whoever waits for another's rows gets them some time."""
    after = {one.id: one.after for one in of_rows(content)}
    done: set[str] = set()
    while ready := {name for name, waits in after.items() if name not in done and waits <= done}:
        done |= ready
    if left := sorted(after.keys() - done):
        raise Mistake(file, "lookups", left[0], f"互相等着：{'、'.join(left)}")


def with_those_before(names: Collection[str], lookups: Collection[Lookup]) -> list[Lookup]:
    """These lookups and those whose rows they need, in the order of the item."""
    needed = set(names)
    while more := {name for one in lookups if one.id in needed for name in one.after} - needed:
        needed |= more
    return [one for one in lookups if one.id in needed]


def stages(lookups: Collection[Lookup]) -> Iterator[list[Lookup]]:
    """Lookups in the order they can be asked; those of one stage at once."""
    done: set[str] = set()
    left = list(lookups)
    while left:
        ready = [one for one in left if one.after <= done]
        if not ready:
            raise ValueError("lookups wait for each other, or for one that is not asked")
        yield ready
        done |= {one.id for one in ready}
        left = [one for one in left if one.id not in done]
