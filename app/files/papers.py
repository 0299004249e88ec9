"""A stranger's PDF made new: its pages are taken over into a fresh document, one kind of part at a time; nothing else comes along.

What is drawn in boxes (form fields, stamps, notes) becomes part of the page. Scripts, actions, links, attachments, players and
forms have no place to stand in: the new document has no root entry but its pages and layers. Then it is opened again and
looked through.
"""

from __future__ import annotations

import io
from collections.abc import Iterator

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream

from app.files import rules
from app.kernel.errors import Problem

MAX_PAGES = 500
MAX_OBJECTS = 200_000
# What a page may have.
_PAGE = {"/Type", "/MediaBox", "/CropBox", "/Rotate", "/UserUnit", "/Resources", "/Contents", "/Group"}
_ROOT = {"/Type", "/Pages", "/OCProperties"}
# Nothing below a page needs these.
ACTIVE_KEYS = frozenset(
    """/JS /JavaScript /OpenAction /Launch /EmbeddedFile /EmbeddedFiles /EF /XFA /RichMedia /RichMediaContent /RichMediaSettings
    /SubmitForm /ImportData /URI /AF /Ref /OPI /Metadata /PieceInfo /Annots /AcroForm /StructParents /Dests /Threads
    /PresSteps""".split()  # noqa: SIM905 - easier to read
)
ACTIONS = frozenset(
    """/GoTo /GoToR /GoToE /GoToDp /Launch /Thread /URI /Sound /Movie /Hide /Named /SubmitForm /ResetForm /ImportData /JavaScript
    /SetOCGState /Rendition /Trans /GoTo3DView /RichMediaExecute""".split()  # noqa: SIM905
)
TYPES = frozenset(
    "/Action /Filespec /F /EmbeddedFile /RichMediaContent /RichMediaSettings /Annot /Sig /3D /3DStream /Collection".split()  # noqa: SIM905
)
_OUTSIDE = ("/F", "/FFilter", "/FDecodeParms")  # a stream whose bytes lie in another file


def sanitised(content: bytes) -> bytes:
    """A new PDF with the pages of this one. Raises `pdf_broken` `pdf_locked` `pdf_empty` `file_too_heavy`."""
    if b"%%EOF" not in content[-8192:]:
        raise rules.refusal("pdf_broken")  # the end is missing: pages may be too, and nobody would notice
    try:
        made = _rewritten(content)
        left = active_parts(made)
    except Problem:
        raise
    except pikepdf.PasswordError:
        raise rules.refusal("pdf_locked") from None
    except (MemoryError, RecursionError):
        raise rules.refusal("file_too_heavy") from None
    except Exception:  # pikepdf and qpdf raise many kinds on damaged papers; each means the same to its owner
        raise rules.refusal("pdf_broken") from None
    if left:
        raise rules.refusal("file_too_heavy")
    return made


def _is_true(value: object) -> bool:
    """pikepdf gives PDF's true as Python's own."""
    return value is True


def _rewritten(content: bytes) -> bytes:
    with Pdf.open(io.BytesIO(content), suppress_warnings=True) as old, Pdf.new() as new:
        pages = len(old.pages)
        if pages > MAX_PAGES or len(old.objects) > MAX_OBJECTS:
            raise rules.refusal("file_too_heavy")
        if not pages or "/Collection" in old.Root or _is_true(old.Root.get("/NeedsRendering")):
            raise rules.refusal("pdf_empty")  # a folder of files, or a form only one program can draw: its page says nothing
        if "/AcroForm" in old.Root:
            old.generate_appearance_streams()
        old.flatten_annotations("screen")
        for page in old.pages:
            for key in page.obj.keys() - _PAGE:
                del page.obj[key]
            new.pages.append(page)
        layers = old.Root.get("/OCProperties")
        if isinstance(layers, Dictionary):
            new.Root.OCProperties = new.copy_foreign(layers if layers.is_indirect else old.make_indirect(layers))
        for one in new.objects:
            _quieten(one)
        out = io.BytesIO()
        new.save(
            out,
            deterministic_id=True,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
            stream_decode_level=pikepdf.StreamDecodeLevel.none,
        )
        return out.getvalue()


def _quieten(one: Object) -> None:
    """Take out of an object whatever runs, opens or hides."""
    for holder in _holders(one):
        if isinstance(holder, Array):
            for at in range(len(holder)):
                if _acts(holder[at]):
                    holder[at] = None  # the others keep their places
            continue
        if isinstance(holder, Stream):
            for key in _OUTSIDE:
                if key in holder:
                    del holder[key]
            if holder.get("/Subtype") == Name.PS or _acts(holder):
                holder.write(b"")
                for key in ("/Type", "/Subtype", "/Subtype2", "/PS"):
                    if key in holder:
                        del holder[key]
        for key in [key for key in _keys(holder) if key in ACTIVE_KEYS or _acts(holder.get(key))]:
            del holder[key]


def active_parts(content: bytes) -> list[str]:
    """What in a PDF could act; for one of ours, nothing. Opened with fresh eyes."""
    found = []
    with Pdf.open(io.BytesIO(content), suppress_warnings=True) as pdf:
        found += [key for key in pdf.Root.keys() if key not in _ROOT]  # noqa: SIM118 - not a dict
        for page in pdf.pages:
            found += [key for key in page.obj.keys() if key not in _PAGE | {"/Parent"}]  # noqa: SIM118
        for one in pdf.objects:
            for holder in _holders(one):
                if isinstance(holder, Array):
                    found += [str(part.get("/S")) for part in holder if _acts(part)]
                else:
                    found += [key for key in _keys(holder) if key in ACTIVE_KEYS or _acts(holder.get(key))]
                    if isinstance(holder, Stream) and (holder.get("/Subtype") == Name.PS or any(key in holder for key in _OUTSIDE)):
                        found.append("/PS")
    return found


def _acts(value: object) -> bool:
    """An action, a file, a player, a box that reacts."""
    if not isinstance(value, Dictionary | Stream):
        return False
    return str(value.get("/S")) in ACTIONS or str(value.get("/Type")) in TYPES or "/JS" in value or "/EF" in value


def _holders(one: Object) -> Iterator[Object]:
    """An object and everything written inside it; what it only points at is met on its own."""
    waiting = [one]
    while waiting:
        holder = waiting.pop()
        if not isinstance(holder, Array | Dictionary | Stream):
            continue
        yield holder
        parts = list(holder) if isinstance(holder, Array) else [holder.get(key) for key in _keys(holder)]
        waiting += [part for part in parts if isinstance(part, Array | Dictionary) and not part.is_indirect]


def _keys(holder: Object) -> list[str]:
    return list(holder.keys())
