"""交罚款 as it is signed: what is picked is read whole before, what was read is what is signed, the decision is served on paper."""

import pytest

from app.cases import pinned, queries, records
from app.kernel import clock, db
from miniprogram_api import case_view as views
from miniprogram_api import confirm_page as pages
from sandbox.departments.decide.violations import fine_due
from tests.api.test_papers_signed import code_of, text_of, validated
from tests.cases.test_violations import SAID, V1, World, wait
from tests.errands import hand_over, pay, served, start, submit
from tests.residents import count, drain

OFFICE = "广州市公安局交通警察支队天河大队"
AT_THE_LIGHT, AT_THE_CROSSING = "天河区体育东路口", "天河区天河路"
GROUNDS = "《道路交通安全法》第九十条，《道路交通安全违法行为记分管理办法》第十条"


@pytest.fixture
def world(app, sandbox, monkeypatch):
    with served(app, monkeypatch):
        sandbox.control("POST", "/settings", department_auto=True, department_delay=0)
        yield World(app, sandbox)


def handled(world, *places, wrong=()):
    """A draft about what the camera saw at these places, with everything in it, not yet handed in."""
    no = start(world.who, "violation-handle", {"do": "handle"})
    world.pick(no, "picks", "open", *places)
    assert world.save(no, **SAID)["gaps"] == []
    hand_over(world.who, no, wrong)
    return no


def line(world, no, field):
    return next(one for one in world.who.get(f"/api/cases/{no}/confirm").json["lines"] if one["field"] == field)


def facts(row):
    return {one["label"]: one["text"] or one["amount_fen"] for one in row["facts"]}


def test_the_page_that_is_signed_shows_what_was_picked_and_what_is_to_be_decided(world):
    no = handled(world, AT_THE_LIGHT, AT_THE_CROSSING, wrong=["处理哪几条"])
    rows = line(world, no, "picks")["rows"]
    assert [one["title"] for one in rows] == ["不按信号灯通行", "没有礼让行人"]
    assert facts(rows[0]) == {"时间": "2026-11-05 08:12", "地点": AT_THE_LIGHT, "车牌号": "粤A66M08", "罚款": 20_000, "记分": "6"}
    notice = world.who.get(f"/api/cases/{no}/confirm").json["notice"]
    assert notice["title"] == "行政处罚告知书" and notice["facts"] == [{"label": "一共", "text": "2 条，罚款 400.00 元，记 9 分"}]
    first = {one["label"]: one["text"] for one in notice["parts"][0]["facts"]}
    assert first == {
        "时间": "2026 年 11 月 5 日 08:12",
        "地点": AT_THE_LIGHT,
        "车牌": "粤A66M08",
        "违法行为": "不按信号灯通行（代码 1625）",
        "证据": "电子眼照片：远景、近景、车牌",
        "违反了": "《道路交通安全法》第三十八条",
        "处罚依据": GROUNDS,
        "打算怎么罚": "罚款 200.00 元，记 6 分",
        "作决定的": OFFICE,
    }
    said = {one["head"]: one["text"] for one in notice["parts"][2:]}
    assert "陈述和申辩" in said["不认可，可以先说"] and "15 天内交罚款" in said["签了以后"]
    assert "60 天内，可以向广州市人民政府申请行政复议" in said["不服决定怎么办"] and "广州市司法局" in said["不服决定怎么办"]
    assert "6 个月内" in said["不服决定怎么办"] and "归哪个法院管，打 12368 问" in said["不服决定怎么办"]
    assert world.who.get(f"/api/cases/{no}/papers/notice").json == notice
    assert world.who.get(f"/api/cases/{no}/form").json["notice"] == "notice"


def test_there_is_no_notice_of_nothing(world):
    no = start(world.who, "violation-handle", {"do": "handle"})
    assert world.who.get(f"/api/cases/{no}/papers/notice").status_code == 404
    assert world.who.get(f"/api/cases/{no}/confirm").json["notice"] is None


def test_a_decided_ticket_shows_whose_it_is_what_for_and_why_before_it_is_paid(world):
    no = start(world.who, "violation-handle", {"do": "pay"})
    rows = {one["title"]: one["id"] for one in world.shown(no, "bills")["rows"]}
    saved = world.save(no, bills=[rows["驾驶时手持电话"]])
    (row,) = line(world, no, "bills")["rows"]
    assert facts(row)["依据"] == "《道路交通安全法》第九十条，《道路交通安全违法行为记分管理办法》第十一条"
    assert (facts(row)["决定书号"], facts(row)["送达日"], facts(row)["记分"]) == ("440111300000204", "2026 年 11 月 3 日", "3")
    late = [(one["name"], one["amount_fen"]) for one in saved["bill"]["lines"]]
    assert late[0] == ("罚款：驾驶时手持电话", 20_000) and late[1][0] == "逾期加处罚款" and late[1][1] > 0
    page = world.who.get(f"/api/cases/{no}/confirm").json
    assert page["bill"] == saved["bill"] == world.who.get(f"/api/cases/{no}/form").json["bill"] and page["notice"] is None


def test_what_reads_otherwise_than_what_was_read_is_read_again_before_it_is_signed(world):
    no = handled(world, AT_THE_LIGHT)
    world.sandbox.control("PUT", "/registers/jj.violations/rows", row_id=V1, set={"罚款": 15_000})
    before = count("case_action"), count("case_verdict"), count("outbox"), count("remembered")
    reply = world.who.post(f"/api/cases/{no}/submission")
    assert (reply.status_code, reply.json["code"]) == (409, "rows_changed"), reply.text
    assert (reply.json["say"].rstrip("。"), reply.json["do"].rstrip("。")) == ("「处理哪几条」登记的内容刚刚变了", "看一遍新的，没错再交")
    assert (count("case_action"), count("case_verdict"), count("outbox"), count("remembered")) == before
    assert world.sandbox.control("GET", "/cases") == [] and world.row(V1)["状态"] == "未处理"
    assert facts(line(world, no, "picks")["rows"][0])["罚款"] == 15_000
    submit(world.who, no)
    wait(world, no, "to_pay")


def test_what_was_signed_stands_in_the_case_whatever_the_register_says_later(world):
    no = handled(world, AT_THE_LIGHT)
    submit(world.who, no)
    wait(world, no, "to_pay")
    world.sandbox.control("PUT", "/registers/jj.violations/rows", row_id=V1, set={"罚款": 15_000, "地点": "别处"})
    (filed,) = world.who.get(f"/api/cases/{no}").json["filed"]
    (row,) = filed["rows"]
    assert (filed["label"], row["title"]) == ("处理哪几条", "不按信号灯通行")
    assert (facts(row)["地点"], facts(row)["罚款"], facts(row)["依据"], facts(row)["哪里管"]) == (AT_THE_LIGHT, 20_000, GROUNDS, OFFICE)
    assert world.who.get(f"/api/cases/{no}/papers/notice").json["parts"][0]["facts"][1]["text"] == AT_THE_LIGHT


def test_the_decision_is_served_on_the_phone_before_anything_is_paid_and_stays_there(world, tmp_path, client):
    today = clock.today()
    no = handled(world, AT_THE_LIGHT)
    assert world.who.get(f"/api/cases/{no}").json["papers"] == []
    submit(world.who, no)
    wait(world, no, "to_pay")
    drain()
    number = world.row(V1)["决定书号"]
    (paper,) = world.who.get(f"/api/cases/{no}").json["papers"]
    assert (paper["id"], paper["title"], paper["number"]) == ("p1", "公安交通管理行政处罚决定书", number)
    asked = next(one for one in world.who.get(f"/api/cases/{no}").json["timeline"] if one["title"].endswith("请您交费"))
    assert paper["served_at"] == asked["at"] and paper["say"].endswith("送到您手机上")
    told = {one["title"]: one["say"] for one in world.who.get("/api/messages").json["messages"]}
    assert told["交罚款：决定书送到了"] == "公安交通管理行政处罚决定书送到您手机上了，期限从今天算起，点开看。"
    text = world.who.get(f"/api/cases/{no}/papers/p1").json
    said = {one["label"]: one["text"] for one in text["facts"]}
    assert (said["处罚决定"], said["处罚依据"], said["档案编号"]) == ("罚款 200.00 元，记 6 分", GROUNDS, "440100045678")
    due = fine_due(today)
    assert said["缴款期限"] == f"{due.year} 年 {due.month} 月 {due.day} 日" and said["作出决定的"] == OFFICE
    assert said["证件号码"] != world.who.id_number and said["送达时间"].endswith("送到您手机上")
    against = {one["head"]: one["text"] for one in text["parts"]}["不服怎么办"]
    assert all(one in against for one in ("60 天内", "广州市人民政府", "6 个月内", "有管辖权的人民法院", "12368"))

    file = world.who.get(f"/api/cases/{no}/papers/p1/file")
    assert (file.status_code, file.content_type) == (200, "application/pdf")
    drawn = text_of(file.data).replace("\r", "").replace("\n", "")
    assert "公安交通管理行政处罚决定书" in drawn and number in drawn and "赵大伟" in drawn and GROUNDS in drawn and OFFICE in drawn
    assert validated(tmp_path, file.data) == ["good ENTIRE_FILE"]
    verdict = client.get(f"/api/verify/{code_of(file.data)}").json
    lines = {one["label"]: one["text"] for one in verdict["lines"]}
    assert verdict["valid"] is True and (lines["文件"], lines["姓名"], lines["决定书编号"]) == (paper["title"], "赵*伟", number)
    assert "证件号码" not in lines and "地点" not in lines

    pay(world.who, world.sandbox, no)
    wait(world, no, "done")
    assert world.who.get(f"/api/cases/{no}").json["papers"] == [paper]
    assert world.row(V1)["状态"] == "已缴"


def test_a_decision_stands_whoever_withdraws_before_paying_and_the_message_says_so(world):
    no = handled(world, AT_THE_LIGHT)
    submit(world.who, no)
    wait(world, no, "to_pay")
    drain()
    assert world.who.post(f"/api/cases/{no}/withdrawal", {"reason": ""}).status_code == 200
    drain()
    told = {one["title"]: one["say"] for one in world.who.get("/api/messages").json["messages"]}
    assert told["交罚款：撤回了"] == "已经撤回，没有扣钱。已经决定的罚款还是要交，到期前点「交罚款」再交。"
    assert world.row(V1)["状态"] == "已处理未缴"
    places = [
        one["text"] for row in world.shown(start(world.who, "violation-handle", {"do": "pay"}), "bills")["rows"] for one in row["facts"]
    ]
    assert AT_THE_LIGHT in places


def test_two_violations_are_two_decisions(world):
    no = handled(world, AT_THE_LIGHT, "白云区机场路")
    submit(world.who, no)
    wait(world, no, "to_pay")
    papers = world.who.get(f"/api/cases/{no}").json["papers"]
    assert [one["id"] for one in papers] == ["p1", "p2"] and len({one["number"] for one in papers}) == 2
    assert world.who.get(f"/api/cases/{no}/papers/p3").status_code == 404


def test_a_no_serves_no_decision(world):
    no = handled(world, AT_THE_LIGHT, AT_THE_CROSSING, wrong=["处理哪几条"])
    assert world.who.post(f"/api/cases/{no}/submission").json["code"] == "points_failed"
    assert world.who.get(f"/api/cases/{no}").json["papers"] == []


def test_without_the_face_nothing_of_a_register_is_read(world):
    no = handled(world, AT_THE_LIGHT)
    with db.reading() as tx:
        at = pinned.standing(records.find(tx, no))
        page = pages.confirm(tx, at, records.open_form(at.case), proved=False)
    assert page["notice"] is None and page["veiled"] is True and [one["rows"] for one in page["lines"]] == [[]] * len(page["lines"])
    submit(world.who, no)
    with db.reading() as tx:
        found = queries.one(tx, no, owners_of(no))
    assert views.one(found)["filed"] == [] and len(views.one(found, proved=True)["filed"]) == 1


def owners_of(no):
    with db.reading() as tx:
        return (records.find(tx, no).owner_id,)
