"""What changes in a household book, whole: where it stands, what its pages say, the paper itself; the registers before and after."""

import pytest

from tests.errands import served, start
from tests.moving import World
from tests.residents import PEOPLE, count

SON, MOTHER, LI = (PEOPLE[one][1] for one in ("huang-guoqiang", "huang-xiuying", "li-wenjing"))
BOOK, NEW = "440104023456", "440104023457"
OLD_HOME, NEW_HOME = "广东省广州市越秀区东华西路88号302房", "广东省广州市越秀区文明路40号201房"
HOUSE = f"粤（2012）广州市不动产权第04000002号|{SON}"
ITEM = "hukou-address-change"


@pytest.fixture
def world(app, sandbox, monkeypatch):
    with served(app, monkeypatch):
        sandbox.control("POST", "/settings", department_auto=True, department_delay=0)
        yield World(app, sandbox)


def begun(world, who, why):
    no = start(who, ITEM, {"why": why})
    for field in ("mine", "home"):
        world.pick(who, no, field, field)
    return no, world.save(who, no, delivery="none")


def done(world, who, no):
    """Word and sentence of a case that is over, and the lines of the book in the wallet."""
    case = world.wait(who, no, lambda now: now["state"] == "done")
    books = [one for one in who.get("/api/certificates").json["certificates"] if one["type"] == "ec-hukou"]
    return case["word"], {one["label"]: one["text"] for one in books[0]["fields"]}


def page(world, person):
    (row,) = world.rows("gat.hukou", id=person)
    return row["户号"], row["页"], row["与户主关系"]


def to_the_house(world, son):
    no, _ = begun(world, son, "move")
    (house,) = son.get(f"/api/cases/{no}/lookups/houses").json["rows"]
    assert house["title"] == "广州市越秀区文明路40号201房"  # the flat where the register stands already is not offered
    world.save(son, no, house=house["id"])
    assert world.pick(son, no, "movers", "members", many=True)["gaps"] == []
    return no


def test_a_son_moves_into_his_own_flat_at_once_and_his_mother_stays_head(world):
    son = world.who("huang-guoqiang")
    no = to_the_house(world, son)
    reply = world.submit(son, no)
    assert reply.status_code == 200 and reply.json["waits"] is False, reply.text
    word, face = done(world, son, no)
    assert (word, face["住址"], face["户主"], face["与户主关系"]) == ("办好了", NEW_HOME, "黄国强", "户主")
    assert (page(world, SON), page(world, MOTHER)) == ((NEW, 1, "户主"), (BOOK, 1, "户主"))
    (row,) = world.rows("gat.hukou", id=SON)
    assert row["何因何地来"] == f"市内移居 {OLD_HOME}"
    assert [(one["项"], one["原"], one["新"]) for one in row["变更"]] == [("住址", OLD_HOME, NEW_HOME)]
    # and back again: his mother, who is head there, says yes on her own phone
    mother = world.who("huang-xiuying")
    no, _ = begun(world, son, "join")
    world.pick(son, no, "kin", "kin")
    assert world.pick(son, no, "movers", "members", many=True)["gaps"] == []
    assert world.submit(son, no).json["say"] == "还要搬进那一户的户主（黄*英）同意"
    assert page(world, SON)[0] == NEW
    world.agree(mother)
    word, face = done(world, son, no)
    assert (word, face["住址"], face["户主"], page(world, SON)) == ("办好了", OLD_HOME, "黄秀英", (BOOK, 2, "子"))
    assert [one["状态"] for one in world.rows("gat.households", 户号=NEW)] == ["已销"]


def test_a_flat_where_somebody_is_registered_comes_back_and_nothing_moves(world):
    son = world.who("huang-guoqiang")
    no = to_the_house(world, son)
    world.change("gat.households", "440103067890", 地址码="DZ4401040002")
    world.submit(son, no)
    case = world.wait(son, no, lambda now: now["state"] == "to_correct")
    say = "这个地址已经有一户。换一套房子；想跟他们一户的，撤回这次，重选“搬到亲属户里”"
    assert [one["text"] for one in case["timeline"][0]["points"]] == [say]
    assert (page(world, SON), world.rows("gat.households", 户号=NEW)) == ((BOOK, 2, "子"), [])


def test_a_head_who_says_no_gives_it_back_and_no_office_hears_of_it(world):
    son, mother = world.who("huang-guoqiang"), world.who("huang-xiuying")
    world.change("gat.hukou", SON, 户号="440111056789", 页=2, 与户主关系="其他亲属")
    no, _ = begun(world, son, "join")
    world.pick(son, no, "kin", "kin")
    world.pick(son, no, "movers", "members", many=True)
    world.submit(son, no)
    world.agree(mother, reason="家里住不下了，再商量")
    assert (son.get(f"/api/cases/{no}").json["state"], world.sandbox.control("GET", "/cases")) == ("draft", [])
    assert page(world, SON)[0] == "440111056789"


def test_one_book_becomes_two_when_a_person_has_seen_how_the_flat_is_divided(world):
    son = world.who("huang-guoqiang")
    no, _ = begun(world, son, "split")
    world.pick(son, no, "stays", "stayers")
    rows = son.get(f"/api/cases/{no}/lookups/members").json["rows"]
    both = world.save(son, no, movers=[one["id"] for one in rows])
    assert both["errors"] == [{"field": "movers", "say": "留在原来那户的人，也选进要搬的人里了，留下的人不要选。"}]
    assert world.pick(son, no, "movers", "members", many=True)["gaps"] == []
    assert "分房证明还没传好。" in [one["say"] for one in son.get(f"/api/cases/{no}/confirm").json["errors"]]
    assert world.submit(son, no).status_code == 200  # with the paper given
    assert done(world, son, no)[0] == "办好了"
    assert (page(world, SON), page(world, MOTHER)) == ((NEW, 1, "户主"), (BOOK, 1, "户主"))
    assert [one["住址"] for one in world.rows("gat.households", 户号=NEW)] == [OLD_HOME]


def test_a_plate_that_the_police_renamed_is_one_tap_and_asks_nothing(world):
    li = world.who("li-wenjing")
    there = "广东省广州市海珠区新港中路88号"
    no, _ = begun(world, li, "rename")
    shown = li.get(f"/api/cases/{no}/lookups/renamed").json
    assert (shown["rows"], shown["empty"].split("。")[0]) == ([], "没有查到您的门牌改过名")
    world.change("std.addresses", "DZ4401050001", 全称=f"{there}之一601房", 更名自=f"{there}601房", 更名日="2026-11-02")
    said = world.pick(li, no, "plate", "renamed")
    assert (said["gaps"], said["errors"]) == ([], [])
    assert world.submit(li, no).json["waits"] is False
    word, face = done(world, li, no)
    assert (word, face["住址"]) == ("办好了", f"{there}之一601房")
    (row,) = world.rows("gat.hukou", id=LI)
    assert (row["户号"], [(one["项"], one["新"]) for one in row["变更"]]) == ("440105034567", [("住址", f"{there}之一601房")])


def test_what_there_is_nothing_to_do_for_is_said_before_anything_is_given(world):
    li = world.who("li-wenjing")
    no, _ = begun(world, li, "move")
    said = world.pick(li, no, "house", "houses")
    assert said["errors"] == [{"field": "house", "say": "这套房子不在户口所在的市，跨市请办“省内迁户口”。"}]
    assert li.post(f"/api/cases/{no}/submission").status_code == 422
    for why, lookup, say in (("split", "stayers", "户里只有您一个人，不用分户"), ("join", "kin", "没有查到你们是亲属")):
        no, _ = begun(world, li, why)
        shown = li.get(f"/api/cases/{no}/lookups/{lookup}").json
        assert (shown["rows"], shown["empty"].startswith(say)) == ([], True), shown
        assert li.post(f"/api/cases/{no}/submission").status_code == 422
    assert world.page(LI)[:2] == ("440105034567", "正常")
    assert (world.sandbox.control("GET", "/cases"), count("case_verdict")) == ([], 0)


def test_a_flat_of_the_mother_s_wants_her_yes_as_its_owner(world):
    son, mother = world.who("huang-guoqiang"), world.who("huang-xiuying")
    world.change("gat.hukou", MOTHER, 户号="440103067890", 页=2, 与户主关系="其他亲属")  # she lives elsewhere, her flat stands empty
    world.change("gat.hukou", SON, 户号="440111056789", 页=2, 母=MOTHER, 与户主关系="其他亲属")
    world.change("gat.households", BOOK, 状态="已销")
    no, _ = begun(world, son, "move")
    rows = son.get(f"/api/cases/{no}/lookups/houses").json["rows"]
    world.save(son, no, house=next(one["id"] for one in rows if one["title"].endswith("302房")))
    world.pick(son, no, "movers", "members", many=True)
    assert world.submit(son, no).json["say"] == "还要房子的主人（黄*英）同意"
    world.agree(mother)
    assert done(world, son, no)[0] == "办好了"
    assert (page(world, SON)[1:], world.page(SON)[2]) == ((1, "户主"), OLD_HOME)


# --- 改户口信息


def corrected(world, who, **values):
    no = start(who, "hukou-info-correct", {"what": "plain"})
    for field in ("mine", "home"):
        world.pick(who, no, field, field)
    return no, world.save(who, no, delivery="none", **values)


def test_what_marriage_and_work_say_elsewhere_the_page_says_too_after_one_tap(world):
    lin = world.who("lin-zhihao")
    no, said = corrected(world, lin, items=["婚姻", "服务处所"], job="销售")
    (mine,) = lin.get(f"/api/cases/{no}/lookups/mine").json["rows"]
    assert {one["label"]: one["text"] for one in mine["facts"]}["婚姻"] == "未婚"  # what it says now stands beside what it could say
    world.pick(lin, no, "marriage", "marriage")
    said = world.pick(lin, no, "work", "work")
    assert (said["gaps"], said["errors"]) == ([], []), said
    assert "m-info-proof" not in {one["material"] for one in lin.get(f"/api/cases/{no}/materials").json["materials"]}
    assert world.submit(lin, no).status_code == 200
    assert done(world, lin, no)[0] == "办好了"
    (row,) = world.rows("gat.hukou", id=lin.id_number)
    assert (row["婚姻"], row["服务处所"], row["职业"]) == ("有配偶", "广州天河示例汽配有限公司", "销售")
    assert [(one["项"], one["原"], one["新"]) for one in row["变更"]] == [
        ("婚姻", "未婚", "有配偶"),
        ("服务处所", None, "广州天河示例汽配有限公司"),
        ("职业", None, "销售"),
    ]
    # a second time there is nothing to change, and nothing is sent
    sent = len(world.sandbox.control("GET", "/cases"))
    no, _ = corrected(world, lin, items=["婚姻"])
    said = world.pick(lin, no, "marriage", "marriage")
    say = "户口簿上的婚姻状况已经是“有配偶”，不用改，把这一项去掉。"
    assert say in [one["say"] for one in said["errors"]]
    assert lin.post(f"/api/cases/{no}/submission").status_code == 422
    assert len(world.sandbox.control("GET", "/cases")) == sent


def test_a_degree_that_no_register_has_is_a_photo_and_a_person_looks_at_it(world):
    zhao = world.who("zhao-dawei")
    no, said = corrected(world, zhao, items=["文化程度"], degree_level="大专")
    assert zhao.get(f"/api/cases/{no}/lookups/degrees").json["rows"] == [] and said["gaps"] == []
    assert "变更证明还没传好。" in [one["say"] for one in zhao.get(f"/api/cases/{no}/confirm").json["errors"]]
    assert world.submit(zhao, no).status_code == 200
    assert done(world, zhao, no)[0] == "办好了"
    assert [one["文化程度"] for one in world.rows("gat.hukou", id=zhao.id_number)] == ["大专"]


def test_who_is_past_twenty_is_told_at_once_that_the_nation_stays(world):
    lin = world.who("lin-zhihao")
    reply = lin.post("/api/cases", {"item": "hukou-info-correct", "city": "440100", "answers": {"what": "nation"}})
    assert (reply.status_code, reply.json["code"], reply.json["say"]) == (409, "not_for_you", "满 20 周岁后民族不能再改"), reply.text
    assert count("case_record") == 0


# --- 补户口本


def a_book(world, who, why="lost", **values):
    no = start(who, "hukou-book-reissue", {"why": why})
    for field in ("mine", "home"):
        world.pick(who, no, field, field)
    said = world.save(who, no, delivery="pickup", **values)
    assert (said["gaps"], said["errors"]) == ([], []), said
    return no


def books(world, home):
    (row,) = world.rows("gat.households", 户号=home)
    return [(one["原因"], one["状态"]) for one in row["簿"]]


def test_a_head_gets_a_new_book_and_the_lost_one_is_void(world):
    lin, home = world.who("lin-zhihao"), "440106012345"
    no = a_book(world, lin, lost_on="2026-11-20")
    (shown,) = lin.get(f"/api/cases/{no}/lookups/home").json["rows"]
    assert "立户" in {one["label"]: one["text"] for one in shown["facts"]}["领过的户口本"]
    saved = world.save(lin, no, lost_on="2099-01-01")
    assert [one["field"] for one in saved["errors"]] == ["lost_on"]
    assert books(world, home) == [("立户", "有效")]
    assert world.submit(lin, no).json["waits"] is False
    case = world.wait(lin, no, lambda now: now["state"] == "done")
    assert (case["word"], books(world, home)) == ("办好了", [("立户", "作废"), ("丢了", "有效")])


def test_a_member_waits_for_the_head_and_a_no_leaves_the_book_as_it_is(world):
    chen, lin, home = world.who("chen-xiaotong"), world.who("lin-zhihao"), "440106012345"
    no = a_book(world, chen, "info")
    assert world.submit(chen, no).json["say"] == "还要户主（林*豪）同意"
    world.agree(lin, reason="户口本找到了，不用补")
    assert (chen.get(f"/api/cases/{no}").json["state"], books(world, home)) == ("draft", [("立户", "有效")])
    assert world.sandbox.control("GET", "/cases") == []


def test_the_fourth_book_in_a_year_is_looked_at_by_a_person(world):
    mother = world.who("huang-xiuying")
    world.sandbox.control("POST", "/settings", department_auto=False)
    no = a_book(world, mother, lost_on="2026-11-20")
    world.submit(mother, no)
    (handed,) = world.sandbox.control("GET", "/cases")
    verdicts = {one["id"].rpartition(".")[2]: one["verdict"] for one in handed["facts"]}
    assert verdicts["r2"] == "fail"
    assert books(world, BOOK)[-1] == ("丢了", "有效") and len(books(world, BOOK)) == 4


# --- 去世销户口

DEATH = "2026-440104-000128"


def mourning(world, son):
    """The certificate, the page and the household, taken as the phone takes the only row of each."""
    no = start(son, "death-deregistration", {"where": "cert"})
    for field, lookup in (("deceased", "deaths"), ("page", "dead"), ("home", "home")):
        said = world.pick(son, no, field, lookup)
        assert said["errors"] == [], said
    world.save(son, no, card_back="post", delivery="none")
    return no


def test_a_son_closes_his_mother_s_page_her_card_is_void_and_he_is_head(world):
    son, mother = world.who("huang-guoqiang"), world.who("huang-xiuying")
    hers = {one["type"]: one["id"] for one in mother.get("/api/certificates").json["certificates"]}
    shown = mother.post(f"/api/certificates/{hers['ec-idcard']}/codes").json["code"]
    assert son.get(f"/api/verify/{shown}").json["valid"] is True and len(hers) > 3
    no = start(son, "death-deregistration", {"where": "cert"})
    shown = son.get(f"/api/cases/{no}/lookups/deaths").json
    assert (shown["rows"], shown["empty"].split("。")[0]) == ([], "还没有查到死亡证明")
    world.sandbox.control("POST", "/switches/death-of-huang-xiuying", on=True)
    no = mourning(world, son)
    (row,) = son.get(f"/api/cases/{no}/lookups/deaths").json["rows"]
    facts = {one["label"]: one["text"] for one in row["facts"]}
    assert (row["title"], facts["地点"], facts["机构"], facts["编号"]) == ("黄秀英", "医院", "越秀区示例医院", DEATH)
    reply = world.submit(son, no, ("谁当新户主",))
    say = "逝者是户主，选一下谁当新户主，在“谁当新户主”里选一位成年人。"
    assert (reply.status_code, reply.json["errors"][0]) == (422, {"field": "new_head", "say": say}), reply.text
    assert world.page(MOTHER)[:2] == (BOOK, "正常") and world.sandbox.control("GET", "/cases") == []
    world.pick(son, no, "new_head", "adults")
    reply = world.submit(son, no)
    assert reply.status_code == 200, reply.text
    case = world.wait(son, no, lambda now: now["state"] == "done")
    paper = son.get(f"/api/certificates/{case['certificate']['id']}").json
    face = {one["label"]: one["text"] for one in paper["fields"]}
    assert (case["fee_text"] in (None, "", "不收费"), face["姓名"], face["注销原因"]) == (True, "黄秀英", "死亡")
    (gone,) = world.rows("gat.hukou", id=MOTHER)
    assert (gone["状态"], gone["状态日"]) == ("死亡", "2026-11-20")
    assert [one["状态"] for one in world.rows("gat.idcards", id=MOTHER)] == ["作废"]
    assert page(world, SON) == (BOOK, 2, "户主")
    # whoever has died holds nothing: no card in the wallet, no code shows one, the issuer calls none valid
    assert mother.get("/api/certificates").json["certificates"] == []
    assert son.get(f"/api/verify/{shown}").json["valid"] is False
    assert mother.post(f"/api/certificates/{hers['ec-idcard']}/codes").json["code"] == "cannot_show"
    # again: it is said at the page, and nothing is sent
    sent = len(world.sandbox.control("GET", "/cases"))
    no = start(son, "death-deregistration", {"where": "cert"})
    world.pick(son, no, "deceased", "deaths")
    said = world.pick(son, no, "page", "dead")
    assert said["errors"] == [{"field": "page", "say": "户口已经注销，注销证明在卡包里。"}]
    assert son.post(f"/api/cases/{no}/submission").status_code == 422
    assert len(world.sandbox.control("GET", "/cases")) == sent
