"""How a push is signed and sealed: token signature, AES-256-CBC with the appid at the end, XML or JSON."""

from __future__ import annotations

import base64
import hashlib
import secrets
import time
from urllib.parse import urlencode
from xml.sax.saxutils import escape

import orjson
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from sandbox import accounts
from sandbox.documents import NO_FAULTS, Doc, Faulty
from sandbox.world import World

BLOCK = 32  # PKCS#7 over 32 bytes, twice the block of AES


def signature(*parts: str) -> str:
    """Hex SHA-1 of the parts, sorted and joined (vector V3)."""
    return hashlib.sha1("".join(sorted(parts)).encode()).hexdigest()


def address(world: World, appid: str, url: str, more: dict[str, str], faults: Faulty = NO_FAULTS) -> str:
    """The push URL with signature, timestamp, nonce and `more`."""
    stamp = str(int(time.time() - (faults.get("stale_time") or 601 if "stale_time" in faults else 0)))
    nonce = str(secrets.randbelow(9 * 10**9) + 10**9)
    signed = signature(accounts.push_token(world, appid), stamp, nonce)
    if "sealed" in more:
        sealed = more.pop("sealed")
        more = {**more, "encrypt_type": "aes", "msg_signature": signature(accounts.push_token(world, appid), stamp, nonce, sealed)}
    if "bad_signature" in faults:
        signed = "0" * 40
        more |= {"msg_signature": "0" * 40} if "msg_signature" in more else {}
    query = urlencode({"signature": signed, "timestamp": stamp, "nonce": nonce, **more})
    return f"{url}{'&' if '?' in url else '?'}{query}"


def seal(world: World, push: Doc, url: str, mode: str, kind: str, faults: Faulty) -> tuple[str, bytes]:
    """(address, body) of one sending. Compatible mode carries the clear text beside the sealed one."""
    clear = push["message"]
    more = {"openid": push["openid"]} if push["openid"] else {}
    if mode == "plain":
        return address(world, push["appid"], url, more, faults), write(clear, kind)
    sealed = encrypt(accounts.push_aes_key(world, push["appid"]), write(clear, kind), push["appid"])
    outside = {**(clear if mode == "compatible" else {"ToUserName": clear["ToUserName"]}), "Encrypt": sealed}
    return address(world, push["appid"], url, {**more, "sealed": sealed}, faults), write(outside, kind)


def encrypt(key: str, message: bytes, appid: str) -> str:
    """Base64 of: 16 random bytes, 4-byte length, message, appid; the first half of the key is the IV."""
    raw = base64.b64decode(key + "=")
    plain = secrets.token_bytes(16) + len(message).to_bytes(4, "big") + message + appid.encode()
    pad = BLOCK - len(plain) % BLOCK
    sealer = Cipher(algorithms.AES(raw), modes.CBC(raw[:16])).encryptor()
    return base64.b64encode(sealer.update(plain + bytes([pad]) * pad) + sealer.finalize()).decode()


def write(fields: Doc, kind: str) -> bytes:
    """A push's fields as XML or JSON."""
    if kind == "json":
        return orjson.dumps(fields)
    return ("<xml>" + "".join(element(name, value) for name, value in fields.items()) + "</xml>").encode()


def element(name: str, value: object) -> str:
    """Numbers bare, texts in CDATA, objects nested, lists as repeated elements."""
    if isinstance(value, list):
        return "".join(element(name, one) for one in value)
    if isinstance(value, dict):
        return f"<{name}>" + "".join(element(key, one) for key, one in value.items()) + f"</{name}>"
    if isinstance(value, int):
        return f"<{name}>{value}</{name}>"
    text = str(value)
    return f"<{name}>{escape(text)}</{name}>" if "]]>" in text else f"<{name}><![CDATA[{text}]]></{name}>"
