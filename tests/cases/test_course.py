"""From handing in to the end: nodes, due dates, correction, denial, withdrawal."""

from datetime import UTC, datetime

import pytest

from app.kernel import clock
from tests.api.test_papers_signed import code_of, validated
from tests.applications import ASKED, PASSPORT, PHOTO, RENEW, SIGNATURE, another_photo, begun, filled, give, photo, resubmitted, submitted
from tests.residents import count, drain

RENEW_POINT = "passport-renew.r6"


def day(text):
    """Ten in the morning in China on that day."""
    return clock.held_at(datetime.fromisoformat(f"{text}T02:00:00+00:00").astimezone(UTC))


def hand_in(who, no):
    """On a day to come the face must be looked at again."""
    assert who.sign_in().face().json["passed"]
    done = who.post(f"/api/cases/{no}/submission")
    assert done.status_code == 200, done.text
    return done.json


def case(who, no):
    return who.get(f"/api/cases/{no}").json


def test_two_dates_are_given_the_promise_in_working_days_and_the_law_in_days(lin):
    no = filled(lin)
    with day("2026-11-26"):
        done = hand_in(lin, no)
        shown = case(lin, no)
    assert (done["by"], done["say"]) == ("2026-12-07", "最晚 12月7日（周一）办好")
    # 15 days end on Friday 11 December.
    starts = "办理时间从收齐材料那天算起，等您交费的几天不算"
    due = {"by": "2026-12-07", "text": "最晚 12月7日（周一）办好", "statutory_by": "2026-12-11", "provisional": False}
    assert shown["promise"] == {**due, "starts": starts}
    assert done["next_steps"] == [
        {"say": "广州公安出入境审核，有问题会一次说全"},
        {"say": "您交 120 元，到时发消息告诉您，等您交费的几天不算进办理时间"},
        {"say": "批准，制证，寄到家"},
    ]


def test_who_chose_to_fetch_it_is_nowhere_told_that_it_comes_by_mail(lin):
    no = filled(lin)
    assert lin.call("PATCH", f"/api/cases/{no}/draft", {"values": {"delivery": "pickup"}}).json["errors"] == []
    assert hand_in(lin, no)["next_steps"][-1] == {"say": "批准，制证，去领"}
    assert [one["name"] for one in case(lin, no)["steps"]] == ["填表", "初审", "交费", "批准", "制证", "去领"]


def test_the_clock_runs_from_acceptance(lin, crj):
    no = filled(lin)
    with day("2026-11-26"):
        hand_in(lin, no)
    with day("2026-11-27"):
        crj.walk(no, "accepted")
        assert case(lin, no)["promise"]["by"] == "2026-12-08" and case(lin, no)["light"] == "green"
    with day("2026-12-08"):
        assert case(lin, no)["light"] == "yellow"
    with day("2026-12-09"):
        late = case(lin, no)
        assert (late["light"], late["promise"]["text"]) == ("orange", "比说好的晚了 1 天，可以打热线催一催")


def test_into_a_year_whose_holidays_are_not_published_the_date_is_provisional(lin):
    no = filled(lin)
    with day("2026-12-25"):
        done = hand_in(lin, no)
        shown = case(lin, no)["promise"]
    assert done["by"] == "2027-01-05" and done["say"].endswith("，放假安排公布后可能有变")
    assert shown["provisional"] is True


def test_every_node_is_a_line_with_the_departments_own_words(lin, crj):
    no = submitted(lin)
    for node, opinion in (("pre_check", "已收到"), ("accepted", ""), ("reviewing", "正在审"), ("approving", "")):
        assert crj.send(no, node, opinion=opinion).status_code == 200
    lines = case(lin, no)["timeline"]
    assert [(one["title"], one["say"], one["unit"]) for one in reversed(lines)] == [
        ("交上去了", "", "您"),
        ("部门开始看了", "已收到", "广州公安出入境"),
        ("收到申请，材料齐了", "办理时间从这天算起", "广州公安出入境"),
        ("正在审核", "正在审", "广州公安出入境"),
        ("初步审完", "", "广州公安出入境"),
    ]
    assert [one["state"] for one in case(lin, no)["steps"]] == ["done", "now", "later", "later", "later", "later"]


def test_a_field_is_corrected_on_the_same_form(lin, crj):
    no = submitted(lin)
    crj.walk(no, "pre_check")
    points = [{"point": RENEW_POINT, "text": "背景不白"}, {"point": "r1", "text": "紧急联系人电话打不通"}]
    assert crj.send(no, "to_correct", points=points).status_code == 200
    page = lin.get(f"/api/cases/{no}/correction").json
    assert (page["left"], page["title"]) == (2, "改 2 处就能接着办")
    assert [(one["text"], one["to"], one.get(one["to"])) for one in page["points"]] == [
        ("背景不白", "material", PHOTO),
        ("紧急联系人电话打不通", "field", "emergency_phone"),
    ]
    assert give(lin, f"/api/cases/{no}/materials/{PHOTO}", another_photo()).json["state"] == "ok"
    left = lin.post(f"/api/cases/{no}/resubmission")
    assert (left.status_code, left.json["code"], left.json["say"]) == (422, "points_left", "还差 1 处没改")
    lin.call("PATCH", f"/api/cases/{no}/draft", {"values": {"emergency_phone": "13900139002"}})
    assert [one["fixed"] for one in lin.get(f"/api/cases/{no}/correction").json["points"]] == [True, True]
    assert resubmitted(lin, no).status_code == 200 and case(lin, no)["state"] == "corrected"


def test_correcting_adds_the_days_it_took(lin, crj):
    no = filled(lin)
    with day("2026-11-26"):
        hand_in(lin, no)
        crj.walk(no, "pre_check")
        crj.send(no, "to_correct", points=[{"point": RENEW_POINT, "text": "背景不白"}])
        page = lin.get(f"/api/cases/{no}/correction").json
        assert page["until"] == "2026-12-26" and page["say"] == "12月26日（周六）前改好。等您的这几天，不算进办理时间。"
        assert case(lin, no)["light"] is None
    with day("2026-12-01"):
        give(lin, f"/api/cases/{no}/materials/{PHOTO}", another_photo())
        done = lin.post(f"/api/cases/{no}/resubmission").json
    # Three working days and five calendar days passed; the promise was 7 December, the law 11 December.
    assert done["by"] == "2026-12-10"
    assert case(lin, no)["promise"]["statutory_by"] == "2026-12-16"


def test_what_was_handed_in_cannot_be_changed(lin, rows):
    no = submitted(lin)
    before = rows()
    replies = [
        lin.call("PATCH", f"/api/cases/{no}/draft", {"values": ASKED}),
        give(lin, f"/api/cases/{no}/materials/{PHOTO}", photo()),
        lin.call("DELETE", f"/api/cases/{no}/materials/{PHOTO}"),
    ]
    assert [(one.status_code, one.json["code"]) for one in replies] == [(409, "case_closed")] * 3
    assert rows() == before


@pytest.mark.parametrize(
    ("way", "node", "word", "title"),
    [
        (("pre_check",), "rejected", "没受理", "没受理"),
        (("accepted", "reviewing"), "terminated", "停办了", "停办了"),
        (("accepted", "reviewing", "approving"), "denied", "没办成", "没批准"),
    ],
)
def test_a_case_that_fails_says_why_and_costs_nothing(lin, crj, way, node, word, title):
    no = submitted(lin)
    crj.walk(no, *way)
    assert crj.send(no, node, reason="有未了结的案子，现在不能出境").status_code == 200
    drain()
    shown = case(lin, no)
    assert (shown["word"], shown["title"], shown["say"]) == (word, title, "有未了结的案子，现在不能出境")
    assert shown["timeline"][0]["say"] == "有未了结的案子，现在不能出境" and not any(shown["can"].values())
    assert shown["payment"] is None and shown["certificate"] is None and count("payment_order") == 0
    assert lin.get("/api/cases").json["counts"]["done"] == 1
    told = lin.get("/api/messages").json["messages"][0]
    assert told["title"] == f"换护照：{title}" and "未了结" not in told["say"]


LETTER = {
    "number": "不予批准〔2026〕00000001 号",
    "title": "不予批准决定书",
    "facts": [{"label": "编号", "text": "不予批准〔2026〕00000001 号"}, {"label": "决定", "text": "不予批准"}],
    "parts": [{"head": "事实和理由", "text": "照片不是本人"}],
}


def test_a_no_comes_on_paper_that_can_be_taken_along_and_checked(lin, crj, client, tmp_path):
    no = submitted(lin)
    crj.walk(no, "accepted", "reviewing", "approving")
    assert crj.send(no, "denied", reason="照片不是本人", papers=[LETTER]).status_code == 200
    drain()
    shown = case(lin, no)
    (paper,) = shown["papers"]
    assert (paper["title"], paper["number"]) == (LETTER["title"], LETTER["number"])
    assert shown["remedy"]["paper"] == "盖了电子章的《不予批准决定书》在下面，复议、起诉都用它。"
    said = [(one["title"], one["say"].partition("。")[0]) for one in lin.get("/api/messages").json["messages"]]
    assert said[0] == ("换护照：没批准", "原因和盖章的《不予批准决定书》点开看")
    assert not any("送到了" in title for title, _ in said)  # one no, one message
    file = lin.proved().get(f"/api/cases/{no}/papers/{paper['id']}/file")
    assert validated(tmp_path, file.data) == ["good ENTIRE_FILE"]
    lines = {one["label"]: one["text"] for one in client.get(f"/api/verify/{code_of(file.data)}").json["lines"]}
    assert (lines["文件"], lines["编号"], lines["决定"], lines["姓名"]) == ("不予批准决定书", LETTER["number"], "不予批准", "林*豪")


@pytest.mark.parametrize(
    ("way", "node", "paper"),
    [(("pre_check",), "rejected", "不予受理通知书"), (("accepted", "reviewing", "approving"), "denied", "不予批准决定书")],
)
def test_a_no_without_its_paper_says_how_to_have_one(lin, crj, way, node, paper):
    no = submitted(lin)
    crj.walk(no, *way)
    assert crj.send(no, node, reason="照片不是本人").status_code == 200
    shown = case(lin, no)
    assert (shown["papers"], shown["remedy"]["paper"]) == ([], f"部门没有把《{paper}》发到手机上。要一份，打 12367。")


def test_what_follows_a_no_is_no_yes(lin, crj):
    no = submitted(lin)
    crj.walk(no, "accepted", "reviewing", "approving")
    assert crj.send(no, "denied", reason="照片不是本人").status_code == 200
    assert crj.send(no, "done").status_code == 200
    drain()
    shown = case(lin, no)
    assert [(one["title"], one["tone"]) for one in shown["timeline"][:2]] == [("结案了", "bad"), ("没批准", "bad")]
    told = [one["say"] for one in lin.get("/api/messages").json["messages"] if one["title"] == "换护照：没批准"]
    assert told[0] == "结案了，原因和怎么复议点开看。" and not any("办好了" in one for one in told)


def test_one_may_take_it_back_until_it_is_decided(lin, crj, sandbox):
    no = submitted(lin)
    crj.walk(no, "accepted")
    taken = lin.post(f"/api/cases/{no}/withdrawal", {"reason": "先不去了"})
    assert taken.status_code == 200 and (taken.json["word"], taken.json["state"]) == ("撤回了", "withdrawn")
    drain()
    assert any(one["path"].endswith(f"/cases/{no}/withdrawal") and one["status"] == 200 for one in sandbox.control("GET", "/messages"))
    assert crj.send(no, "reviewing").json["code"] == "impossible_move"
    again = lin.post(f"/api/cases/{no}/withdrawal")
    assert (again.status_code, again.json["code"]) == (409, "cannot_withdraw")
    assert begun(lin) != no


@pytest.mark.parametrize("state", ["corrected", "reviewing", "special", "extended", "approving"])
def test_wherever_it_lies_before_the_decision_it_may_be_taken_back(lin, crj, sandbox, state):
    no = submitted(lin)
    crj.walk(no, "accepted", "reviewing")
    if state == "corrected":
        assert crj.send(no, "to_correct", points=[{"point": RENEW_POINT, "text": "背景不白"}]).status_code == 200
        give(lin, f"/api/cases/{no}/materials/{PHOTO}", another_photo())
        assert lin.post(f"/api/cases/{no}/resubmission").status_code == 200
    elif state != "reviewing":
        assert crj.send(no, state, reason="等别处的结果", days=3).status_code == 200
    assert (case(lin, no)["state"], case(lin, no)["can"]["withdraw"]) == (state, True)
    taken = lin.post(f"/api/cases/{no}/withdrawal", {"reason": "先不去了"})
    assert (taken.status_code, taken.json["state"], taken.json["can"]["withdraw"]) == (200, "withdrawn", False)
    drain()
    assert any(one["path"].endswith(f"/cases/{no}/withdrawal") and one["status"] == 200 for one in sandbox.control("GET", "/messages"))
    assert begun(lin) != no  # nothing stands in the way of the next one


def test_after_the_decision_it_is_too_late_to_take_it_back(lin, crj, rows):
    no = submitted(lin)
    crj.walk(no, "accepted", "reviewing", "approving")
    crj.send(no, "approved", result=PASSPORT, reason="窗口交了")
    drain()
    before = rows()
    late = lin.post(f"/api/cases/{no}/withdrawal")
    assert (late.status_code, late.json["code"]) == (409, "cannot_withdraw") and late.json["say"]
    assert rows() == before and case(lin, no)["state"] == "approved"


def test_an_incomplete_form_names_everything_that_is_missing_and_keeps_the_draft(lin, rows):
    no = begun(lin)
    reply = lin.post(f"/api/cases/{no}/submission")
    assert (reply.status_code, reply.json["code"], reply.json["say"]) == (422, "form_incomplete", "还有 2 项没填好")
    assert [one["field"] for one in reply.json["errors"]] == ["delivery", "emergency_phone"] and reply.json["kept"]
    lin.call("PATCH", f"/api/cases/{no}/draft", {"values": ASKED})
    before = rows()
    reply = lin.post(f"/api/cases/{no}/submission")
    assert (reply.status_code, reply.json["code"], reply.json["say"]) == (422, "materials_missing", "还差 2 样材料")
    assert reply.json["errors"] == [
        {"field": PHOTO, "say": "证件照还没传好。", "at": "materials"},
        {"field": SIGNATURE, "say": "还没签名。", "at": "signature"},
    ]
    assert rows() == before and case(lin, no)["state"] == "draft"


def test_a_hook_speaks_to_one_field(lin, rows):
    no = filled(lin)
    lin.call("PATCH", f"/api/cases/{no}/draft", {"values": {"phone": ASKED["emergency_phone"]}})
    before = rows()
    reply = lin.post(f"/api/cases/{no}/submission")
    assert reply.status_code == 422 and reply.json["errors"] == [
        {"field": "emergency_phone", "say": "紧急联系人要写另一个人的电话，不能是您自己的。"}
    ]
    assert rows() == before


def test_a_second_case_towards_the_same_result_is_not_begun_beside_the_first(lin):
    first = submitted(lin)
    again = lin.post("/api/cases", RENEW)
    assert (again.status_code, again.json["code"], again.json["running"]) == (409, "already_running", first)
    assert lin.get("/api/cases").json["counts"] == {"open": 1, "done": 0, "draft": 0}


def test_no_move_outside_the_table_is_made_whoever_asks(lin, rows):
    from app.cases import moves, records
    from app.kernel import db
    from app.kernel.errors import Conflict

    no = submitted(lin)
    before = rows()
    for to, who in (("done", "department"), ("submitted", "applicant"), ("approving", "payment"), ("accepted", "applicant")):
        with pytest.raises(Conflict) as refused, db.transaction() as tx:
            moves.make(tx, records.find(tx, no, lock=True), to, who, "某处", "某人")
        assert refused.value.code == "impossible_move"
    assert rows() == before and case(lin, no)["state"] == "submitted"


def test_a_move_on_a_row_that_has_changed_meanwhile_is_a_conflict(lin, crj):
    from app.cases import moves, records
    from app.kernel import db
    from app.kernel.errors import Conflict

    no = submitted(lin)
    with db.reading() as tx:
        seen = records.find(tx, no)
    crj.walk(no, "accepted")
    with pytest.raises(Conflict) as refused, db.transaction() as tx:
        moves.make(tx, seen, "pre_check", "department", "某处", "某人")
    assert refused.value.code == "impossible_move" and case(lin, no)["state"] == "accepted"


def test_a_parcel_is_on_its_way_until_the_department_says_it_came(lin, crj):
    no = submitted(lin)
    crj.walk(no, "accepted", "reviewing", "approving")
    crj.send(no, "approved", reason="窗口已缴费")
    parcel = {"company": "邮政速递", "waybill": "EMS0001", "phone": "11183"}
    assert crj.send(no, "delivering", delivery=parcel).status_code == 200
    assert case(lin, no)["delivery"] == {**parcel, "say": "邮政速递在送，请留意电话"}
    crj.walk(no, "done")
    assert case(lin, no)["delivery"] == {**parcel, "say": "邮政速递已经送到"}
