"""Which office decides and what residents call it. Pure."""

from __future__ import annotations

from app.reference import cities, city_of, departments, districts, plain_department

TAX, TAX_OFFICE = "国家税务总局", "dept-sw"
LOCAL = frozenset("456")  # who decides: 4 the county or district, 5 town and street, 6 village; above them the city or the province


def decided_in(level: str, city: str, district: str | None) -> str:
    """The place whose office decides: the district where one is known and districts decide (`level` as in GB/T 39046), or the city."""
    return district if district and level in LOCAL else city


def unit_of(department: str, place: str) -> str:
    """The office that handles it in a city or a district: 广州公安出入境, 天河区公安户政."""
    name = districts()[place].name if place in districts() else cities()[place]["short"]
    return f"{name}{plain_department(department)}"


def organ_of(department: str, place: str) -> str:
    """Its name by law: 广州市公安局, 广州市公安局天河区分局, 国家税务总局广州市天河区税务局; empty where cities call it differently."""
    organ = departments()[department].get("organ", "")
    if not organ:
        return ""
    city, area = cities()[city_of(place)]["name"], districts()[place].name if place in districts() else ""
    if organ.startswith("公安局"):
        rest = organ.removeprefix("公安局")
        branch = f"{city}公安局{area.removesuffix('区')}分局" if area.endswith("区") else f"{area or city}公安局"
        return f"{city}{organ}" if rest else branch
    name = f"{city}{area}" if area.endswith("区") else area or city
    return f"{TAX if department == TAX_OFFICE else ''}{name}{organ}"
