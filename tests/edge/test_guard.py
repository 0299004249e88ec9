"""The JSON guard stands before every API and every body that calls itself JSON; what is cheap is looked at before what is not."""

import uuid

import orjson
import pytest

from app.gateways.departments import DepartmentSystems
from app.gateways.sources import DataSources
from app.gateways.wechat import WeChatGateway
from app.kernel import db, guard, signed
from app.kernel.errors import Problem, SignedOut, Unavailable
from tests.api.test_bad_input import refused, rows
from tests.api.test_edge import HOSTILE
from tests.applications import Department, submitted
from tests.console.conftest import Desk
from tests.known import known

pytestmark = pytest.mark.alike  # what is refused here never reaches a table

JSON_BY_ANY_NAME = (
    "application/json",
    "application/json; charset=utf-8",
    "application/json; charset=utf-16",
    "APPLICATION/JSON",
    "application/vnd.x+json",
    "application/problem+json",
    "application/merge-patch+json; charset=gbk",
)
DEEP = b'{"a":' * 990 + b"1" + b"}" * 990
BODIES = [(code, raw) for code, many in HOSTILE.items() for raw in many] + [
    ("json_too_deep", DEEP),
    ("json_bad_text", b'{"login":"\\ud800"}'),
    ("json_number_too_large", b'{"amount_fen":' + b"9" * 5000 + b"}"),
]
NOT_JSON = ("text/plain", "application/xml", "application/x-www-form-urlencoded", "application/x+jsonp", "text/json", "image/x+json")


@pytest.fixture
def lin(app, sandbox):
    return known(app, sandbox)


@pytest.mark.parametrize("kind", JSON_BY_ANY_NAME)
def test_every_hostile_body_is_refused_at_every_desk_door_by_any_name(app, kind):
    desk = Desk(app, "finance", "wang")
    doors = [
        (method, rule.rule.replace("<order:order_no>", "2" * 26).replace("<refund:refund_no>", "R" + "2" * 26))
        for rule in app.url_map.iter_rules()
        for method in rule.methods & {"POST", "PUT", "PATCH"}
        if rule.rule.startswith("/console/")
    ]
    assert len(doors) >= 8
    before = rows()
    for method, path in doors:
        path = path.replace("<id:work_order_id>", "0" * 32)
        for code, raw in BODIES:
            headers = {"Authorization": f"Bearer {desk.token}", "Idempotency-Key": str(uuid.uuid4())}
            reply = desk.client.open(path, method=method, headers=headers, data=raw, content_type=kind)
            assert refused(reply, 400) == code, (path, kind, raw[:40])
    assert rows() == before


@pytest.mark.parametrize("kind", JSON_BY_ANY_NAME)
def test_every_hostile_body_a_department_signed_is_refused_by_any_name(app, sandbox, lin, kind):
    no = submitted(lin)
    crj, before = Department(app), rows()
    path = f"/department/v1/cases/{no}/nodes"
    for code, raw in BODIES:
        headers = signed.sign(crj.key, crj.id, "POST", path, raw)
        reply = crj.client.post(path, data=raw, headers=headers, content_type=kind)
        assert refused(reply, 400) == code, (kind, raw[:40])
    assert rows() == before


@pytest.mark.parametrize("kind", JSON_BY_ANY_NAME)
def test_residents_doors_take_json_by_any_name_and_only_what_passes(client, kind):
    for code, raw in BODIES:
        assert refused(client.post("/api/sign-in", data=raw, content_type=kind), 400) == code, (kind, raw[:40])
    assert refused(client.post("/api/sign-in", data=b'{"code":"x"}', content_type=kind), 422) == "login_code_invalid"


@pytest.mark.parametrize("kind", NOT_JSON)
def test_what_is_no_json_is_refused_by_every_api(app, client, lin, kind):
    for path in ("/api/sign-in", "/console/v1/sign-in"):
        assert refused(client.post(path, data=b"{}", content_type=kind), 415) == "media_type"
    crj, path = Department(app), "/department/v1/cases/264401000283164/nodes"
    headers = signed.sign(crj.key, crj.id, "POST", path, b"{}")
    assert refused(crj.client.post(path, data=b"{}", headers=headers, content_type=kind), 415) == "media_type"


class Unread:
    """A body that notices being read."""

    def __init__(self):
        self.read_bytes = 0

    def read(self, size=-1):
        self.read_bytes += max(size, 1)
        return b""

    readline = read

    def offered(self, length):
        """As what stands behind the headers of a request."""
        return {"environ_overrides": {"wsgi.input": self, "CONTENT_LENGTH": str(length)}, "content_type": "application/json"}


@pytest.mark.parametrize("missing", ["X-Shengshi-Department", "X-Shengshi-Timestamp", "X-Shengshi-Nonce", "X-Shengshi-Signature"])
def test_a_department_call_without_its_headers_is_refused_before_a_byte_of_it_is_read(app, sandbox, missing):
    crj, path = Department(app), "/department/v1/cases/264401000283164/nodes"
    headers = signed.sign(crj.key, crj.id, "POST", path, b"")
    del headers[missing]
    body = Unread()
    reply = crj.client.post(path, headers=headers, **body.offered(100_000))
    assert (refused(reply, 401), body.read_bytes) == ("bad_signature", 0)


def test_too_large_a_department_call_is_refused_by_what_it_declares(app, sandbox):
    crj, path, body = Department(app), "/department/v1/cases/264401000283164/nodes", Unread()
    headers = signed.sign(crj.key, crj.id, "POST", path, b"")
    reply = crj.client.post(path, headers=headers, **body.offered(guard.MAX_BYTES + 1))
    assert (refused(reply, 413), body.read_bytes) == ("body_too_large", 0)


@pytest.mark.parametrize("timestamp", ["²", "١٧٠٠٠٠٠٠٠٠", "１７０００００００", "1" * 5000, "-1", "1e9", "0x10", " 1", "1_0", ""])
def test_a_moment_that_is_no_number_is_a_bad_signature(timestamp):
    headers = {**signed.sign("secret", "d", "POST", "/x", b""), "X-Shengshi-Timestamp": timestamp}
    with pytest.raises(SignedOut) as refusal:
        signed.verify({"d": "secret"}, headers, "POST", "/x", b"")
    assert refusal.value.code in ("bad_signature", "stale_signature")


def test_an_unsigned_notice_is_refused_before_a_byte_of_it_is_read(client, sandbox):
    from payment import channels

    channels.connect(sandbox.credentials["pay"], "http://127.0.0.1:1/notify/wechat-pay")
    body = Unread()
    reply = client.post("/notify/wechat-pay", **body.offered(60_000))
    assert (reply.status_code, reply.json["message"], body.read_bytes) == (401, "notify_stale", 0)


GARBLED = [
    b'{"a":' * 990 + b"1" + b"}" * 990,
    b"[" * 100_000,
    b'{"errcode":' + b"9" * 5000 + b"}",
    b'{"openid":"\\ud800"}',
    b"{",
    b"\xff\xfe{}",
]


def answering(raw):
    def talk(connection, request):
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(raw) + raw)

    return talk


@pytest.mark.parametrize("raw", GARBLED)
def test_garbled_answers_of_outside_systems_are_no_answer_and_no_fault_of_ours(app, stranger, raw):
    with stranger(answering(raw)) as (base, _):
        for ask in (
            lambda: WeChatGateway({"appid": "wx1", "secret": "s", "base": base}).login("code"),
            lambda: DepartmentSystems({"base": base, "keys": {"d": "k"}}, base).hand_over("d", {}),
            lambda: DataSources({"base": base, "key": "k"}).ask("x", "林志豪", "440106199001011234", "办护照"),
        ):
            with pytest.raises(Unavailable):
                ask()


@pytest.mark.parametrize("raw", GARBLED)
def test_told_raises_value_error_and_nothing_else(raw):
    with pytest.raises(ValueError) as fault:
        guard.told(raw)
    assert not isinstance(fault.value, Problem)


def test_told_takes_what_is_deep_only_inside_text():
    assert guard.told(orjson.dumps({"a": "[{" * 500})) == {"a": "[{" * 500}


def test_nonces_too_old_to_be_replayed_are_forgotten(app):
    from datetime import timedelta

    import wsgi
    from app.kernel import clock
    from tests.residents import count

    now = clock.now()
    with clock.held_at(now - timedelta(minutes=21)):
        db.in_transaction(signed.use_nonce, "d", "old nonce of twenty minutes")
    db.in_transaction(signed.use_nonce, "d", "new nonce of this minute")
    assert count("seen_nonce") == 2
    for seconds, work in wsgi.TIMERS:
        if seconds == wsgi.HOUR and "signed" in getattr(work, "__code__", work).co_names:
            work()
    assert count("seen_nonce") == 1
    with pytest.raises(SignedOut):
        db.in_transaction(signed.use_nonce, "d", "new nonce of this minute")
