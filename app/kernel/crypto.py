"""Personal data: sealed before it reaches SQL, found through a keyed blind index.

A sealed value is `version(1) key-id(2) nonce(12) ciphertext+tag`, AES-256-GCM, with `place:row` as associated
data, so that a value moved to another row or column does not open. The keyring is a JSON file that the first
process creates beside the data with mode 0600; in production it is a mounted secret. Older keys stay readable.
"""

from __future__ import annotations

import base64
import hmac
import json
import os
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.kernel import keyfile

VERSION = 1


class Unreadable(Exception):
    """A sealed value that does not open: altered, moved, or sealed under a key we do not hold."""


@dataclass(frozen=True)
class Keyring:
    """`data`: key id → 32 bytes, the highest id seals; `index`: the blind index key."""

    data: dict[int, bytes]
    index: bytes

    @classmethod
    def load(cls, path: Path) -> Keyring:
        """Read the keyring, creating it on the very first start. Two processes starting together agree on one file."""
        if not path.exists():
            keyfile.make(path, {"data": {"1": _text(os.urandom(32))}, "index": _text(os.urandom(32))})
        stored = json.loads(path.read_text("utf-8"))
        keys = {int(k): base64.b64decode(v) for k, v in stored["data"].items()}
        return cls(keys, base64.b64decode(stored["index"]))


_ciphers: dict[int, AESGCM] = {}
_active = 0
_index_key = b""


def use(keyring: Keyring) -> None:
    """Make these the keys of this process."""
    global _active, _index_key
    _ciphers.clear()
    _ciphers.update({k: AESGCM(v) for k, v in keyring.data.items()})
    _active, _index_key = max(keyring.data), keyring.index


def seal(place: str, row: str, text: str) -> bytes:
    """Encrypt `text` for one column (`table.column`) of one row."""
    nonce = os.urandom(12)
    body = _ciphers[_active].encrypt(nonce, text.encode(), f"{place}:{row}".encode())
    return bytes([VERSION]) + _active.to_bytes(2, "big") + nonce + body


def unseal(place: str, row: str, blob: bytes) -> str:
    """Decrypt. Raises Unreadable when it was altered or belongs to another row."""
    cipher = _ciphers.get(int.from_bytes(blob[1:3], "big")) if blob[:1] == bytes([VERSION]) else None
    if cipher is None:
        raise Unreadable(place)
    try:
        return cipher.decrypt(blob[3:15], blob[15:], f"{place}:{row}".encode()).decode()
    except InvalidTag:
        raise Unreadable(place) from None


def blind(place: str, text: str) -> bytes:
    """32 bytes to search and to make unique by: keyed, so that an id number cannot be found by trying all of them."""
    return hmac.digest(_index_key, f"{place}\n{text}".encode(), "sha256")


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()
