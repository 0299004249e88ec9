"""The WeChat gateway against the sandbox, and against a WeChat that never stops refusing."""

import json

import pytest

from app.gateways.wechat import WeChatGateway, cert_hash
from app.kernel import cache
from app.kernel.errors import Forbidden, Refused, TooMany, Unavailable
from tests.residents import PEOPLE

LIN = PEOPLE["lin-zhihao"]


@pytest.fixture
def wechat(sandbox):
    cache.cache().clear()
    return WeChatGateway(sandbox.credentials["wechat"])


def code(sandbox, kind="login", person="lin-zhihao"):
    return sandbox.control("POST", f"/wx/{kind}", person=person)["code"]


def calls(sandbox, part):
    messages = sandbox.control("GET", "/messages?since=0")
    messages = messages if isinstance(messages, list) else messages["messages"]
    return [one for one in messages if part in one["path"]]


def test_the_published_vector_of_the_certificate_hash():
    assert cert_hash("张三", "310101199801011234") == "3c241f7ff324977aeb91f173bb2a7b06569e6fd784d5573db34a636d8671108b"


def test_a_login_code_is_good_once_and_costs_no_token(wechat, sandbox):
    one = code(sandbox)
    login = wechat.login(one)
    assert len(login.openid) == 28 and list(vars(login)) == ["openid"]  # a session key is checked, and kept nowhere
    with pytest.raises(Refused) as used:
        wechat.login(one)
    assert (used.value.code, used.value.status) == ("login_code_invalid", 422)
    assert calls(sandbox, "stable_token") == []


@pytest.mark.parametrize("bad", ["", "x" * 31, "钥匙", "a&appid=wx0"])
def test_a_code_that_never_was_is_refused(wechat, bad):
    with pytest.raises((Refused, Unavailable)):
        wechat.login(bad)


def test_a_phone_code_is_not_a_login_code(wechat, sandbox):
    assert wechat.phone_number(code(sandbox, "phone")) == LIN[2]
    with pytest.raises(Refused) as refused:
        wechat.phone_number(code(sandbox, "login"))
    assert refused.value.code == "phone_code_invalid"
    with pytest.raises(Refused):
        wechat.login(code(sandbox, "phone"))


def test_one_token_serves_all_calls_of_all_processes(wechat, sandbox):
    other = WeChatGateway(sandbox.credentials["wechat"])
    for gateway in (wechat, other, wechat):
        gateway.phone_number(code(sandbox, "phone"))
    assert len(calls(sandbox, "stable_token")) == 1


def test_a_stale_token_is_renewed_once_and_the_call_goes_through(wechat, sandbox):
    cache.cache().set(f"wechat_token:{wechat.appid}", b"stale", 60)
    assert wechat.phone_number(code(sandbox, "phone")) == LIN[2]
    assert len(calls(sandbox, "stable_token")) == 1


def test_a_wechat_that_always_says_40001_is_asked_twice_and_no_more(stranger):
    def talk(connection, request):
        token = b"stable_token" in request
        body = b'{"access_token":"t","expires_in":7200}' if token else b'{"errcode":40001,"errmsg":"invalid credential"}'
        connection.sendall(b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: " + str(len(body)).encode() + b"\r\n\r\n" + body)

    cache.cache().clear()
    with stranger(talk) as (base, seen):
        with pytest.raises(Unavailable):
            WeChatGateway({"appid": "wx1", "secret": "s", "base": base}).phone_number("p")
    assert [b"stable_token" in one for one in seen] == [True, False, True, False]


@pytest.mark.parametrize(
    ("errcode", "kind"),
    [
        (40029, Refused),
        (40163, Refused),
        (40226, Forbidden),
        (45011, TooMany),
        (-1, Unavailable),
        (40125, Unavailable),
        (45009, Unavailable),
    ],
)
def test_each_refusal_has_its_kind(stranger, errcode, kind):
    body = json.dumps({"errcode": errcode, "errmsg": "x, rid: 6639eae2-2d7c4699-190e24dd"}).encode()
    raw = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)
    with stranger(lambda connection, request: connection.sendall(raw)) as (base, _):
        with pytest.raises(kind):
            WeChatGateway({"appid": "wx1", "secret": "s", "base": base}).login("c")


@pytest.mark.parametrize("body", [b"", b"<html>login</html>", b"[]", b"null", b'{"errcode":0,'])
def test_what_is_not_wechat_is_no_answer(stranger, body):
    raw = b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)
    with stranger(lambda connection, request: connection.sendall(raw)) as (base, _):
        with pytest.raises(Unavailable):
            WeChatGateway({"appid": "wx1", "secret": "s", "base": base}).login("c")


def test_a_message_arrives_once_for_each_consent_and_43101_is_an_answer(wechat, sandbox):
    openid, template = wechat.login(code(sandbox)).openid, "tpl-progress-0000000000000000000000000001"
    values = {"thing1": "换护照", "phrase2": "收到申请", "time3": "2026年11月24日 09:02", "thing4": "材料齐了"}
    assert wechat.send_message(openid, template, "/pages/case/index?no=1", values) is False
    sandbox.control("POST", "/wx/subscribe", person="lin-zhihao", template_ids=[template], decision="accept")
    assert wechat.send_message(openid, template, "/pages/case/index?no=1", values) is True
    assert wechat.send_message(openid, template, "/pages/case/index?no=1", values) is False
    sent = json.loads(calls(sandbox, "subscribe/send")[-1]["request"])
    assert sent["page"] == "pages/case/index?no=1" and "换护照" in calls(sandbox, "subscribe/send")[-1]["request"]


def test_a_message_wechat_will_never_take_is_not_sent_for_ever(wechat, sandbox):
    openid = wechat.login(code(sandbox)).openid
    with pytest.raises(Refused) as ours:
        wechat.send_message(openid, "tpl", "/p", {"phrase2": "太长的一个短语"})
    assert ours.value.code == "message_unsendable"


def test_a_face_check_passes_only_when_wechat_says_so(wechat, sandbox):
    openid = wechat.login(code(sandbox)).openid
    verify_id = wechat.start_face(openid, LIN[0], LIN[1], "seq-1")
    early = wechat.face_result(openid, LIN[0], LIN[1], "seq-1", verify_id)
    assert early.passed is False
    sandbox.control("POST", "/wx/face", verify_id=verify_id, outcome="mismatch")
    assert wechat.face_result(openid, LIN[0], LIN[1], "seq-1", verify_id).reason == 90106
    sandbox.control("POST", "/wx/face", verify_id=verify_id, outcome="pass")
    assert wechat.face_result(openid, LIN[0], LIN[1], "seq-1", verify_id).passed is True


def test_a_face_check_of_another_name_or_number_is_refused(wechat, sandbox):
    openid = wechat.login(code(sandbox)).openid
    verify_id = wechat.start_face(openid, LIN[0], LIN[1], "seq-2")
    sandbox.control("POST", "/wx/face", verify_id=verify_id, outcome="pass")
    for openid_, name, seq in ((openid, "陈晓彤", "seq-2"), (openid, LIN[0], "seq-x"), ("o" + "x" * 27, LIN[0], "seq-2")):
        with pytest.raises((Refused, Unavailable)):
            wechat.face_result(openid_, name, LIN[1], seq, verify_id)


@pytest.mark.parametrize(
    "told",
    [
        {"openid": 7, "session_key": "a"}, {"openid": "", "session_key": "a"}, {"openid": None, "session_key": "a"}, {"session_key": "a"},
        {"openid": "o1", "session_key": None}, {"openid": "o 1", "session_key": "a"}, {"openid": ["o1"], "session_key": "a"},
        {"openid": "o1", "session_key": "a", "unionid": 5},
    ],
)  # fmt: skip
def test_a_login_that_is_not_wholly_readable_signs_nobody_in(stranger, told):
    body = json.dumps(told).encode()
    raw = b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)
    with stranger(lambda connection, request: connection.sendall(raw)) as (base, _), pytest.raises(Unavailable) as refused:
        WeChatGateway({"appid": "wx1", "secret": "s", "base": base}).login("c")
    assert refused.value.code == "wechat_unreadable"


@pytest.mark.parametrize("ret", ["10000", 10000.0, True, None, [10000]])
def test_a_face_check_whose_outcome_is_no_number_is_no_outcome(stranger, ret):
    def talk(connection, request):
        told = {"access_token": "t", "expires_in": 7200} if b"stable_token" in request else {"errcode": 0, "verify_ret": ret}
        body = json.dumps(told).encode()
        connection.sendall(b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))

    cache.cache().clear()
    with stranger(talk) as (base, _), pytest.raises(Unavailable) as refused:
        WeChatGateway({"appid": "wx1", "secret": "s", "base": base}).face_result("o", LIN[0], LIN[1], "s", "v")
    assert refused.value.code == "wechat_unreadable"
