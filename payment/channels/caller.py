"""Signed calls to WeChat Pay v3 and belief in its answers, for one merchant; why not a library: docs/decisions/0004."""

from __future__ import annotations

import time
from collections.abc import Mapping

import orjson
import structlog

from app.kernel import guard
from app.kernel.errors import Refused, SignedOut, Unavailable
from app.kernel.http import Headers, Peer, Reply
from app.kernel.jsons import Json, an_object, part
from payment.channels import certificates
from payment.channels.signing import Signer, Verifier, decrypt

log = structlog.get_logger("wechat_pay")
TRY_AGAIN_S = 60.0  # a merchant without certificates is not asked for them before every call


class Caller:
    """One merchant's signed line. `given` is its card in the credentials file.

    Two key modes, both at once during a migration: WeChat Pay's public key stands in the card; platform certificates
    (`"mode": "certificate"`) are fetched, stored, and shared by all processes.
    """

    def __init__(self, given: Mapping[str, Json]) -> None:
        self.mchid, self.appid = str(given["mchid"]), str(given["appid"])
        self.fetches_certificates = given.get("mode", "public_key") != "public_key"
        keys = {serial: str(key) for serial, key in part(given, "platform_keys").items()}
        if "public_key" in given:
            keys[str(given["public_key_id"])] = str(given["public_key"])
        stored = (lambda: certificates.stored(self.mchid)) if self.fetches_certificates else None
        self._verifier = Verifier(keys, stored)
        self._signer = Signer(self.mchid, str(given["serial"]), str(given["private_key"]))
        self._apiv3_key = str(given["apiv3_key"])
        self._tried = -TRY_AGAIN_S
        self.peer = Peer("wechat_pay", str(given["base"]))
        self._files = Peer("wechat_pay_files", str(given["base"]), deadline=60.0, max_bytes=64 * 1024 * 1024)

    def call(self, method: str, path: str, body: Mapping[str, object] | None = None) -> Json:
        """The JSON answer, {} for an empty one. Raises Unavailable when WeChat did not answer or the answer is not signed
        by it, Refused `wechat_pay_*` with its code otherwise."""
        reply = self.send(method, path, body, self._asked_key())
        try:
            self._verifier.verify(reply.headers, reply.body)
        except SignedOut as bad:
            # A reply that is not WeChat's says nothing about what happened there.
            log.warning("reply_not_believed", code=bad.code)
            raise Unavailable("wechat_pay_down") from None
        try:
            return guard.told(reply.body) if reply.body else {}
        except ValueError:
            raise Unavailable("wechat_pay_garbled") from None

    def download(self, path: str) -> bytes:
        """A file; WeChat does not sign these."""
        return self.send("GET", path, peer=self._files).body

    def send(self, method: str, path: str, body: Mapping[str, object] | None = None, key: str = "", peer: Peer | None = None) -> Reply:
        """A signed call whose 2xx answer is not verified: only for what is not signed, or proves itself otherwise."""
        raw = orjson.dumps(body) if body is not None else b""
        headers = {
            "Authorization": self._signer.authorization(method, self.peer.path_of(path), raw.decode()),
            "Accept": "application/json",
            "User-Agent": "shengshi/1",
        }
        if key:
            headers["Wechatpay-Serial"] = key
        if raw:
            headers["Content-Type"] = "application/json"
        reply = (peer or self.peer).call(method, path, raw, headers)
        if reply.status >= 300:
            raise _refused(reply)
        return reply

    def look(self, headers: Headers) -> None:
        """Whether headers may belong to a message of WeChat's at all. Raises SignedOut notify_*."""
        self._verifier.look(headers)

    def verify(self, headers: Headers, body: bytes) -> None:
        """Raises SignedOut notify_*."""
        self._verifier.verify(headers, body)

    def decrypt(self, nonce: str, ciphertext: str, associated_data: str | None) -> bytes:
        """With this merchant's APIv3 key. Raises SignedOut notify_undecryptable."""
        return decrypt(self._apiv3_key, nonce, ciphertext, associated_data)

    def sign(self, text: str) -> str:
        """The merchant's signature of a text, base64."""
        return self._signer.sign(text)

    def fetch_certificates(self) -> int:
        """Ask for the platform's certificates and store them; a merchant with only a public key has none. Returns how many."""
        count = certificates.fetch(self)
        self._verifier.refresh()
        return count

    def _asked_key(self) -> str:
        """The key the answer shall be signed with: one that we know, of what any process has learnt a second ago. Certificates
        nobody has stored yet are fetched first."""
        if self.fetches_certificates:
            self._verifier.catch_up()
            if not self._verifier.certificates and time.monotonic() - self._tried > TRY_AGAIN_S:
                self._tried = time.monotonic()
                self.fetch_certificates()
        return next(reversed(self._verifier.serials), "")


def _refused(reply: Reply) -> Exception:
    try:
        code = str(an_object(guard.told(reply.body)).get("code", ""))
    except (ValueError, TypeError):
        code = ""
    log.warning("wechat_pay_refused", status=reply.status, code=code, request=reply.headers.get("Request-ID", ""))
    if reply.status == 429:
        return Unavailable("wechat_pay_busy", "微信支付正忙")
    return Refused(f"wechat_pay_{code.lower() or reply.status}", "微信支付没有收下这笔", "过一会儿再试一次")
