"""A stranger's file of an invoice: is it the tax bureau's own to the last byte, and which invoice is it. Runs in the reader process.

All three kinds end at the original, an XML that the bureau signed; PDF and OFD carry it inside, under a seal over all of the file. The
seal is looked at first: of a file that somebody changed nothing else is read.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import io
import re
import zipfile
from collections.abc import Iterator
from typing import TYPE_CHECKING

from app.files import rules
from app.files.rules import Original
from app.kernel import originals
from app.kernel.errors import Problem

if TYPE_CHECKING:
    from lxml.etree import _Element

MOST_PARTS, MOST_UNPACKED = 50, 50 * 1024 * 1024
OFD = "{http://www.ofdspec.org/2016}"
SIGNS, ORIGINAL = "Doc_0/Signs/", "Doc_0/Attachs/original_invoice.xml"


def judged(content: bytes, seal: str) -> Original:
    """Which invoice this is. `seal`: the bureau's certificate, PEM. Raises the problems of rules.INVOICE_REFUSALS."""
    if len(content) > rules.MOST_INVOICE:
        raise rules.refusal("invoice_too_large")
    try:
        return _said(originals.proved(_original(content, seal), seal))
    except originals.NotSealed:
        raise rules.refusal("invoice_forged") from None
    except originals.NoOriginal:
        raise rules.refusal("invoice_none") from None
    except Problem:
        raise
    except (MemoryError, RecursionError):
        raise rules.refusal("file_too_heavy") from None
    except Exception:  # what is broken, broke the readers of others in many ways; each means the same to its owner
        raise rules.refusal("invoice_none") from None


def _original(content: bytes, seal: str) -> bytes:
    head = content[:1024].lstrip(b"\xef\xbb\xbf \r\n\t")
    if b"%PDF-" in head:
        return _in_pdf(content, seal)
    if head.startswith(b"PK\x03\x04"):
        return _in_ofd(content, seal)
    if not head.startswith(b"<"):
        raise rules.refusal("invoice_kind")
    if originals.read(content).find("{http://www.w3.org/2000/09/xmldsig#}Signature") is None:
        raise rules.refusal("invoice_unsealed")
    return content


def _said(root: _Element) -> Original:
    number, at, total = (root.findtext(path) or "" for path in (originals.NUMBER, originals.ISSUED, originals.TOTAL))
    if not re.fullmatch("[0-9]{20}", number) or not re.fullmatch(r"-?[0-9]{1,12}\.[0-9]{2}", total):
        raise originals.NoOriginal
    return Original(number, at[:10], int(total.replace(".", "")))


def _in_pdf(content: bytes, seal: str) -> bytes:
    """The original in a PDF whose one signature covers all of it."""
    import pikepdf
    from asn1crypto import pem, x509
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko.sign.validation.status import SignatureCoverageLevel
    from pyhanko_certvalidator import ValidationContext

    signatures = PdfFileReader(io.BytesIO(content)).embedded_signatures
    if not signatures:
        raise rules.refusal("invoice_unsealed")
    _, _, der = pem.unarmor(seal.encode())
    trusted = ValidationContext(trust_roots=[x509.Certificate.load(der)], allow_fetching=False)
    try:
        state = validate_pdf_signature(signatures[-1], trusted)
    except Exception:  # pyhanko raises many kinds on a signature that was tampered with
        raise originals.NotSealed from None
    whole = state.coverage == SignatureCoverageLevel.ENTIRE_FILE
    if not (whole and state.intact and state.valid and state.trusted):
        raise originals.NotSealed
    with pikepdf.open(io.BytesIO(content)) as paper:
        inside = [paper.attachments[name].get_file().read_bytes() for name in paper.attachments]
    return next((one for one in inside if b"<EInvoice" in one[:1024]), b"")


def _in_ofd(content: bytes, seal: str) -> bytes:
    """The original in an OFD each of whose parts has the digest that the bureau signed."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        listed = packed.infolist()
        names = [one.filename for one in listed]
        if len(names) > MOST_PARTS or sum(one.file_size for one in listed) > MOST_UNPACKED or len(set(names)) < len(names):
            raise rules.refusal("file_too_heavy")
        if "OFD.xml" not in names:
            raise rules.refusal("invoice_kind")
        parts = {name: packed.read(name) for name in names}
    described, value = parts.get(f"{SIGNS}Sign_0/Signature.xml"), parts.get(f"{SIGNS}Sign_0/SignedValue.dat")
    if described is None or value is None:
        raise rules.refusal("invoice_unsealed")
    _signed(described, value, seal)
    digests = dict(_digests(originals.read(described)))
    if {name: hashlib.sha256(part).digest() for name, part in parts.items() if not name.startswith(SIGNS)} != digests:
        raise originals.NotSealed
    return parts.get(ORIGINAL, b"")


def _signed(described: bytes, value: bytes, seal: str) -> None:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509 import load_pem_x509_certificate

    public = load_pem_x509_certificate(seal.encode()).public_key()
    if not isinstance(public, ec.EllipticCurvePublicKey):
        raise originals.NotSealed
    try:
        public.verify(value, described, ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        raise originals.NotSealed from None


def _digests(signature: _Element) -> Iterator[tuple[str, bytes]]:
    """(name of a part, its SHA-256) as the signature says."""
    for one in signature.iter(f"{OFD}Reference"):
        try:
            yield one.get("FileRef", "").lstrip("/"), base64.b64decode(one.findtext(f"{OFD}CheckValue") or "", validate=True)
        except binascii.Error:
            raise originals.NotSealed from None
