"""When a holder is told that a certificate ends soon: 90, 30 and 7 days before where its kind says nothing else, once each."""

from datetime import date, datetime, timedelta

import pytest

from app.certificates import reminders
from app.certificates.kinds import kinds
from app.checks.idcards import renew_from
from app.checks.vehicles import inspection_step
from app.kernel import clock
from app.kernel.workdays import add_months
from app.notices import rules as notices
from tests import written

UNTIL = "2027-03-17"


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=clock.CHINA)


def test_three_mornings_before_the_last_day():
    assert reminders.moments(UNTIL) == (at("2026-12-17T09:00"), at("2027-02-15T09:00"), at("2027-03-10T09:00"))


@pytest.mark.parametrize("until", ["长期", None, "", "2027.03.17"])
def test_what_does_not_end_or_nobody_can_say_when_is_not_reminded_of(until):
    assert reminders.moments(until) == ()
    assert reminders.following(until, at("2026-11-24T12:00")) is None
    assert reminders.due(until, at("2026-11-24T12:00"), at("2030-01-01T00:00")) is None


@pytest.mark.parametrize(
    ("now", "following"),
    [
        ("2026-11-24T12:00", "2026-12-17T09:00"),
        ("2026-12-17T08:59", "2026-12-17T09:00"),
        ("2026-12-17T09:00", "2027-02-15T09:00"),
        ("2027-03-10T09:00", None),
        ("2027-03-18T09:00", None),
    ],
)
def test_the_next_is_the_first_that_has_not_passed(now, following):
    assert reminders.following(UNTIL, at(now)) == (at(following) if following else None)


@pytest.mark.parametrize(
    ("since", "now", "left"),
    [
        ("2026-12-17T09:00", "2026-12-17T09:00", 90),
        ("2026-12-17T09:00", "2026-12-18T23:59", 89),  # the relay slept: what is so now is said
        ("2026-12-17T09:00", "2027-02-20T10:00", 25),  # two slept through are one
        ("2026-12-18T09:00", "2027-02-15T08:59", None),  # nothing since
        ("2027-03-10T09:00", "2027-03-17T22:00", 0),
        ("2027-03-10T09:00", "2027-03-18T00:00", None),  # it is over: the wallet says that
    ],
)
def test_what_is_due_is_told_with_the_days_that_are_left(since, now, left):
    assert reminders.due(UNTIL, at(since), at(now)) == left


@pytest.mark.parametrize(
    ("kind", "until", "days"),
    [
        ("ec-car-quota", "2027-11-26", ["2027-09-27", "2027-10-27", "2027-11-19"]),  # 60, 30 and 7 days
        ("ec-passport", "2027-03-17", ["2026-09-17", "2026-12-17", "2027-02-15", "2027-03-10"]),  # the first day it can be renewed
        ("ec-idcard", "2027-08-31", ["2027-03-01", "2027-06-02", "2027-08-01", "2027-08-24"]),  # on 28 February six months end on the 28th
        ("ec-residence", "2026-12-10", ["2026-11-10", "2026-12-03", "2026-12-09"]),
        ("ec-inspection-mark", "2027-03-31", ["2027-01-01", "2027-03-01", "2027-03-24"]),  # the day from which it can be had
        ("ec-hkm-endorse", "2027-01-01", ["2026-12-02"]),
        ("ec-drive", "2027-01-20", ["2026-10-22", "2026-12-21", "2027-01-13"]),  # what says nothing of it: 90, 30 and 7 days
    ],
)
def test_each_kind_is_reminded_of_as_long_before_as_it_takes(kind, until, days):
    assert reminders.moments(until, kinds()[kind].remind) == tuple(at(f"{day}T09:00") for day in days)


@pytest.mark.parametrize("said", ["", "0d", "30", "d30", "7m2", "100d", "-7d", "7w"])
def test_a_time_before_the_end_that_nobody_can_read_is_refused(said):
    assert not reminders.is_before(said)
    with pytest.raises(ValueError):
        reminders.moments(UNTIL, [said])


@pytest.mark.parametrize(("kind", "until"), [("ec-idcard", "2027-08-31"), ("ec-idcard", "2028-02-29"), ("ec-passport", "2027-03-17")])
def test_what_can_be_renewed_six_months_before_is_reminded_of_on_the_first_day_it_can(kind, until):
    ends, first = date.fromisoformat(until), reminders.moments(until, kinds()[kind].remind)[0].date()
    assert renew_from(ends, 6) <= first and add_months(first - timedelta(days=1), 6) < ends <= add_months(first, 6)


def test_the_mark_of_a_car_is_reminded_of_on_the_very_day_its_next_can_be_had():
    step = inspection_step(date(2021, 3, 9), date(2027, 3, 31))
    assert reminders.moments("2027-03-31", kinds()["ec-inspection-mark"].remind)[0].date() == step.opens


def test_what_is_said():
    on = date(2027, 3, 17)
    assert notices.ends("普通护照", 90, on, "renew") == ("普通护照还有 90 天到期", "有效到 2027年3月17日。点开看怎么换新的。")
    assert notices.ends("孩子的普通护照", 0, on, "") == ("孩子的普通护照今天到期", "有效到 2027年3月17日。点开看看。")
    assert notices.ends("小客车指标证明文件", 60, on, "use")[1] == "有效到 2027年3月17日。到期没用就作废，点开去用。"
    assert notices.ends("普通护照", 181, on, "renew", kinds()["ec-passport"].warns)[1].startswith("有效到 2027年3月17日。不少国家要求")


def test_what_a_reminder_leads_to_is_an_item_that_gives_the_certificate_anew():
    leads = {one.id: one.renew for one in kinds().values() if one.renew}
    assert leads["ec-passport"] == "passport-renew" and len(leads) == 7
    assert {one.id: one.use for one in kinds().values() if one.use} == {"ec-car-quota": "vehicle-number-select"}
    assert {kind: written.contents()[item]["result"].get("cert") for kind, item in leads.items()} == {kind: kind for kind in leads}
