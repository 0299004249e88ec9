"""Review points: decided when what they need is there, and what follows from each verdict."""

from importlib import import_module
from pathlib import Path

import pytest

from app.checks import CHECKS, form, rules
from app.checks.facts import Fail, Pass, Unknown
from app.language import load
from app.language.declare import ReviewPoint
from tests import written
from tests.rules.checking import Off, facts, held, off, says

NEVER_UNKNOWN = {"survivors_shares", "trust_gte", "required_fields", "fines_lte"}  # what they look at is always there
NEVER_FAIL = {
    "road_until",
    "violations_wait",
    "signed_by",
    "signed_by_all",
    "purchase_due_said",
    "reduction_said",
    "quota_dates",
    "handed_within",
}  # who has not signed yet may; what only tells
SINGLE = {"single_seal"}  # tested beside the table


def point(fn, arg=None, **more):
    return ReviewPoint(**{"id": "item.r1", "text": "照片合格", "check": "auto", "rule": {"fn": fn, "arg": arg}, "when": {}, **more})


def one(given, *args, **more):
    return rules.judge([point(*args, **more)], given)[0]


def test_every_function_is_tested_with_what_passes_what_fails_and_what_nobody_knows():
    files = sorted(Path(__file__).parent.glob("test_checks_*.py"))  # all there are: none is forgotten
    tables = [found for one in files if (found := getattr(import_module(f"tests.rules.{one.stem}"), "CASES", None))]
    seen = {name: set() for name in CHECKS}
    for name, *_, verdict in (row for table in tables for row in table):
        seen[name].add(type(verdict).__name__)
    wanted = {
        name: {"Pass", "Fail", "Unknown"} - ({"Unknown"} if name in NEVER_UNKNOWN else set()) - ({"Fail"} if name in NEVER_FAIL else set())
        for name in CHECKS.keys() - SINGLE
    }
    for one in ("count_in_days_lte", "crime_times"):
        wanted[one].discard("Unknown")  # earlier cases are our own
    assert {name: wanted[name] - seen[name] for name in wanted if wanted[name] - seen[name]} == {}


def test_every_review_point_of_the_catalogue_is_decided_by_a_function_or_marked_manual():
    contents = written.contents()
    points = [row for content in contents.values() for row in content["points"]]
    assert len(contents) == 112
    assert {
        row["id"] for row in points if (row["check"] == "auto") is not (row["rule"] is not None and row["rule"]["fn"] in CHECKS)
    } == set()


def test_no_function_is_there_that_nothing_names():
    assert load.unused(written.contents().values()) == []


@pytest.mark.parametrize(
    ("fn", "arg", "moment"),
    [
        ("no_cert", "ec-passport", "start"),
        ("age_gte", 16, "start"),
        ("no_flag", "exit_ban", "start"),
        ("count_in_days_lte", "2/365", "start"),
        ("vin_checksum", None, "field"),
        ("car_invoice_balance", "0.13", "field"),
        ("photo_spec", "exit", "submit"),
        ("signed_by", "legal_rep", "submit"),
        ("trust_gte", 4, "submit"),
    ],
)
def test_a_point_is_decided_as_early_as_what_it_needs_is_known(fn, arg, moment):
    assert rules.moment(point(fn, arg)) == moment
    assert rules.moment(point(fn, arg, at="submit")) == "submit"


def test_what_must_be_gathered_is_read_off_the_points():
    points = [point("no_flag", "exit_ban"), point("no_cert", "ec-passport"), point("no_flag", "exit_ban"), point("age_gte", 16)]
    assert rules.gathered(points, "source") == ["exit_ban"] and rules.gathered(points, "held") == ["ec-passport"]


def test_what_an_old_version_names_and_nobody_decides_any_more_is_left_to_the_reviewer():
    old = [
        point("revoke_cert", "ec-passport"),
        point("cert_expires_within_days", 183),
        ReviewPoint("item.r2", "看一眼", "manual", None, {}),
    ]
    assert rules.judge(old, facts()) == () and rules.decided(old) == ()


def test_a_point_that_fails_says_its_own_words_before_the_functions():
    ban = {"exit_ban": says(True)}
    assert one(facts(sources=ban), "no_flag", "exit_ban").say == "这一条没对上：照片合格"
    own = one(facts(sources=ban), "no_flag", "exit_ban", say="现在不能受理", do="打 12367")
    assert (own.say, own.do, own.by, own.source) == ("现在不能受理", "打 12367", "refuse", "公安出入境")
    assert rules.refused([own]) == [own]


def test_what_is_only_odd_goes_to_the_reviewer():
    assert one(facts(), "has_cert", "ec-passport", fail="manual").by == "manual"
    assert one(facts(), "has_cert", "ec-passport").by == "refuse"
    disputed = rules.judge([point("has_cert", "ec-passport")], facts(), ["item.r1"])[0]
    assert (disputed.by, disputed.verdict) == ("manual", Fail("没有查到您以前的证件", "第一次办，选首次申领"))


def test_only_what_rests_on_our_copies_of_certificates_may_be_disputed():
    assert rules.disputable(point("no_cert", "ec-passport"))
    assert not rules.disputable(point("no_flag", "exit_ban")) and not rules.disputable(point("age_gte", 16))


@pytest.mark.parametrize(
    ("code", "more", "by"),
    [
        ("exit_ban", {}, "block"),
        ("registered_staff", {}, "manual"),
        ("exit_ban", {"off": "manual"}, "manual"),
        ("registered_staff", {"off": "upload", "material": "m-unit-consent"}, "upload"),
        ("registered_staff", {"off": "upload"}, "manual"),
    ],
)
def test_a_source_that_is_off_is_settled_as_the_point_says_or_as_the_source_does(code, more, by):
    found = one(facts(sources={code: Off(code)}), "no_flag", code, **more)
    assert (found.verdict, found.by, rules.word(found.verdict)) == (off(code), by, "unknown")
    assert rules.off([found], by) == [found] and rules.refused([found]) == []


def test_a_value_that_is_not_there_yet_makes_nobody_wait_for_a_reviewer():
    found = one(facts(), "photo_spec", "exit")
    assert (found.verdict, found.by) == (Unknown("wait for file.photo"), "")


def test_what_passes_leads_to_nothing():
    found = one(facts(held=held("2027-03-17")), "expires_within_months", {"cert": "ec-passport", "months": 6})
    assert (found.verdict, found.by, found.source, rules.word(found.verdict)) == (Pass(), "", "省事", "pass")


@pytest.mark.parametrize(
    ("fn", "arg", "say"),
    [
        ("age_gte", None, "没有写 years"),
        ("age_gte", "sixteen", "years 写得不对：sixteen"),
        ("age_gte", {"years": 16, "of": "form.x"}, "不认识：of"),
        ("slot_free", 3, "不用写参数：3"),
        ("has_cert", None, "没有写 cert"),
    ],
)
def test_an_argument_that_a_function_cannot_use_is_named(fn, arg, say):
    assert CHECKS[fn].fault(arg) == say


def test_what_the_form_alone_settles_is_said_at_its_field_and_what_needs_more_says_nothing():
    points = [
        point("vin_checksum"),
        point("plate_format", fail="manual"),
        point("days_since_lte", {"since": "form.hired", "days": 30}),
        point("no_flag", "exit_ban"),
        point("score_lt", 12),
    ]
    values = {"vin": "LSGDEMA0XLG000002", "plate": "粤AI2345", "hired": ""}
    assert form.of_points(points, {}, "440100", values) == [{"field": "vin", "say": "车架号有一位不对，照着合格证或行驶证再看一眼。"}]
    assert form.of_points(points, {}, "440100", {"vin": "LSGDEMA0XTG000001"}) == []


@pytest.mark.parametrize(
    ("fn", "arg", "field"),
    [
        ("birth_nation", None, "nation"),  # the rows of father and mother are looked at too
        ("birth_household", None, "follow"),
        ("birth_name_agreed", None, "differs"),
        ("birth_unused", None, "baby"),
        ("age_gte", 18, ""),
    ],
)
def test_a_verdict_is_said_at_the_field_that_was_typed(fn, arg, field):
    assert rules.field_of(point(fn, arg)) == field
