"""孩子换护照, whole and both ways: the child asks and a guardian agrees, or a guardian asks on their own phone; the register of exit and
entry before and after."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from app.cases import agreeing
from app.kernel import clock, db
from app.participants.models import participant
from tests.errands import fill, hand_over, pay, start, take_slot
from tests.residents import PEOPLE, count, drain
from tests.world import World, decided, save, submitted, times

OLD = "E40065432"
BOOK = {"有效期至": "2026 年 12 月 31 日", "剩下的签证页": "1"}
MINOR = {"why": "expiring", "age": "minor", "hukou": "other"}
CHILD = {"why": "expiring", "age": "child", "hukou": "other"}
ZIXUAN = PEOPLE["zhou-zixuan"][1]
BABY = "440199202610080015"


class Books(World):
    """周子轩, who is twelve, his mother, and what the departments have."""

    def __init__(self, app, sandbox):
        super().__init__(app, sandbox)
        sandbox.control("POST", "/switches/child-passport", on=True)

    def books(self, owner=ZIXUAN):
        """The child's passports: number and state, the newest last."""
        found = sorted(self.rows("crj.documents", owner=owner, kind="护照"), key=lambda row: row["issued"])
        return [(row["number"], row["state"]) for row in found]


@pytest.fixture
def world(app, sandbox, monkeypatch):
    with decided(app, sandbox, monkeypatch):
        yield Books(app, sandbox)


@pytest.fixture
def mother(world):
    return world.who("wu-haiyan")


def shown(who, no, lookup):
    return who.get(f"/api/cases/{no}/lookups/{lookup}").json


def picked(mother, answers=CHILD):
    """A draft in which the child and the old passport are picked, as the phone takes the only row of each."""
    no = start(mother, "passport-renew", answers)
    for field, lookup in (("for", "wards"), ("book", "books")):
        (row,) = shown(mother, no, lookup)["rows"]
        assert save(mother, no, **{field: row["id"]})["errors"] == []
    return no


def applied(mother, way="counter"):
    no = picked(mother)
    fill(mother, no, {"other_way": way})
    hand_over(mother, no)
    return no


def passports(who):
    """What lies in somebody's wallet: what it is called, its number, whether it can be shown."""
    held = [one for one in who.get("/api/certificates").json["certificates"] if one["type"] == "ec-passport"]
    return [(one["name"], {line["label"]: line["text"] for line in one["fields"]}["护照号码"], one["can_show"]) for one in held]


def agree(who, says, yes=True, rows=None, **more):
    (card,) = who.get("/api/me/consents").json["consents"]
    assert card["title"].endswith(says), card
    document = who.get(f"/api/consents/{card['id']}").json["document"]
    if rows is not None:
        found = [(one["of"], one["title"], {fact["label"]: fact["text"] for fact in one["facts"]}) for one in document["rows"]]
        assert found == rows, found
    reply = who.post(f"/api/consents/{card['id']}/answer", {"agree": yes, "hash": document["hash"], **more})
    assert reply.status_code == 200, reply.text
    drain()
    return {one["label"]: one["text"] for one in document["lines"]}


def five_years(row, day):
    issued, until = row["issued"], row["until"]
    return (int(until[:4]) - int(issued[:4]), day.isoformat() == issued) == (5, True)


def new_row(world, owner=ZIXUAN):
    return max(world.rows("crj.documents", owner=owner, state="有效", kind="护照"), key=lambda row: row["issued"])


def test_the_child_asks_and_the_register_ends_the_old_book_when_the_new_one_is_issued(world, sandbox, mother):
    child = world.who("zhou-zixuan")
    assert (world.books(), passports(child)) == ([(OLD, "有效")], [("普通护照", OLD, True)])
    no = start(child, "passport-renew", MINOR)
    fill(child, no, {"guardian_way": "phone"})
    hand_over(child, no)
    assert submitted(child, no)["waits"] is True and world.books() == [(OLD, "有效")]
    agree(mother, "同意孩子换护照")
    day = world.went(child, no)
    assert world.books() == [(OLD, "有效")]  # nothing is void before there is a new one
    pay(child, sandbox, no)
    world.wait(child, no, "done")
    new = new_row(world)
    assert world.books() == [(OLD, "换发作废"), (new["number"], "有效")]
    assert (new["owner"], new["pinyin"], new["place"], five_years(new, day)) == (ZIXUAN, "ZHOU ZIXUAN", "广东", True)
    assert passports(child) == [("普通护照", new["number"], True)]
    assert passports(mother) == [("普通护照（周子轩）", new["number"], False)]


def test_a_guardian_asks_on_their_own_phone_and_all_of_it_is_the_child_s(world, sandbox, mother):
    child = world.who("zhou-zixuan")
    no = picked(mother)
    form = {one["id"]: one for one in mother.get(f"/api/cases/{no}/form").json["fields"]}
    assert (form["for"]["text"], form["book"]["text"]) == ("周子轩", OLD)
    assert not {"name", "id_number", "sex", "nation", "birth", "birthplace", "hukou", "old_document", "guardian_way"} & form.keys()
    fill(mother, no, {"other_way": "counter"})
    hand_over(mother, no)
    assert submitted(mother, no)["waits"] is False and count("participant") == 0
    (handed,) = [one for one in sandbox.control("GET", "/cases") if one["case_no"] == no]
    facts = {one["id"].rpartition(".")[2]: one["verdict"] for one in handed["facts"]}
    assert facts == {"r6": "pass", "r12": "pass", "r13": "pass", "r14": "pass", "r15": "pass"}
    day = world.went(mother, no)
    pay(mother, sandbox, no)
    done = world.wait(mother, no, "done")
    new = new_row(world)
    assert world.books() == [(OLD, "换发作废"), (new["number"], "有效")] and five_years(new, day)
    assert world.rows("crj.documents", owner=mother.id_number) == []
    assert passports(mother) == [("普通护照（周子轩）", new["number"], False)]
    assert passports(child) == [("普通护照", new["number"], True)]
    assert done["certificate"]["name"] == "普通护照"
    told = [one for one in child.get("/api/me/uses").json["uses"] if one["case_no"] == no]
    assert any(one["why"] == "监护人给您办换护照" for one in told)
    assert any("看孩子的护照" in one["why"] for one in told)
    (letter,) = [one for one in child.get("/api/messages").json["messages"] if one["title"] == "监护人给您办换护照"]
    assert (letter["say"], letter["to"]) == ("交给广州公安出入境了。用了您哪些信息，点开看看。", "/pages/seen/index")


def test_the_other_guardian_is_told_and_saying_nothing_for_a_day_is_no_objection(world, mother):
    no = applied(mother, "phone")
    waits = submitted(mother, no)
    assert (waits["waits"], waits["say"]) == (True, "还要另一位监护人（周*国）同意，到时间没说不同意，也往下办")
    assert waits["next_steps"][-1]["say"] == "不同意，退回来，填的都留着"
    with db.transaction() as tx:
        until = tx.execute(select(participant.c.until)).scalar_one()
        assert timedelta(hours=23, minutes=59) < until - clock.now() <= timedelta(hours=24)
    with clock.held_at(until - timedelta(minutes=1)):
        assert agreeing.sweep()[1] == 0
    assert mother.get(f"/api/cases/{no}").json["state"] == "to_agree" and world.sandbox.control("GET", "/cases") == []
    with db.transaction() as tx:  # the department lives now: it was asked a day ago
        tx.execute(update(participant).values(until=clock.now(), next_at=clock.now()))
    assert agreeing.sweep()[1] == 1
    assert agreeing.sweep() == (0, 0)
    world.went(mother, no)
    after = mother.get(f"/api/cases/{no}").json
    assert [one["text"] for one in after["participants"]] == ["没有回答"]
    (handed,) = [one for one in world.sandbox.control("GET", "/cases") if one["case_no"] == no]
    assert {one["id"].rpartition(".")[2]: one["verdict"] for one in handed["facts"]}["r16"] == "pass"


@pytest.fixture
def parents(world):
    """林志豪 and 陈晓彤, whose son has a number and a passport by now."""
    born = {"姓名": "林沐阳", "户号": "440106012345", "页": 3, "与户主关系": "子", "性别": "男", "民族": "汉族", "出生日期": "2026-10-08"}
    born |= {
        "出生地": "广东省广州市天河区",
        "籍贯": "广东省广州市",
        "婚姻": "未婚",
        "落户日": "2026-10-20",
        "何因何地来": "出生",
        "状态": "正常",
    }
    world.sandbox.control("PUT", "/registers/gat.hukou/rows", row={"id": BABY, **born})
    world.sandbox.control("PUT", "/registers/wj.births/rows", row_id="U440123456", set={"状态": "已用", "child_id": BABY})
    book = {"number": "E40099999", "owner": BABY, "kind": "护照", "pinyin": "LIN MUYANG", "issued": "2022-01-01", "until": "2026-12-31"}
    world.sandbox.control("PUT", "/registers/crj.documents/rows", row={**book, "place": "广东", "state": "有效", "pages_left": 1})
    return world.who("lin-zhihao"), world.who("chen-xiaotong")


def test_an_objection_gives_it_back_and_says_to_come_together(world, parents):
    father, mother = parents
    no = applied(father, "phone")
    assert submitted(father, no)["say"] == "还要另一位监护人（陈*彤）同意，到时间没说不同意，也往下办"
    rows = [("哪个孩子", "林沐阳", {"关系": "父"}), ("孩子的旧护照", "E40099999", BOOK)]
    read = agree(mother, "同意孩子换护照", yes=False, rows=rows, reason="还没有商量好去哪里", tell=True)
    assert read.pop("什么时候去窗口").endswith("，广州市政务服务中心")
    assert read == {"哪个孩子": "林沐阳", "孩子的旧护照": "E40099999", "谁陪孩子去窗口": "我陪", "给孩子留指纹": "不留"}
    assert father.get(f"/api/cases/{no}").json["state"] == "draft" and world.sandbox.control("GET", "/cases") == []
    (told,) = [one for one in father.get("/api/messages").json["messages"] if one["title"] == "换护照：对方没同意"]
    assert "两位监护人意见不一致，请一起到窗口办。" in told["say"]
    assert world.books(BABY) == [("E40099999", "有效")]
    assert times(no)[0]["state"] == "cancelled" and father.get(f"/api/cases/{no}/form").json["gaps"] == ["slot"]
    save(father, no, other_way="counter")
    take_slot(father, no, "slot")
    assert submitted(father, no)["waits"] is False


def test_the_other_guardian_says_yes_and_it_goes_on_at_once_and_lies_in_both_wallets(world, parents):
    father, mother = parents
    no = applied(father, "phone")
    submitted(father, no)
    agree(mother, "同意孩子换护照")
    world.went(father, no)
    pay(father, world.sandbox, no)
    world.wait(father, no, "done")
    number = new_row(world, BABY)["number"]
    own = [("普通护照", "E12346128", True)]
    assert passports(father) == [*own, ("普通护照（林沐阳）", number, False)]
    assert passports(mother) == [("普通护照（林沐阳）", number, False)]


def test_the_father_s_own_and_the_child_s_are_two_and_the_child_s_is_one(world, parents, app, sandbox):
    """What already runs is found by whom it is for, not by who applies."""
    father, mother = parents
    from tests.errands import ready

    own = ready(father, "passport-renew", {"why": "expiring", "age": "adult", "hukou": "pilot"})
    assert submitted(father, own)["waits"] is False
    no = applied(father)
    assert father.get(f"/api/cases/{no}/form").json["running"] is None
    submitted(father, no)
    other = applied(mother)
    assert mother.get(f"/api/cases/{other}/form").json["running"]["no"] == no
    refused = mother.post(f"/api/cases/{other}/submission")
    assert (refused.status_code, refused.json["code"], refused.json["say"]) == (409, "already_running", "这件事已经在办了")


# --- who may not, and what does not fit


def test_who_is_nobody_s_guardian_sees_so_and_can_hand_in_nothing(world, app, sandbox):
    zhao = world.who("zhao-dawei")
    no = start(zhao, "passport-renew", CHILD)
    found = shown(zhao, no, "wards")
    assert (found["rows"], found["empty"].split("。")[0]) == ([], "没有查到您是哪个孩子的监护人")
    reply = zhao.post(f"/api/cases/{no}/submission")
    assert (reply.status_code, reply.json["code"], reply.json["errors"][0]) == (
        422,
        "form_incomplete",
        {"field": "for", "say": "哪个孩子还没填。"},
    )
    assert world.sandbox.control("GET", "/cases") == []


def test_somebody_else_s_child_cannot_be_picked(world, mother):
    theirs = start(mother, "passport-renew", CHILD)
    (row,) = shown(mother, theirs, "wards")["rows"]
    zhao = world.who("zhao-dawei")
    no = start(zhao, "passport-renew", CHILD)
    saved = save(zhao, no, **{"for": row["id"]})
    assert saved["errors"] == [{"field": "for", "say": "这一条现在查不到了，重新选一次。"}] and "for" in saved["gaps"]


def test_who_was_guardian_when_they_began_and_is_none_when_they_hand_in_is_refused(world, mother):
    """Picked while they were, and the register says otherwise by then: they are shown nothing more, nothing is stored or sent."""
    no = applied(mother)
    world.sandbox.control("PUT", "/registers/wj.births/rows", row_id="O440654321", set={"母": PEOPLE["chen-xiaotong"][1]})
    reply = mother.post(f"/api/cases/{no}/submission")
    assert (reply.status_code, reply.json["code"], reply.json["say"], reply.json["do"]) == (
        422,
        "not_yours",
        "只能看本人、未成年子女和自己名下的",
        "替别人看，请他本人登录",
    )
    assert (mother.get(f"/api/cases/{no}").json["state"], world.sandbox.control("GET", "/cases")) == ("draft", [])
    assert world.books() == [(OLD, "有效")]


def test_a_baby_who_is_in_no_household_yet_is_registered_first(world):
    lin = world.who("lin-zhihao")
    no = start(lin, "passport-renew", CHILD)
    (row,) = shown(lin, no, "wards")["rows"]
    assert row["title"] == "林沐阳"
    saved = save(lin, no, **{"for": row["id"]})
    assert saved["errors"] == [{"field": "for", "say": "林沐阳还没上户口，先办“给宝宝上户口”。"}] and "for" in saved["gaps"]


@pytest.mark.parametrize(("later", "says"), [(1, []), (0, [{"field": "for", "say": "周子轩满 16 周岁了，请本人用自己的手机办。"}])])
def test_the_day_before_the_sixteenth_birthday_is_the_last(world, sandbox, mother, later, says):
    """Born sixteen years ago tomorrow, and today."""
    today = clock.today()
    born = (today.replace(year=today.year - 16) + timedelta(days=later)).isoformat()
    (row,) = world.rows("gat.hukou", id=ZIXUAN)
    columns = {key: value for key, value in row.items() if key != "row_id"} | {"id": _numbered(born), "页": 9, "出生日期": born}
    sandbox.control("PUT", "/registers/gat.hukou/rows", row=columns)
    birth = {"child_id": columns["id"], "出生时间": f"{born} 15:40"}
    sandbox.control("PUT", "/registers/wj.births/rows", row_id="O440654321", set=birth)
    no = start(mother, "passport-renew", CHILD)
    (ward,) = shown(mother, no, "wards")["rows"]
    saved = save(mother, no, **{"for": ward["id"]})
    assert (saved["errors"], "for" in saved["gaps"]) == (says, bool(says))


def _numbered(born):
    from sandbox.registers.columns import id_sign

    head = f"440199{born.replace('-', '')}003"
    return head + id_sign(head)


def test_a_child_does_not_answer_as_a_guardian_nor_a_grown_up_as_a_child(world, mother):
    child = world.who("zhou-zixuan")
    for who, answers, say in (
        (child, CHILD, "身份证上您自己还不满16周岁。给自己换，选自己；给别人换，请他的爸爸妈妈来办。"),
        (mother, MINOR, "选的是不满16周岁，身份证上已经满了。替孩子换，选「我的孩子」。"),
    ):
        told = ",".join(f"{key}:{value}" for key, value in answers.items())
        known = who.get(f"/api/items/passport-renew/known?city=440100&answers={told}").json
        assert known["errors"] == [{"field": "age", "say": say, "at": "question"}]


def test_what_the_guardian_holds_says_nothing_of_the_child(world, parents):
    """林志豪's own passport ends in four months and was never the question."""
    father, _ = parents
    told = ",".join(f"{key}:{value}" for key, value in CHILD.items())
    known = father.get(f"/api/items/passport-renew/known?city=440100&answers={told}").json
    assert (known["stands"], known["running"], known["errors"]) == (None, None, [])


def test_a_passport_that_is_not_due_is_said_at_once_and_not_kept(world, mother):
    world.sandbox.control("PUT", "/registers/crj.documents/rows", row_id=OLD, set={"until": "2029-02-28"})
    no = start(mother, "passport-renew", CHILD)
    (ward,) = shown(mother, no, "wards")["rows"]
    save(mother, no, **{"for": ward["id"]})
    (book,) = shown(mother, no, "books")["rows"]
    saved = save(mother, no, book=book["id"])
    say = "孩子的护照2029年2月28日才到期，还没到换的时候，到时候再来；别的原因要换，改一下回答。"
    assert saved["errors"] == [{"field": "book", "say": say}] and "book" in saved["gaps"]


def test_who_may_not_leave_is_refused_without_a_reason(world, mother):
    no = applied(mother)
    world.sandbox.control("PUT", "/registers/crj.flags/rows", row_id=ZIXUAN, set={"exit_ban": True})
    reply = mother.post(f"/api/cases/{no}/submission")
    assert (reply.status_code, reply.json["code"], reply.json["say"]) == (422, "points_failed", "现在不能受理")
    assert reply.json["do"] == "原因请打 12367 或到窗口问"
    assert (mother.get(f"/api/cases/{no}").json["state"], world.sandbox.control("GET", "/cases")) == ("draft", [])
