"""Sealed user data: opened with wechatpy's own crypto, signed like the published example."""

import hashlib
import json

import pytest
from wechatpy.crypto import WeChatWxaCrypto

from sandbox.wechat.user_data import raw_signature
from tests.sandbox.wechat import LIN, App, ahead, errcode, mini

__all__ = ["mini"]

# Word for word WeChat's example; its picture is nobody's to fetch, hence the cut through the address.
EXAMPLE = (
    '{"nickName":"Band","gender":1,"language":"zh_CN","city":"Guangzhou","province":"Guangdong","country":"CN","avatarUrl":'
    '"http:'
    "//wx.qlogo.cn/mmopen/vi_32/1vZvI39NWFQ9XM4LtQpFrQJ1xlgZxx3w7bQxKARol6503Iuswjjn6nIGBiaycAjAtpujxyzYsrztuuICqIM5ibXQ/0"
    '"}'
)


def test_the_published_vector_of_the_raw_data_signature():
    assert raw_signature(EXAMPLE, "HyVFkGl5F5OQWJZZaNzBBg==") == "75e81ceda165f4ffa64f4068af58c64b8f54b88c"


def test_a_profile_is_signed_and_sealed_with_the_session_key(sandbox, mini):
    session = mini.login()
    given = sandbox.control("POST", "/wx/user-data", person=LIN)
    assert given["signature"] == hashlib.sha1((given["rawData"] + session["session_key"]).encode()).hexdigest()
    opened = WeChatWxaCrypto(session["session_key"], given["iv"], mini.appid).decrypt_message(given["encryptedData"])
    assert (opened["openId"], opened["unionId"], opened["watermark"]["appid"]) == (session["openid"], session["unionid"], mini.appid)
    assert json.loads(given["rawData"])["nickName"] == opened["nickName"]


def test_an_older_session_key_does_not_open_it(sandbox, mini):
    old = mini.login()
    mini.login()
    given = sandbox.control("POST", "/wx/user-data", person=LIN, kind="phone")
    with pytest.raises((UnicodeDecodeError, ValueError)):
        WeChatWxaCrypto(old["session_key"], given["iv"], mini.appid).decrypt_message(given["encryptedData"])


def test_without_a_session_nothing_is_handed_over(sandbox, mini):
    with pytest.raises(AssertionError, match="87007"):
        sandbox.control("POST", "/wx/user-data", person=LIN)


def test_wechat_tells_its_own_cipher_texts_from_others(sandbox, mini):
    def ask(app, sealed):
        return app.post("/wxa/business/checkencryptedmsg", {"encrypted_msg_hash": hashlib.sha256(sealed.encode()).hexdigest()})

    mini.login()
    sealed = sandbox.control("POST", "/wx/user-data", person=LIN, kind="phone")["encryptedData"]
    assert ask(mini, sealed)["vaild"] is True
    assert ask(mini, sealed + "x")["vaild"] is False
    assert ask(App(sandbox, nth=1), sealed)["vaild"] is False
    errcode(mini.post("/wxa/business/checkencryptedmsg", {}), 40097)
    ahead(sandbox, 3 * 86400 + 1)
    assert ask(App(sandbox), sealed)["vaild"] is False
