"""My data in one file: whole, readable, machine-readable, and only mine."""

import io
import json
import re
import threading
import zipfile

import pytest

from app.identity import tokens
from app.kernel import bundle, db
from miniprogram_api import export
from miniprogram_api.export_words import LABELS
from tests.api.test_canaries import walk  # noqa: F401 - a fixture
from tests.applications import RENEW, filled, photo, submitted
from tests.console.conftest import desk  # noqa: F401 - a fixture
from tests.known import known
from tests.residents import Resident, count

# Tables that hold nothing of anybody: what is published, and machinery.
IMPERSONAL = {"item_version", "release", "shelf", "catalog_release", "catalog_version", "platform_certificate", "receipt_series"}
IMPERSONAL |= {"arrangement", "item_edit", "hall_closure"}  # what staff set for everybody
IMPERSONAL |= {"demand_day", "demand_hour", "search_miss"}  # counts of days


@pytest.fixture
def lin(app, sandbox):
    return known(app, sandbox)


def taken(who):
    reply = who.get("/api/me/export")
    assert reply.status_code == 200, reply.text
    assert reply.headers["Content-Type"] == "application/zip" and reply.headers["Cache-Control"] == "no-store"
    archive = zipfile.ZipFile(io.BytesIO(reply.data))
    assert archive.testzip() is None
    return archive, json.loads(archive.read("data.json")), archive.read("我的资料.html").decode()


def test_every_table_is_in_the_file_or_is_named_with_the_reason_why_not(app):
    covered = {table for tables in export.COVERS.values() for table in tables}
    assert covered | set(export.LEFT_OUT) | IMPERSONAL == set(db.metadata.tables) | IMPERSONAL
    assert not covered & set(export.LEFT_OUT) and all(len(why) > 5 for why in export.LEFT_OUT.values())
    names = [one.name for one in export.sections("p", ["p"], ["a"])]
    assert sorted(names) == sorted(export.COVERS) and len(names) == len(set(names))


def test_every_word_that_went_in_by_a_door_comes_out(walk):  # noqa: F811
    """What the resident and the department said, in whatever field; only what was refused or thrown away is not there."""
    archive, data, page = taken(walk.lin)
    told = json.dumps(data, ensure_ascii=False) + "\n".join(archive.namelist())
    kept = ("form: ", "department: ", "file name", "resident: name", "resident: id number", "resident: phone", "WeChat: openid")
    inside = {door: value for value, door in walk.birds.doors.items() if door.startswith(kept)}
    absent = {door for door, value in inside.items() if value not in told}
    events = {door for door in inside if "event_id" in door}
    assert absent - events - {"form: thrown away"} <= {"WeChat: openid"} and len(inside) > 60
    assert {door for door, value in inside.items() if value not in page and value in told} <= {"file name", "file name of the signature"}
    outside = [value for value, door in walk.birds.doors.items() if door.startswith(("staff: ", "desk: ", "header: "))]
    assert [value for value in outside if value in told] == []


def test_each_row_of_mine_is_there(walk):  # noqa: F811
    _, data, _ = taken(walk.lin)
    rows = {
        "person": "person",
        "accounts": "account",
        "logins": "login",
        "face_checks": "face_check",
        "cases": "case_record",
        "orders": "payment_order",
        "certificates": "certificate",
        "shown": "presentation",
        "messages": "message",
        "subscriptions": "subscription",
        "uses": "data_use",
    }
    assert {section: len(data[section]) for section in rows} == {section: count(table) for section, table in rows.items()}
    of_cases = [sum(len(one[part]) for one in data["cases"]) for part in ("moves", "materials", "corrections", "checks")]
    assert of_cases == [count(table) for table in ("case_action", "file", "case_point", "case_verdict")]
    assert sum(len(one["refunds"]) for one in data["orders"]) == count("payment_refund") > 0
    assert [one["receipt"]["number"] for one in data["orders"]] == ["0000000001"]
    assert len(data["consents"]) == sum(one["handed_in_at"] is not None for one in data["cases"]) > 0


def test_the_page_is_in_plain_chinese(walk):  # noqa: F811
    _, data, page = taken(walk.lin)
    assert "<script" not in page and page.startswith("<!doctype html>")
    labels = set(re.findall(r"<dt>([^<]*)</dt>", page))
    own = {answer for one in data["cases"] for answer in one["answers"]}
    assert {label for label in labels - own - set(export.LEFT_OUT) if not re.search("[\u4e00-\u9fff]", label)} == set()
    assert "没有放进来的" in page and all(why in page for why in export.LEFT_OUT.values())


def test_the_files_are_the_ones_given(lin, app):
    no = filled(lin)
    lin.face()
    archive, data, _ = taken(lin)
    names = [name for name in archive.namelist() if name.startswith("files/")]
    assert sorted(names) == sorted(one["file"] for one in data["cases"][0]["materials"]) and len(names) == 2
    pictures = [archive.read(name) for name in names]
    assert all(name.startswith(f"files/{no}/") for name in names) and any(raw[:2] == photo()[:2] for raw in pictures)


def test_it_needs_the_face_is_noted_and_has_a_limit_of_its_own(lin):
    filled(lin)
    refused = lin.get("/api/me/export")
    assert (refused.status_code, refused.json["code"]) == (403, "face_needed")
    lin.face()
    for _ in range(5):
        taken(lin)
    assert lin.get("/api/me/export").status_code == 429
    mine = [one for one in lin.get("/api/me/uses").json["uses"] if one["why"] == "下载自己的资料"]
    assert len(mine) == 5 and mine[0]["unit"] == "您本人"


def test_nobody_elses_is_in_it(lin, app, sandbox):
    chen = Resident(app, sandbox, "chen-xiaotong").known()
    other = filled(chen, {**RENEW, "city": "440300"})
    submitted(lin)
    _, data, page = taken(lin)
    for secret in (chen.id_number, chen.phone, other):  # her name stands in his form: somebody to call
        assert secret not in json.dumps(data, ensure_ascii=False) and secret not in page


def test_who_is_not_known_by_name_gets_what_there_is(app, sandbox):
    stranger = Resident(app, sandbox, "chen-xiaotong")
    no = stranger.post("/api/cases", RENEW).json["no"]
    _, data, page = taken(stranger)
    assert [one["no"] for one in data["cases"]] == [no] and len(data["accounts"]) == 1 and "person" not in data
    assert no in page


def test_it_is_made_a_piece_at_a_time_and_holds_no_connection(lin, monkeypatch):
    """Between two pieces no connection is out: a slow line keeps nobody waiting."""
    filled(lin)
    me = tokens.who(lin.token)
    open_now, here = [], threading.get_ident()
    real = db.reading

    def counted():
        import contextlib

        if threading.get_ident() != here:
            return real()  # the catalogue's watcher asks by itself once a second

        @contextlib.contextmanager
        def inner():
            open_now.append(1)
            try:
                with real() as tx:
                    yield tx
            finally:
                open_now.pop()

        return inner()

    monkeypatch.setattr(db, "reading", counted)
    ours = [me.person, me.account]
    pieces = bundle.stream(export.sections(me.person, ours, [me.account]), export._files(ours), LABELS, export.LEFT_OUT)
    sizes = []
    for piece in pieces:
        sizes.append(len(piece))
        assert open_now == []
    assert len(sizes) > 5


def test_what_somebody_typed_is_no_markup_in_the_page(lin):
    no = lin.post("/api/cases", RENEW).json["no"]
    assert lin.get(f"/api/cases/{no}/form").status_code == 200
    from tests.applications import give

    give(lin, f"/api/cases/{no}/materials/m-photo-exit", photo(), "<img src=x onerror=alert(1)>.jpg")
    lin.face()
    archive, _, page = taken(lin)
    assert "<img" not in page and not any("<" in name or ".." in name for name in archive.namelist())
