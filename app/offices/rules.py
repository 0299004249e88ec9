"""Which office decides and what residents call it. Pure."""

from __future__ import annotations

from app.reference import cities, districts, plain_department

LOCAL = frozenset("456")  # who decides: 4 the county or district, 5 town and street, 6 village; above them the city or the province


def decided_in(level: str, city: str, district: str | None) -> str:
    """The place whose office decides: the district where one is known and districts decide (`level` as in GB/T 39046), or the city."""
    return district if district and level in LOCAL else city


def unit_of(department: str, place: str) -> str:
    """The office that handles it in a city or a district: 广州公安出入境, 天河区公安户政."""
    name = districts()[place].name if place in districts() else cities()[place]["short"]
    return f"{name}{plain_department(department)}"
