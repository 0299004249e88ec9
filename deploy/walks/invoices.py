"""Pages of invoices, walked: what somebody holds or reads when they were there."""

from __future__ import annotations

from collections.abc import Callable

from deploy.phone import Phone
from deploy.visitor import expect
from deploy.walks.declared import Situation

Way = Callable[[Phone, Situation], tuple[str, list[str]]]


def titles(phone: Phone, situation: Situation) -> tuple[str, list[str]]:
    """What is offered is kept, and its code is shown."""
    offered = phone.get("/api/me/titles")
    expect(offered["own"] is not None and not offered["off"], "没有备好抬头")
    for one in offered["offers"]:
        phone.post("/api/me/titles", {"kind": "company", **one})
    phone.post("/api/me/titles", {"kind": "personal"})
    kept = phone.get("/api/me/titles")["titles"]
    expect(all(one["code"].startswith("$01") for one in kept), "码写不出来")
    return "存好了", [f"抬头码：{one['title']['name']}" for one in kept]


WAYS: dict[str, Way] = {"titles": titles}
