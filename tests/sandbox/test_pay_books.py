"""Whatever happens, the sandbox's own money adds up: balances, flows, bills, refunds. Seeded walks over HTTP."""

import random
from datetime import datetime, timedelta, timezone
from decimal import Decimal

import pytest

from tests.sandbox.merchant import BOTH, PARTNER, Merchant
from tests.sandbox.test_pay_bills import ask, fetch, read

START = 1_000_000


def fen(yuan):
    return int(Decimal(yuan) * 100)


def walk(shop, sub, dice, steps):
    """Orders, payments, refunds and their ends in any order; what the merchant knows afterwards: paid, {refund: (amount, status)}."""
    paid, refunds = {}, {}
    more = {"sub_mchid": sub} if sub else {}
    for step in range(steps):
        what = dice.choice(["pay", "pay", "refund", "refund", "refund", "end", "end", "repeat"])
        if what == "pay" or not paid:
            number, total = f"order-{step}", dice.choice([1, 2, 3, 99, 100, 12345, 777777])
            shop.paid(number, total, **({"sub": sub} if sub else {}))
            paid[number] = total
        elif what == "refund":
            order = dice.choice(list(paid))
            left = paid[order] - sum(amount for name, (amount, state, of) in refunds.items() if of == order and state != "CLOSED")
            amount = dice.choice([1, max(left, 1), left + 1])
            answer = shop.refund(order, f"r{step}", amount, paid[order], **more)
            assert (answer.status_code == 200) == (amount <= left), answer.text
            if answer.status_code == 200:
                refunds[f"r{step}"] = (amount, "PROCESSING", order)
        elif what == "end" and (open_ones := [name for name, one in refunds.items() if one[1] in ("PROCESSING", "ABNORMAL")]):
            name, status = dice.choice(open_ones), dice.choice(["SUCCESS", "CLOSED"])
            shop.sandbox.control("POST", f"/refunds/{name}", status=status)
            refunds[name] = (refunds[name][0], status, refunds[name][2])
        elif refunds:
            name = dice.choice(list(refunds))
            amount, _, order = refunds[name]
            assert shop.refund(order, name, amount, paid[order], **more).json()["amount"]["refund"] == amount
    return paid, refunds


@pytest.mark.parametrize(("mchid", "share", "seed"), [(BOTH, 0, 1), (BOTH, 60, 2), (PARTNER, 60, 3), (PARTNER, 38, 4)])
def test_balance_flow_and_bill_tell_the_same_story(sandbox, mchid, share, seed):
    sandbox.control("POST", "/settings", refund_auto=False, refund_spacing=0)
    sandbox.control("POST", f"/consoles/{mchid}", fee_share=share)
    shop = Merchant(sandbox, mchid)
    sub = shop.subs[0] if mchid == PARTNER else None
    holder = sub or mchid
    sandbox.control("POST", f"/balances/{holder}", balance=START)
    paid, refunds = walk(shop, sub, random.Random(seed), 60)
    day = datetime.now(timezone(timedelta(hours=8))).date()
    for one in {mchid, holder}:
        sandbox.control("POST", f"/bills/{one}/{day}")
    balance = sandbox.control("POST", f"/balances/{holder}")["balance"]
    kept = {name: one for name, one in refunds.items() if one[1] != "CLOSED"}

    _, rows, _, sums = read(fetch(shop, ask(shop, day)).content)
    assert {row["商户订单号"]: fen(row["订单金额"]) for row in rows if row["交易状态"] == "SUCCESS"} == paid
    assert {row["商户退款单号"]: fen(row["申请退款金额"]) for row in rows if row["交易状态"] == "REFUND"} == {
        name: amount for name, (amount, _, _) in refunds.items()
    }
    assert {row["商户退款单号"] for row in rows if row["退款状态"] == "FAIL"} == set(refunds) - set(kept)
    fees = sum(fen(row["手续费"]) for row in rows)
    assert [fen(sums[5]), fen(sums[6]), fen(sums[4])] == [sum(paid.values()), sum(amount for amount, _, _ in refunds.values()), fees]
    assert balance == START + sum(paid.values()) - sum(amount for amount, _, _ in kept.values()) - fees

    flow = sandbox.control("GET", f"/bills/{mchid}/{day}")
    assert len(flow) == len(rows)
    if sub is None:
        _, moved, _, sums = read(fetch(shop, ask(shop, day, "fundflowbill")).content)
        last = START
        for row in moved:
            last += fen(row["收支金额(元)"]) * (1 if row["收支类型"] == "收入" else -1)
            assert fen(row["账户结余(元)"]) == last
        assert last == balance and fen(sums[2]) - fen(sums[4]) == balance - START
    for order, total in paid.items():
        given_back = sum(amount for amount, _, of in kept.values() if of == order)
        assert given_back <= total
        row_fees = [fen(row["手续费"]) for row in rows if row["商户订单号"] == order]
        assert sum(row_fees) >= 0 and (given_back < total or sum(row_fees) == 0)
