"""Reading a bill and telling where it differs: each of the fourteen kinds alone, and nothing when nothing differs."""

import random
from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest

from payment import rules as money
from payment.bills import reading, rules
from payment.bills.reading import Broken, Row

CHINA = timezone(timedelta(hours=8))
DAY, M = "2026-11-24", "1900000109"
TX, RF = "4200000000000000000000000001", "50300000000000000000000001"
HEADER = (
    "交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额,"
    "代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注"
)
SUMS = "总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额"
PAID = (
    f"`{DAY} 10:11:12,`wx1,`{M},`0,`,`{TX},`A1,`openid,`JSAPI,`SUCCESS,`OTHERS,`CNY,`120.00,`0.00,`0,`0,`0.00,`0.00,`,`,"
    "`换护照, 加急,`dept-gat-crj|case:1|seal,`0.72000,`0.60%,`120.00,`0.00,`"
)
BACK = (
    f"`{DAY} 11:00:00,`wx1,`{M},`1600000001,`,`{TX},`A1,`openid,`JSAPI,`REFUND,`OTHERS,`CNY,`0.00,`0.00,`{RF},`R1,`20.05,`0.00,`ORIGINAL,"
    "`SUCCESS,`换护照, 加急,`,`-0.12000,`0.60%,`0.00,`20.05,`"
)
TOTAL = "`2,`120.00,`20.05,`0.00,`0.60000,`120.00,`20.05"
TEXT = "\r\n".join([HEADER, PAID, BACK, SUMS, TOTAL, ""])


def payment(**more):
    return rules.Payment(
        **{"order_no": "A1", "transaction_id": TX, "mchid": M, "sub_mchid": "", "fen": 12000, "state": "paid", "day": DAY, **more}
    )


def refund(**more):
    ours = {"refund_no": "R1", "refund_id": RF, "order_no": "A1", "transaction_id": TX, "mchid": M, "sub_mchid": "", "fen": 2005}
    return rules.Refund(**{**ours, "state": "done", "day": DAY, **more})


def row(kind="payment", **more):
    there = Row("payment", f"{DAY} 10:11:12", M, "", TX, "A1", "", "", "CNY", 12000, "SUCCESS")
    if kind == "refund":
        there = Row("refund", f"{DAY} 11:00:00", M, "", TX, "A1", "R1", RF, "CNY", 2005, "SUCCESS")
    return replace(there, **more)


def kinds(rows, payments, refunds, elsewhere=frozenset()):
    return [one.kind for one in rules.compare(M, DAY, rows, payments, refunds, elsewhere)]


def test_a_bill_is_read_by_the_names_of_its_columns():
    paid, back = reading.read(TEXT.encode()).rows
    assert paid == row(slip="dept-gat-crj|case:1|seal")
    assert back == row("refund", sub_mchid="1600000001")


@pytest.mark.parametrize("change", [lambda t: "\ufeff" + t, lambda t: t.replace("\r\n", "\n"), lambda t: t.rstrip()])
def test_byte_order_marks_and_line_ends_do_not_matter(change):
    assert reading.read(change(TEXT).encode()) == reading.read(TEXT.encode())


def test_columns_may_come_in_another_order():
    order = list(reversed(range(27)))
    lines = [HEADER.split(","), PAID[1:].split(",`"), BACK[1:].split(",`")]
    turned = [[line[at] for at in order] for line in lines]
    text = "\n".join([",".join(turned[0]), *(",".join("`" + one for one in line) for line in turned[1:]), SUMS, TOTAL])
    assert reading.read(text.encode()) == reading.read(TEXT.encode())


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "bill_cut"),
        (TEXT[: len(TEXT) // 2], "bill_cut"),
        ("\n".join([HEADER, PAID, BACK]), "bill_cut"),
        ("\n".join([HEADER, PAID, BACK, SUMS]), "bill_cut"),
        (TEXT.replace("微信订单号", "订单"), "bill_unreadable"),
        ("\n".join([HEADER, PAID[:40], BACK[:40], SUMS, TOTAL]), "bill_unreadable"),
        ("<html>busy</html>", "bill_unreadable"),
    ],
)
def test_what_is_no_whole_bill_is_refused(text, code):
    with pytest.raises(Broken) as refusal:
        reading.read(text.encode())
    assert refusal.value.code == code


def test_sums_that_floats_get_wrong_are_right():
    assert [reading.fen(text) for text in ("0.29", "0.57", "1.15", "4.35", "19.99", "1001.13")] == [29, 57, 115, 435, 1999, 100113]


def test_what_does_not_fit_where_it_is_kept_is_a_row_nobody_can_read():
    bill = reading.read(TEXT.replace("`A1,", "`" + "A" * 33 + ",", 1).encode())
    assert ([one.kind for one in bill.rows], [one.row for one in bill.unread], bill.sums) == (["refund"], [1], {})


def test_whatever_the_bytes_only_the_declared_errors_come_out():
    dice, whole = random.Random(20261124), bytearray(TEXT.encode())
    seen = Counter()
    for _ in range(3000):
        raw = bytearray(whole)
        for _ in range(dice.randint(1, 8)):
            place = dice.randrange(len(raw))
            how = dice.randrange(4)
            if how == 0:
                raw[place] = dice.randrange(256)
            elif how == 1:
                del raw[place : place + dice.randint(1, 60)]
            elif how == 2:
                raw[place:place] = raw[place : place + dice.randint(1, 60)]
            else:
                raw[place:place] = dice.choice((b"`", b",`", b"\r\n", b"\x00", "９".encode(), b"-", b"1e9"))
            raw = raw or bytearray(b"x")
        try:
            reading.read(bytes(raw))
            seen["read"] += 1
        except Broken as broken:
            seen[broken.code] += 1
    assert set(seen) == {"read", "bill_unreadable", "bill_cut"}


def test_yuan_become_fen_without_a_float():
    assert [reading.fen(text) for text in ("120.00", "0.01", "-0.10", "7", "1.5", "99999999.99")] == [12000, 1, -10, 700, 150, 9999999999]


def test_equal_books_differ_in_nothing():
    assert kinds([row(), row("refund")], [payment()], [refund()]) == []
    assert kinds([], [], []) == []
    assert kinds([row("refund", status="PROCESSING")], [], [refund(state="sent")]) == []
    assert kinds([row(sub_mchid="16")], [payment(sub_mchid="16")], []) == []


SECOND = "4200000000000000000000000002"
ONE_BY_ONE = {
    "payment_unknown": ([row()], [], []),
    "payment_unbooked": ([row()], [payment(transaction_id="", state="paying", day="")], []),
    "payment_absent": ([], [payment()], []),
    "payment_amount": ([row(fen=11999)], [payment()], []),
    "payment_transaction": ([row(transaction_id=SECOND)], [payment()], []),
    "payment_twice": ([row(), row(transaction_id=SECOND)], [payment()], []),
    "payment_day": ([row()], [payment(day="2026-11-23")], []),
    "refund_unknown": ([row(), row("refund")], [payment()], []),
    "refund_unbooked": ([row(), row("refund")], [payment()], [refund(state="sent")]),
    "refund_absent": ([row()], [payment()], [refund()]),
    "refund_amount": ([row("refund", fen=2006)], [], [refund()]),
    "wrong_payee": ([row(sub_mchid="1600000001")], [payment()], []),
    "wrong_currency": ([row(currency="USD")], [payment()], []),
    "row_repeated": ([row(), row()], [payment()], []),
}


def test_there_are_sixteen_kinds_and_each_has_its_example():
    assert set(ONE_BY_ONE) | {"row_unreadable", "bill_totals"} == set(rules.KINDS)  # those two: tests/payment/test_bill_reading.py
    assert len(rules.KINDS) == 16
    assert {role for role, _ in rules.KINDS.values()} <= {"finance", "operator"}


@pytest.mark.parametrize("kind", ONE_BY_ONE)
def test_each_kind_is_recognised_alone(kind):
    assert kinds(*ONE_BY_ONE[kind]) == [kind]


@pytest.mark.parametrize(
    ("kind", "sides"),
    [
        ("payment_unbooked", ([row()], [payment(transaction_id="", state="closed", day="")], [])),
        ("refund_unbooked", ([row("refund", status="PROCESSING")], [], [refund(state="declined")])),
        ("refund_unknown", ([row("refund", order_no="B9")], [], [refund()])),
        ("refund_absent", ([], [], [refund(state="sent")])),
        ("payment_transaction", ([row(order_no="B9")], [payment()], [])),
        ("payment_day", ([row(at="2026-11-25 00:00:01")], [payment()], [])),
        ("row_repeated", ([row("refund"), row("refund")], [], [refund()])),
        ("wrong_payee", ([row("refund", sub_mchid="16")], [], [refund()])),
        ("wrong_currency", ([row("refund", currency="USD")], [], [refund()])),
    ],
)
def test_other_forms_of_the_same_kinds(kind, sides):
    assert kinds(*sides) == [kind]


def test_a_second_payment_that_stands_in_suspense_is_no_difference():
    extra = payment(transaction_id=SECOND, main=False)
    assert kinds([row(), row(transaction_id=SECOND)], [payment(), extra], []) == []


def test_what_stands_in_another_days_bill_is_not_missed():
    assert kinds([], [payment()], [refund()], frozenset({TX, "R1"})) == []
    assert kinds([], [payment(mchid="19"), payment(day="2026-11-23")], [refund(day="2026-11-23")]) == []


def test_the_evidence_shows_both_sides():
    (found,) = rules.compare(M, DAY, [row(fen=1)], [payment()], [])
    assert (found.about, found.order_no) == (TX, "A1")
    assert (found.evidence["there"]["fen"], found.evidence["here"]["fen"]) == (1, 12000)
    assert "openid" not in str(found.evidence)


@pytest.mark.parametrize(
    ("day", "now", "code"),
    [
        ("2026-11-24", "2026-11-24T23:59:59", "bill_day_future"),
        ("2026-11-30", "2026-11-24T12:00:00", "bill_day_future"),
        ("2026-11-23", "2026-11-24T09:59:59", "bill_not_yet"),
        ("2026-11-23", "2026-11-24T10:00:00", None),
        ("2026-08-20", "2026-11-24T12:00:00", "bill_day_too_old"),
        ("2026-08-27", "2026-11-24T12:00:00", None),
    ],
)
def test_a_days_bill_can_be_had_from_ten_the_next_morning_for_three_months(day, now, code):
    from datetime import date

    assert rules.why_not(date.fromisoformat(day), datetime.fromisoformat(now).replace(tzinfo=CHINA)) == code


@pytest.mark.parametrize(
    ("there", "here", "kind"),
    [
        ("FAIL", "closed", None),
        ("FAIL", "sent", None),  # we shall hear of it
        ("FAIL", "done", "refund_absent"),
        ("CHANGE", "abnormal", None),
        ("CHANGE", "sent", None),
        ("PROCESSING", "closed", None),  # closed since the bill was made
        ("SUCCESS", "closed", "refund_unbooked"),
    ],
)
def test_a_refund_that_came_to_nothing_at_wechat_is_no_difference_unless_we_booked_it(there, here, kind):
    found = kinds([row("refund", status=there)], [], [refund(state=here)])
    assert found == ([kind] if kind else [])


def test_a_description_is_cut_by_bytes_and_never_inside_a_character():
    assert money.cut("护" * 60) == "护" * 42  # 126 bytes
    assert money.cut("a" * 130) == "a" * 127
    assert money.cut("𠮷护照😀") == "护照"
