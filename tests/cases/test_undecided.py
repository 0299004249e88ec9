"""A fee is paid before anything is decided: nobody is told it is granted, and what comes back until when is said in one way."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import update

from app.cases.models import case as row
from app.catalog.words import day
from app.kernel import clock, db
from app.kernel.workdays import calendar
from tests.applications import RENEW, Department, submitted
from tests.errands import pay
from tests.known import proved
from tests.residents import drain


@pytest.fixture
def lin(app, sandbox):
    return proved(app, sandbox)


@pytest.fixture
def crj(app):
    return Department(app)


def case(who, no):
    return who.get(f"/api/cases/{no}").json


def everything(who, no):
    """All a resident reads of it."""
    return json.dumps([case(who, no), who.get("/api/messages").json, who.get("/api/cases").json], ensure_ascii=False)


def test_until_it_is_granted_nothing_says_so(lin, crj, sandbox):
    no = submitted(lin)
    crj.walk(no, "accepted", "reviewing", "approving", "to_pay")
    shown = case(lin, no)
    assert (shown["title"], shown["say"]) == ("交 120 元", "初步审完，请先交费，交了再批准，不批准全退")
    assert shown["timeline"][0]["title"] == "请您交费"
    assert [one["title"] for one in shown["timeline"][1:3]] == ["初步审完", "正在审核"]
    assert "审核通过" not in everything(lin, no)
    last = clock.today() + timedelta(days=30)
    until = f"{day(last, clock.today(), False)}前交就行。"
    assert shown["payment"]["until_say"] == f"{until}过了这天，点开能重开一张。"
    bill = lin.post(f"/api/cases/{no}/payment").json
    assert bill["refund_say"] == f"{until}交了不想办，批准前可以全退。"
    assert (bill["until"], bill["until_say"]) == (last.isoformat(), shown["payment"]["until_say"])
    pay(lin, sandbox, no)
    shown = case(lin, no)
    assert (shown["title"], shown["refund_say"]) == ("收到您交的费，接下来等批准", "批准前可以全退")
    assert shown["payment"]["until_say"] == ""
    assert [one["state"] for one in shown["steps"]] == ["done", "done", "done", "now", "later", "later"]
    assert shown["steps"][3]["name"] == "批准"
    assert lin.get(f"/api/orders/{bill['order_no']}").json["say"] == "收到了，接下来等批准。"
    assert "审核通过" not in everything(lin, no) and "接下来制证" not in everything(lin, no)


def test_while_it_waits_for_its_fee_no_day_is_named_and_the_days_it_waited_are_added(lin, crj, sandbox):
    no = submitted(lin)
    crj.walk(no, "accepted", "reviewing", "approving")
    assert case(lin, no)["promise"]["text"].startswith("最晚 ")
    assert (case(lin, no)["title"], case(lin, no)["say"]) == ("初步审完", "接下来请您交 120 元")
    crj.walk(no, "to_pay")
    assert (case(lin, no)["promise"]["text"], case(lin, no)["light"]) == ("交费后 7 个工作日办好", None)
    stopped = clock.now() - timedelta(
        days=20
    )  # five working days were left, and have passed since: nobody but the applicant was waited for
    promised = calendar().after(clock.china(stopped).date(), 5).on
    with db.transaction() as tx:
        tx.execute(update(row).where(row.c.no == no).values(stopped_at=stopped, promised_on=promised))
    assert (case(lin, no)["promise"]["text"], case(lin, no)["light"]) == ("交费后 5 个工作日办好", None)
    bill = lin.post(f"/api/cases/{no}/payment").json
    assert bill["promise"] == "交费后 5 个工作日办好。"
    answers = ",".join(f"{key}:{value}" for key, value in RENEW["answers"].items())
    page = lin.get(f"/api/items/passport-renew/checklist?city=440100&answers={answers}").json
    one = "办理时间从收齐材料那天算起，等您交费的几天不算"  # the item's page, the payment's and the case's say the same
    assert [shown["starts"] for shown in (page["promise"], bill, case(lin, no)["promise"])] == [one] * 3
    pay(lin, sandbox, no)
    shown, by = case(lin, no), calendar().after(clock.today(), 5).on
    assert (shown["promise"]["by"], shown["promise"]["text"]) == (by.isoformat(), f"最晚 {day(by, clock.today())}办好")
    assert shown["light"] in ("green", "yellow")


def test_a_fee_that_was_paid_comes_back_whole_when_the_answer_is_no(lin, crj, sandbox):
    no = submitted(lin)
    crj.walk(no, "accepted", "reviewing", "approving", "to_pay")
    pay(lin, sandbox, no)
    crj.walk(no, "denied")
    drain()
    order = lin.get(f"/api/orders/{case(lin, no)['payment']['order_no']}").json
    assert (order["amount_fen"], order["state"] in ("refunding", "refunded")) == (12000, True)
    assert case(lin, no)["refund_say"] is None


@pytest.mark.parametrize(
    ("way", "node", "say"),
    [(("pre_check",), "rejected", "上次没受理：不符合规定"), (("accepted", "reviewing"), "terminated", "上次停办了：不符合规定")],
)
def test_whatever_kind_of_no_it_was_the_item_says_it_in_every_city(lin, crj, way, node, say):
    no = submitted(lin)
    crj.walk(no, *way)
    assert crj.send(no, node, reason="不符合规定").status_code == 200
    for city in ("440100", "440300"):
        said = lin.get(f"/api/items/passport-renew/known?city={city}").json["denied"]
        assert (said["no"], said["say"]) == (no, say)


def test_before_it_is_tried_again_the_item_says_why_it_was_refused(lin, crj):
    known = "/api/items/passport-renew/known?city=440100"
    assert lin.get(known).json["denied"] is None
    no = submitted(lin)
    crj.walk(no, "accepted", "reviewing", "approving", "denied")
    said = lin.get(known).json["denied"]
    assert (said["no"], said["say"]) == (no, "上次没批准：不符合规定")
    crj.walk(no, "done")
    assert lin.get(known).json["denied"]["no"] == no
    submitted(lin)
    assert lin.get(known).json["denied"] is None
