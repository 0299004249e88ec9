"""api.weixin.qq.com through wechatpy's client, hardened: our base address, time-outs, stable_token kept in the shared
cache, at most one refresh a request (wechatpy itself recurses without end), no token spent on logging in.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from typing import Any

import structlog
from wechatpy.client.base import BaseWeChatClient
from wechatpy.exceptions import WeChatClientException

from app.kernel.http import Peer
from app.kernel.cache import cache
from app.kernel.errors import Problem, Refused, TooMany, Unavailable
from app.kernel.ports import FaceResult, Login

log = structlog.get_logger("wechat")

STALE_TOKEN = {40001, 40014, 42001}
BUSY = {-1, 45009, 45011}


class _Client(BaseWeChatClient):  # type: ignore[misc]
    """wechatpy's request and result handling over our Peer."""

    def __init__(self, appid: str, secret: str, peer: Peer) -> None:
        super().__init__(appid, auto_retry=False, timeout=3)
        self.secret, self.peer = secret, peer
        self._http = _Transport(peer)

    def post(self, url: str, **kwargs: Any) -> Any:
        """POST with the token; a stale one is renewed once."""
        try:
            return self._request("post", url, params={"access_token": self.access_token}, **kwargs)
        except WeChatClientException as error:
            if error.errcode not in STALE_TOKEN:
                raise
            cache().delete(self.access_token_key)
            return self._request("post", url, params={"access_token": self.access_token}, **kwargs)

    @property
    def access_token(self) -> str:
        """From the shared cache, else one call of stable_token: it never retires what another process uses."""
        stored = cache().get(self.access_token_key)
        return stored.decode() if stored else self.fetch_access_token()

    def fetch_access_token(self) -> str:
        data = {"grant_type": "client_credential", "appid": self.appid, "secret": self.secret, "force_refresh": False}
        answer = self._request("post", "/cgi-bin/stable_token", params=[], data=data)
        seconds = max(60, int(answer["expires_in"]) - 300)
        cache().set(self.access_token_key, answer["access_token"].encode(), seconds)
        return str(answer["access_token"])


class _Transport:
    """What wechatpy expects of requests.Session, sent through our Peer."""

    def __init__(self, peer: Peer) -> None:
        self.peer = peer

    def request(self, method: str, url: str, params: Any = None, data: bytes | None = None, **_: Any) -> _Answer:
        from urllib.parse import urlencode

        query = "?" + urlencode(params) if params else ""
        headers = {"Content-Type": "application/json"} if data else {}
        reply = self.peer.call(method.upper(), url + query, data or b"", headers)
        return _Answer(reply.body)


class _Answer:
    """The little of requests.Response that wechatpy reads."""

    request = None

    def __init__(self, content: bytes) -> None:
        self.content = content

    def raise_for_status(self) -> None:
        """WeChat answers 200 always; 5xx never comes here."""


class WeChatGateway:
    """kernel.ports.WeChat."""

    def __init__(self, given: Mapping[str, Any]) -> None:
        self.appid = str(given.get("appid", ""))
        self._client = _Client(self.appid, str(given.get("secret", "")), Peer("wechat", str(given.get("base", ""))))

    def login(self, code: str) -> Login:
        """code2session. Raises Refused `login_code_invalid` for a used, old or foreign code."""
        params = {"appid": self.appid, "secret": self._client.secret, "js_code": code, "grant_type": "authorization_code"}
        # A list, so that wechatpy does not add an access token: this call needs none.
        answer = self._ask(lambda: self._client._request("get", "/sns/jscode2session", params=list(params.items())), "login_code_invalid")
        return Login(answer["openid"], answer.get("unionid"), answer["session_key"])

    def phone_number(self, code: str) -> str:
        """The number behind a getPhoneNumber code. Raises Refused `phone_code_invalid`."""
        answer = self._ask(lambda: self._client.post("/wxa/business/getuserphonenumber", data={"code": code}), "phone_code_invalid")
        return str(answer["phone_info"]["purePhoneNumber"])

    def send_message(self, openid: str, template: str, page: str, data: Mapping[str, str]) -> bool:
        """One subscribe message; False when the person has not subscribed or has declined (43101)."""
        body = {"touser": openid, "template_id": template, "page": page, "data": {k: {"value": v} for k, v in data.items()}}
        try:
            self._client.post("/cgi-bin/message/subscribe/send", data=body)
        except WeChatClientException as error:
            if error.errcode == 43101:
                return False
            raise self._problem(error, "message_refused") from None
        return True

    def start_face(self, openid: str, name: str, id_number: str, out_seq_no: str) -> str:
        """getverifyid of the face check, v2."""
        cert = {"cert_type": "IDENTITY_CARD", "cert_name": name, "cert_no": id_number}
        body = {"out_seq_no": out_seq_no, "cert_info": cert, "openid": openid}
        answer = self._ask(lambda: self._client.post("/cityservice/face/identify/getverifyid", data=body), "face_refused")
        return str(answer["verify_id"])

    def face_result(self, openid: str, name: str, id_number: str, out_seq_no: str, verify_id: str) -> FaceResult:
        """queryverifyinfo: passed only when errcode is 0 and verify_ret 10000."""
        body = {"verify_id": verify_id, "out_seq_no": out_seq_no, "cert_hash": cert_hash(name, id_number), "openid": openid}
        answer = self._ask(lambda: self._client.post("/cityservice/face/identify/queryverifyinfo", data=body), "face_refused")
        reason = int(answer.get("verify_ret", 0))
        return FaceResult(reason == 10000, reason)

    def code_image(self, scene: str, page: str) -> bytes:
        """A mini-program code as an image."""
        data = {"scene": scene, "page": page, "check_path": False}
        answer = self._ask(lambda: self._client.post("/wxa/getwxacodeunlimit", data=data), "code_refused")
        if isinstance(answer, _Answer):
            return answer.content
        raise Unavailable("wechat_down")

    def _ask(self, call: Any, code: str) -> Any:
        try:
            return call()
        except WeChatClientException as error:
            raise self._problem(error, code) from None

    @staticmethod
    def _problem(error: WeChatClientException, code: str) -> Problem:
        log.warning("wechat_refused", errcode=error.errcode, asked=code)
        if error.errcode == 45011:
            return TooMany()
        if error.errcode in BUSY or error.errcode in STALE_TOKEN:
            return Unavailable("wechat_busy", "微信那边正忙")
        return Refused(code, "微信没有认出这次操作", "退出来重新进一次", wechat=error.errcode)


def cert_hash(name: str, id_number: str) -> str:
    """hex SHA-256 over the base64 of type, name and number (wechat.md 6.1, vector V4)."""
    parts = {"cert_type": "IDENTITY_CARD", "cert_name": name, "cert_no": id_number}
    text = "&".join(f"{key}={base64.b64encode(value.encode()).decode()}" for key, value in parts.items())
    return hashlib.sha256(text.encode()).hexdigest()


