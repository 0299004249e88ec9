"""A long list grows as one scrolls, to its end; what goes wrong on the way is said there and mended there."""

from tests.e2e.phone import Phone
from tests.e2e.resident import Resident

CITIES = "440100 440200 440300 440400 440500 440600 440700 440800 440900 441200".split()
SHOWN = "document.querySelectorAll('[data-test^=\"case-26\"]').length"


def begin_many(who: Resident) -> int:
    """A draft for every city and reason. Returns how many there are."""
    for city in CITIES:
        for why in ("expiring", "expired", "pages", "info"):
            answers = {"why": why, "age": "adult", "hukou": "pilot"}
            who.ask("POST", "/api/cases", {"item": "passport-renew", "city": city, "answers": answers})
    return int(who.get("/api/cases")["counts"]["draft"])


def test_drafts_page_to_the_end_and_a_break_on_the_way_is_mended(house, new_phone):
    lin = Resident(house, "lin-zhihao")
    count = begin_many(lin)
    assert 30 < count <= 60
    phone: Phone = new_phone().held_by(lin)
    phone.open("cases/index")
    phone.tap("group-draft")
    phone.see("list-end")
    phone.settled()
    assert phone.page.evaluate(SHOWN) == 30
    phone.page.route("**/api/cases?group=draft&after=*", lambda route: route.abort())
    phone.page.mouse.wheel(0, 20_000)
    phone.see("list-again")
    phone.snap("list-broken")
    phone.page.unroute("**/api/cases?group=draft&after=*")
    phone.tap("list-again")
    phone.wait_text("list-end", "没有更早的了")
    assert phone.page.evaluate(SHOWN) == count
    phone.snap("list-end")


def test_a_draft_is_deleted_from_its_card(house, new_phone):
    who = Resident(house, "huang-xiuying")
    no = who.begin("passport-renew", why="expired")
    phone: Phone = new_phone().held_by(who)
    phone.open("cases/index")
    phone.tap("group-draft", f"drop-{no}")
    phone.agree("cancel")
    phone.see(f"case-{no}")
    phone.snap("draft")
    phone.tap(f"drop-{no}")
    phone.agree("confirm")
    phone.see("empty")
    assert who.ask("GET", f"/api/cases/{no}").status_code == 404
