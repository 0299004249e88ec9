"""What WeChat pushes: signed, sealed when wanted, three more tries, and faults on request. Opened with wechatpy's own crypto."""

import json
import time

import pytest
from wechatpy.crypto import WeChatCrypto
from wechatpy.exceptions import InvalidSignatureException
from wechatpy.utils import check_signature

from sandbox.wechat.envelope import signature
from tests.sandbox.wechat import LIN, App, errcode, mini, server

__all__ = ["mini"]


def until(check, seconds=6):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if check():
            return
        time.sleep(0.02)
    raise AssertionError("it did not happen")


def pushed(sandbox, **body):
    """Push one thing and wait until it is settled; the push."""
    made = sandbox.control("POST", "/wx/pushes", person=LIN, **body)["id"]

    def found():
        return next(one for one in sandbox.control("GET", "/wx/pushes") if one["id"] == made)

    until(lambda: found()["state"] != "pending")
    return found()


def test_the_published_vector_of_the_push_signature():
    assert signature("AAAAA", "1714036504", "1514711492") == "f464b24fc39322e44b38aa78f5edd27bd1441696"


def test_a_push_in_clear_is_signed_xml(sandbox, mini):
    with server() as (url, arrived):
        sandbox.control("POST", "/settings", push_url=url + "/push", push_mode="plain")
        assert pushed(sandbox, text="什么时候能办好？")["state"] == "delivered"
    (got,) = arrived
    check_signature(mini.push_token, got.query["signature"], got.query["timestamp"], got.query["nonce"])
    assert (got.path, got.query["openid"], got.headers["Content-Type"]) == ("/push", mini.openid(), "text/xml")
    assert "msg_signature" not in got.query
    text = got.body.decode()
    assert "<MsgType><![CDATA[text]]></MsgType>" in text and "<Content><![CDATA[什么时候能办好？]]></Content>" in text
    assert f"<ToUserName><![CDATA[{mini.original_id}]]></ToUserName>" in text


def test_a_sealed_push_opens_with_the_apps_key_and_no_other(sandbox, mini):
    with server() as (url, arrived):
        sandbox.control("POST", "/settings", push_url=url, push_mode="secure")
        pushed(sandbox, event="user_enter_tempsession", fields={"SessionFrom": "helper"})
    (got,) = arrived
    query = got.query
    assert query["encrypt_type"] == "aes" and b"user_enter_tempsession" not in got.body
    opened = WeChatCrypto(mini.push_token, mini.push_aes_key, mini.appid).decrypt_message(
        got.body, query["msg_signature"], query["timestamp"], query["nonce"]
    )
    assert "<Event><![CDATA[user_enter_tempsession]]></Event>" in opened and "<SessionFrom><![CDATA[helper]]></SessionFrom>" in opened
    with pytest.raises(InvalidSignatureException):
        WeChatCrypto("another-token", mini.push_aes_key, mini.appid).decrypt_message(
            got.body, query["msg_signature"], query["timestamp"], query["nonce"]
        )


def test_a_push_may_be_json_and_compatible(sandbox, mini):
    with server() as (url, arrived):
        sandbox.control("POST", "/settings", push_url=url, push_mode="compatible", push_format="json")
        pushed(sandbox, event="wxa_privacy_apply", fields={"count": 3})
    body = json.loads(arrived[0].body)
    assert (body["Event"], body["count"], body["FromUserName"]) == ("wxa_privacy_apply", 3, mini.openid())
    crypto = WeChatCrypto(mini.push_token, mini.push_aes_key, mini.appid)
    query = arrived[0].query
    opened = crypto.decrypt_message({"Encrypt": body["Encrypt"]}, query["msg_signature"], query["timestamp"], query["nonce"])
    assert json.loads(opened)["Event"] == "wxa_privacy_apply"


def test_an_unanswered_push_is_tried_three_more_times_and_dropped(sandbox, mini):
    with server(lambda got: (500, "")) as (url, arrived):
        sandbox.control("POST", "/settings", push_url=url, clock_rate=100)
        push = pushed(sandbox, event="once")
    assert push["state"] == "dropped" and len(arrived) == 4
    assert [one["status"] for one in push["attempts"]] == [500] * 4


def test_a_server_that_answers_something_else_is_tried_again(sandbox, mini):
    answers = iter(["please wait", "success"])
    with server(lambda got: (200, next(answers))) as (url, arrived):
        sandbox.control("POST", "/settings", push_url=url, clock_rate=100)
        push = pushed(sandbox, event="twice")
    assert push["state"] == "delivered" and len(arrived) == 2


def test_a_push_without_an_address_goes_nowhere(sandbox, mini):
    assert pushed(sandbox, event="lonely")["state"] == "nowhere"


def test_the_address_proves_that_it_knows_the_token(sandbox, mini):
    def honest(got):
        good = signature(mini.push_token, got.query["timestamp"], got.query["nonce"]) == got.query["signature"]
        return 200, got.query["echostr"] if good else "no"

    with server(honest) as (url, arrived):
        sandbox.control("POST", "/settings", push_url=url)
        assert sandbox.control("POST", "/wx/pushes/verification")["ok"] is True
        assert (arrived[0].method, len(arrived)) == ("GET", 1)
    with server(lambda got: (200, "success")) as (url, arrived):
        sandbox.control("POST", "/settings", push_url=url)
        assert sandbox.control("POST", "/wx/pushes/verification")["ok"] is False


@pytest.mark.parametrize(("kind", "arrivals", "state"), [("lost_notification", 0, "lost"), ("duplicate", 2, "delivered")])
def test_a_push_is_lost_or_doubled_on_request(sandbox, mini, kind, arrivals, state):
    with server() as (url, arrived):
        sandbox.control("POST", "/settings", push_url=url)
        sandbox.control("POST", "/faults", match={"side": "wechat"}, kind=kind)
        assert pushed(sandbox, event="x")["state"] == state
        assert len(arrived) == arrivals


def test_a_push_with_a_wrong_or_stale_signature_on_request(sandbox, mini):
    with server() as (url, arrived):
        sandbox.control("POST", "/settings", push_url=url)
        for kind in ("bad_signature", "stale_time"):
            sandbox.control("POST", "/faults", match={"side": "wechat"}, kind=kind)
            pushed(sandbox, event="x")
    forged, stale = arrived
    assert forged.query["signature"] == forged.query["msg_signature"] == "0" * 40
    assert 595 <= time.time() - int(stale.query["timestamp"]) <= 620
    check_signature(mini.push_token, stale.query["signature"], stale.query["timestamp"], stale.query["nonce"])


def test_a_text_is_judged_by_its_words(sandbox, mini):
    mini.login()
    body = {"version": 2, "openid": mini.openid(), "scene": 2, "content": "窗口的人很耐心"}
    fine = mini.post("/wxa/msg_sec_check", body)
    assert fine["result"] == {"suggest": "pass", "label": 100} and fine["trace_id"]
    bad = mini.post("/wxa/msg_sec_check", {**body, "content": "谁能代开发票"})
    assert bad["errcode"] == 0 and bad["result"] == {"suggest": "risky", "label": 20006}
    assert [one["strategy"] for one in bad["detail"]] == ["content_model", "keyword"]
    assert mini.post("/wxa/msg_sec_check", {**body, "nickname": "加微信领取"})["result"]["suggest"] == "review"


def test_a_text_check_names_what_is_wrong(sandbox, mini):
    path = "/wxa/msg_sec_check"
    body = {"version": 2, "openid": mini.openid(), "scene": 2, "content": "好"}
    errcode(mini.post(path, body), 61010)
    mini.login()
    errcode(mini.post(path, {**body, "scene": 5}), 40129)
    errcode(mini.post(path, {**body, "openid": "o" * 28}), 43104)
    errcode(mini.post(path, {**body, "openid": ""}), 40003)
    errcode(mini.post(path, {**body, "content": "一" * 2501}), 40097)
    errcode(mini.get(path), 43302)
    errcode(mini.raw(path, b""), 44002)
    errcode(mini.raw(path, b"{"), 47001)
    sandbox.control("POST", "/clock", ahead=7201)
    errcode(App(sandbox).post(path, body), 61010)


def test_the_first_version_of_the_text_check_knows_only_yes_and_no(mini):
    assert mini.post("/wxa/msg_sec_check", {"content": "好"})["errcode"] == 0
    errcode(mini.post("/wxa/msg_sec_check", {"content": "刷单返利"}), 87014)


def test_a_picture_is_judged_later_by_a_push(sandbox, mini):
    mini.login()
    with server() as (url, arrived):
        sandbox.control(
            "POST", "/settings", push_url=url, push_mode="plain", push_format="json", media_check_delay=0, media_verdict="risky"
        )
        body = {"version": 2, "openid": mini.openid(), "scene": 1, "media_type": 2}
        taken = mini.post("/wxa/media_check_async", {**body, "media_url": url + "/photo.jpg"})
        until(lambda: any(got.method == "POST" for got in arrived))
        told = json.loads(next(got for got in arrived if got.method == "POST").body)
        assert (told["Event"], told["trace_id"], told["appid"]) == ("wxa_media_check", taken["trace_id"], mini.appid)
        assert told["result"] == {"suggest": "risky", "label": 20002} and told["errcode"] == 0
        gone = mini.post("/wxa/media_check_async", {**body, "media_url": "http://127.0.0.1:9/photo.jpg"})
        until(lambda: sum(got.method == "POST" for got in arrived) == 2)
        told = json.loads([got for got in arrived if got.method == "POST"][1].body)
        assert (told["trace_id"], told["errcode"], told["result"]) == (gone["trace_id"], -1008, {})
        errcode(mini.post("/wxa/media_check_async", {**body, "media_url": "ftp://x/y"}), 40097)
        errcode(mini.post("/wxa/media_check_async", {**body, "media_url": url, "media_type": 3}), 40097)
