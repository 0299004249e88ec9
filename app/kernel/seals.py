"""The electronic seal: a key and its certificates, and a PDF signed with it so that any changed byte is noticed.

A city hands in its own (`seal` of the credentials file: key, certificate, chain as PEM). Without one the house makes its own on the
first use, beside the keyring, with a root of its own: a demo's papers are signed by a demo's root, and say so.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from app.kernel import clock, keyfile
from app.kernel.jsons import Json, a_text

if TYPE_CHECKING:
    from pyhanko.sign.signers import SimpleSigner

OURS = "省事演示电子印章"
LIVES = timedelta(days=365 * 10)
FIELD = "Seal"
TRIES = 64  # one of two to four signatures has the length of the one before


@dataclass(frozen=True)
class Seal:
    """PEM texts. `chain`: the certificates above, the root last."""

    key: str
    certificate: str
    chain: str

    def __repr__(self) -> str:
        return "Seal()"


_path = Path()
_given: Mapping[str, Json] = {}


def use(given: Mapping[str, Json], path: Path) -> None:
    """The seal of this process: what the credentials file gives, or the one that lies (or will lie) at `path`."""
    global _given, _path
    _given, _path = given, path


def seal() -> Seal:
    """The seal in use, made when there is none yet. Two processes that begin together agree on one file."""
    if _given:
        return Seal(a_text(_given["key"]), a_text(_given["certificate"]), a_text(_given.get("chain", "")))
    if not _path.exists():
        _make(_path)
    stored = json.loads(_path.read_text("utf-8"))
    return Seal(stored["key"], stored["certificate"], stored["chain"])


def name(of: Seal) -> str:
    """Whose seal it is, as its certificate says."""
    subject = x509.load_pem_x509_certificate(of.certificate.encode()).subject
    return str(subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value)


def sign(pdf: bytes, reason: str, by: Seal) -> bytes:
    """The PDF with a signature over all of it; nothing may be changed or added afterwards. Slow the first time: libraries are loaded.

    The signature fills its place to the last byte: what lies there unused would be covered by nothing, and could be changed.
    """
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign.fields import MDPPerm
    from pyhanko.sign.general import SigningError
    from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner

    meta = PdfSignatureMetadata(FIELD, reason=reason, name=name(by), certify=True, docmdp_permissions=MDPPerm.NO_CHANGES)
    signer, room = PdfSigner(meta, _signer(by)), None
    for _ in range(TRIES):
        out = io.BytesIO()
        try:
            signer.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf)), output=out, bytes_reserved=room)
        except SigningError:  # by a byte or two longer than the one before
            if room is None:
                raise
            room += 2
            continue
        room, wanted = _length(out.getvalue()), room
        if room == wanted:
            return out.getvalue()
    raise RuntimeError("no signature of the length of another")


def _length(signed: bytes) -> int:
    """How many hex digits the signature itself is, without what is left of the place kept for it: its DER says so."""
    found = re.search(rb"/Contents\s*<3082([0-9a-fA-F]{4})", signed)
    if found is None:
        raise ValueError("a signature of another shape")
    return 2 * (4 + int(found[1], 16))


def _signer(by: Seal) -> SimpleSigner:
    from asn1crypto import pem
    from asn1crypto.keys import PrivateKeyInfo
    from asn1crypto.x509 import Certificate
    from pyhanko.sign.signers import SimpleSigner
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    chain = [Certificate.load(der) for _, _, der in pem.unarmor(by.chain.encode(), multiple=True)] if by.chain else []
    _, _, cert = pem.unarmor(by.certificate.encode())
    _, _, key = pem.unarmor(by.key.encode())
    # Whoever believes a root has it: a copy of it in the file would be covered by nothing.
    return SimpleSigner(Certificate.load(cert), PrivateKeyInfo.load(key), SimpleCertificateStore.from_certs(chain), embed_roots=False)


def _make(path: Path) -> None:
    """A root and a seal below it, written once with mode 0600."""
    root_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    root_name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"{OURS}根")])
    subject = x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, "省事"), x509.NameAttribute(NameOID.COMMON_NAME, OURS)])
    root = _certificate(root_name, root_name, root_key.public_key(), root_key, above=True)
    leaf = _certificate(subject, root_name, key.public_key(), root_key, above=False)
    pem = serialization.Encoding.PEM
    told: dict[str, Json] = {
        "key": key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()).decode(),
        "certificate": leaf.public_bytes(pem).decode(),
        "chain": root.public_bytes(pem).decode(),
    }
    keyfile.make(path, told)


def _certificate(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, by: ec.EllipticCurvePrivateKey, above: bool
) -> x509.Certificate:
    now = clock.now()
    made = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(key)
    made = made.serial_number(x509.random_serial_number()).not_valid_before(now - timedelta(days=1)).not_valid_after(now + LIVES)
    made = made.add_extension(x509.BasicConstraints(above, None), critical=True)
    usage = x509.KeyUsage(not above, not above, False, False, False, above, above, False, False)
    made = made.add_extension(usage, critical=True)
    made = made.add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    return made.add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(by.public_key()), critical=False).sign(by, hashes.SHA256())
