"""api.weixin.qq.com through wechatpy's client, hardened: our base address, time-outs, stable_token kept in the shared
cache, at most one refresh a request (wechatpy itself recurses without end), no token spent on logging in.

Errors are typed: what the person can mend (an old code) is Refused, what they cannot (busy, our settings, no answer) is
Unavailable, so that it is tried again and nobody is blamed for it.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Mapping
from typing import TypeVar
from urllib.parse import urlencode

import requests
import structlog
from wechatpy.client.base import BaseWeChatClient
from wechatpy.exceptions import WeChatClientException

from app.gateways import answers
from app.kernel import guard
from app.kernel.cache import cache
from app.kernel.errors import Forbidden, Problem, Refused, TooMany, Unavailable
from app.kernel.http import Peer
from app.kernel.jsons import Json, Object
from app.kernel.ports import FaceResult, Login

log = structlog.get_logger("wechat")
T = TypeVar("T")
Pairs = Mapping[str, str] | list[tuple[str, str]]

STALE_TOKEN = {40001, 40014, 42001}
USED_CODE = {40029, 40163}
DECLINED = 43101
# Our own mistakes in a message: sending it again changes nothing, so they are logged and done with.
BAD_MESSAGE = {40003, 40037, 40097, 41030, 47001, 47003}


class Client(BaseWeChatClient):  # type: ignore[misc]
    """wechatpy's request and result handling over our Peer."""

    def __init__(self, appid: str, secret: str, peer: Peer) -> None:
        super().__init__(appid, auto_retry=False, timeout=3)
        self.secret = secret
        self._http = _Transport(peer)

    def post(self, url: str, data: Mapping[str, object], **more: str) -> object:
        """POST with the token and these parameters; a stale one is renewed once."""
        token = self.access_token
        try:
            return self._request("post", url, params={"access_token": token, **more}, data=data)
        except WeChatClientException as error:
            if error.errcode not in STALE_TOKEN:
                raise
        return self._request("post", url, params={"access_token": self._after(token), **more}, data=data)

    def read(self, url: str, params: Mapping[str, str]) -> object:
        """GET with these parameters, the token among them."""
        return self._request("get", url, params=list(params.items()))

    @property
    def access_token(self) -> str:
        """From the shared cache, else one call of stable_token: it never retires what another process uses."""
        stored = cache().get(self._key)
        return stored.decode() if stored else self.fetch_access_token()

    def fetch_access_token(self) -> str:
        """stable_token in normal mode, kept until five minutes before it ends."""
        data = {"grant_type": "client_credential", "appid": self.appid, "secret": self.secret, "force_refresh": False}
        answer = self._request("post", "/cgi-bin/stable_token", params=[], data=data)
        told = answers.read(answers.Token, answer, "wechat", "token")
        cache().set(self._key, told["access_token"].encode(), max(60, told["expires_in"] - 300))
        return str(told["access_token"])

    def _after(self, stale: str) -> str:
        """The token to use now that `stale` was refused: another process may have renewed it already."""
        stored = cache().get(self._key)
        return stored.decode() if stored and stored.decode() != stale else self.fetch_access_token()

    @property
    def _key(self) -> str:
        return f"wechat_token:{self.appid}"


class _Transport:
    """What wechatpy expects of requests.Session, sent through our Peer."""

    def __init__(self, peer: Peer) -> None:
        self.peer = peer

    def request(self, method: str, url: str, params: Pairs | None = None, data: bytes | None = None, **_: object) -> _Answer:
        query = "?" + urlencode(params) if params else ""
        headers = {"Content-Type": "application/json"} if data else {}
        reply = self.peer.call(method.upper(), url + query, data or b"", headers)
        if reply.body[:1] in (b"{", b"["):
            try:
                guard.told(reply.body)  # wechatpy's own reading takes lone surrogates, and any depth
            except ValueError:
                raise Unavailable("wechat_down") from None
        return _Answer(reply.status, reply.body)


class _Answer:
    """The little of requests.Response that wechatpy reads."""

    request = None

    def __init__(self, status: int, content: bytes) -> None:
        self.status, self.content = status, content

    def raise_for_status(self) -> None:
        """WeChat answers 200 always: anything else is not WeChat."""
        if self.status != 200:
            raise requests.HTTPError(str(self.status))


class WeChatGateway:
    """kernel.ports.WeChat."""

    def __init__(self, given: Mapping[str, Json]) -> None:
        self.appid = str(given.get("appid", ""))
        self.peer = Peer("wechat", str(given.get("base", "")))
        self._client = Client(self.appid, str(given.get("secret", "")), self.peer)

    def login(self, code: str) -> Login:
        """code2session. Raises Refused `login_code_invalid` for a used, old or foreign code."""
        params = {"appid": self.appid, "secret": self._client.secret, "js_code": code, "grant_type": "authorization_code"}
        # A list, so that wechatpy does not add an access token: this call needs none.
        answer = self._ask(
            lambda: self._client._request("get", "/sns/jscode2session", params=list(params.items())), "login_code_invalid", dict
        )
        return Login(str(answers.read(answers.LoginAnswer, answer, "wechat", "login")["openid"]))  # the session key stays nowhere

    def phone_number(self, code: str) -> str:
        """The number behind a getPhoneNumber code. Raises Refused `phone_code_invalid`."""
        answer = self._post("/wxa/business/getuserphonenumber", {"code": code}, "phone_code_invalid")
        return str(answers.read(answers.PhoneAnswer, answer, "wechat", "phone")["phone_info"]["purePhoneNumber"])

    def send_message(self, openid: str, template: str, page: str, data: Mapping[str, str]) -> bool:
        """One subscribe message; False when the person does not want it (43101). Raises Refused `message_unsendable` for our mistakes."""
        values = {key: {"value": value} for key, value in data.items()}
        body = {"touser": openid, "template_id": template, "page": page.lstrip("/"), "data": values, "lang": "zh_CN"}
        try:
            self._client.post("/cgi-bin/message/subscribe/send", data=body)
        except WeChatClientException as error:
            if error.errcode == DECLINED:
                return False
            if error.errcode in BAD_MESSAGE:
                log.error("message_refused", errcode=error.errcode, template=template)
                raise Refused("message_unsendable", errcode=error.errcode) from None
            raise _problem(error, "message_refused") from None
        return True

    def start_face(self, openid: str, name: str, id_number: str, out_seq_no: str) -> str:
        """getverifyid of the face check, v2."""
        cert = {"cert_type": "IDENTITY_CARD", "cert_name": name, "cert_no": id_number}
        body = {"out_seq_no": out_seq_no, "cert_info": cert, "openid": openid}
        answer = self._post("/cityservice/face/identify/getverifyid", body, "face_refused")
        return str(answers.read(answers.FaceOpened, answer, "wechat", "face")["verify_id"])

    def face_result(self, openid: str, name: str, id_number: str, out_seq_no: str, verify_id: str) -> FaceResult:
        """queryverifyinfo: passed only when errcode is 0 and verify_ret 10000."""
        body = {"verify_id": verify_id, "out_seq_no": out_seq_no, "cert_hash": cert_hash(name, id_number), "openid": openid}
        answer = self._post("/cityservice/face/identify/queryverifyinfo", body, "face_refused")
        reason = int(answers.read(answers.FaceAnswer, answer, "wechat", "face_result")["verify_ret"])
        return FaceResult(reason == 10000, reason)

    def _post(self, url: str, body: Mapping[str, object], code: str) -> Object:
        return self._ask(lambda: self._client.post(url, data=body), code, dict)

    @staticmethod
    def _ask(call: Callable[[], object], code: str, kind: type[T]) -> T:
        try:
            answer = call()
        except WeChatClientException as error:
            raise _problem(error, code) from None
        if not isinstance(answer, kind):  # wechatpy hands back what it could not read as JSON
            raise Unavailable("wechat_down")
        return answer


def _problem(error: WeChatClientException, code: str) -> Problem:
    log.warning("wechat_refused", errcode=error.errcode, asked=code)
    if error.errcode in USED_CODE:
        return Refused(code, "微信没有认出这次操作", "退出来重新进一次")
    if error.errcode == 40226:
        return Forbidden("wechat_risky", "微信暂时不让这个账号登录", "到微信里看看安全提示，或者到窗口办")
    if error.errcode == 45011:
        return TooMany()
    if code == "face_refused" and error.errcode in {84001, 84002, 84003}:
        return Refused(code, "这次刷脸过期了", "重新刷一次")
    return Unavailable("wechat_busy", "微信那边正忙")


def cert_hash(name: str, id_number: str) -> str:
    """hex SHA-256 over the base64 of type, name and number."""
    parts = {"cert_type": "IDENTITY_CARD", "cert_name": name, "cert_no": id_number}
    text = "&".join(f"{key}={base64.b64encode(value.encode()).decode()}" for key, value in parts.items())
    return hashlib.sha256(text.encode()).hexdigest()
