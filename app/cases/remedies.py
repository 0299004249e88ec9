"""What a person may do against a decision, by law, in words: until when, with whom, where. Pure.

行政复议法 (2024-01-01) §20: sixty days from knowing of the decision; §24: the government at the same level decides on what its
departments and the organisations they run did; §27: tax, customs, finance and state security stand under their own next level.
行政诉讼法 §46: six months, at a people's court.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.reference import cities, departments, halls, unit_of

REVIEW_DAYS, SUIT_MONTHS = 60, 6
DECISIONS = frozenset({"denied", "rejected"})
VERTICAL = {"dept-sw": "国家税务总局广东省税务局"}
PARTNER = "9"  # banks, the post, notaries: no decision of the administration


@dataclass(frozen=True)
class Remedy:
    """`review`, `suit`: one sentence each; `where`: of whoever decided; `phones`: what to dial to ask how."""

    review: str
    suit: str
    where: str
    ask: str


def of(department: str, city: str) -> Remedy | None:
    """Against a decision of this department in this city; None for a partner, against whom one goes to court as against anybody."""
    if departments()[department]["kind"] == PARTNER:
        return None
    name, unit = cities()[city]["name"], unit_of(department, city)
    hall = next((one for one in halls() if one["region"] == city), None)
    who = VERTICAL.get(department, f"{name}人民政府")
    return Remedy(
        review=f"收到决定那天起 {REVIEW_DAYS} 天内，可以向{who}申请行政复议。不收费。",
        suit=f"也可以在收到决定那天起 {SUIT_MONTHS} 个月内，向人民法院提起行政诉讼。",
        where=f"作出决定的是{unit}" + (f"，在{hall['address']}。" if hall else "。"),
        ask="怎么写、交到哪里，打 12348 法律服务热线，免费问。",
    )


def short() -> str:
    """The same in a message."""
    return f"不服的，收到决定 {REVIEW_DAYS} 天内可以申请行政复议，{SUIT_MONTHS} 个月内可以起诉。"
