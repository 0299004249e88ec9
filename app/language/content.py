"""What the content of an item holds, key by key: reading makes it, a version keeps it as JSON, declarations are made from it. Pure.

A version never changes, so that older ones lack what was declared later: such keys are NotRequired, and whoever reads one says what
holds without it. What an operator wrote and nobody has looked at yet is `Written`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, NotRequired, TypeAlias, TypedDict

from app.kernel.jsons import Json
from app.language.conditions import When
from app.language.view_rows import ViewRow

# Whoever reads it takes each part for what it must be: a KeyError, TypeError, ValueError or AttributeError is a Mistake of the file.
Written: TypeAlias = "Mapping[str, Any]"

Ability = Literal["full", "part", "book", "query", "none", "no"]  # no: it cannot be had at all, nowhere
# An errand done here, something looked at here, a place at a hall booked here, or how it is done elsewhere.
Serves = Literal["case", "view", "booking", "titles", "invoices", "order", "verify", "guide"]


class Source(TypedDict):
    """An item as it stands in its folder. `item`: what was written."""

    scene: str
    theme: str
    item: Written


class LimitRow(TypedDict):
    """n of unit: workday, day, hour."""

    n: int
    unit: str


class OptionRow(TypedDict):
    id: str
    text: str


# A default that hangs on the city.
Default = TypedDict("Default", {"cities": list[str], "then": str, "else": str})
# How data settles an answer: by full years, or by where the household register is (city codes, or how they begin).
Settled = TypedDict("Settled", {"age": NotRequired[int], "hukou_in": NotRequired[list[str]], "then": str, "else": str})


class QuestionRow(TypedDict):
    id: str
    ask: str
    options: list[OptionRow]
    default: str | Default | None
    known: Settled | None


class SituationRow(TypedDict):
    id: str
    name: str
    when: When
    online: Ability
    visits: int
    promise: LimitRow | None
    cities: list[str]
    elsewhere: Ability
    note: str
    mail: NotRequired[bool]


class MaterialRow(TypedDict):
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
    counter: NotRequired[str]
    fetched: NotRequired[str]
    mailed: NotRequired[str]
    there: NotRequired[str]
    off: NotRequired[str]


class FeeRow(TypedDict):
    id: str
    name: str
    fen: int
    per: str
    firm: bool
    optional: bool
    when: When
    span: NotRequired[list[int]]


class Rule(TypedDict):
    """A function that decides a point, and its argument."""

    fn: str
    arg: NotRequired[Json]


class PointSaid(TypedDict):
    """A review point as points.py reads it."""

    text: str
    check: str
    rule: Rule | None
    at: NotRequired[str]
    say: NotRequired[str]
    do: NotRequired[str]
    fail: NotRequired[str]
    off: NotRequired[str]
    material: NotRequired[str]


class PointRow(PointSaid):
    id: str
    when: When


class EffectSaid(TypedDict):
    """What else happens to the person's certificates as points.py reads it."""

    do: str
    cert: str
    at: str
    undone: NotRequired[str]


class EffectRow(EffectSaid):
    when: When


class Extras(TypedDict, total=False):
    """What only some kinds of field say (app.language.kinds)."""

    min: int
    unit: str
    decimals: int
    earliest: str
    latest: str
    landline: bool
    level: str
    many: bool
    lookup: str
    title: str
    material: str
    fn: str
    of: list[str]
    theme: str
    fields: list[FieldRow]


class Said(Extras, total=False):
    """The same as a kind reads it, with the bound that all have room for."""

    max: int


class FieldRow(Extras):
    """`options`: [id, text, note] each."""

    id: str
    label: str
    kind: str
    source: str | None
    required: bool
    hint: str
    max: int | None
    pattern: str | None
    options: list[list[str]]
    when: When
    asked: When


class LookupRow(TypedDict):
    """`key`, `also`, `where`, `without`: by column a value, a path, or several values."""

    id: str
    register: str
    key: dict[str, Json]
    also: NotRequired[dict[str, Json]]
    where: dict[str, Json]
    without: NotRequired[dict[str, Json]]
    purpose: str
    off: str
    show: list[str]
    title: str
    empty: str
    consent: bool
    cache_s: int
    way: NotRequired[str]
    more: NotRequired[list[str]]
    glad: NotRequired[bool]
    tells: NotRequired[str]


class ParticipantRow(TypedDict):
    """`who`: paths by name and id_number; `among`: several of them."""

    role: str
    name: str
    who: list[dict[str, str]]
    when: When
    need: str
    minutes: int
    sees: list[str]
    says: str
    face: bool
    among: dict[str, list[str]]
    silence: NotRequired[str]
    if_no: NotRequired[str]
    alone: NotRequired[bool]


class OfficeRow(TypedDict):
    """One of the departments a case passes. Without `points` and `asks` all are its own."""

    id: str
    name: str
    department: str
    days: int
    points: NotRequired[list[str]]
    asks: NotRequired[list[str]]
    when: When
    remote: NotRequired[bool]


class CourseRow(TypedDict):
    order: Literal["row", "parallel"]
    offices: list[OfficeRow]
    name: NotRequired[str]


class NoticeRow(TypedDict):
    """What is read before signing: the function that writes it, the pick it is about, the tick it is offered under."""

    fn: str
    of: str
    read: str


ByRow = TypedDict("ByRow", {"of": str, "is": dict[str, str]})


class HoldRow(TypedDict):
    field: str
    thing: str
    units: str
    by: dict[str, ByRow]
    one: str
    draw: int
    minutes: int
    keep: LimitRow
    lapsed: str


class RemindRow(TypedDict):
    """What has a last day although nobody has begun it (app/language/reminding.py)."""

    rows: str
    since: str
    within: LimitRow
    until: str
    unless: dict[str, str]
    days: list[int]
    about: str
    after: list[str]
    say: str


class Fetching(TypedDict):
    """`pick`: the one of the form whose row says where it is fetched; `called`: what such a place is called."""

    pick: str
    called: str


class ResultSaid(TypedDict, total=False):
    """What comes of it, as it is written. `making`: what the step is called in which something on paper is made; `at_once`: each, item or
    result, how many cases of one person may be on their way; `apart`: questions whose answers make it another result; `whose` child: not
    the applicant's; form.field.column, several: the id number of the child it is for, where one of these is filled in; `along`: the role
    whose own certificates of the kind change with it; `changes`: kinds of which the applicant's own say something else from then on;
    `renames`: the field of the form with what whom it is about is called from then on; `ends`: form.field.column, several: the id number of
    who holds nothing from then on; `fetch`: where it lies ready to be fetched, where that is no hall."""

    cert: str | None
    paper: bool
    mail: bool
    pickup: bool
    making: str
    at_once: str
    apart: list[str]
    whose: str | list[str]
    along: str
    changes: list[str]
    renames: str
    ends: list[str]
    fetch: Fetching


class Result(ResultSaid):
    cert_name: str | None


class Staff(TypedDict):
    """What only those who work here read. `level`: who decides, GB/T 39046."""

    type: str | None
    level: str | None
    code: str | None
    object: list[str]
    channels: list[str] | None
    basis: list[str] | None
    kind: str | None


class Content(TypedDict):
    """All of it. `cities`: only there, without it everywhere; `papers`: kinds of paper beside the id card whose holders may do it;
    `sounds`: how phrases of this item are read aloud."""

    id: str
    scene: str
    theme: str
    name: str
    short: str
    icon: str
    plain: str
    alias: list[str]
    department: str
    department_name: str
    department_full: str
    hotline: dict[str, str]
    staff: NotRequired[Staff]
    freq: str
    nav: str
    serves: NotRequired[Serves]
    trust: int
    online_cities: list[str]
    cities: NotRequired[list[str]]
    quiet: NotRequired[str]
    papers: NotRequired[list[str]]
    statutory: LimitRow
    promise: LimitRow
    fees: list[FeeRow]
    result: Result
    questions: list[QuestionRow]
    situations: list[SituationRow]
    materials: list[MaterialRow]
    points: list[PointRow]
    effects: NotRequired[list[EffectRow]]
    form: list[FieldRow]
    lookups: NotRequired[list[LookupRow]]
    participants: NotRequired[list[ParticipantRow]]
    view: NotRequired[ViewRow]
    holds: NotRequired[list[HoldRow]]
    price: NotRequired[Mapping[str, Json]]
    course: NotRequired[CourseRow]
    notice: NotRequired[NoticeRow]
    remind: NotRequired[RemindRow]
    stop: list[str]
    tips: list[str]
    sounds: NotRequired[dict[str, str]]
