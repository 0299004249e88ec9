"""GET /v3/certificates: the live platform certificates, sealed with the caller's APIv3 key."""

from __future__ import annotations

from cryptography import x509
from flask import Blueprint

from sandbox import accounts
from sandbox.clock import beijing
from sandbox.documents import Doc
from sandbox.pay import aead, platform
from sandbox.pay.errors import PayError
from sandbox.pay.gate import argument, signed
from sandbox.world import World

bp = Blueprint("pay_certificates", __name__)


@bp.get("/v3/certificates")
@signed()
def listed(world: World, merchant: Doc) -> object:
    """WeChat's certificates, sealed for the merchant."""
    argument("algorithm_type", required=False, allowed=("RSA", "ALL"))
    if merchant["mode"] == "public_key":
        raise PayError(404, "RESOURCE_NOT_EXISTS", "无可用的平台证书，请在商户平台-API安全申请使用微信支付公钥")
    return {"data": [row(world, merchant, one) for one in platform.certificates(world)]}


def row(world: World, merchant: Doc, one: Doc) -> Doc:
    """One certificate, sealed for the merchant."""
    pem = platform.pem(world, one["name"])
    parsed = x509.load_pem_x509_certificate(pem.encode())
    sealed = aead.seal(accounts.apiv3_key(world, merchant["mchid"]), pem.encode(), "certificate")
    return {
        "serial_no": one["serial"],
        "effective_time": beijing(parsed.not_valid_before_utc.timestamp()),
        "expire_time": beijing(parsed.not_valid_after_utc.timestamp()),
        "encrypt_certificate": sealed,
    }
