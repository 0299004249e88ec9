"""Over HTTP: a case arrives, the department reads its registers, says what it decides, and the rows change with it."""

from contextlib import contextmanager

import pytest

from tests.sandbox.department import Platform, case_body
from tests.sandbox.test_lookup import LIN, ZHAO, ask, signed
from tests.sandbox.test_wx_push import until
from tests.sandbox.wechat import server

TRAFFIC = "dept-gat-jj"
V1, V2 = "4401067900000101", "4401117900000102"


class Traffic(Platform):
    """The traffic police's side of a platform."""

    def __init__(self, sandbox, url, arrived):
        super().__init__(sandbox, url, arrived, TRAFFIC)

    def violation(self, case_no, fee=20_000, **form):
        body = case_body(case_no, fee, self.url) | {"item": "violation-handle", "item_name": "交通违法处理与罚款缴纳", "form": form}
        body["mendable"] = [{"to": "field", "id": "picks", "name": "违法", "point": None}]
        body["applicant"] = ZHAO | {"phone": "13800138009"}
        return self.send("/cases", body)

    def pay(self, case_no, amount=20_000):
        self.send(f"/cases/{case_no}/payments", {"order_no": "P1", "amount_fen": amount, "paid_at": "2026-11-24T08:05:00Z"})


@contextmanager
def police(sandbox):
    with server(lambda got: (200, "{}")) as (url, arrived):
        yield Traffic(sandbox, url, arrived)


@pytest.fixture
def world(sandbox):
    """Nobody waits here for a course: a machine decides, or the test moves the clock."""
    sandbox.control("POST", "/settings", department_delay=3600)
    with police(sandbox) as made:
        yield made


def state(sandbox, number=V1):
    (row,) = ask(sandbox, "jj.violations", ZHAO, key={"no": number}).json()["rows"]
    return row["状态"]


def test_a_machine_decides_at_once_whatever_the_course_and_what_is_paid_is_gone(sandbox, world):
    world.violation("c1", picks=[V1], driver="我", answer="没有异议")
    until(lambda: world.case("c1")["step"] == "to_pay")
    assert world.nodes("c1") == ["pre_check", "accepted", "reviewing", "approving", "to_pay"]
    assert state(sandbox) == "已处理未缴"
    world.pay("c1")
    until(lambda: world.case("c1")["step"] == "done")
    approved = next(body for _, body in world.said if body["node"] == "approved")
    assert approved["result"]["fields"]["金额"] == "200.00"
    assert state(sandbox) == "已缴"
    (cycle,) = ask(sandbox, "jj.cycles", ZHAO, key={"start": "2026-01-20"}).json()["rows"]
    assert cycle["记分"] == 9


def test_a_no_says_why_and_changes_nothing(sandbox, world):
    world.violation("c1", picks=["4401007900000103"], answer="没有异议")
    until(lambda: world.case("c1")["step"] == "done")
    denied = next(body for _, body in world.said if body["node"] == "denied")
    assert denied["reason"] == "罚款数额较大，要到违法处理窗口处理"
    (paper,) = denied["papers"]
    said = {one["label"]: one["text"] for one in paper["facts"]} | {one["head"]: one["text"] for one in paper["parts"]}
    assert (paper["title"], said["编号"], said["决定"]) == ("不予批准决定书", paper["number"], "不予批准")
    assert denied["reason"] in said["事实和理由"] and "60 日" in said["不服怎么办"] and "6 个月" in said["不服怎么办"]
    assert (state(sandbox, "4401007900000103"), world.case("c1")["decides"]) == ("未处理", "deny")


def test_a_case_sent_back_is_judged_again_when_it_comes_back(sandbox, world):
    world.violation("c1", picks=["4401000000000000"])
    until(lambda: world.case("c1")["step"] == "to_correct")
    back = world.said[-1][1]
    assert back["points"] == [{"field": "picks", "text": "没有这条违法，核对一下"}]
    body = case_body("c1", 20_000, world.url) | {"item": "violation-handle", "form": {"picks": [V1]}, "applicant": ZHAO}
    world.send("/cases/c1/corrections", body)
    until(lambda: world.case("c1")["step"] == "to_pay")
    assert state(sandbox) == "已处理未缴"


def test_a_case_withdrawn_takes_back_what_its_arrival_changed(sandbox, world):
    form = {"picks": [V2], "answer": "有异议", "ground": "其他", "story": "当时的标志被树挡住了看不见", "evidence": ["f1"]}
    world.violation("c1", fee=0, **form)
    assert state(sandbox, V2) == "申诉中"
    world.send("/cases/c1/withdrawal", {"reason": "不申诉了"})
    assert state(sandbox, V2) == "未处理"


def test_a_person_may_grant_what_the_rules_would_not_and_no_row_changes(sandbox, world):
    sandbox.control("POST", "/settings", department_auto=False)
    world.violation("c1", picks=["4401007900000103"])
    world.decide("c1", "approved")
    until(lambda: world.case("c1")["step"] == "approved")
    assert state(sandbox, "4401007900000103") == "未处理"


def test_the_registers_are_read_again_when_it_is_decided(sandbox, world):
    sandbox.control("POST", "/settings", department_auto=False)
    world.violation("c1", picks=[V1])
    world.violation("c2", picks=[V1])
    world.decide("c1", "to_pay")
    sandbox.control("POST", f"/departments/{TRAFFIC}/cases/c2/course")
    until(lambda: world.case("c2")["step"] == "done")
    denied = next(body for number, body in world.said if number == "c2" and body["node"] == "denied")
    assert denied["reason"] == "天河区体育东路口这条刚在别处处理了"


def test_a_stubborn_department_sends_everything_back(sandbox, world):
    sandbox.control("POST", "/settings", departments_stubborn=[TRAFFIC])
    world.violation("c1", picks=[V1])
    until(lambda: world.case("c1")["step"] == "to_correct")
    assert world.said[-1][1]["points"] == [{"field": "picks", "text": "不行，再改改"}]
    assert state(sandbox) == "未处理"


def test_a_wrong_department_gives_a_result_that_cannot_be_read(sandbox, world):
    sandbox.control("POST", "/settings", departments_wrong=[TRAFFIC])
    world.violation("c1", picks=[V1])
    until(lambda: world.case("c1")["step"] == "to_pay")
    world.pay("c1")
    until(lambda: "approved" in world.nodes("c1"))
    approved = next(body for _, body in world.said if body["node"] == "approved")
    assert approved["result"]["issued_on"] == 20261123


def test_a_dead_department_takes_nothing(sandbox, world):
    sandbox.control("POST", "/settings", departments_dead=[TRAFFIC])
    with pytest.raises(AssertionError, match="department_off"):
        world.violation("c1", picks=[V1])
    assert sandbox.control("GET", "/cases") == []


def test_a_slow_department_lets_even_a_machine_wait(sandbox, world):
    sandbox.control("POST", "/settings", department_delay=0, departments_slow=[TRAFFIC])
    world.violation("c1", picks=[V1])
    assert [round(one["seconds"]) for one in sandbox.control("GET", "/waiting") if one["kind"] == "course"] == [30]
    sandbox.control("POST", "/clock", ahead=31)
    until(lambda: world.nodes("c1") == ["pre_check"])


@pytest.mark.parametrize("name", ["departments_slow", "departments_dead", "departments_wrong", "departments_stubborn"])
def test_a_department_nobody_knows_is_refused(sandbox, name):
    with pytest.raises(AssertionError, match="dept-nobody"):
        sandbox.control("POST", "/settings", **{name: ["dept-nobody"]})
    assert sandbox.control("GET", "/settings")[name] == []


def test_any_item_is_decided_at_once_when_the_case_says_a_machine_decides(sandbox, world):
    body = case_body("c1", 0, world.url) | {"item": "idcard-temp", "machine": True}
    world.send("/cases", body)
    until(lambda: world.case("c1")["step"] == "done")


def test_form_values_are_typed_and_verdicts_come_along(sandbox, world):
    form = {"people": [{"name": "林志豪", "share": 50}], "count": 3, "ok": True, "rate": 0.5, "none": None}
    point = {
        "id": "violation-handle.r1",
        "text": "本人",
        "verdict": "pass",
        "why": "刷过脸",
        "source": "face",
        "at": "2026-11-24T08:00:00Z",
    }
    world.send("/cases", case_body("c1", 0, world.url) | {"item": "idcard-temp", "machine": True, "form": form, "points": [point]})
    until(lambda: world.case("c1")["step"] == "done")
    assert world.case("c1")["points"] == [point]


BABY = {"name": "林沐阳", "id_type": "111", "id_number": "440199202610080015"}


def population(sandbox):
    return signed(sandbox, "/sources/query", {"code": "population", "person": BABY, "purpose": "实名", "case_no": None}).json()["found"]


def test_a_baby_is_nobody_until_it_is_registered_and_then_everybody_knows(sandbox):
    sandbox.control("POST", "/settings", department_delay=0)
    assert (population(sandbox), "lin-muyang" in [one["id"] for one in sandbox.control("GET", "/people")]) == (False, False)
    with server(lambda got: (200, "{}")) as (url, arrived):
        police = Platform(sandbox, url, arrived, "dept-gat-hz")
        body = case_body("c1", 0, url) | {"item": "birth-registration", "form": {"baby": "U440123456", "baby_name": "林沐阳"}}
        police.send("/cases", body | {"consents": [{"id_number": "440199199503120021", "name": "陈晓彤"}]})
        until(lambda: police.case("c1")["step"] == "done")
        approved = next(said for _, said in police.said if said["node"] == "approved")
    assert (approved["result"]["number"], approved["result"]["fields"]["姓名"]) == ("440106012345-3", "林沐阳")
    assert approved["opinion"] == "林沐阳上好户口了，身份证号 440199202610080015"
    assert (population(sandbox), "lin-muyang" in [one["id"] for one in sandbox.control("GET", "/people")]) == (True, True)
    assert [row["姓名"] for row in ask(sandbox, "gat.guardians", LIN).json()["rows"]] == ["林沐阳", "林沐阳"]


def test_a_fetched_material_carries_its_provider_s_seal_and_a_made_up_one_is_refused(sandbox, world):
    fetched = ask(sandbox, "rst.account", ZHAO).json()
    body = case_body("c1", 0, world.url) | {"item": "idcard-temp", "machine": True}
    material = {"m": "m-account", "name": "个人账户", "source": "fetch", "file": None, "fetched": fetched}
    world.send("/cases", body | {"materials": [material]})
    forged = fetched | {"rows": [fetched["rows"][0] | {"余额": 1}]}
    with pytest.raises(AssertionError, match="bad_seal"):
        world.send("/cases", body | {"case_no": "c2", "materials": [material | {"fetched": forged}]})
    assert [one["case_no"] for one in sandbox.control("GET", "/cases")] == ["c1"]


def test_who_is_refused_after_all_is_not_said_to_be_on_the_way(sandbox):
    """What the arrival of a case put into a register is taken out, also where the no comes of what changed meanwhile."""
    sandbox.control("POST", "/settings", department_delay=0, department_auto=False)
    with server(lambda got: (200, "{}")) as (url, arrived):
        crj = Platform(sandbox, url, arrived, "dept-gat-crj")
        body = case_body("c9", 12_000, url) | {"item": "passport-renew", "item_name": "普通护照换发", "form": {}}
        crj.send("/cases", body | {"applicant": LIN | {"phone": "13800138001"}, "answers": {"age": "adult", "why": "expiring"}})
        running = f"/registers/crj.cases?owner={LIN['id_number']}"
        assert [row["node"] for row in sandbox.control("GET", running)["rows"]] == ["受理"]
        sandbox.control("PUT", "/registers/crj.flags/rows", row_id=LIN["id_number"], set={"exit_ban": True})
        sandbox.control("POST", "/departments/dept-gat-crj/cases/c9/course")
        until(lambda: crj.case("c9")["step"] == "done")
    denied = next(body for _, body in crj.said if body["node"] == "denied")
    assert denied["reason"] == "现在不能受理，原因请打 12367 或到窗口问" and sandbox.control("GET", running)["rows"] == []
