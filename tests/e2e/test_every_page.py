"""Every page in every dress: 390 and 320 wide, large text, text twice as big. Nothing sticks out, nothing is too small,
no word an official would use; a screen reader and a keyboard meet it as test_axe says. With SCREENSHOTS=folder a picture of each is
kept."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.phone import Phone
from tests.e2e.resident import Resident
from tests.e2e.stage import Stage

MEASURE = (Path(__file__).parent / "measure.js").read_text()
AXE = Path(__file__).parents[2] / "frontend/node_modules/axe-core/axe.min.js"
HEARD = (Path(__file__).parent / "heard.js").read_text().split("\n", 1)[1]
FINGER = {False: 44, True: 60}
# Text twice as large as usual, in 大字版 as much as that adds to its own; `roomy` is what the page frame adds from 1.3.
TWICE = {False: 2.0, True: 1.545}
ENLARGE = (
    """k => { for (const app of document.querySelectorAll('.app')) { app.style.setProperty('--k', k); app.classList.add('roomy') } }"""
)
OFFICIAL = (
    "零跑动 全程网办 最多跑一次 提交成功 已受理 予以受理 办结 待补正 申请人应当 自动调取 数据共享 "
    "情形 申报 核验 缴纳 出具 授权调用 系统异常 参数错误 网络开小差 undefined [object NaN null"
).split()
ANSWERED = "item/index?id=passport-renew&answers=age:adult,hukou:pilot,why:expiring"
# Name of the picture, address (filled in from the stage), whose phone.
PLACES = [
    ("home", "home/index", "lin"),
    ("home-first", "home/index", ""),
    ("city", "city/index", ""),
    ("search", "search/index?q=换护照", ""),
    ("search-none", "search/index?q=养狗证", ""),
    ("dept", "dept/index", ""),
    ("theme", "list/index?kind=themes&id={theme}", ""),
    ("bundles", "list/index?kind=bundles", ""),
    ("bundle", "bundle/index?id=bundle-newborn", ""),
    ("guide", "item/index?id=passport-renew", "lin"),
    ("checklist", ANSWERED, ""),
    ("checklist-once", "item/index?id=passport-first", ""),
    ("form", "form/index?no={draft}", "lin"),
    ("photo", "materials/index?no={draft}", "lin"),
    ("confirm-gaps", "confirm/index?no={draft}", "lin"),
    ("pay", "pay/index?no={bill}", "liang"),
    ("cases", "cases/index", "lin"),
    ("progress", "case/index?no={sent}", "lin"),
    ("progress-done", "case/index?no={done}", "lin"),
    ("progress-denied", "case/index?no={denied}", "lin"),
    ("correct", "correct/index?no={turn}", "lin"),
    ("progress-asked", "case/index?no={asked}", "zhou"),
    ("agree", "agree/index?k={consent}", "wu"),
    ("cases-asked", "cases/index", "wu"),
    ("wallet", "wallet/index", "lin"),
    ("wallet-first", "wallet/index", ""),
    ("certificate", "certificate/index?id={card}", "lin"),
    ("code", "code/index?id={card}", "lin"),
    ("verify-bad", "verify/index?c=nothing", ""),
    ("verify-typed", "verify/index", ""),
    ("view", "view/index?id=social-query", "lin"),
    ("messages", "messages/index", "lin"),
    ("me", "me/index", "lin"),
    ("seen", "seen/index", "lin"),
    ("mydata", "mydata/index", "lin"),
    ("closing", "closing/index", "lin"),
    ("signed-out", "signed-out/index", "lin"),
    ("sessions", "sessions/index", "lin"),
    ("face", "face/index", "lin"),
    ("real-name", "real-name/index", "lin"),
    ("help", "help/index", ""),
    ("halls", "halls/index?item=passport-renew", ""),
    ("booking", "booking/index", "lin"),
    ("slots", "slots/index?item=idcard-renew", "lin"),
    ("invoices", "pages-invoice/mine/index", "lin"),
    ("invoice-one", "pages-invoice/one/index?no={invoice}", "lin"),
    ("invoice-scan", "pages-invoice/scan/index", ""),
    ("invoice-check", "pages-invoice/check/index", ""),
    ("titles-first", "pages-invoice/titles/index", "lin"),
    ("titles", "pages-invoice/titles/index", "li"),
    ("title-new", "pages-invoice/titles/edit", "li"),
    ("title-own", "pages-invoice/titles/edit?id={title}", "li"),
    ("merchant-first", "pages-merchant/home/index", "lin"),
    ("merchant", "pages-merchant/home/index", "li"),
    ("merchant-issue", "pages-merchant/issue/index?uscc={uscc}&shop={shop}", "li"),
    ("merchant-code", "pages-merchant/code/index?uscc={uscc}&shop={shop}", "li"),
    ("merchant-invoice", "pages-merchant/invoice/index?no={invoice}", "li"),
    ("merchant-books", "pages-merchant/books/index?uscc={uscc}&shop={shop}", "li"),
    ("merchant-claims", "pages-merchant/claims/index?uscc={uscc}", "li"),
    ("merchant-goods", "pages-merchant/goods/index?uscc={uscc}&shop={shop}", "li"),
    ("merchant-people", "pages-merchant/people/index?uscc={uscc}&shop={shop}", "li"),
    ("error", "item/index?id=no-such-item", ""),
]
PICTURED_LARGE = ("home", "guide", "checklist", "form", "progress", "correct", "wallet", "code", "help")


def look(phone: Phone, name: str, least: dict[str, int], complaints: list[str]) -> None:
    """Measure what is in front."""
    complaints += [f"{name}: {found}" for found in phone.page.evaluate(MEASURE, least)]


def hear(phone: Phone, name: str, elder: bool, complaints: list[str], within: str | None = None) -> None:
    """What axe-core and a keyboard find in front, or in that part of it; axe is there already."""
    complaints += [f"{name}: {found}" for found in phone.page.evaluate(HEARD, [FINGER[elder], within])]


def dress(phone: Phone, name: str, path: str, elder: bool, complaints: list[str]) -> None:
    """One page, first as wide as a phone of today, then as a small one; at last with text twice as big."""
    kind, least = ("elder", {"font": 18, "tap": 60}) if elder else ("plain", {"font": 13, "tap": 44})
    phone.open(path)
    phone.settled()
    assert bool(phone.page.locator(".app.elder:visible").count()) is elder, name
    text = phone.page.locator("body").inner_text()
    complaints += [f"{name}: says {word}" for word in OFFICIAL if word in text]
    phone.page.evaluate(AXE.read_text("utf-8"))
    hear(phone, name, elder, complaints)
    if not elder or name in PICTURED_LARGE:
        phone.snap(f"{name}-elder" if elder else name)
    look(phone, f"{name} {kind}", least, complaints)
    phone.page.set_viewport_size({"width": 320, "height": 640})
    look(phone, f"{name} {kind} 320", least, complaints)
    phone.page.set_viewport_size({"width": 390, "height": 844})
    phone.page.evaluate(ENLARGE, TWICE[elder])
    look(phone, f"{name} {kind} twice", least, complaints)


@pytest.mark.parametrize("elder", [False, True], ids=["plain", "elder"])
def test_every_page_fits_its_screen_and_its_reader_and_is_heard_as_it_is_seen(new_phone: Callable[[], Phone], stage: Stage, elder: bool):
    complaints: list[str] = []
    theme = stage.lin.get("/api/home", city="440100")["themes"][0]["id"]
    known: dict[str, Any] = {**vars(stage), "theme": theme}
    for who in ("", "lin", "liang", "zhou", "wu", "li"):
        phone = new_phone()
        owner: Resident | str = getattr(stage, who) if who else "lin-zhihao"
        if isinstance(owner, Resident):
            owner.patch("/api/me", {"elder": elder})
        phone.held_by(owner, elder)
        for name, path, whose in PLACES:
            if whose == who:
                dress(phone, name, path.format(**known), elder, complaints)
        if isinstance(owner, Resident):
            owner.patch("/api/me", {"elder": False})
    assert complaints == []
