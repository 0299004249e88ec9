"""Secrets and RSA keys of the outside world: made at first use, kept beside the credentials file.

Nothing secret is in the source, and a restarted sandbox still knows the accounts a product holds.
"""

from __future__ import annotations

import json
import os
import secrets
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.x509.oid import NameOID

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"


class Identity:
    def __init__(self, path: str | None = None) -> None:
        self.path = path
        self._lock = threading.RLock()
        self._keys: dict[str, RSAPrivateKey] = {}
        self._kept: dict[str, dict[str, str]] = {"secrets": {}, "keys": {}}
        if path and os.path.exists(path):
            with open(path, encoding="utf-8") as file:
                self._kept = json.load(file)

    def secret(self, name: str, length: int = 32) -> str:
        """A random text of letters and digits, the same for the same name."""
        return self.text(name, lambda: "".join(secrets.choice(ALPHABET) for _ in range(length)))

    def serial(self, name: str) -> str:
        """A certificate serial: 40 upper hex, first digit 1-7, so that every SDK prints it alike."""
        return self.text("serial:" + name, lambda: secrets.choice("1234567") + secrets.token_hex(20)[:39].upper())

    def key(self, name: str) -> RSAPrivateKey:
        """The RSA private key of this name."""
        with self._lock:
            if name not in self._keys:
                pem = self._kept["keys"].get(name)
                if pem is None:
                    pem = to_pem(rsa.generate_private_key(public_exponent=65537, key_size=2048))
                    self._kept["keys"][name] = pem
                    self._save()
                loaded = serialization.load_pem_private_key(pem.encode(), None)
                if not isinstance(loaded, RSAPrivateKey):
                    raise ValueError(f"{name} is no RSA key")
                self._keys[name] = loaded
            return self._keys[name]

    def forget(self, name: str) -> None:
        """Drop a secret, so that the next use makes a new one."""
        with self._lock:
            self._kept["secrets"].pop(name, None)
            self._save()

    def text(self, name: str, make: Callable[[], str]) -> str:
        """The text kept under this name; `make()` supplies it the first time."""
        with self._lock:
            if name not in self._kept["secrets"]:
                self._kept["secrets"][name] = make()
                self._save()
            return self._kept["secrets"][name]

    def _save(self) -> None:
        if self.path:
            write_private(self.path, json.dumps(self._kept, indent=1))


def write_private(path: str, text: str) -> None:
    """Replace the file in one step, readable by its owner only."""
    os.makedirs(os.path.dirname(os.path.abspath(path)), exist_ok=True)
    draft = f"{path}.{os.getpid()}.new"
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
    os.replace(draft, path)


def to_pem(key: RSAPrivateKey) -> str:
    """A private key as PEM."""
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()).decode()


def public_pem(key: RSAPrivateKey) -> str:
    """Its public half as PEM."""
    return key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo).decode()


def certificate(key: RSAPrivateKey, serial: str, common_name: str, organisation: str, start: datetime | None = None) -> str:
    """A self-signed X.509 certificate (PEM text) that lives five years, like WeChat Pay's."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name), x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation)])
    start = start or datetime.now(UTC) - timedelta(days=30)
    built = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(int(serial, 16))
        .not_valid_before(start)
        .not_valid_after(start + timedelta(days=1825))
        .sign(key, hashes.SHA256())
    )
    return built.public_bytes(serialization.Encoding.PEM).decode()
