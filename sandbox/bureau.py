"""The tax bureau's seal: a P-256 key of the sandbox and a certificate that says whose it is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from sandbox.world import World

WHO = "沙箱税务局电子发票专用章"


def key(world: World) -> str:
    """The private key, PEM."""
    return world.identity.text("tax-key", _key)


def certificate(world: World) -> str:
    """What its signatures are checked with, PEM."""
    return world.identity.text("tax-certificate", lambda: _certificate(key(world)))


def _key() -> str:
    made = ec.generate_private_key(ec.SECP256R1())
    return made.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()).decode()


def private(pem: str) -> ec.EllipticCurvePrivateKey:
    """The key as it signs."""
    loaded = serialization.load_pem_private_key(pem.encode(), None)
    if not isinstance(loaded, ec.EllipticCurvePrivateKey):
        raise TypeError("no P-256 key")
    return loaded


def _certificate(pem: str) -> str:
    name, now = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, WHO)]), datetime.now(UTC)
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(private(pem).public_key())
    made = made.serial_number(x509.random_serial_number()).not_valid_before(now - timedelta(days=1))
    made = made.not_valid_after(now + timedelta(days=3650))
    usage = x509.KeyUsage(True, True, False, False, False, False, False, False, False)
    made = made.add_extension(usage, critical=True).add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    return made.sign(private(pem), hashes.SHA256()).public_bytes(serialization.Encoding.PEM).decode()
