"""Departments decide by their own rules over their own registers: the specifications' vectors, and what the rows are afterwards."""

from datetime import date

import pytest

from sandbox.departments.decide import births, days, judge, passports, plates, violations
from sandbox.departments.decide.verdict import carry_out
from sandbox.registers import declared
from sandbox.registers.store import Store

NUMBERS = declared.names()
NAMES = {"lin-zhihao": "林志豪", "chen-xiaotong": "陈晓彤", "zhao-dawei": "赵大伟", "li-wenjing": "李文静", "liang-junjie": "梁俊杰"}
NAMES |= {"huang-guoqiang": "黄国强", "huang-xiuying": "黄秀英", "ou-jiayi": "区嘉怡", "wu-haiyan": "吴海燕"}
V1, V2, V3, V5, V6 = (
    f"44010679000001{n:02}" if n in (1, 5, 6) else f"44011179000001{n:02}" if n == 2 else "4401007900000103" for n in (1, 2, 3, 5, 6)
)
V4 = "440111300000204"
BABY = "440199202610080015"


@pytest.fixture
def store():
    return Store({}, date(2026, 11, 23))


def case(item, person, fee=0, region="440100", consents=None, **form):
    body = {"item": item, "item_name": "这件事", "region": region, "fee_fen": fee, "form": form, "materials": [], "points": []}
    body["applicant"] = {"name": NAMES[person], "id_number": NUMBERS[person], "id_type": "111"}
    if consents is not None:
        body["consents"] = [{"id_number": NUMBERS[one]} for one in consents]
    return {"case_no": "264401000000019", "department": "dept-gat-hz", "body": body}


def granted(store, *args, **form):
    """The verdict, carried out."""
    verdict = judge(case(*args, **form), store)
    assert verdict.kind == "grant", verdict
    carry_out(store, (*verdict.on_receipt, *verdict.before_fee, *verdict.effects))
    return verdict


def refused(store, *args, **form):
    """Why not; nothing changes."""
    verdict = judge(case(*args, **form), store)
    assert (verdict.kind in ("deny", "return"), store.changes) == (True, {}), verdict
    return verdict.reason or (verdict.points[0].get("field"), verdict.points[0]["text"])


def of(store, register, row_id, *columns):
    row = store.get(register, row_id)
    return tuple(row[name] for name in columns)


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


# --- 选车牌号

POOL = [f"粤A{n:04}K" for n in range(1, 121)]
N1 = "26442000000000000101"


def test_the_draw_is_the_specification_s():
    assert plates.draw50(POOL, "LSGDEMA0XTG000001", 1)[:5] == ["粤A0029K", "粤A0088K", "粤A0053K", "粤A0039K", "粤A0011K"]
    first = plates.draw50(POOL, "LSGDEMA0XTG000001", 1)
    second = plates.draw50([one for one in POOL if one not in first], "LSGDEMA02TG000008", 1)
    assert (first[-1], second[:3]) == ("粤A0113K", ["粤A0021K", "粤A0120K", "粤A0057K"])
    assert plates.draw50([one for one in POOL if one not in (*first, *second)], "LSGDEMA02TG000008", 1) == []


@pytest.mark.parametrize(("day", "kept"), [("2026-11-23", "2026-11-26"), ("2026-11-27", "2026-12-02"), ("2026-09-29", "2026-10-09")])
def test_a_number_is_kept_three_working_days(day, kept):
    assert plates.keep_until(date.fromisoformat(day)).isoformat() == kept


def test_a_number_is_taken_once_and_one_for_a_car(store):
    verdict = granted(store, "vehicle-number-select", "lin-zhihao", car=N1, way="系统给50个选1个", number="粤A0029K", sure=True)
    assert (verdict.machine, verdict.opinion) == (True, "粤A0029K 给您留到 11月26日，3 个工作日内要上牌")
    assert of(store, "jj.plates", "粤A0029K", "状态", "VIN", "至") == ("预选", "LSGDEMA0XTG000001", "2026-11-26 23:59")
    assert of(store, "jj.draws", "LSGDEMA0XTG000001", "抽过", "自编已用") == (True, 0)
    assert (
        judge(case("vehicle-number-select", "ou-jiayi", car="26442000000000000104", number="粤A0029K"), store).reason
        == "刚被选走了，换一个"
    )
    assert judge(case("vehicle-number-select", "lin-zhihao", car=N1, number="粤A0030K"), store).reason == "这辆车已经选了 粤A0029K"


def test_a_number_let_lapse_is_free_again_and_its_owner_waits_two_years(store):
    granted(store, "vehicle-number-select", "lin-zhihao", car=N1, number="粤A0029K")
    later = Store(store.changes, date(2026, 11, 27))
    plates.tidy(later)
    assert of(later, "jj.plates", "粤A0029K", "状态", "VIN", "至") == ("空闲", None, None)
    assert of(later, "jj.platebans", NUMBERS["lin-zhihao"], "至") == ("2028-11-27",)
    said = judge(case("vehicle-number-select", "lin-zhihao", car=N1, number="粤A0029K"), later)
    assert said.reason == "上次选了没来上牌，2028-11-27前只能到窗口选"


def test_one_s_own_wishes_are_tried_in_order(store):
    granted(store, "vehicle-number-select", "lin-zhihao", car=N1, way="自己编", numbers=["粤A8K526", "粤A12B34"])
    assert of(store, "jj.plates", "粤A12B34", "状态", "城市", "种类") == ("预选", "440100", "02")
    assert of(store, "jj.draws", "LSGDEMA0XTG000001", "抽过", "自编已用") == (False, 2)


@pytest.mark.parametrize(
    ("person", "form", "why"),
    [
        ("chen-xiaotong", {"car": "26442000000000000102", "number": "粤AD00006"}, "在广州上牌要先有指标，去申请"),
        ("liang-junjie", {"car": "26442000000000000105", "number": "粤AF00006"}, "在广州上牌要先有指标，去申请"),
        ("chen-xiaotong", {"car": N1, "number": "粤A0001K"}, "发票上的买方不是您"),
        ("lin-zhihao", {"car": N1, "numbers": ["粤AO1234"]}, ("numbers", "车牌里没有字母 I 和 O，是不是数字 1 或 0")),
        ("lin-zhihao", {"car": N1, "numbers": ["粤AABC12"]}, ("numbers", "普通车牌最多两个字母")),
        ("lin-zhihao", {"car": N1, "numbers": ["粤A1234"]}, ("numbers", "还差 1 位")),
        ("lin-zhihao", {"car": N1, "numbers": ["粤A12B34", "粤A12B35", "粤A12B36", "粤A12B35"]}, ("numbers", "第2个和第4个一样")),
        ("lin-zhihao", {"car": "nothing", "number": "粤A0001K"}, ("car", "没有查到您买的新车。发票开出一天后再来")),
    ],
)
def test_a_number_that_cannot_be_taken_says_why(store, person, form, why):
    assert refused(store, "vehicle-number-select", person, **form) == why


@pytest.mark.parametrize(
    ("plate", "fuel", "fault"),
    [
        ("粤A12B34", "汽油", None),
        ("粤AD12345", "纯电", None),
        ("粤AF12345", "插混", None),
        ("粤AD12345", "插混", "插电混动的第三位是 F、G、H、J、K"),
        ("粤AD1A345", "纯电", "新能源车牌后四位都是数字"),
    ],
)
def test_a_number_has_the_form_of_its_fuel(store, plate, fuel, fault):
    assert plates.format_fault(store, plate, "440100", fuel) == fault


# --- 交罚款


def test_a_violation_is_decided_paid_and_gone(store):
    verdict = granted(store, "violation-handle", "zhao-dawei", fee=20_000, picks=[V1], driver="我", answer="没有异议")
    assert verdict.machine and (verdict.fields["收费项目"], verdict.fields["金额"], verdict.fields["交款人"]) == (
        "罚款",
        "200.00",
        "赵大伟",
    )
    assert of(store, "jj.violations", V1, "状态", "处理人", "送达日", "缴款日") == (
        "已缴",
        NUMBERS["zhao-dawei"],
        "2026-11-23",
        "2026-11-23",
    )
    assert len(store.get("jj.violations", V1)["决定书号"]) == 16
    assert of(store, "jj.cycles", f"{NUMBERS['zhao-dawei']}|2026-01-20", "记分") == (9,)
    (bill,) = store.where("cz.bills", 身份证号=NUMBERS["zhao-dawei"])
    assert (bill["金额"], bill["明细"]) == (20_000, [{"项": "罚款", "元": 20_000}])
    assert verdict.number == bill["code"] + bill["number"]
    again = judge(case("violation-handle", "zhao-dawei", picks=[V1], answer="没有异议"), store)
    assert again.reason == "天河区体育东路口这条刚在别处处理了"


def test_a_decision_that_no_machine_could_look_up_is_looked_at_by_a_person(store):
    asked = case("violation-handle", "zhao-dawei", fee=23_000, decision_no=V4)
    assert judge(asked, store).machine is True
    asked["body"]["facts"] = [{"id": "violation-handle.r7", "verdict": "unknown"}]
    assert (judge(asked, store).kind, judge(asked, store).machine) == ("grant", False)


def test_a_decision_may_be_paid_later_and_then_with_the_late_fee(store):
    granted(store, "violation-handle", "zhao-dawei", picks=[V1, V2], answer="没有异议")
    assert of(store, "jj.violations", V2, "状态", "缴款日") == ("已处理未缴", None)
    assert list(store.rows("cz.bills")) == []
    later = Store(store.changes, date(2026, 12, 13))
    number = store.get("jj.violations", V1)["决定书号"]
    granted(later, "violation-handle", "zhao-dawei", fee=23_000, decision_no=number)
    assert of(later, "jj.violations", V1, "状态", "缴款日") == ("已缴", "2026-12-13")


def test_somebody_else_pays_a_decision_in_hand(store):
    granted(store, "violation-handle", "lin-zhihao", fee=23_000, decision_no=V4)
    assert of(store, "jj.violations", V4, "状态", "处理人") == ("已缴", NUMBERS["zhao-dawei"])
    (bill,) = store.rows("cz.bills").values()
    assert bill["明细"] == [{"项": "罚款", "元": 20_000}, {"项": "加处罚款", "元": 3_000}]
    assert of(store, "jj.cycles", f"{NUMBERS['zhao-dawei']}|2026-01-20", "记分") == (3,)


@pytest.mark.parametrize(
    ("person", "form", "why"),
    [
        ("zhao-dawei", {"picks": [V1, V5]}, "加上这次满 12 分，要到窗口处理；先学法减分可减最多 6 分"),
        ("zhao-dawei", {"picks": [V3]}, "罚款数额较大，要到违法处理窗口处理"),
        ("zhao-dawei", {"picks": ["4401000000000000"]}, ("picks", "没有这条违法，核对一下")),
        ("lin-zhihao", {"picks": [V1]}, "这条违法不是您的车的"),
        ("zhao-dawei", {"picks": [V1], "driver": "别人", "other": NUMBERS["liang-junjie"]}, "他没有能开这辆车的驾驶证"),
        ("zhao-dawei", {"picks": [V1], "driver": "other"}, ("driver", "写上当时是谁开的车")),
        ("zhao-dawei", {"picks": [V1], "fee": 100}, "应缴 200.00 元，收到的是 1.00 元，请重新打开看看"),
        ("zhao-dawei", {"decision_no": "440111300000999"}, ("decision_no", "没有这张决定书，核对一下")),
        ("zhao-dawei", {"picks": [V2], "answer": "有异议", "story": "不服"}, ("story", "多写几个字，说清楚当时的情况")),
        ("zhao-dawei", {"picks": [V2], "answer": "有异议", "story": "当时的标志被树挡住了看不见"}, ("evidence", "至少传一张照片或视频")),
    ],
)
def test_a_violation_that_cannot_be_settled_says_why(store, person, form, why):
    assert refused(store, "violation-handle", person, **form) == why


def test_one_point_less_and_both_can_be_settled(store):
    store.change("jj.cycles", f"{NUMBERS['zhao-dawei']}|2026-01-20", 已减=1)
    granted(store, "violation-handle", "zhao-dawei", fee=40_000, picks=[V1, V5])
    assert of(store, "jj.cycles", f"{NUMBERS['zhao-dawei']}|2026-01-20", "记分", "已减") == (12, 1)


def test_unpaid_points_open_the_next_cycle(store):
    later = Store({}, date(2027, 1, 20))
    assert violations.cycle(later, NUMBERS["zhao-dawei"], later.today)["记分"] == 3
    later.change("jj.violations", V4, 状态="已缴", 缴款日="2026-12-01")
    assert violations.cycle(later, NUMBERS["zhao-dawei"], later.today)["记分"] == 0
    granted(later, "violation-handle", "zhao-dawei", picks=[V1])
    assert of(later, "jj.cycles", f"{NUMBERS['zhao-dawei']}|2027-01-20", "记分", "止") == (6, "2028-01-19")


def test_a_company_s_violation_is_its_driver_s(store):
    granted(store, "violation-handle", "li-wenjing", fee=20_000, picks=[V6])
    assert of(store, "jj.cycles", f"{NUMBERS['li-wenjing']}|2026-03-08", "记分") == (1,)


@pytest.mark.parametrize(("ground", "kind", "state"), [("信号或标志看不清", "grant", "撤销"), ("其他", "deny", "未处理")])
def test_an_objection_is_on_file_at_once_and_ends_in_a_word(store, ground, kind, state):
    form = {"picks": [V2], "answer": "有异议", "ground": ground, "story": "当时的标志被树挡住了看不见", "evidence": ["f1"]}
    verdict = judge(case("violation-handle", "zhao-dawei", **form), store)
    assert (verdict.kind, verdict.machine) == (kind, False)
    carry_out(store, verdict.on_receipt)
    assert of(store, "jj.violations", V2, "状态") == ("申诉中",)
    carry_out(store, verdict.effects if kind == "grant" else verdict.otherwise)
    assert of(store, "jj.violations", V2, "状态") == (state,)


@pytest.mark.parametrize(("served", "due"), [("2026-11-03", "2026-11-18"), ("2026-11-20", "2026-12-07"), ("2026-11-23", "2026-12-08")])
def test_a_fine_is_due_after_fifteen_days(served, due):
    assert violations.fine_due(date.fromisoformat(served)).isoformat() == due


@pytest.mark.parametrize(
    ("paid", "late"),
    [("2026-12-08", 0), ("2026-12-09", 600), ("2026-12-13", 3_000), ("2027-01-10", 19_800), ("2027-01-11", 20_000), ("2027-03-01", 20_000)],
)
def test_lateness_costs_three_in_a_hundred_a_day_up_to_the_fine(paid, late):
    assert violations.late_fee(20_000, date(2026, 12, 8), date.fromisoformat(paid)) == late


# --- 换护照


def child_s_passport(store, until="2027-02-28"):
    row = {"number": "E40065432", "owner": NUMBERS["zhou-zixuan"], "kind": "护照", "pinyin": "ZHOU ZIXUAN", "issued": "2022-03-01"}
    store.add("crj.documents", row | {"until": until, "place": "广东", "state": "有效", "pages_left": 20})


def test_a_child_s_old_passport_ends_when_the_new_one_is_issued(store):
    child_s_passport(store)
    form = {"for": f"{NUMBERS['zhou-zixuan']}|{NUMBERS['wu-haiyan']}", "why": "快到期", "receipt": "202611220000000101"}
    verdict = granted(store, "passport-renew", "wu-haiyan", fee=12_000, consents=["wu-haiyan"], **form)
    assert (verdict.machine, verdict.fields["姓名"], verdict.valid_until) == (False, "周子轩", "2031-11-22")
    assert of(store, "crj.documents", "E40065432", "state") == ("换发作废",)
    assert of(store, "crj.documents", verdict.number, "owner", "state", "pinyin") == (NUMBERS["zhou-zixuan"], "有效", "ZHOU ZIXUAN")
    assert of(store, "crj.cases", "264401000000019", "node") == ("已签发",)


@pytest.mark.parametrize(
    ("why", "kind", "said"),
    [
        ("expiring", "grant", "2031-11-22"),
        ("pages", "deny", "签证页还有 20 页，不用换"),
        ("info", "deny", "户口上没查到变更，先改户口信息"),
    ],
)
def test_a_child_who_asks_on_their_own_phone_is_whom_it_is_for(store, why, kind, said):
    """Nothing in the form says so: the answers do."""
    child_s_passport(store)
    asked = case("passport-renew", "wu-haiyan", consents=["wu-haiyan"])
    asked["body"] |= {"applicant": {"name": "周子轩", "id_number": NUMBERS["zhou-zixuan"]}, "answers": {"age": "minor", "why": why}}
    verdict = judge(asked, store)
    assert (verdict.kind, verdict.valid_until or verdict.reason) == (kind, said)
    asked["body"]["consents"] = []
    assert judge(asked, store).kind == "deny"


def test_a_child_the_guardian_wrote_by_hand_is_looked_for_all_the_same(store):
    child_s_passport(store)
    by_hand = {"child_by_hand": {"name": "周子轩", "id_number": NUMBERS["zhou-zixuan"]}}
    assert granted(store, "passport-renew", "wu-haiyan", **by_hand).fields["姓名"] == "周子轩"
    theirs = judge(case("passport-renew", "lin-zhihao", **by_hand), store)
    assert (theirs.kind, theirs.reason) == ("deny", "只能替自己和未成年的孩子办；宝宝要先上户口")


def test_a_grown_up_whom_the_population_register_does_not_know_is_decided_by_a_person(store):
    asked = case("passport-renew", "lin-zhihao")
    asked["body"]["answers"] = {"age": "adult", "why": "expiring"}
    assert judge(asked, store).kind == "grant"
    asked["body"]["applicant"]["id_number"] = "440199197001010012"
    assert judge(asked, store) is None


def test_a_grown_up_s_passport_lives_ten_years(store):
    verdict = granted(store, "passport-renew", "lin-zhihao", fee=12_000, **{"for": "我", "why": "快到期"})
    assert (verdict.issued_on, verdict.valid_until) == ("2026-11-23", "2036-11-22")


@pytest.mark.parametrize(
    ("person", "form", "why"),
    [
        ("wu-haiyan", {"for": NUMBERS["zhou-zixuan"]}, "没有查到护照，请办“第一次办护照”"),
        ("ou-jiayi", {"for": "我", "why": "快到期"}, "护照还有 7 年，不用换"),
        ("lin-zhihao", {"for": "我", "why": "签证页用完"}, "签证页还有 12 页，不用换"),
        ("lin-zhihao", {"for": "我", "why": "登记内容变了"}, "户口上没查到变更，先改户口信息"),
        ("lin-zhihao", {"for": NUMBERS["zhou-zixuan"]}, "只能替自己和未成年的孩子办；宝宝要先上户口"),
        ("lin-zhihao", {"for": "U440123456"}, "只能替自己和未成年的孩子办；宝宝要先上户口"),
        ("lin-zhihao", {"for": "我", "receipt": "202611220000000101"}, ("receipt", "这张相片不是林志豪的")),
    ],
)
def test_a_passport_that_is_not_renewed_says_why(store, person, form, why):
    assert refused(store, "passport-renew", person, **form) == why


def test_who_may_not_leave_is_not_told_why(store):
    store.change("crj.flags", NUMBERS["lin-zhihao"], exit_ban=True)
    verdict = judge(case("passport-renew", "lin-zhihao", **{"for": "我"}), store)
    assert verdict.reason == "现在不能受理，原因请打 12367 或到窗口问"


def test_few_pages_are_a_reason(store):
    assert granted(store, "passport-renew", "li-wenjing", **{"for": "我", "why": "签证页用完"}).number.startswith("E")


# --- calendars


def test_terms_and_months_are_by_the_calendar():
    assert days.term(date(2026, 12, 2), 5).isoformat() == "2031-12-01"
    assert days.add_months(date(2027, 1, 31), 1).isoformat() == "2027-02-28"
    assert passports.MONTHS == 6


def test_an_item_that_names_no_row_or_has_no_rules_keeps_today_s_course(store):
    assert judge(case("passport-renew", "lin-zhihao", delivery="自取"), store) is None
    assert judge(case("idcard-renew", "lin-zhihao"), store) is None


def test_what_is_due_on_a_decision_grows_with_each_late_day():
    """Of a bill written anew the department knows the sum of the day, not the one the case came with."""
    for day, due in ((date(2026, 12, 8), 20_000), (date(2026, 12, 9), 20_600), (date(2026, 12, 13), 23_000), (date(2027, 3, 1), 40_000)):
        later = Store({}, day)
        later.change("jj.violations", V1, 状态="已处理未缴", 处理人=NUMBERS["zhao-dawei"], 决定书号="4401067900000101", 送达日="2026-11-23")
        decided = {**case("violation-handle", "zhao-dawei", fee=20_000, picks=[V1], driver="me", answer="accept"), "settled": True}
        assert judge(decided, later).due == due
