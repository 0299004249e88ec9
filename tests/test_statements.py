"""What is read most never asks the database, and cannot be made to fill the memory; one caller cannot flood the rest."""

import json
from urllib.parse import quote

import pytest
from sqlalchemy import Engine, event

from app.catalog import front
from app.catalog.front import HotReads
from app.kernel.limits import Flood, Gate
from app.publishing import current

ANSWERS = "why:expiring,age:adult,hukou:pilot"
HOT = [
    "/api/home?city=440100",
    "/api/cities",
    "/api/items/passport-renew?city=440100",
    f"/api/items/passport-renew/checklist?answers={ANSWERS}&city=440300",
    f"/api/search?q={quote('换护照')}&city=440100",
    f"/api/search?q={quote('从来没人搜过的')}&city=440100",
    "/api/departments?city=440100",
]


@pytest.fixture
def statements():
    said = []

    def hear(_connection, _cursor, statement, *_more):
        said.append(statement)

    event.listen(Engine, "before_cursor_execute", hear)
    yield said
    event.remove(Engine, "before_cursor_execute", hear)


@pytest.mark.parametrize("path", HOT)
def test_a_hot_read_takes_no_statement_the_first_time_either(client, statements, path):
    current()
    statements.clear()
    first, again = client.get(path), client.get(path)
    assert first.status_code == again.status_code == 200 and first.data == again.data
    etag = first.headers["ETag"]
    unchanged = client.get(path, headers={"If-None-Match": etag})
    assert (unchanged.status_code, unchanged.data, unchanged.headers["ETag"]) == (304, b"", etag)
    assert [one for one in statements if "catalog_release" not in one] == []  # the watcher asks by itself once a second


def test_a_phone_that_has_it_is_told_so_by_a_worker_that_was_never_asked(client):
    etag = client.get(HOT[0]).headers["ETag"]
    fresh = client.get(f"{HOT[0]}&again=1", headers={"If-None-Match": etag})
    assert (fresh.status_code, fresh.data) == (304, b"")
    assert client.get(f"{HOT[0]}&again=1").data == client.get(HOT[0]).data


def read(app, query):
    got = []
    body = b"".join(app({"REQUEST_METHOD": "GET", "PATH_INFO": "/api/home", "QUERY_STRING": query}, lambda *said: got.append(said)))
    return got[0][0], body


def test_invented_queries_make_us_work_but_not_grow(monkeypatch, session_app):
    current()
    monkeypatch.setattr(front, "MOST_BYTES", 100_000)
    asked = []

    def view(environ, start_response):
        asked.append(environ["QUERY_STRING"])
        start_response("200 OK", [("ETag", '"x"'), (front.KEEP, "1")])
        return [b"x" * 8500]

    app = HotReads(view)
    for number in range(200):
        read(app, f"n={number}")
        assert len(app._kept) <= 9
    read(app, "n=199")
    assert len(asked) == 200


def test_a_flood_from_one_address_is_answered_before_everything_and_others_are_served():
    served = []

    def view(environ, start_response):
        served.append(environ["HTTP_X_FORWARDED_FOR"])
        start_response("200 OK", [])
        return [b""]

    gate = Gate(view, Flood(times=1, seconds=10_000), {"127.0.0.1"})

    def knock(address, path="/api/home"):
        said = []
        environ = {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": address, "PATH_INFO": path}
        body = b"".join(gate(environ, lambda *given: said.append(given)))
        return said[0][0][:3], body

    assert {knock("10.0.0.1")[0] for _ in range(10_000)} == {"200"}
    status, body = knock("10.0.0.1")
    assert status == "429" and json.loads(body)["code"] == "too_fast" and json.loads(body)["say"] == "点得太快了"
    assert knock("10.0.0.2")[0] == "200"
    assert knock("10.0.0.1", "/notify/wechat-pay")[0] == "200"
    assert len(served) == 10_002
