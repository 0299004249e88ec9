"""Platform certificates between processes: whoever learns of one, all name it within a second; one that ended is named by nobody."""

import time
from datetime import timedelta

import pytest
from sqlalchemy import event, update

from app.kernel import clock, db
from app.kernel.errors import SignedOut
from payment import channels
from payment.channels import signing
from payment.channels.wechat_pay import WeChatPay
from payment.models import platform_certificate
from tests.payment import money

MCHID = "1900000117"


@pytest.fixture
def processes(app, sandbox):
    """Two processes' lines of one merchant in certificate mode, over one database."""
    card = next(one for one in sandbox.credentials["pay"]["merchants"] if str(one["mchid"]) == MCHID)
    channels.connect(sandbox.credentials["pay"], "http://127.0.0.1:1/notify/wechat-pay")
    first, second = (WeChatPay(card, "http://127.0.0.1:1/notify/wechat-pay") for _ in range(2))
    first.fetch_certificates()
    assert first._asked_key() == second._asked_key() != ""
    return first, second


@pytest.fixture
def later(monkeypatch):
    """later(s): that much time passes for who counts seconds."""
    ahead = [0.0]
    monkeypatch.setattr(signing, "monotonic", lambda: time.monotonic() + ahead[0])
    return lambda seconds: ahead.__setitem__(0, ahead[0] + seconds)


def rotate(sandbox, line, **more):
    """A new certificate, fetched by this process: its serial. They say in whole seconds when they begin."""
    old, until = line._asked_key(), time.monotonic() + 5
    while line._asked_key() == old and time.monotonic() < until:
        sandbox.control("POST", "/keys/rotate", **more)
        line.fetch_certificates()
    assert line._asked_key() != old
    return line._asked_key()


def asked(sandbox, path):
    return len([one for one in sandbox.control("GET", "/messages") if one["direction"] == "in" and one["path"].endswith(path)])


def test_one_that_the_other_process_fetched_is_named_within_a_second(processes, sandbox, later):
    first, second = processes
    new = rotate(sandbox, first)
    later(1.0)
    before = asked(sandbox, "/v3/certificates")
    assert second._asked_key() == new
    second.query("20261124000000000000000000")
    assert asked(sandbox, "/v3/certificates") == before  # learnt from the other, not from WeChat
    named = [one for one in sandbox.control("GET", "/messages") if "out-trade-no" in one["path"]][0]
    assert named["headers"]["Wechatpay-Serial"] == new


def test_one_that_ended_is_named_and_believed_by_nobody_from_that_moment_on(processes, sandbox, later):
    """Also by the process that has not looked since, and cannot learn of another."""
    first, second = processes
    old = second._asked_key()
    new = rotate(sandbox, first)
    ends = clock.now() + timedelta(hours=1)
    with db.transaction() as tx:
        tx.execute(update(platform_certificate).where(platform_certificate.c.serial == old).values(ends_at=ends))
    later(1.0)
    assert second._asked_key() == first._asked_key() == new and old in second._verifier.serials
    with clock.held_at(ends):
        assert old not in second._verifier.serials + first._verifier.serials
        with pytest.raises(SignedOut) as unknown:
            second.verify({"Wechatpay-Timestamp": str(int(time.time())), "Wechatpay-Serial": old, "Wechatpay-Nonce": "n"}, b"{}")
        assert unknown.value.code == "notify_unknown_serial"


def test_one_that_wechat_lists_no_more_is_named_no_more_whatever_its_paper_says(processes, sandbox, later):
    """WeChat retires a certificate years before the end it bears: what its last answer left out, it signs with no more."""
    first, second = processes
    old = second._asked_key()
    with db.transaction() as tx:  # the old one bears the later dates
        tx.execute(
            update(platform_certificate).where(platform_certificate.c.serial == old).values(ends_at=clock.now() + timedelta(days=9000))
        )
    sandbox.control("POST", "/keys/rotate", overlap=0)
    first.fetch_certificates()
    later(1.0)
    assert first._asked_key() == second._asked_key() != old
    assert old in second._verifier.serials  # believed for a day: WeChat's machines do not change at one moment
    with clock.held_at(clock.now() + timedelta(days=1)):
        sandbox.control("POST", "/clock", ahead=0)
        first.fetch_certificates()
        later(1.0)
        second._verifier.catch_up()
        assert old not in second._verifier.serials + first._verifier.serials


def test_the_only_one_that_ended_is_replaced_before_the_next_call(processes, sandbox, later):
    first, second = processes
    old = second._asked_key()
    with db.transaction() as tx:
        tx.execute(update(platform_certificate).values(ends_at=clock.now() - timedelta(seconds=1)))
    later(1.0)
    sandbox.control("POST", "/keys/rotate")
    second._tried = -1e9
    assert second._asked_key() not in ("", old)


def test_one_that_has_not_begun_is_not_named_yet(processes):
    first, _ = processes
    known, tomorrow = first._asked_key(), clock.now() + timedelta(days=1)
    key = signing.Known(signing.Stored("", tomorrow + timedelta(days=900)), money.key("platform").public_key(), tomorrow)
    first._verifier._fetched = {**first._verifier._fetched, "0A": key}
    assert first._verifier.serials[-1] == known
    with clock.held_at(tomorrow):
        assert first._verifier.serials[-1] == "0A"


def test_a_hundred_notices_and_calls_ask_the_database_once_a_second_at_most(processes, later):
    first, _ = processes
    seen = []

    def hear(_connection, _cursor, statement, *_more):
        if "platform_certificate" in statement:
            seen.append(statement)

    event.listen(db._reader, "before_cursor_execute", hear)
    try:
        later(1.0)
        serial = first._asked_key()
        assert len(seen) == 1
        for _ in range(100):
            first._asked_key()
            with pytest.raises(SignedOut):
                first.verify({"Wechatpay-Timestamp": str(int(time.time())), "Wechatpay-Serial": serial, "Wechatpay-Nonce": "n"}, b"{}")
        assert len(seen) == 1
    finally:
        event.remove(db._reader, "before_cursor_execute", hear)


def test_a_database_that_is_away_leaves_what_is_known(processes, later, monkeypatch):
    from payment.channels import certificates

    first, _ = processes
    serial = first._asked_key()
    later(1.0)

    def away(mchid):
        raise ConnectionError

    monkeypatch.setattr(certificates, "stored", away)
    assert first._asked_key() == serial
