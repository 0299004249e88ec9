"""Medical insurance: who is insured, and when a record of treatment elsewhere is made, changed and ended."""

import pytest

from tests.rules.checking import LIN, PASS, ZHOU, Fail, Off, facts, off, rows, verdict, waits

ME, CHILD = LIN.id_number, ZHOU.id_number
LOCKED = "这之前要去别的地方看病，选“临时去”；急诊不用备案，跟医院说“急诊”"


def insured(state="正常", who=ME, since="2026-11-01"):
    return [{"id": who, "状态": state, "自": since, "参保地": "440100"}]


def record(since="2026-06-01", kind="长期", until=None, city="430100", state="生效"):
    return {"类型": kind, "就医地": city, "就医地名": "长沙市", "起": since, "止": until, "状态": state}


def there(city="430100", **found):
    return facts(picked={"to": ({"city": city},)}, rows=rows(**found))


def running(day="2026-11-23", **one):
    return facts(day=day, rows=rows(records=[record(**one)], rules=[{"长期满月": 6}]))


def ending(day="2026-11-23", **one):
    return facts(day=day, picked={"record": (record(**one),)}, rows=rows(rules=[{"长期满月": 6}]))


def letter(city):
    return facts(picked={"to": ({"city": city},), "letter": ({"转往": "110100", "转往名": "北京市"},)})


CASES = [
    ("medical_insured", None, facts(rows=rows(insured=insured())), PASS),
    ("medical_insured", None, facts(rows=rows(insured=insured("暂停"))), Fail("11 月起停保", "先续保")),
    ("medical_insured", None, facts(rows=rows(insured=insured("暂停", since=None))), Fail("已经停保", "先续保")),
    ("medical_insured", None, facts(rows=rows(insured=[])), Fail("没有参保", "先参加医保；在别的省参保的，在那边备案")),
    ("medical_insured", None, facts(rows=rows(insured=insured(who=CHILD))), Fail("没有参保", "先参加医保；在别的省参保的，在那边备案")),
    ("medical_insured", None, facts(rows={"insured": Off("ybj.insured")}), off("ybj.insured")),
    ("medical_child_insured", None, facts(picked={"for": ({"child": CHILD},)}, rows=rows(insured=insured(who=CHILD))), PASS),
    (
        "medical_child_insured",
        None,
        facts(picked={"for": ({"child": CHILD},)}, rows=rows(insured=insured("未参保", CHILD))),
        Fail("没有参保", "先参加医保；在别的省参保的，在那边备案"),
    ),
    ("medical_child_insured", None, facts(rows=rows(insured=insured())), waits("form", "for")),
    ("remote_elsewhere", None, there(insured=insured()), PASS),
    ("remote_elsewhere", None, there("440100", insured=insured()), Fail("本市看病不用备案", "直接刷医保")),
    ("remote_once", "长期", there(records=[]), PASS),
    ("remote_once", "长期", there(records=[record()]), Fail("在长沙市已经备过案，长期有效", "不用再办，直接去看病")),
    ("remote_once", "临时", there(records=[record()]), PASS),
    ("remote_once", "临时", there("110100", records=[record(kind="临时", until="2027-01-09")]), PASS),
    (
        "remote_once",
        "临时",
        there(records=[record(kind="临时", until="2027-01-09")]),
        Fail("在长沙市已经备过案，到2027年1月9日", "不用再办，直接去看病"),
    ),
    ("remote_once", "临时", there(records=[record(kind="临时", until="2026-11-22")]), PASS),
    ("remote_once", "长期", there(records=[record(state="终止")]), PASS),
    ("remote_free", None, running(), Fail("长期备案 2026-06-01 起，满 6 个月（2026-12-01）后可改", LOCKED)),
    ("remote_free", None, running(day="2026-12-01"), PASS),
    ("remote_free", None, running(kind="临时", until="2026-12-01"), PASS),
    ("remote_free", None, running(state="终止"), PASS),
    ("remote_free", None, facts(rows=rows(records=[], rules=[{"长期满月": 6}])), PASS),
    ("remote_free", None, facts(rows={**rows(rules=[{"长期满月": 6}]), "records": Off("ybj.remote")}), off("ybj.remote")),
    ("remote_may_end", None, ending(since="2026-04-01"), PASS),
    ("remote_may_end", None, ending(), Fail("长期备案 2026-06-01 起，满 6 个月（2026-12-01）后可改", LOCKED)),
    ("remote_may_end", None, ending(kind="临时", until="2027-01-09"), PASS),
    ("remote_may_end", None, ending(kind="临时", until="2026-11-22"), Fail("这条备案11月22日已经到期了", "不用取消")),
    ("remote_elsewhere", None, facts(rows=rows(insured=insured())), waits("form", "to")),
    ("remote_once", "长期", facts(rows=rows(records=[])), waits("form", "to")),
    ("remote_may_end", None, facts(rows=rows(rules=[{"长期满月": 6}])), waits("form", "record")),
    ("remote_letter", None, letter("110100"), PASS),
    ("remote_letter", None, letter("430100"), Fail("转诊单是转到北京市的", "改一下去哪里，或者请医院重开一张")),
    ("remote_letter", None, facts(unpicked={"letter": Off("wj.referrals")}, picked={"to": ({"city": "110100"},)}), off("wj.referrals")),
]


@pytest.mark.parametrize(("name", "arg", "given", "said"), CASES)
def test_what_medical_insurance_says(name, arg, given, said):
    assert verdict(name, arg, given) == said
