"""The operators' part: find an order, see all of it, give money back with a second person, handle differences."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.kernel import clock, db
from payment import queries, service
from payment.bills import rules
from payment.bills import service as bills
from payment.bills.reading import Bill, Unread
from payment.refunds import service as refunds
from payment.refunds.models import refund
from payment.workorders import service as workorders
from tests.residents import Resident, count, drain


def asked(sandbox):
    return len([one for one in sandbox.control("GET", "/messages") if one["side"] == "pay" and one["direction"] == "in"])


def test_an_order_is_found_by_any_of_its_numbers_and_by_nothing_else(desk, paid):
    no, order_no = paid
    one = desk("operator")
    (found,) = one.get("/orders", q=order_no).json["orders"]
    assert (found["order_no"], found["state"], found["payee_name"]) == (order_no, "paid", "公安（出入境管理）")
    for number in (no, f"{no[:2]} {no[2:6]} {no[6:14]} {no[14]}", found["transaction_id"]):
        assert [row["order_no"] for row in one.get("/orders", q=number).json["orders"]] == [order_no]
    for nothing in ("林志豪林志豪", "440199199208200010", "%%%%%%", "13800138001", "' OR 1=1 --"):
        assert one.get("/orders", q=nothing).json["orders"] == []
    assert one.get("/orders", q="1").status_code == 422


def test_its_whole_story_stands_on_one_page_and_the_resident_sees_who_looked(desk, paid, lin):
    no, order_no = paid
    one = desk("operator", "wang")
    story = one.get(f"/orders/{order_no}", why="check").json
    assert story["payer"] == {"name": "林*豪"}
    assert [(line["account"], line["debit_fen"], line["credit_fen"]) for line in story["ledger"]] == [
        ("channel:wechat", 12000, 0),
        ("payee:dept-gat-crj", 0, 12000),
    ]
    assert [message["source"] for message in story["messages"]] == ["query"]
    assert (story["refunds"], story["bill_rows"], story["work_orders"], story["extra_payments"]) == ([], [], [], [])
    assert story["receipt"]["number"] == "0000000001"
    latest = lin.get("/api/me/uses").json["uses"][0]
    assert (latest["unit"], latest["why"], latest["case_no"]) == ("广州市财政局", "核对缴费", no)
    again = one.get(f"/orders/{order_no}", why="check").json
    assert [(step["by"], step["what"]) for step in again["trail"]] == [("wang某", "order.read")]
    assert one.get("/orders/20260101000000000000000000", why="check").status_code == 404
    for private in (lin.name, lin.id_number, lin.phone):
        assert private not in str(story)


def test_a_refund_needs_two_people_and_both_stand_in_the_story(desk, paid, sandbox, lin):
    _, order_no = paid
    anne, bert = desk("finance", "anne"), desk("finance", "bert")
    ask = {"amount_fen": 5000, "reason": "overcharged"}
    first = anne.post(f"/orders/{order_no}/refunds", ask, key="desk-0001")
    assert (first.status_code, first.json["state"]) == (201, "asked")
    assert anne.post(f"/orders/{order_no}/refunds", ask, key="desk-0001").json == first.json
    assert anne.post(f"/orders/{order_no}/refunds", {**ask, "amount_fen": 6000}, key="desk-0001").json["code"] == "key_reused"
    refund_no = first.json["refund_no"]
    refused = anne.post(f"/refunds/{refund_no}/approval")
    assert (refused.status_code, refused.json["code"]) == (403, "same_person")
    drain()
    (waiting,) = bert.get("/refunds").json["refunds"]
    assert (waiting["refund_no"], waiting["asked_by"], waiting["mine"], waiting["state"]) == (refund_no, "anne某", False, "asked")
    assert bert.post(f"/refunds/{refund_no}/approval").status_code == 200
    assert bert.post(f"/refunds/{refund_no}/approval").json["code"] == "refund_decided"
    drain()
    sandbox.control("POST", f"/refunds/{refund_no}", status="SUCCESS")
    assert refunds.ask(refund_no) == "done"
    drain()
    story = anne.get(f"/orders/{order_no}", why="check").json
    (only,) = story["refunds"]
    assert (only["state"], only["amount_fen"], only["asked_by"], only["approved_by"]) == ("done", 5000, "anne某", "bert某")
    assert [(step["by"], step["what"]) for step in story["trail"]] == [("anne某", "refund.ask"), ("bert某", "refund.approve")]
    assert lin.get(f"/api/orders/{order_no}").json["say"] == "退给您 50.00 元，回到付款的账户了。"
    with db.reading() as tx:
        assert queries.balance(tx).sound and queries.balance(tx).refunded_fen == 5000


def test_a_refund_that_wechat_closed_is_asked_for_again_on_the_desk(desk, paid, sandbox):
    _, order_no = paid
    anne, bert = desk("finance", "anne"), desk("finance", "bert")
    refund_no = anne.post(f"/orders/{order_no}/refunds", {"amount_fen": 12000, "reason": "asked_for"}).json["refund_no"]
    assert anne.post(f"/refunds/{refund_no}/repetition").json["code"] == "refund_not_closed"
    bert.post(f"/refunds/{refund_no}/approval")
    drain()
    sandbox.control("POST", f"/refunds/{refund_no}", status="CLOSED")
    assert refunds.ask(refund_no) == "closed"
    again = anne.post(f"/refunds/{refund_no}/repetition")
    assert (again.status_code, again.json["state"]) == (201, "asked")
    assert [one["refund_no"] for one in bert.get("/refunds").json["refunds"]] == [again.json["refund_no"]]


def test_a_refused_refund_gives_nothing_back(desk, paid):
    _, order_no = paid
    anne, bert = desk("operator", "anne"), desk("supervisor", "bert")
    refund_no = anne.post(f"/orders/{order_no}/refunds", {"amount_fen": 12000, "reason": "asked_for"}).json["refund_no"]
    assert bert.post(f"/refunds/{refund_no}/refusal").json["state"] == "declined"
    drain()
    with db.reading() as tx:
        assert tx.execute(select(refund.c.state)).scalar() == "declined"
        assert queries.balance(tx).refunded_fen == 0
    assert anne.post(f"/orders/{order_no}/refunds", {"amount_fen": 12000, "reason": "asked_for"}).status_code == 201


BAD = {
    "nothing": ({}, 422, "refused"),
    "zero": ({"amount_fen": 0, "reason": "asked_for"}, 422, "refused"),
    "negative": ({"amount_fen": -1, "reason": "asked_for"}, 422, "refused"),
    "a fraction": ({"amount_fen": 0.5, "reason": "asked_for"}, 422, "refused"),
    "a fraction that is whole": ({"amount_fen": 100.0, "reason": "asked_for"}, 422, "refused"),
    "text": ({"amount_fen": "100", "reason": "asked_for"}, 422, "refused"),
    "true": ({"amount_fen": True, "reason": "asked_for"}, 422, "refused"),
    "above what was paid": ({"amount_fen": 12001, "reason": "asked_for"}, 409, "refund_above_rest"),
    "a reason of no list": ({"amount_fen": 1, "reason": "because"}, 422, "refused"),
    "a reason only the system has": ({"amount_fen": 1, "reason": "paid_twice"}, 422, "refused"),
    "another currency": ({"amount_fen": 1, "reason": "asked_for", "currency": "USD"}, 422, "refused"),
    "another payee": ({"amount_fen": 1, "reason": "asked_for", "payee": "dept-x"}, 422, "refused"),
    "more than fits": ({"amount_fen": 2**60, "reason": "asked_for"}, 400, "json_number_too_large"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_refund_is_refused_with_a_stable_code_and_changes_nothing(desk, paid, sandbox, name):
    body, status, code = BAD[name]
    one, before = desk("operator"), asked(sandbox)
    reply = one.post(f"/orders/{paid[1]}/refunds", body)
    assert (reply.status_code, reply.json["code"]) == (status, code)
    assert (count("payment_refund"), asked(sandbox)) == (0, before)


def test_bodies_of_ten_megabytes_and_no_json_are_refused(desk, paid):
    one = desk("operator")
    headers = {"Authorization": f"Bearer {one.token}", "Idempotency-Key": "desk-0001", "Content-Type": "application/json"}
    path = f"/console/v1/orders/{paid[1]}/refunds"
    assert one.client.post(path, data=b'{"a":"' + b"x" * 10**7 + b'"}', headers=headers).status_code == 413
    assert one.client.post(path, data=b'{"amount_fen": 1, "amount_fen": 2}', headers=headers).status_code == 400
    assert one.call("POST", f"/orders/{paid[1]}/refunds", {"amount_fen": 1, "reason": "asked_for"}, key="short").json["code"] == (
        "idempotency_key_missing"
    )
    assert count("payment_refund") == 0


def test_no_refund_of_no_order(desk, paid):
    one = desk("finance")
    assert one.post("/orders/20260101000000000000000000/refunds", {"amount_fen": 1, "reason": "asked_for"}).status_code == 404
    for path in (
        "/refunds/R0/approval",
        "/refunds/R0/refusal",
        "/refunds/R0/repetition",
        "/work-orders/x/taking",
        f"/work-orders/{'0' * 32}/taking",
    ):
        assert one.post(path).status_code == 404


@pytest.fixture
def difference(desk, paid, sandbox):
    """A work order: the bill names one fen more than our order."""
    _, order_no = paid
    today = clock.today()
    sandbox.control("POST", f"/bills/1900000109/{today}")
    change = {"action": "change", "where": {"商户订单号": order_no}, "set": {"订单金额": "120.01"}}
    sandbox.control("POST", f"/bills/1900000109/{today}/rows", **change)
    with clock.held_at(clock.now() + timedelta(days=1, hours=11)):
        assert bills.reconcile("1900000109", today).new == {"payment_amount": 1}
    return order_no


def test_a_difference_is_taken_noted_and_explained_by_one_person(desk, difference):
    anne, bert = desk("finance", "anne"), desk("finance", "bert")
    (found,) = anne.get("/work-orders", state="open").json["work_orders"]
    path = f"/work-orders/{found['id']}"
    assert (found["kind"], found["means"], found["role"], found["order_no"]) == ("payment_amount", "金额不一样", "finance", difference)
    assert (found["evidence"]["there"]["amount_fen"], found["evidence"]["here"]["amount_fen"]) == (12001, 12000)
    assert anne.post(f"{path}/resolution", {"text": "x"}).json["code"] == "work_order_not_taken"
    assert anne.post(f"{path}/taking").json["owner"] == "anne某"
    assert anne.post(f"{path}/notes", {"text": "问过微信支付，账单下午重出"}).status_code == 200
    assert bert.post(f"{path}/resolution", {"text": "x"}).json["code"] == "work_order_of_another"
    assert anne.post(f"{path}/resolution", {"text": " "}).json["code"] == "note_empty"
    done = anne.post(f"{path}/resolution", {"text": "账单重出后一致"}).json
    assert (done["state"], [(step["by"], step["what"], step["note"]) for step in done["trail"]]) == (
        "resolved",
        [
            (None, "opened", ""),
            ("anne某", "taken", ""),
            ("anne某", "noted", "问过微信支付，账单下午重出"),
            ("anne某", "resolved", "账单重出后一致"),
        ],
    )
    assert bert.post(f"{path}/taking").json["code"] == "work_order_resolved"
    assert bert.get("/work-orders", state="open").json["work_orders"] == []
    story = bert.get(f"/orders/{difference}", why="check").json
    assert [one["kind"] for one in story["work_orders"]] == ["payment_amount"]
    assert [row["amount_fen"] for row in story["bill_rows"]] == [12001]
    assert "refund.ask" not in [step["what"] for step in story["trail"]]


def test_days_and_settlement_are_shown(desk, difference):
    one = desk("finance")
    (day,) = one.get("/bills").json["days"]
    assert (day["mchid"], day["rows"], day["differences"]) == ("1900000109", 1, 1)
    settled = one.get("/settlement", day=clock.today().isoformat()).json
    assert settled["payees"] == [
        {"payee": "dept-gat-crj", "paid_fen": 12000, "refunded_fen": 0, "net_fen": 12000, "name": "公安（出入境管理）"}
    ]


def test_an_order_of_no_case_has_a_story_without_a_payer(desk, app, sandbox):
    one = desk("operator")
    order_no = db.in_transaction(service.open_order, "parking:1", "dept-jt", 500, "停车", [], clock.now() + timedelta(days=1))
    assert one.get(f"/orders/{order_no}", why="check").json["payer"] is None
    assert count("data_use") == 0
    stranger = Resident(app, sandbox, "chen-xiaotong").known()
    assert stranger.get(f"/api/orders/{order_no}").status_code == 404


def test_whatever_a_work_order_is_about_is_shown_in_one_shape(desk):
    day = "2026-11-24"
    bill = Bill([], [Unread(3, "a" * 40, ("4200000000",))], {"总交易单数": ("2", 1), "订单总金额": ("120.01", 12000)})
    unread, totals = rules.of_itself("1900000109", day, bill)
    paid = rules.Payment("A1", "42", "1900000109", "", 12000, "paid", day)
    back = rules.Refund("R1", "50", "A1", "42", "1900000109", "", 5000, "sent", day)
    absent = rules.compare("1900000109", day, [], [paid], [back])
    stuck = {"refund_no": "R1", "order_no": "A1", "amount_fen": 5000, "word": "NOT_ENOUGH", "reason": "asked_for"}
    with db.transaction() as tx:
        for one in (unread, totals, *absent):
            workorders.open_one(tx, one.kind, one.about, {"mchid": "1900000109", "day": day, **one.evidence}, day=day)
        workorders.open_one(tx, "refund_refused", "R1", stuck, order_no="A1")
    found = {one["kind"]: one["evidence"] for one in desk("finance", "anne").get("/work-orders").json["work_orders"]}
    nothing = {"mchid": "1900000109", "there": None, "here": None, "unread": None, "totals": [], "refund": None}
    ours = {"order_no": "A1", "transaction_id": "42", "mchid": "1900000109", "sub_mchid": "", "day": day}
    assert found == {
        "row_unreadable": {**nothing, "unread": {"row": 3, "sha1": "a" * 40, "numbers": ["4200000000"]}},
        "bill_totals": {
            **nothing,
            "totals": [{"name": "总交易单数", "there": "2", "here": 1}, {"name": "订单总金额", "there": "120.01", "here": 12000}],
        },
        "payment_absent": {
            **nothing,
            "here": {**ours, "amount_fen": 12000, "state": "paid", "main": True, "refund_no": None, "refund_id": None},
        },
        "refund_absent": {
            **nothing,
            "here": {**ours, "amount_fen": 5000, "state": "sent", "main": None, "refund_no": "R1", "refund_id": "50"},
        },
        "refund_refused": {**nothing, "mchid": None, "refund": stuck},
    }
