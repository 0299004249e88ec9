"""The original of a 数电票: XML with the tax bureau's signature inside. What the signature does not cover is not there."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element

MOST_XML = 2 * 1024 * 1024
NUMBER, ISSUED = "TaxSupervisionInfo/InvoiceNumber", "TaxSupervisionInfo/IssueTime"
SELLER, TOTAL = "EInvoiceData/SellerInformation/SellerIdNum", "EInvoiceData/BasicInformation/TotalTax-includedAmount"


class NoOriginal(ValueError):
    """It is no XML, or no invoice."""


class NotSealed(ValueError):
    """The bureau did not sign this: it was changed, or somebody else made it."""


def read(content: bytes) -> _Element:
    """The XML as it lies there, nothing of it believed; no entity is followed. Raises NoOriginal."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False)
    if len(content) > MOST_XML:
        raise NoOriginal
    try:
        root: _Element = etree.fromstring(content, parser)
    except (etree.LxmlError, ValueError):
        raise NoOriginal from None
    return root


def proved(content: bytes, certificate: str) -> _Element:
    """What the bureau signed of it. `certificate`: of its seal, PEM. Raises NoOriginal, NotSealed."""
    from lxml import etree
    from signxml.exceptions import SignXMLException
    from signxml.verifier import SignatureConfiguration, XMLVerifier

    root = read(content)
    if root.tag != "EInvoice":
        raise NoOriginal
    config = SignatureConfiguration(require_x509=True, expect_references=1)
    try:
        found = XMLVerifier().verify(root, x509_cert=certificate, expect_config=config)
    except (SignXMLException, etree.LxmlError, ValueError):
        raise NotSealed from None
    said: _Element | None = None if isinstance(found, list) else found.signed_xml
    if said is None or said.tag != "EInvoice":
        raise NotSealed
    return said
