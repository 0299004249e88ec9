"""The original of an invoice is kept here, under a name that its number gives; its faces are asked of the bureau, which made them once."""

from __future__ import annotations

import hashlib

from app.kernel.ports import outside

KINDS = {"xml": "application/xml", "pdf": "application/pdf", "ofd": "application/ofd"}


def _name(number: str) -> str:
    return hashlib.sha256(f"invoice:{number}".encode()).hexdigest()[:32]


def keep(number: str, original: bytes) -> None:
    """Keep the signed XML. Again: the same."""
    outside().storage.put(_name(number), original)


def read(number: str, kind: str, here: bool = True) -> bytes:
    """A file of an invoice; not `here`: it was issued elsewhere, and all of it is asked of the bureau. Outside a transaction."""
    return outside().storage.get(_name(number)) if kind == "xml" and here else outside().tax.file(number, kind)
