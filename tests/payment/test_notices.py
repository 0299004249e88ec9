"""WeChat's word is believed only when it is WeChat's and as in our record; then it is booked exactly once."""

import io
import random
import threading
import time
from collections import Counter

import orjson
import pytest
from sqlalchemy import event, select
from sqlalchemy.exc import OperationalError
from werkzeug.test import EnvironBuilder

from app.kernel import db
from app.kernel.models import outbox
from payment import queries, service
from payment.models import entry, order
from payment.refunds.models import refund
from tests.payment import money
from tests.residents import count

TABLES = ("ledger_entry", "channel_message", "outbox")


@pytest.fixture(params=["slip", "no slip"])
def make_order(make_order, request, monkeypatch):
    """As everywhere; each test is done twice: every payment brings the slip its order went out with, and none does."""
    plain, carried = money.transaction, {}

    def make(**more):
        order_no = make_order(**more)
        with db.reading() as tx:
            row = tx.execute(select(order).where(order.c.order_no == order_no)).one()
        carried[order_no] = service._slip(row, money.APPID, money.OPENID)
        return order_no

    if request.param == "slip":
        monkeypatch.setattr(money, "transaction", lambda no, **more: plain(no, **{"attach": carried.get(no, ""), **more}))
    return make


def knock(client, body, headers=None):
    return client.post("/notify/wechat-pay", data=body, headers=headers or money.signed(body))


def tell(client, order_no, **more):
    return knock(client, money.notice(money.transaction(order_no, **more)))


def state(order_no):
    with db.reading() as tx:
        return tx.execute(select(order.c.state).where(order.c.order_no == order_no)).scalar()


def test_an_honest_notice_is_booked_and_then_answered(client, make_order):
    order_no = make_order()
    assert tell(client, order_no).status_code == 204
    assert state(order_no) == "paid"
    with db.reading() as tx:
        rows = tx.execute(select(entry.c.account, entry.c.debit_fen, entry.c.credit_fen).order_by(entry.c.account)).all()
        assert [tuple(row) for row in rows] == [("channel:wechat", 12000, 0), ("payee:dept-gat-crj", 0, 12000)]
        assert queries.balance(tx).sound
    assert [count(name) for name in TABLES] == [2, 1, 1]


def test_ten_copies_book_once_and_all_are_answered(client, make_order):
    order_no = make_order()
    assert {tell(client, order_no).status_code for _ in range(10)} == {204}
    assert [count(name) for name in TABLES] == [2, 1, 1]


def test_sixteen_copies_at_once_book_once(app, make_order):
    order_no, statuses = make_order(), []
    threads = [threading.Thread(target=lambda: statuses.append(tell(app.test_client(), order_no).status_code)) for _ in range(16)]
    [t.start() for t in threads]
    [t.join() for t in threads]
    assert set(statuses) == {204}
    assert [count(name) for name in TABLES] == [2, 1, 1]


def test_a_notice_without_associated_data_is_booked_too(client, make_order):
    body = money.notice(money.transaction(make_order()), aad=None)
    assert knock(client, body).status_code == 204


def test_a_payment_that_arrives_after_closing_is_booked_and_sent_back_and_no_case_hears_of_it(client, make_order):
    order_no = make_order(state="closed")
    assert {tell(client, order_no).status_code for _ in range(2)} == {204}
    assert state(order_no) == "paid"
    with db.reading() as tx:
        back = tx.execute(select(refund)).all()
        told = [row.name for row in tx.execute(select(outbox))]
        assert queries.balance(tx).sound
    assert [(one.order_no, one.amount_fen, one.reason, one.state) for one in back] == [(order_no, 12000, "paid_late", "ready")]
    assert told == ["refund_requested"]


HOSTILE = {
    "wrong amount": ({"amount": {"total": 1}}, "notify_wrong_amount"),
    "amount below by one fen": ({"amount": {"total": 11999}}, "notify_wrong_amount"),
    "negative amount": ({"amount": {"total": -12000}}, "notify_wrong_amount"),
    "fractional fen": ({"amount": {"total": 12000.0}}, "notify_unreadable"),
    "true as an amount": ({"amount": {"total": True}}, "notify_unreadable"),
    "wrong currency": ({"amount": {"currency": "USD"}}, "notify_wrong_currency"),
    "another merchant": ({"mchid": "1900000110"}, "notify_wrong_mchid"),
    "another app": ({"appid": "wxother"}, "notify_wrong_appid"),
    "another payer": ({"payer": {"openid": "somebody"}}, "notify_wrong_payer"),
    "no order of ours": ({"out_trade_no": "none"}, "notify_unknown_order"),
    "a number that is none": ({"out_trade_no": " "}, "notify_unreadable"),
    "a sub-merchant's": (
        {"sp_mchid": money.MCHID, "sp_appid": money.APPID, "sub_mchid": "16", "payer": {"sp_openid": money.OPENID}},
        "notify_wrong_mchid",
    ),
    "no time": ({"success_time": "soon"}, "notify_unreadable"),
    "no year of ours": ({"success_time": "0001-01-01T00:00:00+14:00"}, "notify_unreadable"),
    "a number too long to keep": ({"transaction_id": "4" * 33}, "notify_unreadable"),
    "no number": ({"transaction_id": ""}, "notify_unreadable"),
    "a list for a number": ({"transaction_id": ["42"]}, "notify_unreadable"),
    "a time without a zone": ({"success_time": "2026-11-24T10:00:00"}, "notify_unreadable"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_not_as_in_our_record_is_refused_and_changes_nothing(client, make_order, name):
    more, code = HOSTILE[name]
    order_no = make_order()
    reply = knock(
        client,
        money.notice(
            {
                **money.transaction(order_no, **{k: v for k, v in more.items() if k == "amount"}),
                **{k: v for k, v in more.items() if k != "amount"},
            }
        ),
    )
    assert (reply.status_code, reply.json) == (422, {"code": "FAIL", "message": code})
    assert state(order_no) == "paying"
    assert [count(table) for table in TABLES] == [0, 0, 0]


def test_a_forged_stale_probed_or_unknown_notice_is_refused_without_any_call(client, make_order):
    order_no = make_order()
    body = money.notice(money.transaction(order_no))
    good = money.signed(body)
    cases = {
        "notify_bad_signature": [
            {**good, "Wechatpay-Signature": "WECHATPAY/SIGNTEST/" + good["Wechatpay-Signature"][19:]},
            {**good, "Wechatpay-Signature": ""},
            {**good, "Wechatpay-Nonce": "x"},
            money.signed(body, with_key="merchant"),
        ],
        "notify_unknown_serial": [{**good, "Wechatpay-Serial": "F" * 40}, {**good, "Wechatpay-Serial": ""}],
        "notify_stale": [
            lambda: money.signed(body, at=time.time() - 301),
            lambda: money.signed(body, at=time.time() + 301),  # signed when it is sent: a busy machine takes longer than a second
            {**good, "Wechatpay-Timestamp": "now"},
        ],
    }
    for code, attempts in cases.items():
        for headers in attempts:
            reply = knock(client, body, headers() if callable(headers) else headers)
            assert (reply.status_code, reply.json["message"]) == (401, code)
    assert knock(client, body + b" ", good).status_code == 401
    assert state(order_no) == "paying"
    assert [count(table) for table in TABLES] == [0, 0, 0]


def test_a_truncated_a_huge_and_an_undecryptable_notice_change_nothing(client, make_order):
    order_no = make_order()
    body = money.notice(money.transaction(order_no))
    half = body[: len(body) // 2]
    assert knock(client, half, money.signed(half)).json["message"] == "notify_unreadable"
    huge = b"x" * (10 * 1024 * 1024)
    assert knock(client, huge, money.signed(huge)).status_code == 413
    other = money.notice(money.transaction(order_no), apiv3_key="f" * 32)
    assert knock(client, other).json["message"] == "notify_undecryptable"
    for junk in (b"", b"[]", b"{}", b'{"resource": 1}', b"\xff"):
        assert 400 <= knock(client, junk, money.signed(junk)).status_code < 500
    assert [count(table) for table in TABLES] == [0, 0, 0]


def test_whatever_stands_in_a_signed_notice_nothing_breaks(client, make_order):
    """Five hundred notices that WeChat would have signed, each with some value replaced: 4xx, or 204 for what books nothing wrong."""
    dice, order_no = random.Random(1124), make_order()
    odd = (None, True, -1, 0.5, 2**53, "", "x" * 5000, [], {}, [[]], {"total": 12000}, "\u0000", "９", "2026-11-24")
    statuses = Counter()
    for _ in range(500):
        plain = money.transaction(order_no)
        where = dice.choice((plain, plain, plain["amount"], plain["payer"]))
        where[dice.choice(list(where))] = dice.choice(odd)
        event_type = dice.choice(("TRANSACTION.SUCCESS", "TRANSACTION.SUCCESS", "REFUND.SUCCESS", "X"))
        statuses[knock(client, money.notice(plain, event=event_type)).status_code] += 1
    assert set(statuses) <= {204, 400, 422} and statuses[422] > 100
    with db.reading() as tx:
        assert queries.balance(tx).sound and queries.balance(tx).paid_fen in (0, 12000)


def test_a_second_payment_of_a_paid_order_is_booked_apart_and_sent_back_once(client, make_order):
    order_no = make_order()
    tell(client, order_no)
    second = {"transaction_id": "4200000001202611240000000002"}
    assert {tell(client, order_no, **second).status_code for _ in range(3)} == {204}
    with db.reading() as tx:
        lines = [(line.account, line.debit_fen, line.credit_fen) for line in queries.lines(tx, order_no)]
        assert lines[2:] == [("channel:wechat", 12000, 0), ("suspense:dept-gat-crj", 0, 12000)]
        balance = queries.balance(tx)
        back = tx.execute(select(refund)).all()
    assert (balance.sound, balance.suspense_fen, balance.payee_fen) == (True, 12000, 12000)
    assert [(one.transaction_id, one.amount_fen, one.reason, one.state, one.account) for one in back] == [
        ("4200000001202611240000000002", 12000, "paid_twice", "ready", "suspense:dept-gat-crj")
    ]


def test_a_notice_the_database_cannot_book_is_not_acknowledged_and_is_told_like_any_fault(client, make_order, monkeypatch):
    order_no, lines = make_order(), []
    monkeypatch.setattr(client.application.wsgi_app, "write", lambda line: lines.append(orjson.loads(line)))

    def gone(*_):
        raise OperationalError("INSERT", {}, Exception(1290, "read only"))

    with monkeypatch.context() as broken:
        broken.setattr(service, "book", gone)
        reply = tell(client, order_no)
    assert (reply.status_code, reply.json["code"]) == (503, "busy")
    assert (lines[0]["status"], lines[0]["fault"]) == (503, "busy 1290")  # an operator reads what it was for
    assert 'http_requests_total{method="POST",route="/notify/wechat-pay",status="503"}' in client.get("/metrics").text
    assert (state(order_no), tell(client, order_no).status_code) == ("paying", 204)


@pytest.mark.parametrize(("size", "status"), [(100, 401), (64 * 1024, 401), (64 * 1024 + 1, 413), (1024 * 1024, 413)])
def test_a_body_that_comes_in_chunks_is_measured_too(app, channel, size, status):
    """No length is told before; the server ends the stream (wsgi.input_terminated), as gunicorn does."""
    told = money.signed(b"other")
    environ = {"wsgi.input_terminated": True, "HTTP_TRANSFER_ENCODING": "chunked"}
    made = EnvironBuilder("/notify/wechat-pay", method="POST", headers=told, environ_base=environ, input_stream=io.BytesIO(b"x" * size))
    with app.test_client() as client:
        assert client.open(made).status_code == status


def test_other_methods_are_none_of_a_notice(client):
    assert [client.open("/notify/wechat-pay", method=one).status_code for one in ("GET", "PUT", "DELETE")] == [405] * 3
    assert client.post("/notify/wechat-pay/19/x").status_code == client.post("/notify/wechat-payx").status_code == 404


def test_other_events_are_acknowledged_and_change_nothing(client, make_order):
    order_no = make_order()
    body = money.notice({"out_trade_no": order_no}, event="COUPON.USE")
    assert knock(client, body).status_code == 204
    assert state(order_no) == "paying"


def test_settling_takes_four_statements_with_a_slip_five_without_and_one_commit(client, make_order, request):
    order_no, statements, commits = make_order(), [], []
    writer = db.engine()
    on_statement = lambda *args: statements.extend(one.split()[0] for one in args[2].split(";\n"))  # noqa: E731
    on_commit = lambda *args: commits.append(1)  # noqa: E731
    event.listen(writer, "before_cursor_execute", on_statement)
    event.listen(writer, "commit", on_commit)
    try:
        assert tell(client, order_no).status_code == 204
    finally:
        event.remove(writer, "before_cursor_execute", on_statement)
        event.remove(writer, "commit", on_commit)
    looked = [] if "no slip" not in request.node.name else ["SELECT"]
    assert [one for one in statements if one != "BEGIN"] == [*looked, "UPDATE", "INSERT", "INSERT", "INSERT"]
    assert len(commits) == 1


@pytest.mark.parametrize("state_before", ["open", "closed", "paid"])
def test_a_slip_makes_nobody_believe_that_an_order_is_as_it_was(client, make_order, state_before):
    """Its prepay was never stored, it was closed, it was paid with another number: looked at, and booked as each must be."""
    order_no = make_order(state="paying" if state_before == "paid" else state_before)
    if state_before == "paid":
        tell(client, order_no, transaction_id="4200000001202611240000000002")
    assert tell(client, order_no).status_code == 204
    with db.reading() as tx:
        back = [one.reason for one in tx.execute(select(refund))]
        assert queries.balance(tx).sound
    assert (state(order_no), back) == ("paid", {"open": [], "closed": ["paid_late"], "paid": ["paid_twice"]}[state_before])


def test_the_raw_message_is_kept_sealed(client, make_order):
    tell(client, make_order())
    with db.reading() as tx:
        raw = tx.execute(select(db.metadata.tables["channel_message"].c.raw)).scalar()
    assert money.OPENID.encode() not in raw and b"SUCCESS" not in raw


def test_a_refusal_leaves_one_log_line_without_personal_data(client, make_order, logged):
    order_no = make_order()
    tell(client, order_no, payer={"openid": "openid-of-somebody"})
    out = logged.getvalue()
    assert out.count(b"notice_refused") == 1
    assert b"openid-of" not in out and order_no.encode() not in out
