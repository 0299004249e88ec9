"""The bureau's seal on its files: a changed byte is noticed in each of them.

The real bureau signs with SM2; this one signs XML by XML-DSig (ECDSA, SHA-256), PDF by CMS, OFD by a digest of every part.
"""

from __future__ import annotations

import base64
import hashlib
import io
import zipfile
from datetime import UTC, datetime
from xml.etree import ElementTree

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from lxml import etree
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import MDPPerm
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner
from signxml.algorithms import DigestAlgorithm, SignatureMethod
from signxml.signer import XMLSigner

from sandbox.bureau import WHO, certificate, key, private
from sandbox.tax import ofd
from sandbox.world import World

PROVIDER = {"ProviderName": "shengshi-sandbox", "Version": "1.0", "Company": "shengshi"}
DIGEST, SIGNED = "SHA-256", "ECDSA-SHA256"


def sign(world: World, original: bytes) -> bytes:
    """The XML with the bureau's signature inside."""
    signer = XMLSigner(signature_algorithm=SignatureMethod.ECDSA_SHA256, digest_algorithm=DigestAlgorithm.SHA256)
    signed = signer.sign(etree.fromstring(original), key=key(world), cert=certificate(world))
    return bytes(etree.tostring(signed, encoding="UTF-8", xml_declaration=True))


def seal_pdf(world: World, made: bytes) -> bytes:
    """The PDF with a signature over all of it; nothing may be changed afterwards."""
    from asn1crypto import pem
    from asn1crypto.keys import PrivateKeyInfo
    from asn1crypto.x509 import Certificate
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    _, _, der = pem.unarmor(certificate(world).encode())
    _, _, private = pem.unarmor(key(world).encode())
    signer = SimpleSigner(Certificate.load(der), PrivateKeyInfo.load(private), SimpleCertificateStore())
    meta = PdfSignatureMetadata("Bureau", name=WHO, certify=True, docmdp_permissions=MDPPerm.NO_CHANGES)
    out = io.BytesIO()
    PdfSigner(meta, signer).sign_pdf(IncrementalPdfFileWriter(io.BytesIO(made)), output=out)
    return out.getvalue()


def seal_ofd(world: World, made: bytes) -> bytes:
    """The OFD with Signs/: a digest of every part, and the bureau's signature over the list of them."""
    with zipfile.ZipFile(io.BytesIO(made)) as kept:
        files = {name: kept.read(name) for name in kept.namelist()}
    entry = ElementTree.fromstring(files["OFD.xml"])
    ElementTree.SubElement(entry[0], f"{{{ofd.SPACE}}}Signatures").text = "Doc_0/Signs/Signatures.xml"
    files["OFD.xml"] = ofd.said(entry)
    listed = ofd.Tree(f"{{{ofd.SPACE}}}Signatures")
    ElementTree.SubElement(listed, f"{{{ofd.SPACE}}}MaxSignId").text = "1"
    ElementTree.SubElement(listed, f"{{{ofd.SPACE}}}Signature", ID="1", Type="Sign", BaseLoc="Sign_0/Signature.xml")
    described = _described(files)
    value = private(key(world)).sign(described, ec.ECDSA(hashes.SHA256()))
    signs = {"Signatures.xml": ofd.said(listed)}
    signs |= {"Sign_0/Signature.xml": described, "Sign_0/SignedValue.dat": value}
    return ofd.packed({**files, **{f"Doc_0/Signs/{name}": content for name, content in signs.items()}})


def _described(files: dict[str, bytes]) -> bytes:
    """Signature.xml: what is signed, by whom, in which way."""
    root = ofd.Tree(f"{{{ofd.SPACE}}}Signature")
    info = ElementTree.SubElement(root, f"{{{ofd.SPACE}}}SignedInfo")
    ElementTree.SubElement(info, f"{{{ofd.SPACE}}}Provider", PROVIDER)
    ElementTree.SubElement(info, f"{{{ofd.SPACE}}}SignatureMethod").text = SIGNED
    ElementTree.SubElement(info, f"{{{ofd.SPACE}}}SignatureDateTime").text = datetime.now(UTC).strftime("%Y%m%d%H%M%SZ")
    references = ElementTree.SubElement(info, f"{{{ofd.SPACE}}}References", CheckMethod=DIGEST)
    for name, content in files.items():
        one = ElementTree.SubElement(references, f"{{{ofd.SPACE}}}Reference", FileRef=f"/{name}")
        ElementTree.SubElement(one, f"{{{ofd.SPACE}}}CheckValue").text = base64.b64encode(hashlib.sha256(content).digest()).decode()
    ElementTree.SubElement(root, f"{{{ofd.SPACE}}}SignedValue").text = "SignedValue.dat"
    return ofd.said(root)
