"""When somebody is reminded and when it is too late, who is meant, whether it is who the register names."""

from datetime import UTC, datetime, timedelta

import pytest

from app.cases import rules as moves
from app.participants.rules import (
    Line,
    Shown,
    Wanted,
    Who,
    belongs,
    due,
    found,
    in_time,
    next_at,
    people,
    push_wait,
    read,
    reason_fault,
    reminders,
    settled,
)

ASKED = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


def hours(*numbers):
    return tuple(ASKED + timedelta(hours=number) for number in numbers)


@pytest.mark.parametrize(
    ("lasts", "at"),
    [(72, (24, 48, 69)), (48, (24, 45)), (24, (21,)), (168, (24, 48, 165)), (0.5, ()), (3, ()), (27, (24,)), (26, (23,)), (51, (24, 48)),
     (4, (1,))],
)  # fmt: skip
def test_reminders_come_after_a_day_after_two_and_three_hours_before_the_end(lasts, at):
    assert reminders(ASKED, ASKED + timedelta(hours=lasts)) == hours(*at)


def test_the_next_thing_due_is_the_first_that_is_ahead_and_the_end_at_last():
    until = ASKED + timedelta(hours=72)
    steps = [ASKED]
    while steps[-1] < until:
        steps.append(next_at(ASKED, until, steps[-1]))
    assert tuple(steps[1:]) == hours(24, 48, 69, 72)
    assert next_at(ASKED, until, ASKED + timedelta(hours=60)) == ASKED + timedelta(hours=69)  # slept through: one, not two


@pytest.mark.parametrize(
    ("now", "next_", "what"),
    [(23.9, 24, None), (24, 24, "remind"), (71.9, 24, "remind"), (72, 72, "lapse"), (100, 24, "lapse"), (100, None, None)],
)
def test_what_is_due(now, next_, what):
    ahead = None if next_ is None else ASKED + timedelta(hours=next_)
    assert due(ASKED + timedelta(hours=72), ahead, ASKED + timedelta(hours=now)) == what


def test_by_hand_somebody_is_reminded_three_times_an_hour_apart():
    minute = timedelta(minutes=1)
    assert push_wait(0, None, ASKED, ASKED) == 60 * minute
    assert push_wait(0, None, ASKED, ASKED + 60 * minute) == timedelta()
    assert push_wait(1, ASKED + 61 * minute, ASKED, ASKED + 90 * minute) == 31 * minute
    assert push_wait(3, ASKED, ASKED, ASKED + timedelta(days=2)) is None


@pytest.mark.parametrize(
    ("reason", "fault"),
    [
        ("不行", "写清为什么不同意，至少 5 个字。"),
        ("  不 \u200b行  ", "写清为什么不同意，至少 5 个字。"),
        ("名字再想想", None),
        ("好" * 201, "最多 200 个字，现在是 201 个。"),
    ],
)
def test_a_no_says_why(reason, fault):
    assert reason_fault(reason) == fault


@pytest.mark.parametrize(
    ("answers", "ones", "all_"),
    [
        ([("a", "agreed"), ("b", "agreed")], (), True),
        ([("a", "agreed"), ("a", "asked")], (), False),
        ([("a", "agreed"), ("a", "closed")], (), False),
        ([("a", "agreed"), ("a", "closed")], ("a",), True),
        ([("a", "agreed"), ("a", "closed"), ("b", "asked")], ("a",), False),
        ([("a", "asked"), ("a", "asked")], ("a",), False),
        ([("a", "agreed"), ("b", "closed")], ("a",), False),
    ],
)
def test_all_must_agree_or_one_where_one_is_enough(answers, ones, all_):
    assert settled(answers, ones) is all_


KNOWN = {
    "form": {"other": "陈晓彤", "other_id": "44019919950312002x", "partner": {"name": "林志豪", "id_number": "440199199208200010"}},
    "rows": {"guardians": ({"姓名": "吴海燕", "监护人": "1"}, {"姓名": None, "监护人": "2"})},
    "held": {"ec-birth": {"母亲": "陈晓彤", "父亲": "林志豪"}},
}


@pytest.mark.parametrize(
    ("path", "texts"),
    [
        ("form.other", ["陈晓彤"]), ("form.partner.name", ["林志豪"]), ("form.nobody", []), ("form.other.name", []), ("form.partner", []),
        ("rows.guardians.监护人", ["1", "2"]), ("rows.guardians.姓名", ["吴海燕", ""]), ("rows.others.姓名", []),
        ("held.ec-birth.母亲", ["陈晓彤"]),
    ],
)  # fmt: skip
def test_a_path_leads_to_one_text_or_to_one_of_each_row(path, texts):
    assert found(path, KNOWN) == texts


def pair(name, number):
    return {"name": name, "id_number": number}


def test_people_are_found_in_the_form_and_in_rows_each_once():
    both = [pair("form.other", "form.other_id"), pair("form.partner.name", "form.partner.id_number"), pair("form.other", "form.other_id")]
    assert people(both, KNOWN) == [Who("陈晓彤", "44019919950312002X"), Who("林志豪", "440199199208200010")]
    assert people([pair("form.nobody", "form.nobody")], KNOWN) == []


def test_a_number_without_its_name_is_nobody_to_ask():
    with pytest.raises(ValueError, match="without a name"):
        people([pair("rows.guardians.姓名", "rows.guardians.监护人")], KNOWN)


@pytest.mark.parametrize(
    ("name", "among", "answer"),
    [
        ("陈晓彤", {}, True),
        ("陈晓彤", {"name": ["held.ec-birth.母亲", "held.ec-birth.父亲"]}, True),
        ("赵大伟", {"name": ["held.ec-birth.母亲", "held.ec-birth.父亲"]}, False),
        ("赵大伟", {"name": ["held.ec-divorce.男方"]}, None),
        ("赵大伟", {"id_number": ["rows.guardians.监护人"]}, False),
    ],
)
def test_who_it_may_be_stands_in_the_register(name, among, answer):
    assert belongs(Who(name, "3"), among, KNOWN) is answer


def test_another_text_is_another_digest_and_what_is_kept_reads_back():
    shown = Shown("264401000283167", "新生儿起名登记", "林*豪", "孩子的另一位家长", "同意", (Line("宝宝姓名", "林沐阳"),), "都同意了才交。")
    assert read(shown.written) == shown and len(shown.digest) == 32
    other = Shown("264401000283167", "新生儿起名登记", "林*豪", "孩子的另一位家长", "同意", (Line("宝宝姓名", "林沐旸"),), "都同意了才交。")
    assert other.digest != shown.digest


def test_only_the_others_and_the_clock_move_what_waits_for_them_and_the_applicant_takes_it_back():
    assert {to: set(who) for to, who in moves.MOVES["to_agree"].items()} == {
        "submitted": {"participant"},
        "corrected": {"participant"},
        "draft": {"applicant", "participant", "clock"},
        "to_correct": {"applicant", "participant", "clock"},
        "withdrawn": {"applicant"},
    }
    assert {state for state, to in moves.MOVES.items() if "to_agree" in to} == {"draft", "to_correct"}


def wanted(role, hours):
    shown = Shown("1", "换护照", "周*轩", "监护人", "同意", (), "")
    return Wanted(role, 0, Who("吴海燕", "440199197907300089"), shown, hours * 60, True)


def test_who_must_say_yes_is_asked_until_the_time_that_is_booked_lets_and_no_longer_than_usual():
    start, now = datetime(2026, 11, 24, 9, 30, tzinfo=UTC), datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
    by = start - timedelta(hours=2)
    asked, late = in_time([wanted("seller", 72), wanted("witness", 1)], (), start, by, now)
    assert ([one.minutes for one in asked], late) == ([22 * 60 + 30, 60], None)
    asked, _ = in_time([wanted("seller", 72)], (), start, start, start - timedelta(seconds=5))
    assert asked[0].minutes == 1


@pytest.mark.parametrize(("hours", "late"), [(24, None), (25, "other")])
def test_whoever_may_say_nothing_keeps_their_time_and_a_visit_before_its_end_is_too_early(hours, late):
    now = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
    start = now + timedelta(hours=24)
    asked, found = in_time([wanted("other", hours)], ("other",), start, start - timedelta(hours=2), now)
    assert (asked[0].minutes, found.role if found else None) == (hours * 60, late)
