"""Reference data of the province: regions, departments, materials, certificates, halls. Read once, never changed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeVar

from app.kernel import sheets
from app.reference import shapes
from app.reference.shapes import Certificate, City, DataSources, Department, Dictionaries, Hall, HallDefaults, Material, Photo

T = TypeVar("T")
POPULATION = "dept-gat-hz"  # knows who belongs to whom


@dataclass(frozen=True)
class District:
    """`city`: the code of the city it belongs to."""

    code: str
    name: str
    city: str


@dataclass(frozen=True)
class Source:
    """A data source. `department`: whose it is; `fallback`: upload | manual | block, what happens when it does not answer."""

    id: str
    name: str
    department: str
    fallback: str


def read(name: str) -> Any:
    """One file of app/reference/data, parsed. Raises Mistake when it says something twice."""
    return sheets.read(Path(str(files("app.reference").joinpath(f"data/{name}.yaml"))), f"{name}.yaml")


def _read(name: str, shape: type[T]) -> T:
    """One file, all of it of this shape. Raises Mistake that names file, entry and field."""
    return sheets.shaped(shape, read(name), f"{name}.yaml")


def require(name: str, rows: Iterable[Mapping[str, object]], field: str, known: Collection[str]) -> None:
    """Raises Mistake for the first row whose field names nothing that is known."""
    for row in rows:
        if field in row and row[field] not in known:
            raise sheets.Mistake(f"{name}.yaml", str(row["id"]), field, f"没有：{row[field]}")


@lru_cache
def cities() -> dict[str, City]:
    """The 21 cities by code: name 广州市, short 广州, pinyin, districts."""
    return {city["code"]: city for city in _read("regions", shapes.Regions)["cities"]}


def city_named(address: str) -> str | None:
    """The city of the province an address names: 广东省广州市天河区… → 440100; None for anywhere else."""
    return next((code for code, city in cities().items() if city["name"] in address), None)


@lru_cache
def districts() -> dict[str, District]:
    """All districts and counties by code."""
    rows = [(city, row) for city, one in cities().items() for row in one["districts"]]
    return {row["code"]: District(row["code"], row["name"], city) for city, row in rows}


def place_of(code: str) -> tuple[str, str | None]:
    """The city and, where the code is a district's, the district; any other code is taken for a city's."""
    found = districts().get(code)
    return (found.city, code) if found else (code, None)


def city_of(code: str) -> str:
    """The city of a district; any other code as it is."""
    return place_of(code)[0]


@lru_cache
def departments() -> dict[str, Department]:
    """Departments by id."""
    return {one["id"]: one for one in _read("departments", shapes.Departments)["departments"]}


@lru_cache
def public_bodies() -> frozenset[str]:
    """Departments whose fees are public revenue; partners (kind 9) give invoices of their own."""
    return frozenset(one["id"] for one in departments().values() if one["kind"] != "9")


@lru_cache
def characters() -> tuple[frozenset[str], dict[str, str]]:
    """The 8,105 characters of the national table, and the one of them that is written for a traditional one."""
    lines = files("app.reference").joinpath("data/hanzi.txt").read_text("utf-8").split("\n", 1)[1]
    table, _, pairs = lines.partition("\n\n")
    both = pairs.replace("\n", "")
    return frozenset(table.replace("\n", "")), {both[n + 1]: both[n] for n in range(0, len(both), 2)}


@lru_cache
def materials() -> dict[str, Material]:
    """Materials by id."""
    rows = _read("materials", shapes.Materials)["materials"]
    require("materials", rows, "ecert", certificates())
    require("materials", rows, "from", departments())
    require("materials", rows, "photo", {*photo_specs(), "thing"})
    return {one["id"]: one for one in rows}


@lru_cache
def certificates() -> dict[str, Certificate]:
    """Kinds of certificate by id."""
    rows = _read("certificates", shapes.Certificates)["certificates"]
    require("certificates", rows, "dept", departments())
    if strange := [one["id"] for one in rows if not {*one.get("each", [])} <= {*one["fields"]}]:
        raise ValueError(f"certificates.yaml: each: {strange}")
    return {one["id"]: one for one in rows}


@lru_cache
def dictionaries() -> Dictionaries:
    """What the platform goes by."""
    said = read("dictionaries")
    return sheets.shaped(Dictionaries, {key: said[key] for key in Dictionaries.__annotations__ if key in said}, "dictionaries.yaml")


@lru_cache
def data_sources() -> DataSources:
    """Where facts are checked, and what portraits must be."""
    said = _read("data-sources", DataSources)
    require("data-sources", [*said["matches"], *said["flags"]], "from", departments())
    return said


@lru_cache
def checks() -> frozenset[str]:
    """Ids of all data checks, flags and relations."""
    said = data_sources()
    return frozenset(row["id"] for rows in (said["matches"], said["flags"], said["relations"]) for row in rows)


@lru_cache
def sources() -> dict[str, Source]:
    """What may be asked of other departments, by code."""
    said = data_sources()
    found = [Source(one["id"], one["name"], one["from"], one["fallback"]) for one in said["matches"]]
    found += [Source(one["id"], one["name"], one["from"], one.get("fallback", "manual")) for one in said["flags"]]
    found += [Source(one["id"], one["name"], POPULATION, "manual") for one in said["relations"]]
    return {one.id: one for one in found}


def made_before() -> str:
    """What making a result on paper was called before each item said it itself."""
    return dictionaries()["made_before"]


def photo_specs() -> dict[str, Photo]:
    """What a portrait for a document must be, by the document: mm, px, grounds."""
    return data_sources()["photo_spec"]


@lru_cache
def photo_of() -> dict[str, str]:
    """The document of a portrait, by its material."""
    return {key: row["photo"] for key, row in materials().items() if row.get("photo") in photo_specs()}


@lru_cache
def things_photographed() -> frozenset[str]:
    """Materials that are photographs of things."""
    return frozenset(key for key, row in materials().items() if row.get("photo") == "thing")


@lru_cache
def consent_hours() -> dict[str, float]:
    """How long whoever must agree has for it, in hours, by what it is for."""
    return {name: float(hours) for name, hours in _read("consent_hours", shapes.ConsentHours)["hours"].items()}


@lru_cache
def halls() -> list[Hall]:
    """All halls."""
    rows = _read("halls", shapes.Halls)["halls"]
    require("halls", rows, "region", {*cities(), *districts()})
    return rows


@lru_cache
def hall_hours() -> HallDefaults:
    """When halls are open, how long a slot is, how many days ahead one books, how long what is known of a visit is kept."""
    return _read("halls", shapes.Halls)["defaults"]


@lru_cache
def hall_themes() -> dict[str, str]:
    """What residents call each kind of thing that is done at halls, in the order shown. Raises Mistake for a hall's that has no name."""
    named = _read("halls", shapes.Halls)["themes"]
    if strange := next((one for one in halls() if not set(one["kinds"]) <= set(named)), None):
        raise sheets.Mistake("halls.yaml", strange["id"], "kinds", "themes 里没有写怎么叫")
    return named


@lru_cache
def hall_closed() -> dict[tuple[str, str], str]:
    """Why a hall is closed on a day it would be open, by hall and day (YYYY-MM-DD)."""
    rows = _read("halls", shapes.Halls)["closed"]
    known = {one["id"] for one in halls()}
    if strange := next((one["hall"] for one in rows if one["hall"] not in known), None):
        raise sheets.Mistake("halls.yaml", strange, "closed", "没有这个大厅")
    return {(one["hall"], one["day"]): one["say"] for one in rows}


@lru_cache
def hall(id_: str) -> Hall | None:
    """One hall, or None."""
    return next((one for one in halls() if one["id"] == id_), None)


@lru_cache
def halls_of(city: str, theme: str | None = None) -> tuple[Hall, ...]:
    """The halls of a city and its districts, for this theme when one is given."""
    return tuple(one for one in halls() if one["region"][:4] == city[:4] and (theme is None or theme in one["kinds"]))


def plain_department(department: str) -> str:
    """What residents call a department: 公安出入境, 人社, 税务."""
    row = departments()[department]
    name, short = row["name"], row["short"]
    return f"公安{short}" if name.startswith("公安") else short


def hall_in(place: str, theme: str | None = None) -> Hall | None:
    """The first hall of this very city or district, for this theme when one is given."""
    return next((one for one in halls() if one["region"] == place and (theme is None or theme in one["kinds"])), None)
