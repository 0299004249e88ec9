"""给宝宝上户口, moves and the household books by the specifications' vectors, and what the rows are afterwards."""

from datetime import date

import pytest

from sandbox.departments.decide import births, judge
from sandbox.departments.decide.verdict import carry_out
from sandbox.registers.store import Store
from sandbox.registers.switches import switches, turn
from tests.sandbox.deciding import BABY, NUMBERS, case, granted, of, on, refused, said


@pytest.fixture
def store():
    return Store({}, date(2026, 11, 23))


# --- 给宝宝上户口


BIRTH = {"baby": "U440123456", "baby_name": "林沐阳"}
BY_HAND = {"birth_no": "U440123456", "baby_name": "林沐阳", "follow_parent": "father"}


def test_a_baby_named_by_the_number_of_the_certificate_is_looked_at_by_a_person(store):
    asked = case("birth-registration", "lin-zhihao", consents=["chen-xiaotong"], **BY_HAND)
    asked["body"]["facts"] = [{"id": "birth-registration.r1", "verdict": "unknown"}]
    verdict = judge(asked, store)
    assert (verdict.kind, verdict.machine) == ("grant", False)
    carry_out(store, verdict.effects)
    assert of(store, "wj.births", "U440123456", "状态", "child_id") == ("已用", BABY)
    assert refused(Store({}, store.today), "birth-registration", "lin-zhihao", birth_no="U999999999", baby_name="林沐阳") == (
        "birth_no",
        "没有查到这张出生医学证明，核对一下",
    )


def test_a_baby_gets_its_number_its_page_and_its_certificate_is_used_up(store):
    verdict = granted(store, "birth-registration", "lin-zhihao", consents=["chen-xiaotong"], **BIRTH)
    assert verdict.machine and verdict.opinion == f"林沐阳上好户口了，身份证号 {BABY}"
    face = {"户主": "林志豪", "与户主关系": "子", "姓名": "林沐阳", "出生地": "广东省广州市天河区", "籍贯": "广东省广州市"}
    face |= {"住址": "广东省广州市天河区体育东路100号1201房", "登记日期": "2026-11-23"}
    assert (verdict.number, verdict.fields) == ("440106012345-3", face)
    assert of(store, "gat.hukou", BABY, "户号", "页", "与户主关系", "落户日") == ("440106012345", 3, "子", "2026-11-23")
    assert of(store, "wj.births", "U440123456", "状态", "child_id") == ("已用", BABY)
    assert of(store, "gat.people", BABY, "姓名", "在世") == ("林沐阳", True)
    assert [row["child"] for row in store.where("gat.guardians", 监护人=NUMBERS["lin-zhihao"])] == [BABY]
    assert judge(case("birth-registration", "lin-zhihao", **BIRTH), store).reason == "这张出生证已经入过户了"


def test_another_surname_goes_to_a_person(store):
    verdict = granted(store, "birth-registration", "lin-zhihao", baby="U440123456", baby_name="陈沐阳", differs=True)
    assert not verdict.machine
    assert of(store, "gat.hukou", BABY, "姓名") == ("陈沐阳",)


@pytest.mark.parametrize(
    ("person", "form", "why"),
    [
        ("huang-guoqiang", BIRTH, "出生证上不是您的孩子"),
        ("lin-zhihao", {"baby": "U440123457"}, "这张出生证已经作废，请用新的"),
        ("lin-zhihao", {"baby": "U440123456", "baby_name": "黄沐阳"}, ("third_why", "姓要随爸爸或妈妈。用别的姓，请选原因")),
        ("lin-zhihao", {"baby": "U440123456", "baby_name": "林A阳"}, ("baby_name", "姓名只能用汉字，“A”不行")),
        ("lin-zhihao", {"baby": "U440123456", "baby_name": "林"}, ("baby_name", "姓名至少 2 个字")),
        ("lin-zhihao", {"baby": "U440123456", "baby_name": "林沐阳天地人和"}, ("baby_name", "姓名最多 6 个字，现在是 7 个")),
        ("lin-zhihao", {"baby": "U440123456", "baby_name": "林大宝"}, ("differs", "名字和出生证“林沐阳”不同，请勾选确认")),
        ("lin-zhihao", {"baby": "U440999999"}, ("baby", "没有查到这张出生医学证明，核对一下")),
    ],
)
def test_a_baby_that_cannot_be_registered_says_why(store, person, form, why):
    assert refused(store, "birth-registration", person, **form) == why


def test_without_the_other_parent_nothing_is_registered(store):
    said = refused(store, "birth-registration", "lin-zhihao", consents=[], **BIRTH)
    assert said == "陈晓彤还没有同意，请对方在手机上点同意，或一起到派出所办"


def test_parents_in_two_households_choose_one(store):
    store.change("gat.hukou", NUMBERS["chen-xiaotong"], 户号="440103089012", 页=9)
    verdict = judge(case("birth-registration", "lin-zhihao", **BIRTH), store)
    assert verdict.points == ({"field": "follow", "text": "选一下户口跟爸爸还是跟妈妈"},)
    with_mother = judge(case("birth-registration", "lin-zhihao", follow="跟妈妈", **BIRTH), store)
    assert with_mother.number == "440103089012-10"
    picked = judge(case("birth-registration", "lin-zhihao", follow={"row_id": "440103089012"}, **BIRTH), store)
    assert picked.number == "440103089012-10"


def test_numbers_are_odd_for_boys_and_even_for_girls():
    day, first = date(2026, 10, 8), BABY
    assert births.issue_id("440199", day, "男", set()) == first
    assert births.issue_id("440199", day, "男", {first}) == "440199202610080031"
    assert births.issue_id("440199", day, "女", {first}) == "440199202610080023"
    assert [births.surname(name, "林志豪", "陈晓彤") for name in ("林沐阳", "陈沐阳", "林陈沐", "黄沐阳")] == [
        "father",
        "mother",
        "both",
        "third",
    ]


# --- 省内迁户口


MOVE = {"to": "440604", "why": "合法住所", "movers": [NUMBERS["li-wenjing"]], "target": "自己的房子立户"}
MOVE |= {"house": f"粤（2025）佛山市不动产权第0010001号|{NUMBERS['li-wenjing']}"}


def test_a_move_to_one_s_own_house_closes_the_old_book(store):
    verdict = granted(store, "hukou-move-in-province", "li-wenjing", **MOVE)
    assert (verdict.machine, verdict.units["accepted"], verdict.units["approving"]) == (False, "禅城区祖庙派出所", "海珠区新港派出所")
    assert verdict.number == "440604000001-1"
    assert verdict.fields["住址"] == "广东省佛山市禅城区季华五路20号1602房"
    assert of(store, "gat.hukou", NUMBERS["li-wenjing"], "户号", "页", "与户主关系", "落户日") == ("440604000001", 1, "户主", "2026-11-23")
    assert of(store, "gat.households", "440105034567", "状态") == ("已销",)
    assert of(store, "gat.people", NUMBERS["li-wenjing"], "户籍区") == ("440604",)
    again = judge(case("hukou-move-in-province", "li-wenjing", **MOVE), store)
    assert again.reason == "同城搬家请办“搬家改地址”"


def test_a_degree_opens_the_public_household(store):
    verdict = granted(
        store, "hukou-move-in-province", "liang-junjie", to="440604", why="学历", movers=[NUMBERS["liang-junjie"]], target="公共集体户"
    )
    assert (verdict.number, verdict.fields["户主"]) == ("440604900001-1", "佛山市公安局禅城分局祖庙派出所")
    assert of(store, "gat.households", "440113078901", "状态", "户主") == ("正常", NUMBERS["liang-weiming"])


@pytest.mark.parametrize(
    ("person", "form", "why"),
    [
        ("huang-guoqiang", {"to": "440604", "why": "就业"}, "佛山没有查到您的社保，差 6 个月"),
        ("li-wenjing", {"to": "440106", "why": "合法住所"}, "同城搬家请办“搬家改地址”"),
        ("li-wenjing", {"to": "430104", "why": "合法住所"}, "跨省请办“跨省迁户口”"),
        ("li-wenjing", {"to": "440300", "why": "合法住所"}, "深圳没有这一种入户，可用："),
        ("zhao-dawei", {"to": "440604", "why": "合法住所"}, "佛山没有查到您或配偶的房子"),
        ("zhao-dawei", {"to": "440604", "why": "学历", "target": "公共集体户"}, "没有查到您的大专学历"),
        ("li-wenjing", MOVE | {"movers": [NUMBERS["li-wenjing"], NUMBERS["zhou-zixuan"]]}, ("movers", "周子轩的户口不在您这一户，不用迁")),
    ],
)
def test_a_move_that_the_city_does_not_take_says_why(store, person, form, why):
    assert refused(store, "hukou-move-in-province", person, **form) == why


def test_a_head_who_leaves_names_the_next_one(store):
    store.change("zrzy.realestate", MOVE["house"], 市="440100")
    store.add(
        "zrzy.realestate", {**store.get("zrzy.realestate", MOVE["house"]), "证号": "证1", "owner": NUMBERS["huang-xiuying"], "市": "440600"}
    )
    form = {"to": "440604", "why": "合法住所", "movers": [NUMBERS["huang-xiuying"]]}
    said = judge(case("hukou-move-in-province", "huang-xiuying", **form), store)
    assert said.points == ({"field": "left_head", "text": "您是户主，选一下留下的人谁当户主"},)
    granted(store, "hukou-move-in-province", "huang-xiuying", left_head=[NUMBERS["huang-guoqiang"]], **form)
    assert of(store, "gat.households", "440104023456", "状态", "户主") == ("正常", NUMBERS["huang-guoqiang"])
    assert of(store, "gat.hukou", NUMBERS["huang-guoqiang"], "与户主关系") == ("户主",)


# --- household books


def test_a_plate_that_was_not_renamed_is_said_so(store):
    assert refused(store, "hukou-address-change", "lin-zhihao", why="门牌更名") == "没有查到您的门牌改过名"


def test_he_guifang_s_plate_follows_its_new_name(store):
    body = case("hukou-address-change", "lin-zhihao", why="门牌更名")
    body["body"]["applicant"] = {"name": "何桂芳", "id_number": NUMBERS["he-guifang"]}
    verdict = judge(body, store)
    carry_out(store, verdict.effects)
    assert verdict.machine and of(store, "gat.households", "440103067890", "住址") == ("广东省广州市荔湾区龙津西路66号之一",)


def test_a_son_moves_into_his_own_house_and_his_mother_stays_head(store):
    house = f"粤（2012）广州市不动产权第04000002号|{NUMBERS['huang-guoqiang']}"
    verdict = granted(store, "hukou-address-change", "huang-guoqiang", why="自己的房子", house=house)
    assert (verdict.machine, verdict.fields["户主"], verdict.fields["住址"]) == (True, "黄国强", "广东省广州市越秀区文明路40号201房")
    assert of(store, "gat.households", "440104023456", "户主", "状态") == (NUMBERS["huang-xiuying"], "正常")
    far = f"粤（2025）佛山市不动产权第0010001号|{NUMBERS['li-wenjing']}"
    assert said(store, "hukou-address-change", "li-wenjing", why="自己的房子", house=far) == "跨市请办“省内迁户口”"


def test_the_book_takes_over_what_other_registers_say(store):
    granted(store, "hukou-info-correct", "lin-zhihao", items=["婚姻"])
    granted(store, "hukou-info-correct", "liang-junjie", items=["文化程度"])
    assert of(store, "gat.hukou", NUMBERS["lin-zhihao"], "婚姻") == ("有配偶",)
    row = store.get("gat.hukou", NUMBERS["liang-junjie"])
    assert (row["文化程度"], row["变更"]) == ("大学本科", [{"项": "文化程度", "原": "高中", "新": "大学本科", "日": "2026-11-23"}])
    assert said(store, "hukou-info-correct", "lin-zhihao", items=["婚姻"]) == "婚姻没有查到不一致的，请传证明"
    assert said(store, "hukou-info-correct", "zhao-dawei", items=["文化程度"]) == "文化程度没有查到不一致的，请传证明"
    assert said(store, "hukou-info-correct", "zhao-dawei", items=["民族"]) == "满 20 周岁后民族不能再改"


def test_what_no_register_knows_is_taken_over_from_papers_that_a_person_looks_at(store):
    typed = case("hukou-info-correct", "zhao-dawei", items=["文化程度"], degree_level="大专")
    asked = judge(typed, store)
    assert (asked.kind, asked.points[0]["material"], store.changes) == ("return", "m-info-proof", {})
    typed["body"]["materials"] = [{"name": "变更证明", "file": {"sha256": "0"}}]
    verdict = judge(typed, store)
    assert (verdict.machine, verdict.opinion) == (False, "文化程度改为大专")


def test_a_nation_is_a_parent_s_once_between_eighteen_and_twenty_and_the_card_is_void(store):
    son = NUMBERS["liang-junjie"]
    nation = case("hukou-info-correct", "liang-junjie", parent=NUMBERS["liang-weiming"])
    nation["body"]["answers"] = {"what": "nation"}
    store.change("gat.hukou", NUMBERS["liang-weiming"], 民族="满族")
    assert judge(nation, store).reason == "满 20 周岁后民族不能再改"
    young = on(store, "2022-05-01")
    verdict = judge(nation, young)
    carry_out(young, verdict.effects)
    assert (verdict.machine, of(young, "gat.hukou", son, "民族"), of(young, "gat.idcards", f"{son}|1", "状态")) == (
        False,
        ("满族",),
        ("作废",),
    )
    store.change("gat.hukou", son, 民族="汉族")
    assert judge(nation, on(store, "2022-05-01")).reason == "民族已经改过一次了"


def test_a_name_is_changed_by_a_person_and_the_old_one_stands_beside_it(store):
    assert refused(store, "name-change", "zhao-dawei", new_name="赵伟") == "法院还有您没结的案子，结案后再来"
    assert refused(store, "name-change", "ou-jiayi", new_name="区嘉怡") == ("new_name", "新名字和现在一样")
    assert refused(store, "name-change", "ou-jiayi", new_name="黄嘉怡") == ("new_name", "姓要随爸爸或妈妈")
    assert not granted(store, "name-change", "ou-jiayi", new_name="区嘉宜").machine
    assert of(store, "gat.hukou", NUMBERS["ou-jiayi"], "姓名", "曾用名") == ("区嘉宜", "区嘉怡")


def test_a_child_s_name_takes_the_yes_of_both_parents_and_of_a_child_of_eight(store):
    son = NUMBERS["zhou-zixuan"]
    form = {"for": f"{son}|{NUMBERS['wu-haiyan']}", "new_name": "吴子轩"}
    assert said(store, "name-change", "wu-haiyan", consents=[], **form) == "要爸爸妈妈都同意"
    assert said(store, "name-change", "wu-haiyan", consents=["zhou-jianguo"], **form) == "孩子满 8 周岁，要孩子自己同意"
    assert not granted(store, "name-change", "wu-haiyan", consents=["zhou-jianguo", "zhou-zixuan"], **form).machine
    assert of(store, "gat.hukou", son, "姓名", "曾用名") == ("吴子轩", "周子轩")
    typo = case("name-change", "wu-haiyan", consents=["zhou-jianguo", "zhou-zixuan"], **{**form, "new_name": "周子轩"})
    typo["body"]["answers"] = {"who": "child", "why": "typo"}
    assert judge(typo, store).machine  # as the certificate of birth has it


def test_a_book_is_reissued_and_the_fourth_in_a_year_goes_to_a_person(store):
    assert granted(store, "hukou-book-reissue", "lin-zhihao", why="丢了").machine
    books = store.get("gat.households", "440106012345")["簿"]
    assert [(one["号"], one["状态"]) for one in books] == [("B440106-2020-0518", "作废"), ("B440106-2026-1123", "有效")]
    assert not granted(store, "hukou-book-reissue", "huang-xiuying", why="丢了").machine
    assert said(store, "hukou-book-reissue", "chen-xiaotong", why="丢了", consents=[]) == "户主没有同意"


def test_a_death_closes_the_page_voids_the_card_and_names_a_head(store):
    assert refused(store, "death-deregistration", "huang-guoqiang", deceased="2026-440104-000128") == ("deceased", "没有查到死亡证明")
    turn(store, switches()["death-of-huang-xiuying"], True)
    form = {"deceased": "2026-440104-000128"}
    assert said(store, "death-deregistration", "huang-guoqiang", **form) == "逝者是户主，选一下谁当新户主"
    assert said(store, "death-deregistration", "zhao-dawei", **form) == "没有查到您和逝者的关系，请选并上传证明"
    verdict = granted(store, "death-deregistration", "huang-guoqiang", new_head=NUMBERS["huang-guoqiang"], **form)
    assert verdict.machine and verdict.fields["姓名"] == "黄秀英"
    assert of(store, "gat.hukou", NUMBERS["huang-xiuying"], "状态", "状态日") == ("死亡", "2026-11-20")
    assert of(store, "gat.idcards", f"{NUMBERS['huang-xiuying']}|1", "状态") == ("作废",)
    assert of(store, "gat.households", "440104023456", "户主") == (NUMBERS["huang-guoqiang"],)
    assert said(store, "death-deregistration", "huang-guoqiang", **form) == "户口已经注销，注销证明在卡包里"


def test_for_the_dead_nobody_applies(store):
    store.change("gat.hukou", NUMBERS["huang-xiuying"], 状态="死亡", 状态日="2026-11-20")
    for item, form in (
        ("hukou-book-reissue", {"why": "lost"}),
        ("violation-handle", {"picks": ["4401067900000101"]}),
        ("no-crime-cert", {"use": "job"}),
    ):
        verdict = judge(case(item, "huang-xiuying", **form), store)
        assert (verdict.kind, verdict.reason) == ("deny", "登记里申请人已经去世，请家人带证件到窗口核实"), item
