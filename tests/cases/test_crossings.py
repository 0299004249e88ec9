"""跨省迁户口, whole: three offices into this province, one tap out of it; what stands still while another province has it."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.cases import records
from app.events.cases import OfficeAwaited
from app.gateways import departments, sources
from app.kernel import clock, db
from app.kernel.models import outbox
from app.kernel.workdays import calendar
from app.supervision import service as supervision
from sandbox.departments.decide import movedocs
from tests.applications import Department
from tests.errands import served, start
from tests.moving import World
from tests.residents import PEOPLE, count, drain
from tests.rules.test_timers import at

ITEM = "hukou-move-cross-province"
WU, LIN, ZHAO = (PEOPLE[one][1] for one in ("wu-haiyan", "lin-zhihao", "zhao-dawei"))
BOOK, CHANGSHA = "440105045678", "长沙市公安局岳麓分局"
HOME = "广东省广州市海珠区江南大道中200号905房"


class Crossing(World):
    def filled(self, who, why="points", to="440100"):
        no = start(who, ITEM, {"why": why})
        for field in ("mine", "home"):
            self.pick(who, no, field, field)
        self.save(who, no, to=to, delivery="none")
        self.pick(who, no, "points", "points")
        self.save(who, no, target="kin")
        self.pick(who, no, "kin", "kin")
        self.said = self.pick(who, no, "movers", "members", many=True)
        return no


@pytest.fixture
def world(app, sandbox, monkeypatch):
    with served(app, monkeypatch):
        sandbox.control("POST", "/settings", department_auto=True, department_delay=0)
        made = Crossing(app, sandbox)
        made.change("gat.households", BOOK, 户主=LIN)  # whose head has a phone here
        yield made


def done(now):
    return now["state"] == "done"


def test_points_bring_her_into_her_husband_s_book_by_the_word_of_three_offices(world):
    wu, lin = world.who("wu-haiyan"), world.who("lin-zhihao")
    no = world.filled(wu)
    assert (world.said["gaps"], world.said["errors"]) == ([], [])
    assert world.submit(wu, no).json["say"] == "还要迁入那一户的户主（林*豪）同意"
    assert count("case_office") == 0
    world.agree(lin)
    case = world.wait(wu, no, done)
    assert [(one["name"], one["word"], one["unit"]) for one in case["offices"]] == [
        ("派出所（迁入地）", "已同意", "海珠区江南中派出所"),
        ("派出所（外省迁出地）", "已同意", CHANGSHA),
        ("派出所（迁入地）落户", "已同意", "海珠区江南中派出所"),
    ]
    assert world.page(WU) == (BOOK, "正常", HOME)
    papers = {one["种类"]: one["状态"] for one in world.rows("gat.movedocs", id=WU)}
    assert papers == {"准迁证": "已用", "迁移证": "已用"}
    assert [one["状态"] for one in world.rows("gat.residence", id=WU)] == ["终止"]
    assert [one["title"] for one in case["papers"]] == ["电子准迁证", "电子迁移证"]
    text = {one["label"]: one["text"] for one in wu.get(f"/api/cases/{no}/papers/p2").json["facts"]}
    assert (text["迁出机关"], text["迁入地址"], text["编号"]) == (CHANGSHA, HOME, f"粤跨迁{no}")
    told = {one["title"]: one["say"] for one in wu.get("/api/messages").json["messages"]}
    assert told["跨省迁户口：准迁证送到了"] == "电子准迁证送到您手机上了，盖章的文件点开下载。"
    cards = {one["type"]: one for one in wu.get("/api/certificates").json["certificates"]}
    assert {one["label"]: one["text"] for one in cards["ec-hukou"]["fields"]}["住址"] == HOME and "ec-residence" not in cards


def test_a_house_brings_nobody_where_the_city_does_not_take_it_and_nothing_is_stored(world):
    wu = world.who("wu-haiyan")
    no = start(wu, ITEM, {"why": "house"})
    for field in ("mine", "home"):
        world.pick(wu, no, field, field)
    said = world.save(wu, no, to="440100", delivery="none")
    assert "广州没有“买房入户”，可用：积分入户、夫妻投靠、人才引进" in "".join(one["say"] for one in said["errors"])
    assert wu.post(f"/api/cases/{no}/submission").status_code == 422
    assert (world.sandbox.control("GET", "/cases"), world.rows("gat.movedocs", id=WU), count("case_office")) == ([], [], 0)


def test_whose_register_is_in_the_province_is_sent_to_the_other_errand(world):
    lin = world.who("lin-zhihao")
    no = start(lin, ITEM, {"why": "spouse"})
    for field in ("mine", "home"):
        world.pick(lin, no, field, field)
    said = world.save(lin, no, to="440300", delivery="none")
    assert "您的户口就在广东，请办“省内迁户口”。" in [one["say"] for one in said["errors"]]


def permitted(world):
    """长沙 has signed a permit for 赵大伟 today."""
    today = clock.today()
    more = {"迁出机关": "广州市公安局白云分局", "迁入机关": CHANGSHA, "迁入地址": "湖南省长沙市岳麓区示例路9号", "原因": "工作调动"}
    row = movedocs.made("准迁证", "湘迁2026000888", ZHAO, [ZHAO], today, **more)
    world.sandbox.control("PUT", "/registers/gat.movedocs/rows", row=row)
    return today


def test_who_leaves_says_yes_once_and_the_register_follows(world):
    zhao = world.who("zhao-dawei")
    none = zhao.get(f"/api/cases/{start(world.who('li-wenjing'), ITEM, {'why': 'out'})}/lookups/permits")
    assert none.status_code == 404  # somebody else's draft
    today = permitted(world)
    no = start(zhao, ITEM, {"why": "out"})
    for field in ("mine", "home"):
        world.pick(zhao, no, field, field)
    rows = zhao.get(f"/api/cases/{no}/lookups/permits").json["rows"]
    over, good = (next(one["id"] for one in rows if text in str(one["facts"])) for text in ("湘迁2026000777", "湘迁2026000888"))
    assert world.save(zhao, no, permit=over, ok=True)["errors"] == [
        {"field": "permit", "say": "这张准迁证 2026-11-20 已过期，请迁入地重新签。"}
    ]
    said = world.save(zhao, no, permit=good)
    assert (said["gaps"], said["errors"]) == ([], [])
    assert world.submit(zhao, no).status_code == 200
    case = world.wait(zhao, no, done)
    assert [(one["id"], one["word"], one["unit"]) for one in case["offices"]] == [
        ("out", "已同意", "白云区三元里派出所"),
        ("there", "已同意", CHANGSHA),
    ]
    (paper,) = [one for one in world.rows("gat.movedocs", id=ZHAO) if one["种类"] == "迁移证"]
    assert (paper["有效至"], paper["状态"]) == ((today + timedelta(days=30)).isoformat(), "已用")
    assert [one["状态"] for one in world.rows("gat.hukou", id=ZHAO)] == ["迁出"]
    drain()
    assert "ec-hukou" not in {one["type"] for one in zhao.get("/api/certificates").json["certificates"]}


def test_nobody_has_asked_for_who_has_no_permit(world):
    li = world.who("li-wenjing")
    none = li.get(f"/api/cases/{start(li, ITEM, {'why': 'out'})}/lookups/permits").json
    assert (none["rows"], none["empty"]) == ([], "没有收到别省的准迁证。请先到迁入地派出所申请，这边不用来")


def test_while_another_province_has_it_our_clock_stands_and_that_office_is_reminded(app, sandbox, monkeypatch):
    monkeypatch.setattr(departments, "signed", sources.signed)
    sandbox.control("POST", "/settings", department_auto=False)
    world, police = Crossing(app, sandbox), Department(app, "dept-gat-hz")
    world.change("gat.households", BOOK, 户主=LIN)

    def through(office, last="approved"):
        for node in ("accepted", "reviewing", "approving", last):
            assert police.send(no, node, office=office).status_code == 200
        drain()

    def row():
        with db.reading() as tx:
            return records.find(tx, no)

    today = clock.today()

    def moment(days, hour="10:00"):
        return clock.held_at(at(f"{(today + timedelta(days=days)).isoformat()}T{hour}"))

    wu, lin = world.who("wu-haiyan"), world.who("lin-zhihao")
    no = world.filled(wu)
    world.submit(wu, no)
    world.agree(lin)
    drain()
    promised = row().promised_on
    with moment(9):
        wu.sign_in()
        through("into")
        stands = wu.get(f"/api/cases/{no}").json
    assert [one["say"] for one in stands["offices"]][1] == "等外地回传，这几天不算进办理时间"
    assert row().stopped_at is not None and row().promised_on == promised
    reminded = []
    for days, hour in ((28, "09:00"), (29, "08:59"), (29, "09:00"), (43, "09:00"), (44, "09:00"), (58, "09:00")):
        with moment(days, hour):
            supervision.tick()
            with db.reading() as tx:
                reminded.append(tx.execute(select(func.count()).where(outbox.c.name == OfficeAwaited.KIND)).scalar())
            drain()
    assert reminded == [0, 0, 1, 0, 1, 0] and count("late_case") == 0
    heard = [one["status"] for one in sandbox.control("GET", "/messages") if one["path"].endswith(f"/cases/{no}/reminders")]
    assert heard == [202, 202]
    with moment(59):
        through("leave")
    away = calendar().between(today + timedelta(days=9), today + timedelta(days=59))
    assert row().stopped_at is None and row().promised_on == calendar().after(promised, away).on
