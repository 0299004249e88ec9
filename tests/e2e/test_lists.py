"""A long list grows as one scrolls, to its end; what goes wrong on the way is said there and mended there."""

import sqlite3
import time
from contextlib import closing

from app.cases import rules
from app.kernel.ids import new_id
from deploy.running import House
from tests.e2e.phone import Phone
from tests.e2e.resident import Resident

SHOWN = "document.querySelectorAll('[data-test^=\"case-26\"]').length"


def begin_many(house: House, who: Resident) -> int:
    """Twice as many drafts as one may begin today, as somebody has who began them before there was a limit: copies of one. Returns
    how many there are."""
    like = who.begin("passport-renew", why="pages")
    with closing(sqlite3.connect(house.folder / "shengshi.db", timeout=30)) as database, database:
        names = [row[1] for row in database.execute("PRAGMA table_info(case_record)")]
        own = {"id": "?", "no": "?", "draft_key": "NULL"}
        copied = f"INSERT INTO case_record ({', '.join(names)}) SELECT {', '.join(own.get(name, name) for name in names)} "
        for number in range(40):
            values = {"id": bytes.fromhex(new_id()), "no": new_number("440100", today()[2:4], number)}
            database.execute(copied + "FROM case_record WHERE no = ?", [*(values[name] for name in names if name in values), like])
    return int(who.get("/api/cases")["counts"]["draft"])


def today() -> str:
    return time.strftime("%Y")


def new_number(city: str, year: str, number: int) -> str:
    """A case number nobody has drawn, with its check digit."""
    body = f"{year}{city[:4]}{9000_0000 + number:08d}"
    return body + rules.check_digit(body)


def test_drafts_page_to_the_end_and_a_break_on_the_way_is_mended(house, new_phone):
    lin = Resident(house, "lin-zhihao")
    count = begin_many(house, lin)
    assert count == 41
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
