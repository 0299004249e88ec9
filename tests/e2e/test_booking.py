"""约大厅 with nothing but taps: a time, another time, taken back; and where it is booked from stands what is to be brought."""

from tests.e2e.phone import Phone
from tests.e2e.resident import Resident

ERRAND = "idcard-renew"


def taken(phone: Phone, which: int) -> str:
    """One of the times that are left; what the button says then."""
    phone.see("times")
    phone.settled()
    phone.page.locator("[data-test=times] .time:not(.off)").nth(which).tap()
    return phone.text("go")


def test_a_time_at_a_hall_is_booked_moved_and_given_back(phone: Phone, house):
    who = Resident(house, "li-wenjing")
    phone.held_by(who).open(f"slots/index?item={ERRAND}")
    phone.see("times")
    phone.says("go", "先选时间")
    first = taken(phone, 0)
    assert first.startswith("约 ")
    phone.snap("hall-times")
    phone.tap("go")
    phone.tells("booking", first.removeprefix("约 ").split(" ")[-1])
    (made,) = who.get("/api/me/bookings")["bookings"]
    assert phone.text("code").replace(" ", "") == made["code"]
    phone.snap("hall-booked")
    phone.tap(f"errand-{ERRAND}")
    phone.settled()
    phone.snap("hall-errand")
    phone.tap("back", "move")
    other = taken(phone, 1)
    assert other.startswith("改到 ")
    phone.tap("go")
    phone.tells("booking", other.removeprefix("改到 ").split(" ")[-1])
    (moved,) = who.get("/api/me/bookings")["bookings"]
    assert moved["at"] != made["at"]
    phone.tap("cancel")
    phone.snap("hall-cancel")
    phone.tap("cancel-no", "cancel", "cancel-yes")
    phone.wait_text("past", "取消了")
    phone.snap("hall-cancelled")
    assert who.get("/api/me/bookings")["bookings"] == []
