"""医保报销: which bills are paid back."""

import pytest

from tests.rules.checking import LIN, PASS, ZHOU, Fail, Off, facts, off, rows, verdict, waits

ME, CHILD = LIN.id_number, ZHOU.id_number
NOT_INSURED = Fail("没有参保，医保不能报", "先参加医保，以后看病才能报")
NOT_THEN = Fail("看病那天没有参保，不能报", "有别处参保的，到参保地报")


def bill(number="1", state="未", payer=ME, on="2026-09-23", fen=10_000):
    return {"code": "44", "number": number, "报销": state, "身份证号": payer, "日期": on, "金额": fen}


def stay(number="1", first="2026-09-14", last="2026-09-23", kind="住院", codes=("A0101",)):
    listed = [{"码": one, "项": "床位费", "元": 100} for one in codes]
    return {"code": "44", "number": number, "机构": "示例医院", "入": first, "出": last, "类别": kind, "明细": listed}


def picked(*bills, form=None, **found):
    return facts(picked={"bills": bills or (bill(),)}, rows=rows(**found), form=form or {})


def insured(state="正常", since="2020-01-01"):
    return [{"状态": state, "自": since}]


CASES = [
    ("bills_unused", None, picked(claims=[]), PASS),
    (
        "bills_unused",
        None,
        picked(bill(state="已"), claims=[{"number": "1", "日": "2026-10-30"}]),
        Fail("这张票10月30日已报销", "选没报过的"),
    ),
    ("bills_unused", None, picked(bill(), bill("2", "已"), claims=[]), Fail("这张票已经报销过", "选没报过的")),
    ("bills_own", None, picked(), PASS),
    ("bills_own", None, picked(bill(), bill("2", payer=CHILD)), Fail("交款人不是您", "选自己的票，别人的由他自己报")),
    ("bills_own", {"child": CHILD}, picked(bill(payer=CHILD)), PASS),
    ("bills_own", {"child": CHILD}, picked(), Fail("交款人不是孩子", "选自己的票，别人的由他自己报")),
    ("bills_one_stay", None, picked(bill(), bill("2"), stays=[stay(), stay("2")]), PASS),
    ("bills_one_stay", None, picked(stays=[]), PASS),
    (
        "bills_one_stay",
        None,
        picked(bill(), bill("2"), stays=[stay(), stay("2", "2026-10-01", "2026-10-02")]),
        Fail("这几张票不是一次看病的", "请分两次报"),
    ),
    ("bills_one_stay", None, picked(stays=[stay(kind="生育")]), Fail("这是生孩子的费用", "办“生育津贴”，一起报")),
    ("bills_listed", None, picked(stays=[stay()], catalog=[{"码": "A0101"}]), PASS),
    ("bills_listed", None, picked(stays=[stay(codes=("A0101", "Z1"))], catalog=[{"码": "A0101"}]), Fail()),
    ("bills_listed", None, picked(stays=[], catalog=[{"码": "A0101"}]), Fail()),
    ("insured_then", None, picked(stays=[stay()], insured=insured()), PASS),
    ("insured_then", None, picked(stays=[stay()], insured=insured(since="2026-09-20")), NOT_THEN),  # insured while in hospital
    ("insured_then", None, picked(stays=[], insured=insured(since="2026-09-20")), PASS),
    ("insured_then", None, picked(stays=[stay()], insured=insured("暂停", "2026-09-14")), NOT_THEN),
    ("insured_then", None, picked(stays=[stay()], insured=insured("暂停", "2026-11-01")), PASS),
    ("insured_then", None, picked(stays=[stay()], insured=insured("未参保", None)), NOT_INSURED),
    ("insured_then", None, picked(stays=[stay()], insured=[]), NOT_INSURED),
    (
        "insured_then",
        None,
        facts(picked={"bills": (bill(),)}, rows={**rows(insured=insured()), "stays": Off("wj.stays")}),
        off("wj.stays"),
    ),
    ("bills_in_time", None, picked(bill(on="2023-11-23"), rules=[{"年限": 3}]), PASS),
    ("bills_in_time", None, picked(bill(on="2023-11-22"), rules=[{"年限": 3}]), Fail("有一张票11月22日过了申领期", "看完病 3 年内报")),
    *(
        (
            name,
            None,
            facts(unpicked={"bills": Off("cz.bills")}, rows=rows(claims=[], stays=[], catalog=[], rules=[{"年限": 3}])),
            off("cz.bills"),
        )
        for name in ("bills_unused", "bills_own", "bills_one_stay", "bills_listed", "bills_in_time")
    ),
    ("payer_settled", None, picked(), waits("form", "payer")),
    ("paid_within", None, picked(), waits("form", "other")),
    ("payer_settled", None, picked(form={"payer": "none"}), PASS),
    ("payer_settled", None, picked(form={"payer": "paid"}), PASS),
    ("payer_settled", None, picked(form={"payer": "waiting"}), Fail("有人要赔的，先等赔完", "赔完了再来，没赔到的部分可以报")),
    ("paid_within", None, picked(form={"other": 10_000}), PASS),
    ("paid_within", None, picked(form={"other": 10_001}), Fail("比票据还多，请核对", "写别处赔的、报的，一共多少")),
]


@pytest.mark.parametrize(("name", "arg", "given", "said"), CASES)
def test_which_bills_are_paid_back(name, arg, given, said):
    assert verdict(name, arg, given) == said
