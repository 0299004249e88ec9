"""WeChat Pay's own keys: platform certificates (old and new during rotation) and the public key."""

from __future__ import annotations

import base64
import random
import secrets
import time

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from flask import request

from sandbox import accounts
from sandbox.documents import NO_FAULTS, Doc, Faulty
from sandbox.identity import certificate
from sandbox.pay import aead
from sandbox.pay.errors import bad_field
from sandbox.world import World

FIRST = "platform-1"


def certificates(world: World) -> list[Doc]:
    """[{name, serial, from, until?, share?}] of the live platform certificates, oldest first."""
    table = world.tables["platform"]
    known = table.setdefault("certificates", [{"name": FIRST, "serial": world.identity.serial(FIRST), "from": 0}])
    return [one for one in known if one.get("until", float("inf")) > world.clock.now()]


def rotate(world: World, overlap: float = 86400, share: float = 1.0) -> str:
    """Put a new certificate into service; the old one stays good until `overlap` seconds have passed.

    Until then the new one signs `share` of the messages, so that both can be in flight.
    """
    live = certificates(world)
    name = f"platform-{int(live[-1]['name'].split('-')[1]) + 1}"
    for old in live:
        old.setdefault("until", world.clock.now() + overlap)
    live.append({"name": name, "serial": world.identity.serial(name), "from": world.clock.now(), "share": share})
    world.tables["platform"]["certificates"] = live
    return name


def signing(world: World) -> Doc:
    """The certificate that signs the next message."""
    *older, last = certificates(world)
    return last if not older or random.random() < last.get("share", 1.0) else older[-1]


def pem(world: World, name: str) -> str:
    """The X.509 text of a platform certificate; made once, so that its dates stay the same."""
    return world.identity.text(
        "pem:" + name,
        lambda: certificate(world.identity.key(name), world.identity.serial(name), "Tenpay.com sandbox", "Shengshi sandbox, not Tenpay"),
    )


def keys(world: World) -> dict[str, str]:
    """{serial or public key id: RSA private key} of everything WeChat Pay may sign with."""
    known = {one["serial"]: one["name"] for one in certificates(world)}
    known[accounts.public_key_id(world)] = accounts.PUBLIC_KEY
    return known


def opened(world: World, pointer: str, sealed: str) -> str:
    """The plain text of a sensitive field, encrypted to the key that Wechatpay-Serial names; 400 when it does not open."""
    try:
        return aead.reveal(world.identity.key(keys(world)[request.headers.get("Wechatpay-Serial", "")]), sealed)
    except (ValueError, KeyError):
        raise bad_field(pointer, None, "敏感信息解密失败，请用Wechatpay-Serial对应的平台证书或公钥加密") from None


def choose(world: World, merchant: Doc, asked: str = "") -> tuple[str, str]:
    """The (serial, key name) to sign with: what the caller asked for, else the merchant's own mode."""
    known = keys(world)
    if asked in known:
        return asked, known[asked]
    mode = merchant["mode"] if merchant else "certificate"
    if mode == "migrating":
        mode = "public_key" if random.random() < merchant.get("share", 0.5) else "certificate"
    if mode == "public_key":
        return accounts.public_key_id(world), accounts.PUBLIC_KEY
    one = signing(world)
    return one["serial"], one["name"]


def sign(world: World, merchant: Doc, body: bytes, asked: str = "", faults: Faulty = NO_FAULTS) -> dict[str, str]:
    """The five Wechatpay headers over `body` (bytes). `faults` holds kinds that spoil them."""
    serial, name = choose(world, merchant, asked)
    timestamp = str(int(time.time() - (faults.get("stale_time") or 601 if "stale_time" in faults else 0)))
    nonce = secrets.token_urlsafe(24)[:32]
    message = f"{timestamp}\n{nonce}\n".encode() + body + b"\n"
    value = world.identity.key(name).sign(message, padding.PKCS1v15(), hashes.SHA256())
    if "bad_signature" in faults:
        value = value[:-1] + bytes([value[-1] ^ 1])
    if "unknown_serial" in faults:
        serial = "7" + secrets.token_hex(20)[:39].upper()
    encoded = base64.b64encode(value).decode()
    if "signtest" in faults:
        encoded = "WECHATPAY/SIGNTEST/" + encoded[19:]
    return {
        "Wechatpay-Timestamp": timestamp,
        "Wechatpay-Nonce": nonce,
        "Wechatpay-Signature": encoded,
        "Wechatpay-Serial": serial,
        "Wechatpay-Signature-Type": "WECHATPAY2-SHA256-RSA2048",
    }
