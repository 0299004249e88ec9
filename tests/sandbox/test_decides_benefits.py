"""Benefits and social cards by the specifications' vectors, and what the rows are afterwards."""

from datetime import date

import pytest

from sandbox.departments.decide import benefits, judge
from sandbox.departments.decide.verdict import carry_out
from sandbox.registers.store import Store
from tests.sandbox.deciding import NUMBERS, V1, V2, V4, case, granted, of, on, refused, said


@pytest.fixture
def store():
    return Store({}, date(2026, 11, 23))


def test_a_verified_pension_goes_on(store):
    granted(store, "pension-verify", "huang-guoqiang", who="我帮家里老人", elder=NUMBERS["huang-xiuying"])
    assert of(store, "rst.verify", NUMBERS["huang-xiuying"], "有效至", "方式") == ("2027-11-23", "家人协助")
    verdict = granted(store, "pension-verify", "huang-guoqiang", who="我帮家里老人", elder=NUMBERS["he-guifang"])
    assert verdict.opinion == "认证好了，有效到 2027-11-23；下个月一起发 3,240.00 元"
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
    form = {"bank": "示例银行", "for": f"{NUMBERS['zhou-zixuan']}|{NUMBERS['wu-haiyan']}"}
    assert refused(store, "social-card-apply", "wu-haiyan", branch="海珠示例银行", **form) == ("branch", "这个网点没有卡了，换一个")
    verdict = granted(store, "social-card-apply", "wu-haiyan", branch="荔湾示例银行", **form)
    assert (verdict.fields["姓名"], verdict.valid_until) == ("周子轩", "2036-11-22")
    stock = {one["名"]: one["库存"] for one in store.get("rst.cardbanks", "示例银行")["网点"]}
    assert stock == {"荔湾示例银行": 11, "海珠示例银行": 0, "天河示例银行": 5}
    assert said(store, "social-card-apply", "lin-zhihao", bank="示例银行") == "已有卡 B12345678，丢了坏了请走补卡"
    assert said(store, "social-card-apply", "lin-zhihao", bank="示例银行", **{"for": "U440123456"}) == "先给宝宝上户口，才有身份证号"


def test_a_skill_is_paid_once_and_in_its_year(store):
    assert granted(store, "job-subsidy", "ou-jiayi", cert=["S000044010400001"]).opinion == "补贴 1,500.00 元"
    assert said(store, "job-subsidy", "ou-jiayi", cert=["S000044010400001"]) == "这本证书 2026-11-23 已经领过"
    assert said(store, "job-subsidy", "liang-junjie", cert=["S000044011300002"]) == "2026-10-30 过了申领期"
    assert said(store, "job-subsidy", "zhao-dawei", cert=["S000044011100003"]) == "这本证书 2026-10-12 已经领过"


def test_who_pays_for_oneself_is_insured_from_this_month(store):
    verdict = granted(store, "flexible-insured", "liang-junjie", base=800_000, kinds=["养老", "医疗"], start="next")
    assert verdict.opinion == "从 2026-12 起参保，每月 2,120.71 元，第一次 1 月 20 日扣 12 月的"
    assert of(store, "rst.pays", f"{NUMBERS['liang-junjie']}|医疗|2026-12", "单位", "基数") == ("个人", 623_600)
    verdict = granted(store, "flexible-insured", "liang-junjie", base=551_000, kinds=["养老"], start="本月")
    assert verdict.opinion == "从 2026-11 起参保，每月 1,102.00 元，第一次 12 月 20 日扣 11 月的"
    assert of(store, "rst.pays", f"{NUMBERS['liang-junjie']}|养老|2026-11", "单位", "基数", "状态") == ("个人", 551_000, "欠缴")
    assert said(store, "flexible-insured", "liang-junjie", base=500_000) == "最低 5,510 元"
    assert said(store, "flexible-insured", "liang-junjie", base=3_000_000) == "最高 27,549 元"
    assert said(store, "flexible-insured", "ou-jiayi", base=551_000) == "您 10 月在广州荔湾示例文化传播有限公司参保，停保后再来"
    assert said(store, "flexible-insured", "huang-xiuying", base=551_000) == "您在领养老金"


def test_one_store_holds_across_items(store):
    """A violation decided by one item counts in the licence of another in the same second."""
    granted(store, "violation-handle", "zhao-dawei", fee=23_000, decision_no=V4)
    granted(store, "violation-handle", "zhao-dawei", picks=[V1, V2])
    assert said(store, "drive-license-renew", "zhao-dawei", own_word="都没有") == "有 2 张罚单没交，400.00 元"


def test_a_lost_social_card_is_stopped_at_once_and_works_again_where_it_was_found(store):
    lost, new = (
        judge(case("social-card-reissue", "lin-zhihao", why="丢了"), store),
        case("social-card-reissue", "huang-xiuying", why="换三代"),
    )
    assert judge(new, store).otherwise == ()
    carry_out(store, lost.on_receipt)
    assert of(store, "rst.cards", "B12345678", "状态", "社保功能", "金融功能") == ("正式挂失", False, False)
    carry_out(store, lost.otherwise)  # withdrawn: it was found
    assert of(store, "rst.cards", "B12345678", "状态", "社保功能", "金融功能") == ("正常", True, True)
    carry_out(store, lost.on_receipt)
    assert of(store, "rst.cards", "B12345678", "状态", "社保功能") == ("正式挂失", False)
    assert (judge(new, store).on_receipt, lost.handed) == ((), ())
    carry_out(store, lost.effects)
    assert (of(store, "rst.cards", "B12345678", "状态"), of(store, "rst.cards", lost.number, "版", "状态")) == (("注销",), ("三代", "正常"))


def test_an_old_social_card_works_until_the_new_one_is_in_hand(store):
    new = judge(case("social-card-reissue", "huang-xiuying", why="换三代"), store)
    carry_out(store, new.effects)
    assert of(store, "rst.cards", "A00012345", "状态") == ("正常",)
    assert of(store, "rst.cards", new.number, "版", "姓名") == ("三代", "黄秀英")
    carry_out(store, new.handed)
    assert of(store, "rst.cards", "A00012345", "状态", "社保功能", "金融功能") == ("注销", False, False)


def test_nothing_is_drawn_past_the_legal_age_and_a_disputed_reason_is_looked_at(store):
    stop = {"id": NUMBERS["lin-zhihao"], "日": "2026-10-31", "单位": "P", "原因码": "06", "原因": "本人辞职"}
    store.add("rst.stops", stop)
    verdict = granted(store, "unemployment-benefit", "lin-zhihao", looking=True, reason="wrong")
    assert (verdict.machine, verdict.opinion) == (False, "能领 20 个月，每月 2,412.00 元，共 48,240.00 元")
    old = on(store, "2028-11-20")
    old.change("scjg.companies", NUMBERS["C"], 法定代表人=NUMBERS["lin-zhihao"])
    old.add(
        "rst.stops", stop | {"id": NUMBERS["huang-guoqiang"], "日": "2028-10-31", "单位": NUMBERS["C"], "原因码": "02", "原因": "单位辞退"}
    )
    verdict = granted(old, "unemployment-benefit", "huang-guoqiang", looking=True, reason="right")
    assert verdict.opinion == "能领 10 个月，每月 2,412.00 元，共 24,120.00 元"


def test_who_pays_alone_draws_no_more(store):
    granted(store, "unemployment-benefit", "liang-junjie", looking=True)
    granted(store, "flexible-insured", "liang-junjie", base=551_000, kinds=["养老"], start="now")
    assert of(store, "rst.unemploy", f"{NUMBERS['liang-junjie']}|2026-11", "状态", "停因", "剩余") == ("停发", "灵活就业参保", 1)


KINDS = ["养老", "医疗", "失业", "工伤", "生育"]


def printed(store, person, **form):
    verdict = granted(store, "social-proof-print", person, **{"who": "me", "content": "proof", "span": "all", "kinds": KINDS, **form})
    (paper,) = verdict.papers
    return verdict, {one["label"]: one["text"] for one in paper["facts"]}, paper


def test_a_proof_says_what_was_paid_and_until_when_it_is_good(store):
    verdict, facts, paper = printed(store, "wu-haiyan", purpose="house")
    assert (verdict.fields["缴费起止"], verdict.fields["累计月数"], verdict.valid_until) == ("2019-11 至 2026-10", "84 个月", "2027-02-23")
    assert (verdict.machine, facts["参保险种"], facts["用途"], paper["title"]) == (
        True,
        "养老、医疗、失业、工伤、生育",
        "购房",
        "社保参保证明",
    )
    assert facts["证件号"] == "440199********0089" and len(verdict.number) == 16
    _, facts, _ = printed(store, "liang-junjie")
    assert (facts["累计月数"], facts["目前"]) == ("16 个月", "停保（2026-10-31）")


def test_a_list_has_a_line_for_each_month_and_what_is_longer_than_a_file_is_counted_by_year(store):
    _, facts, paper = printed(store, "ou-jiayi", content="rows", span="two")
    lines = [line for part in paper["parts"][:-1] for line in part["text"].split("；")]
    assert (facts["缴费起止"], len(lines)) == ("2024-11 至 2026-10", 24)
    assert lines[0] == "10 月 养老、医疗、失业、工伤、生育，基数 12,000.00 元，广州荔湾示例文化传播有限公司，已缴"
    _, facts, paper = printed(store, "huang-guoqiang", content="rows")
    assert facts["累计月数"] == "334 个月" and len(paper["parts"]) == 20 and max(len(one["text"]) for one in paper["parts"]) <= 1000
    assert paper["parts"][18]["text"].endswith("1998 年 12 个月")


def test_a_unit_is_printed_for_who_leads_it_alone(store):
    verdict, facts, _ = printed(store, "li-wenjing", who="unit", unit=NUMBERS["A"])
    assert (verdict.bare, facts["参保人数"], facts["缴费起止"], facts["欠缴"]) == (True, "1 人", "2024-04 至 2026-10", "没有欠缴")
    form = {"who": "unit", "content": "proof", "span": "all", "kinds": KINDS}
    assert said(store, "social-proof-print", "ou-jiayi", unit=NUMBERS["A"], **form) == "您不是这家单位的法定代表人，请对方授权"


def test_a_proof_that_nothing_was_paid_is_for_whom_nothing_was(store):
    assert printed(store, "he-guifang", content="none")[1]["累计月数"] == "0 个月"
    form = {"who": "me", "span": "all", "kinds": KINDS}
    assert refused(store, "social-proof-print", "ou-jiayi", content="none", **form)[0] == "content"
    assert said(store, "social-proof-print", "he-guifang", content="proof", **form) == "这段时间没有缴费记录，换个时间"


def test_months_of_another_province_are_joined_by_three_offices(store):
    ou, no = NUMBERS["ou-jiayi"], "粤转264401000000019"
    for office in ("ask", "there", "enter"):
        verdict = judge(case("pension-transfer", "ou-jiayi", **{"from": f"{ou}|2020-07"}) | {"office": office}, store)
        assert verdict.kind == "grant" and verdict.bare, verdict
        carry_out(store, verdict.effects)
    assert verdict.opinion == "上海市的 12 个月转进来了，个人账户 7,680.00 元、统筹 11,520.00 元，养老保险合起来 76 个月"
    assert of(store, "rst.transfers", no, "个人账户", "统筹", "状态") == (768_000, 1_152_000, "办结")
    assert [one["名"] for one in store.get("rst.transfers", no)["步骤"]] == ["发接收函", "对方转出", "入账"]
    assert of(store, "rst.account", ou, "余额") == (7_372_800,) and not list(store.where("rst.elsewhere", id=ou))
    assert sum(row["养老"] for row in store.where("rst.months", id=ou)) == 76


def test_months_wait_for_who_was_forty_first_insured_here(store):
    assert said(store, "pension-transfer", "wu-haiyan", **{"from": f"{NUMBERS['wu-haiyan']}|2006-03"}).startswith(
        "您首次在广东参保时已满 40 岁、户籍不在广东，广东缴的 84 个月"
    )
    assert said(store, "pension-transfer", "huang-xiuying", place="310000") == "在领养老金，不再转"
    assert refused(store, "pension-transfer", "li-wenjing", place="441400") == ("place", "省内不用转，已经合并")
    assert said(store, "pension-transfer", "li-wenjing", place="310000") == "对方社保机构没有查到您的缴费"


def death(store, person, name, on="2026-11-20"):
    row = {"编号": f"2026-440104-{person}", "姓名": name, "死者": NUMBERS[person], "死亡时间": f"{on} 14:05", "地点": "医院"}
    store.add("wj.deaths", row | {"机构": "越秀区示例医院", "签发日": on, "状态": "有效"})


def test_a_family_is_paid_once_and_the_pension_ends_with_the_month_of_death(store):
    mother = NUMBERS["huang-xiuying"]
    assert said(store, "funeral-pension", "huang-guoqiang", dead=mother) == "登记里他还在世；刚去世请先办死亡登记"
    death(store, "huang-xiuying", "黄秀英")
    verdict = granted(store, "funeral-pension", "huang-guoqiang", dead=mother, cause="ill")
    assert verdict.opinion == "丧葬补助金 9,200.00 元，抚恤金（9 个月） 41,400.00 元，一共 50,600.00 元"
    assert of(store, "rst.pension", mother, "状态", "已发至") == ("终止", "2026-11")
    assert of(store, "rst.funeralpaid", mother, "姓名", "合计") == ("黄国强", 5_060_000)
    assert said(store, "funeral-pension", "huang-guoqiang", dead=mother) == "已由黄国强申领"


def test_what_was_paid_after_a_death_comes_off_when_that_is_agreed_to(store):
    mother = NUMBERS["huang-xiuying"]
    death(store, "huang-xiuying", "黄秀英")
    store.change("rst.pension", mother, 已发至="2026-12")
    assert said(store, "funeral-pension", "huang-guoqiang", dead=mother) == "多领了 4,350.00 元，要同意扣回"
    verdict = granted(store, "funeral-pension", "huang-guoqiang", dead=mother, **{"return": True})
    assert verdict.opinion.endswith("扣回多领的 -4,350.00 元，一共 46,250.00 元")
    assert of(store, "rst.pension", mother, "已发至") == ("2026-11",)


def test_every_heir_agrees_and_work_goes_elsewhere(store):
    lin = NUMBERS["lin-zhihao"]
    death(store, "lin-zhihao", "林志豪")
    assert [row["姓名"] for row in store.where("rst.heirs", 死者=lin)] == ["陈晓彤"]
    assert said(store, "funeral-pension", "chen-xiaotong", dead=lin, cause="work") == "因工去世的走工伤待遇，请单位申报工伤"
    others = [{"name": "李文静", "id_number": NUMBERS["li-wenjing"]}]
    assert said(store, "funeral-pension", "chen-xiaotong", consents=[], dead=lin, others=others).startswith("有遗属不同意")
    assert said(store, "funeral-pension", "li-wenjing", dead=lin).startswith("登记里他不是您的亲属")
    verdict = granted(store, "funeral-pension", "chen-xiaotong", consents=["li-wenjing"], dead=lin, others=others)
    assert verdict.opinion.endswith("个人账户 97,116.47 元，一共 147,716.47 元") and of(store, "rst.account", lin, "余额") == (0,)
