"""出入境 by the answers of a grown-up, a child or a guardian: what the register holds decides, and what it holds afterwards."""

from datetime import date

import pytest

from sandbox.departments.decide import judge
from sandbox.departments.decide.verdict import carry_out
from sandbox.registers.store import Store
from tests.sandbox.deciding import NUMBERS, case, of

LIN, CHEN, PERMIT = "lin-zhihao", "chen-xiaotong", "C98765432"
ENDORSEMENT = f"{PERMIT}|1"


@pytest.fixture
def store():
    return Store({}, date(2026, 11, 23))


def asked(item, person, form=None, **answers):
    found = case(item, person, fee=1, **(form or {}))
    found["body"]["answers"] = answers
    return found


def granted(store, item, person, form=None, **answers):
    """The verdict of an application that arrives and is granted, carried out."""
    application = asked(item, person, form, **answers)
    verdict = judge(application, store)
    assert verdict.kind == "grant", verdict
    carry_out(store, verdict.on_receipt)
    later = judge(application | {"received": True}, store)
    carry_out(store, (*later.before_fee, *later.effects))
    return later


def no(store, item, person, form=None, **answers):
    verdict = judge(asked(item, person, form, **answers), store)
    assert (verdict.kind, store.changes) == ("deny", {}), verdict
    return verdict.reason


def test_a_grown_up_s_old_passport_ends_when_the_new_one_is_issued(store):
    new = granted(store, "passport-renew", LIN, age="adult", why="expiring", hukou="pilot")
    assert of(store, "crj.documents", "E12346128", "state") == ("换发作废",)
    assert of(store, "crj.documents", new.number, "owner", "state", "pinyin") == (NUMBERS[LIN], "有效", "LIN ZHIHAO")
    assert (new.valid_until, new.fields["护照号码"]) == ("2036-11-22", new.number)
    assert of(store, "crj.cases", "264401000000019", "node", "owner") == ("已签发", NUMBERS[LIN])


@pytest.mark.parametrize(
    ("person", "why", "reason"),
    [
        (LIN, "pages", "签证页还有 12 页，不用换"),
        (LIN, "info", "户口上没查到变更，先改户口信息"),
        ("ou-jiayi", "expiring", "护照还有 7 年，不用换"),
        (CHEN, "expiring", "没有查到护照，请办“第一次办护照”"),
    ],
)
def test_a_grown_up_s_passport_is_not_renewed_for_no_reason(store, person, why, reason):
    assert no(store, "passport-renew", person, age="adult", why=why) == reason


@pytest.mark.parametrize(
    ("item", "kind", "why"),
    [("passport-reissue", "护照", "lost"), ("passport-reissue", "护照", "stolen"), ("hkm-permit-renew", "港澳", "lost")],
)
def test_what_was_reported_lost_for_nothing_is_made_anew_by_the_next_application(store, item, kind, why):
    """The first one was refused, or taken back: what it made void stays so, and is no reason to refuse the next."""
    answers = {"age": "adult", "why": why, "hukou": "pilot"}
    carry_out(store, judge(asked(item, LIN, **answers), store).on_receipt)
    states = {row["state"] for row in store.where("crj.documents", owner=NUMBERS[LIN], kind=kind)}
    assert states == {"遗失作废"}
    new = granted(store, item, LIN, **answers)
    assert of(store, "crj.documents", new.number, "owner", "state") == (NUMBERS[LIN], "有效")


def test_a_first_passport_is_for_a_grown_up_who_has_none(store):
    new = granted(store, "passport-first", CHEN, age="adult", staff="plain", pace="normal")
    assert of(store, "crj.documents", new.number, "owner", "kind", "until") == (NUMBERS[CHEN], "护照", "2036-11-22")
    assert of(store, "crj.fingerprints", NUMBERS[CHEN], "taken_on") == ("2026-11-23",)


def test_who_has_a_passport_gets_no_first_one(store):
    assert no(store, "passport-first", LIN, age="adult").startswith("已有护照 E12346128，有效到 2027-03-17")


def test_registered_staff_bring_the_consent_of_their_unit(store):
    store.change("crj.flags", NUMBERS[CHEN], registered_staff=True)
    application = asked("passport-first", CHEN, age="adult", staff="registered")
    assert judge(application, store).reason == "登记备案人员要带单位同意的证明到窗口办"
    application["body"]["materials"] = [{"m": "m-unit-consent", "name": "单位同意意见", "file": None}]
    assert judge(application, store).kind == "grant"


@pytest.mark.parametrize(("why", "at_once"), [("lost", "遗失作废"), ("stolen", "遗失作废"), ("damaged", "有效")])
def test_a_lost_passport_is_void_from_the_minute_it_is_said(store, why, at_once):
    application = asked("passport-reissue", LIN, age="adult", why=why)
    carry_out(store, judge(application, store).on_receipt)
    assert of(store, "crj.documents", "E12346128", "state") == (at_once,)
    again = judge(application | {"received": True}, store)
    carry_out(store, again.effects)
    assert of(store, "crj.documents", "E12346128", "state") == ("遗失作废",)
    assert of(store, "crj.documents", again.number, "state") == ("有效",)


def test_who_has_no_passport_has_lost_none(store):
    assert no(store, "passport-reissue", CHEN, age="adult", why="lost") == "没有查到有效的护照"


def test_a_lost_permit_is_void_at_once_with_what_was_left_on_it(store):
    application = asked("hkm-permit-renew", LIN, age="adult", why="lost")
    carry_out(store, judge(application, store).on_receipt)
    assert (of(store, "crj.documents", PERMIT, "state"), of(store, "crj.endorsements", ENDORSEMENT, "state")) == (
        ("遗失作废",),
        ("随证作废",),
    )
    again = judge(application | {"received": True}, store)
    carry_out(store, again.effects)
    assert of(store, "crj.documents", again.number, "kind", "state", "pinyin") == ("港澳", "有效", "LIN ZHIHAO")
    assert (again.valid_until, again.fields["签发机关"]) == ("2036-11-22", "公安部出入境管理局")


def test_a_permit_near_its_end_is_good_until_the_new_one_is_there(store):
    store.change("crj.documents", PERMIT, until="2027-03-01")
    application = asked("hkm-permit-renew", LIN, age="adult", why="expiring")
    carry_out(store, judge(application, store).on_receipt)
    assert of(store, "crj.documents", PERMIT, "state") == ("有效",)
    carry_out(store, judge(application | {"received": True}, store).effects)
    assert (of(store, "crj.documents", PERMIT, "state"), of(store, "crj.endorsements", ENDORSEMENT, "state")) == (
        ("换发作废",),
        ("随证作废",),
    )


@pytest.mark.parametrize(
    ("person", "why", "reason"),
    [
        (LIN, "expiring", "通行证还有 5 年多，不用换"),
        ("zhao-dawei", "lost", "还没有通行证，先办第一次的"),
    ],
)
def test_a_permit_is_not_renewed_for_no_reason(store, person, why, reason):
    assert no(store, "hkm-permit-renew", person, age="adult", why=why) == reason


def test_a_first_permit_is_for_who_has_none(store):
    new = granted(store, "hkm-permit-first", CHEN, age="adult", staff="plain")
    assert of(store, "crj.documents", new.number, "owner", "kind", "state") == (NUMBERS[CHEN], "港澳", "有效")


def test_who_has_a_permit_asks_for_an_endorsement(store):
    assert no(store, "hkm-permit-first", LIN, age="adult").startswith("已有通行证 C98765432")


@pytest.mark.parametrize(
    ("form", "rows"),
    [
        ({"mo": "MO|个人旅游|1年1次"}, [("MO", "个人旅游", "1", "2027-11-22")]),
        ({"hk": "HK|团队旅游|3月2次"}, [("HK", "团队旅游", "2", "2027-02-22")]),
        ({"hk": "HK|探亲|3月多次"}, [("HK", "探亲", "many", "2027-02-22")]),
        ({"hk": "HK|人才|5年多次"}, [("HK", "人才", "many", "2031-11-22")]),
        (
            {"hk": "HK|团队旅游|1年2次", "mo": "MO|个人旅游|3月1次"},
            [("HK", "团队旅游", "2", "2027-11-22"), ("MO", "个人旅游", "1", "2027-02-22")],
        ),
    ],
)
def test_an_endorsement_stands_on_the_card_one_for_each_place(store, form, rows):
    verdict = granted(store, "hkm-endorse", LIN, form, age="adult")
    new = [one for one in store.where("crj.endorsements", permit=PERMIT) if one["seq"] > 1]
    assert [(one["place"], one["kind"], one["times"], one["until"]) for one in new] == rows
    assert (verdict.number, verdict.valid_until, verdict.fields["姓名"]) == (f"{PERMIT}-2", rows[0][3], "林志豪")


@pytest.mark.parametrize(
    ("person", "form", "reason"),
    [
        (LIN, {"hk": "HK|个人旅游|1年2次"}, "还有 1 次，到 2027-02-10"),
        (LIN, {"hk": "HK|一签多行|1年多次"}, "一签多行只给深圳户籍和居住证"),
        (LIN, {"mo": "MO|一周一行|1年多次"}, "一周一行只给珠海户籍"),
        (LIN, {"mo": "MO|一签多行|1年多次"}, "一签多行只给横琴户籍和居住证"),
        (LIN, {"hk": "HK|商务|3月1次"}, "单位没在出入境备案，先让单位备案"),
        (LIN, {"mo": "MO|个人旅游|1年1次", "hk": "HK|个人旅游|1年2次"}, "还有 1 次，到 2027-02-10"),  # one no, and nothing of the other
        (CHEN, {"hk": "HK|个人旅游|1年1次"}, "没有有效的通行证，先办通行证"),
    ],
)
def test_an_endorsement_that_is_not_given_says_why(store, person, form, reason):
    assert no(store, "hkm-endorse", person, form, age="adult") == reason


@pytest.mark.parametrize("picked", ["MO|个人旅游|1年2次", "HK|个人旅游|1年1次"])
def test_a_kind_that_there_is_not_at_a_place_is_asked_for_again(store, picked):
    verdict = judge(asked("hkm-endorse", LIN, {"mo": picked}, age="adult"), store)
    assert (verdict.kind, verdict.points[0]["text"], store.changes) == ("return", "没有这一种签注", {})


def test_a_card_that_ends_before_the_endorsement_would_is_told(store):
    store.change("crj.documents", PERMIT, until="2027-11-21")
    whole_year = judge(asked("hkm-endorse", LIN, {"mo": "MO|个人旅游|1年1次"}, age="adult"), store)
    assert (whole_year.kind, whole_year.reason) == ("deny", "通行证到 2027-11-21，只能办短一些的，或先换证")
    assert granted(store, "hkm-endorse", LIN, {"mo": "MO|个人旅游|3月1次"}, age="adult").valid_until == "2027-02-22"


def test_a_guardian_asks_for_what_stands_on_the_child_s_card(store):
    card = {"number": "C40011111", "owner": NUMBERS["zhou-zixuan"], "kind": "港澳", "pinyin": "ZHOU ZIXUAN", "issued": "2022-03-01"}
    store.add("crj.documents", card | {"until": "2030-02-28", "place": "广东", "state": "有效"})
    form = {"for": NUMBERS["zhou-zixuan"], "hk": "HK|个人旅游|3月1次"}
    application = asked("hkm-endorse", "wu-haiyan", form, age="child")
    verdict = judge(application, store)
    assert (verdict.kind, verdict.number, verdict.fields["姓名"], verdict.valid_until) == ("grant", "C40011111-1", "周子轩", "2027-02-22")
    business = judge(asked("hkm-endorse", "wu-haiyan", form | {"hk": "HK|商务|3月1次"}, age="child"), store)
    assert (business.kind, business.reason) == ("deny", "孩子不能办商务签注")


def test_a_first_card_for_taiwan_and_the_next(store):
    first = granted(store, "tw-permit", LIN, why="first", hukou="pilot")
    assert of(store, "crj.documents", first.number, "kind", "until", "state") == ("台湾", "2036-11-22", "有效")
    second = asked("tw-permit", LIN, why="first")
    assert judge(second, store).reason == f"已有台湾通行证 {first.number}，有效到 2036-11-22；快到期的请换发"
    assert judge(asked("tw-permit", LIN, why="renew"), store).reason == "台湾通行证还有 9 年多，不用换"


def test_who_has_no_card_for_taiwan_renews_none(store):
    assert no(store, "tw-permit", LIN, why="renew") == "还没有台湾通行证，先办第一次的"


def test_a_child_signs_at_the_window_or_waits_for_a_yes(store):
    mine = {"name": "周子轩", "id_number": NUMBERS["zhou-zixuan"], "id_type": "111"}
    for form, kind in (({"guardian_way": "counter"}, "grant"), ({"guardian_way": "phone"}, "deny")):
        application = asked("passport-first", "wu-haiyan", form, age="minor", staff="plain", pace="normal")
        application["body"] |= {"applicant": mine, "participants": []}
        verdict = judge(application, store)
        assert (verdict.kind, verdict.valid_until or verdict.reason) == (kind, "2031-11-22" if kind == "grant" else "监护人还没有同意")
