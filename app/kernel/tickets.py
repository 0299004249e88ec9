"""Short sentences that anybody believes without asking us: signed with a key of the house, whose public half is no secret.

The key is made from the keyring's (P-256, HKDF), so that all machines that share one sign alike, there is no further secret to keep, and
a new key of the ring is a new key here.
"""

from __future__ import annotations

import base64

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.kernel.crypto import Keyring

ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # of the curve
PURPOSE = b"shengshi: sentences that anybody may check"

_keys: dict[int, ec.EllipticCurvePrivateKey] = {}


def use(keyring: Keyring) -> None:
    """Make these the keys of this process."""
    _keys.clear()
    _keys.update({number: _made(secret) for number, secret in keyring.data.items()})


def sign(said: str) -> str:
    """`said.key.signature`: what was said, which key, and 64 bytes over both, as base64url. `said`: no other characters than an address
    has."""
    number = max(_keys)
    whole = f"{said}.{number}"
    r, s = decode_dss_signature(_keys[number].sign(whole.encode(), ec.ECDSA(hashes.SHA256())))
    return f"{whole}.{text(r.to_bytes(32, 'big') + s.to_bytes(32, 'big'))}"


def public() -> dict[str, str]:
    """The public halves by number: points of the curve, not compressed, as base64url."""
    form = (serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
    return {str(number): text(key.public_key().public_bytes(*form)) for number, key in _keys.items()}


def text(raw: bytes) -> str:
    """base64url without its padding."""
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _made(secret: bytes) -> ec.EllipticCurvePrivateKey:
    drawn = HKDF(hashes.SHA256(), 48, None, PURPOSE).derive(secret)
    return ec.derive_private_key(int.from_bytes(drawn, "big") % (ORDER - 1) + 1, ec.SECP256R1())
