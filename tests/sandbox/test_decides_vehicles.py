"""Cars and driving licences by the specifications' vectors, and what the rows are afterwards."""

from datetime import date

import pytest

from sandbox.departments.decide import judge, licences, vehicles
from sandbox.registers.store import Store
from sandbox.registers.switches import switches, turn
from tests.sandbox.deciding import NUMBERS, V4, V6, case, granted, of, on, refused, said


@pytest.fixture
def store():
    return Store({}, date(2026, 11, 23))


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
    assert refused(on(store, "2026-08-31"), "vehicle-inspection-sticker", "li-wenjing", car="粤A32K71") == "9月1日起可以办"
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


def test_a_licence_of_elsewhere_comes_here_with_its_dates(store):
    assert granted(store, "drive-license-transfer-in", "wu-haiyan", reason="在这里居住").valid_until == "2028-05-18"
    assert of(store, "jj.drivers", NUMBERS["wu-haiyan"], "发证机关", "档案编号") == ("广州市公安局交通警察支队", "430100301122")
    assert said(store, "drive-license-transfer-in", "lin-zhihao", reason="户口迁来") == "您的驾驶证就是广州发的，不用转"


# --- a car just bought


def ready(store, vin, plate):
    """Its tax is paid, and a number is kept for it."""
    tax = {"VIN": vin, "方式": "购买", "计税价": 1, "应纳": 1, "减免": 0, "实缴": 1, "滞纳金": 0, "申报日": "2026-11-22"}
    store.add("sw.purchasetax", tax | {"缴款日": "2026-11-22", "税票号": "344026112200000001", "状态": "已缴"})
    store.change("jj.plates", plate, 状态="预选", VIN=vin, 至="2026-11-26 23:59")


def test_a_model_that_nobody_looks_at_is_registered_by_the_machine_in_the_company_s_name(store):
    ready(store, "LSGEVMB21TG000005", "粤AD00007")
    store.add("ins.cti", {"VIN": "LSGEVMB21TG000005", "保单号": "P", "公司": "示例财产保险", "起": "2026-11-19", "止": "2027-11-18"})
    asked = case("vehicle-register", "li-wenjing", fee=12_000, car="26442000000000000103", plate="粤AD00007", use="family")
    asked["body"]["answers"] = {"look": "free"}
    verdict = judge(asked, store)
    assert (verdict.kind, verdict.machine, verdict.number) == ("grant", True, "粤AD00007")
    assert (verdict.fields["所有人"], verdict.fields["检验有效期"]) == ("广州云山示例科技有限公司", "2028-11-30")
    car = next(one[2] for one in verdict.effects if one[:2] == ("add", "jj.vehicles"))
    assert (car["所有人"], car["地址"], car["种类"]) == ("91440101MADEMA0192", "广州市天河区示例路1号", "52")


@pytest.mark.parametrize(
    ("changes", "form", "answers", "why"),
    [
        (
            {"gxt.coc": ("LSGDEMA0XTG000001", {"出厂日": "2024-10-08"})},
            {},
            {},
            "这辆车出厂超过 2 年，要先做安全检测，带上检测报告到车管所窗口上牌",
        ),
        ({}, {"use": "other"}, {}, "营运车要到窗口办，带上许可"),
        ({}, {}, {"look": "free"}, "这款车要开到车管所查验，请改选“要开去查验”再交"),
        ({}, {"plate": "粤A0030K"}, {}, "这个号是留给另一辆车的"),
        ({"jt.quotas": ("440126110001", {"状态": "过期"})}, {}, {}, "在广州上牌要先有指标，去申请"),
        ({"ins.cti": ("LSGDEMA0XTG000001", {"止": "2026-11-22"})}, {}, {}, "没有查到交强险，买好后约 1 小时能查到"),
        ({"sw.carinvoices": ("26442000000000000101", {"红冲": True})}, {}, {}, "这张发票已经冲红"),
    ],
)
def test_a_new_car_that_gets_no_plates_says_why(store, changes, form, answers, why):
    ready(store, "LSGDEMA0XTG000001", "粤A0029K")
    for register, (row_id, values) in changes.items():
        store.change(register, row_id, **values)
    asked = case("vehicle-register", "lin-zhihao", fee=12_000, **{"car": "26442000000000000101", "plate": "粤A0029K", **form})
    asked["body"]["answers"] = answers
    verdict = judge(asked, store)
    assert (verdict.reason or verdict.points[0]["text"]) == why
