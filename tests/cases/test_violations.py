"""交罚款, whole: my violations, what is owed today, the department's register before and after."""

import json
import time

import pytest

from app.catalog.words import yuan
from app.kernel import clock
from sandbox.departments.decide.violations import fine_due, owed
from tests.applications import give, photo
from tests.errands import hand_over, pay, served, start, submit
from tests.known import proved
from tests.residents import count, drain

V1, V5 = "4401067900000101", "4401067900000105"
V4 = "440111300000204"
SAID = {"driver": "me", "answer": "accept", "notice": True, "e_delivery": True}


class World:
    """赵大伟's phone, and the traffic police's registers, both on the same day."""

    def __init__(self, app, sandbox):
        self.sandbox, self.who = sandbox, proved(app, sandbox, "zhao-dawei")

    def row(self, no):
        """A violation as the police has it."""
        (row,) = self.rows("jj.violations", no=no)
        return row

    def rows(self, register, **columns):
        found = self.sandbox.control("GET", f"/registers/{register}?" + "&".join(f"{name}={text}" for name, text in columns.items()))
        return found["rows"]

    def points(self):
        rows = self.rows("jj.cycles", id=self.who.id_number)
        return max(rows, key=lambda row: row["start"])["记分"]

    def shown(self, no, lookup):
        """What the phone lists: {act: id}, by the place it was seen at."""
        return self.who.get(f"/api/cases/{no}/lookups/{lookup}").json

    def pick(self, no, field, lookup, *places):
        """Choose rows by where they were seen."""
        rows = {fact["text"]: row["id"] for row in self.shown(no, lookup)["rows"] for fact in row["facts"] if fact["label"] == "地点"}
        return self.save(no, **{field: [rows[place] for place in places]})

    def save(self, no, **values):
        reply = self.who.call("PATCH", f"/api/cases/{no}/draft", {"values": values})
        assert reply.status_code == 200, reply.text
        return reply.json


@pytest.fixture
def world(app, sandbox, monkeypatch):
    with served(app, monkeypatch):
        sandbox.control("POST", "/settings", department_auto=True, department_delay=0)
        yield World(app, sandbox)


def test_a_decided_ticket_is_paid_with_what_lateness_added_and_is_gone_from_the_register(world):
    before, today = world.row(V4), clock.today()
    assert (before["状态"], world.points()) == ("已处理未缴", 3)
    fee = owed(before, today)  # as the police counts it
    assert fee > 20_000
    no = start(world.who, "violation-handle", {"do": "pay"})
    assert world.pick(no, "bills", "bills", "白云区机场路")["gaps"] == []
    hand_over(world.who, no)
    page = world.who.get("/api/items/violation-handle/checklist?city=440100&answers=do:pay").json
    shown = world.who.get(f"/api/cases/{no}/confirm").json
    assert (page["promise"]["text"], page["promise"]["starts"], shown["promise"]) == ("当场办好", "", "当场办好")
    bill = shown["bill"]
    assert [(one["name"], one["amount_fen"]) for one in bill["lines"]] == [("罚款：驾驶时手持电话", 20_000), ("逾期加处罚款", fee - 20_000)]
    assert bill["amount_fen"] == fee and all(one["why"] for one in bill["lines"])
    assert submit(world.who, no)["say"] == "当场办好"
    assert settled(world, no)["lines"] == bill["lines"]
    after = world.row(V4)
    assert (after["状态"], after["缴款日"], world.points()) == ("已缴", today.isoformat(), 3)
    shown = world.who.get(f"/api/cases/{no}").json
    assert (shown["word"], shown["fee_text"], shown["payment"]["amount_fen"]) == ("办好了", yuan(fee), fee)
    assert world.shown(start(world.who, "violation-handle", {"do": "pay"}), "bills")["rows"] == []
    one_receipt(world, no, fee)


def one_receipt(world, no, fee):
    """For what was paid there is one receipt, the department's own: from the case, from the bill and from the wallet the same."""
    who = world.who
    shown = who.get(f"/api/cases/{no}").json
    order_no = shown["payment"]["order_no"]
    assert who.get(f"/api/orders/{order_no}").json["receipt"] is True and count("fiscal_receipt") == 0
    found = who.get(f"/api/orders/{order_no}/receipt").json
    assert (found["title"], found["what"], found["payer"], found["amount_fen"]) == ("财政电子票据", "交罚款", "赵大伟", fee)
    assert (found["word"], found["valid"], found["say"]) == ("已交", True, "报销、记账用这一张，一直存着。")
    assert len(found["code"]) == 8 and len(found["number"]) == 10 and len(found["check_code"]) == 6
    lines = who.get("/api/me/receipts").json["receipts"]
    assert [(one["order_no"], one["what"], one["amount_fen"], one["word"]) for one in lines] == [(order_no, "交罚款", fee, "已交")]
    assert shown["certificate"] is None
    assert "ec-fiscal-bill" not in {one["type"] for one in who.get("/api/certificates").json["certificates"]}
    told = [one for one in who.get("/api/messages").json["messages"] if "票据" in one["title"]]
    assert [(one["title"], one["to"]) for one in told] == [("交罚款：电子票据开好了", f"/pages/case/index?no={no}")]
    assert "卡包" not in "".join(one["title"] + one["say"] for one in who.get("/api/messages").json["messages"])
    said = json.dumps([found, lines, told], ensure_ascii=False)
    assert "出示" not in said and "有效" not in said


def test_what_the_camera_saw_is_decided_at_once_paid_and_gone_from_the_register(world):
    today = clock.today()
    no = start(world.who, "violation-handle", {"do": "handle"})
    assert len(world.shown(no, "open")["rows"]) == 4
    world.pick(no, "picks", "open", "天河区体育东路口")
    assert world.save(no, **SAID)["gaps"] == []
    hand_over(world.who, no)
    submit(world.who, no)
    bill = settled(world, no, look=lambda: decided(world, today))
    assert (bill["amount_fen"], [one["name"] for one in bill["lines"]]) == (20_000, ["罚款：不按信号灯通行"])
    assert bill["until"] == fine_due(today).isoformat()
    after = world.row(V1)
    assert (after["状态"], after["缴款日"], world.points()) == ("已缴", today.isoformat(), 9)
    again = start(world.who, "violation-handle", {"do": "handle"})
    assert len(world.shown(again, "open")["rows"]) == 3


def test_what_is_promised_at_once_reads_so_on_the_page_of_the_case_too(world):
    """Another way of the same item takes days; this one does not."""
    world.sandbox.control("POST", "/settings", department_auto=False)
    no = start(world.who, "violation-handle", {"do": "handle"})
    world.pick(no, "picks", "open", "天河区体育东路口")
    world.save(no, **SAID)
    hand_over(world.who, no)
    assert submit(world.who, no)["say"] == "当场办好"
    assert world.who.get(f"/api/cases/{no}").json["promise"]["text"] == "当场办好"


def test_somebody_elses_row_is_none_of_mine_and_nothing_is_stored(world):
    no = start(world.who, "violation-handle", {"do": "pay"})
    saved = world.save(no, bills=["0" * 32])
    assert saved["errors"] == [{"field": "bills", "say": "这一条现在查不到了，重新选一次。"}] and saved["gaps"] == ["bills"]
    form = world.who.get(f"/api/cases/{no}/form").json
    assert next(one["value"] for one in form["fields"] if one["id"] == "bills") is None


def test_what_was_settled_elsewhere_meanwhile_is_said_at_its_field_and_nothing_is_handed_in(world):
    no = start(world.who, "violation-handle", {"do": "pay"})
    world.pick(no, "bills", "bills", "白云区机场路")
    world.sandbox.control("PUT", "/registers/jj.violations/rows", row_id=V4, set={"状态": "已缴", "缴款日": clock.today().isoformat()})
    reply = world.who.post(f"/api/cases/{no}/submission")
    assert (reply.status_code, reply.json["code"]) == (422, "form_incomplete")
    assert reply.json["errors"] == [{"field": "bills", "say": "这一条现在查不到了，重新选一次。"}]
    assert world.who.get(f"/api/cases/{no}").json["state"] == "draft"


def test_a_department_that_is_off_stops_the_errand_and_keeps_what_was_filled_in(world):
    no = start(world.who, "violation-handle", {"do": "pay"})
    world.pick(no, "bills", "bills", "白云区机场路")
    world.sandbox.control("POST", "/settings", registers_off=["jj.violations"])
    reply = world.who.post(f"/api/cases/{no}/submission")
    assert (reply.status_code, reply.json["say"]) == (503, "那边暂时连不上，还不能核对您选的")
    assert world.who.get(f"/api/cases/{no}").json["state"] == "draft"


@pytest.mark.parametrize(
    ("said", "field", "say"),
    [
        ({"driver": "other"}, "driver", "分要记在开车的人身上，不能替别人认。回去改成“当时是别人开的”，转给他处理。"),
        ({"answer": "appeal"}, "answer", "有异议就先不要认。回去改成“不认，要申辩”，说清楚了再定。"),
    ],
)
def test_points_are_taken_by_who_drove_and_an_objection_is_made_first(world, said, field, say):
    no = start(world.who, "violation-handle", {"do": "handle"})
    saved = world.save(no, **said)
    assert saved["errors"] == [{"field": field, "say": say}] and field in saved["gaps"]


def test_twelve_points_are_not_decided_on_the_phone_and_the_register_stays_as_it_was(world):
    no = start(world.who, "violation-handle", {"do": "handle"})
    world.pick(no, "picks", "open", "天河区体育东路口", "天河区天河路")  # 3 + 6 + 3
    world.save(no, **SAID)
    hand_over(world.who, no, ["处理哪几条"])
    assert refused(world, no) == "加上这次满 12 分"
    assert (world.row(V1)["状态"], world.row(V5)["状态"], world.points()) == ("未处理", "未处理", 3)


def test_twelve_points_are_told_when_the_rows_are_picked_and_again_before_it_is_signed(world):
    no = start(world.who, "violation-handle", {"do": "handle"})
    one = world.pick(no, "picks", "open", "天河区体育东路口")
    assert one["errors"] == [] and one["judged"] == [{"field": "picks", "say": "这个周期已经记了 3 分，加上选的 6 分，一共 9 分。"}]
    two = world.pick(no, "picks", "open", "天河区体育东路口", "天河区天河路")
    full = {"field": "picks", "say": "加上这次满 12 分了，一共 12 分，要到窗口处理；先学法减分可减最多 6 分。"}
    assert two["errors"] == [full]
    assert two["judged"] == [{"field": "picks", "say": "这个周期已经记了 3 分，加上选的 9 分，一共 12 分。"}]
    world.save(no, **SAID)
    page = world.who.get(f"/api/cases/{no}/confirm").json
    assert full | {"label": "处理哪几条"} in page["errors"] and "处理哪几条" in page["gaps"]
    again = world.pick(no, "picks", "open", "天河区体育东路口")
    assert again["errors"] == []
    page = world.who.get(f"/api/cases/{no}/confirm").json
    assert [one["field"] for one in page["errors"] if one.get("at") != "materials"] == []
    assert next(one["note"] for one in page["lines"] if one["field"] == "picks") == "这个周期已经记了 3 分，加上选的 6 分，一共 9 分。"


def test_a_licence_that_was_taken_away_is_told_before_it_is_signed(world):
    no = start(world.who, "violation-handle", {"do": "handle"})
    world.pick(no, "picks", "open", "天河区体育东路口")
    world.save(no, **SAID)
    assert world.who.get(f"/api/cases/{no}/confirm").json["stops"] == []
    world.sandbox.control("PUT", "/registers/jj.drivers/rows", row_id=world.who.id_number, set={"状态": ["扣留"]})
    assert world.who.get(f"/api/cases/{no}/confirm").json["stops"] == [
        {"say": "您没有能开这辆车的驾驶证，或者驾驶证现在不能用", "do": "带上证件到违法处理窗口问一问"}
    ]


def refused(world, no):
    """Why not: said before it is handed in where a rule of ours decides it, else by the department in the same second."""
    reply = world.who.post(f"/api/cases/{no}/submission")
    if reply.status_code == 422:
        return reply.json["say"][:10]
    wait(world, no, "done")
    shown = world.who.get(f"/api/cases/{no}").json
    assert shown["word"] == "没办成"
    return next(one["say"] for one in shown["timeline"] if "满 12 分" in (one["say"] or ""))[:10]


def decided(world, today):
    """Before a fen is paid: the decision has its number and its day, the points are booked."""
    row = world.row(V1)
    assert (row["状态"], row["送达日"], len(row["决定书号"]), row["处理人"]) == ("已处理未缴", today.isoformat(), 16, world.who.id_number)
    assert world.points() == 9


def settled(world, no, look=lambda: None):
    """Wait for the bill, look around, pay it, wait for the end. Returns the bill."""
    wait(world, no, "to_pay")
    look()
    drain()
    bill = world.who.post(f"/api/cases/{no}/payment").json
    pay(world.who, world.sandbox, no)
    wait(world, no, "done")
    return bill


def wait(world, no, state, patience=20.0):
    until = time.monotonic() + patience
    while (now := world.who.get(f"/api/cases/{no}").json["state"]) != state:
        assert time.monotonic() < until, f"{no} is {now}"
        drain()
        time.sleep(0.02)
    drain()  # what follows from the last word: the receipt, the message


def test_what_the_registers_say_is_decided_once_by_a_machine_told_to_the_department_and_to_the_person(world):
    no = start(world.who, "violation-handle", {"do": "handle"})
    world.pick(no, "picks", "open", "天河区体育东路口")
    world.save(no, **SAID)
    hand_over(world.who, no)
    before = looks(world, no)
    assert world.who.post(f"/api/cases/{no}/submission").status_code == 200
    drain()
    told = {one["id"].rpartition(".")[2]: one for one in case_of(world, no)["facts"]}
    assert {key: (one["verdict"], one["why"], one["source"]) for key, one in told.items()} == {
        "r1": ("pass", "", "省事"),
        "r2": ("pass", "", "公安车管"),
        "r3": ("pass", "", "公安车管"),
        "r6": ("pass", "", "公安车管"),
    }
    assert all(one["at"].endswith("Z") or "+" in one["at"] for one in told.values())
    (look,) = [one for one in looks(world, no) if one not in before and one["unit"] == "公安车管" and "记分" in "".join(one["what"])]
    assert {*look["what"]} == {"机动车登记", "绑定的车", "交通违法", "驾驶证记分", "驾驶证"} and look["case_no"] == no


def test_points_that_the_register_counts_stop_it_before_the_department_hears_of_it(world):
    cycle = max(world.rows("jj.cycles", id=world.who.id_number), key=lambda row: row["start"])
    no = start(world.who, "violation-handle", {"do": "handle"})
    world.pick(no, "picks", "open", "天河区体育东路口")
    world.save(no, **SAID)
    hand_over(world.who, no)
    world.sandbox.control("PUT", "/registers/jj.cycles/rows", row_id=f"{cycle['id']}|{cycle['start']}", set={"记分": 6})
    reply = world.who.post(f"/api/cases/{no}/submission")
    assert (reply.status_code, reply.json["code"], reply.json["say"], reply.json["do"]) == (
        422,
        "points_failed",
        "加上这次满 12 分了，一共 12 分",
        "要到窗口处理；先学法减分可减最多 6 分",
    )
    assert world.who.get(f"/api/cases/{no}").json["state"] == "draft" and world.sandbox.control("GET", "/cases") == []


def looks(world, no):
    return [one for one in world.who.get("/api/me/uses").json["uses"] if one["case_no"] == no]


def case_of(world, no):
    return next(one for one in world.sandbox.control("GET", "/cases") if one["case_no"] == no)


# --- who does not own up to it, and who did not drive


def objected(world, ground):
    no = start(world.who, "violation-handle", {"do": "object"})
    world.pick(no, "about", "open", "天河区体育东路口")
    assert world.save(no, ground=ground, story="前面的货车挡住了信号灯，跟着走的")["errors"] == []
    hand_over(world.who, no)
    more = give(world.who, f"/api/cases/{no}/materials/m-appeal-evidence-2", photo(780, 1134))
    assert more.json["state"] == "ok"
    assert world.who.get(f"/api/cases/{no}/confirm").json["fee_text"] == "不收费"
    page = world.who.get("/api/items/violation-handle/checklist?city=440100&answers=do:object").json
    assert page["steps"] == ["填表", "审核", "办好"]
    submit(world.who, no)
    return no


def test_an_objection_that_holds_takes_the_violation_back_and_costs_nothing(world):
    no = objected(world, "unclear")
    wait(world, no, "done")
    (sent,) = [one for one in world.sandbox.control("GET", "/cases") if one["case_no"] == no]
    assert len(sent["files"]) == 2 and world.row(V1)["状态"] == "撤销"
    shown = world.who.get(f"/api/cases/{no}").json
    assert "核实了，这条违法撤销" in str(shown) and shown["payment"] is None and world.points() == 3


def test_an_objection_that_does_not_hold_leaves_it_as_it_was_and_says_why(world):
    no = objected(world, "clone")
    wait(world, no, "done")
    assert "维持原来的记录" in world.who.get(f"/api/cases/{no}").text
    assert (world.row(V1)["状态"], world.points()) == ("未处理", 3)


def passed_on(world, other):
    no = start(world.who, "violation-handle", {"do": "driver"})
    world.pick(no, "about", "open", "天河区体育东路口")
    assert world.save(no, other={"name": other.name, "id_number": other.id_number})["errors"] == []
    hand_over(world.who, no)
    assert submit(world.who, no)["waits"]
    drain()
    (card,) = other.get("/api/me/consents").json["consents"]
    read = other.get(f"/api/consents/{card['id']}").json["document"]
    assert "天河区体育东路口" in str(read)
    assert other.post(f"/api/consents/{card['id']}/answer", {"agree": True, "hash": read["hash"]}).status_code == 200
    drain()
    return no


def test_whoever_drove_settles_it_on_their_own_phone_and_the_points_are_theirs(world, app):
    lin = proved(app, world.sandbox, "lin-zhihao")
    wait(world, passed_on(world, lin), "done")
    (bind,) = world.rows("jj.binds", driver=lin.id_number)
    assert bind["plate"] == "粤A66M08" and world.row(V1)["状态"] == "未处理"
    owner, world.who = world.who, lin
    no = start(lin, "violation-handle", {"do": "handle"})
    assert world.pick(no, "picks", "open", "天河区体育东路口")["errors"] == []
    world.save(no, **SAID)
    hand_over(lin, no)
    submit(lin, no)
    wait(world, no, "to_pay")
    assert (world.row(V1)["处理人"], world.points()) == (lin.id_number, 6)
    world.who = owner
    assert world.points() == 3


def test_who_may_not_drive_takes_nothing_over(world, app):
    liang = proved(app, world.sandbox, "liang-junjie")
    no = passed_on(world, liang)
    wait(world, no, "done")
    assert "他没有能开这辆车的驾驶证" in world.who.get(f"/api/cases/{no}").text
    assert world.rows("jj.binds") == []
