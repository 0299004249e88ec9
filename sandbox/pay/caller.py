"""Who calls: the Authorization header, its signature over the raw request, its age, its nonce."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from flask import Request

from sandbox.documents import Doc, Maybe
from sandbox.world import World

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

import base64
import binascii
import re
import time

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding

from sandbox import accounts
from sandbox.pay.errors import PayError, bad_signature

SCHEME = "WECHATPAY2-SHA256-RSA2048"
ATTRIBUTE = re.compile(r'(\w+)="([^"]*)"')
STAMP = re.compile(r"[0-9]{1,12}")
NEEDED = {"mchid", "nonce_str", "signature", "timestamp", "serial_no"}
WINDOW = 300


def raw_target(environ: WSGIEnvironment) -> Maybe:
    """Path and query exactly as they stood on the wire."""
    return environ.get("REQUEST_URI") or environ.get("RAW_URI")


def authenticate(world: World, request: Request, signed: bytes) -> Doc:
    """The merchant behind the request. `signed` is the body text (bytes) the signature covers.

    Raises PayError: 400 for missing headers, 401 SIGN_ERROR for anything about the signature.
    """
    if not request.headers.get("User-Agent") or not request.headers.get("Accept"):
        raise PayError(400, "PARAM_ERROR", "Http头缺少Accept或User-Agent")
    target = raw_target(request.environ)
    scheme, _, rest = request.headers.get("Authorization", "").partition(" ")
    given = dict(ATTRIBUTE.findall(rest))

    def refuse(reason: str, message: str = "") -> NoReturn:
        raise bad_signature(reason, request.method, target, message)

    if scheme != SCHEME or not NEEDED <= given.keys():
        refuse("Http头Authorization值格式错误，请参考《微信支付商户REST API签名规则》")
    merchant = accounts.merchant(world, given["mchid"])
    if merchant is None:
        refuse("商户号不存在")
    if given["serial_no"].upper() != accounts.merchant_serial(world, merchant["mchid"]):
        refuse("商户证书序列号有误")
    if not STAMP.fullmatch(given["timestamp"]) or abs(time.time() - int(given["timestamp"])) > WINDOW:
        refuse("时间戳超出允许的范围（5分钟）")
    message = "\n".join([request.method, target, given["timestamp"], given["nonce_str"], ""]).encode()
    message += signed + b"\n"
    if not verifies(accounts.merchant_key(world, merchant["mchid"]), message, given["signature"]):
        refuse("验签不通过", message.decode("utf-8", "replace"))
    result: Doc = merchant
    return result


def verifies(key: RSAPrivateKey, message: bytes, signature: str) -> bool:
    """Does the base64 signature over `message` belong to this key pair?"""
    try:
        key.public_key().verify(base64.b64decode(signature, validate=True), message, padding.PKCS1v15(), hashes.SHA256())
        return True
    except (InvalidSignature, binascii.Error, ValueError):
        return False
