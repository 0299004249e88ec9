"""The face of an invoice as OFD (GB/T 33190-2016): a zip of XML, the original attached, what it says as CustomDatas."""

from __future__ import annotations

import io
import zipfile
from xml.etree import ElementTree

from sandbox.registers.declared import Row
from sandbox.tax import layout
from sandbox.tax.money import yuan

SPACE = "http://www.ofdspec.org/2016"
BOX = f"0 0 {layout.WIDTH:g} {layout.HEIGHT:g}"
ElementTree.register_namespace("ofd", SPACE)
Tree = ElementTree.Element
MOMENT = (1980, 1, 1, 0, 0, 0)  # of every part, so that the same invoice is the same file


def written(row: Row, original: bytes) -> bytes:
    """The OFD, not yet signed."""
    pages = layout.pages(row)
    parts = {
        "OFD.xml": _entry(row),
        "Doc_0/Document.xml": _document(len(pages)),
        "Doc_0/PublicRes.xml": _fonts(),
        "Doc_0/Attachs/Attachments.xml": _attachments(original),
    }
    number = 100
    for place, marks in enumerate(pages):
        parts[f"Doc_0/Pages/Page_{place}/Content.xml"], number = _page(marks, number)
    files = {name: said(tree) for name, tree in parts.items()}
    return packed({**files, "Doc_0/Attachs/original_invoice.xml": original})


def said(tree: Tree) -> bytes:
    """A part of the file."""
    return bytes(ElementTree.tostring(tree, encoding="UTF-8", xml_declaration=True))


def packed(files: dict[str, bytes]) -> bytes:
    """A zip of these, OFD.xml first."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as kept:
        for name, content in files.items():
            kept.writestr(zipfile.ZipInfo(name, MOMENT), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _root(name: str, **attributes: str) -> Tree:
    return Tree(f"{{{SPACE}}}{name}", attributes)


def _in(parent: Tree, name: str, text: str | None = None, **attributes: str) -> Tree:
    made = ElementTree.SubElement(parent, f"{{{SPACE}}}{name}", attributes)
    made.text = text
    return made


def _entry(row: Row) -> Tree:
    root = _root("OFD", Version="1.1", DocType="OFD")
    body = _in(root, "DocBody")
    info = _in(body, "DocInfo")
    _in(info, "DocID", f"{row['number']:0>32}")
    _in(info, "Title", layout.title(row))
    _in(info, "CreationDate", row["开票时间"][:10])
    custom = _in(info, "CustomDatas")
    facts = {
        "发票号码": row["number"],
        "开票日期": row["开票时间"][:10],
        "合计金额": yuan(row["合计金额"]),
        "合计税额": yuan(row["合计税额"]),
        "价税合计": yuan(row["价税合计"]),
        "购买方纳税人识别号": row["购方代码"] or "",
        "销售方纳税人识别号": row["销方代码"],
    }
    for name, text in facts.items():
        _in(custom, "CustomData", text, Name=name)
    _in(body, "DocRoot", "Doc_0/Document.xml")
    return root


def _document(pages: int) -> Tree:
    root = _root("Document")
    common = _in(root, "CommonData")
    _in(common, "MaxUnitID", "99999")
    _in(_in(common, "PageArea"), "PhysicalBox", BOX)
    _in(common, "PublicRes", "PublicRes.xml")
    kept = _in(root, "Pages")
    for place in range(pages):
        _in(kept, "Page", ID=str(10 + place), BaseLoc=f"Pages/Page_{place}/Content.xml")
    _in(root, "Attachments", "Attachs/Attachments.xml")
    return root


def _fonts() -> Tree:
    root = _root("Res", BaseLoc="Res")
    _in(_in(root, "Fonts"), "Font", ID="2", FontName="宋体", FamilyName="宋体")
    return root


def _attachments(original: bytes) -> Tree:
    root = _root("Attachments")
    one = _in(root, "Attachment", ID="3", Name="original_invoice", Format="XML", Size=f"{len(original) / 1024:.2f}", Visible="false")
    _in(one, "FileLoc", "original_invoice.xml")
    return root


def _page(marks: list[layout.Mark], number: int) -> tuple[Tree, int]:
    root = _root("Page")
    _in(_in(root, "Area"), "PhysicalBox", BOX)
    layer = _in(_in(root, "Content"), "Layer", ID=str(number), Type="Body")
    for mark in marks:
        number += 1
        if isinstance(mark, layout.Line):
            _line(layer, mark, number)
        elif mark.said:
            _text(layer, mark, number)
    return root, number + 1


def _line(layer: Tree, mark: layout.Line, number: int) -> None:
    width, height = abs(mark.x2 - mark.x1), abs(mark.y2 - mark.y1)
    place = f"{min(mark.x1, mark.x2):g} {min(mark.y1, mark.y2):g} {max(width, 0.2):g} {max(height, 0.2):g}"
    made = _in(layer, "PathObject", ID=str(number), Boundary=place, LineWidth="0.15")
    _in(made, "StrokeColor", Value="128 60 30")
    _in(made, "AbbreviatedData", f"M 0 0 L {width:g} {height:g}")


def _text(layer: Tree, mark: layout.Text, number: int) -> None:
    """Hanzi are as wide as high, the rest half as wide: the font is the reader's own, by name."""
    steps = [mark.size * (0.5 if ord(sign) < 0x2E80 else 1) for sign in mark.said]
    width = sum(steps)
    x = mark.x - (width if mark.right else 0)
    place = f"{x:.2f} {mark.y - mark.size:.2f} {width:.2f} {mark.size * 1.25:.2f}"
    made = _in(layer, "TextObject", ID=str(number), Boundary=place, Font="2", Size=f"{mark.size:g}")
    deltas = {"DeltaX": " ".join(f"{step:g}" for step in steps[:-1])} if len(steps) > 1 else {}
    _in(made, "TextCode", mark.said, X="0", Y=f"{mark.size:g}", **deltas)
