"""WeChat's side of a payment notification: a platform key of our own signs, the product is told to believe it."""

from __future__ import annotations

import base64
import os
import time
from collections.abc import Mapping
from functools import lru_cache

import orjson
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from payment import slips
from payment.slips import Slip

Card = Mapping[str, str]  # what WeChat Pay gave the merchant: the part of it that is text

KEY_ID = "PUB_KEY_ID_0114000000000000000000000001"
OPENID = "oBenchBenchBenchBenchBenchBe"
PAYEE = "dept-gat-crj"


@lru_cache
def key() -> RSAPrivateKey:
    """The platform's key pair of this run."""
    return generate_private_key(65537, 2048)


def platform() -> dict[str, str]:
    """What the credentials file says of the platform."""
    public = key().public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    return {"public_key_id": KEY_ID, "public_key": public}


def private_pem() -> bytes:
    """For processes that sign or verify beside this one."""
    return key().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def subject(order_no: str) -> str:
    """What one of the orders of the run is for."""
    return f"case:{order_no[-15:]}"


def notice(pay: Card, order_no: str, amount_fen: int, what_for: str = "") -> tuple[dict[str, str], bytes]:
    """A payment of this order as WeChat tells it, 1.2 kB, with its slip: headers and body, good for five minutes."""
    slip = Slip(PAYEE, what_for or subject(order_no))
    same = {"mchid": pay["mchid"], "sub_mchid": "", "appid": pay["appid"], "openid": OPENID}
    amount = {"total": amount_fen, "payer_total": amount_fen, "currency": "CNY", "payer_currency": "CNY"}
    plain = {
        "mchid": pay["mchid"],
        "appid": pay["appid"],
        "out_trade_no": order_no,
        "transaction_id": f"42000{order_no[-23:]}",
        "trade_type": "JSAPI",
        "trade_state": "SUCCESS",
        "trade_state_desc": "支付成功",
        "bank_type": "OTHERS",
        "attach": slips.write(slip, order_no=order_no, amount_fen=amount_fen, **same),
        "success_time": time.strftime("%Y-%m-%dT%H:%M:%S+08:00", time.gmtime(time.time() + 8 * 3600)),
        "payer": {"openid": OPENID},
        "amount": amount,
    }
    nonce = base64.b64encode(os.urandom(9))[:12]
    sealed = AESGCM(pay["apiv3_key"].encode()).encrypt(nonce, orjson.dumps(plain), b"transaction")
    resource = {
        "original_type": "transaction",
        "algorithm": "AEAD_AES_256_GCM",
        "ciphertext": base64.b64encode(sealed).decode(),
        "associated_data": "transaction",
        "nonce": nonce.decode(),
    }
    body = orjson.dumps(
        {
            "id": f"EV-{order_no}",
            "create_time": plain["success_time"],
            "resource_type": "encrypt-resource",
            "event_type": "TRANSACTION.SUCCESS",
            "summary": "支付成功",
            "resource": resource,
        }
    )
    timestamp, word = str(int(time.time())), os.urandom(16).hex()
    signature = key().sign(f"{timestamp}\n{word}\n".encode() + body + b"\n", PKCS1v15(), SHA256())
    headers = {
        "Content-Type": "application/json",
        "Wechatpay-Timestamp": timestamp,
        "Wechatpay-Nonce": word,
        "Wechatpay-Serial": KEY_ID,
        "Wechatpay-Signature": base64.b64encode(signature).decode(),
        "Wechatpay-Signature-Type": "WECHATPAY2-SHA256-RSA2048",
    }
    return headers, body
