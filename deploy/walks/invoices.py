"""Pages of invoices, walked: what somebody holds or reads when they were there."""

from __future__ import annotations

from collections.abc import Callable

from deploy.phone import Phone
from deploy.visitor import Answer, expect
from deploy.walks.declared import Situation

SELLER, SOLD_FEN = "广州云山示例科技有限公司", 45800
PRINTED = "26442000000000000011"  # of the demo: to a person, by a shop that issues elsewhere
Settle = Callable[[], object]  # what follows from what was done
Way = Callable[[Phone, Situation, Settle], tuple[str, list[str]]]


def titles(phone: Phone, situation: Situation, settle: Settle) -> tuple[str, list[str]]:
    """What is offered is kept, and its code is shown."""
    offered = phone.get("/api/me/titles")
    expect(offered["own"] is not None and not offered["off"], "没有备好抬头")
    for one in offered["offers"]:
        phone.post("/api/me/titles", {"kind": "company", **one})
    phone.post("/api/me/titles", {"kind": "personal"})
    kept = phone.get("/api/me/titles")["titles"]
    expect(all(one["code"].startswith("$01") for one in kept), "码写不出来")
    return "存好了", [f"抬头码：{one['title']['name']}" for one in kept]


def order(phone: Phone, situation: Situation, settle: Settle) -> tuple[str, list[str]]:
    """A till prints the code of an order; its invoice is asked for with it."""
    shop, code = _sold(phone)
    found = phone.post("/api/orders/look", {"code": code})
    expect(found["state"] == "open" and found["total_fen"] == SOLD_FEN, "开票码打不开")
    phone.post("/api/orders", {"code": code, "buyer": {"name": phone.name, "tax_no": "", "natural": True}})
    settle()
    expect(phone.post("/api/orders/look", {"code": code})["state"] == "issued", "没有开成")
    return "办好了", [f"发票：{shop}，458.00 元"]


def held(phone: Phone, situation: Situation, settle: Settle) -> tuple[str, list[str]]:
    """An invoice of a shop elsewhere is brought by its file, handed in where a company takes invoices, and written off there."""
    li, uscc, _ = _shop(phone)
    xml = phone.ask("GET", f"/api/invoices/{_brought(phone)}/file?kind=xml").content
    again = phone.ask("POST", "/api/invoices/files", files={"file": ("发票.xml", xml)})
    expect(again.status_code == 201 and again.json()["again"], f"同一张收了两次：{again.text[:200]}")
    at = f"/api/invoices/{PRINTED}/claim"
    locked = phone.post(at, {"uscc": uscc, "what_for": "十一月出差"})
    settle()
    li.post(f"/api/merchant/companies/{uscc}/claims/{PRINTED}/closing", {})
    settle()
    (one,) = phone.get("/api/invoices")["invoices"]
    expect(locked["state"] == "locked", "没有锁住")
    return "看到了", [f"发票：{one['seller']}，{one['way']}", one["claim"]]


def _brought(phone: Phone) -> str:
    total = _printed(phone)["价税合计"]
    day = str(_printed(phone)["开票时间"])[:10]
    return str(phone.post("/api/invoices", {"number": PRINTED, "day": day, "amount_fen": total})["number"])


def _printed(phone: Phone) -> Answer:
    return next(one for one in phone.world.get("/registers/sw.einvoices")["rows"] if one["number"] == PRINTED)


def verify(phone: Phone, situation: Situation, settle: Settle) -> tuple[str, list[str]]:
    """What stands on an invoice, and a wrong sum."""
    row = _printed(phone)
    told = {"number": PRINTED, "day": str(row["开票时间"])[:10], "amount_fen": row["价税合计"]}
    right = phone.post("/api/invoices/check", told)
    wrong = phone.post("/api/invoices/check", {**told, "amount_fen": row["合计金额"]})
    expect((right["result"], wrong["result"]) == ("same", "differs"), f"{right['word']}；{wrong['word']}")
    return "看到了", [right["word"], f"金额填错：{wrong['word']}"]


def _sold(phone: Phone) -> tuple[str, str]:
    """A shop that issues here, and the code of an order of 458.00."""
    li, _, shop = _shop(phone)
    row = {"name": "设计", "price": "458.00", "code": "3040301000000000000", "rate": "1%"}
    return SELLER, str(li.post(f"/api/merchant/shops/{shop}/codes", {"rows": [row]})["text"])


def _shop(phone: Phone) -> tuple[Phone, str, str]:
    """Who represents a company that issues and takes invoices here; its code and its shop."""
    li = Phone(phone.base, phone.world, "li-wenjing")
    uscc = next(str(one["uscc"]) for one in phone.world.get("/registers/sw.units")["rows"] if one["名称"] == SELLER)
    shop = {"name": "天河一店", "address": "广州市天河区示例路1号", "phone": "020-00000000"}
    opened = li.post("/api/merchant/companies", {"uscc": uscc, "tel": "020-00000000", "shop": shop, "agreed": True})
    return li, uscc, str(opened["shops"][0]["no"])


WAYS: dict[str, Way] = {"titles": titles, "order": order, "invoices": held, "verify": verify}
