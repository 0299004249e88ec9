"""Versions are content addressed; publishing and rolling back change nothing that runs."""

import threading

import pytest
from sqlalchemy import func, select

from app.kernel import db
from app.kernel.errors import NotFound
from app.publishing import release, service
from app.publishing.models import catalog_version
from app.publishing.versions import canonical, fingerprint
from tests.beside import put_back


@pytest.fixture
def own_release(app):
    """Releases made by a test are taken back by publishing the first map again."""
    with put_back() as first:
        yield first


def publish(contents):
    with db.transaction() as tx:
        number = service.publish(tx, service.store(tx, contents), "test", "test")
    release.refresh()
    return number


def test_the_canonical_form_does_not_depend_on_the_order_of_keys():
    assert canonical({"b": 1, "a": ["二", None, True]}) == '{"a":["二",null,true],"b":1}'.encode()
    assert fingerprint({"a": 1, "b": 2}) == fingerprint({"b": 2, "a": 1})


def test_a_float_is_refused_since_texts_of_floats_differ():
    with pytest.raises(ValueError, match="float"):
        canonical({"a": [0.1]})


def test_publishing_the_same_again_changes_nothing(own_release):
    before = release.current().number
    assert publish(service.drafts()) == before


def test_an_old_version_renders_byte_for_byte_after_publishing_and_rolling_back(own_release):
    from datetime import date

    import orjson

    from app.catalog import queries

    answers = {"why": "expiring", "age": "adult", "hukou": "pilot"}
    first = release.current()
    pinned = first.item("passport-renew").version

    def render():
        return orjson.dumps(queries.checklist(release.version(pinned), answers, "440100", date(2026, 11, 24)))

    before = render()
    contents = service.drafts()
    contents["passport-renew"] = {**contents["passport-renew"], "tips": ["改了一句话"], "short": "换新护照"}
    changed = publish(contents)
    assert release.current().item("passport-renew").version != pinned
    assert render() == before
    with db.transaction() as tx:
        back = service.roll_back(tx, first.number, "test")
    release.refresh()
    assert back == changed + 1
    assert release.current().item("passport-renew").version == pinned
    release.forget()
    assert render() == before


def test_rolling_back_to_what_never_was_is_refused_and_publishes_nothing(own_release):
    with db.reading() as tx:
        before = service.latest(tx)
    with pytest.raises(NotFound), db.transaction() as tx:
        service.roll_back(tx, 999, "test")
    with db.reading() as tx:
        assert service.latest(tx) == before


def test_a_difference_names_what_is_new_changed_and_gone(own_release):
    contents = service.drafts()
    contents["new-item"] = {**contents["passport-first"], "id": "new-item"}
    contents["passport-renew"] = {**contents["passport-renew"], "tips": []}
    del contents["tw-permit"]
    with db.transaction() as tx:
        stored = tx.execute(select(func.count()).select_from(catalog_version)).scalar()
        found = service.difference(tx, contents)
        assert tx.execute(select(func.count()).select_from(catalog_version)).scalar() == stored
    assert found == {"new-item": "新增", "passport-renew": "修改：tips", "tw-permit": "下架"}


def test_hot_reads_ask_the_database_nothing(client, own_release):
    from sqlalchemy import event

    client.get("/api/home?city=440100")
    asked = []
    engines = (db._reader, db._writer)
    ours = threading.get_ident()  # the thread that looks for a newer release once a second asks too

    def listen(*args):
        if threading.get_ident() == ours:
            asked.append(args[2])

    for one in engines:
        event.listen(one, "before_cursor_execute", listen)
    try:
        for path in (
            "/api/home?city=440100",
            "/api/items/passport-renew?city=440100",
            "/api/items/passport-renew/checklist?answers=why:expiring,age:adult,hukou:pilot",
            "/api/search?q=护照",
        ):
            assert client.get(path).status_code == 200
    finally:
        for one in engines:
            event.remove(one, "before_cursor_execute", listen)
    assert asked == []


def test_an_unchanged_answer_is_a_304_with_no_body(client):
    first = client.get("/api/home?city=440100")
    again = client.get("/api/home?city=440100", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert "X-Keep" not in first.headers


def test_a_proxy_that_zips_weakens_the_tag_and_it_still_counts(client):
    tag = client.get("/api/home?city=440100").headers["ETag"]
    again = client.get("/api/home?city=440100", headers={"If-None-Match": f"W/{tag}"})
    assert (again.status_code, again.data) == (304, b"")


def test_a_new_release_is_seen_at_once_by_hot_reads(client, own_release):
    before = client.get("/api/items/passport-renew?city=440100").json
    contents = service.drafts()
    contents["passport-renew"] = {**contents["passport-renew"], "tips": ["新的一句"]}
    publish(contents)
    after = client.get("/api/items/passport-renew?city=440100").json
    assert before["tips"] != after["tips"] == ["新的一句"]


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/api/home?city=110000", 404, "city_not_found"),
        ("/api/items/none?city=440100", 404, "item_not_found"),
        ("/api/items/passport-renew?city=x", 404, "city_not_found"),
        ("/api/items/passport-renew/checklist?answers=why:zzz", 422, "answers_wrong"),
        ("/api/items/passport-renew/checklist?answers=colour:red,why:expiring,age:adult,hukou:pilot", 422, "answers_wrong"),
        ("/api/search?q=", 422, "query_empty"),
        ("/api/departments/none/items", 404, "department_not_found"),
        ("/api/themes/none", 404, "theme_not_found"),
    ],
)
def test_what_does_not_exist_is_said_plainly(client, path, status, code):
    reply = client.get(path)
    assert (reply.status_code, reply.json["code"]) == (status, code)
    assert reply.json["say"] and reply.json["do"]


def test_versions_are_stored_once(app):
    with db.reading() as tx:
        rows = tx.execute(select(func.count()).select_from(catalog_version)).scalar()
        distinct = tx.execute(select(func.count(catalog_version.c.hash.distinct()))).scalar()
    assert rows == distinct >= 113
