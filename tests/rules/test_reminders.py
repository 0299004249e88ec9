"""When a holder is told that a certificate ends soon: 90, 30 and 7 days before, once each."""

from datetime import date, datetime

import pytest

from app.certificates import reminders
from app.certificates.kinds import kinds
from app.kernel import clock
from app.language.load import load
from app.notices import rules as notices

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


def test_what_is_said():
    assert notices.ends("普通护照", 90, date(2027, 3, 17), True) == ("普通护照还有 90 天到期", "有效到 2027年3月17日。点开看怎么换新的。")
    assert notices.ends("孩子的普通护照", 0, date(2027, 3, 17), False) == ("孩子的普通护照今天到期", "有效到 2027年3月17日。点开看看。")


def test_what_a_reminder_leads_to_is_an_item_that_gives_the_certificate_anew():
    leads = {one.id: one.renew for one in kinds().values() if one.renew}
    assert leads["ec-passport"] == "passport-renew" and len(leads) == 7
    assert {kind: load()[item]["result"].get("cert") for kind, item in leads.items()} == {kind: kind for kind in leads}
