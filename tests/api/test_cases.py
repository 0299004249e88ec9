"""The main job over HTTP: begin, fill in, hand in, follow, to the certificate."""

from datetime import date

import pytest

from app.kernel import clock
from app.kernel.workdays import calendar
from tests.applications import ASKED, PASSPORT, PHOTO, RENEW, Department, begun, filled, give, photo, signature, submitted
from tests.known import known
from tests.residents import Resident, count, drain


@pytest.fixture
def lin(app, sandbox):
    return known(app, sandbox)


def test_from_the_first_answer_to_the_certificate(app, sandbox, lin):
    assert lin.get("/api/items/passport-renew/known").json["answers"]["age"] == {"option": "adult", "source": "身份证"}
    no = begun(lin)
    form = lin.get(f"/api/cases/{no}/form").json
    assert form["gaps"] == ["delivery", "emergency_phone"] and form["title"].endswith("只差 2 项")
    by_id = {one["id"]: one for one in form["fields"]}
    assert by_id["name"]["value"] == "林志豪" and by_id["name"]["source"] == "身份证" and not by_id["name"]["editable"]
    assert by_id["id_number"]["text"] == "440199********0010" and by_id["phone"]["text"] == "138 **** 8001"
    lin.call("PATCH", f"/api/cases/{no}/draft", {"values": ASKED})
    assert give(lin, f"/api/cases/{no}/materials/{PHOTO}", photo()).json["say"] == "合格"
    page = lin.get(f"/api/cases/{no}/confirm").json
    assert page["gaps"] == [] and page["signature"] == {"needed": True, "file": None}
    give(lin, f"/api/cases/{no}/signature", signature(), "sign.png", "image/png")

    refused = lin.post(f"/api/cases/{no}/submission")
    assert (refused.status_code, refused.json["code"], refused.json["level"]) == (403, "face_needed", 4)
    assert lin.get(f"/api/cases/{no}").json["state"] == "draft"
    lin.face()
    assert lin.get(f"/api/cases/{no}/confirm").json["veiled"] is False
    done = lin.post(f"/api/cases/{no}/submission")
    by = calendar().after(clock.today(), 7).on
    assert done.status_code == 200 and done.json["by"] == by.isoformat()
    assert done.json["say"].startswith(f"最晚 {by.month}月{by.day}日")
    drain()
    # He still has a trip to Hong Kong on his card: no other is offered.
    assert [one["id"] for one in lin.get(f"/api/cases/{no}").json["next"]] == ["exit-progress"]

    crj = Department(app)
    crj.walk(no, "pre_check", "accepted", "reviewing", "approving", "to_pay")
    case = lin.get(f"/api/cases/{no}").json
    assert (case["word"], case["title"], case["turn"]) == ("轮到您了", "交 120 元", True)
    assert case["payment"]["amount_fen"] == 12000 and case["can"]["pay"]
    assert lin.me["badge"]["turn"] == 1

    pay(app, lin, sandbox, no)
    case = lin.get(f"/api/cases/{no}").json
    assert (case["state"], case["turn"], case["timeline"][0]["title"]) == ("approving", False, "收到您交的费")
    assert crj.send(no, "approved", result=PASSPORT).status_code == 200
    assert crj.send(no, "delivering", delivery={"company": "邮政速递", "waybill": "118055213074", "phone": "11183"}).status_code == 200
    crj.walk(no, "done")
    case = lin.get(f"/api/cases/{no}").json
    assert (case["word"], case["state"], case["certificate"]["name"]) == ("办好了", "done", "普通护照")
    assert [step["state"] for step in case["steps"]] == ["done"] * len(case["steps"])
    wallet = {one["id"]: one for one in lin.get("/api/certificates").json["certificates"]}
    assert wallet[case["certificate"]["id"]]["number_text"] == "E****7766"
    assert lin.get("/api/cases?group=done").json["counts"] == {"open": 0, "done": 1, "draft": 0}


def pay(app, who, sandbox, no):
    """Pay the way WeChat does."""
    from payment import service

    bill = who.post(f"/api/cases/{no}/payment")
    assert bill.status_code == 200, bill.text
    prepay = bill.json["sheet"]["package"].removeprefix("prepay_id=")
    sandbox.control("POST", "/pay/confirm", prepay_id=prepay, action="pay")
    assert who.post(f"/api/orders/{bill.json['order_no']}/check").json["state"] == "paid"
    drain()
    assert service


def test_beginning_twice_gives_the_same_draft(lin):
    first, second = begun(lin), begun(lin)
    assert first == second and count("case_record") == 1
    other = begun(lin, {**RENEW, "answers": {**RENEW["answers"], "why": "pages"}})
    assert other != first and count("case_record") == 2


def test_a_draft_resumes_on_another_device(app, sandbox, lin):
    no = begun(lin)
    lin.call("PATCH", f"/api/cases/{no}/draft", {"values": {"delivery": "pickup"}})
    tablet = Resident(app, sandbox)
    form = tablet.get(f"/api/cases/{no}/form").json
    assert {one["id"]: one["value"] for one in form["fields"]}["delivery"] == "pickup"
    assert tablet.get("/api/cases?group=draft").json["cases"][0]["no"] == no


def test_a_draft_begun_before_the_person_was_known_stays_theirs(app, sandbox):
    lin = Resident(app, sandbox)
    no = begun(lin)
    assert lin.get(f"/api/cases/{no}/form").json["code"] == "real_name_needed"
    lin.known().face()
    assert lin.get(f"/api/cases/{no}/form").json["gaps"] == ["delivery", "emergency_phone"]
    lin.call("PATCH", f"/api/cases/{no}/draft", {"values": ASKED})
    give(lin, f"/api/cases/{no}/materials/{PHOTO}", photo())
    give(lin, f"/api/cases/{no}/signature", signature(), "sign.png", "image/png")
    assert lin.post(f"/api/cases/{no}/submission").status_code == 200


def test_handing_in_twice_gives_the_same_answer(lin):
    lin.face()
    no = filled(lin)
    first = lin.post(f"/api/cases/{no}/submission", key="submit-1")
    again = lin.post(f"/api/cases/{no}/submission", key="submit-1")
    assert first.status_code == again.status_code == 200 and first.json == again.json
    other = lin.post(f"/api/cases/{no}/submission", key="submit-2")
    assert (other.status_code, other.json["code"]) == (409, "impossible_move")
    assert count("case_action") == 1


def test_the_department_is_given_the_whole_application_and_the_use_is_on_record(app, sandbox, lin):
    no = submitted(lin)
    sent = next(one for one in sandbox.control("GET", "/messages") if one["path"].endswith("/cases") and one["side"] == "department")
    assert sent["status"] == 202
    uses = lin.get("/api/me/uses").json["uses"]
    assert any(one["case_no"] == no and one["unit"] == "广州公安出入境" and "居民身份证" in one["what"] for one in uses)


def test_a_case_keeps_to_the_day_it_was_promised(app, sandbox, lin):
    """2026-11-20 + 7 working days."""
    from datetime import UTC, datetime

    with clock.held_at(datetime(2026, 11, 20, 2, tzinfo=UTC)):
        from app.deadlines import rules
        from app.language.declare import Limit

        dates = rules.dates_from(clock.today(), Limit(7, "workday"), Limit(15, "day"))
    assert dates == rules.Dates(date(2026, 12, 1), date(2026, 12, 7), False)
