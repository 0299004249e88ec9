"""Reference data of the province: regions, departments, materials, certificates, halls. Read once, never changed."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml


def read(name: str) -> Any:
    """One file of app/reference/data, parsed."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(files("app.reference").joinpath(f"data/{name}.yaml").read_text("utf-8"), Loader=loader)  # noqa: S506 - safe


@lru_cache
def cities() -> dict[str, dict[str, Any]]:
    """The 21 cities by code: name 广州市, short 广州, pinyin, districts."""
    return {city["code"]: city for city in read("regions")["cities"]}


@lru_cache
def city_of(code: str) -> str:
    """The city of a district; any other code as it is."""
    return next((city for city, one in cities().items() if any(part["code"] == code for part in one.get("districts", []))), code)


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
def photo_specs() -> dict[str, dict[str, Any]]:
    """What a portrait for a document must be, by the document: mm, px, grounds, materials."""
    return dict(read("data-sources")["photo_spec"])


@lru_cache
def photo_of() -> dict[str, str]:
    """The document of a portrait, by its material: m-photo-exit → exit."""
    return {material: name for name, spec in photo_specs().items() for material in spec["materials"]}


@lru_cache
def halls() -> list[dict[str, Any]]:
    """All halls."""
    return list(read("halls")["halls"])


def plain_department(department: str) -> str:
    """What residents call a department: 公安出入境, 人社, 税务."""
    row = departments()[department]
    name, short = str(row["name"]), str(row["short"])
    return f"公安{short}" if name.startswith("公安") else short


def unit_of(department: str, city: str) -> str:
    """The unit that handles it in a city: 广州公安出入境."""
    return f"{cities()[city]['short']}{plain_department(department)}"
