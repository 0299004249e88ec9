"""AEAD_AES_256_GCM as WeChat Pay uses it, and RSA-OAEP for sensitive fields."""

from __future__ import annotations

import base64
import secrets

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from sandbox.documents import Doc

OAEP = padding.OAEP(mgf=padding.MGF1(hashes.SHA1()), algorithm=hashes.SHA1(), label=None)


def seal(key: str, plain: bytes, associated: str, nonce: str | None = None) -> Doc:
    """{algorithm, ciphertext, nonce, associated_data}; `key` and `associated` are text, `plain` bytes."""
    nonce = nonce or secrets.token_urlsafe(12)[:12]
    sealed = AESGCM(key.encode()).encrypt(nonce.encode(), plain, associated.encode())
    return {"algorithm": "AEAD_AES_256_GCM", "ciphertext": base64.b64encode(sealed).decode(), "nonce": nonce, "associated_data": associated}


def hide(public_key: RSAPublicKey, text: str) -> str:
    """A sensitive field for the holder of the private key."""
    return base64.b64encode(public_key.encrypt(text.encode(), OAEP)).decode()


def reveal(private_key: RSAPrivateKey, text: str) -> str:
    """The plain text of a sensitive field; ValueError when it was not made for this key."""
    return private_key.decrypt(base64.b64decode(text), OAEP).decode()
