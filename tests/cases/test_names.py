"""改名字, whole: one's own, a child's with everybody's yes, and what stops it; the register and what the phone calls somebody after it."""

import pytest

from tests.errands import served, start
from tests.moving import World
from tests.residents import PEOPLE, count

CHILD, LIN, CHEN = (PEOPLE[one][1] for one in ("zhou-zixuan", "lin-zhihao", "chen-xiaotong"))


@pytest.fixture
def world(app, sandbox, monkeypatch):
    with served(app, monkeypatch):
        sandbox.control("POST", "/settings", department_auto=True, department_delay=0)
        yield World(app, sandbox)


def done(world, who, no):
    return world.wait(who, no, lambda now: now["state"] == "done")["word"]


def test_a_grown_up_is_called_otherwise_in_the_register_and_on_the_phone(world):
    ou = world.who("ou-jiayi")
    no = start(ou, "name-change", {"who": "me", "why": "personal"})
    world.pick(ou, no, "mine", "mine")
    world.save(ou, no, ground="sound", delivery="none")
    for name, say in (
        ("区嘉怡", "新名字和现在一样，换一个再填。"),
        ("区嘉怡2", "姓名只能用汉字，“2”不行。"),
        ("区嘉傑", "“傑”不是规范汉字，写成“杰”。"),
    ):
        assert say in [one["say"] for one in world.save(ou, no, new_name=name)["errors"]], name
    assert world.save(ou, no, new_name="区嘉宜")["gaps"] == []
    reply = world.submit(ou, no)
    assert (reply.status_code, reply.json["waits"]) == (200, False), reply.text
    assert done(world, ou, no) == "办好了"
    (row,) = world.rows("gat.hukou", id=ou.id_number)
    assert (row["姓名"], row["曾用名"]) == ("区嘉宜", "区嘉怡")
    assert [(one["项"], one["原"], one["新"]) for one in row["变更"]] == [("姓名", "区嘉怡", "区嘉宜")]
    # registers know nobody by the old name: the phone has the new one, and goes on asking them
    ou.name = "区嘉宜"
    assert ou.me["name"] in ("区嘉宜", "区*宜")
    again = start(ou, "name-change", {"who": "me", "why": "typo"})
    assert [one["title"] for one in ou.get(f"/api/cases/{again}/lookups/mine").json["rows"]] == ["区嘉宜"]


def test_who_has_a_case_open_at_court_is_told_at_once(world):
    zhao = world.who("zhao-dawei")
    reply = zhao.post("/api/cases", {"item": "name-change", "city": "440100", "answers": {"who": "me", "why": "personal"}})
    assert (reply.status_code, reply.json["say"], reply.json["do"]) == (409, "法院还有您没结的案子", "结案后再来"), reply.text
    assert count("case_record") == 0


@pytest.fixture
def family(world):
    """A boy of twelve and his parents, each with a phone of their own."""
    world.change("gat.hukou", CHILD, 父=LIN, 母=CHEN, 与户主关系="其他亲属")
    world.change("wj.births", "O440654321", 父=LIN, 母=CHEN)
    return world.who("lin-zhihao"), world.who("chen-xiaotong"), world.who("zhou-zixuan")


def asked(world, father, name):
    no = start(father, "name-change", {"who": "child", "why": "personal"})
    (ward,) = [one for one in father.get(f"/api/cases/{no}/lookups/wards").json["rows"] if one["title"] == "周子轩"]
    world.save(father, no, **{"for": ward["id"]})
    world.pick(father, no, "page", "page")
    return no, world.save(father, no, new_name=name, ground="surname", delivery="none")


def test_a_child_takes_the_father_s_name_when_mother_and_child_say_yes(world, family):
    father, mother, child = family
    no, said = asked(world, father, "黄子轩")
    say = "姓要随爸爸或妈妈，用别的姓，带上理由的证明到户籍派出所办。"
    assert say in [one["say"] for one in said["errors"]] or say in [
        one["say"] for one in father.get(f"/api/cases/{no}/confirm").json["errors"]
    ]
    assert world.save(father, no, new_name="林子轩")["gaps"] == []
    assert world.submit(father, no).json["waits"] is True
    world.agree(mother)
    assert (father.get(f"/api/cases/{no}").json["state"], world.sandbox.control("GET", "/cases")) == ("to_agree", [])
    world.agree(child)
    assert done(world, father, no) == "办好了"
    assert [one["姓名"] for one in world.rows("gat.hukou", id=CHILD)] == ["林子轩"]
    assert child.me["name"] in ("林子轩", "林*轩")


def test_a_child_of_twelve_who_says_no_keeps_the_name(world, family):
    father, mother, child = family
    no, _ = asked(world, father, "林子轩")
    world.submit(father, no)
    world.agree(child, reason="我不想改名字")
    assert (father.get(f"/api/cases/{no}").json["state"], world.sandbox.control("GET", "/cases")) == ("draft", [])
    assert [one["姓名"] for one in world.rows("gat.hukou", id=CHILD)] == ["周子轩"]
