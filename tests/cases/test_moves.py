"""省内迁户口, whole: one police office after another, the household register before and after, and what stops it."""

import time

import pytest

from tests.errands import served, start
from tests.moving import TO, World
from tests.residents import PEOPLE, count, drain

LI, HUANG = PEOPLE["li-wenjing"][1], PEOPLE["huang-guoqiang"][1]
OLD, NEW, HOUSE = "440105034567", "440604000001", "广东省佛山市禅城区季华五路20号1602房"


@pytest.fixture
def world(app, sandbox, monkeypatch):
    with served(app, monkeypatch):
        sandbox.control("POST", "/settings", department_auto=True, department_delay=0)
        yield World(app, sandbox)


def test_the_register_moves_with_the_word_of_two_police_offices_one_after_another(world):
    li = world.who("li-wenjing")
    before = world.page(LI)
    assert before == (OLD, "正常", "广东省广州市海珠区新港中路88号601房")
    no = world.filled(li)
    assert world.said["gaps"] == [], world.said
    reply = world.submit(li, no)
    assert reply.status_code == 200, reply.text
    done = world.wait(li, no, lambda now: now["state"] == "done")
    assert [(one["name"], one["word"], one["unit"]) for one in done["offices"]] == [
        ("派出所（迁入地）", "已同意", "禅城区祖庙派出所"),
        ("派出所（迁出地）", "已同意", "海珠区新港派出所"),
        ("派出所（迁入地）落户", "已同意", "禅城区祖庙派出所"),
    ]
    assert world.page(LI) == (NEW, "正常", HOUSE)
    assert [row["状态"] for row in world.rows("gat.households", 户号=OLD)] == ["已销"]
    (person,) = world.rows("gat.people", id=LI)
    assert (person["住址"], person["户籍区"]) == (HOUSE, "440604")  # the address on the record of the person too
    (paper,) = world.rows("gat.movedocs", id=LI)
    assert (paper["迁出机关"], paper["迁入机关"], paper["状态"]) == ("海珠区新港派出所", "禅城区祖庙派出所", "已用")
    (book,) = [
        one
        for one in li.get("/api/certificates").json["certificates"]
        if one["type"] == "ec-hukou" and one["id"] == done["certificate"]["id"]
    ]
    assert {one["label"]: one["text"] for one in book["fields"]}["住址"] == HOUSE


def test_what_each_office_was_given_is_its_own_and_what_the_one_before_passed_on(world):
    li = world.who("li-wenjing")
    no = world.filled(li)
    world.submit(li, no)
    world.wait(li, no, lambda now: now["state"] == "done")
    given = {one["office"]: one for one in world.sandbox.control("GET", "/cases")}
    assert set(given) == {"into", "leave", "settle"}
    assert [one["id"].rpartition(".")[2] for one in given["into"]["facts"]] == ["r12", "r3"]
    assert {one["id"].rpartition(".")[2] for one in given["leave"]["facts"]} == {"r1", "r10", "r2", "r8", "r9"}
    assert {one["verdict"] for one in given["leave"]["facts"] + given["into"]["facts"]} == {"pass"}
    (passed,) = given["leave"]["before"]
    assert (passed["name"], passed["sends"]["facts"]["迁入地址"]) == ("派出所（迁入地）", HOUSE)
    assert [one["office"] for one in given["settle"]["before"]] == ["into", "leave"]


def test_a_degree_opens_the_public_household_in_five_days(world):
    liang = world.who("liang-junjie")
    no = world.filled(liang, "degree")
    assert world.submit(liang, no).status_code == 200
    done = world.wait(liang, no, lambda now: now["state"] == "done")
    assert [one["id"] for one in done["offices"]] == ["into_fast", "leave", "settle"]
    assert world.page(PEOPLE["liang-junjie"][1])[0] == "440604900001"


def test_who_joins_a_spouse_waits_for_the_head_of_that_household(world):
    """陈晓彤's parents' household in 佛山 is laid; its head says yes on their own phone before any office hears of it."""
    chen, lin = PEOPLE["chen-xiaotong"][1], PEOPLE["lin-zhihao"][1]
    world.change("gat.households", "440106012345", 区="440604", 派出所="禅城区祖庙派出所")
    world.change("gat.hukou", chen, 户号=OLD, 页=9, 与户主关系="其他亲属")
    who, head = world.who("chen-xiaotong"), world.who("lin-zhihao")
    no = start(who, "hukou-move-in-province", {"why": "spouse"})
    for field in ("mine", "home"):
        world.pick(who, no, field, field)
    world.save(who, no, to=TO, delivery="none")
    world.pick(who, no, "kin", "kin")
    said = world.pick(who, no, "movers", "members", many=True)
    assert (said["gaps"], said["errors"]) == ([], []), said
    reply = world.submit(who, no)
    assert reply.json["waits"] is True and count("case_office") == 0, reply.text
    (card,) = head.get("/api/me/consents").json["consents"]
    shown = head.get(f"/api/consents/{card['id']}").json["document"]
    assert {one["label"]: one["text"] for one in shown["lines"]}["投靠谁"] == "林志豪"
    assert head.post(f"/api/consents/{card['id']}/answer", {"agree": True, "hash": shown["hash"]}).status_code == 200
    done = world.wait(who, no, lambda now: now["state"] == "done")
    assert [one["word"] for one in done["offices"]] == ["已同意"] * 3
    (row,) = world.rows("gat.hukou", id=chen)
    assert (row["户号"], row["与户主关系"]) == ("440106012345", "妻") and lin != chen


def test_an_address_where_somebody_lives_already_comes_back_for_correction(world):
    li = world.who("li-wenjing")
    no = world.filled(li)
    world.change("gat.households", "440103067890", 地址码="DZ4406040001")
    world.submit(li, no)
    now = world.wait(li, no, lambda now: now["state"] == "to_correct")
    assert [one["text"] for one in now["timeline"][0]["points"]] == ["这个地址已经有一户，请选“入亲属的户”"]
    assert (
        [one["word"] for one in now["offices"]] == ["等您改", "还没轮到", "还没轮到"]
        and world.page(LI)[:2] == (OLD, "正常")
        and world.rows("gat.movedocs", id=LI) == []
    )


def test_a_no_of_the_old_office_takes_back_what_the_new_one_had_granted(world):
    li = world.who("li-wenjing")
    world.sandbox.control("POST", "/settings", department_auto=False)
    no = world.filled(li)
    world.submit(li, no)
    path = f"/departments/dept-gat-hz/cases/{no}"
    world.sandbox.control("POST", f"{path}/course", office="into")
    world.wait(li, no, lambda now: now["offices"][1]["word"] == "正在办")
    (paper,) = world.rows("gat.movedocs", id=LI)
    assert paper["状态"] == "有效"
    world.change("gat.households", OLD, 状态="冻结")
    world.sandbox.control("POST", f"{path}/course", office="leave")
    denied = world.wait(li, no, lambda now: now["state"] == "done")
    assert denied["word"] == "没办成" and denied["say"] == "您的户口目前被冻结，请打户籍派出所电话问清楚"
    assert [one["word"] for one in denied["offices"]] == ["已同意", "没同意", "不用办了"]
    until = time.monotonic() + 10
    while world.rows("gat.movedocs", id=LI)[0]["状态"] != "撤回" and time.monotonic() < until:
        drain()
        time.sleep(0.02)
    assert world.rows("gat.movedocs", id=LI)[0]["状态"] == "撤回" and world.page(LI)[:2] == (OLD, "正常")


@pytest.mark.parametrize(
    ("person", "why", "to", "say"),
    [
        ("li-wenjing", "house", "440100", "户口就在这个市，同城搬家请办“搬家改地址”。"),
        ("huang-guoqiang", "job", TO, "佛山没有查到您的社保，差 6 个月，交满了再来办。"),
        ("li-wenjing", "job", "440300", "深圳的条件还没有接上，带上证明到迁入地派出所办。"),
    ],
)
def test_what_the_city_does_not_take_is_said_and_nothing_is_sent(world, person, why, to, say):
    who = world.who(person)
    no = world.filled(who, why if why != "house" else "job", to)
    reply = who.post(f"/api/cases/{no}/submission")
    assert reply.status_code == 422, reply.text
    shown = who.get(f"/api/cases/{no}/confirm").json["errors"] + world.early + reply.json["errors"]
    assert say in [one["say"] for one in shown], shown
    assert (who.get(f"/api/cases/{no}").json["state"], world.sandbox.control("GET", "/cases"), count("case_office")) == ("draft", [], 0)


def test_a_frozen_household_stops_it(world):
    li = world.who("li-wenjing")
    world.change("gat.households", OLD, 状态="冻结")
    no = world.filled(li)
    shown = li.get(f"/api/cases/{no}/confirm").json["errors"]
    assert ("mine", "您的户口目前被冻结，打户籍派出所电话问清楚。") in [(one["field"], one["say"]) for one in shown]
    assert li.post(f"/api/cases/{no}/submission").status_code == 422
    assert count("case_office") == 0


def test_who_stands_in_a_collective_register_sees_nobody_else_of_it(world, sandbox):
    """Strangers share its number: who moves along is chosen of a family's book only."""
    lin = world.who("lin-zhihao")
    mine = start(lin, "hukou-move-in-province", {"why": "job"})
    world.pick(lin, mine, "mine", "mine")
    assert len(lin.get(f"/api/cases/{mine}/lookups/members").json["rows"]) > 1
    for switch in ("chen-xiaotong-in-foshan", "huang-guoqiang-in-foshan"):
        sandbox.control("POST", f"/switches/{switch}", on=True)
    who = world.who("chen-xiaotong")
    no = start(who, "hukou-move-in-province", {"why": "spouse"})
    for field in ("mine", "home"):
        world.pick(who, no, field, field)
    assert [row["title"] for row in who.get(f"/api/cases/{no}/lookups/members").json["rows"]] == ["陈晓彤"]
    assert who.get(f"/api/cases/{no}/lookups/others").json["rows"] == []
