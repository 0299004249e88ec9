"""上线年检 on the phone: a station, its times, one held under a clock; the booking beside those at halls. Seen, measured and heard."""

from tests.e2e.phone import Phone
from tests.e2e.resident import Resident
from tests.e2e.test_every_page import dress

STATION = "广州白云示例检测站"


def test_a_time_at_a_station_is_tapped_held_and_stands_among_the_bookings(phone: Phone, house):
    owner = Resident(house, "huang-guoqiang")
    owner.look_into_the_camera()
    no = owner.begin("vehicle-inspection-book")
    for field, lookup in (("car", "cars"), ("station", "stations")):
        rows = owner.get(f"/api/cases/{no}/lookups/{lookup}")["rows"]
        picked = next((one["id"] for one in rows if one["title"] == STATION), rows[0]["id"])
        owner.patch(f"/api/cases/{no}/draft", {"values": {field: picked}})
    phone.held_by(owner).open(f"form/index?no={no}")
    phone.see("slot-slot")
    phone.settled()
    phone.whole("station-times")
    free = phone.page.locator("[data-test=slot-slot] .time:not(.off)").first
    said = free.locator(".clock").inner_text()
    free.click()
    phone.see("chosen")
    assert said in phone.text("chosen") and STATION in phone.text("chosen")
    assert phone.text("clock").startswith(("给您留 9 分", "给您留 10 分"))
    phone.whole("station-held")
    complaints: list[str] = []
    for elder in (False, True):
        owner.patch("/api/me", {"elder": elder})
        phone.held_by(owner, elder)
        dress(phone, "station-form", f"form/index?no={no}", elder, complaints)
    phone.tap("change")
    phone.see("slot-slot")
    phone.whole("station-times-elder")
    owner.fill(no)
    owner.get(f"/api/cases/{no}/confirm?whole=true")
    owner.post(f"/api/cases/{no}/submission", {})
    for elder in (True, False):
        owner.patch("/api/me", {"elder": elder})
        phone.held_by(owner, elder)
        dress(phone, "station-booked", "booking/index", elder, complaints)
    assert STATION in phone.page.locator("body").inner_text() and not phone.page.locator("[data-test=code]").count()
    assert "\n".join(complaints) == ""
