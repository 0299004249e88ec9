"""What an item is: immutable declarations, checked when they are made. Pure.

An item is made from its *content*, one JSON object with everything needed to render a case years later: no reference
leads out of it. The content's hash is the item's version.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from app.kernel.jsons import Json
from app.language.conditions import When
from app.language.content import Ability as Ability
from app.language.content import Content, Default, FieldRow, Rule, Settled, SituationRow
from app.language.content import Serves as Serves

Answers = Mapping[str, str]


@dataclass(frozen=True)
class Option:
    """One answer a person can tap."""

    id: str
    text: str


@dataclass(frozen=True)
class Question:
    """A question. `default`: an option, or {cities, then, else}; `known`: how data settles it ({age|hukou_in, then, else})."""

    id: str
    ask: str
    options: tuple[Option, ...]
    default: str | Default | None
    known: Settled | None

    def default_in(self, city: str) -> str | None:
        """The safe default in this city, or None: then it is asked."""
        if isinstance(self.default, dict):
            return self.default["then"] if city in self.default["cities"] else self.default["else"]
        return self.default

    @property
    def source(self) -> str | None:
        """Where a known answer comes from, in words."""
        if not self.known:
            return None
        return "身份证" if "age" in self.known else "户口簿"


@dataclass(frozen=True)
class Limit:
    """A time limit: n of unit (workday, day, hour); n 0 is at once."""

    n: int
    unit: str


@dataclass(frozen=True)
class Situation:
    """What applies when the answers match `when`. `mail`: what is made may be mailed in this one, as the item's result says."""

    id: str
    name: str
    when: When
    online: Ability
    visits: int
    promise: Limit | None
    cities: tuple[str, ...]
    elsewhere: Ability
    note: str
    mail: bool = True


@dataclass(frozen=True)
class Material:
    """One thing needed. how: upload | sign | bring | write (the person does it), fetch (we do)."""

    id: str
    name: str
    note: str
    how: str
    use: str
    need: str
    source: str
    certificate: str | None
    provider: str
    when: When
    counter: str = ""  # what is said of it to whoever takes it to a counter; empty: the note holds there too
    fetched: str = ""  # instead of the note, once the person has chosen to fetch what is made; then it is brought along
    mailed: str = ""  # the same, once they have chosen to have it mailed
    there: str = ""  # what is done about it at the counter, where nothing is brought: 按指纹
    off: str = ""  # the lookup it is fetched by: while the person goes on without that, it is uploaded


@dataclass(frozen=True)
class Fee:
    """One fee in fen; `firm` when the figure may be shown and charged, optional ones are never charged by us."""

    id: str
    name: str
    fen: int
    per: str
    firm: bool
    optional: bool
    when: When
    span: Sequence[int] = ()  # from the least to the most fen each comes to: all there is to know before it is picked

    @property
    def owed(self) -> bool:
        """Whether everybody owes it and the figure is known."""
        return self.firm and not self.optional

    @property
    def unfixed(self) -> bool:
        """Whether something is owed and nobody here knows how much: not confirmed yet, or (optional, without a figure) a fine, a
        tax, a market price."""
        return not self.firm or (self.optional and self.fen == 0)


@dataclass(frozen=True)
class ReviewPoint:
    """What is checked before anything is granted: by a function (check: auto) or by a reviewer.

    `say`, `do`: what the resident reads when it fails, in place of the function's own words; `at`: when it is decided, where that is
    not read off what it needs; `fail`: refuse | manual (then a reviewer decides); `off`: upload | manual | block when its source does
    not answer, in place of the source's own; `material`: what is uploaded then.
    """

    id: str
    text: str
    check: str
    rule: Rule | None
    when: When
    at: str = ""
    say: str = ""
    do: str = ""
    fail: str = "refuse"
    off: str = ""
    material: str = ""

    @property
    def fn(self) -> str:
        """The function that decides it; empty where a reviewer does."""
        return str(self.rule.get("fn")) if self.rule else ""

    @property
    def arg(self) -> Json:
        """What the function is given."""
        return self.rule.get("arg") if self.rule else None


@dataclass(frozen=True)
class Effect:
    """What else happens to the person's certificates. `do`: revoke; `at`: submitted | granted; `undone`: what to do, where it stays
    so although the case came to nothing."""

    do: str
    cert: str
    at: str
    when: When
    undone: str = ""


@dataclass(frozen=True)
class Field:
    """One field of the form. `source`: where its value comes from (ec-idcard.姓名, account.phone). `when`: it counts only while this
    holds, of other fields, answers and facts; `asked`: whether it is in the form at all, of answers and facts.

    `max`, `min`: characters of a text, how many of several, bounds of a number, of money in fen. `unit`, `decimals`: of a number.
    `earliest`, `latest`: of a date, a month, a year: one, or today, today-3d, today+6m. `landline`: a phone may be one. `level`:
    how far a region is said (city, district). `many`, `lookup`, `title`: of a pick, rows of that lookup, called by that column.
    `material`: what a file is given for. `fn`, `of`: the function that finds a derived field, and the fields it looks at;
    of a slot the pick that says at which place, and where halls do it `theme`: the halls that do this.
    `fields`: of each row of a list."""

    id: str
    label: str
    kind: str
    source: str | None
    required: bool
    hint: str
    max: int | None
    pattern: str | None
    options: tuple[tuple[str, str, str], ...]
    when: When
    asked: When
    min: int | None = None
    unit: str = ""
    decimals: int = 0
    earliest: str = ""
    latest: str = ""
    landline: bool = False
    level: str = ""
    many: bool = False
    lookup: str = ""
    title: str = ""
    material: str = ""
    fn: str = ""
    of: tuple[str, ...] = ()
    theme: str = ""
    fields: tuple[Field, ...] = ()


def serves(row: Mapping[str, object]) -> Serves:
    """What an item is, by what it declares and nothing else. One with a form and a view is applied for, and may be looked at before."""
    opens = cast("Serves", row["opens"]) if "opens" in row else None  # shape.WORDS says which there are
    return "case" if "form" in row else "view" if "view" in row else opens or "guide"


def situation_of(row: SituationRow) -> Situation:
    """A situation of an item's content."""
    return Situation(
        row["id"],
        row["name"],
        row["when"],
        row["online"],
        row["visits"],
        Limit(**row["promise"]) if row["promise"] else None,
        tuple(row["cities"]),
        row["elsewhere"],
        row["note"],
        row.get("mail", True),
    )


def questions_of(content: Content) -> tuple[Question, ...]:
    """The questions of an item's content, in the order they are asked."""
    return tuple(
        Question(row["id"], row["ask"], tuple(Option(**one) for one in row["options"]), row["default"], row["known"])
        for row in content["questions"]
    )


def fields_of(content: Content) -> tuple[Field, ...]:
    """The form of an item's content."""
    return tuple(_field(row) for row in content["form"])


def _field(row: FieldRow) -> Field:
    return Field(
        row["id"],
        row["label"],
        row["kind"],
        row["source"],
        row["required"],
        row["hint"],
        row["max"],
        row["pattern"],
        tuple((one[0], one[1], one[2] if len(one) > 2 else "") for one in row["options"]),
        row["when"],
        row["asked"],
        min=row.get("min"),
        unit=row.get("unit", ""),
        decimals=row.get("decimals", 0),
        earliest=row.get("earliest", ""),
        latest=row.get("latest", ""),
        landline=row.get("landline", False),
        level=row.get("level", ""),
        many=row.get("many", False),
        lookup=row.get("lookup", ""),
        title=row.get("title", ""),
        material=row.get("material", ""),
        fn=row.get("fn", ""),
        of=tuple(row.get("of", ())),
        theme=row.get("theme", ""),
        fields=tuple(_field(one) for one in row.get("fields", ())),
    )
