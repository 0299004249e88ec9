"""What a person may do against a decision, by law, in words: until when, with whom, where. Pure.

行政复议法 (2024-01-01) §20: sixty days from knowing of the decision; §24: the government at the same level decides on what its
departments and the organisations they run did; §27: tax, customs, finance and state security stand under their own next level;
§28: against an office of justice either of the two. 行政诉讼法 §46: six months; §45: fifteen days after a review. Which court hears it is
not said: by §18 high courts give a city's lawsuits to courts elsewhere (railway courts, another district's), and that changes; the courts'
own line knows. Who reviews a department is in departments.yaml; the address of a hall is demo data and says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from app.kernel.workdays import add_months, due
from app.language.showing import day
from app.offices.rules import TAX, organ_of, unit_of
from app.reference import cities, city_of, departments, districts, hall_in

REVIEW_DAYS, SUIT_MONTHS, AFTER_REVIEW_DAYS = 60, 6, 15
DECISIONS = frozenset({"denied", "rejected"})
STATE_PLANNED = "440300"  # Shenzhen's tax office stands under the State's, not the province's


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


def of(department: str, place: str, since: date | None = None) -> Remedy | None:
    """Against a decision of this department in this city or district, that came on the day `since` where it has come; None for a partner,
    against whom one goes to court as against anybody."""
    how = departments()[department].get("review")
    if how is None:
        return None
    reviewer, unit, organ = _reviewer(how, place), unit_of(department, place), organ_of(department, place)
    hall = hall_in(place) or hall_in(city_of(place))
    review_until = _until(since + timedelta(days=REVIEW_DAYS)) if since else ""
    suit_until = _until(add_months(since, SUIT_MONTHS)) if since else ""
    return Remedy(
        review=f"收到决定那天起 {REVIEW_DAYS} 天内{review_until}，可以向{reviewer.who}申请行政复议。不收费。",
        hand_in=f"复议申请交到{reviewer.where}。",
        suit=f"也可以在收到决定那天起 {SUIT_MONTHS} 个月内{suit_until}，向人民法院提起行政诉讼。",
        court=f"归哪个法院管，打 12368 问。先复议的，收到复议决定 {AFTER_REVIEW_DAYS} 天内还能起诉。",
        where=f"作出决定的是{f'{organ}（{unit}）' if organ else unit}" + (f"，在{hall['address']}。" if hall else "。"),
        ask="地址在哪、申请书怎么写，打 12348 法律服务热线，免费问。",
    )


def _until(last: date) -> str:
    """The last day, moved on from a day of rest. Of a year whose days of rest are not published yet the day itself, and that it would
    move: a working Saturday nobody knows of must make nobody late."""
    moved = due(last, 0, "day")
    return f"（到 {day(last)}，那天放假就顺延）" if moved.provisional else f"（到 {day(moved.on)}）"


def short() -> str:
    """The same in a message."""
    return f"不服的，收到决定 {REVIEW_DAYS} 天内可以申请行政复议，{SUIT_MONTHS} 个月内可以起诉。"


def _reviewer(how: str, place: str) -> Reviewer:
    name = districts()[place].name if place in districts() else cities()[place]["name"]
    government = f"{name}人民政府"
    if how == "above":
        above = _tax_above(place)
        return Reviewer(above, above)
    if how == "either":
        above = f"{cities()[city_of(place)]['name']}司法局" if place in districts() else "广东省司法厅"
        return Reviewer(f"{government}或者{above}", f"{government}或者{above}")
    return Reviewer(government, f"{name}司法局")


def _tax_above(place: str) -> str:
    if place in districts():
        return f"{TAX}{cities()[city_of(place)]['name']}税务局"
    return TAX if place == STATE_PLANNED else f"{TAX}广东省税务局"
