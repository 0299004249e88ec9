"""The files of an invoice: made once, then the same bytes for ever. The XML is the original, signed by the bureau."""

from __future__ import annotations

import base64

from sandbox.documents import Doc
from sandbox.registers.declared import Row
from sandbox.tax import keys, ofd, pdf, xml
from sandbox.world import World

KINDS = {"xml": "application/xml", "pdf": "application/pdf", "ofd": "application/ofd"}
BUREAUS = {"440104": "国家税务总局广州市越秀区税务局", "440101": "国家税务总局广州市税务局"}


def keep_xml(world: World, row: Row) -> None:
    """Make the original of a new invoice."""
    kept = world.tables["tax_files"].setdefault(row["number"], {})
    kept["xml"] = base64.b64encode(keys.sign(world, xml.written(row))).decode()


def xml_of(world: World, row: Row) -> str:
    """The original, as text."""
    return file_of(world, row, "xml").decode()


def file_of(world: World, row: Row, kind: str) -> bytes:
    """XML, PDF or OFD of an invoice. Call it under the world's lock."""
    kept: Doc = world.tables["tax_files"].setdefault(row["number"], {})
    if "xml" not in kept:
        keep_xml(world, row)
    original = base64.b64decode(kept["xml"])
    if kind not in kept:
        made = pdf.drawn(row, original) if kind == "pdf" else ofd.written(row, original)
        sealed = keys.seal_pdf(world, made) if kind == "pdf" else keys.seal_ofd(world, made)
        kept[kind] = base64.b64encode(sealed).decode()
    return base64.b64decode(kept[kind])
