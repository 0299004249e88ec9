"""What a courier says of a parcel: signed with its own key, on the case's page at once; delivered closes the case, lost is told."""

import uuid

import orjson
import pytest
from sqlalchemy import select

from app.cases.models import parcel
from app.kernel import db, signed
from tests.applications import Department, submitted
from tests.known import known
from tests.residents import count, drain

EMS = "courier-ems"
PARCEL = {"company": "邮政速递", "waybill": "EM123456789CN", "phone": "11183"}


class Courier(Department):
    """A courier that calls us, signing each call."""

    def __init__(self, app):
        self.client, self.id = app.test_client(), EMS
        self.key = app.config["SETTINGS"].credentials["couriers"][EMS]["key"]

    def say(self, kind, at="2026-11-24T02:00:00Z", waybill=PARCEL["waybill"], event="", headers=None, **more):
        body = {"waybill": waybill, "event_id": event or uuid.uuid4().hex, "kind": kind, "at": at, "say": "", **more}
        reply = self.post("/department/v1/parcels/events", orjson.dumps(body), headers)
        drain()
        return reply


@pytest.fixture
def lin(app, sandbox):
    return known(app, sandbox)


@pytest.fixture
def ems(app):
    return Courier(app)


def sent(app, lin, **other):
    no, crj = submitted(lin), Department(app)
    crj.walk(no, "accepted", "reviewing", "approving")
    assert crj.send(no, "approved", reason="窗口已缴费").status_code == 200
    assert crj.send(no, "delivering", delivery={**PARCEL, **other}).status_code == 200
    drain()
    return no


@pytest.fixture
def no(app, lin):
    return sent(app, lin)


def case(lin, no):
    return lin.get(f"/api/cases/{no}").json


def told(lin):
    return [(one["title"], one["say"]) for one in lin.get("/api/messages").json["messages"]]


def test_each_word_stands_on_the_page_latest_first_and_the_last_mile_is_told(lin, ems, no):
    before = lin.get("/api/me/stamp").json
    assert case(lin, no)["parcel"] is None
    assert ems.say("collected", "2026-11-24T02:00:00Z", say="广州越秀营业部收件").json == {"state": "collected"}
    assert lin.get("/api/me/stamp").json != before  # who looks at the page sees it by itself
    ems.say("out", "2026-11-25T01:00:00+08:00")
    ems.say("moving", "2026-11-24T12:00:00Z", say="到了广州处理中心")  # comes late
    shown = case(lin, no)
    assert [(one["title"], one["say"]) for one in shown["parcel"]["track"]] == [
        ("正在派送", ""),
        ("在路上", "到了广州处理中心"),
        ("快递收走了", "广州越秀营业部收件"),
    ]
    assert (shown["state"], shown["delivery"]["say"], shown["parcel"]["do"]) == ("delivering", "邮政速递正在派送，请留意电话", "")
    assert (
        told(lin)[0] == ("换护照：正在派送", "邮政速递正在派送，请留意电话。") and len([one for one in told(lin) if "派送" in one[1]]) == 1
    )


def test_what_was_delivered_is_closed_and_the_departments_own_word_comes_too_late(app, lin, ems, no):
    assert ems.say("delivered", say="本人签收").json == {"state": "delivered"}
    shown = case(lin, no)
    assert (shown["state"], shown["word"], shown["outcome"], shown["delivery"]["say"]) == ("done", "办好了", "granted", "邮政速递已经送到")
    assert (shown["timeline"][0]["unit"], shown["timeline"][0]["say"]) == ("邮政速递", "快递签收了。")
    moves = count("case_action")
    late = Department(app).send(no, "done")
    assert (late.status_code, late.json["code"], late.json["state"]) == (409, "impossible_move", "done") and count("case_action") == moves
    assert ems.say("lost", "2026-11-30T02:00:00Z").json == {"state": "delivered"}  # said of what was handed over, it changes nothing
    assert case(lin, no)["state"] == "done" and "寄丢了" not in str(told(lin))


@pytest.mark.parametrize(
    ("kind", "title", "do"),
    [
        ("lost", "快递寄丢了", "打电话告诉广州公安出入境，请它补做一份再寄。办好了的事不会变。"),
        ("returned", "快递退回去了", "东西回到广州公安出入境了。打电话请它再寄一次，或者自己去取。"),
        ("failed", "快递没送成", "打给快递，约一个您在家的时间。"),
    ],
)
def test_what_did_not_come_is_told_with_what_to_do_and_closes_nothing(lin, ems, no, kind, title, do):
    ems.say(kind)
    shown = case(lin, no)
    assert (shown["state"], shown["parcel"]["do"], shown["parcel"]["tone"]) == ("delivering", do, "bad")
    assert told(lin)[0][0] == f"换护照：{title}" and told(lin)[0][1].endswith(do)


def test_after_a_loss_another_parcel_goes_and_the_first_counts_no_more(app, lin, ems, no):
    ems.say("lost")
    again = Department(app).send(no, "delivering", delivery={**PARCEL, "waybill": "EM999999999CN"})
    assert again.status_code == 200
    drain()
    assert (case(lin, no)["delivery"]["say"], case(lin, no)["parcel"]) == ("邮政速递在送，请留意电话", None)
    ems.say("delivered", "2026-11-26T02:00:00Z")  # the first one was found again
    assert case(lin, no)["state"] == "delivering"
    ems.say("delivered", waybill="EM999999999CN")
    assert case(lin, no)["state"] == "done"


def test_two_cases_in_one_parcel_are_both_closed(app, lin, ems, no, sandbox):
    from tests.residents import Resident

    chen = Resident(app, sandbox, "chen-xiaotong").known()
    other = sent(app, chen)
    ems.say("delivered")
    assert (case(lin, no)["state"], case(chen, other)["state"]) == ("done", "done")


def test_of_one_moment_what_came_later_is_the_latest(lin, ems, no):
    for kind in ("collected", "moving", "out"):
        ems.say(kind)
    assert [one["title"] for one in case(lin, no)["parcel"]["track"]] == ["正在派送", "在路上", "快递收走了"]
    assert case(lin, no)["delivery"]["say"].startswith("邮政速递正在派送")


def test_told_twice_it_is_one_word_and_another_under_the_same_number_is_refused(lin, ems, no):
    assert [ems.say("lost", event="e1").json for _ in range(2)] == [{"state": "lost"}] * 2
    refused = ems.say("moving", event="e1")
    assert (refused.status_code, refused.json["code"]) == (422, "event_reused")
    assert len(case(lin, no)["parcel"]["track"]) == 1 and len([one for one in told(lin) if "寄丢了" in one[0]]) == 1


def test_nobody_but_the_courier_it_was_given_to_says_where_it_is(app, lin, ems, no):
    crj = Department(app)
    body = orjson.dumps({"waybill": PARCEL["waybill"], "event_id": "e1", "kind": "delivered", "at": "2026-11-24T02:00:00Z"})
    assert crj.post("/department/v1/parcels/events", body).json["code"] == "bad_signature"  # a department is no courier
    node = orjson.dumps({"event_id": "e1", "node": "done", "at": "2026-11-24T02:00:00Z", "unit": "x"})
    assert ems.post(f"/department/v1/cases/{no}/nodes", node).json["code"] == "bad_signature"  # nor a courier a department
    assert ems.say("delivered", headers={"X-Shengshi-Signature": "0" * 64}).status_code == 401
    raw = body.replace(b"e1", b"e2")
    headers = signed.sign(ems.key, ems.id, "POST", "/department/v1/parcels/events", raw)
    replies = [
        ems.client.post("/department/v1/parcels/events", data=raw, headers=headers, content_type="application/json") for _ in range(2)
    ]
    assert [one.status_code for one in replies] == [200, 401] and replies[1].json["code"] == "replayed"
    strange = ems.say("delivered", waybill="EM000000000CN")
    assert (strange.status_code, strange.json["code"]) == (404, "unknown_parcel")


@pytest.mark.parametrize("more", [{"kind": "stolen"}, {"at": "yesterday"}, {"say": "x" * 121}, {"waybill": "a b"}, {"extra": 1}])
def test_a_word_of_another_shape_is_refused_and_stored_nowhere(lin, ems, no, more):
    assert ems.say(**{"kind": "moving", **more}).status_code == 422
    assert case(lin, no)["parcel"] is None


def test_a_parcel_of_another_courier_is_told_of_by_nobody_here(app, lin, ems):
    no = sent(app, lin, company="示例快递", waybill="SL1")
    assert ems.say("delivered", waybill="SL1").json["code"] == "unknown_parcel"
    assert case(lin, no)["state"] == "delivering"


def test_what_the_courier_said_and_the_number_are_sealed(lin, ems, no):
    ems.say("moving", say="放在门卫张三处")
    with db.reading() as tx:
        stored = repr(tx.execute(select(parcel)).all())
    assert "张三" not in stored and PARCEL["waybill"] not in stored and count("parcel") == 1
