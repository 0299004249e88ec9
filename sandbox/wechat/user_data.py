"""What the phone hands over sealed with the session_key: profile and phone number, and whether a cipher text is ours."""

from __future__ import annotations

import base64
import hashlib
import secrets

import orjson
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from flask import Blueprint

from sandbox import people
from sandbox.documents import Doc
from sandbox.wechat.gate import WxError, text, wx
from sandbox.world import World

bp = Blueprint("wx_user_data", __name__)

KEPT = 3 * 86400
BLOCK = 16


def hand_over(world: World, appid: str, person: Doc, kind: str) -> Doc:
    """{rawData, signature, encryptedData, iv}, as getUserProfile and the old getPhoneNumber gave. WxError 87007 without a session."""
    session = world.tables["sessions"].get(f"{appid}/{people.openid(appid, person['id'])}")
    if session is None:
        raise WxError(87007)
    key, now = session["session_key"], int(world.clock.now())
    if kind == "phone":
        shown, secret = {}, {"phoneNumber": person["phone"], "purePhoneNumber": person["phone"], "countryCode": "86"}
    else:
        shown = {"nickName": "微信用户", "gender": 0, "language": "zh_CN", "city": "", "province": "", "country": "", "avatarUrl": ""}
        secret = {**shown, "openId": people.openid(appid, person["id"]), "unionId": people.unionid(person["id"])}
    iv = secrets.token_bytes(16)
    sealed = seal(key, iv, orjson.dumps({**secret, "watermark": {"timestamp": now, "appid": appid}}))
    world.tables["sealed"][f"{appid}/{hashlib.sha256(sealed.encode()).hexdigest()}"] = now
    raw = orjson.dumps(shown).decode() if shown else ""
    return {"rawData": raw, "signature": raw_signature(raw, key), "encryptedData": sealed, "iv": base64.b64encode(iv).decode()}


def raw_signature(raw: str, session_key: str) -> str:
    """Hex SHA-1 of rawData followed by the session_key (vector V2)."""
    return hashlib.sha1((raw + session_key).encode()).hexdigest()


def seal(session_key: str, iv: bytes, plain: bytes) -> str:
    """Base64 of AES-128-CBC with PKCS#7; here the key is what the session_key's base64 stands for."""
    pad = BLOCK - len(plain) % BLOCK
    sealer = Cipher(algorithms.AES(base64.b64decode(session_key)), modes.CBC(iv)).encryptor()
    return base64.b64encode(sealer.update(plain + bytes([pad]) * pad) + sealer.finalize()).decode()


@bp.route("/wxa/business/checkencryptedmsg", methods=["GET", "POST"])
@wx("POST")
def check_message(world: World, app: Doc, body: Doc) -> Doc:
    """Was this (hex SHA-256 of encryptedData) sealed here within the last days? The field is misspelt by WeChat."""
    made = world.tables["sealed"].get(f"{app['appid']}/{text(body, 'encrypted_msg_hash').lower()}")
    if made is None or world.clock.now() - made > KEPT:
        return {"vaild": False, "create_time": 0}
    return {"vaild": True, "create_time": made}
