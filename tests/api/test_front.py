"""The built front end as it travels: packed once by the build, sent as the caller can read it, asked again only when it changed."""

from __future__ import annotations

import gzip
from dataclasses import replace
from pathlib import Path

import pytest

SCRIPT = b"export const told = '" + "省事".encode() * 200 + b"'"
PACKED = {"br": b"packed as brotli, by the build", "gz": gzip.compress(SCRIPT)}
CODINGS = {"br": "br", "gz": "gzip", "": None}


@pytest.fixture
def built(app, tmp_path: Path, monkeypatch) -> Path:
    """A build of one script and one picture; the picture is not packed."""
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets/index-1.js").write_bytes(SCRIPT)
    for suffix, content in PACKED.items():
        (tmp_path / f"assets/index-1.js.{suffix}").write_bytes(content)
    (tmp_path / "assets/lone.js").write_bytes(b"1")
    (tmp_path / "assets/photo.png").write_bytes(b"\x89PNG")
    (tmp_path / "sw.js").write_bytes(b"2")
    (tmp_path / "index.html").write_text("<!DOCTYPE html>")
    monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], frontend_dir=tmp_path))
    return tmp_path


@pytest.mark.parametrize(
    ("accepts", "sent"),
    [
        ("gzip, deflate, br", "br"),
        ("gzip, deflate", "gz"),
        ("br;q=0, gzip;q=0.5", "gz"),
        ("identity", ""),
        ("br;q=0, gzip;q=0", ""),
        ("", ""),
    ],
)
def test_a_script_is_sent_as_the_caller_reads_it(client, built, accepts, sent):
    reply = client.get("/h5/assets/index-1.js", headers={"Accept-Encoding": accepts})
    assert reply.status_code == 200
    assert reply.headers.get("Content-Encoding") == CODINGS[sent]
    assert reply.data == (PACKED[sent] if sent else SCRIPT)
    assert reply.mimetype == "text/javascript"
    assert reply.headers["Vary"] == "Accept-Encoding"
    assert reply.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert ".br" not in reply.headers.get("Content-Disposition", "")


def test_the_codes_of_a_shop_open_the_phone_page_whatever_camera_read_them(client):
    order = client.get("/i?s=S0001&o=T1&a=11300&t=1764000000000&g=abcdefghijklmnopqrstuv")
    assert order.status_code == 302
    assert order.headers["Location"].startswith("/h5/#/pages-invoice/order/index?code=http%3A%2F%2Flocalhost%2Fi%3Fs%3DS0001")
    assert client.get("/c?w=abcdefghijkl").headers["Location"] == "/h5/#/pages-invoice/got/index?w=abcdefghijkl"
    assert client.get("/j?w=abcdefghijkl").headers["Location"] == "/h5/#/pages-merchant/home/index?word=abcdefghijkl"
    assert client.get("/c?w=javascript:alert(1)//").headers["Location"] == "/h5/#/pages-invoice/got/index?w=javascript%3Aalert%281%29//"


def test_what_is_not_packed_is_sent_as_it_is(client, built):
    for path, mimetype in (("assets/lone.js", "text/javascript"), ("assets/photo.png", "image/png")):
        reply = client.get(f"/h5/{path}", headers={"Accept-Encoding": "br, gzip"})
        assert (reply.status_code, reply.headers.get("Content-Encoding"), reply.mimetype) == (200, None, mimetype)


def test_the_same_file_is_not_sent_twice_and_each_form_has_its_own_mark(client, built):
    marks = set()
    for accepts in ("br", "gzip", "identity"):
        first = client.get("/h5/assets/index-1.js", headers={"Accept-Encoding": accepts})
        marks.add(first.headers["ETag"])
        again = client.get("/h5/assets/index-1.js", headers={"Accept-Encoding": accepts, "If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")
    assert len(marks) == 3


def test_the_shell_and_the_service_worker_are_asked_for_each_time(client, built):
    for path in ("", "sw.js"):
        reply = client.get(f"/h5/{path}")
        assert (reply.status_code, reply.headers["Cache-Control"]) == (200, "no-cache")


def test_a_path_out_of_the_folder_is_refused(client, built):
    for path in ("../secret.js", "%2e%2e/secret.js", "assets/../../secret.js"):
        assert client.get(f"/h5/{path}", headers={"Accept-Encoding": "br"}).status_code == 404
