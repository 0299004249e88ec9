"""查社保 over HTTP: one tap, figures of my own, each opening told; what is off, wrong or somebody else's is not shown."""

from datetime import date, timedelta

import pytest
import time_machine

from app.gateways import registers
from app.kernel import clock
from app.kernel.ports import outside
from tests.api.test_signing_in import problem
from tests.known import proved
from tests.residents import Resident, count

VIEW = "/api/views/social-query"


@pytest.fixture
def zhao(app, sandbox):
    return proved(app, sandbox, "zhao-dawei")


def card(page, name):
    return next(one for one in page["cards"] if one["id"] == name)


def figure(page, of, name):
    return next(one for one in card(page, of)["figures"] if one["id"] == name)


def uses(resident):
    return [one for one in resident.get("/api/me/uses").json["uses"] if one["why"] == "看社保缴费"]


def test_one_tap_shows_what_was_paid_what_is_missing_and_what_it_comes_to(zhao):
    page = zhao.get(VIEW).json
    assert (page["title"], page["whose"], page["phone"], page["empty"], page["off"]) == ("查社保", "赵大伟", "12333", "", None)
    assert [one["id"] for one in page["cards"]] == ["pension", "unemployment", "injury", "medical"]
    assert figure(page, "pension", "months") == {
        "id": "months",
        "label": "累计缴费",
        "text": "206 个月",
        "amount_fen": None,
        "note": "17 年 2 个月",
        "tone": "",
        "big": True,
    }
    assert figure(page, "pension", "gaps")["text"] == "2 次"
    assert (figure(page, "pension", "balance")["text"], figure(page, "pension", "balance")["amount_fen"]) == ("", 8588658)
    assert figure(page, "pension", "retire-m60")["text"] == "2048 年 11 月 19 日"
    assert figure(page, "pension", "enough-m60")["text"] == "还差 34 个月"
    assert figure(page, "unemployment", "benefit")["text"] == "能领 24 个月"
    assert figure(page, "injury", "injuries")["text"] == "1 次"
    assert card(page, "medical")["link"] == {"item": "medical-query", "say": "看医保余额和报销"}
    assert (card(page, "pension")["source"], card(page, "pension")["kept"]) == ("人社", None)
    assert [one["item"] for one in page["next"]] == ["flexible-insured", "social-proof-print"]


def test_a_department_that_has_many_of_our_questions_already_is_not_off(zhao, monkeypatch):
    """Seven at the same time, where one may be under way: each waits for its turn, as long as an answer may take."""
    monkeypatch.setattr(registers, "AT_ONCE", 1)
    monkeypatch.setattr(outside().sources.registers, "_peers", {})
    page = zhao.get(VIEW).json
    assert page["off"] is None and [one["title"] for one in page["cards"] if one["off"]] == []
    assert (figure(page, "pension", "months")["text"], figure(page, "unemployment", "benefit")["text"]) == ("206 个月", "能领 24 个月")


def test_rows_are_by_year_and_insurance_and_city(zhao):
    rows = zhao.get(VIEW).json["rows"]
    assert (rows["years"][0], rows["years"][-1], rows["year"], rows["tab"]) == ("2026", "2008", "2026", "养老")
    assert [one["id"] for one in rows["tabs"]] == ["养老", "医疗", "失业", "工伤", "生育"]
    assert rows["places"] == [{"id": "440100", "label": "广州"}]
    assert [one["title"] for one in rows["rows"]] == [f"{month} 月" for month in range(10, 0, -1)]
    assert rows["rows"][0]["facts"][0] == {"label": "单位", "text": "广州白云示例物流有限公司", "amount_fen": None}
    asked = zhao.get(f"{VIEW}?year=2020&tab=失业").json["rows"]
    assert (asked["year"], asked["tab"], len(asked["rows"]), asked["empty"]) == ("2020", "失业", 6, "")


@pytest.mark.parametrize(
    ("query", "said"),
    [("year=2005", "2008 年以前没有记录"), ("place=440300", "在深圳没有缴费记录"), ("year=2027", "2027 年没有记录")],
)
def test_where_there_is_nothing_it_is_said_why(zhao, query, said):
    rows = zhao.get(f"{VIEW}?{query}").json["rows"]
    assert (rows["rows"], rows["empty"]) == ([], said)


def test_the_chart_is_two_years_of_bases(zhao):
    chart = zhao.get(VIEW).json["chart"]
    assert (chart["title"], len(chart["bars"]), chart["bars"][-1]["id"]) == ("最近 24 个月的缴费基数", 24, "2026-10")
    assert {one["height"] for one in chart["bars"]} == {720000}
    facts = {one["label"]: (one["text"], one["amount_fen"]) for one in chart["bars"][-1]["facts"]}
    assert ("", 57600) in facts.values(), facts  # 8 % of one's own, by the rates of the city: asked of no card


def test_each_opening_is_one_entry_of_who_looked(zhao):
    assert uses(zhao) == []
    zhao.get(VIEW)
    (one,) = uses(zhao)
    assert (one["unit"], one["times"]) == ("人社", 1)
    assert one["what"] == ["社保缴费", "参保登记", "养老个人账户", "省外缴费", "工伤认定", "养老待遇", "养老资格认证"]
    zhao.get(f"{VIEW}?year=2025")
    assert len(uses(zhao)) == 1  # the next tab shows the same answer: nobody was asked again
    with time_machine.travel(clock.now() + timedelta(seconds=150), tick=True):
        zhao.get(VIEW)
    assert len(uses(zhao)) == 2


def test_a_pensioner_sees_the_pension_and_how_long_it_goes_on(app, sandbox):
    page = Resident(app, sandbox, "huang-xiuying").proved().get(VIEW).json
    assert [one["id"] for one in page["cards"]] == ["receiving"]
    assert figure(page, "receiving", "monthly")["amount_fen"] == 435000
    assert figure(page, "receiving", "until")["text"] == "2026 年 11 月"
    assert figure(page, "receiving", "verified") | {"note": ""} == {
        "id": "verified",
        "label": "认证有效至",
        "text": "2026 年 12 月 3 日",
        "amount_fen": None,
        "note": "",
        "tone": "near",
        "big": False,
    }
    assert figure(page, "receiving", "verified")["note"] == f"还有 {(date(2026, 12, 3) - clock.today()).days} 天"
    assert card(page, "receiving")["link"]["item"] == "pension-verify"
    assert (page["rows"], page["chart"], page["papers"]) == (None, None, [])


def test_who_was_never_insured_is_told_so(app, sandbox):
    page = Resident(app, sandbox, "zhou-zixuan").proved().get(VIEW).json
    assert (page["empty"], page["cards"], page["rows"], page["next"]) == ("没有参保记录", [], None, [])


def test_a_name_and_a_number_open_nothing_and_ask_nobody(app, sandbox):
    zhao = Resident(app, sandbox, "zhao-dawei").known()
    seen = sandbox.control("GET", "/messages?limit=1")
    problem(zhao.get(VIEW), 403, "face_needed")
    problem(zhao.get("/api/items/social-query/lookups/pays"), 403, "face_needed")
    assert [one for one in sandbox.control("GET", f"/messages?since={seen[-1]['id']}") if one["path"].endswith("/lookup")] == []
    assert uses(zhao) == []


def test_a_stranger_has_no_page(zhao):
    for ref in ("44019919920820001X", "440199199208200010", "0" * 32):
        problem(zhao.get(f"{VIEW}?about={ref}"), 404, "not_found")
    assert zhao.get(f"{VIEW}?about={'0' * 32}").json["say"] == "没有这一页"


def test_a_parent_looks_for_a_child_after_saying_yes(app, sandbox):
    """周子轩 is twelve: his mother says yes first, and it stands on his own page too once he is known here."""
    son = Resident(app, sandbox, "zhou-zixuan").proved()
    mother = Resident(app, sandbox, "wu-haiyan").proved()
    (child,) = mother.get(f"{VIEW}/subjects").json["subjects"]
    assert (child["name"], child["consent"]) == ("周子轩", True) and "4401" not in child["about"]
    problem(mother.get(f"{VIEW}?about={child['about']}"), 422, "consent_needed")
    page = mother.get(f"{VIEW}?about={child['about']}&agreed=true").json
    assert (page["whose"], page["empty"]) == ("周子轩", "没有参保记录")
    assert len(uses(mother)) == len(uses(son)) == 1
    assert mother.get(VIEW).json["whose"] == "吴海燕"


def test_a_department_that_is_off_is_said_to_be_and_nothing_is_said_to_be_absent(zhao, sandbox):
    sandbox.control("POST", "/settings", registers_off=["rst.pays"])
    page = zhao.get(VIEW).json
    assert page["empty"] == "" and page["rows"] is None
    assert {one["id"]: one["off"] and one["off"]["say"] for one in page["cards"]} == dict.fromkeys(
        ["pension", "unemployment", "injury", "medical"], "人社系统暂时连不上"
    )
    assert page["off"] is None or page["off"]["phone"] == "12333"


def test_the_last_copy_stands_in_with_its_time_for_seven_days(zhao, sandbox):
    whole = zhao.get(VIEW).json
    sandbox.control(
        "POST",
        "/settings",
        registers_off=["rst.pays", "rst.account", "rst.elsewhere", "rst.injury", "rst.pension", "rst.persons", "rst.verify"],
    )
    first = clock.now()
    for later in (timedelta(minutes=5), timedelta(days=6)):
        with time_machine.travel(first + later, tick=True):
            zhao.sign_in() if later.days else None
            page = zhao.get(VIEW).json
        assert figure(page, "pension", "months") == figure(whole, "pension", "months")
        assert card(page, "pension")["kept"] is not None


def test_one_figure_that_cannot_be_known_leaves_the_others(zhao, sandbox):
    sandbox.control("POST", "/settings", registers_off=["rst.account"])
    page = zhao.get(VIEW).json
    assert (figure(page, "pension", "balance")["text"], figure(page, "pension", "months")["text"]) == ("暂时看不到", "206 个月")


def test_an_answer_about_somebody_else_shows_nothing_of_them(zhao, sandbox):
    sandbox.control("POST", "/settings", registers_wrong=["rst.pays:person"])
    page = zhao.get(VIEW)
    assert "110101199001010015" not in page.text and card(page.json, "pension")["off"] is not None


def test_rows_of_a_register_have_ids_that_say_nothing(zhao):
    found = zhao.get("/api/items/social-query/lookups/pays?city=440100").json
    assert (found["provider"], found["off"], len(found["rows"])) == ("人社", None, 15)
    assert all(len(one["id"]) == 32 and zhao.id_number not in one["id"] for one in found["rows"])
    problem(zhao.get("/api/items/social-query/lookups/nothing"), 404, "not_found")
    problem(zhao.get("/api/items/passport-first/lookups/pays"), 404, "not_found")


def test_a_view_is_no_case(zhao):
    zhao.get(VIEW)
    assert count("case_record") == 0
    problem(zhao.get("/api/views/passport-first"), 404, "not_found")
    problem(zhao.get("/api/views/passport-first/subjects"), 404, "not_found")
