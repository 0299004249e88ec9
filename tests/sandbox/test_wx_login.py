"""Logging in, phone numbers and session keys, as WeChat gives and refuses them."""

import hashlib
import hmac

import pytest

from sandbox.wechat.session import signature
from tests.sandbox.wechat import HUANG, LIN, App, ahead, errcode, mini

__all__ = ["mini"]


def test_a_code_becomes_openid_session_key_and_unionid(mini):
    reply = mini.session(mini.code())
    body = reply.json()
    assert sorted(body) == ["openid", "session_key", "unionid"]
    assert body["openid"] == mini.openid(LIN) and len(body["openid"]) == 28
    assert len(body["session_key"]) == 24
    assert reply.headers["Content-Type"].startswith("text/plain")


def test_the_same_person_has_one_unionid_and_an_openid_for_each_app(sandbox, mini):
    here, there = mini.login(), App(sandbox, nth=1).login()
    assert here["unionid"] == there["unionid"]
    assert here["openid"] != there["openid"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"appid": None}, 41002),
        ({"secret": None}, 41004),
        ({"js_code": None}, 41008),
        ({"grant_type": "client_credential"}, 40002),
        ({"appid": "wx0000000000000000"}, 40013),
        ({"secret": "0" * 32}, 40125),
        ({"js_code": "never issued"}, 40029),
    ],
)
def test_a_wrong_argument_is_named_and_spends_nothing(mini, change, code):
    one = mini.code()
    reply = mini.session(one, **change)
    assert reply.status_code == 200
    errcode(reply.json(), code)
    assert mini.session(one).json()["openid"] == mini.openid()


def test_a_code_is_good_once(mini):
    one = mini.code()
    mini.session(one)
    errcode(mini.session(one).json(), 40163)


def test_a_code_lives_five_minutes(sandbox, mini):
    one, two = mini.code(), mini.code()
    ahead(sandbox, 299)
    assert "openid" in mini.session(one).json()
    ahead(sandbox, 302)
    errcode(mini.session(two).json(), 40029)


def test_a_code_of_another_app_or_kind_is_no_code(sandbox, mini):
    other = App(sandbox, nth=1)
    errcode(mini.session(other.code()).json(), 40029)
    errcode(mini.session(mini.code(kind="phone")).json(), 40029)


def test_a_risky_person_is_kept_out(sandbox, mini):
    sandbox.control("POST", "/wx/risk", person=LIN)
    errcode(mini.login(), 40226)
    assert "openid" in mini.login(HUANG)


def test_a_person_logs_in_a_hundred_times_a_minute(sandbox, mini):
    for _ in range(100):
        assert "openid" in mini.login()
    errcode(mini.login(), 45011)
    ahead(sandbox, 61)
    assert "openid" in mini.login()


def test_a_busy_wechat_says_minus_one(sandbox, mini):
    sandbox.control("POST", "/faults", match={"path": "^/sns/"}, kind="busy")
    one = mini.code()
    assert mini.session(one).json()["errcode"] == -1
    assert "openid" in mini.session(one).json()


def test_the_published_vectors_of_the_session_signature():
    key = "o0q0otL8aEzpcZL/FT9WsQ=="
    assert signature(key, b'{"foo":"bar"}') == "654571f79995b2ce1e149e53c0a33dc39c0a74090db514261454e8dbe432aa0b"
    assert signature(key, b"") == "46e043c5525c2d817c44be603d30837a808a1d930d038f6fdc3e62a201fed128"


def signed(mini, openid, session_key, method="hmac_sha256"):
    own = hmac.new(session_key.encode(), b"", hashlib.sha256).hexdigest()
    return {"openid": openid, "signature": own, "sig_method": method}


def test_a_session_is_checked_by_its_newest_key(mini):
    old, new = mini.login(), mini.login()
    assert mini.get("/wxa/checksession", **signed(mini, new["openid"], new["session_key"])) == {"errcode": 0, "errmsg": "ok"}
    errcode(mini.get("/wxa/checksession", **signed(mini, old["openid"], old["session_key"])), 87009)


def test_a_session_check_names_what_is_wrong(sandbox, mini):
    good = mini.login()
    errcode(mini.get("/wxa/checksession", **signed(mini, "o" * 28, good["session_key"])), 40003)
    errcode(mini.get("/wxa/checksession", **signed(mini, good["openid"], good["session_key"], "md5")), 87008)
    errcode(mini.get("/wxa/checksession", **signed(mini, mini.openid(HUANG), good["session_key"])), 87007)
    errcode(mini.post("/wxa/checksession"), 43001)
    sandbox.control("POST", "/wx/session", person=LIN)
    errcode(mini.get("/wxa/checksession", **signed(mini, good["openid"], good["session_key"])), 87007)


def test_a_session_key_is_reset_and_the_old_one_is_over(mini):
    old = mini.login()
    made = mini.get("/wxa/resetusersessionkey", **signed(mini, old["openid"], old["session_key"]))
    assert made["errcode"] == 0 and made["openid"] == old["openid"] and made["session_key"] != old["session_key"]
    errcode(mini.get("/wxa/checksession", **signed(mini, old["openid"], old["session_key"])), 87009)
    assert mini.get("/wxa/checksession", **signed(mini, old["openid"], made["session_key"]))["errcode"] == 0


def test_a_phone_code_gives_the_number_once(mini):
    one = mini.code(kind="phone")
    info = mini.post("/wxa/business/getuserphonenumber", {"code": one, "openid": mini.openid()})["phone_info"]
    assert (info["phoneNumber"], info["purePhoneNumber"], info["countryCode"]) == ("13800138001", "13800138001", "86")
    assert info["watermark"]["appid"] == mini.appid
    errcode(mini.post("/wxa/business/getuserphonenumber", {"code": one}), 40029)


def test_a_phone_code_is_refused_where_it_does_not_belong(sandbox, mini):
    path = "/wxa/business/getuserphonenumber"
    errcode(mini.post(path, {"code": mini.code()}), 40029)
    errcode(mini.post(path, {"code": App(sandbox, nth=1).code(kind="phone")}), 40029)
    errcode(mini.post(path, {"code": mini.code(kind="phone"), "openid": mini.openid(HUANG)}), 40003)
    errcode(mini.get(path), 43002)
    errcode(mini.raw(path, b""), 44002)
    errcode(mini.raw(path, b"{"), 47001)
