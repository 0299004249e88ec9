"""Orders on a clean database; the channel believes the key of tests/payment/money.py."""

import io
import sys
from types import SimpleNamespace

import pytest
from sqlalchemy import update

from app.kernel import clock, crypto, db, log
from payment import channels, service
from payment.models import order
from tests.payment import money


@pytest.fixture
def channel(app):
    """Our channel with the test platform's key and nowhere to call."""
    before = channels._merchants, channels._payees, channels._names, channels._default
    channels.connect(money.credentials(), "http://127.0.0.1:1/notify/wechat-pay")
    yield channels.wechat_pay()
    channels._merchants, channels._payees, channels._names, channels._default = before


@pytest.fixture
def logged(app, monkeypatch):
    """Every log line from here on, as bytes: `logged.getvalue()`."""
    kept = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", SimpleNamespace(buffer=kept, write=lambda text: kept.write(text.encode()), flush=lambda: None))
    log.configure()
    yield kept
    monkeypatch.undo()
    log.configure()


@pytest.fixture
def make_order(channel):
    """make_order(state="paying"): an order of 120 yuan for case:1; returns its number."""

    def make(state="paying", subject="case:1", amount_fen=12000):
        until = clock.now().replace(year=2099)
        lines = [{"name": "护照工本费", "amount_fen": amount_fen}]
        order_no = db.in_transaction(service.open_order, subject, "dept-gat-crj", amount_fen, "换护照", lines, until)
        changed = {"state": state, "openid": crypto.seal("payment_order.openid", order_no, money.OPENID), "prepay_id": "wx-prepay"}
        with db.transaction() as tx:
            tx.execute(update(order).where(order.c.order_no == order_no).values(**changed))
        return order_no

    return make
