"""Departments calling in: who they are, what they may do, what is refused and leaves no trace."""

import re
import uuid
from pathlib import Path

import orjson
import pytest

from app.kernel import clock, signed
from tests.applications import ENDORSE, PASSPORT, PHOTO, Department, another_photo, begun, give, photo, submitted
from tests.known import known
from tests.residents import count, drain


@pytest.fixture
def lin(app, sandbox):
    return known(app, sandbox)


@pytest.fixture
def case(app, sandbox, lin):
    return submitted(lin)


def refused(reply, status, code):
    assert (reply.status_code, reply.json["code"]) == (status, code), reply.text
    assert reply.json["say"]


def test_a_node_moves_the_case(app, lin, case):
    reply = Department(app).send(case, "pre_check", opinion="已收到您的申请，正在预审")
    assert reply.json == {"case_no": case, "status": "pre_check", "outcome": None}
    line = lin.get(f"/api/cases/{case}").json["timeline"][0]
    assert (line["title"], line["say"], line["unit"], line["by"]) == (
        "部门开始看了",
        "已收到您的申请，正在预审",
        "广州公安出入境",
        "受理科",
    )


def test_the_same_event_twice_is_done_once(app, case):
    crj = Department(app)
    first = crj.send(case, "pre_check", event_id="e1", at="2026-11-24T02:00:00Z")
    again = crj.send(case, "pre_check", event_id="e1", at="2026-11-24T02:00:00Z")
    assert first.json == again.json == {"case_no": case, "status": "pre_check", "outcome": None} and count("case_action") == 2
    crj.walk(case, "accepted")
    assert crj.send(case, "pre_check", event_id="e1", at="2026-11-24T02:00:00Z").json["status"] == "pre_check"
    refused(crj.send(case, "reviewing", event_id="e1"), 422, "event_reused")
    assert count("case_action") == 3


DECISION = {
    "number": "穗公交〔2026〕1号",
    "title": "行政处罚决定书",
    "facts": [{"label": "处罚决定", "text": "罚款 200.00 元"}],
    "parts": [{"head": "不服怎么办", "text": "60 天内申请行政复议。"}],
}


def test_what_a_department_hands_over_with_a_step_is_served_with_it_and_once(app, lin, case):
    crj = Department(app)
    crj.send(case, "pre_check", papers=[DECISION])
    (paper,) = lin.get(f"/api/cases/{case}").json["papers"]
    assert (paper["id"], paper["number"], paper["title"]) == ("p1", DECISION["number"], "行政处罚决定书")
    assert paper["served_at"] == lin.get(f"/api/cases/{case}").json["timeline"][0]["at"]
    crj.send(case, "accepted", papers=[{**DECISION, "facts": [{"label": "处罚决定", "text": "罚款 900.00 元"}]}])
    assert lin.get(f"/api/cases/{case}").json["papers"] == [paper]
    text = lin.get(f"/api/cases/{case}/papers/p1").json
    assert text["facts"][0] == {"label": "处罚决定", "text": "罚款 200.00 元"} and text["parts"][0]["head"] == "不服怎么办"
    assert lin.get(f"/api/cases/{case}/papers/p2").status_code == 404


@pytest.mark.parametrize(
    "change", [{"number": ""}, {"title": "书" * 41}, {"facts": []}, {"facts": [{"label": "处罚"}]}, {"parts": [{"head": "甲"}]}, {"x": "y"}]
)
def test_a_paper_that_is_none_is_refused_and_nothing_is_stored(app, lin, case, change):
    before = count("case_action")
    assert Department(app).send(case, "pre_check", papers=[{**DECISION, **change}]).status_code == 422
    assert count("case_action") == before and lin.get(f"/api/cases/{case}").json["papers"] == []


def test_a_wrong_signature_is_nobody(app, case):
    crj = Department(app)
    crj.key = "not the key"
    refused(crj.send(case, "pre_check"), 401, "bad_signature")
    crj.key = Department(app).key
    refused(crj.send(case, "pre_check", headers={"X-Shengshi-Signature": "0" * 64}), 401, "bad_signature")
    refused(crj.send(case, "pre_check", headers={"X-Shengshi-Department": "dept-gat-hz"}), 401, "bad_signature")
    assert count("case_action") == 1


def test_a_signature_is_good_for_these_bytes_only_now_and_once(app, case):
    crj = Department(app)
    path = f"/department/v1/cases/{case}/nodes"
    body = {"event_id": "e1", "node": "pre_check", "at": "2026-11-24T02:00:00Z", "unit": "广州公安出入境"}
    raw = orjson.dumps(body)
    headers = signed.sign(crj.key, crj.id, "POST", path, raw)
    altered = crj.client.post(path, data=raw + b" ", headers=headers, content_type="application/json")
    refused(altered, 401, "bad_signature")
    from datetime import timedelta

    with clock.held_at(clock.now() - timedelta(seconds=301)):
        old = signed.sign(crj.key, crj.id, "POST", path, raw)
    refused(crj.client.post(path, data=raw, headers=old, content_type="application/json"), 401, "stale_signature")
    assert count("case_action") == 1
    assert crj.client.post(path, data=raw, headers=headers, content_type="application/json").status_code == 200
    refused(crj.client.post(path, data=raw, headers=headers, content_type="application/json"), 401, "replayed")
    assert count("case_action") == 2


@pytest.mark.parametrize("node", ["reviewing", "approved", "done", "delivering", "special", "to_pay", "corrected"])
def test_an_impossible_move_is_a_conflict_and_changes_nothing(app, lin, case, node):
    reply = Department(app).send(case, node)
    if node == "corrected":
        refused(reply, 422, "refused")  # not a department's node at all
    else:
        refused(reply, 409, "impossible_move")
        assert reply.json["allowed"] == ["accepted", "pre_check"] and reply.json["state"] == "submitted"
    assert count("case_action") == 1 and count("outbox") == 0
    assert lin.get(f"/api/cases/{case}").json["state"] == "submitted"


def test_an_unknown_case_a_draft_and_another_departments_case_look_the_same(app, lin, case):
    draft = begun(lin, ENDORSE)
    bodies = []
    for no, who in (("264401000283164", "dept-gat-crj"), (draft, "dept-gat-crj"), (case, "dept-gat-hz")):
        reply = Department(app, who).send(no, "pre_check")
        refused(reply, 404, "unknown_case")
        bodies.append({key: value for key, value in reply.json.items() if key != "request_id"})
    assert all(body == bodies[0] for body in bodies) and count("case_action") == 1
    for no in ("nonsense", f"{case}%20", f"{case}%0A", f"{case[:-1]}８", case[:-1]):  # no number at all: such a path is nobody's
        refused(Department(app).send(no, "pre_check"), 404, "not_found")
    assert count("case_action") == 1


@pytest.mark.parametrize(
    "change",
    [
        {"node": "teleported"},
        {"event_id": ""},
        {"event_id": "x" * 65},
        {"at": "yesterday"},
        {"unit": ""},
        {"extra": 1},
        {"points": "r6"},
        {"days": "3"},
    ],
)
def test_a_body_of_another_shape_is_refused(app, case, change):
    reply = Department(app).send(case, change.pop("node", "pre_check"), **change)
    refused(reply, 422, "refused")
    assert reply.json["errors"] and count("case_action") == 1


def corrected(crj, case, *texts, **more):
    points = [{"point": point, "text": text} for point, text in texts]
    return crj.send(case, "to_correct", points=points, **more)


def test_a_correction_comes_once_and_complete_and_the_clock_stands_still(app, sandbox, lin, case):
    crj = Department(app)
    crj.walk(case, "pre_check")
    before = lin.get(f"/api/cases/{case}").json
    assert corrected(crj, case, ("passport-renew.r6", "背景不白")).status_code == 200
    drain()
    card = lin.get("/api/cases?group=open").json["cases"][0]
    assert (card["word"], card["turn"], card["act"]) == ("轮到您了", True, {"text": "去改", "to": "correct"})
    assert card["title"] == "改 1 处就能接着办"
    page = lin.get(f"/api/cases/{case}/correction").json
    assert page["left"] == 1 and page["say"].endswith("等您的这几天，不算进办理时间。")
    assert [(one["text"], one["to"], one["material"], one["fixed"]) for one in page["points"]] == [("背景不白", "material", PHOTO, False)]

    left = lin.post(f"/api/cases/{case}/resubmission")
    refused(left, 422, "points_left")
    assert give(lin, f"/api/cases/{case}/materials/{PHOTO}", photo(background="#8899aa")).json["state"] == "bad"
    assert lin.get(f"/api/cases/{case}/correction").json["left"] == 1
    assert give(lin, f"/api/cases/{case}/materials/{PHOTO}", another_photo()).json["state"] == "ok"
    assert lin.get(f"/api/cases/{case}/correction").json["left"] == 0
    done = lin.post(f"/api/cases/{case}/resubmission")
    assert done.status_code == 200 and done.json["by"] == before["by"]
    drain()
    assert any(one["path"].endswith("/corrections") and one["status"] == 202 for one in sandbox.control("GET", "/messages"))
    crj.walk(case, "pre_check", "accepted")
    assert lin.get(f"/api/cases/{case}").json["title"] == "收到申请，材料齐了"


def test_a_second_correction_needs_a_reason(app, lin, case):
    crj = Department(app)
    crj.walk(case, "pre_check")
    corrected(crj, case, ("passport-renew.r6", "背景不白"))
    give(lin, f"/api/cases/{case}/materials/{PHOTO}", another_photo())
    lin.post(f"/api/cases/{case}/resubmission")
    crj.walk(case, "pre_check")
    refused(corrected(crj, case, ("passport-renew.r6", "衣服太浅")), 422, "correction_reason_needed")
    assert lin.get(f"/api/cases/{case}").json["state"] == "pre_check" and count("case_point") == 1
    assert corrected(crj, case, ("passport-renew.r6", "衣服太浅"), reason="新照片又有了别的问题").status_code == 200


def test_only_published_points_count(app, lin, case):
    crj = Department(app)
    crj.walk(case, "pre_check")
    refused(corrected(crj, case, ("passport-renew.r99", "我觉得不好看")), 422, "unknown_point")
    refused(corrected(crj, case), 422, "points_needed")
    assert count("case_point") == 0 and lin.get(f"/api/cases/{case}").json["state"] == "pre_check"


def test_a_special_procedure_stops_the_clock(app, lin, case):
    from datetime import timedelta

    crj = Department(app)
    crj.walk(case, "accepted")
    crj.send(case, "special", reason="等外省回函")
    stopped = lin.get(f"/api/cases/{case}").json
    assert stopped["light"] is None and stopped["say"] == "等外省回函"
    later = clock.now() + timedelta(days=7)
    with clock.held_at(later):
        crj.send(case, "reviewing")
    by = lin.get(f"/api/cases/{case}").json["promise"]["by"]
    from app.kernel.workdays import calendar

    assert by == calendar().after(calendar().after(clock.today(), 7).on, 5).on.isoformat()


def test_an_extension_is_given_once_in_time_with_a_reason(app, lin, case):
    crj = Department(app)
    crj.walk(case, "accepted", "reviewing")
    refused(crj.send(case, "extended", days=5), 422, "extension_refused")
    refused(crj.send(case, "extended", days=11, reason="案情复杂"), 422, "extension_refused")
    assert crj.send(case, "extended", days=5, reason="案情复杂").status_code == 200
    crj.walk(case, "reviewing")
    refused(crj.send(case, "extended", days=5, reason="还是复杂"), 422, "extension_refused")


def test_a_department_fetches_the_files_it_was_given_and_no_others(app, sandbox, lin, case):
    import hashlib

    handed = next(one for one in sandbox.control("GET", "/messages") if one["path"].endswith("/cases") and one["status"] == 202)
    files = [one["file"] for one in orjson.loads(handed["request"])["materials"] if one["file"]]
    assert len(files) == 2
    for file in files:
        path = f"/department/v1/files/{file['id']}"
        got = Department(app).fetch(path)
        assert got.status_code == 200 and len(got.data) == file["size"] and hashlib.sha256(got.data).hexdigest() == file["sha256"]
        refused(Department(app, "dept-gat-hz").fetch(path), 404, "file_not_found")
        refused(app.test_client().get(path), 401, "bad_signature")
    refused(Department(app).fetch(f"/department/v1/files/{uuid.uuid4().hex}"), 404, "file_not_found")


def test_a_draft_is_no_departments_business(app, lin):
    no = begun(lin)
    file = give(lin, f"/api/cases/{no}/materials/{PHOTO}", photo()).json["file"]
    refused(Department(app).fetch(f"/department/v1/files/{file['id']}"), 404, "file_not_found")


def test_a_grant_without_a_fee_message_issues_one_certificate(app, lin, case):
    crj = Department(app)
    crj.walk(case, "accepted", "reviewing", "approving")
    for _ in range(2):
        crj.send(case, "approved", event_id="granted", result=PASSPORT, reason="免收", at="2026-11-24T02:00:00Z")
    drain()
    wallet = lin.get("/api/certificates").json["certificates"]
    assert len([one for one in wallet if one["type"] == "ec-passport"]) == 1


def _without(label):
    return {**PASSPORT, "fields": {key: value for key, value in PASSPORT["fields"].items() if key != label}}


@pytest.mark.parametrize(
    ("result", "code", "field"),
    [
        ({**PASSPORT, "valid_until": "2036.11.23"}, "refused", "result.valid_until"),
        ({**PASSPORT, "issued_on": "2026年11月24日"}, "refused", "result.issued_on"),
        ({**PASSPORT, "valid_until": None}, "result_unreadable", "result.valid_until"),
        ({**PASSPORT, "valid_until": "2020-01-01"}, "result_unreadable", "result.valid_until"),
        (_without("签发地点"), "result_unreadable", "result.fields.签发地点"),
        ({**PASSPORT, "fields": {**PASSPORT["fields"], "签发地点": "见电子证照"}}, "result_unreadable", "result.fields.签发地点"),
        ({**PASSPORT, "fields": {**PASSPORT["fields"], "有效期至": "2036/11/23"}}, "result_unreadable", "result.fields.有效期至"),
    ],
)
def test_a_result_that_cannot_be_read_is_refused_and_the_department_told_which_field(app, lin, case, result, code, field):
    crj = Department(app)
    crj.walk(case, "accepted", "reviewing", "approving")
    reply = crj.send(case, "approved", result=result)
    refused(reply, 422, code)
    assert [one["field"] for one in reply.json["errors"]] == [field] and reply.json["errors"][0]["say"]
    assert lin.get(f"/api/cases/{case}").json["state"] == "approving" and count("certificate") == certificates_before(lin)


def certificates_before(lin):
    return len(lin.get("/api/certificates").json["certificates"])


@pytest.mark.parametrize(
    ("node", "change"),
    [
        ("pre_check", {"at": "2026-11-24 02:00:00"}),
        ("pre_check", {"at": "2026-02-30T02:00:00Z"}),
        ("pre_check", {"at": "２026-11-24T02:00:00Z"}),
        ("pre_check", {"unit": "\u200b"}),
        ("pre_check", {"delivery": {"waybill": "<script>"}}),
        ("pre_check", {"delivery": {"phone": "<b>11183</b>"}}),
    ],
)
def test_every_field_of_a_node_is_read_or_the_whole_is_refused(app, case, node, change):
    reply = Department(app).send(case, node, **change)
    refused(reply, 422, "refused")
    assert reply.json["errors"] and count("case_action") == 1


def test_every_refusal_of_a_node_stands_in_the_protocol():
    root = Path(__file__).parents[2]
    told = (root / "docs/protocols.md").read_text("utf-8").partition("POST /department/v1/cases/{case_no}/nodes")[2].partition("\n## ")[0]
    code = "".join(
        (root / f"app/{name}.py").read_text("utf-8")
        for name in ("cases/nodes", "cases/moves", "corrections/rules", "corrections/service", "kernel/signed")
    )
    raised = set(re.findall(r'(?:Conflict|Refused|NotFound|SignedOut)\(\s*"(\w+)"', code)) - {"not_asked"}  # a resident's own
    assert {"fee_paid", "bad_signature", "points_needed"} <= raised
    assert [one for one in sorted(raised) if one not in told] == []


def test_a_node_nobody_is_told_of_takes_two_transactions_and_five_statements(app, lin, case):
    """The nonce by itself, then the case; on MariaDB the writes of each travel with its COMMIT."""
    from sqlalchemy import event

    from app.kernel import db

    asked, commits = [], []

    def hear(_connection, _cursor, statement, *_more):
        asked.extend(one for one in statement.split(";\n") if not one.startswith(("BEGIN", "PRAGMA")))

    def committed(_connection):
        commits.append(1)

    event.listen(db.engine(), "before_cursor_execute", hear)
    event.listen(db.engine(), "commit", committed)
    try:
        assert Department(app).send(case, "pre_check").status_code == 200
    finally:
        event.remove(db.engine(), "before_cursor_execute", hear)
        event.remove(db.engine(), "commit", committed)
    assert [one.split(" ")[0] for one in asked] == ["INSERT", "SELECT", "SELECT", "UPDATE", "INSERT"]
    assert len(commits) == 2
