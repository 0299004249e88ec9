"""A case that passes several offices: each with its own turn, clock and word; the case ends when all have agreed, or with the first no."""

import threading
from datetime import timedelta

import pytest

from app.kernel import clock, db
from tests import beside
from tests.applications import Department, resubmitted
from tests.beside import lying_beside
from tests.errands import fill, start
from tests.known import known
from tests.residents import Resident, count, drain

ITEM = """
  - id: {id}
    name: {name}
    short: {short}
    icon: household
    plain: 想象的：要几个部门都同意
    alias: [{alias}]
    dept: dept-gat-hz
    object: [person]
    kind: promise
    legal: {{n: 20, unit: workday}}
    promise: {{n: 10, unit: workday}}
    trust: 3
    fees: []
    result: {{at_once: item}}
    questions:
      - {{id: why, ask: 为什么, options: [{{id: house, text: 房子}}, {{id: work, text: 工作}}]}}
    situations:
      - {{id: s1, name: {name}, online: full, visits: 0}}
    review:
      - {{id: r1, text: 地址写得对, check: manual}}
      - {{id: r2, text: 户口正常, check: manual}}
    form:
      - {{id: phone, label: 手机号, kind: phone, from: account.phone}}
      - {{id: house, label: 迁到的地址, kind: text}}
      - {{id: remark, label: 备注, kind: text, required: false}}
    course:
      order: {order}
      offices:
        - {{id: into, name: 派出所（迁入地）, department: dept-gat-hz, days: 8, points: [r1], asks: [house]}}
        - {{id: out, name: 派出所（迁出地）, department: dept-gat-hz, days: 1, points: [r2], asks: [remark]}}
        - {{id: land, name: 不动产, department: dept-zrzy, days: 2, when: {{why: house}}}}
"""
ITEMS = (
    "theme: community\nname: 几个部门\nitems:"
    + ITEM.format(id="in-a-row", name="一个接一个办的事", short="接着办", alias="接着办的事", order="row")
    + ITEM.format(id="side-by-side", name="几个部门一起办的事", short="一起办", alias="一起办的事", order="parallel")
)
WAY = ("pre_check", "accepted", "reviewing", "approving")


@pytest.fixture
def published(app, tmp_path):
    files = {"items.yaml": ITEMS, "__init__.py": 'from app.language import Scene\n\nscene = Scene("many_offices")\n'}
    with lying_beside(tmp_path, "many_offices", files), beside.published():
        yield app


@pytest.fixture
def lin(published, sandbox):
    return known(published, sandbox)


@pytest.fixture
def police(published):
    return Department(published, "dept-gat-hz")


@pytest.fixture
def land(published):
    return Department(published, "dept-zrzy")


def handed_in(who, item, why="house"):
    no = start(who, item, {"why": why})
    who.call("PATCH", f"/api/cases/{no}/draft", {"values": {"house": "佛山季华五路20号"}})
    fill(who, no)
    reply = who.post(f"/api/cases/{no}/submission")
    assert reply.status_code == 200, reply.text
    drain()
    return no


def say(department, no, node, office, **more):
    reply = department.send(no, node, office=office, unit=f"{office}派出所", **more)
    assert reply.status_code == 200, reply.text
    drain()
    return reply.json["status"]


def agree(department, no, office, **more):
    for node in WAY:
        say(department, no, node, office)
    return say(department, no, "approved", office, **more)


def lines(who, no):
    return {one["id"]: (one["word"], one["light"], one["due"]) for one in who.get(f"/api/cases/{no}").json["offices"]}


def holds(sandbox):
    """Which office's record each department has."""
    return sorted(f"{one['department']}/{one['office']}" for one in sandbox.control("GET", "/cases"))


def refused(reply, status, code):
    assert (reply.status_code, reply.json["code"]) == (status, code), reply.text


# --- one after another


def test_in_a_row_each_office_gets_it_when_those_before_have_agreed(lin, police, land, sandbox):
    no = handed_in(lin, "in-a-row")
    assert holds(sandbox) == ["dept-gat-hz/into"]
    shown = lin.get(f"/api/cases/{no}").json["offices"]
    assert [(one["name"], one["word"], one["say"][:3]) for one in shown] == [
        ("派出所（迁入地）", "正在办", "最晚 "),
        ("派出所（迁出地）", "还没轮到", "轮到后"),
        ("不动产", "还没轮到", "轮到后"),
    ]
    assert agree(police, no, "into") == "reviewing"
    assert holds(sandbox) == ["dept-gat-hz/into", "dept-gat-hz/out"]
    assert {key: one[0] for key, one in lines(lin, no).items()} == {"into": "已同意", "out": "正在办", "land": "还没轮到"}
    assert agree(police, no, "out") == "reviewing" and holds(sandbox)[-1] == "dept-zrzy/land"
    assert agree(land, no, "land") == "approved"
    assert say(land, no, "done", "land") == "done"
    case = lin.get(f"/api/cases/{no}").json
    assert (case["state"], case["word"], [one["word"] for one in case["offices"]]) == ("done", "办好了", ["已同意"] * 3)


def test_each_office_has_its_own_days_and_its_own_light(lin, police):
    no = handed_in(lin, "in-a-row")
    today = clock.today()
    first = lines(lin, no)
    assert first["into"][1] == "green" and first["out"][1:] == (None, None)
    agree(police, no, "into")
    second = lines(lin, no)
    assert (second["into"][1], second["out"][1]) == (None, "green") and second["out"][2] < first["into"][2]
    late = clock.now() + timedelta(days=6)
    with clock.held_at(late):
        assert lines(lin, no)["out"][1] == "orange"
        assert "比说好的晚了" in next(one["say"] for one in lin.get(f"/api/cases/{no}").json["offices"] if one["id"] == "out")
    assert today <= clock.today()


def test_what_the_first_says_goes_to_the_next_with_its_seal(lin, police, sandbox):
    no = handed_in(lin, "in-a-row")
    (first,) = sandbox.control("GET", "/cases")
    assert first["before"] == [] and [one["id"] for one in first["points"]] == ["in-a-row.r1"]
    assert [one["id"] for one in first["mendable"]] == ["house"]
    from sandbox.signing import seal

    facts = {"落户地址": "佛山季华五路20号"}
    sends = {"facts": facts, "seal": seal(police.key, no, "into", [facts])}
    agree(police, no, "into", sends=sends, opinion="可以迁入")
    second = next(one for one in sandbox.control("GET", "/cases") if one["office"] == "out")
    (told,) = second["before"]
    assert (told["office"], told["name"], told["opinion"], told["sends"]) == ("into", "派出所（迁入地）", "可以迁入", sends)
    assert [one["id"] for one in second["points"]] == ["in-a-row.r2"]


def test_what_was_passed_on_and_is_not_the_first_one_s_word_is_not_taken(lin, police, sandbox):
    no = handed_in(lin, "in-a-row")
    agree(police, no, "into", sends={"facts": {"落户地址": "别的地方"}, "seal": "0" * 64})
    assert holds(sandbox) == ["dept-gat-hz/into"]  # the next one refuses what it is given


def test_an_office_that_may_be_left_out_is(lin, police):
    no = handed_in(lin, "in-a-row", "work")
    assert list(lines(lin, no)) == ["into", "out"]
    agree(police, no, "into")
    assert agree(police, no, "out") == "approved"


def test_the_resident_reads_how_far_it_is(lin, police):
    no = handed_in(lin, "in-a-row")
    agree(police, no, "into")
    titles = [one["title"] for one in lin.get(f"/api/cases/{no}").json["timeline"]]
    assert titles == ["派出所（迁入地）同意了", "正在审核", "派出所（迁入地）收到了", "部门开始看了", "交上去了"]
    said = [one["say"] for one in lin.get("/api/messages").json["messages"]]
    assert any(one.startswith("派出所（迁入地）同意了，接着由派出所（迁出地）办，最晚 ") for one in said)


# --- all at once


def test_side_by_side_all_get_it_at_once_and_all_must_agree(lin, police, land, sandbox):
    no = handed_in(lin, "side-by-side")
    assert holds(sandbox) == ["dept-gat-hz/into", "dept-gat-hz/out", "dept-zrzy/land"]
    assert agree(land, no, "land") == "reviewing"
    assert agree(police, no, "out") == "reviewing"
    assert agree(police, no, "into") == "approved"
    refused(land.send(no, "done", office="land"), 409, "impossible_move")  # whoever had the last word ends it
    assert say(police, no, "done", "into") == "done"


@pytest.mark.parametrize("item", ["in-a-row", "side-by-side"])
def test_the_first_no_ends_it_and_the_others_hear_of_it(lin, police, land, sandbox, item):
    no = handed_in(lin, item)
    for node in WAY:
        say(police, no, node, "into")
    assert say(police, no, "denied", "into", reason="地址上已经有一户") == "denied"
    case = lin.get(f"/api/cases/{no}").json
    assert (case["state"], case["say"]) == ("denied", "地址上已经有一户")
    assert [one["word"] for one in case["offices"]] == ["没同意", "不用办了", "不用办了"]
    left = {one["office"]: one["withdrawn"] for one in sandbox.control("GET", "/cases")}
    assert left == {"into": False} if item == "in-a-row" else {"into": False, "out": True, "land": True}
    refused(land.send(no, "pre_check", office="land"), 409, "impossible_move")


def test_who_takes_it_back_takes_it_from_all_that_have_it(lin, sandbox):
    no = handed_in(lin, "side-by-side")
    assert lin.post(f"/api/cases/{no}/withdrawal").status_code == 200
    drain()
    assert [one["withdrawn"] for one in sandbox.control("GET", "/cases")] == [True] * 3
    assert {one[0] for one in lines(lin, no).values()} == {"不用办了"}


# --- corrections


def test_an_office_returns_only_what_is_its_own(lin, police, land):
    no = handed_in(lin, "side-by-side")
    for office in ("into", "out"):
        say(police, no, "pre_check", office)
    for points in ([{"point": "r2", "text": "户口不对"}], [{"field": "remark", "text": "备注不对"}], [{"point": "side-by-side.r2"}]):
        refused(police.send(no, "to_correct", office="into", points=points), 422, "not_your_point")
    assert count("case_point") == 0 and lin.get(f"/api/cases/{no}").json["state"] == "pre_check"
    assert say(police, no, "to_correct", "into", points=[{"field": "house", "text": "写到门牌号"}]) == "to_correct"
    refused(police.send(no, "to_correct", office="out", points=[{"field": "remark", "text": "备注不对"}]), 409, "impossible_move")
    assert {key: one[:2] for key, one in lines(lin, no).items()} == {
        "into": ("等您改", None),
        "out": ("正在办", "green"),
        "land": ("正在办", "green"),
    }


def test_what_was_put_right_goes_to_all_that_are_not_through(lin, police, land, sandbox):
    no = handed_in(lin, "side-by-side")
    agree(land, no, "land")
    say(police, no, "pre_check", "into")
    say(police, no, "to_correct", "into", points=[{"field": "house", "text": "写到门牌号"}])
    assert say(police, no, "pre_check", "out") == "to_correct"  # the others go on meanwhile
    before = lines(lin, no)["into"][2]
    with clock.held_at(clock.now() + timedelta(days=7)):
        saved = lin.call("PATCH", f"/api/cases/{no}/draft", {"values": {"house": "佛山季华五路20号1602房"}})
        assert saved.json["errors"] == [], saved.text
        assert resubmitted(lin, no).status_code == 200
    drain()
    shown = lines(lin, no)
    assert {key: one[0] for key, one in shown.items()} == {"into": "正在办", "out": "正在办", "land": "已同意"}
    assert shown["into"][2] > before  # the days it waited for the applicant are not its own
    assert lin.get(f"/api/cases/{no}").json["state"] == "corrected"
    for node in WAY[1:]:
        say(police, no, node, "into")
    assert say(police, no, "approved", "into") == "reviewing"
    for node in WAY[1:]:
        say(police, no, node, "out")
    assert say(police, no, "approved", "out") == "approved"


# --- repeated, crossing, wrong


def test_the_same_word_twice_is_one_word_with_the_same_answer(lin, police):
    no = handed_in(lin, "in-a-row")
    for node in WAY:
        say(police, no, node, "into")
    body = {"office": "into", "event_id": "e-1", "at": "2026-11-24T02:00:00Z"}
    first = police.send(no, "approved", **body)
    actions, events = count("case_action"), count("outbox")
    again = police.send(no, "approved", **body)
    assert first.json == again.json == {"case_no": no, "status": "reviewing", "outcome": None}
    assert (count("case_action"), count("outbox")) == (actions, events)
    agree(police, no, "out")
    assert police.send(no, "approved", **body).json["status"] == "reviewing"  # the answer it got then
    refused(police.send(no, "approved", **{**body, "office": "out"}), 422, "event_reused")
    refused(police.send(no, "approved", office="into", event_id="e-2"), 409, "impossible_move")


def test_a_department_that_has_no_part_in_it_an_office_of_another_and_one_whose_turn_it_is_not(lin, police, land):
    no = handed_in(lin, "in-a-row")
    before = count("case_action")
    refused(Department(lin.app, "dept-gat-crj").send(no, "pre_check", office="into"), 404, "unknown_case")
    refused(land.send(no, "pre_check", office="into"), 422, "office_unknown")
    refused(police.send(no, "pre_check", office="nowhere"), 422, "office_unknown")
    refused(police.send(no, "pre_check"), 422, "office_unknown")  # it has two: which?
    reply = land.send(no, "pre_check")  # it has one only
    refused(reply, 409, "impossible_move")
    assert (reply.json["state"], reply.json["allowed"], reply.json["say"][:14]) == ("waiting", [], "您这一环现在是「还没轮到」，")
    for node in ("special", "extended", "to_pay", "terminated", "delivering", "done", "approved", "denied"):
        refused(police.send(no, node, office="into", reason="不行"), 409, "impossible_move")
    assert count("case_action") == before and count("outbox") == 0
    assert {one[0] for one in lines(lin, no).values()} == {"正在办", "还没轮到"}


def test_a_case_of_one_department_knows_no_offices(app, sandbox):
    from tests.applications import submitted

    lin = Resident(app, sandbox).known()
    no = submitted(lin)
    refused(Department(app).send(no, "pre_check", office="into"), 422, "office_unknown")
    assert lin.get(f"/api/cases/{no}").json["offices"] == [] and count("case_office") == 0


def test_two_last_words_at_once_end_it_once(lin, police, land):
    no = handed_in(lin, "side-by-side", "work")
    for node in WAY:
        for office in ("into", "out"):
            say(police, no, node, office)
    replies = []

    def speak(office):
        replies.append(Department(lin.app, "dept-gat-hz").send(no, "approved", office=office))

    both = [threading.Thread(target=speak, args=(office,)) for office in ("into", "out")]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert [one.status_code for one in replies] == [200, 200]
    assert sorted(one.json["status"] for one in replies) == ["approved", "approving"]
    with db.reading() as tx:
        moves = tx.execute(db.metadata.tables["case_action"].select()).all()
    assert [one.to for one in moves].count("approved") == 1


def test_one_that_is_off_holds_up_no_other_and_gets_it_once(lin, sandbox):
    sandbox.control("POST", "/settings", departments_dead=["dept-zrzy"])
    no = handed_in(lin, "side-by-side")
    assert holds(sandbox) == ["dept-gat-hz/into", "dept-gat-hz/out"] and count("outbox") == 1
    sandbox.control("POST", "/settings", departments_dead=[])
    with db.transaction() as tx:  # its next try has come
        tx.execute(db.metadata.tables["outbox"].update().values(next_at=clock.now()))
    drain()
    assert holds(sandbox) == ["dept-gat-hz/into", "dept-gat-hz/out", "dept-zrzy/land"] and count("outbox") == 0
    assert lin.get(f"/api/cases/{no}").json["state"] == "submitted"


def test_a_hand_over_that_is_done_again_is_the_same_one(lin, sandbox):
    from app.cases import reactions
    from app.events.cases import OfficeReached
    from app.kernel.events import Happened

    no = handed_in(lin, "in-a-row")
    (first,) = sandbox.control("GET", "/cases")
    reactions.reach_office(Happened("0" * 32, OfficeReached(no, "into"), f"office:{no}:into", clock.now()))
    (again,) = sandbox.control("GET", "/cases")
    assert again["receipt_no"] == first["receipt_no"] and count("case_office") == 3
