"""A guardian applies for a child's first passport, for one that was lost, for a permit: all of it is the child's, in the registers and in
the wallets."""

import pytest

from tests.errands import fill, hand_over, pay, start
from tests.residents import PEOPLE
from tests.world import World, decided, only, save, submitted

ZIXUAN = PEOPLE["zhou-zixuan"][1]
OLD = "E40065432"
FIRST = {"age": "child", "staff": "plain", "pace": "normal"}
LOST = {"why": "lost", "age": "child", "hukou": "other"}
PERMIT = {"age": "child", "why": "first", "hukou": "other"}


@pytest.fixture
def world(app, sandbox, monkeypatch):
    with decided(app, sandbox, monkeypatch):
        yield World(app, sandbox)


@pytest.fixture
def mother(world):
    return world.who("wu-haiyan")


def applied(mother, item, answers, book=""):
    """Handed in by the mother: who it is for is picked, both guardians sign at the window."""
    no = start(mother, item, answers)
    assert save(mother, no, **{"for": only(mother, no, "wards")})["errors"] == []
    if book:
        assert save(mother, no, book=numbered(mother, no, book))["errors"] == []
    fill(mother, no, {"other_way": "counter"})
    hand_over(mother, no)
    assert submitted(mother, no)["waits"] is False
    return no


def numbered(mother, no, number):
    """The book of this number among those there are to pick."""
    rows = mother.get(f"/api/cases/{no}/lookups/childbooks").json["rows"]
    return next(row["id"] for row in rows if row["title"] == number)


def held(who, kind):
    """What lies in somebody's wallet of a kind: what it is called, whether it can be shown."""
    found = [one for one in who.get("/api/certificates").json["certificates"] if one["type"] == kind]
    return [(one["name"], one["can_show"]) for one in found]


def documents(world, kind, state="有效"):
    return world.rows("crj.documents", owner=ZIXUAN, kind=kind, state=state)


@pytest.mark.parametrize(
    ("item", "answers", "kind", "cert", "name"),
    [
        ("passport-first", FIRST, "护照", "ec-passport", "普通护照"),
        ("tw-permit", PERMIT, "台湾", "ec-tw-permit", "往来台湾通行证"),
    ],
)
def test_a_child_s_first_is_the_child_s_and_good_for_five_years(world, sandbox, mother, item, answers, kind, cert, name):
    child = world.who("zhou-zixuan")
    assert documents(world, kind) == []
    no = applied(mother, item, answers)
    day = world.went(mother, no)
    pay(mother, sandbox, no)
    world.wait(mother, no, "done")
    (row,) = documents(world, kind)
    assert (row["issued"], int(row["until"][:4]) - day.year) == (day.isoformat(), 5)
    assert world.rows("crj.documents", owner=mother.id_number) == []
    assert (held(child, cert), held(mother, cert)) == ([(name, True)], [(f"{name}（周子轩）", False)])


def test_who_has_a_passport_gets_no_first_one_and_nothing_is_handed_in(world, sandbox, mother):
    sandbox.control("POST", "/switches/child-passport", on=True)
    no = start(mother, "passport-first", FIRST)
    save(mother, no, **{"for": only(mother, no, "wards")})
    fill(mother, no, {"other_way": "counter"})
    hand_over(mother, no)
    reply = mother.post(f"/api/cases/{no}/submission")
    say = "孩子已经有护照了，2027年2月28日到期"
    assert (reply.status_code, reply.json["code"], reply.json["say"]) == (422, "points_failed", say)
    assert reply.json["do"] == "快到期的办“换护照”，丢了、坏了的办“护照丢了”"
    assert (mother.get(f"/api/cases/{no}").json["state"], sandbox.control("GET", "/cases")) == ("draft", [])


def test_a_lost_one_is_void_from_the_minute_it_is_said_in_both_wallets(world, sandbox, mother):
    """And what the mother holds herself is not."""
    sandbox.control("POST", "/switches/child-passport", on=True)
    child = world.who("zhou-zixuan")
    assert held(child, "ec-passport") == [("普通护照", True)]
    gone = applied(mother, "passport-reissue", LOST, book=OLD)
    assert mother.post(f"/api/cases/{gone}/withdrawal").status_code == 200
    no = applied(mother, "passport-reissue", LOST, book=OLD)  # nothing came of the first: it can be picked still
    assert held(child, "ec-passport") == []
    assert [row["number"] for row in documents(world, "护照", "遗失作废")] == [OLD]
    world.went(mother, no)
    pay(mother, sandbox, no)
    world.wait(mother, no, "done")
    (new,) = documents(world, "护照")
    assert new["number"] != OLD and held(child, "ec-passport") == [("普通护照", True)]
    assert held(mother, "ec-passport") == [("普通护照（周子轩）", False)]
    again = applied(mother, "passport-reissue", LOST, book=new["number"])
    assert held(mother, "ec-passport") == held(child, "ec-passport") == []  # the copy beside hers went with it
    assert again != no
