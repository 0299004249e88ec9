"""Giving a file over HTTP: kept sealed, shown to its owner, and on a refusal nothing is left behind."""

import io
import uuid
from pathlib import Path

import pytest
from PIL import Image

from app.files import papers, service
from app.files.rules import Look
from app.kernel.limits import Limit
from app.kernel.ports import outside
from deploy.pictures import snapshot
from tests.applications import PHOTO, begun, encoded, give, photo
from tests.files.makers import EICAR, HTML, SVG, heic, jpeg_that_says, jpeg_with_exif, locked, pdf, png
from tests.known import known
from tests.residents import count, drain

PAPER = "m-urgent-proof"
URGENT = {"item": "passport-first", "city": "440100", "answers": {"age": "adult", "staff": "plain", "pace": "urgent"}}


@pytest.fixture
def lin(app, sandbox):
    return known(app, sandbox)


@pytest.fixture
def left_behind(app):
    """left_behind() → how many files, half files and rows there are."""
    folder = Path(app.config["SETTINGS"].data_dir) / "files"
    before = {path for path in folder.rglob("*") if path.is_file()}
    return lambda: (len({path for path in folder.rglob("*") if path.is_file()} - before), count("file"), count("case_material"))


def test_a_photo_is_kept_clean_and_sealed_and_shown_to_its_owner(app, lin, left_behind):
    no = begun(lin)
    raw = photo(exif=Image.open(io.BytesIO(jpeg_with_exif(turned=1))).getexif())
    assert b"SecretPhone" in raw
    given = give(lin, f"/api/cases/{no}/materials/{PHOTO}", raw, "IMG_2026.jpg")
    assert given.status_code == 200 and given.json["state"] == "ok" and given.json["say"] == "合格"
    assert given.json["file"]["name"] == "IMG_2026.jpg" and left_behind() == (1, 1, 1)
    shown = lin.get(given.json["file"]["url"])
    assert (shown.headers["X-Content-Type-Options"], shown.headers["Content-Security-Policy"]) == ("nosniff", "default-src 'none'; sandbox")
    assert shown.content_type == "image/jpeg" and len(shown.data) == given.json["file"]["size"]
    assert b"SecretPhone" not in shown.data and Image.open(io.BytesIO(shown.data)).size == (390, 567)
    kept = next(path for path in (Path(app.config["SETTINGS"].data_dir) / "files").rglob(given.json["file"]["id"]))
    assert b"JFIF" not in kept.read_bytes()


def test_another_file_takes_the_place_of_the_first(lin, left_behind):
    no = begun(lin)
    first = give(lin, f"/api/cases/{no}/materials/{PHOTO}", photo(background="#8899aa")).json
    assert first["state"] == "bad" and first["say"] == "这张照片有 1 处不合格"
    second = give(lin, f"/api/cases/{no}/materials/{PHOTO}", photo()).json
    assert second["state"] == "ok" and left_behind() == (1, 1, 1)
    assert lin.get(first["file"]["url"]).status_code == 404
    assert lin.call("DELETE", f"/api/cases/{no}/materials/{PHOTO}").status_code == 204 and left_behind() == (0, 0, 0)
    assert lin.call("DELETE", f"/api/cases/{no}/materials/{PHOTO}").status_code == 204


HOSTILE = {
    "nothing in it": (b"", "a.jpg", "image/jpeg", 422, "file_empty"),
    "a page called JPG": (HTML, "a.jpg", "image/jpeg", 422, "file_kind"),
    "a drawing": (SVG, "a.svg", "image/svg+xml", 422, "file_kind"),
    "a virus's test text": (EICAR, "eicar.com", "application/octet-stream", 422, "file_kind"),
    "cut in half": (photo()[:5000], "a.jpg", "image/jpeg", 422, "photo_broken"),
    "60 million pixels in a PNG": (png(7750, 7750), "a.png", "image/png", 413, "too_many_pixels"),
    "300 million pixels": (jpeg_that_says(17_321, 17_321), "a.jpg", "image/jpeg", 413, "too_many_pixels"),
    "33 million bytes": (photo() + b"\0" * 33_600_000, "a.jpg", "image/jpeg", 413, "file_too_large"),
    "a paper under lock": (locked(pdf()), "a.pdf", "application/pdf", 422, "pdf_locked"),
}


@pytest.mark.alike
@pytest.mark.parametrize("name", HOSTILE)
def test_a_refusal_leaves_nothing_behind(lin, left_behind, name):
    content, called, mime, status, code = HOSTILE[name]
    no = begun(lin, URGENT)
    remembered = count("remembered")
    reply = give(lin, f"/api/cases/{no}/materials/{PAPER}", content, called, mime)
    assert (reply.status_code, reply.json["code"]) == (status, code), reply.text
    assert reply.json["say"] and reply.json["do"] and reply.content_type.startswith("application/problem+json")
    assert left_behind() == (0, 0, 0) and count("remembered") == remembered
    assert lin.get(f"/api/cases/{no}/materials").json["missing"] == 2


def test_more_than_thirty_three_megabytes_is_refused_unread(lin, left_behind):
    no = begun(lin)
    reply = give(lin, f"/api/cases/{no}/materials/{PHOTO}", b"\0" * 35_000_000)
    assert (reply.status_code, reply.json["code"]) == (413, "too_large") and left_behind() == (0, 0, 0)


def test_no_file_at_all_is_said(lin):
    no = begun(lin)
    reply = lin.call("PUT", f"/api/cases/{no}/materials/{PHOTO}", data={"note": "x"}, content_type="multipart/form-data")
    assert (reply.status_code, reply.json["code"], reply.json["say"]) == (422, "file_missing", "没有收到文件")


def test_a_portrait_is_a_picture_never_a_paper(lin, left_behind):
    no = begun(lin)
    reply = give(lin, f"/api/cases/{no}/materials/{PHOTO}", pdf(), "a.pdf", "application/pdf")
    assert (reply.json["code"], reply.json["say"]) == ("photo_wanted", "这里要一张照片") and left_behind() == (0, 0, 0)


def test_a_papers_pages_are_taken(lin):
    no = begun(lin, URGENT)
    given = give(lin, f"/api/cases/{no}/materials/{PAPER}", pdf(), "机票行程单.pdf", "application/pdf").json
    assert (given["state"], given["say"], given["file"]["name"]) == ("ok", "收到了", "机票行程单.pdf")
    assert lin.get(given["file"]["url"]).data == papers.sanitised(pdf())


NAMES = {
    "a PNG called JPG": (photo(kind="PNG"), "a.jpg", "image/jpeg", "image/png"),
    "a JPEG called PDF": (photo(), "a.pdf", "application/pdf", "image/jpeg"),
    "a JPEG called EXE": (photo(), "a.exe", "application/x-msdownload", "image/jpeg"),
    "a HEIC called JPG": (heic(Image.open(io.BytesIO(photo()))), "IMG_1.jpg", "image/jpeg", "image/jpeg"),
    "no name, no type": (photo(), "a", "", "image/jpeg"),
    "a PDF called JPG": (pdf(), "a.jpg", "image/jpeg", "application/pdf"),
}


@pytest.mark.alike
@pytest.mark.parametrize("name", NAMES)
def test_a_file_is_what_it_is_whatever_it_is_called(lin, name):
    content, called, mime, kept = NAMES[name]
    no = begun(lin, URGENT)
    given = give(lin, f"/api/cases/{no}/materials/{PAPER}", content, called, mime)
    assert (given.status_code, given.json["state"]) == (200, "ok"), given.text
    shown = lin.get(given.json["file"]["url"])
    assert (shown.content_type, shown.data[:4]) == (kept, {"image/png": b"\x89PNG", "image/jpeg": b"\xff\xd8\xff\xe0"}.get(kept, b"%PDF"))


def test_a_snapshot_is_cut_on_the_server_where_the_finding_proposes(lin, left_behind):
    no = begun(lin)
    first = give(lin, f"/api/cases/{no}/materials/{PHOTO}", encoded(snapshot(), "JPEG", quality=92)).json
    assert (first["state"], first["shape"]) == ("bad", {"width": 33, "height": 48})
    proposed = next(one["crop"] for one in first["findings"] if "crop" in one)
    box = dict(zip(("left", "top", "width", "height"), proposed, strict=True))
    second = lin.post(f"/api/cases/{no}/materials/{PHOTO}/crop", box)
    assert (second.status_code, second.json["state"], second.json["say"]) == (200, "ok", "合格"), second.text
    width, height = Image.open(io.BytesIO(lin.get(second.json["file"]["url"]).data)).size
    assert abs(width / height - 33 / 48) < 0.01 and width >= 354
    assert left_behind() == (1, 1, 1) and lin.get(first["file"]["url"]).status_code == 404


@pytest.mark.alike
@pytest.mark.parametrize(
    "box",
    [
        {"left": 0, "top": 0, "width": 0, "height": 1},
        {"left": -1, "top": 0, "width": 1, "height": 1},
        {"left": 0, "top": 0, "width": 5, "height": 1},
        {"left": "0", "top": 0, "width": 1},
        {"left": 0, "top": 0, "width": 1, "height": float("1e400")},
    ],
)
def test_a_box_beside_the_picture_is_refused_and_the_picture_stays(lin, left_behind, box):
    no = begun(lin)
    first = give(lin, f"/api/cases/{no}/materials/{PHOTO}", photo()).json
    assert lin.post(f"/api/cases/{no}/materials/{PHOTO}/crop", box).status_code in (400, 422)
    assert left_behind() == (1, 1, 1) and lin.get(first["file"]["url"]).status_code == 200


def test_what_was_not_given_cannot_be_cut(lin):
    no = begun(lin)
    reply = lin.post(f"/api/cases/{no}/materials/{PHOTO}/crop", {"left": 0, "top": 0, "width": 1, "height": 1})
    assert (reply.status_code, reply.json["code"], reply.json["do"]) == (404, "file_not_found", "先传一张再裁")


def test_an_hour_has_an_end_and_the_sentence_says_so(lin, left_behind, monkeypatch):
    monkeypatch.setattr(service, "HOURLY", Limit("files", 2, 3600))
    no = begun(lin)
    for _ in range(2):
        assert give(lin, f"/api/cases/{no}/materials/{PHOTO}", photo(), key=uuid.uuid4().hex).status_code == 200
    reply = give(lin, f"/api/cases/{no}/materials/{PHOTO}", photo(background="#fefefe"))
    assert (reply.status_code, reply.json["code"], reply.json["do"]) == (429, "files_too_many", "过一小时再接着传")
    assert left_behind() == (1, 1, 1)


@pytest.mark.alike
@pytest.mark.parametrize(
    "name", ["../../etc/passwd.jpg", "a\r\nSet-Cookie: x=1.jpg", "\u202egpj.exe.jpg", "x" * 500 + ".jpg", "", "<b>.jpg"]
)
def test_a_name_does_no_harm(lin, left_behind, name):
    no = begun(lin)
    given = give(lin, f"/api/cases/{no}/materials/{PHOTO}", photo(), name)
    if given.status_code == 200:
        kept = given.json["file"]["name"]
        assert kept.isprintable() and 0 < len(kept) <= 80 and left_behind() == (1, 1, 1)
        assert "Set-Cookie" not in lin.get(given.json["file"]["url"]).headers
    else:
        assert given.status_code == 422 and left_behind() == (0, 0, 0)


def test_when_the_row_cannot_be_written_the_bytes_leave_again(app, left_behind):
    def broken(_stored):
        raise RuntimeError("no row")

    with pytest.raises(RuntimeError):
        service.accept(photo(), "a.jpg", Look(), broken)
    assert left_behind() == (0, 0, 0)


def test_when_the_disk_is_full_nothing_is_left(lin, left_behind, monkeypatch):
    no = begun(lin)

    def full(_descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("app.gateways.storage.os.fsync", full)
    reply = give(lin, f"/api/cases/{no}/materials/{PHOTO}", photo())
    assert reply.status_code in (500, 503) and reply.json["say"] and "space" not in reply.text
    assert left_behind() == (0, 0, 0)


def test_what_was_handed_in_stays_in_the_archive_when_it_is_replaced_in_a_correction(app, lin, left_behind):
    from tests.applications import Department, submitted

    no = submitted(lin)
    crj = Department(app)
    crj.walk(no, "pre_check")
    crj.send(no, "to_correct", points=[{"point": "passport-renew.r6", "text": "背景不白"}])
    first = lin.get(f"/api/cases/{no}/materials").json["materials"][0]["file"]["id"]
    give(lin, f"/api/cases/{no}/materials/{PHOTO}", photo(background="#fdfdfd"))
    drain()
    assert left_behind()[:2] == (3, 3) and outside().storage.get(first)


def part(name, content, filename=None):
    """One part of a multipart body."""
    called = f'; filename="{filename}"' if filename else ""
    return f'--b\r\nContent-Disposition: form-data; name="{name}"{called}\r\n\r\n'.encode() + content + b"\r\n"


ODD = {
    "no boundary": ("multipart/form-data", part("file", photo(), "a.jpg") + b"--b--\r\n"),
    "another boundary": ("multipart/form-data; boundary=c", part("file", photo(), "a.jpg") + b"--b--\r\n"),
    "cut off": ("multipart/form-data; boundary=b", part("file", photo(), "a.jpg")[:-300]),
    "no file, a text": ("multipart/form-data; boundary=b", part("file", photo()) + b"--b--\r\n"),
    "another field": ("multipart/form-data; boundary=b", part("photo", photo(), "a.jpg") + b"--b--\r\n"),
    "two thousand parts": ("multipart/form-data; boundary=b", part("x", b"1") * 2000 + part("file", photo(), "a.jpg") + b"--b--\r\n"),
    "a long head": ("multipart/form-data; boundary=b", b"--b\r\nX-Long: " + b"x" * 200_000 + b"\r\n\r\nx\r\n--b--\r\n"),
    "nothing": ("multipart/form-data; boundary=b", b""),
    "a long boundary": ("multipart/form-data; boundary=" + "b" * 5000, b"--b--\r\n"),
}


@pytest.mark.alike
@pytest.mark.parametrize("name", ODD)
def test_an_odd_envelope_is_refused_and_leaves_nothing(lin, left_behind, name):
    no = begun(lin)
    kind, raw = ODD[name]
    reply = lin.call("PUT", f"/api/cases/{no}/materials/{PHOTO}", data=raw, headers={"Content-Type": kind})
    assert reply.status_code in (400, 413, 422), (reply.status_code, reply.text[:200])
    assert reply.json["say"] and reply.json["do"] and left_behind() == (0, 0, 0)


def test_of_two_files_in_one_envelope_the_first_is_taken(lin, left_behind):
    no = begun(lin)
    raw = part("file", photo(), "a.jpg") + part("file", HTML, "b.html") + b"--b--\r\n"
    reply = lin.call("PUT", f"/api/cases/{no}/materials/{PHOTO}", data=raw, headers={"Content-Type": "multipart/form-data; boundary=b"})
    assert reply.json["file"]["name"] == "a.jpg" and left_behind() == (1, 1, 1)
