"""At the doors of those who sign: strangers are few and cheap, whoever signs waits for nobody."""

from __future__ import annotations

import pytest
from sqlalchemy import event
from werkzeug.test import Client

from app.kernel import db, limits, signed
from payment import channels
from tests.applications import Department
from tests.payment import money
from tests.payment.conftest import channel, make_order
from tests.residents import count

__all__ = ["channel", "make_order"]  # fixtures
FILE = "/department/v1/files/" + "0" * 32
MOST = 20
NOTIFY = "/notify/wechat-pay"


@pytest.fixture
def gate(app):
    """The house's own, with a limit of twenty that no clock renews."""
    made = limits.Gate(app.wsgi_app.app.app.app, limits.Flood(10**6), {"127.0.0.1"})
    made.unsigned.most, made.unsigned.seconds = MOST, 10**9
    return made


@pytest.fixture
def knock(gate):
    client = Client(gate)

    def from_(address, method, path, **more):
        headers = {**more.pop("headers", {}), "X-Forwarded-For": address}
        return client.open(path, method=method, headers=headers, environ_base={"REMOTE_ADDR": "127.0.0.1"}, **more)

    return from_


@pytest.fixture
def crj(app):
    department = Department(app)
    return lambda: signed.sign(department.key, department.id, "GET", FILE, b"")


DOORS = {
    "a department's": ("GET", FILE),
    "nobody's": ("GET", "/department/v1/nothing"),
    "WeChat's": ("POST", NOTIFY),
    "a shut one": ("GET", NOTIFY),
}


@pytest.mark.parametrize("door", DOORS)
def test_an_unsigned_flood_is_stopped_before_anything_is_looked_at(app, knock, channel, door):
    first = [knock("203.0.113.9", *DOORS[door]).status_code for _ in range(MOST)]
    assert set(first) <= {401, 404, 405}
    asked, statements = [], []
    listen = (db.engine(), "before_cursor_execute", lambda *given: statements.append(given[2]))
    event.listen(*listen)
    try:
        asked = [knock("203.0.113.9", *DOORS[door]) for _ in range(50)]
    finally:
        event.remove(*listen)
    assert {one.status_code for one in asked} == {429} and {one.json["code"] for one in asked} == {"too_fast"}
    assert {one.headers["Retry-After"] for one in asked} == {"10"}
    assert statements == []


def test_strangers_stop_no_other_address(knock, crj):
    for _ in range(MOST + 5):
        knock("203.0.113.9", "GET", FILE)
    assert knock("198.51.100.1", "GET", FILE, headers=crj()).json["code"] == "file_not_found"
    assert knock("203.0.113.9", "GET", "/api/cities").status_code == 200  # people behind that address are people


def test_an_address_that_signed_is_never_limited_whatever_else_comes_from_it(knock, crj):
    assert knock("198.51.100.1", "GET", FILE, headers=crj()).json["code"] == "file_not_found"
    assert {knock("198.51.100.1", "GET", FILE).status_code for _ in range(3 * MOST)} == {401}
    assert {knock("198.51.100.1", "GET", FILE, headers=crj()).json["code"] for _ in range(3 * MOST)} == {"file_not_found"}


def test_an_hour_after_its_last_signature_it_is_an_address_like_any_other(knock, gate, crj):
    knock("198.51.100.1", "GET", FILE, headers=crj())
    gate._trusted["198.51.100.1"] -= gate.TRUSTED_S
    assert [knock("198.51.100.1", "GET", FILE).status_code for _ in range(MOST + 1)][-1] == 429


def test_a_message_sent_again_by_somebody_who_heard_it_earns_no_trust(knock, gate, crj):
    heard = crj()
    knock("198.51.100.1", "GET", FILE, headers=heard)
    assert knock("203.0.113.9", "GET", FILE, headers=heard).json["code"] == "replayed"
    assert set(gate._trusted) == {"198.51.100.1"}


def test_notices_come_through_the_flood_of_their_own_address(knock, make_order):
    """WeChat probes with wrong signatures; the honest ones are booked at once."""
    numbers = [make_order(subject=f"case:{n}") for n in range(3)]
    for n, order_no in enumerate(numbers):
        body = money.notice(money.transaction(order_no, transaction_id=f"420000000120261124000000000{n}"))
        assert knock("101.226.103.0", "POST", NOTIFY, data=body, headers=money.signed(body)).status_code == 204
        assert {knock("101.226.103.0", "POST", NOTIFY, data=b"{}").status_code for _ in range(2 * MOST)} == {401}
    assert count("channel_message") == len(numbers)


def test_where_nobody_is_paid_a_notice_is_told_so_and_leaves_nothing(knock, make_order, monkeypatch):
    body = money.notice(money.transaction(make_order()))
    monkeypatch.setattr(channels, "_merchants", {})
    for path in (NOTIFY, f"{NOTIFY}/{money.MCHID}"):
        reply = knock("101.226.103.0", "POST", path, data=body, headers=money.signed(body))
        assert (reply.status_code, reply.json) == (503, {"code": "FAIL", "message": "pay_off"})
    assert count("channel_message") == count("ledger_entry") == 0
