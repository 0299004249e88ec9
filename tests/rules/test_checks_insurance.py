"""Social insurance: who may draw and who may pay alone, what a skill is paid, over which months a proof can speak."""

from dataclasses import replace
from datetime import date

import pytest

from app.checks.insurance import benefit_months
from tests.rules.checking import LIN, PASS, Fail, Off, facts, off, rows, verdict, waits

WOMAN = replace(LIN, sex="女")
RULE = {"from": "2025-01-01", "最低月": 12, "每年次数": 3, "至": "2027-12-31"}
DO_SKILL, NOT_TWICE = "发证后 12 个月内申领的才有", "同一职业同一等级只能领一次"

NO_PENSION = Fail("您还没有领养老金，不用认证", "帮家里老人认证的，改一下回答")
NO_REGISTER = facts(unpicked={"cert": Off("rst.skills")}, rows=rows(paid=[], rules=[RULE]))


def pays(until, unit="W", first="2021-07", name="广州荔湾示例文化传播有限公司"):
    return {"险种": "失业", "from": first, "to": until, "单位": unit, "单位名称": name}


def stop(reason="本人辞职", willing=False, right="right"):
    return facts(picked={"stop": ({"原因": reason},)}, rows=rows(reasons=[{"非本人意愿": willing}]), form={"reason": right})


def skill(given="2026-04-20", trade="茶艺师", level="四级", paid=(), rule=None):
    picked = {"cert": ({"职业": trade, "等级": level, "发证日": given},)}
    return facts(picked=picked, rows=rows(paid=paid, rules=[rule or RULE]))


def proof(span="two", content="proof", found=(), **form):
    return facts(form={"content": content, "span": span, **form}, rows=rows(pays=found))


def born(sex, birth):
    return facts(person=replace(LIN, sex=sex, birth=date.fromisoformat(birth)))


CASES = [
    ("benefit_earned", None, facts(rows=rows(months=[{"失业": 16}], drawn=[])), PASS),
    ("benefit_earned", None, facts(rows=rows(months=[{"失业": 8}], drawn=[{"剩余": 2}])), PASS),
    (
        "benefit_earned",
        None,
        facts(rows=rows(months=[{"失业": 8}], drawn=[])),
        Fail("失业保险缴了 8 个月，要满 12 个月；以前没领完的可以接着领", "接着缴，满了再来"),
    ),
    ("benefit_earned", None, facts(rows={**rows(drawn=[]), "months": Off("rst.months")}), off("rst.months")),
    ("stop_unwilling", None, stop("劳动合同期满", willing=True), PASS),
    ("stop_unwilling", None, stop(right="wrong"), PASS),
    ("stop_unwilling", None, stop(), Fail("单位报的是“本人辞职”，不能领", "如果不对，让单位改；或者选“不对”，传解除劳动合同的证明由人核")),
    ("stop_unwilling", None, facts(), waits("form", "stop")),
    ("stopped_for_good", None, facts(rows=rows(pays=[pays("2026-10")], stops=[{"日": "2026-10-31"}])), PASS),
    ("stopped_for_good", None, facts(rows=rows(pays=[pays("2026-06")], stops=[])), PASS),
    (
        "stopped_for_good",
        None,
        facts(rows=rows(pays=[pays("2026-10")], stops=[{"日": "2019-03-31"}])),
        Fail("您 10 月还在广州荔湾示例文化传播有限公司参保", "停保后再来"),
    ),
    ("stopped_for_good", None, facts(rows=rows(stops=[])), waits("rows", "pays")),
    ("no_pension", None, facts(rows=rows(pension=[])), PASS),
    ("no_pension", None, facts(rows=rows(pension=[{"状态": "终止"}])), PASS),
    ("no_pension", None, facts(rows=rows(pension=[{"状态": "暂停"}])), Fail("您在领养老金", "领养老金的不用再办这一件")),
    ("no_pension", None, facts(rows={"pension": Off("rst.pension")}), off("rst.pension")),
    ("not_drawing", None, facts(rows=rows(drawn=[{"状态": "领完"}])), PASS),
    ("not_drawing", None, facts(rows=rows(drawn=[{"状态": "发放"}])), Fail("您已在领失业金", "领到第几个月，看“看我能领多少”")),
    ("not_drawing", None, facts(), waits("rows", "drawn")),
    ("no_business", None, facts(rows=rows(companies=[])), PASS),
    (
        "no_business",
        None,
        facts(rows=rows(companies=[{"名称": "广州机场示例贸易有限公司"}])),
        Fail("名下有在营的“广州机场示例贸易有限公司”", "先注销，或者带材料到人社窗口说明"),
    ),
    ("no_business", None, facts(), waits("rows", "companies")),
    ("young_enough", None, born("女", "1970-11-15"), Fail("已到退休年龄", "请看“办退休”")),
    ("young_enough", None, born("女", "1971-10-15"), PASS),
    ("young_enough", None, born("男", "1970-11-15"), PASS),
    ("young_enough", None, facts(person=None), waits("person")),
    ("own_account", None, facts(form={"account": {"owner": "林志豪"}}), PASS),
    ("own_account", None, facts(form={"account": {"owner": "陈晓彤"}}), Fail("户名和您的名字对不上", "换一个您自己的账户")),
    ("own_account", "debit", facts(form={"account": {"owner": "陈晓彤"}}), Fail("扣款账户要是您本人的", "换一个您自己的账户")),
    ("own_account", None, facts(), waits("form", "account")),
    ("no_unit", None, facts(rows=rows(months=[{"现单位": None}], pays=[])), PASS),
    ("no_unit", None, facts(rows=rows(months=[{"现单位": "个人"}], pays=[])), Fail("您已经自己在缴了", "不用再登记一次")),
    (
        "no_unit",
        None,
        facts(rows=rows(months=[{"现单位": "W"}], pays=[pays("2026-10")])),
        Fail("您 10 月在广州荔湾示例文化传播有限公司参保", "停保后再来"),
    ),
    ("no_unit", None, facts(rows=rows(months=[{"现单位": "W"}], pays=[])), Fail("您还在单位参保", "停保后再来")),
    ("no_unit", None, facts(rows=rows(pays=[])), waits("rows", "months")),
    *(
        ("base_within", None, facts(form={"base": base}, picked={"limits": ({"下限": 551_000, "上限": 2_754_900},)}), said)
        for base, said in (
            (551_000, PASS),
            (2_754_900, PASS),
            (500_000, Fail("广州最低 5,510 元", "把基数改高一点")),
            (3_000_000, Fail("最高 27,549 元", "把基数改低一点")),
        )
    ),
    ("base_within", None, facts(form={"base": 551_000}), waits("form", "limits")),
    ("skill_in_time", 12, skill(), PASS),
    ("skill_in_time", 12, skill("2025-11-23"), PASS),
    ("skill_in_time", 12, skill("2025-10-30"), Fail("10月30日过了申领期", DO_SKILL)),
    ("skill_not_paid", None, skill(), PASS),
    ("skill_not_paid", None, skill(paid=[{"职业": "电工", "等级": "四级", "日": "2026-10-12"}]), PASS),
    (
        "skill_not_paid",
        None,
        skill(trade="汽车维修工", level="三级", paid=[{"职业": "汽车维修工", "等级": "三级", "日": "2026-10-12"}]),
        Fail("汽车维修工三级 2026-10-12 已经领过", NOT_TWICE),
    ),
    (
        "skill_not_paid",
        None,
        skill(paid=[{"职业": "茶艺师", "等级": "三级", "日": "2026-10-12"}]),
        Fail("茶艺师已经领过三级的", "低一级的不再发"),
    ),
    ("skill_not_paid", None, skill(paid=[{"职业": "茶艺师", "等级": "五级", "日": "2026-01-12"}]), PASS),
    ("skill_times", None, skill(), PASS),
    ("skill_times", None, skill(paid=[{"日": "2026-01-02"}] * 2 + [{"日": "2025-12-31"}]), PASS),
    (
        "skill_times",
        None,
        skill(paid=[{"日": "2026-01-02"}] * 3),
        Fail("一年最多领 3 次，今年领过 3 次", "少选几本，明年再领"),
    ),
    ("skill_times", None, skill(rule=RULE | {"至": "2026-11-22"}), Fail("这项补贴目前停办", "开放了会在首页说")),
    ("skill_times", None, skill(rule=RULE | {"至": None}), PASS),
    *(
        (name, arg, NO_REGISTER, off("rst.skills"))
        for name, arg in (("skill_in_time", 12), ("skill_not_paid", None), ("skill_times", None))
    ),
    ("skill_insured", None, facts(rows=rows(months=[{"失业": 12}], rules=[RULE])), PASS),
    (
        "skill_insured",
        None,
        facts(rows=rows(months=[{"失业": 8}], rules=[RULE])),
        Fail("失业保险缴了 8 个月", "满 12 个月再来"),
    ),
    ("skill_insured", None, facts(rows=rows(rules=[RULE])), waits("rows", "months")),
    ("draws_pension", None, facts(rows=rows(pension=[{"状态": "暂停"}])), PASS),
    ("draws_pension", None, facts(rows=rows(pension=[])), NO_PENSION),
    ("draws_pension", None, facts(rows=rows(pension=[{"状态": "终止"}])), NO_PENSION),
    ("draws_pension", None, facts(rows={"pension": Off("rst.pension")}), off("rst.pension")),
    ("not_renewed", None, facts(rows=rows(verify=[{"认证日": "2025-12-03"}], alive=[])), PASS),
    ("not_renewed", None, facts(rows=rows(verify=[{"认证日": "2025-12-03"}], alive=[{"日": "2025-10-20"}])), PASS),
    ("not_renewed", None, facts(rows=rows(verify=[], alive=[{"日": "2025-10-20"}])), PASS),
    (
        "not_renewed",
        None,
        facts(rows=rows(verify=[{"认证日": "2025-12-03"}], alive=[{"日": "2026-11-10"}])),
        Fail("不用刷脸，已经认证到 2027-11-10", "到期前会接着算"),
    ),
    ("not_renewed", None, facts(rows=rows(verify=[])), waits("rows", "alive")),
    ("card_none", None, facts(rows=rows(mine=[])), PASS),
    ("card_none", None, facts(rows=rows(mine=[{"卡号": "B12345678"}])), Fail("已有卡 B12345678", "丢了、坏了的，请走“补社保卡”")),
    (
        "card_none",
        {"cards": "rows.childcards", "who": "form.for.姓名"},
        facts(rows=rows(childcards=[{"卡号": "C1"}]), picked={"for": ({"姓名": "周子轩"},)}),
        Fail("周子轩已有卡 C1", "丢了、坏了的，请走“补社保卡”"),
    ),
    ("card_none", None, facts(), waits("rows", "mine")),
    ("card_older", None, facts(picked={"card": ({"版": "二代"},)}), PASS),
    ("card_older", None, facts(picked={"card": ({"版": "三代"},)}), Fail("您的卡已经是第三代了", "坏了、丢了的，改一下回答")),
    ("card_older", None, facts(), waits("form", "card")),
    ("card_renamed", None, facts(picked={"card": ({"姓名": "林豪"},)}), PASS),
    (
        "card_renamed",
        None,
        facts(picked={"card": ({"姓名": "林志豪"},)}),
        Fail("卡上的名字和户口上的一样", "丢了、坏了的，改一下回答；户口还没改名的，先办改名"),
    ),
    ("card_renamed", None, facts(), waits("form", "card")),
    ("bank_posts", None, facts(picked={"bank": ({"bank": "示例银行", "邮寄": True},)}), PASS),
    (
        "bank_posts",
        None,
        facts(picked={"bank": ({"bank": "示例农商行", "邮寄": False},)}),
        Fail("示例农商行不寄卡", "改成到网点领，或者换一家银行"),
    ),
    ("bank_posts", None, facts(), waits("form", "bank")),
    ("span_in_order", None, facts(form={"from_month": "2026-01", "to_month": "2026-01"}), PASS),
    (
        "span_in_order",
        None,
        facts(form={"from_month": "2026-02", "to_month": "2026-01"}),
        Fail("开始月份不能晚于结束月份", "改一下月份"),
    ),
    ("span_in_order", None, facts(), waits("form", "from_month")),
    ("proof_has_months", None, proof(found=[pays("2024-11")]), PASS),
    (
        "proof_has_months",
        None,
        proof(found=[pays("2024-10")]),
        Fail("这段时间没有缴费记录", "换个时间；要无参保记录证明的，改上面的“打哪种”"),
    ),
    ("proof_has_months", None, proof("all", found=[pays("1999-10", first="1998-01")]), PASS),
    ("proof_has_months", None, proof("pick", from_month="2021-07", to_month="2021-07", found=[pays("2026-10")]), PASS),
    ("proof_has_months", None, proof("all", "none"), PASS),
    (
        "proof_has_months",
        None,
        proof("all", "none", found=[pays("2026-10")]),
        Fail("这段时间有缴费记录，打不了无参保证明", "改成“参保证明”"),
    ),
    ("proof_has_months", None, facts(form={"content": "proof", "span": "all"}), waits("rows", "pays")),
]


@pytest.mark.parametrize(("name", "arg", "given", "said"), CASES, ids=[f"{n}-{one[0]}" for n, one in enumerate(CASES)])
def test_social_insurance_is_asked_of_the_registers(name, arg, given, said):
    assert verdict(name, arg, given) == said


@pytest.mark.parametrize(
    ("months", "length"), [(11, 0), (12, 1), (47, 3), (48, 4), (53, 4), (54, 5), (60, 6), (120, 16), (167, 23), (168, 24), (200, 24)]
)
def test_months_paid_give_months_drawn(months, length):
    assert benefit_months(months) == length
