"""异地就医备案 by the specification's vectors, and what the register says afterwards."""

from datetime import date

import pytest

from sandbox.registers.store import Store
from tests.sandbox.deciding import NUMBERS, granted, of, on, refused, said

ITEM = "medical-remote-record"
BEIJING, CHANGSHA, TOWN, GUANGZHOU = "110100", "430100", "433100", "440100"
COLUMNS = ("类型", "就医地名", "起", "止", "方式", "双向", "状态")
LONG = {"备案号": "YD1", "id": NUMBERS["zhao-dawei"], "类型": "长期", "就医地": BEIJING, "就医地名": "北京市", "起": "2026-06-01"}
LONG |= {"方式": "承诺", "双向": False, "状态": "生效"}


@pytest.fixture
def store():
    return Store({}, date(2026, 11, 23))


def made(store, verdict):
    return of(store, "ybj.remote", verdict.number, *COLUMNS)


def test_who_lives_elsewhere_for_good_promises_it_and_is_paid_there_at_once(store):
    verdict = granted(store, ITEM, "huang-xiuying", kind="live", to=CHANGSHA, why="family", since="today")
    assert made(store, verdict) == ("长期", "长沙市", "2026-11-23", None, "承诺", False, "生效")
    assert (verdict.machine, verdict.valid_until, verdict.fields["有效期"]) == (True, "长期", "2026-11-23 起 长期")
    assert verdict.opinion.endswith("能报哪些看当地，报多少看参保地；传了居住证等材料，回参保地看病才照常报")
    again = said(store, ITEM, "huang-xiuying", kind="live", to=CHANGSHA)
    assert again == "在长沙市已经备过案，不用再办"


def test_with_papers_a_person_looks_and_both_places_are_paid(store):
    verdict = granted(store, ITEM, "huang-xiuying", kind="papers", to=CHANGSHA)
    assert (verdict.machine, made(store, verdict)[4:6]) == (False, ("材料", True))


def test_a_journey_and_a_letter_are_good_for_six_months(store):
    verdict = granted(store, ITEM, "huang-guoqiang", kind="trip", to=BEIJING)
    assert made(store, verdict) == ("临时", "北京市", "2026-11-23", "2027-05-23", "承诺", False, "生效")
    letter = {"kind": "transfer", "letter": "ZZ2026112000018"}
    assert said(store, ITEM, "li-wenjing", to=CHANGSHA, **letter) == "转诊单是转到北京市的"
    assert said(store, ITEM, "ou-jiayi", to=BEIJING, **letter) == "没有参保，不用备案"
    verdict = granted(store, ITEM, "li-wenjing", to=BEIJING, **letter)
    assert (verdict.machine, made(store, verdict)[:4]) == (True, ("转诊", "北京市", "2026-11-23", "2027-05-23"))


def test_a_record_of_the_long_term_is_changed_after_six_months(store):
    store.add("ybj.remote", LONG)
    locked = "长期备案 2026-06-01 起，满 6 个月（2026-12-01）后可改"
    assert said(store, ITEM, "zhao-dawei", kind="live", to=CHANGSHA) == locked
    assert said(store, ITEM, "zhao-dawei", kind="end", record="YD1") == locked
    assert made(store, granted(store, ITEM, "zhao-dawei", kind="trip", to=CHANGSHA))[0] == "临时"  # beside it
    later = on(store, "2026-12-01")
    granted(later, ITEM, "zhao-dawei", kind="live", to=CHANGSHA)
    assert of(later, "ybj.remote", "YD1", "状态") == ("终止",)


def test_a_record_is_cancelled_by_whose_it_is(store):
    store.add("ybj.remote", LONG | {"起": "2026-04-01"})
    assert said(store, ITEM, "lin-zhihao", kind="end", record="YD1") == "选一条自己的备案"
    verdict = granted(store, ITEM, "zhao-dawei", kind="end", record="YD1")
    assert (verdict.bare, of(store, "ybj.remote", "YD1", "状态")) == (True, ("终止",))
    assert said(store, ITEM, "zhao-dawei", kind="end", record="YD1") == "这条备案已经不在用了，不用取消"


def test_who_lies_in_hospital_already_is_recorded_from_the_day_of_admission(store):
    trip = {"kind": "trip", "to": CHANGSHA}
    assert made(store, granted(store, ITEM, "huang-guoqiang", since="admitted", admitted="2026-11-09", **trip))[2:4] == (
        "2026-11-09",
        "2027-05-09",
    )
    made_for = granted(store, ITEM, "wu-haiyan", since="later", **{"from": "2026-12-01"}, **trip)
    assert made(store, made_for)[2] == "2026-12-01"


@pytest.mark.parametrize(
    ("who", "form", "why"),
    [
        ("liang-junjie", {"to": BEIJING}, "11 月起停保，先续保"),
        ("huang-guoqiang", {"to": GUANGZHOU}, ("to", "本市看病不用备案")),
        ("huang-guoqiang", {"to": "999999"}, ("to", "选到城市就行，不用选医院")),
        (
            "huang-guoqiang",
            {"to": BEIJING, "since": "later", "from": "2026-11-22"},
            ("since", "不能早于今天；已经住院的选“已经住院了”，出院前都能补"),
        ),
        ("huang-guoqiang", {"to": BEIJING, "for": f"{NUMBERS['zhou-zixuan']}|x"}, "只能替自己和未成年的孩子备案"),
    ],
)
def test_what_is_refused_changes_nothing(store, who, form, why):
    assert refused(store, ITEM, who, kind="trip", **form) == why


def test_a_child_is_recorded_by_a_guardian_and_a_town_without_a_line_is_said(store):
    child = f"{NUMBERS['zhou-zixuan']}|{NUMBERS['wu-haiyan']}"
    verdict = granted(store, ITEM, "wu-haiyan", kind="trip", to=TOWN, **{"for": child})
    assert (verdict.fields["姓名"], of(store, "ybj.remote", verdict.number, "id")) == ("周子轩", (NUMBERS["zhou-zixuan"],))
    assert "那里还没联网，先自己付，回来手工报销" in verdict.opinion
