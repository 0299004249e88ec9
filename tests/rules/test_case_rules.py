"""The table of moves, numbers, the legal clock. Pure."""

from dataclasses import replace
from datetime import date

import pytest

from app import reference
from app.cases import rules
from app.cases.rules import APPLICANT, CLOCK, DEPARTMENT, MOVES, PARTICIPANT, PAYMENT
from app.deadlines import rules as deadlines
from app.deadlines.rules import Dates
from app.language.declare import Limit
from app.supervision import rules as supervision
from app.words import cases as words
from tests import written

SEVEN, FIFTEEN = Limit(7, "workday"), Limit(15, "day")


@pytest.fixture(scope="module")
def contents():
    """The catalogue, read once."""

    return written.contents()


def test_the_table_of_moves_is_the_dictionary():
    said = reference.read("dictionaries")["case_transition"]
    assert {state: set(moves) for state, moves in MOVES.items()} == {state: set(to) for state, to in said.items()}


def test_every_state_by_every_move_by_every_role_is_as_the_table_says():
    for state in MOVES:
        for to in MOVES:
            for who in (APPLICANT, DEPARTMENT, PAYMENT, PARTICIPANT, CLOCK, "stranger"):
                assert rules.may(state, to, who) == (who in MOVES[state].get(to, ()))


def test_no_state_is_a_dead_end_but_the_ends():
    for state, moves in MOVES.items():
        assert moves or state in rules.ENDED
    for state in rules.GROUPS["open"]:
        assert any(_reaches(state, end, set()) for end in rules.ENDED)


def _reaches(state, end, seen):
    if state == end:
        return True
    seen.add(state)
    return any(_reaches(to, end, seen) for to in MOVES[state] if to not in seen)


def test_only_the_applicant_submits_withdraws_and_corrects():
    for state, moves in MOVES.items():
        for to, who in moves.items():
            if state != "to_agree":
                assert (APPLICANT in who) == (to in ("submitted", "withdrawn", "corrected", "to_agree"))
    # What waits for others is handed in by the last of them, never by the applicant, who only takes it back.
    assert {to for to, who in MOVES["to_agree"].items() if APPLICANT in who} == {"draft", "to_correct", "withdrawn"}


def test_until_it_is_decided_it_may_be_taken_back_wherever_it_lies():
    back = {state for state in MOVES if rules.may(state, "withdrawn", APPLICANT)}
    assert back == {"draft"} | rules.GROUPS["open"] - {"approved", "delivering"}


def test_every_state_belongs_to_one_group():
    assert sorted(state for states in rules.GROUPS.values() for state in states) == sorted(MOVES)


def test_a_number_says_year_and_city_and_notices_a_wrong_digit():
    no = rules.new_number("440100", date(2026, 11, 24))
    assert no[:6] == "264401" and len(no) == 15 and rules.is_number(no)
    wrong = no[:-2] + str((int(no[-2]) + 1) % 10) + no[-1]
    assert not rules.is_number(wrong)
    assert rules.number_text("264401000283164") == "26 4401 00028316 4"
    assert rules.is_number("264401000283164")
    for text in ("", "abc", "26440100028316", "2644010002831640", "２６４４０１０００２８３１６４"):
        assert not rules.is_number(text)


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [("2026-09-30", 7, "2026-10-15"), ("2026-02-13", 7, "2026-03-02"), ("2026-04-30", 3, "2026-05-08"), ("2026-11-20", 6, "2026-11-30")],
)
def test_due_dates_count_working_days(start, days, end):
    assert deadlines.dates_from(date.fromisoformat(start), Limit(days, "workday"), FIFTEEN).promised.isoformat() == end


def test_a_year_without_published_holidays_is_said_to_be_provisional():
    dates = deadlines.dates_from(date(2026, 12, 28), SEVEN, FIFTEEN)
    assert dates.provisional
    assert words.due_text(dates.promised, date(2026, 12, 28), True).endswith("放假安排公布后可能有变")


def test_days_the_clock_stood_still_are_added_in_each_limits_own_unit():
    dates = deadlines.dates_from(date(2026, 11, 20), SEVEN, FIFTEEN)
    assert dates == Dates(date(2026, 12, 1), date(2026, 12, 7), False)
    # Stopped Monday, resumed Thursday: three working days, three natural days; the legal day ends on a working day.
    assert deadlines.moved_by_stop(dates, date(2026, 11, 23), date(2026, 11, 26), SEVEN, FIFTEEN) == Dates(
        date(2026, 12, 4), date(2026, 12, 10), False
    )
    # Over a weekend the promise loses no working day, the law counts both.
    assert deadlines.moved_by_stop(dates, date(2026, 11, 27), date(2026, 11, 29), SEVEN, FIFTEEN) == Dates(
        date(2026, 12, 1), date(2026, 12, 9), False
    )
    assert deadlines.moved_by_stop(dates, date(2026, 11, 23), date(2026, 11, 23), SEVEN, FIFTEEN) == dates


def test_the_clock_runs_from_receipt_when_what_is_missing_was_told_too_late():
    received, accepted = date(2026, 11, 2), date(2026, 11, 20)
    assert deadlines.clock_start(received, date(2026, 11, 9), accepted) == accepted  # the fifth working day
    assert deadlines.clock_start(received, date(2026, 11, 10), accepted) == received


def test_lights():
    dates = Dates(date(2026, 12, 1), date(2026, 12, 7), False)
    start = date(2026, 11, 20)
    seen = [supervision.light(date(2026, 11, day), start, dates) for day in (20, 25, 26, 27)]
    assert seen == ["green", "green", "green", "yellow"]
    assert supervision.light(date(2026, 12, 1), start, dates) == "yellow"
    assert supervision.light(date(2026, 12, 2), start, dates) == supervision.light(date(2026, 12, 7), start, dates) == "orange"
    assert supervision.light(date(2026, 12, 8), start, dates) == "red"


@pytest.mark.parametrize(
    ("points", "left", "said"),
    [
        (2, 2, "改 2 处就能接着办"),
        (2, 1, "再改 1 处就能接着办"),
        (2, 0, "都改好了，交上去就行"),
        (0, 0, "没有要改的"),
    ],
)
def test_what_was_mended_is_asked_no_more(points, left, said):
    facts = words.Facts("to_correct", "广州公安出入境", date(2026, 11, 24), correct_by=date(2026, 12, 24), points=points, points_left=left)
    assert words.card(facts)[2:] == (said, f"{said}，12月24日前")


def test_what_is_to_be_mended_is_named_with_the_errand_and_many_are_counted():
    facts = replace(facts_for("to_correct"), short="换护照", mend=("收件地址", "证件照"))
    assert words.card(facts)[2:] == ("改 2 处就能接着办", "换护照要改收件地址、证件照，12月24日前")
    assert words.move("to_correct", facts)[2] == "换护照要改收件地址、证件照，12月24日前改好就能接着办。"
    many = replace(facts, mend=("收件地址", "证件照", "手写签名", "紧急联系人电话"), points=4, points_left=4)
    assert words.card(many)[3] == "换护照要改收件地址、证件照、手写签名等 4 处，12月24日前"
    assert words.card(replace(facts, points_left=0))[3] == "都改好了，交上去就行，12月24日前"


def test_nothing_is_called_through_before_its_fee_was_paid():
    facts = replace(facts_for("approving"), fee_text="120 元", charged=True, by=date(2026, 12, 3))
    assert words.card(facts)[2:] == ("初步审完", "接下来请您交 120 元")
    assert words.card(replace(facts, owed=True))[2:] == ("核对好了", "接下来请您交 120 元")
    assert words.card(replace(facts, paid=True))[2:] == ("收到您交的费，接下来等批准", "最晚 12月3日（周四）办好")
    assert words.card(replace(facts, charged=False))[2:] == ("审完了，在批准", "最晚 12月3日（周四）办好")
    assert words.after_paying(7, "workday") == "交费后 7 个工作日办好。" and words.after_paying(0, "workday") == ""


def test_every_state_has_words_for_whose_turn_it_is():
    for state in MOVES:
        facts = words.Facts(
            state,
            "广州公安出入境",
            date(2026, 11, 24),
            date(2026, 12, 3),
            correct_by=date(2026, 12, 24),
            points=2,
            points_left=2,
            fee_text="120 元",
        )
        word, tone, title, say = words.card(facts)
        assert word and title and tone in ("turn", "brand", "done", "grey", "bad")
        if state != "draft":
            assert len(words.MOVE[state][0]) <= 5
    assert words.card(facts_for("to_correct"))[3] == "改 2 处就能接着办，12月24日前"
    assert words.due_text(date(2026, 12, 2), date(2026, 11, 24)) == "最晚 12月2日（周三）办好"
    assert words.due_text(date(2026, 11, 24), date(2026, 11, 24), at_once=True) == "当场办好"
    assert words.due_text(date(2026, 11, 23), date(2026, 11, 24), at_once=True) == "比说好的晚了 1 天，可以打热线催一催"
    assert words.due_text(date(2026, 11, 23), date(2026, 11, 24)) == "比说好的晚了 1 天，可以打热线催一催"


def facts_for(state):
    return words.Facts(state, "广州公安出入境", date(2026, 11, 24), correct_by=date(2026, 12, 24), points=2, points_left=2)


@pytest.mark.parametrize(
    ("point", "said", "target"),
    [
        ("r6", "背景不白", ("material", "m-photo-exit")),
        ("r1", "手写签名看不清", ("material", "m-signature")),
        ("r1", "收件地址不完整", ("field", "mail_address")),
        ("r1", "姓名不一致", ("field", "name")),  # the certificate's: the caller refuses it, nobody is sent to change it
        ("r8", "", None),  # speaks of nothing one gives: the department has to say
        ("r1", "紧急联系人的电话打不通", ("field", "emergency_phone")),
        ("r1", "照片里有影子", ("material", "m-photo-exit")),
    ],
)
def test_a_point_sends_one_where_something_can_be_changed(contents, point, said, target):
    from app.corrections.rules import target_of
    from app.forms.draft import editable
    from app.language.checklist import Item

    item = Item(contents["passport-renew"], "v")
    checklist = item.checklist({"why": "expiring", "age": "adult", "hukou": "pilot"}, "440100")
    published = {one.id: one for one in item.points}
    free = {field.id for field in checklist.fields if editable(field)}
    assert target_of(published[f"passport-renew.{point}"], checklist, said, free) == target


@pytest.mark.parametrize(
    ("item", "answers", "point", "target"),
    [
        ("passport-first", {"age": "adult", "staff": "plain", "pace": "urgent"}, "r7", ("material", "m-urgent-proof")),
        ("passport-reissue", {"why": "lost", "age": "adult", "hukou": "other"}, "r3", ("field", "lost_statement")),
        ("hkm-endorse", {"age": "adult", "place": "hk", "kind": "商务"}, "r6", ("material", "m-endorse-business")),
    ],
)
def test_a_point_speaks_of_what_it_shares_most_words_with(contents, item, answers, point, target):
    from app.corrections.rules import target_of
    from app.forms.draft import editable
    from app.language.checklist import Item

    found = Item(contents[item], "v")
    published = {one.id: one for one in found.points}
    checklist = found.checklist(answers, "440100")
    free = {field.id for field in checklist.fields if editable(field)}
    assert target_of(published[f"{item}.{point}"], checklist, "", free) == target
