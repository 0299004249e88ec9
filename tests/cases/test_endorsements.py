"""港澳签注, with a new card or on the one there is: each stands on the card, in the register and in the wallet."""

import pytest

from tests.errands import fill, hand_over, pay, start
from tests.residents import PEOPLE
from tests.world import World, decided, only, save, submitted

ZIXUAN, CARD = PEOPLE["zhou-zixuan"][1], "C40011111"
TOUR = {"age": "adult", "place": "both", "kind": "个人旅游"}
CHILD = TOUR | {"age": "child"}


@pytest.fixture
def world(app, sandbox, monkeypatch):
    with decided(app, sandbox, monkeypatch):
        yield World(app, sandbox)


def option(who, no, place, title):
    """The id of the row that is called so."""
    return next(one["id"] for one in who.get(f"/api/cases/{no}/lookups/{place}").json["rows"] if one["title"] == title)


def held(who):
    """The endorsements in somebody's wallet, as they read."""
    found = [one for one in who.get("/api/certificates").json["certificates"] if one["type"] == "ec-hkm-endorse"]
    faces = [{line["label"]: line["text"] for line in one["fields"]} for one in found]
    return sorted((face["前往地"], face["签注种类"], face["次数"]) for face in faces)


def stand(world, **of):
    return sorted((row["place"], row["times"], row["seq"]) for row in world.rows("crj.endorsements", **of))


def test_a_first_card_comes_with_an_endorsement_for_each_place_and_all_is_paid_at_once(world, sandbox):
    chen = world.who("chen-xiaotong")
    no = start(chen, "hkm-permit-first", {"age": "adult", "staff": "plain"})
    assert save(chen, no, hk_kind="个人旅游", mo_kind="个人旅游")["errors"] == []
    save(chen, no, hk=option(chen, no, "hk", "1年2次"), mo=option(chen, no, "mo", "1年1次"))
    fill(chen, no)
    hand_over(chen, no)
    submitted(chen, no)
    world.went(chen, no)
    bill = chen.post(f"/api/cases/{no}/payment").json
    assert bill["amount_fen"] == 10_500
    pay(chen, sandbox, no)
    world.wait(chen, no, "done")
    (card,) = world.rows("crj.documents", owner=chen.id_number)
    assert stand(world, permit=card["number"]) == [("HK", "2", 1), ("MO", "1", 2)]
    assert held(chen) == [("澳门", "个人旅游", "一次"), ("香港", "个人旅游", "两次")]


def test_of_what_is_left_no_other_is_had_and_nothing_is_handed_in(world, sandbox):
    lin = world.who("lin-zhihao")
    no = start(lin, "hkm-endorse", TOUR)
    said = save(lin, no, hk=option(lin, no, "hk", "1年2次"))["errors"]
    assert [one["say"].partition("，用完")[0] for one in said] == ["上次办的还有 1 次，到2027年2月10日"]
    assert (sandbox.control("GET", "/cases"), lin.get(f"/api/cases/{no}").json["state"]) == ([], "draft")


def test_what_is_picked_and_cannot_be_checked_now_says_where_it_is_done_besides(world, sandbox):
    chen = world.who("chen-xiaotong")
    no = start(chen, "hkm-permit-first", {"age": "adult", "staff": "plain"})
    save(chen, no, hk_kind="个人旅游", mo_kind="none")
    row = option(chen, no, "hk", "1年2次")
    sandbox.control("POST", "/settings", registers_wrong=["crj.kinds:cut"])
    otherwise = ("那边暂时连不上，还不能核对您选的", "过一会儿再来，急的话带上身份证到出入境窗口办")
    reply = chen.call("PATCH", f"/api/cases/{no}/draft", {"values": {"hk": row}})
    assert (reply.status_code, reply.json["say"], reply.json["do"]) == (503, *otherwise)
    sandbox.control("POST", "/settings", registers_wrong=[])
    assert save(chen, no, hk=row)["errors"] == []
    fill(chen, no)
    hand_over(chen, no)
    sandbox.control("POST", "/settings", registers_wrong=["crj.kinds:cut"])
    reply = chen.post(f"/api/cases/{no}/submission")
    assert (reply.status_code, reply.json["say"], reply.json["do"]) == (503, *otherwise)
    assert (sandbox.control("GET", "/cases"), chen.get(f"/api/cases/{no}").json["state"]) == ([], "draft")


def test_a_guardian_has_both_places_written_on_the_child_s_card(world, sandbox):
    row = {"number": CARD, "owner": ZIXUAN, "kind": "港澳", "pinyin": "ZHOU ZIXUAN", "issued": "2022-03-01", "until": "2030-02-28"}
    sandbox.control("PUT", "/registers/crj.documents/rows", row=row | {"place": "广东", "state": "有效"})
    mother, child = world.who("wu-haiyan"), world.who("zhou-zixuan")
    no = start(mother, "hkm-endorse", CHILD)
    assert save(mother, no, **{"for": only(mother, no, "wards")})["errors"] == []
    assert save(mother, no, book=only(mother, no, "books"))["errors"] == []
    save(mother, no, hk=option(mother, no, "hk", "3月1次"), mo=option(mother, no, "mo", "3月1次"))
    fill(mother, no, {"other_way": "counter"})
    hand_over(mother, no)
    submitted(mother, no)
    world.went(mother, no)
    pay(mother, sandbox, no)
    world.wait(mother, no, "done")
    assert stand(world, permit=CARD) == [("HK", "1", 1), ("MO", "1", 2)]
    assert held(child) == [("澳门", "个人旅游", "一次"), ("香港", "个人旅游", "一次")]
