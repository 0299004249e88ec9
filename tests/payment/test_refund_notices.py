"""What WeChat says of a refund: booked exactly once, refused unless it is as in our record, never undone."""

import threading

import pytest
from sqlalchemy import select

from app.kernel import db
from payment import queries
from payment.models import channel_message
from tests.payment import money
from tests.payment.test_notices import knock
from tests.payment.test_refunds import approved, order_row, row, told
from tests.residents import count


@pytest.fixture
def sent(client, make_order):
    """An order and its refund under the test's own platform, sent as far as we know."""
    order_no = make_order()
    assert knock(client, money.notice(money.transaction(order_no))).status_code == 204
    refund_no = approved(order_no)
    return order_no, refund_no


def test_refund_notices_are_booked_exactly_once(client, sent):
    order_no, refund_no = sent
    statuses = []
    body = money.notice(told(*sent), event="REFUND.SUCCESS", aad="refund")
    threads = [
        threading.Thread(target=lambda: statuses.append(knock(client.application.test_client(), body).status_code)) for _ in range(8)
    ]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert set(statuses) == {204}
    assert (row(refund_no).state, order_row(order_no).refunded_fen, count("ledger_entry")) == ("done", 12000, 4)
    with db.reading() as tx:
        assert tx.execute(select(channel_message.c.source)).scalars().all() == ["notify", "notify"]
        assert queries.balance(tx).sound


HOSTILE = {
    "another order": ({"out_trade_no": "20261124000000000000000000"}, "notify_wrong_order"),
    "another transaction": ({"transaction_id": "42"}, "notify_wrong_order"),
    "another merchant": ({"mchid": "1900000110"}, "notify_wrong_mchid"),
    "one fen more": ({"amount": {"refund": 12001}}, "notify_wrong_amount"),
    "negative": ({"amount": {"refund": -12000}}, "notify_wrong_amount"),
    "a fraction": ({"amount": {"refund": 12000.0}}, "notify_unreadable"),
    "no refund of ours": ({"out_refund_no": "R0"}, "notify_unknown_refund"),
    "no known state": ({"refund_status": "MAYBE"}, "notify_unreadable"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_refund_notice_that_is_not_as_in_our_record_changes_nothing(client, sent, name):
    more, code = HOSTILE[name]
    reply = knock(client, money.notice(told(*sent, **more), event="REFUND.SUCCESS"))
    assert (reply.status_code, reply.json) == (422, {"code": "FAIL", "message": code})
    assert (row(sent[1]).state, count("ledger_entry"), count("channel_message")) == ("ready", 2, 1)


def test_late_and_contrary_words_do_not_undo_what_has_ended(client, sent):
    assert knock(client, money.notice(told(*sent), event="REFUND.SUCCESS")).status_code == 204
    for status in ("CLOSED", "ABNORMAL"):
        assert knock(client, money.notice(told(*sent, refund_status=status), event=f"REFUND.{status}")).status_code == 204
    assert (row(sent[1]).state, order_row(sent[0]).reserved_fen, count("work_order")) == ("done", 12000, 0)
