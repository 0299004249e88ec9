"""Reference data of the province: regions, departments, materials, certificates, halls. Read once, never changed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml


@dataclass(frozen=True)
class District:
    """`city`: the code of the city it belongs to."""

    code: str
    name: str
    city: str


def read(name: str) -> Any:
    """One file of app/reference/data, parsed."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(files("app.reference").joinpath(f"data/{name}.yaml").read_text("utf-8"), Loader=loader)  # noqa: S506 - safe


@lru_cache
def cities() -> dict[str, dict[str, Any]]:
    """The 21 cities by code: name 广州市, short 广州, pinyin, districts."""
    return {city["code"]: city for city in read("regions")["cities"]}


@lru_cache
def districts() -> dict[str, District]:
    """All districts and counties by code."""
    rows = [(city, row) for city, one in cities().items() for row in one.get("districts", [])]
    return {row["code"]: District(row["code"], row["name"], city) for city, row in rows}


def place_of(code: str) -> tuple[str, str | None]:
    """The city and, where the code is a district's, the district; any other code is taken for a city's."""
    found = districts().get(code)
    return (found.city, code) if found else (code, None)


def city_of(code: str) -> str:
    """The city of a district; any other code as it is."""
    return place_of(code)[0]


@lru_cache
def departments() -> dict[str, dict[str, Any]]:
    """Departments by id."""
    return {one["id"]: one for one in read("departments")["departments"]}


@lru_cache
def public_bodies() -> frozenset[str]:
    """Departments whose fees are public revenue; partners (kind 9) give invoices of their own."""
    return frozenset(one["id"] for one in departments().values() if one["kind"] != "9")


@lru_cache
def materials() -> dict[str, dict[str, Any]]:
    """Materials by id."""
    return {one["id"]: one for one in read("materials")["materials"]}


@lru_cache
def certificates() -> dict[str, dict[str, Any]]:
    """Kinds of certificate by id."""
    return {one["id"]: one for one in read("certificates")["certificates"]}


@lru_cache
def rule_functions() -> frozenset[str]:
    """Names of the functions review points may use."""
    return frozenset(read("dictionaries")["rule_fn"])


@lru_cache
def checks() -> frozenset[str]:
    """Ids of all data checks, flags and relations."""
    data = read("data-sources")
    return frozenset(row["id"] for group in ("matches", "flags", "relations") for row in data[group])


@lru_cache
def made_before() -> str:
    """What making a result on paper was called before each item said it itself."""
    return str(read("dictionaries")["made_before"])


@lru_cache
def photo_specs() -> dict[str, dict[str, Any]]:
    """What a portrait for a document must be, by the document: mm, px, grounds, materials."""
    return dict(read("data-sources")["photo_spec"])


@lru_cache
def photo_of() -> dict[str, str]:
    """The document of a portrait, by its material."""
    return {key: row["photo"] for key, row in materials().items() if row.get("photo") in photo_specs()}


@lru_cache
def things_photographed() -> frozenset[str]:
    """Materials that are photographs of things."""
    return frozenset(key for key, row in materials().items() if row.get("photo") == "thing")


@lru_cache
def halls() -> list[dict[str, Any]]:
    """All halls."""
    return list(read("halls")["halls"])


def plain_department(department: str) -> str:
    """What residents call a department: 公安出入境, 人社, 税务."""
    row = departments()[department]
    name, short = str(row["name"]), str(row["short"])
    return f"公安{short}" if name.startswith("公安") else short


def hall_in(place: str, theme: str | None = None) -> dict[str, Any] | None:
    """The first hall of this very city or district, for this theme when one is given."""
    return next((one for one in halls() if one["region"] == place and (theme is None or theme in one["kinds"])), None)
