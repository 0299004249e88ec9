"""Passports and permits of children and of those whose form says all, by the specifications' vectors, and what the rows are afterwards."""

from datetime import date

import pytest

from sandbox.departments.decide import judge
from sandbox.departments.decide.verdict import carry_out
from sandbox.registers import declared
from sandbox.registers.store import Store
from tests.sandbox.deciding import NUMBERS, case, granted, of, refused, said


@pytest.fixture
def store():
    return Store({}, date(2026, 11, 23))


# --- 换护照


def child_s_passport(store, until="2027-02-28"):
    row = {"number": "E40065432", "owner": NUMBERS["zhou-zixuan"], "kind": "护照", "pinyin": "ZHOU ZIXUAN", "issued": "2022-03-01"}
    store.add("crj.documents", row | {"until": until, "place": "广东", "state": "有效", "pages_left": 20})


def test_a_child_s_old_passport_ends_when_the_new_one_is_issued(store):
    child_s_passport(store)
    form = {"for": f"{NUMBERS['zhou-zixuan']}|{NUMBERS['wu-haiyan']}", "why": "快到期", "receipt": "202611220000000101"}
    verdict = granted(store, "passport-renew", "wu-haiyan", fee=12_000, consents=["wu-haiyan"], **form)
    assert (verdict.machine, verdict.fields["姓名"], verdict.valid_until) == (False, "周子轩", "2031-11-22")
    assert of(store, "crj.documents", "E40065432", "state") == ("换发作废",)
    assert of(store, "crj.documents", verdict.number, "owner", "state", "pinyin") == (NUMBERS["zhou-zixuan"], "有效", "ZHOU ZIXUAN")
    assert of(store, "crj.cases", "264401000000019", "node") == ("已签发",)


@pytest.mark.parametrize(
    ("why", "kind", "said"),
    [
        ("expiring", "grant", "2031-11-22"),
        ("pages", "deny", "签证页还有 20 页，不用换"),
        ("info", "deny", "户口上没查到变更，先改户口信息"),
    ],
)
def test_a_child_who_asks_on_their_own_phone_is_whom_it_is_for(store, why, kind, said):
    """Nothing in the form says so: the answers do."""
    child_s_passport(store)
    asked = case("passport-renew", "wu-haiyan", consents=["wu-haiyan"])
    asked["body"] |= {"applicant": {"name": "周子轩", "id_number": NUMBERS["zhou-zixuan"]}, "answers": {"age": "minor", "why": why}}
    verdict = judge(asked, store)
    assert (verdict.kind, verdict.valid_until or verdict.reason) == (kind, said)
    asked["body"]["consents"] = []
    assert judge(asked, store).kind == "deny"


def test_a_child_the_guardian_wrote_by_hand_is_looked_for_all_the_same(store):
    child_s_passport(store)
    by_hand = {"child_by_hand": {"name": "周子轩", "id_number": NUMBERS["zhou-zixuan"]}}
    assert granted(store, "passport-renew", "wu-haiyan", **by_hand).fields["姓名"] == "周子轩"
    theirs = judge(case("passport-renew", "lin-zhihao", **by_hand), store)
    assert (theirs.kind, theirs.reason) == ("deny", "只能替自己和未成年的孩子办；宝宝要先上户口")


def test_a_grown_up_whom_the_population_register_does_not_know_is_decided_by_a_person(store):
    asked = case("passport-renew", "lin-zhihao")
    asked["body"]["answers"] = {"age": "adult", "why": "expiring"}
    assert judge(asked, store).kind == "grant"
    asked["body"]["applicant"]["id_number"] = "440199197001010012"
    assert judge(asked, store) is None


def test_a_grown_up_s_passport_lives_ten_years(store):
    verdict = granted(store, "passport-renew", "lin-zhihao", fee=12_000, **{"for": "我", "why": "快到期"})
    assert (verdict.issued_on, verdict.valid_until) == ("2026-11-23", "2036-11-22")


@pytest.mark.parametrize(
    ("person", "form", "why"),
    [
        ("wu-haiyan", {"for": NUMBERS["zhou-zixuan"]}, "没有查到护照，请办“第一次办护照”"),
        ("ou-jiayi", {"for": "我", "why": "快到期"}, "护照还有 7 年，不用换"),
        ("lin-zhihao", {"for": "我", "why": "签证页用完"}, "签证页还有 12 页，不用换"),
        ("lin-zhihao", {"for": "我", "why": "登记内容变了"}, "户口上没查到变更，先改户口信息"),
        ("lin-zhihao", {"for": NUMBERS["zhou-zixuan"]}, "只能替自己和未成年的孩子办；宝宝要先上户口"),
        ("lin-zhihao", {"for": "U440123456"}, "只能替自己和未成年的孩子办；宝宝要先上户口"),
        ("lin-zhihao", {"for": "我", "receipt": "202611220000000101"}, ("receipt", "这张相片不是林志豪的")),
    ],
)
def test_a_passport_that_is_not_renewed_says_why(store, person, form, why):
    assert refused(store, "passport-renew", person, **form) == why


def test_who_may_not_leave_is_not_told_why(store):
    store.change("crj.flags", NUMBERS["lin-zhihao"], exit_ban=True)
    verdict = judge(case("passport-renew", "lin-zhihao", **{"for": "我"}), store)
    assert verdict.reason == "现在不能受理，原因请打 12367 或到窗口问"


def test_few_pages_are_a_reason(store):
    assert granted(store, "passport-renew", "li-wenjing", **{"for": "我", "why": "签证页用完"}).number.startswith("E")


# --- exit and entry


def test_a_first_passport_is_for_who_has_none(store):
    form = {"for": "我", "surname_py": "chen", "given_py": "xiaotong"}
    verdict = granted(store, "passport-first", "chen-xiaotong", fee=12_000, **form)
    assert of(store, "crj.documents", verdict.number, "pinyin", "until") == ("CHEN XIAOTONG", "2036-11-22")
    assert of(store, "crj.fingerprints", NUMBERS["chen-xiaotong"], "taken_on") == ("2026-11-23",)
    child = granted(store, "passport-first", "wu-haiyan", **{"for": NUMBERS["zhou-zixuan"]})
    assert (child.fields["姓名"], child.valid_until) == ("周子轩", "2031-11-22")
    assert said(store, "passport-first", "li-wenjing", **{"for": "我"}).startswith("已有护照 E56781234，有效到 2033-09-11")
    assert said(store, "passport-first", "lin-zhihao", **{"for": "U440123456"}) == "还没上户口，先给宝宝上户口"


@pytest.mark.parametrize(("why", "at_once"), [("丢失", "遗失作废"), ("损毁", "有效")])
def test_a_lost_passport_is_void_at_once_and_a_damaged_one_when_the_new_one_is_there(store, why, at_once):
    asked = case("passport-reissue", "lin-zhihao", why=why)
    verdict = judge(asked, store)
    carry_out(store, verdict.on_receipt)
    assert of(store, "crj.documents", "E12346128", "state") == (at_once,)
    again = judge(asked | {"received": True}, store)
    carry_out(store, again.effects)
    assert of(store, "crj.documents", "E12346128", "state") == ("遗失作废",)
    assert of(store, "crj.documents", again.number, "state", "pinyin") == ("有效", "LIN ZHIHAO")


def test_a_permit_comes_with_an_endorsement_a_place(store):
    two = {"for": "我", "hk": "HK|个人旅游|1年2次", "mo": "MO|个人旅游|1年1次"}
    verdict = granted(store, "hkm-permit-first", "chen-xiaotong", **two)
    rows = list(store.where("crj.endorsements", permit=verdict.number))
    assert [(row["place"], row["times"], row["until"]) for row in rows] == [("HK", "2", "2027-11-22"), ("MO", "1", "2027-11-22")]
    assert said(store, "hkm-permit-first", "lin-zhihao", **{"for": "我"}).startswith("已有通行证 C98765432")
    assert said(store, "hkm-permit-first", "ou-jiayi", **two | {"mo": "HK|个人旅游|1年1次"}) == "没有这一种签注"
    assert said(store, "hkm-permit-first", "ou-jiayi", **{"for": "我", "hk": "HK|一签多行|1年多次"}) == "一签多行只给深圳户籍和居住证"


def test_the_fees_of_endorsements_are_the_table_s():
    fees = {(row["months"], row["times"]): row["fee"] for row in declared.registers()["crj.kinds"].rows.values()}
    wanted = {(3, "1"): 1_500, (12, "2"): 3_000, (12, "many"): 8_000, (24, "many"): 12_000, (36, "many"): 16_000, (60, "many"): 24_000}
    assert {key: fees[key] for key in wanted} == wanted
