"""省内迁户口 for each reason: to a household granted by two police offices, and to a no, with the figures of the registers exact."""

import pytest

from tests.errands import served
from tests.moving import TO, World
from tests.residents import PEOPLE, count

LI, CHEN, LIN = (PEOPLE[one][1] for one in ("li-wenjing", "chen-xiaotong", "lin-zhihao"))
SON, MOTHER, LIANG, OU = (PEOPLE[one][1] for one in ("huang-guoqiang", "huang-xiuying", "liang-junjie", "ou-jiayi"))
MEIZHOU, GUANGZHOU = "441400", "440100"
BOOK, FOSHAN_BOOK, MEIZHOU_BOOK = "440105034567", "440604900001", "441402900001"
LIN_BOOK, HUANG_BOOK = "440106012345", "440104023456"
AGREED = ["已同意"] * 3


@pytest.fixture
def world(app, sandbox, monkeypatch):
    with served(app, monkeypatch):
        sandbox.control("POST", "/settings", department_auto=True, department_delay=0)
        yield World(app, sandbox)


def done(case):
    return case["state"] == "done"


def ended(world, who, no):
    """Word, sentence and each office's word of a case that is over."""
    case = world.wait(who, no, done)
    return case["word"], case["say"], [one["word"] for one in case["offices"]]


def handed_in(world, name, why, to):
    """The case of somebody who needs nobody's yes, its first office at work and waiting for a person."""
    world.sandbox.control("POST", "/settings", department_auto=False)
    who = world.who(name)
    no = world.filled(who, why, to)
    assert (world.said["gaps"], world.early) == ([], [])
    assert world.submit(who, no).status_code == 200
    return who, no


def row(world, register, row_id):
    (found,) = world.rows(register, **dict(row_id))
    return found


# --- in that city at work


def test_thirty_months_insured_there_open_the_public_household(world):
    li = world.who("li-wenjing")
    no = world.filled(li, "job", MEIZHOU)
    assert (world.said["gaps"], world.early) == ([], [])
    (paid,) = li.get(f"/api/cases/{no}/lookups/months").json["rows"]
    assert {one["label"]: one["text"] for one in paid["facts"]}["养老"] == "30"
    assert world.submit(li, no).status_code == 200
    case = world.wait(li, no, done)
    assert [(one["id"], one["word"], one["unit"]) for one in case["offices"]] == [
        ("into", "已同意", "梅江区江南派出所"),
        ("leave", "已同意", "海珠区新港派出所"),
        ("settle", "已同意", "梅江区江南派出所"),
    ]
    assert world.page(LI) == (MEIZHOU_BOOK, "正常", "广东省梅州市梅江区江南街道公共集体户")
    assert [one["状态"] for one in world.rows("gat.households", 户号=BOOK)] == ["已销"]


def test_a_month_less_than_the_city_wants_is_a_no_that_names_it(world):
    li, no = handed_in(world, "li-wenjing", "job", MEIZHOU)
    world.change("gat.moverules", f"{MEIZHOU}|就业", 社保月=31)
    world.lead(no, "into")
    assert ended(world, li, no) == ("没办成", "社保还差 1 个月", ["没同意", "不用办了", "不用办了"])
    assert world.page(LI)[:2] == (BOOK, "正常") and world.rows("gat.movedocs", id=LI) == []


# --- to the spouse


@pytest.fixture
def couple(world):
    """陈晓彤, whose register is still in 佛山, and her husband in 广州."""
    world.sandbox.control("POST", "/switches/chen-xiaotong-in-foshan", on=True)
    return world.who("chen-xiaotong"), world.who("lin-zhihao")


def test_who_joins_a_spouse_stands_in_the_spouse_s_book(world, couple):
    chen, lin = couple
    no = world.filled(chen, "spouse", GUANGZHOU)
    assert (world.said["gaps"], world.early) == ([], [])
    assert world.submit(chen, no).json["say"] == "还要迁入那一户的户主（林*豪）同意"
    world.agree(lin)
    case = world.wait(chen, no, done)
    assert [(one["word"], one["unit"]) for one in case["offices"]] == [
        ("已同意", "天河区体育东派出所"),
        ("已同意", "禅城区祖庙派出所"),
        ("已同意", "天河区体育东派出所"),
    ]
    page = row(world, "gat.hukou", {"id": CHEN})
    assert (page["户号"], page["页"], page["与户主关系"], page["状态"]) == (LIN_BOOK, 2, "妻", "正常")
    assert [one["状态"] for one in world.rows("gat.households", 户号=FOSHAN_BOOK)] == ["正常"]  # a public household stays


def test_married_a_day_too_short_is_said_before_anybody_hears_of_it(world, couple):
    chen, _ = couple
    today = str(world.sandbox.control("GET", "/status")["now"])[:10]
    later = f"{int(today[:4]) - 2}{today[4:8]}{int(today[8:]) + 1:02}" if int(today[8:]) < 28 else f"{int(today[:4]) - 1}{today[4:7]}-01"
    world.change("mz.marriages", CHEN, 登记日=later)
    no = world.filled(chen, "spouse", GUANGZHOU)
    assert "广州要结婚满 2 年，满了再来办。" in [one["say"] for one in world.early]
    reply = world.submit(chen, no, ["迁到哪个市"])
    assert reply.status_code == 422 and "广州要结婚满 2 年，满了再来办。" in [one["say"] for one in reply.json["errors"]], reply.text
    assert (world.sandbox.control("GET", "/cases"), count("case_office")) == ([], 0)


def test_divorced_while_it_was_looked_at_is_a_no(world, couple):
    chen, lin = couple
    world.sandbox.control("POST", "/settings", department_auto=False)
    no = world.filled(chen, "spouse", GUANGZHOU)
    world.submit(chen, no)
    world.agree(lin)
    world.change("mz.marriages", CHEN, 状态="离婚")
    world.lead(no, "into")
    assert ended(world, chen, no) == ("没办成", "没有查到您的结婚登记", ["没同意", "不用办了", "不用办了"])
    assert world.page(CHEN)[:2] == (FOSHAN_BOOK, "正常")


# --- to the parents


@pytest.fixture
def son(world):
    """黄国强, whose register is in 佛山, and his mother in 广州."""
    world.sandbox.control("POST", "/switches/huang-guoqiang-in-foshan", on=True)
    return world.who("huang-guoqiang"), world.who("huang-xiuying")


def test_a_son_joins_his_mother_and_stands_in_her_book_as_her_son(world, son):
    who, mother = son
    no = world.filled(who, "child", GUANGZHOU)
    assert (world.said["gaps"], world.early) == ([], [])
    assert world.submit(who, no).json["say"] == "还要迁入那一户的户主（黄*英）同意"
    assert count("case_office") == 0
    world.agree(mother)
    case = world.wait(who, no, done)
    assert [(one["word"], one["unit"]) for one in case["offices"]] == [
        ("已同意", "越秀区东华派出所"),
        ("已同意", "禅城区祖庙派出所"),
        ("已同意", "越秀区东华派出所"),
    ]
    page = row(world, "gat.hukou", {"id": SON})
    assert (page["户号"], page["页"], page["与户主关系"], page["母"]) == (HUANG_BOOK, 2, "子", MOTHER)


def test_a_city_that_closes_the_way_while_it_is_looked_at_says_which_ways_are_left(world, son):
    who, mother = son
    world.sandbox.control("POST", "/settings", department_auto=False)
    no = world.filled(who, "child", GUANGZHOU)
    world.submit(who, no)
    world.agree(mother)
    world.change("gat.moverules", f"{GUANGZHOU}|父母子女投靠", allowed=False)
    world.lead(no, "into")
    said = "广州没有这一种入户，可用：夫妻投靠、学历、积分入户"
    assert ended(world, who, no) == ("没办成", said, ["没同意", "不用办了", "不用办了"])
    assert world.page(SON)[:2] == (FOSHAN_BOOK, "正常")


def test_a_mother_who_says_no_gives_it_back_and_no_office_hears_of_it(world, son):
    who, mother = son
    no = world.filled(who, "child", GUANGZHOU)
    world.submit(who, no)
    world.agree(mother, reason="家里住不下了，再商量")
    assert who.get(f"/api/cases/{no}").json["state"] == "draft"
    assert (world.sandbox.control("GET", "/cases"), count("case_office")) == ([], 0)


# --- with a degree


def test_a_year_older_than_the_city_takes_with_a_degree_is_a_no(world):
    liang, no = handed_in(world, "liang-junjie", "degree", TO)
    world.change("gat.moverules", f"{TO}|学历", 年龄上限=22)
    world.lead(no, "into_fast")
    assert ended(world, liang, no) == ("没办成", "佛山学历入户要 22 岁以下", ["没同意", "不用办了", "不用办了"])
    assert world.page(LIANG)[:2] == ("440113078901", "正常")


# --- what the second office wants put right


def test_the_second_office_asks_who_is_head_of_those_who_stay_and_goes_on_with_the_answer(world):
    li, no = handed_in(world, "li-wenjing", "house", TO)
    world.change("gat.hukou", OU, 户号=BOOK, 页=2, 与户主关系="其他亲属")  # somebody came to stay meanwhile
    world.lead(no, "into")
    world.wait(li, no, lambda case: case["offices"][1]["word"] == "正在办")
    world.lead(no, "leave")
    case = world.wait(li, no, lambda case: case["state"] == "to_correct")
    assert [one["word"] for one in case["offices"]] == ["已同意", "等您改", "还没轮到"]
    (point,) = li.get(f"/api/cases/{no}/correction").json["points"]
    assert (point["to"], point["field"], point["text"]) == ("field", "left_head", "您是户主，选一下留下的人谁当户主")
    (stays,) = [one["id"] for one in li.get(f"/api/cases/{no}/lookups/others").json["rows"]]
    assert world.save(li, no, left_head=stays)["errors"] == []
    assert li.post(f"/api/cases/{no}/resubmission").status_code == 200
    world.lead(no, "leave")
    world.wait(li, no, lambda case: case["offices"][2]["word"] == "正在办")
    world.lead(no, "settle")
    assert ended(world, li, no)[2] == AGREED
    assert world.page(LI)[:2] == ("440604000001", "正常")
    (old,) = world.rows("gat.households", 户号=BOOK)
    head = row(world, "gat.hukou", {"id": OU})
    assert (old["状态"], old["户主"], head["与户主关系"]) == ("正常", OU, "户主")


def test_who_moves_along_reads_the_new_address_in_their_own_wallet(world):
    lin, chen = world.who("lin-zhihao"), world.who("chen-xiaotong")
    for person in (LIN, CHEN):
        row_id = f"粤（2021）广州市不动产权第06000001号|{person}"
        world.change("zrzy.realestate", row_id, 市=TO, 区="440604", 地址码="DZ4406040001", 坐落="佛山市禅城区季华五路20号1602房")
    no = world.filled(lin, "house", TO)
    rows = lin.get(f"/api/cases/{no}/lookups/members").json["rows"]
    assert world.save(lin, no, movers=[one["id"] for one in rows])["gaps"] == []
    assert world.submit(lin, no).json["say"] == "还要一起迁的家人（陈*彤）同意"
    world.agree(chen)
    world.wait(lin, no, done)
    assert {world.page(one)[0] for one in (LIN, CHEN)} == {"440604000001"}
    assert [one["状态"] for one in world.rows("gat.households", 户号=LIN_BOOK)] == ["已销"]
    for who in (lin, chen):
        books = [one for one in who.get("/api/certificates").json["certificates"] if one["type"] == "ec-hukou"]
        assert [{one["label"]: one["text"] for one in book["fields"]}["住址"] for book in books] == ["广东省佛山市禅城区季华五路20号1602房"]
