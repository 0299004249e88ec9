"""The slip that comes back with a payment is ours, whole, of this order and of no other."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from app.kernel import clock, db
from app.kernel.errors import Refused
from payment import channels, service, slips
from payment.models import order
from payment.rules import Paid
from payment.slips import Slip
from tests.payment import money

SLIP = Slip("dept-gat-crj", "case:264401000000019")
ORDER = {"order_no": "20261124100000000000000001", "mchid": "19", "sub_mchid": "16", "appid": "wx1", "openid": "o1", "amount_fen": 12000}


@pytest.fixture
def paid(app):
    return Paid(**ORDER, transaction_id="42", currency="CNY", at=clock.now(), attach=slips.write(SLIP, **ORDER))


def test_it_comes_back_as_it_went_out(paid):
    assert paid.attach.startswith("dept-gat-crj|case:264401000000019|") and len(paid.attach) <= 128
    assert slips.read(paid) == SLIP


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("order_no", "20261124100000000000000002"),
        ("mchid", "18"),
        ("sub_mchid", ""),
        ("appid", "wx2"),
        ("openid", "o2"),
        ("amount_fen", 11999),
        ("currency", "USD"),
    ],
)
def test_every_word_of_the_order_is_under_its_seal(paid, name, other):
    assert slips.read(replace(paid, **{name: other})) is None


@pytest.mark.parametrize(
    "change", [lambda text: text.replace("crj", "jj"), lambda text: text.replace("019", "018"), lambda text: text[:-1]]
)
def test_a_slip_that_was_written_on_is_none(paid, change):
    assert slips.read(replace(paid, attach=change(paid.attach))) is None


@pytest.mark.parametrize("text", ["", "|", "||", "a|b", "a|b|c", "|" * 128, "\u6f22|\u5b57|x", "x" * 5000])
def test_what_was_never_a_slip_is_none(paid, text):
    assert slips.read(replace(paid, attach=text)) is None


def test_words_may_not_move_from_one_place_to_the_next(app):
    shifted = {**ORDER, "mchid": "1", "sub_mchid": "916"}
    assert slips.write(SLIP, **shifted) != slips.write(SLIP, **ORDER)


def test_what_would_be_too_long_for_wechat_goes_without(app):
    assert len(slips.write(Slip("p" * 40, "s" * 64), **ORDER)) == 128
    assert slips.write(Slip("p" * 40, "s" * 65), **ORDER) == ""


def test_it_goes_with_the_order_over_the_wire_and_books_the_payment_by_itself(app, sandbox, monkeypatch):
    channels.connect(sandbox.credentials["pay"], "http://127.0.0.1:1/notify/wechat-pay")
    people = {one["id"]: one for one in sandbox.control("GET", "/people")}
    payer = people["lin-zhihao"]["openid"][sandbox.credentials["wechat"]["appid"]]
    until = clock.now().replace(year=2099)
    for number, payee in enumerate(("dept-gat-crj", "dept-gat-hz")):  # a direct merchant, a sub-merchant
        order_no = db.in_transaction(service.open_order, f"case:{number}", payee, 12000, "换证", [], until)
        sheet = sandbox.control("POST", "/pay/sheet", **service.start(f"case:{number}", payer)[1])
        sandbox.control("POST", "/pay/confirm", prepay_id=sheet["prepay_id"], action="pay")
        monkeypatch.setattr(service, "settle", None)  # nobody may look at the order
        assert service.check(order_no) == "paid"
        monkeypatch.undo()
        with db.reading() as tx:
            assert tx.execute(select(order.c.state).where(order.c.order_no == order_no)).scalar() == "paid"


def test_an_order_under_another_number_does_not_take_the_first_ones_slip(app, make_order):
    """The bill has a new number; a payment under the old one is late, whatever its slip says."""
    order_no = make_order()
    with db.reading() as tx:
        row = tx.execute(select(order).where(order.c.order_no == order_no)).one()
    text = service._slip(row, money.APPID, money.OPENID)
    with db.transaction() as tx:
        tx.execute(update(order).where(order.c.order_no == order_no).values(state="closed", subject="case:1~9"))
    told = Paid(order_no, "4200", money.MCHID, money.APPID, money.OPENID, 12000, "CNY", clock.now(), attach=text)
    assert slips.read(told) == Slip("dept-gat-crj", "case:1")
    assert service.book(told, "{}", "notify") == "late"


@pytest.mark.parametrize("paid_meanwhile", [False, True])
def test_an_order_that_went_out_with_another_slip_is_begun_anew_when_its_sheet_is_too_old(app, sandbox, monkeypatch, paid_meanwhile):
    """By a version without slips, or under another key: WeChat refuses the number with other words."""
    channels.connect(sandbox.credentials["pay"], "http://127.0.0.1:1/notify/wechat-pay")
    people = {one["id"]: one for one in sandbox.control("GET", "/people")}
    payer = people["lin-zhihao"]["openid"][sandbox.credentials["wechat"]["appid"]]
    first = db.in_transaction(service.open_order, "case:1", "dept-gat-crj", 12000, "换证", [], clock.now().replace(year=2099))
    monkeypatch.setattr(service, "_slip", lambda *_: "")
    sheet = sandbox.control("POST", "/pay/sheet", **service.start("case:1", payer)[1])
    monkeypatch.undo()
    if paid_meanwhile:
        sandbox.control("POST", "/pay/confirm", prepay_id=sheet["prepay_id"], action="pay")
    with clock.held_at(clock.now() + timedelta(hours=2)):
        order_, sheet = service.start("case:1", payer)
    if paid_meanwhile:
        assert (order_.order_no, order_.state, sheet) == (first, "paid", None)
        return
    assert order_.order_no != first
    shown = sandbox.control("POST", "/pay/sheet", **sheet)
    sandbox.control("POST", "/pay/confirm", prepay_id=shown["prepay_id"], action="pay")
    assert service.check(order_.order_no) == "paid"
    states = {one["number"]: one["state"] for one in sandbox.control("GET", "/orders")}
    assert (states[first], states[order_.order_no]) == ("CLOSED", "SUCCESS")


def test_a_prepay_wechat_cannot_read_is_refused_and_the_order_stays(app, sandbox, monkeypatch):
    channels.connect(sandbox.credentials["pay"], "http://127.0.0.1:1/notify/wechat-pay")
    people = {one["id"]: one for one in sandbox.control("GET", "/people")}
    payer = people["lin-zhihao"]["openid"][sandbox.credentials["wechat"]["appid"]]
    first = db.in_transaction(service.open_order, "case:1", "dept-gat-crj", 12000, "换证", [], clock.now().replace(year=2099))
    monkeypatch.setattr(service, "_slip", lambda *_: "x" * 129)
    with pytest.raises(Refused):
        service.start("case:1", payer)
    with db.reading() as tx:
        assert [(one.order_no, one.state) for one in tx.execute(select(order))] == [(first, "open")]
