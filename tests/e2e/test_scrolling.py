"""Every list that may grow long, scrolled to its end with a thumb: each row once, the last page says it is the last."""

import pytest
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from tests.e2e.phone import Phone
from tests.e2e.resident import Resident
from tests.e2e.seeding import seed

MANY, PAGE = 70, 30
MORE = '([name, n]) => document.querySelectorAll(`[data-test^="${name}"]`).length > n'
ROWS = {"message": ("messages/index", "/api/messages", "messages"), "use": ("seen/index", "/api/me/uses", "uses")}


def shown(phone, name):
    return phone.page.locator(f'[data-test^="{name}"]:visible').count()


def scroll_to_the_end(phone: Phone, name: str, most: int) -> list[int]:
    """How many rows stood there at each stop."""
    stops = [shown(phone, name)]
    for _ in range(most):
        if "没有更早的了" in phone.find("list-end").inner_text():
            return stops
        pull(phone, name, stops[-1])
        phone.settled()
        stops.append(shown(phone, name))
    assert "没有更早的了" in phone.find("list-end").inner_text(), stops
    return stops


def pull(phone: Phone, name: str, before: int) -> None:
    """A thumb pulls until more rows come: uni-app hears nothing for a third of a second after a page came."""
    for _ in range(20):
        phone.page.mouse.wheel(0, -300)
        phone.page.mouse.wheel(0, 50_000)
        try:
            phone.page.wait_for_function(MORE, arg=[name, before], timeout=1000)
            return
        except PlaywrightTimeout:
            continue
    raise AssertionError(f"no more than {before} rows of {name}")


def all_of(who, path, key):
    """Through the API, page by page."""
    after, rows = "", []
    while after is not None:
        page = who.get(path, after=after)
        rows += page[key]
        after = page["next"]
    return rows


@pytest.fixture(scope="module")
def lin(house):
    """Somebody who has been here for years, on many phones."""
    who = Resident(house, "lin-jianhong")
    seed(house, who.get("/api/me")["id"], MANY)
    return who


@pytest.mark.parametrize("name", ROWS)
def test_a_long_list_ends_and_shows_each_row_once(lin, new_phone, name):
    page, path, key = ROWS[name]
    there = len(all_of(lin, path, key))
    assert there >= MANY
    phone: Phone = new_phone().held_by(lin)
    phone.open(page)
    phone.see("list-end")
    phone.settled()
    stops = scroll_to_the_end(phone, name, there // PAGE + 1)
    assert stops[0] == PAGE and stops[-1] == there
    phone.snap(f"end-of-{name}")


def test_the_phones_one_is_signed_in_on_page_to_the_end(house, lin, new_phone):
    for _ in range(40):
        Resident(house, lin.who)
    there = len(all_of(lin, "/api/me/sessions", "sessions"))
    assert there > PAGE
    phone: Phone = new_phone().held_by(lin)
    phone.open("sessions/index")
    phone.see("list-end")
    phone.settled()
    stops = scroll_to_the_end(phone, "session", there // PAGE + 1)
    assert stops[0] == len(lin.get("/api/me/sessions")["sessions"]) < there == stops[-1]
    phone.snap("end-of-sessions")


def test_what_a_search_finds_pages_to_the_end(house, lin, new_phone):
    found = all_of(lin, "/api/search?q=证", "hits")
    assert len(found) > 20
    phone: Phone = new_phone().held_by(lin)
    phone.open("search/index?q=%E8%AF%81")
    phone.see("list-end")
    phone.settled()
    stops = scroll_to_the_end(phone, "item-", len(found) // 10 + 1)
    assert stops[0] == 10 and stops[-1] == len(found)
    phone.snap("end-of-search")
