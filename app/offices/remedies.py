"""What a person may do against a decision, by law, in words: until when, with whom, where. Pure.

行政复议法 (2024-01-01) §20: sixty days from knowing of the decision; §24: the government at the same level decides on what its
departments and the organisations they run did; §27: tax, customs, finance and state security stand under their own next level;
§28: against an office of justice either of the two. 行政诉讼法 §46: six months; §14, §18: the basic court where the office is; §45:
fifteen days after a review. Who reviews a department is in departments.yaml; places are demo data (regions.yaml) and say so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from app.offices.rules import unit_of
from app.reference import cities, city_of, departments, districts, hall_in

REVIEW_DAYS, SUIT_MONTHS, AFTER_REVIEW_DAYS = 60, 6, 15
DECISIONS = frozenset({"denied", "rejected"})
TAX = "国家税务总局"
STATE_PLANNED = "440300"  # Shenzhen's tax office stands under the State's, not the province's
DEMO = "（演示地址）"


@dataclass(frozen=True)
class Remedy:
    """`review`, `suit`: one sentence each; `hand_in`, `court`: where each goes; `where`: of whoever decided; `ask`: whom to ask how."""

    review: str
    hand_in: str
    suit: str
    court: str
    where: str
    ask: str


class Reviewer(NamedTuple):
    """Who reviews, and where the application is handed in."""

    who: str
    where: str


def of(department: str, place: str) -> Remedy | None:
    """Against a decision of this department in this city or district; None for a partner, against whom one goes to court as against
    anybody."""
    how = departments()[department].get("review")
    if how is None:
        return None
    reviewer, unit, court = _reviewer(how, place), unit_of(department, place), _court(place)
    hall = hall_in(place) or hall_in(city_of(place))
    return Remedy(
        review=f"收到决定那天起 {REVIEW_DAYS} 天内，可以向{reviewer.who}申请行政复议。不收费。",
        hand_in=f"复议申请交到{reviewer.where}。",
        suit=f"也可以在收到决定那天起 {SUIT_MONTHS} 个月内，向人民法院提起行政诉讼。",
        court=f"起诉到{court}{DEMO}。先复议的，收到复议决定 {AFTER_REVIEW_DAYS} 天内还能起诉。",
        where=f"作出决定的是{unit}" + (f"，在{hall['address']}。" if hall else "。"),
        ask="申请书怎么写，打 12348 法律服务热线，免费问。",
    )


def short() -> str:
    """The same in a message."""
    return f"不服的，收到决定 {REVIEW_DAYS} 天内可以申请行政复议，{SUIT_MONTHS} 个月内可以起诉。"


def _reviewer(how: str, place: str) -> Reviewer:
    name = districts()[place].name if place in districts() else cities()[place]["name"]
    government = f"{name}人民政府"
    if how == "above":
        above = _tax_above(place)
        return Reviewer(above, f"{above}{DEMO}")
    if how == "either":
        above = f"{cities()[city_of(place)]['name']}司法局" if place in districts() else "广东省司法厅"
        return Reviewer(f"{government}或者{above}", f"{government}{DEMO}或者{above}{DEMO}")
    return Reviewer(government, f"{name}司法局{DEMO}")


def _tax_above(place: str) -> str:
    if place in districts():
        return f"{TAX}{cities()[city_of(place)]['name']}税务局"
    return TAX if place == STATE_PLANNED else f"{TAX}广东省税务局"


def _court(place: str) -> str:
    """The basic court where the office is: a district's by its name, a county's and a county-level city's by their own."""
    city = cities()[city_of(place)]
    seat = place if place in districts() else city.get("seat")
    if seat is None:
        return f"{city['name']}第一人民法院"
    name = districts()[seat].name
    return f"{city['name']}{name}人民法院" if name.endswith("区") else f"{name}人民法院"
