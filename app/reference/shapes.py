"""What each file of app/reference/data may say: its keys and no others, each of its type (app/kernel/sheets.py)."""

from __future__ import annotations

from typing import Literal, NotRequired, TypedDict


class Province(TypedDict):
    code: str
    name: str
    short: str
    level: int


class Area(TypedDict):
    """A district or county."""

    code: str
    name: str
    level: int


class City(TypedDict):
    """`plate`: letters of its number plates; `exit_online`: None where that is not known."""

    code: str
    name: str
    short: str
    pinyin: str
    level: int
    plate: list[str]
    tel: str
    prd: bool
    limited: bool
    invoice_area: str
    exit_online: bool | None
    districts: list[Area]


class Regions(TypedDict):
    province: Province
    cities: list[City]


class Department(TypedDict):
    """`kind` 9: a partner; `review`: who reviews its decisions, a partner's nobody; `organ`: what its offices are called by law after the
    place, where that is the same in every city."""

    id: str
    name: str
    short: str
    organ: NotRequired[str]
    catalog_no: str
    kind: Literal["1", "2", "3", "9"]
    uscc: str
    demo: bool
    hotline: str
    network: str
    integration: Literal[1, 2, 3]
    shop: Literal["self", "third"]
    review: NotRequired[Literal["government", "above", "either"]]


class Departments(TypedDict):
    departments: list[Department]


class Written(TypedDict):
    """How a material that is written is asked for, as a field of the form; `options`: [id, text] each."""

    label: str
    kind: Literal["text", "longtext", "choice"]
    max: NotRequired[int]
    hint: NotRequired[str]
    options: NotRequired[list[list[str]]]
    pattern: NotRequired[str]
    required: NotRequired[bool]


# `ecert`: the certificate it is; `from`: the department it comes from; `photo`: of which document it is the portrait, or thing;
# `counter`: what becomes of it where one hands it in oneself, when that does not follow from `how` and `source`.
Material = TypedDict(
    "Material",
    {
        "id": str,
        "name": str,
        "short": str,
        "how": Literal["fetch", "upload", "sign", "write", "bring"],
        "use": NotRequired[str],
        "kind": Literal["1", "2", "3"],
        "source": Literal["ecert", "share", "form", "commit", "self", "gov"],
        "ecert": NotRequired[str],
        "from": NotRequired[str],
        "note": str,
        "fetched": NotRequired[str],
        "mailed": NotRequired[str],
        "there": NotRequired[str],
        "write": NotRequired[Written],
        "photo": NotRequired[str],
        "counter": NotRequired[str],
    },
)


class Materials(TypedDict):
    materials: list[Material]


class Certificate(TypedDict):
    """`show`: it can be shown by a code; `colour`, `rank`: how it lies in the wallet; `receipt`: it says that something was paid;
    `each`: the label on its face that tells what it is about, where one holds several; `renew`: the item that gives a new one before it
    ends; `use`: the one it is to be used for before that; `remind`: so long before the end its holder is told: days `30d`, months `6m`, the
    first of a month `2m1`; `warns`: why, where it is long before."""

    id: str
    name: str
    colour: NotRequired[str]
    rank: NotRequired[int]
    dept: str
    type_code: str
    holder: Literal["person", "org", "both"]
    holder_code_type: list[str]
    valid: str
    number: str
    show: bool
    receipt: NotRequired[bool]
    each: NotRequired[list[str]]
    renew: NotRequired[str]
    use: NotRequired[str]
    remind: NotRequired[list[str]]
    warns: NotRequired[str]
    fields: list[str]


class Certificates(TypedDict):
    certificates: list[Certificate]


class Opening(TypedDict):
    """`days`: 1 Monday."""

    days: list[int]
    am: str
    pm: str


class HallDefaults(TypedDict):
    open: list[Opening]
    slot_minutes: int
    book_days: int
    checkin_grace_minutes: int
    keep_visit_days: int
    hold_minutes: int


class Hall(TypedDict):
    """`region`: a city or a district; `kinds`: themes of what can be done there. Whose hours are its own has `open`, with the days it is
    `closed` besides (YYYY-MM-DD); whose places do not follow from its windows has `places`, so many of each slot. `shut`: days that
    staff have closed, and why."""

    id: str
    name: str
    region: str
    address: str
    windows: int
    terminals: int
    capacity: int
    all_day_terminal: bool
    kinds: list[str]
    open: NotRequired[list[Opening]]
    closed: NotRequired[list[str]]
    places: NotRequired[int]
    phone: NotRequired[str]
    shut: NotRequired[dict[str, str]]


class HallClosed(TypedDict):
    """A day on which a hall is closed besides weekends and holidays, and why."""

    hall: str
    day: str
    say: str


class Halls(TypedDict):
    """`themes`: what residents call each of the `kinds`, in the order they are shown."""

    defaults: HallDefaults
    themes: dict[str, str]
    closed: list[HallClosed]
    halls: list[Hall]


Match = TypedDict(
    "Match", {"id": str, "name": str, "from": str, "share": Literal["open", "cond"], "fallback": Literal["upload", "manual", "block"]}
)
Flag = TypedDict(
    "Flag",
    {
        "id": str,
        "name": str,
        "from": str,
        "scope": Literal["person", "org", "both", "house", "vehicle"],
        "fallback": NotRequired[Literal["upload", "manual", "block"]],
    },
)


class Relation(TypedDict):
    id: str
    name: str


class Photo(TypedDict):
    """A portrait: width and height in `mm` and `px`, the `grounds` it may have; `conf`: how sure that is."""

    grounds: list[Literal["white", "light_blue"]]
    mm: tuple[int, int]
    px: tuple[int, int]
    bg: str
    head_width_mm: NotRequired[tuple[int, int]]
    head_height_mm: NotRequired[tuple[int, int]]
    months: NotRequired[int]
    format: str
    kb: NotRequired[tuple[int, int]]
    conf: str


class DataSources(TypedDict):
    matches: list[Match]
    flags: list[Flag]
    relations: list[Relation]
    photo_spec: dict[str, Photo]


class Dictionaries(TypedDict):
    """Of dictionaries.yaml what the platform goes by; the other code sets are for whoever exchanges data with us."""

    case_transition: dict[str, list[str]]
    made_before: str


class ConsentHours(TypedDict):
    """How long whoever must agree has for it, by what it is for."""

    hours: dict[str, float]
