"""居住证, whole: an address registered by the landlord's yes, a permit by what the registers say, a year more of it; the police's registers
before and after."""

import pytest

from app.kernel import clock
from tests.errands import hand_over, start
from tests.residents import count, drain
from tests.world import World, decided, only, save, submitted

HOUSE = {"do": "permit", "base": "house"}
REGISTER = {"do": "register", "base": "house"}
FOSHAN, GUANGZHOU = "440600", "440100"
FLAT = "广东省佛山市禅城区季华五路20号1602房"


@pytest.fixture
def world(app, sandbox, monkeypatch):
    with decided(app, sandbox, monkeypatch):
        yield World(app, sandbox)


def handed_in(who, no):
    hand_over(who, no)
    return submitted(who, no)


def a_year_on(day):
    return day.replace(year=day.year + 1).isoformat()


def test_who_lives_here_half_a_year_with_a_lease_has_the_permit_at_once(world):
    liang = world.who("liang-junjie")
    no = start(liang, "residence-permit-first", HOUSE, FOSHAN)
    assert save(liang, no, home=only(liang, no, "home"))["errors"] == []
    assert save(liang, no, stay=only(liang, no, "stays"))["gaps"] == []
    form = {one["id"]: one for one in liang.get(f"/api/cases/{no}/form").json["fields"]}
    assert int(form["lived"]["value"]) == (clock.today() - clock.today().replace(year=2026, month=4, day=20)).days
    assert world.rows("gat.residence", id=liang.id_number) == []
    handed_in(liang, no)
    done = world.wait(liang, no, "done")
    (permit,) = world.rows("gat.residence", id=liang.id_number)
    today = clock.today()
    assert (permit["首次领证日"], permit["签注至"], permit["连续自"]) == (today.isoformat(), a_year_on(today), "2026-04-20")
    assert (permit["居住地址"], permit["状态"], done["word"]) == (FLAT, "正常", "办好了")
    (card,) = [one for one in liang.get("/api/certificates").json["certificates"] if one["type"] == "ec-residence"]
    face = {one["label"]: one["text"] for one in card["fields"]}
    assert (face["居住地址"], face["签发机关"]) == (FLAT, "佛山市公安局")


def test_who_lives_here_too_short_is_told_from_which_day_and_gets_nothing(world):
    zhao = world.who("zhao-dawei")
    no = start(zhao, "residence-permit-first", HOUSE, "441900")
    save(zhao, no, home=only(zhao, no, "home"))
    said = [one["say"] for one in save(zhao, no, stay=only(zhao, no, "stays"))["errors"] if one["field"] == "stay"]
    assert "2027年1月31日起可以办" in said[0]
    reply = zhao.post(f"/api/cases/{no}/submission")
    assert (reply.status_code, world.rows("gat.residence", id=zhao.id_number), world.sandbox.control("GET", "/cases")) == (422, [], [])


def test_who_belongs_to_the_city_needs_none(world):
    lin = world.who("lin-zhihao")
    said = lin.post("/api/cases", {"item": "residence-permit-first", "city": GUANGZHOU, "answers": HOUSE, "anyway": True})
    assert (said.status_code, said.json["say"], count("case_record")) == (409, "您是本市户口，不用办", 0)


def registering(who, **more):
    no = start(who, "residence-permit-first", REGISTER, FOSHAN)
    save(who, no, home=only(who, no, "home"))
    here = {"district": "440604", "address": "广东省佛山市禅城区示例路9号101房", "since": "2026-11-01", "how": "rent"}
    save(who, no, **here, landlord={"name": "李文静", "id_number": "440199198801260060"}, **more)
    return no


def answer(landlord, agree, **more):
    (card,) = landlord.get("/api/me/consents").json["consents"]
    shown = landlord.get(f"/api/consents/{card['id']}").json["document"]
    reply = landlord.post(f"/api/consents/{card['id']}/answer", {"agree": agree, "hash": shown["hash"], **more})
    drain()
    assert reply.status_code == 200, reply.text
    return {one["label"]: one["text"] for one in shown["lines"]}


def test_an_address_is_registered_when_the_landlord_says_yes_on_their_own_phone(world):
    ou, landlord = world.who("ou-jiayi"), world.who("li-wenjing")
    no = registering(ou)
    assert handed_in(ou, no)["waits"] is True
    assert world.rows("gat.stays", id=ou.id_number) == []
    assert answer(landlord, True)["现在住哪里"] == "广东省佛山市禅城区示例路9号101房"
    world.wait(ou, no, "done")
    (stay,) = world.rows("gat.stays", id=ou.id_number)
    assert (stay["住址"], stay["区"], stay["起"], stay["方式"], stay["状态"]) == (
        "广东省佛山市禅城区示例路9号101房", "440604", "2026-11-01", "租住", "有效",
    )  # fmt: skip
    assert (stay["房主"], world.rows("gat.residence", id=ou.id_number)) == ("440199198801260060", [])
    assert "ec-residence" not in {one["type"] for one in ou.get("/api/certificates").json["certificates"]}


def test_a_landlord_s_no_registers_nothing(world):
    ou, landlord = world.who("ou-jiayi"), world.who("li-wenjing")
    no = registering(ou)
    handed_in(ou, no)
    answer(landlord, False, reason="不是我的房客")
    assert (ou.get(f"/api/cases/{no}").json["state"], world.rows("gat.stays", id=ou.id_number)) == ("draft", [])
    assert world.sandbox.control("GET", "/cases") == []


def test_nobody_is_their_own_landlord_and_moves_in_tomorrow(world):
    ou = world.who("ou-jiayi")
    no = registering(ou)
    me = save(ou, no, landlord={"name": "区嘉怡", "id_number": ou.id_number})["errors"]
    assert [one["say"] for one in me] == ["房主不能是自己，自己的房请选“自己的房”。"]
    assert [one["field"] for one in save(ou, no, since="2027-12-01")["errors"]] == ["since"]


def test_a_permit_is_good_for_another_year_and_its_years_go_on(world):
    wu = world.who("wu-haiyan")
    no = start(wu, "residence-permit-endorse", {})
    save(wu, no, permit=only(wu, no, "permits"))
    (error,) = save(wu, no, same="moved")["errors"]
    assert error["say"] == "先登记新地址，到“办居住证”，选“刚搬来，先登记住址”。"
    assert save(wu, no, same="yes")["gaps"] == []
    form = {one["id"]: one["text"] for one in wu.get(f"/api/cases/{no}/form").json["fields"]}
    assert form["counts"] == "接着算"
    handed_in(wu, no)
    world.wait(wu, no, "done")
    (permit,) = world.rows("gat.residence", id=wu.id_number)
    assert (permit["签注至"], permit["连续自"], permit["状态"]) == ("2027-12-10", "2025-05-20", "正常")
    (card,) = [one for one in wu.get("/api/certificates").json["certificates"] if one["type"] == "ec-residence"]
    assert {one["label"]: one["text"] for one in card["fields"]}["签注有效期"] == "2027-12-10"
    early = wu.post("/api/cases", {"item": "residence-permit-endorse", "city": GUANGZHOU, "answers": {}, "anyway": True})
    assert (early.status_code, early.json["say"], count("case_record")) == (409, "2027年11月10日起可签", 1)


def test_without_a_permit_there_is_nothing_to_prolong(world):
    zhao = world.who("zhao-dawei")
    no = start(zhao, "residence-permit-endorse", {})
    assert zhao.get(f"/api/cases/{no}/lookups/permits").json["empty"].startswith("没有查到您的居住证")
    assert zhao.post(f"/api/cases/{no}/submission").status_code == 422
