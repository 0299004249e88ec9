"""Departments decide, the wider circle: household books, cars, licences, cards and benefits, by the specifications' vectors."""

from datetime import date

import pytest

from sandbox.departments.decide import DECIDES, benefits, idcards, judge, licences, vehicles
from sandbox.departments.decide.verdict import carry_out
from sandbox.registers import declared
from sandbox.registers.store import Store
from sandbox.registers.switches import switches, turn
from sandbox.world import data
from tests.sandbox.test_decides import V1, V2, V4, V6, case, granted, of, refused

NUMBERS = declared.names()


@pytest.fixture
def store():
    return Store({}, date(2026, 11, 23))


def on(store, day):
    """The same registers on another day."""
    return Store(store.changes, date.fromisoformat(day))


def said(store, item, person, **form):
    """Why not, whatever was changed before."""
    verdict = judge(case(item, person, **form), store)
    assert verdict.kind in ("deny", "return")
    return verdict.reason or verdict.points[0]["text"]


def test_every_rule_belongs_to_an_item_there_is():
    assert set(DECIDES) <= set(data("items"))


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


# --- ID cards and residence permits


@pytest.mark.parametrize(
    ("birth", "until"), [("19990214", "2046-12-01"), ("20030405", "2036-12-01"), ("20140611", "2031-12-01"), ("19680903", "长期")]
)
def test_a_card_lives_by_the_age_at_its_issue(birth, until):
    assert idcards.card_until(f"440199{birth}0046", date(2026, 12, 1)) == until


def test_a_card_near_its_end_is_renewed_on_the_phone(store):
    verdict = granted(store, "idcard-renew", "ou-jiayi", prints=True, receipt="202611200000000002")
    assert (verdict.valid_until, verdict.fields["签发机关"]) == ("2046-11-23", "广州市公安局荔湾分局")
    assert of(store, "gat.idcards", f"{NUMBERS['ou-jiayi']}|1", "状态") == ("作废",)
    assert of(store, "gat.idcards", f"{NUMBERS['ou-jiayi']}|2", "状态", "有效期至") == ("有效", "2046-11-23")


@pytest.mark.parametrize(
    ("person", "form", "why"),
    [
        ("huang-xiuying", {}, "您的身份证长期有效，不用换。丢了、坏了请办“身份证丢了”"),
        ("wu-haiyan", {"for": NUMBERS["zhou-zixuan"]}, "还没到换证时间，2029-01-01 起可以换"),
        ("lin-zhihao", {}, "还没到换证时间，2027-09-05 起可以换"),
        ("ou-jiayi", {"receipt": "202611200000000003"}, ("receipt", "这张相片不是区嘉怡的")),
        ("ou-jiayi", {"receipt": "202509200000000005"}, ("receipt", "相片要 12 个月内拍的")),
    ],
)
def test_a_card_that_is_not_renewed_says_why(store, person, form, why):
    assert refused(store, "idcard-renew", person, prints=True, **form) == why


def test_a_lost_card_is_stopped_at_once_and_old_prints_go_to_the_window(store):
    verdict = judge(case("idcard-lost", "liang-junjie", prints=True), store)
    carry_out(store, verdict.on_receipt)
    assert of(store, "gat.idcards", f"{NUMBERS['liang-junjie']}|1", "状态") == ("挂失",)
    carry_out(store, verdict.effects)
    assert of(store, "gat.idcards", f"{NUMBERS['liang-junjie']}|2", "有效期至") == ("2036-11-23",)
    assert said(store, "idcard-lost", "zhao-dawei", prints=True) == "留的指纹超过 10 年或没有，要到窗口按一次"


@pytest.mark.parametrize(
    ("day", "until", "since"), [("2026-11-23", "2027-12-10", "2025-05-20"), ("2026-12-11", "2027-12-11", "2026-12-11")]
)
def test_a_residence_permit_gets_a_year_and_lateness_costs_the_years(store, day, until, since):
    granted(on(store, day), "residence-permit-endorse", "wu-haiyan", same="是")
    assert of(store, "gat.residence", NUMBERS["wu-haiyan"], "签注至", "连续自") == (until, since)


def test_a_residence_permit_too_early_or_none_says_so(store):
    assert said(on(store, "2026-11-09"), "residence-permit-endorse", "wu-haiyan", same="是") == "2026-11-10 起可签"
    assert said(store, "residence-permit-endorse", "zhao-dawei", same="是") == "没有居住证，请先申领"


# --- cars

CALENDARS = {
    "2022-11-05": "2024-11-30标 2026-11-30标 2028-11-30线 2030-11-30标 2032-11-30线 2033-11-30线",
    "2020-11-30": "2022-11-30标 2024-11-30标 2026-11-30线 2028-11-30标 2030-11-30线 2031-11-30线",
    "2024-02-29": "2026-02-28标 2028-02-29标 2030-02-28线 2032-02-29标 2034-02-28线 2035-02-28线",
}


@pytest.mark.parametrize("registered", CALENDARS)
def test_a_car_s_inspections_are_the_table_s(store, registered):
    car = {**store.get("jj.vehicles", "粤A32K71"), "注册日": registered}
    assert " ".join(f"{day}{step}" for day, step in vehicles.inspections(store, car)[:6]) == CALENDARS[registered]


@pytest.mark.parametrize("day", ["2026-11-23", "2026-12-20"])
def test_a_clean_car_gets_its_next_date_and_late_moves_nothing(store, day):
    store.change("ins.cti", "LSGDEMA00NG000012", 止="2027-12-09")
    verdict = granted(on(store, day), "vehicle-inspection-sticker", "li-wenjing", car="粤A32K71", sure=True)
    assert (verdict.number, verdict.valid_until) == ("粤A32K71-202811", "2028-11-30")
    assert of(store, "jj.vehicles", "粤A32K71", "检验至") == ("2028-11-30",)


def test_a_car_that_gets_no_mark_hears_every_reason(store):
    both = "有 1 条违法没处理，200.00 元 1 分；交强险 10月31日到期了，续保后再来"
    assert refused(store, "vehicle-inspection-sticker", "li-wenjing", car="粤AD00192") == both
    assert refused(store, "vehicle-inspection-sticker", "zhao-dawei", car="粤A66M08") == "6 年的车这次要上线检测，去预约"
    assert refused(on(store, "2026-08-31"), "vehicle-inspection-sticker", "li-wenjing", car="粤A32K71") == "9月1日起可以办，到时提醒您"
    assert refused(store, "vehicle-inspection-sticker", "lin-zhihao", car="粤A32K71") == "这不是您的车"


def test_a_paid_violation_clears_the_car_s_mark(store):
    store.change("ins.cti", "LSGEVMB2XRG000013", 止="2027-10-31")
    granted(store, "violation-handle", "li-wenjing", fee=20_000, picks=[V6])
    granted(store, "vehicle-inspection-sticker", "li-wenjing", car="粤AD00192")


def test_a_new_phone_goes_where_the_old_one_was_wrong(store):
    form = {"targets": ["粤A8K526", NUMBERS["huang-guoqiang"]], "phone": "13800138005"}
    assert granted(store, "vehicle-owner-info-change", "huang-guoqiang", **form).opinion == "改好了 1 条"
    assert of(store, "jj.vehicles", "粤A8K526", "手机") == ("13800138005",)
    assert said(store, "vehicle-owner-info-change", "huang-guoqiang", **form) == "和现在登记的一样"


def test_a_scrapped_car_is_struck_off_and_its_number_kept(store):
    assert refused(store, "vehicle-scrap", "huang-guoqiang", car="粤A8K526") == "回收企业还没上传证明，交车后约 1 天"
    turn(store, switches()["scrap-of-huang-guoqiang"], True)
    assert granted(store, "vehicle-scrap", "huang-guoqiang", car="粤A8K526", keep=True).machine
    assert of(store, "jj.vehicles", "粤A8K526", "状态") == (["注销"],)
    assert of(store, "jj.plates", "粤A8K526", "状态", "VIN", "至") == ("原主保留", None, "2028-11-23 23:59")


def test_a_new_car_is_registered_with_its_number_and_uses_its_quota_up(store):
    form = {"car": "26442000000000000101"}
    assert refused(store, "vehicle-register", "lin-zhihao", **form) == "购置税还没交，去交（2分钟）"
    tax = {"VIN": "LSGDEMA0XTG000001", "方式": "购买", "计税价": 14_000_000, "应纳": 1_400_000, "减免": 0, "实缴": 1_400_000, "滞纳金": 0}
    store.add("sw.purchasetax", tax | {"申报日": "2026-11-22", "缴款日": "2026-11-22", "税票号": "344026112200000001", "状态": "已缴"})
    assert said(store, "vehicle-register", "lin-zhihao", **form) == "还没选车牌号，先去选号"
    granted(store, "vehicle-number-select", "lin-zhihao", number="粤A0029K", **form)
    verdict = granted(on(store, "2026-11-24"), "vehicle-register", "lin-zhihao", fee=12_000, **form)
    assert (verdict.machine, verdict.number, verdict.fields["检验有效期"]) == (False, "粤A0029K", "2028-11-30")
    assert of(store, "jj.vehicles", "粤A0029K", "所有人", "注册日") == (NUMBERS["lin-zhihao"], "2026-11-24")
    assert of(store, "jt.quotas", "440126110001", "状态", "VIN") == ("已用", "LSGDEMA0XTG000001")
    assert said(store, "vehicle-number-select", "lin-zhihao", number="粤A0030K", **form) == "这辆车已经上过牌了"


# --- licences


def test_a_licence_goes_on_once_the_fine_is_paid(store):
    assert refused(store, "drive-license-renew", "zhao-dawei", own_word="都没有") == "有 1 张罚单没交，230.00 元"
    granted(store, "violation-handle", "zhao-dawei", fee=23_000, decision_no=V4)
    verdict = granted(store, "drive-license-renew", "zhao-dawei", own_word="都没有")
    assert (verdict.valid_until, verdict.fields["有效期限"], verdict.fields["准驾车型"]) == ("长期", "2027-01-20至长期", "B2")
    assert of(store, "jj.drivers", NUMBERS["zhao-dawei"], "自", "至", "初领") == ("2027-01-20", "长期", "2011-01-20")


@pytest.mark.parametrize(
    ("person", "form", "why"),
    [
        ("lin-zhihao", {"own_word": "都没有"}, "还早，2030年4月10日起能办"),
        ("huang-xiuying", {"own_word": "都没有"}, "您名下没有驾驶证"),
        ("zhao-dawei", {"own_word": "有其中一种"}, "请到车管所咨询，不能网上办"),
    ],
)
def test_a_licence_that_is_not_renewed_says_why(store, person, form, why):
    assert refused(store, "drive-license-renew", person, **form) == why


def test_from_seventy_on_a_test_counts(store):
    asked = case("drive-license-renew", "lin-zhihao", own_word="都没有")
    asked["body"]["applicant"] = {"name": "何桂芳", "id_number": NUMBERS["he-guifang"]}
    older = on(store, "2025-12-25")
    older.change("jj.drivers", NUMBERS["he-guifang"], 至="2026-01-15")
    assert judge(asked, older).reason == "85 分，90 分合格，再测一次"
    turn(older, switches()["ability-of-he-guifang"], True)
    assert judge(asked, older).kind == "grant"


def test_a_term_is_longer_each_time_but_after_a_full_cycle():
    six, ten = {"自": "2021-01-10", "至": "2027-01-10"}, {"自": "2017-01-20", "至": "2027-01-20"}
    assert [licences.next_end(six, False), licences.next_end(ten, False)] == ["2037-01-10", "长期"]
    assert [licences.next_end(six, True), licences.next_end(ten, True)] == ["2033-01-10", "2037-01-20"]


def test_a_lost_licence_keeps_its_dates(store):
    assert granted(store, "drive-license-lost", "lin-zhihao", sure=True).valid_until == "2030-07-09"
    store.change("jj.drivers", NUMBERS["lin-zhihao"], 状态=["暂扣"])
    assert said(store, "drive-license-lost", "lin-zhihao", sure=True) == "驾驶证被扣期间不能办"


# --- benefits


def test_a_verified_pension_goes_on(store):
    granted(store, "pension-verify", "huang-guoqiang", who="我帮家里老人", elder=NUMBERS["huang-xiuying"])
    assert of(store, "rst.verify", NUMBERS["huang-xiuying"], "有效至", "方式") == ("2027-11-23", "家人协助")
    granted(store, "pension-verify", "huang-guoqiang", who="我帮家里老人", elder=NUMBERS["he-guifang"])
    assert of(store, "rst.pension", NUMBERS["he-guifang"], "状态") == ("发放",)
    assert said(store, "pension-verify", "zhao-dawei", who="我自己") == "您没有养老金，不用认证"


@pytest.mark.parametrize(
    ("months", "length"), [(11, 0), (12, 1), (47, 3), (48, 4), (53, 4), (54, 5), (60, 6), (120, 16), (167, 23), (168, 24), (200, 24)]
)
def test_months_paid_give_months_drawn(months, length):
    assert benefits.unemployment_months(months) == length


def test_who_lost_the_job_draws_by_what_the_registers_say(store):
    verdict = granted(store, "unemployment-benefit", "liang-junjie", looking=True)
    assert (verdict.machine, verdict.opinion) == (True, "能领 1 个月，每月 2,412.00 元，共 2,412.00 元")
    assert of(store, "rst.jobs", NUMBERS["liang-junjie"], "状态") == ("失业登记",)
    assert said(store, "unemployment-benefit", "liang-junjie", looking=True) == "您已在领，看进度"
    assert said(store, "unemployment-benefit", "ou-jiayi", looking=True) == "您还在单位参保，停保后再来"
    stop = {"日": "2026-10-31", "单位": "U"}
    store.add("rst.stops", stop | {"id": NUMBERS["zhao-dawei"], "原因码": "02", "原因": "单位辞退"})
    store.add("rst.stops", stop | {"id": NUMBERS["lin-zhihao"], "原因码": "06", "原因": "本人辞职"})
    assert said(store, "unemployment-benefit", "zhao-dawei", looking=True).startswith("名下有在营的“广州机场示例贸易有限公司”")
    assert said(store, "unemployment-benefit", "lin-zhihao", looking=True).startswith("单位报的是“本人辞职”，不能领")


def test_a_card_is_made_at_a_branch_that_has_one(store):
    form = {"bank": "示例银行", "holder": NUMBERS["zhou-zixuan"]}
    assert refused(store, "social-card-apply", "wu-haiyan", branch="海珠示例银行", **form) == ("branch", "这个网点没有卡了，换一个")
    verdict = granted(store, "social-card-apply", "wu-haiyan", branch="荔湾示例银行", **form)
    assert (verdict.fields["姓名"], verdict.valid_until) == ("周子轩", "2036-11-22")
    stock = {one["名"]: one["库存"] for one in store.get("rst.cardbanks", "示例银行")["网点"]}
    assert stock == {"荔湾示例银行": 11, "海珠示例银行": 0, "天河示例银行": 5}
    assert said(store, "social-card-apply", "lin-zhihao", bank="示例银行") == "已有卡 B12345678，丢了坏了请走补卡"
    assert said(store, "social-card-apply", "lin-zhihao", bank="示例银行", holder="U440123456") == "先给宝宝上户口，才有身份证号"


def test_a_skill_is_paid_once_and_in_its_year(store):
    assert granted(store, "job-subsidy", "ou-jiayi", cert=["S000044010400001"]).opinion == "补贴 1,500.00 元"
    assert said(store, "job-subsidy", "ou-jiayi", cert=["S000044010400001"]) == "这本证书 2026-11-23 已经领过"
    assert said(store, "job-subsidy", "liang-junjie", cert=["S000044011300002"]) == "2026-10-30 过了申领期"
    assert said(store, "job-subsidy", "zhao-dawei", cert=["S000044011100003"]) == "这本证书 2026-10-12 已经领过"


def test_who_pays_for_oneself_is_insured_from_this_month(store):
    granted(store, "flexible-insured", "liang-junjie", base=551_000, kinds=["养老"], start="本月")
    assert of(store, "rst.pays", f"{NUMBERS['liang-junjie']}|养老|2026-11", "单位", "基数", "状态") == ("个人", 551_000, "欠缴")
    assert said(store, "flexible-insured", "liang-junjie", base=500_000) == "广州最低 5,510 元"
    assert said(store, "flexible-insured", "liang-junjie", base=3_000_000) == "最高 27,549 元"
    assert said(store, "flexible-insured", "ou-jiayi", base=551_000) == "您 10 月在广州荔湾示例文化传播有限公司参保，停保后再来"
    assert said(store, "flexible-insured", "huang-xiuying", base=551_000) == "您在领养老金"


def test_one_store_holds_across_items(store):
    """A violation decided by one item counts in the licence of another in the same second."""
    granted(store, "violation-handle", "zhao-dawei", fee=23_000, decision_no=V4)
    granted(store, "violation-handle", "zhao-dawei", picks=[V1, V2])
    assert said(store, "drive-license-renew", "zhao-dawei", own_word="都没有") == "有 2 张罚单没交，400.00 元"


# --- exit and entry


def test_a_first_passport_is_for_who_has_none(store):
    form = {"for": "我", "surname_py": "chen", "given_py": "xiaotong"}
    verdict = granted(store, "passport-first", "chen-xiaotong", fee=12_000, **form)
    assert of(store, "crj.documents", verdict.number, "pinyin", "until") == ("CHEN XIAOTONG", "2036-11-22")
    assert of(store, "crj.fingerprints", NUMBERS["chen-xiaotong"], "taken_on") == ("2026-11-23",)
    child = granted(store, "passport-first", "wu-haiyan", **{"for": NUMBERS["zhou-zixuan"]})
    assert (child.fields["姓名"], child.valid_until) == ("周子轩", "2031-11-22")
    assert said(store, "passport-first", "li-wenjing", **{"for": "我"}).startswith("已有护照 E56781234，有效到 2033-09-11")
    assert said(store, "passport-first", "lin-zhihao", **{"for": "U440123456"}) == "还没上户口，先给宝宝上户口"


@pytest.mark.parametrize(("why", "at_once"), [("丢失", "遗失作废"), ("损毁", "有效")])
def test_a_lost_passport_is_void_at_once_and_a_damaged_one_when_the_new_one_is_there(store, why, at_once):
    asked = case("passport-reissue", "lin-zhihao", why=why)
    verdict = judge(asked, store)
    carry_out(store, verdict.on_receipt)
    assert of(store, "crj.documents", "E12346128", "state") == (at_once,)
    again = judge(asked | {"received": True}, store)
    carry_out(store, again.effects)
    assert of(store, "crj.documents", "E12346128", "state") == ("遗失作废",)
    assert of(store, "crj.documents", again.number, "state", "pinyin") == ("有效", "LIN ZHIHAO")


def test_a_permit_comes_with_an_endorsement_a_place(store):
    two = [{"place": "香港", "kind": "个人旅游", "option": "1年2次"}, {"place": "澳门", "kind": "个人旅游", "option": "1年1次"}]
    verdict = granted(store, "hkm-permit-first", "chen-xiaotong", endorsements=two, **{"for": "我"})
    rows = list(store.where("crj.endorsements", permit=verdict.number))
    assert [(row["place"], row["times"], row["until"]) for row in rows] == [("HK", "2", "2027-11-22"), ("MO", "1", "2027-11-22")]
    assert said(store, "hkm-permit-first", "lin-zhihao", **{"for": "我"}).startswith("已有通行证 C98765432")
    twice = [two[0], two[0] | {"option": "3月1次"}]
    assert said(store, "hkm-permit-first", "ou-jiayi", endorsements=twice, **{"for": "我"}) == "香港只能选一种"
    shenzhen = [{"place": "香港", "kind": "一签多行", "option": "1年多次"}]
    assert said(store, "hkm-permit-first", "ou-jiayi", endorsements=shenzhen, **{"for": "我"}) == "一签多行只给深圳户籍和居住证"


def test_an_endorsement_only_when_none_is_left(store):
    form = {"place": "香港", "kind": "个人旅游", "option": "1年2次"}
    assert refused(store, "hkm-endorse", "lin-zhihao", **form) == "还有 1 次，到 2027-02-10"
    verdict = granted(store, "hkm-endorse", "lin-zhihao", **form | {"place": "澳门", "option": "1年1次", "way": "自助机当场拿"})
    assert (verdict.machine, verdict.valid_until, verdict.fields["前往地"]) == (True, "2027-11-22", "澳门")
    group = {"place": "HK", "kind": "团队旅游", "option": "3月2次"}
    assert granted(store, "hkm-endorse", "lin-zhihao", **group).valid_until == "2027-02-22"
    business = {"place": "HK", "kind": "商务", "option": "1年多次"}
    assert said(store, "hkm-endorse", "lin-zhihao", **business) == "单位没在出入境备案，先让单位备案"


def test_the_fees_of_endorsements_are_the_table_s():
    fees = {(row["months"], row["times"]): row["fee"] for row in declared.registers()["crj.kinds"].rows.values()}
    wanted = {(3, "1"): 1_500, (12, "2"): 3_000, (12, "many"): 8_000, (24, "many"): 12_000, (36, "many"): 16_000, (60, "many"): 24_000}
    assert {key: fees[key] for key in wanted} == wanted


# --- quotas, permits, records


@pytest.mark.parametrize(
    ("person", "kind", "why"),
    [
        ("liang-junjie", "普通车摇号", "要先有驾驶证"),
        ("ou-jiayi", "普通车摇号", "您有一个有效的指标，到 2027-09-26"),
        ("zhao-dawei", "普通车摇号", "您名下有 粤A66M08，不能再申请增量指标"),
        ("huang-guoqiang", "更新指标", "选一辆已报废或过户的车"),
    ],
)
def test_a_quota_that_is_not_given_says_why(store, person, kind, why):
    assert refused(store, "car-quota", person, city="440100", kind=kind, old_car="粤A8K526") == why


def test_a_quota_is_direct_for_a_new_energy_car_and_for_an_old_car_gone(store):
    verdict = granted(store, "car-quota", "chen-xiaotong", city="440100", kind="新能源")
    assert (verdict.number[:6], verdict.valid_until, verdict.fields["指标类型"]) == ("440126", "2027-11-23", "新能源增量指标")
    plate = granted(store, "vehicle-number-select", "chen-xiaotong", car="26442000000000000102", number="粤AD00006")
    assert plate.opinion.startswith("粤AD00006 给您留到")
    store.reset("jt.quotas")
    store.change("jj.vehicles", "粤A8K526", 状态=["注销"])
    assert (
        granted(store, "car-quota", "huang-guoqiang", city="440100", kind="更新指标", old_car="粤A8K526").fields["指标类型"]
        == "普通更新指标"
    )


def test_who_comes_from_elsewhere_needs_months_of_insurance(store):
    assert granted(store, "car-quota", "wu-haiyan", city="440100", kind="普通车摇号").opinion.startswith("申请编码 ")
    for row_id in [f"{NUMBERS['wu-haiyan']}|医疗|2019-11"]:
        store.change("rst.pays", row_id, to="2021-04")
    said_now = "居住证有效，医保 18 个月，要 24 个月，还差 6 个月"
    assert said(store, "car-quota", "wu-haiyan", city="440100", kind="新能源") == said_now


def test_a_residence_permit_after_half_a_year_or_an_exception(store):
    verdict = granted(store, "residence-permit-first", "liang-junjie", region="440600", ground="住所")
    assert (verdict.machine, verdict.valid_until) == (True, "2027-11-23")
    assert of(store, "gat.residence", NUMBERS["liang-junjie"], "首次领证日", "连续自") == ("2026-11-23", "2026-04-20")
    early = "住满还差 69 天，2027-01-31 起可以办"
    assert said(store, "residence-permit-first", "zhao-dawei", region="441900", ground="住所") == early
    assert said(store, "residence-permit-first", "lin-zhihao", ground="住所") == "您是本市户口，不用办"
    assert said(store, "residence-permit-first", "wu-haiyan", ground="住所") == "您已有居住证，到期前办续签"


def test_a_record_is_said_for_its_period_and_only_when_there_is_none(store):
    assert granted(store, "no-crime-cert", "liang-junjie", purpose="找工作").fields["查询期间"] == "2003-04-05至2026-11-23"
    assert granted(store, "no-crime-cert", "wu-haiyan", purpose="找工作").fields["查询期间"] == "2025-12-10至2026-11-23"
    turn(store, switches()["criminal-record-of-liang-junjie"], True)
    assert said(store, "no-crime-cert", "liang-junjie", purpose="找工作") == "不能开具，请到户籍派出所了解"


def test_a_licence_of_elsewhere_comes_here_with_its_dates(store):
    assert granted(store, "drive-license-transfer-in", "wu-haiyan", reason="在这里居住").valid_until == "2028-05-18"
    assert of(store, "jj.drivers", NUMBERS["wu-haiyan"], "发证机关", "档案编号") == ("广州市公安局交通警察支队", "430100301122")
    assert said(store, "drive-license-transfer-in", "lin-zhihao", reason="户口迁来") == "您的驾驶证就是广州发的，不用转"


def test_a_lost_social_card_is_stopped_at_once_and_an_old_one_works_until_the_new_is_there(store):
    lost, new = (
        judge(case("social-card-reissue", "lin-zhihao", why="丢了"), store),
        case("social-card-reissue", "huang-xiuying", why="换三代"),
    )
    carry_out(store, lost.on_receipt)
    assert of(store, "rst.cards", "B12345678", "状态", "社保功能") == ("正式挂失", False)
    assert judge(new, store).on_receipt == ()
    carry_out(store, lost.effects)
    assert (of(store, "rst.cards", "B12345678", "状态"), of(store, "rst.cards", lost.number, "版", "状态")) == (("注销",), ("三代", "正常"))
