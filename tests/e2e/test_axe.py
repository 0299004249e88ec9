"""Every page of pages.json, plain and as 大字版, as a screen reader and a keyboard meet it: axe-core finds nothing critical or serious,
headings stand in order, what can be tapped says what it is, is reached by Tab and is as large as a finger. Pages that test_every_page
passes are heard there, while it stands before them; here are the others and what opens over a page."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.phone import Phone
from tests.e2e.resident import Resident
from tests.e2e.stage import Stage
from tests.e2e.test_every_page import AXE, PLACES, hear

ROOT = Path(__file__).parents[2]
# Pages nobody passes in test_every_page.
MORE = [
    ("materials-whole", "materials/index?no={draft}", "lin"),
    ("done", "done/index?no={sent}", "lin"),
    ("receipt", "receipt/index?order={order}", "lin"),
    ("verify-good", "verify/index?c={code}", ""),
    ("mydata", "mydata/index", "lin"),
    ("closing", "closing/index", "lin"),
    ("form-filled", "form/index?no={filled}", "chen"),
    ("photo-given", "materials/index?no={filled}", "chen"),
    ("crop", "crop/index?no={filled}&m=m-photo-exit", "chen"),
    ("confirm", "confirm/index?no={filled}", "chen"),
    ("invoice-no-order", "pages-invoice/order/index?code=https%3A%2F%2Fshengshi.example%2Fi", "lin"),
    ("invoice-nothing-got", "pages-invoice/got/index?w=nothingnothing", "lin"),
]

# What fades in is read when it stands there, not half through.
STILL = "() => document.getAnimations().every((one) => one.playState !== 'running' || one.effect.getTiming().iterations === Infinity)"
# What opens over a page: its address, whose phone, what is tapped, what is there then.
OVER = [
    ("refuse", "agree/index?k={consent}", "wu", ["refuse"], ".sheet"),
    ("sample", "item/index?id=passport-renew&answers=age:adult,hukou:pilot,why:expiring", "lin", ["sample"], ".sheet"),
    ("code-choose", "code/index?id={card}", "lin", ["choose"], ".sheet"),
    ("people", "me/index", "lin", ["demo-people"], ".sheet"),
    ("scan", "home/index", "", ["q-scan"], "[data-test=wx-scan]"),
    ("scan-nothing", "home/index", "", ["q-scan", "wx-scan-no"], "uni-toast"),
]


def known(stage: Stage, chen: Resident) -> dict[str, Any]:
    """What the addresses are filled with."""
    filled = chen.begin("passport-renew", why="info")
    chen.fill(filled)
    order = stage.lin.get(f"/api/cases/{stage.done}")["payment"]["order_no"]
    shown = stage.lin.post(f"/api/certificates/{stage.card}/codes", {"fields": ["name"]})
    theme = stage.lin.get("/api/home", city="440100")["themes"][0]["id"]
    return {**vars(stage), "theme": theme, "order": order, "code": shown["code"], "filled": filled}


def test_no_page_is_forgotten():
    built = json.loads((ROOT / "frontend/mp/pages.json").read_text("utf-8"))
    pages = {one["path"].removeprefix("pages/") for one in built["pages"]}
    pages |= {f"{package['root']}/{one['path']}" for package in built["subPackages"] for one in package["pages"]}
    assert pages - {path.split("?")[0] for _, path, _ in PLACES + MORE} == set()


@pytest.mark.parametrize("elder", [False, True], ids=["plain", "elder"])
def test_what_is_heard_is_what_is_seen(new_phone: Callable[[], Phone], stage: Stage, house, elder: bool):
    complaints: list[str] = []
    chen = Resident(house, "chen-xiaotong")
    chen.look_into_the_camera()
    values = known(stage, chen)
    owners: dict[str, Resident | str] = {"": "lin-zhihao", "lin": stage.lin, "liang": stage.liang, "zhou": stage.zhou, "wu": stage.wu}
    owners["chen"] = chen
    axe = AXE.read_text("utf-8")
    for who, owner in owners.items():
        phone = new_phone()
        if isinstance(owner, Resident):
            owner.patch("/api/me", {"elder": elder})
        phone.held_by(owner, elder)
        for name, path, whose in MORE:
            if whose == who:
                phone.open(path.format(**values))
                phone.settled()
                phone.page.evaluate(axe)
                hear(phone, name, elder, complaints)
        for name, path, whose, taps, there in OVER:
            if whose == who and not (elder and "q-scan" in taps):  # 大字版 has no 扫一扫
                phone.open(path.format(**values))
                phone.settled()
                phone.page.evaluate(axe)
                phone.tap(*taps)
                phone.page.locator(f"{there}:visible").last.wait_for()
                phone.page.wait_for_function(STILL)
                hear(phone, name, elder, complaints, there)
        if isinstance(owner, Resident):
            owner.patch("/api/me", {"elder": False})
    assert complaints == []
