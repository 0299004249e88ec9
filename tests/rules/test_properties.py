"""What holds for any input: forms, answers, numbers, dates, files' first bytes."""

from datetime import date

from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.cases import rules
from app.files import cleaning as files
from app.kernel.errors import Problem
from app.kernel.workdays import calendar, due
from app.language import forms
from app.language.checklist import Item, WrongAnswers
from tests import written

TODAY = date(2026, 11, 24)
ITEMS = {key: Item(content, "v") for key, content in written.contents().items()}
FIELDS = ITEMS["passport-renew"].checklist({"why": "expiring", "age": "adult", "hukou": "pilot"}, "440100").fields
NAMES = st.sampled_from([field.id for field in FIELDS]) | st.text(max_size=8)
VALUES = st.none() | st.booleans() | st.integers() | st.text(max_size=30) | st.lists(st.text(max_size=3), max_size=2)
QUICK = settings(max_examples=150, deadline=None, database=None)


@QUICK
@given(st.dictionaries(NAMES, VALUES, max_size=12), st.booleans())
@example({"hukou": "\x1b"}, False)  # nothing that can be seen is nothing, and no fault
@example({"hukou": "Ａ\u0300"}, False)  # wide, then narrow: one letter with its accent either way
def test_a_form_keeps_only_what_is_right_and_says_the_rest(values, whole):
    good, errors = forms.fill(FIELDS, values, TODAY, whole)
    known = {field.id: field for field in FIELDS}
    assert all(forms.wrong(known[key], value, TODAY) is None for key, value in good.items())
    named = {error["field"] for error in errors}
    assert not named & set(good) and all(error["say"] for error in errors)
    for key, value in values.items():
        hidden = key in known and not all(good.get(k) == v for k, v in known[key].when.items())
        assert key in good or key in named or value in (None, "") or (whole and hidden) or forms.blank(value)
    assert forms.fill(FIELDS, good, TODAY, whole=False)[0] == good


@QUICK
@given(st.sampled_from(sorted(ITEMS)), st.dictionaries(st.text(max_size=6), st.text(max_size=6), max_size=4), st.data())
def test_any_answers_lead_to_one_situation_or_are_all_named(key, strange, data):
    item = ITEMS[key]
    right = data.draw(st.sampled_from(list(item.every_answer())))
    answers = {**{k: v for k, v in right.items() if data.draw(st.booleans())}, **strange}
    try:
        item.situation(answers)
    except WrongAnswers as wrong:
        assert {one["field"] for one in wrong.errors} >= (set(answers) - set(right)) | (set(right) - set(answers))
    else:
        assert set(answers) == set(right)


@QUICK
@given(st.integers(0, 10**8 - 1), st.integers(0, 13), st.integers(1, 9))
def test_one_wrong_digit_is_no_number(body, place, off):
    text = f"264401{body:08d}"
    number = text + rules.check_digit(text)
    assert rules.is_number(number)
    wrong = number[:place] + str((int(number[place]) + off) % 10) + number[place + 1 :]
    assert not rules.is_number(wrong)


@QUICK
@given(st.dates(date(2024, 1, 1), date(2026, 11, 30)), st.integers(0, 30), st.sampled_from(["workday", "day", "hour"]))
def test_a_later_limit_never_ends_earlier_and_never_on_a_day_of_rest(start, n, unit):
    one, more = due(start, n, unit), due(start, n + 1, unit)
    assert start <= one.on <= more.on
    if unit != "hour" and n > 0:
        assert calendar().is_workday(one.on)
    if unit == "workday":
        assert calendar().between(start, one.on) == n


@QUICK
@given(st.sampled_from([b"", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"%PDF-1.4\n"]), st.binary(max_size=300), st.text(max_size=12))
def test_random_bytes_are_refused_in_words_and_never_crash(head, tail, name):
    try:
        files.clean(head + tail)
    except Problem as problem:
        assert problem.status in (413, 422) and problem.say
