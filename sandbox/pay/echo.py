"""POST /v3/security/echo: may this merchant sign, verify, encrypt and decrypt? The same words come back."""

from __future__ import annotations

from flask import Blueprint, request

from sandbox import accounts
from sandbox.documents import Doc
from sandbox.pay import aead, notices
from sandbox.pay.errors import bad_field
from sandbox.pay.fields import Text, Url, check
from sandbox.pay.gate import json_body, signed
from sandbox.pay.platform import opened
from sandbox.world import World

bp = Blueprint("pay_echo", __name__)


@bp.post("/v3/security/echo")
@signed()
def echo(world: World, merchant: Doc) -> object:
    """The secret message is opened with the key Wechatpay-Serial names, and comes back sealed for the merchant."""
    if not request.headers.get("Wechatpay-Serial"):
        raise bad_field("/Wechatpay-Serial", None, "必填参数缺失", "header")
    body = check(json_body(), {"notify_url": Url(256), "echo_message": Text(1024, True), "encrypted_echo_message": Text(2048)})
    answer = {"echo_message": body["echo_message"]}
    if "encrypted_echo_message" in body:
        text = opened(world, "/encrypted_echo_message", body["encrypted_echo_message"])
        answer["encrypted_echo_message"] = aead.hide(accounts.merchant_key(world, merchant["mchid"]).public_key(), text)
    if "notify_url" in body:
        plain = {"mchid": merchant["mchid"], "echo_message": body["echo_message"]}
        notices.tell(world, merchant["mchid"], body["notify_url"], "SECURITY.ECHO", "echo", "安全回显", plain)
    return answer
