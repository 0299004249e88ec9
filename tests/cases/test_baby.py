"""给宝宝上户口, whole: the baby of the certificate, the other parent's yes on their own phone, the registers before and after."""

import time

import pytest
from sqlalchemy import select

from app.cases.models import case_verdict
from app.kernel import db
from tests.errands import hand_over, served, start
from tests.known import proved
from tests.residents import PEOPLE, Resident, count, drain

CERT, BABY, PAGE = "U440123456", "440199202610080015", "440106012345-3"
PICKS = {"baby": "births", "father": "father", "mother": "mother", "marriage": "marriage", "follow": "homes"}
USED = "这张出生证已经入过户了，要宝宝的户口页，办“补户口本”。"


class World:
    """林志豪's and 陈晓彤's phones, and the registers of the police and the hospital."""

    def __init__(self, app, sandbox):
        self.app, self.sandbox = app, sandbox
        self.lin, self.chen = proved(app, sandbox), proved(app, sandbox, "chen-xiaotong")

    def rows(self, register, **columns):
        return self.sandbox.control("GET", f"/registers/{register}?" + "&".join(f"{key}={text}" for key, text in columns.items()))["rows"]

    def registers(self):
        """What a grant changes: the certificate, the pages of the book."""
        (cert,) = self.rows("wj.births", 编号=CERT)
        return cert["状态"], cert["child_id"], sorted(row["id"] for row in self.rows("gat.hukou", 户号="440106012345"))

    def shown(self, who, no, lookup):
        return who.get(f"/api/cases/{no}/lookups/{lookup}").json

    def save(self, who, no, **values):
        reply = who.call("PATCH", f"/api/cases/{no}/draft", {"values": values})
        assert reply.status_code == 200, reply.text
        return reply.json

    def pick(self, who, no):
        """As the phone does: the only row of each is taken without asking. Returns what came of the last."""
        for field, lookup in PICKS.items():
            (row,) = self.shown(who, no, lookup)["rows"]
            saved = self.save(who, no, **{field: row["id"]})
            assert saved["errors"] == [], saved
        return saved

    def filled(self, **more):
        no = start(self.lin, "birth-registration", {})
        self.pick(self.lin, no)
        self.save(self.lin, no, **{"delivery": "none", **more})
        return no

    def submit(self, no):
        reply = self.lin.post(f"/api/cases/{no}/submission")
        drain()
        return reply

    def answer(self, agree=True, **more):
        (card,) = self.chen.get("/api/me/consents").json["consents"]
        shown = self.chen.get(f"/api/consents/{card['id']}").json["document"]
        reply = self.chen.post(f"/api/consents/{card['id']}/answer", {"agree": agree, "hash": shown["hash"], **more})
        drain()
        assert reply.status_code == 200, reply.text
        return shown

    def wait(self, no, state, patience=20.0):
        until = time.monotonic() + patience
        while (now := self.lin.get(f"/api/cases/{no}").json)["state"] != state:
            assert time.monotonic() < until, f"{no} is {now['state']}"
            drain()
            time.sleep(0.02)
        drain()  # what follows from the last word: the certificate
        return self.lin.get(f"/api/cases/{no}").json


@pytest.fixture
def world(app, sandbox, monkeypatch):
    with served(app, monkeypatch):
        sandbox.control("POST", "/settings", department_auto=True, department_delay=0)
        yield World(app, sandbox)


BEFORE = ("未用", None, [PEOPLE["lin-zhihao"][1], PEOPLE["chen-xiaotong"][1]])


def test_a_baby_gets_its_number_and_its_page_when_both_parents_want_it(world):
    assert world.registers() == BEFORE
    no = start(world.lin, "birth-registration", {})
    saved = world.pick(world.lin, no)
    assert saved["gaps"] == ["delivery"]
    form = {one["id"]: one for one in world.lin.get(f"/api/cases/{no}/form").json["fields"]}
    filled = {key: (form[key]["value"], form[key]["source"]) for key in ("baby_name", "nation", "birthplace", "native")}
    assert filled == {
        "baby_name": ("林沐阳", "出生医学证明"),
        "nation": ("汉族", "户口登记"),
        "birthplace": ("广东省广州市天河区", "出生医学证明"),
        "native": ("广东省广州市", "户口登记"),
    }
    assert (form["relation"]["text"], form["relation"]["editable"], form["baby"]["text"], form["mother"]["text"]) == (
        "子",
        False,
        "林沐阳",
        "陈晓彤",
    )
    world.save(world.lin, no, delivery="none")
    hand_over(world.lin, no)
    waits = world.submit(no).json
    assert (waits["waits"], waits["say"]) == (True, "还要孩子的另一位家长（陈*彤）同意")
    assert (world.lin.get(f"/api/cases/{no}").json["state"], world.registers()) == ("to_agree", BEFORE)
    read = world.answer()
    assert {one["label"]: one["text"] for one in read["lines"]} == {
        "宝宝": "林沐阳", "宝宝姓名": "林沐阳", "与户主关系": "子", "民族": "汉族", "出生地": "广东省广州市天河区", "籍贯": "广东省广州市",
        "户口跟爸爸还是跟妈妈": "广东省广州市天河区体育东路100号1201房",
    }  # fmt: skip
    done = world.wait(no, "done")
    assert (done["word"], done["certificate"]["name"]) == ("办好了", "居民户口簿")
    assert world.registers() == ("已用", BABY, sorted([*BEFORE[2], BABY]))
    (page,) = world.rows("gat.hukou", id=BABY)
    assert (page["姓名"], page["户号"], page["页"], page["与户主关系"], page["何因何地来"]) == ("林沐阳", "440106012345", 3, "子", "出生")
    for parent, own in ((world.lin, "林志豪"), (world.chen, "陈晓彤")):
        books = [one for one in parent.get("/api/certificates").json["certificates"] if one["type"] == "ec-hukou"]
        assert [(one["name"], one["holder"]) for one in books] == [("居民户口簿", own), ("居民户口簿（林沐阳）", "林沐阳")]
        face = {one["label"]: one["text"] for one in books[1]["fields"]}
        assert (face["户主"], face["与户主关系"], face["姓名"], books[1]["can_show"]) == ("林志豪", "子", "林沐阳", False)
    certificate = world.lin.get(f"/api/certificates/{done['certificate']['id']}").json
    assert certificate["number_text"].endswith("45-3")


@pytest.mark.parametrize(
    ("delivery", "way"),
    [("none", ["填表", "同意", "审核", "办好"]), ("pickup", ["填表", "同意", "审核", "制证", "去领"])],
)
def test_who_wants_nothing_on_paper_is_told_of_no_making_and_no_way_to_get_it(world, delivery, way):
    no = world.filled(delivery=delivery)
    hand_over(world.lin, no)
    trip = world.lin.get(f"/api/cases/{no}/confirm").json["trip"]
    assert trip == {"none": None, "pickup": "做好了去一次大厅领。"}[delivery]
    world.submit(no)
    assert [one["name"] for one in world.lin.get(f"/api/cases/{no}").json["steps"]] == way
    world.answer()
    done = world.wait(no, "done")
    assert [(one["name"], one["state"]) for one in done["steps"]] == [(name, "done") for name in way]
    told = " ".join(one["say"] for one in world.lin.get("/api/messages").json["messages"])
    assert ("做好了去一次大厅领" in told, "寄" in told) == (delivery == "pickup", False)


def test_a_certificate_that_is_used_is_used_once(world):
    no, other = world.filled(), None
    hand_over(world.lin, no)
    world.submit(no)
    world.answer()
    world.wait(no, "done")
    after = world.registers()
    other = start(world.lin, "birth-registration", {})
    (row,) = world.shown(world.lin, other, "births")["rows"]
    saved = world.save(world.lin, other, baby=row["id"])
    assert saved["errors"] == [{"field": "baby", "say": USED}] and "baby" in saved["gaps"]
    assert world.registers() == after


def test_one_who_was_quicker_leaves_nothing_to_hand_in(world):
    """Picked while it was unused; used meanwhile: said at the field, nobody is asked, nothing is sent."""
    no = world.filled()
    hand_over(world.lin, no)
    world.sandbox.control("PUT", "/registers/wj.births/rows", row_id=CERT, set={"状态": "已用"})
    reply = world.submit(no)
    assert (reply.status_code, reply.json["errors"][0]) == (422, {"field": "baby", "say": USED})
    assert (count("participant"), world.lin.get(f"/api/cases/{no}").json["state"]) == (0, "draft")
    assert world.sandbox.control("GET", "/cases") == []


def test_a_no_of_the_other_parent_gives_it_back_and_registers_nothing(world):
    no = world.filled()
    hand_over(world.lin, no)
    world.submit(no)
    world.answer(agree=False, reason="名字还没有商量好")
    assert (world.lin.get(f"/api/cases/{no}").json["state"], world.registers()) == ("draft", BEFORE)
    assert world.sandbox.control("GET", "/cases") == []
    assert world.lin.get(f"/api/cases/{no}/form").json["gaps"] == []


def test_who_has_no_baby_sees_so_and_can_hand_in_nothing(world, monkeypatch):
    zhao = Resident(world.app, world.sandbox, "zhao-dawei").proved()
    no = start(zhao, "birth-registration", {})
    shown = world.shown(zhao, no, "births")
    assert (shown["rows"], shown["empty"].split("。")[0]) == ([], "没有查到还没入户的宝宝")
    reply = zhao.post(f"/api/cases/{no}/submission")
    assert (reply.status_code, reply.json["code"], reply.json["errors"][0]) == (
        422,
        "form_incomplete",
        {"field": "baby", "say": "宝宝还没填。"},
    )


def test_somebody_else_s_baby_cannot_be_picked(world):
    mine = world.filled()
    (row,) = world.shown(world.lin, mine, "births")["rows"]
    zhao = Resident(world.app, world.sandbox, "zhao-dawei").proved()
    no = start(zhao, "birth-registration", {})
    saved = world.save(zhao, no, baby=row["id"])
    assert [one["field"] for one in saved["errors"]] == ["baby"] and "baby" in saved["gaps"]


@pytest.mark.parametrize(
    ("field", "value", "say"),
    [
        ("baby_name", "林A阳", "姓名只能用汉字，“A”不行。"),
        ("baby_name", "林沐陽", "“陽”不是规范汉字，写成“阳”。"),
        ("baby_name", "黄沐阳", "姓要随爸爸或妈妈，用别的姓，带上理由的证明到户籍派出所办。"),
        ("nation", "满族", "民族要随爸爸或妈妈，写“汉族”。"),
    ],
)
def test_what_cannot_be_registered_is_said_at_its_field_and_not_kept(world, field, value, say):
    no = world.filled()
    before = world.lin.get(f"/api/cases/{no}/form").json
    saved = world.save(world.lin, no, **{field: value})
    assert saved["errors"] == [{"field": field, "say": say}]
    kept = {one["id"]: one["value"] for one in world.lin.get(f"/api/cases/{no}/form").json["fields"]}
    assert kept == {one["id"]: one["value"] for one in before["fields"]}


def test_another_name_than_the_certificate_s_is_ticked_or_goes_nowhere(world):
    no = world.filled(baby_name="陈沐阳")
    hand_over(world.lin, no, ["名字和出生证上不同，我们都同意"])
    reply = world.submit(no)
    say = "名字和出生证“林沐阳”不同，请勾选确认，或者改回出生证上的名字。"
    assert reply.json["errors"] == [{"field": "differs", "say": say}]
    assert (reply.status_code, count("participant"), world.registers()) == (422, 0, BEFORE)
    world.save(world.lin, no, differs=True)
    assert world.submit(no).json["waits"] is True
    world.answer()
    world.wait(no, "done")
    (page,) = world.rows("gat.hukou", id=BABY)
    assert page["姓名"] == "陈沐阳"


def test_a_baby_of_more_than_a_year_goes_to_the_police_station(world):
    world.sandbox.control("PUT", "/registers/wj.births/rows", row_id=CERT, set={"出生时间": "2025-10-08 09:26"})
    no = start(world.lin, "birth-registration", {})
    (row,) = world.shown(world.lin, no, "births")["rows"]
    saved = world.save(world.lin, no, baby=row["id"])
    say = "宝宝满 1 周岁了，要说明为什么现在才办，带出生医学证明、户口簿和身份证到户籍派出所办。"
    assert saved["errors"] == [{"field": "baby", "say": say}]


def test_parents_in_two_households_choose_one(world):
    chen = world.chen.id_number
    world.sandbox.control("PUT", "/registers/gat.hukou/rows", row_id=chen, set={"户号": "440103089012", "页": 9})
    no = start(world.lin, "birth-registration", {})
    for field in ("baby", "father", "mother", "marriage"):
        (row,) = world.shown(world.lin, no, PICKS[field])["rows"]
        world.save(world.lin, no, **{field: row["id"]})
    homes = world.shown(world.lin, no, "homes")["rows"]
    assert len(homes) == 2
    assert "follow" in world.save(world.lin, no, delivery="none")["gaps"]


def test_the_yes_of_the_other_parent_is_a_point_that_a_machine_has_decided_by_then(world):
    no = world.filled()
    hand_over(world.lin, no)
    world.submit(no)
    assert verdict_of("r12") == "unknown"
    world.answer()
    assert verdict_of("r12") == "pass"
    (told,) = [one["facts"] for one in world.sandbox.control("GET", "/cases") if one["case_no"] == no]
    assert {one["verdict"] for one in told} == {"pass"} and "birth-registration.r12" in {one["id"] for one in told}


def verdict_of(point):
    with db.reading() as tx:
        return tx.execute(select(case_verdict.c.verdict).where(case_verdict.c.point == f"birth-registration.{point}")).scalar_one()
