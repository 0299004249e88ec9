"""What kinds of file we take, how large, and what is said when we do not. Pure.

A file is what its first bytes say it is; its name and its type are not asked. Each refusal carries a remedy, and
tests/files/test_remedies.py follows every one of them: what does not help is not said.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypedDict

from app.kernel.errors import Problem, Refused, TooLarge, TooMany, Unavailable

Box = Sequence[float]  # left, top, width, height as parts of the picture
Finding = dict[str, object]  # {"ok": bool, "say": str, "do": str}

MAX_BYTES = 32 * 1024 * 1024  # a phone's picture of 200 million pixels; miniprogram_api.edge and deploy/nginx.conf let in one more
MAX_SIDE = 4096  # larger pictures are made smaller: nobody reviews more
MAX_OUT = MAX_BYTES + 1024 * 1024  # what may come back of one file
# By what decoding costs: a JPEG is made smaller while it is read, unless it is progressive; the others are held whole.
MAX_PIXELS = {"jpeg": 220_000_000, "progressive": 64_000_000, "heic": 64_000_000, "png": 40_000_000}

MAGIC = {"jpeg": b"\xff\xd8\xff", "png": b"\x89PNG\r\n\x1a\n"}
MIME = {"jpeg": "image/jpeg", "png": "image/png", "pdf": "application/pdf"}
PICTURES = ("jpeg", "png", "heic")
PAPERS = (*PICTURES, "pdf")
_HEIC = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
_HEADER_WITHIN = 1024  # a PDF may begin after a mark, a line or a mailer's words: readers look this far

_SHOT = "在手机上打开它，截一张屏，传截屏就行"
_PAPER = "打印出来或者在屏幕上打开，拍张照片传上来"

# code: (kind of problem, what is wrong, what helps)
REFUSALS: Mapping[str, tuple[type[Problem], str, str]] = {
    "file_empty": (Refused, "文件是空的", "重新选一次"),
    "file_kind": (Refused, "这里只收照片和 PDF", _PAPER),
    "photo_wanted": (Refused, "这里要一张照片", "用手机拍一张，或者从相册选一张"),
    "photo_broken": (Refused, "照片打不开，可能没传完", "重新选一次，还不行就重新拍一张"),
    "pdf_broken": (Refused, "这个 PDF 打不开，可能没传完", "重新选一次，还不行就重新导出一份"),
    "pdf_locked": (Refused, "这个 PDF 要密码才打得开", _PAPER),
    "pdf_empty": (Refused, "这个 PDF 里没有看得见的内容", _PAPER),
    "file_too_heavy": (Refused, "这个文件太复杂，读不出来", _PAPER),
    "file_too_large": (TooLarge, f"文件超过 {MAX_BYTES // 1024 // 1024} MB 了", _SHOT),
    "too_many_pixels": (TooLarge, "这张图太大，读不出来", _SHOT),
    "files_too_many": (TooMany, "这一小时传的文件太多了", "过一小时再接着传"),
    "files_busy": (Unavailable, "现在传文件的人多", "过半分钟再传一次"),
}
_SCAN = "扫发票左上角的码，一样能收"
MOST_INVOICE = 5 * 1024 * 1024
# Of the file of an invoice: which never becomes anything else, so none of the above helps.
INVOICE_REFUSALS: Mapping[str, tuple[type[Problem], str, str]] = {
    "invoice_kind": (Refused, "这里只收 PDF、OFD、XML 的发票原文件", _SCAN),
    "invoice_none": (Refused, "这个文件不是发票", _SCAN),
    "invoice_unsealed": (Refused, "这个文件上没有税务局的签名", _SCAN),
    "invoice_forged": (Refused, "这个文件被改过，和税务局的签名对不上，没有收", "请开票方重新发一份原文件"),
    "invoice_too_large": (TooLarge, f"发票文件超过 {MOST_INVOICE // 1024 // 1024} MB 了", _SCAN),
}


def refusal(code: str) -> Problem:
    """The problem to raise."""
    kind, say, do = {**REFUSALS, **INVOICE_REFUSALS}[code]
    return kind(code, say, do)


def kind_of(head: bytes) -> str | None:
    """jpeg, png, heic, pdf by the first KB of a file, or None."""
    for kind, magic in MAGIC.items():
        if head.startswith(magic):
            return kind
    if head[4:8] == b"ftyp":
        length = min(int.from_bytes(head[:4], "big"), 256)
        brands = {head[8:12], *(head[at : at + 4] for at in range(16, length, 4))}
        return "heic" if brands & _HEIC and b"avif" not in brands else None
    return "pdf" if b"%PDF-" in head[:_HEADER_WITHIN] else None


@dataclass(frozen=True)
class Frame:
    """What a portrait must be: size on paper in mm, least pixels, the ground's colours."""

    mm: tuple[float, float]
    px: tuple[int, int]
    grounds: tuple[str, ...] = ("white",)

    @property
    def ratio(self) -> float:
        """Width over height."""
        return self.mm[0] / self.mm[1]


@dataclass(frozen=True)
class Original:
    """Which invoice a file is, by its signed original. `day`: 2026-11-20; `total`: with tax, fen."""

    number: str
    day: str
    total: int


class Plain(TypedDict):
    """A Look for the reader process; JSON makes lists of what stands together. `frame`: mm, px, grounds."""

    rule: str
    frame: tuple[tuple[float, float], tuple[int, int], tuple[str, ...]] | None
    seal: str


@dataclass(frozen=True)
class Look:
    """How a file is looked at: `rule` portrait | signature | scene | paper | invoice, the frame of a portrait, the certificate of the seal
    that an invoice's file must have."""

    rule: str = "paper"
    frame: Frame | None = None
    seal: str = ""

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of file that are taken."""
        return PAPERS if self.rule == "paper" else PICTURES

    def plain(self) -> Plain:
        """For the reader process."""
        frame = self.frame
        return {"rule": self.rule, "frame": (frame.mm, frame.px, frame.grounds) if frame else None, "seal": self.seal}

    @staticmethod
    def of(plain: Plain) -> Look:
        """What `plain` was made from."""
        frame = plain["frame"]
        of = Frame((frame[0][0], frame[0][1]), (frame[1][0], frame[1][1]), tuple(frame[2])) if frame else None
        return Look(plain["rule"], of, plain["seal"])


PORTRAIT_HOW = ["站在白墙前，离墙一步，没有影子", "换件深色、有领子的上衣", "脸朝窗户，不戴帽子和眼镜"]


def summary(findings: Sequence[Finding]) -> str:
    """The page's headline."""
    bad = sum(not one["ok"] for one in findings)
    return f"这张照片有 {bad} 处不合格" if bad else "合格"
