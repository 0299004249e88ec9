"""The console's pages: asked for again each time, their files kept; they may run only what comes from us."""

from dataclasses import replace

import pytest


@pytest.fixture
def built(app, tmp_path, monkeypatch):
    """A build of a page and a script, beside the H5."""
    (tmp_path / "h5").mkdir()
    (tmp_path / "console/assets").mkdir(parents=True)
    (tmp_path / "console/index.html").write_text("<!DOCTYPE html>")
    (tmp_path / "console/assets/index-1.js").write_text("1")
    monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], frontend_dir=tmp_path / "h5"))


def test_the_page_is_asked_for_each_time_and_its_files_are_kept(client, built):
    page, script = client.get("/console/"), client.get("/console/assets/index-1.js")
    assert (page.status_code, page.headers["Cache-Control"]) == (200, "no-cache")
    assert (script.status_code, script.headers["Cache-Control"]) == (200, "public, max-age=31536000, immutable")
    for reply in (page, script):
        assert "script-src 'self'" in reply.headers["Content-Security-Policy"]


@pytest.mark.parametrize("path", ["/console/index.html", "/console/assets/../index.html", "/console/assets/no.js", "/console/assets/.env"])
def test_nothing_else_is_there(client, built, path):
    assert client.get(path).status_code == 404


def test_the_desks_answers_stay_data_that_nobody_keeps(client):
    reply = client.get("/console/v1/me")
    assert reply.headers["Cache-Control"] == "no-store" and reply.headers["Content-Security-Policy"].startswith("default-src 'none'")
