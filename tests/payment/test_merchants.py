"""Who collects through whom: direct merchants and sub-merchants, public key and platform certificates, over the real protocol."""

import base64
from datetime import timedelta

import pytest
from sqlalchemy import delete, func, select, update

from app.kernel import clock, db
from app.kernel.errors import NotFound, SignedOut, Unavailable
from payment import channels, queries, service
from payment.channels import certificates
from payment.models import order, platform_certificate
from payment.refunds import service as refunds
from payment.refunds.models import refund
from tests.payment import money
from tests.payment.test_notices import knock
from tests.residents import count, drain

UNTIL = clock.now().replace(year=2099)
PARTIES = {"dept-gat-crj": ("1900000109", ""), "dept-gat-jj": ("1900000117", ""), "dept-gat-hz": ("1900000125", "1700000102")}


@pytest.fixture
def payer(app, sandbox):
    channels.connect(sandbox.credentials["pay"], "http://127.0.0.1:1/notify/wechat-pay")
    sandbox.control("POST", "/settings", refund_auto=False, refund_spacing=0)
    people = {one["id"]: one for one in sandbox.control("GET", "/people")}
    return people["lin-zhihao"]["openid"][sandbox.credentials["wechat"]["appid"]]


def pay(sandbox, payer, payee, subject="case:1"):
    order_no = db.in_transaction(service.open_order, subject, payee, 12000, "换证", [], UNTIL)
    sheet = sandbox.control("POST", "/pay/sheet", **service.start(subject, payer)[1])
    sandbox.control("POST", "/pay/confirm", prepay_id=sheet["prepay_id"], action="pay")
    return order_no


def asked(sandbox):
    """Requests that reached WeChat Pay."""
    return [one for one in sandbox.control("GET", "/messages") if one["side"] == "pay" and one["direction"] == "in"]


@pytest.mark.parametrize("payee", PARTIES)
def test_paid_and_given_back_through_the_departments_own_merchant(sandbox, payer, payee):
    order_no = pay(sandbox, payer, payee)
    assert service.check(order_no) == "paid"
    with db.reading() as tx:
        stored = tx.execute(select(order.c.mchid, order.c.sub_mchid)).one()
    assert tuple(stored) == PARTIES[payee]
    assert service.release("case:1", "event") == "refunded"
    drain()
    with db.reading() as tx:
        refund_no = tx.execute(select(refund.c.refund_no)).scalar()
    sandbox.control("POST", f"/refunds/{refund_no}", status="SUCCESS")
    assert refunds.ask(refund_no) == "done"
    with db.reading() as tx:
        assert queries.balance(tx).sound
        settled = queries.settlement(tx, clock.now() - timedelta(days=1), clock.now() + timedelta(days=1))
    assert settled == [{"payee": payee, "paid_fen": 12000, "refunded_fen": 12000, "net_fen": 0}]


@pytest.mark.parametrize("payee", PARTIES)
def test_an_unpaid_order_is_closed_at_the_departments_own_merchant(sandbox, payer, payee):
    order_no = db.in_transaction(service.open_order, "case:1", payee, 12000, "换证", [], UNTIL)
    service.start("case:1", payer)
    assert service.close(order_no) == "closed"
    assert channels.wechat_pay(PARTIES[payee][0]).query(order_no, PARTIES[payee][1]).state == "CLOSED"


@pytest.mark.parametrize("payee", PARTIES)
def test_each_merchants_notices_come_to_its_own_address(app, sandbox, payer, payee):
    """The sandbox's own notice, caught in its journal and knocked at our door as it was sent."""
    mchid = PARTIES[payee][0]
    order_no = pay(sandbox, payer, payee)
    sent = until(lambda: [one for one in sandbox.control("GET", "/messages") if one["direction"] == "out" and one["side"] == "pay"])[0]
    path = sent["path"].removeprefix("http://127.0.0.1:1")
    assert path == ("/notify/wechat-pay" if mchid == "1900000109" else f"/notify/wechat-pay/{mchid}")
    headers = {name: value for name, value in sent["headers"].items() if name.startswith("Wechatpay")}
    for wrong in {"/notify/wechat-pay", "/notify/wechat-pay/1900000117", "/notify/wechat-pay/1900000125", "/notify/wechat-pay/19"} - {path}:
        assert 400 <= app.test_client().post(wrong, data=sent["request"], headers=headers).status_code < 500
    assert count("ledger_entry") == 0
    assert app.test_client().post(path, data=sent["request"], headers=headers).status_code == 204
    with db.reading() as tx:
        assert tx.execute(select(order.c.state).where(order.c.order_no == order_no)).scalar() == "paid"


def until(ask):
    import time

    end = time.monotonic() + 5
    while not (found := ask()) and time.monotonic() < end:
        time.sleep(0.05)
    return found


def test_certificates_are_fetched_once_and_shared_through_the_database(sandbox, payer):
    mchid = "1900000117"
    pay(sandbox, payer, "dept-gat-jj")
    with db.reading() as tx:
        assert tx.execute(select(func.count()).where(platform_certificate.c.mchid == mchid)).scalar() >= 1
    channels.connect(sandbox.credentials["pay"], "http://127.0.0.1:1/notify/wechat-pay")  # another process
    before = len([one for one in asked(sandbox) if one["path"].endswith("/v3/certificates")])
    channels.wechat_pay(mchid).query("20261124000000000000000000")
    assert len([one for one in asked(sandbox) if one["path"].endswith("/v3/certificates")]) == before == 1


def test_a_rotated_certificate_is_believed_from_the_next_fetch_on_and_the_old_one_as_long_as_it_lives(sandbox, payer):
    line = channels.wechat_pay("1900000117")
    line.fetch_certificates()
    old = set(line._verifier.serials)
    sandbox.control("POST", "/keys/rotate")
    assert line.fetch_certificates() == len(certificates.stored(line.mchid)) >= 2
    new = set(line._verifier.serials) - old
    assert old < set(line._verifier.serials) and len(new) == 1
    with db.transaction() as tx:
        ended = update(platform_certificate).where(platform_certificate.c.serial.in_(old))
        tx.execute(ended.values(ends_at=clock.now() - timedelta(seconds=1)))
    line._verifier.refresh()
    assert new <= set(line._verifier.serials) and not (old - {line._verifier.serials[0]}) & set(line._verifier.serials)


def test_they_are_asked_for_again_after_six_hours_and_not_before(sandbox, payer):
    mchid = "1900000117"
    assert certificates.stale(mchid)
    service.refresh_certificates()
    assert not certificates.stale(mchid) and not certificates.stale("1900000125")
    asked_once = len(asked(sandbox))
    service.refresh_certificates()
    assert len(asked(sandbox)) == asked_once
    with clock.held_at(clock.now() + timedelta(hours=6, minutes=1)):
        assert certificates.stale(mchid)


def test_a_merchant_that_only_has_the_public_key_fetches_nothing(sandbox, payer):
    card = {**sandbox.credentials["pay"], "mode": "migrating"}
    channels.connect(card, "http://127.0.0.1:1/notify/wechat-pay")
    assert channels.wechat_pay().fetch_certificates() == 0


def test_certificates_are_believed_under_the_public_key_too_while_wechat_changes_over(sandbox, payer):
    card = {**sandbox.credentials["pay"], "mode": "migrating"}
    channels.connect(card, "http://127.0.0.1:1/notify/wechat-pay")
    sandbox.control("POST", f"/merchants/{card['mchid']}", mode="migrating", share=1.0)
    assert channels.wechat_pay().fetch_certificates() == len(certificates.stored(card["mchid"])) >= 1


@pytest.mark.parametrize("kind", ["bad_signature", "unknown_serial"])
def test_certificates_that_are_not_wechats_are_not_stored(sandbox, payer, kind):
    sandbox.control("POST", "/faults", match={"path": "/v3/certificates"}, kind=kind, times=1)
    with pytest.raises(Unavailable):
        channels.wechat_pay("1900000117").fetch_certificates()
    assert count("platform_certificate") == 0


def test_a_notice_under_an_unknown_serial_asks_nobody(app, sandbox, payer):
    """Neither in public-key mode nor in certificate mode does a stranger's serial make us call WeChat."""
    line = channels.wechat_pay("1900000117")
    line.fetch_certificates()
    before = len(asked(sandbox))
    body = money.notice(money.transaction("1"))
    for path in ("/notify/wechat-pay", "/notify/wechat-pay/1900000117"):
        for number in range(20):
            reply = app.test_client().post(path, data=body, headers=money.signed(body, serial=f"{number:040X}"))
            assert (reply.status_code, reply.json["message"]) == (401, "notify_unknown_serial")
    assert len(asked(sandbox)) == before


def test_a_payee_of_a_merchant_that_is_not_there_stops_the_start(channel):
    with pytest.raises(ValueError, match="19000009"):
        channels.connect({**money.credentials(), "payees": {"dept-x": {"mchid": "19000009"}}}, "http://127.0.0.1:1/notify")
    with pytest.raises(NotFound):
        channels.wechat_pay("19000009")


def test_credentials_of_one_merchant_still_do(channel, client, make_order):
    assert channels.collects_for("dept-gat-hz") == (channel, "")
    assert knock(client, money.notice(money.transaction(make_order()))).status_code == 204


def test_both_keys_are_believed_during_a_migration(app, sandbox, payer):
    card = {**sandbox.credentials["pay"]["merchants"][0], "mode": "migrating"}
    channels.connect(card, "http://127.0.0.1:1/notify/wechat-pay")
    line = channels.wechat_pay()
    for mode in ("certificate", "public_key"):
        sandbox.control("POST", f"/merchants/{line.mchid}", mode=mode)
        assert line.query("20261124000000000000000000").state == "NOTPAY"
    assert len(line._verifier.serials) >= 2


def test_a_signature_over_other_bytes_is_refused(channel):
    with pytest.raises(SignedOut):
        channel.verify({**money.signed(b"a"), "Wechatpay-Signature": base64.b64encode(b"x" * 256).decode()}, b"a")


def test_a_page_that_polls_makes_one_question_in_five_seconds(sandbox, payer):
    order_no = pay(sandbox, payer, "dept-gat-crj")
    with db.transaction() as tx:
        tx.execute(update(order).values(asked_at=clock.now()))
    before = len(asked(sandbox))
    assert [service.check_for_page(order_no) for _ in range(20)] == [("paying", False)] * 20
    assert len(asked(sandbox)) == before
    with clock.held_at(clock.now() + timedelta(seconds=6)):
        assert service.check_for_page(order_no) == ("paid", True)
    assert len(asked(sandbox)) == before + 1
    with pytest.raises(NotFound):
        service.check_for_page("none")


def test_of_two_sweepers_each_order_is_asked_about_by_one(sandbox, payer):
    for number in range(3):
        db.in_transaction(service.open_order, f"case:{number}", "dept-gat-crj", 100, "换证", [], UNTIL)
        service.start(f"case:{number}", payer)
    before = len(asked(sandbox))
    with clock.held_at(clock.now() + timedelta(seconds=41)):
        assert (service.sweep(), service.sweep()) == (3, 0)
    assert len(asked(sandbox)) == before + 3
    with db.transaction() as tx:
        tx.execute(delete(order))
