"""What people look for and do not find is counted without them; words that enough of them used become a name of an item."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.demand import queries, rules, service
from app.demand.models import demand_day, search_miss
from app.kernel import clock, db, ids
from app.publishing.commands import publish_contents
from app.publishing.service import written
from tests.applications import submitted
from tests.beside import put_back
from tests.known import known

WORDS = "咕噜咕噜咚"


@pytest.fixture(autouse=True)
def nothing_in_hand(monkeypatch):
    monkeypatch.setattr(service, "EVERY_S", float("inf"))  # stored when the test says so
    monkeypatch.setattr(ids, "_last_ms", 0)  # ids never go back, and an earlier test may have been in another year
    service._hand.clear()
    yield
    service._hand.clear()


@pytest.fixture
def two(desk):
    with put_back():
        contents, sources = written()
        publish_contents(contents, "部署", sources=sources)
        yield desk("operator", "xu.jing"), desk("supervisor", "lao.li")


def ask(client, words, *people):
    for one in people:
        reply = client.get("/api/search", query_string={"q": words}, headers={"X-Forwarded-For": f"203.0.113.{one}"})
        assert reply.status_code == 200 and reply.json["hits"] == []


def different():
    """Addresses whose bits differ, for today's words."""
    found = {}
    for one in range(1, 250):
        service._hand.clear()
        service.missed(WORDS, f"203.0.113.{one}")
        found.setdefault(service._hand[clock.today(), WORDS][1], one)
    service._hand.clear()
    return list(found.values())


def test_words_are_stored_only_once_five_people_asked_them_and_nobody_is_in_the_row(client):
    people = different()
    ask(client, WORDS, *people[:4], *people[:4])
    service.store()
    with db.reading() as tx:
        row = tx.execute(select(search_miss)).one()
        assert (row.words, row.n, rules.askers(row.seen)) == (None, 8, 4)
        assert queries.misses(tx, clock.today()) == ([], 8)
    ask(client, WORDS, people[4])
    service.store()
    with db.reading() as tx:
        assert queries.misses(tx, clock.today()) == ([queries.Miss(WORDS, 9)], 0)


@pytest.mark.parametrize("said", ["440199199001011234", "138 0013 8000", "粤A-12345", "lin@example.org", "   "])
def test_what_may_be_somebodys_number_is_not_counted_at_all(app, said):
    service.missed(said, "203.0.113.1")
    assert service._hand == {} and rules.counted(said) is None


def test_what_is_found_is_no_miss(client):
    assert client.get("/api/search?q=换护照").json["hits"]
    assert service.store() == 0


@pytest.mark.parametrize(("n", "shown"), [(0, 0), (1, None), (4, None), (5, 5), (120, 120)])
def test_a_count_of_a_few_is_not_shown(n, shown):
    assert rules.shown(n) == shown


def test_words_nobody_found_become_a_name_of_an_item_after_a_second_person_agreed(two, client):
    editor, approver = two
    ask(client, WORDS, *different()[:6])
    (missed,) = editor.get("/demand").json["misses"]
    assert (missed["words"], missed["n"], len(missed["near"])) == (WORDS, 6, 3)
    assert editor.post("/demand/adoptions", {"words": WORDS, "item": "tw-permit"}).json["item"] == "tw-permit"
    (draft,) = approver.get("/item-drafts").json["drafts"]
    assert draft["note"] == f"有人搜「{WORDS}」没找到" and draft["texts"]["alias"].split("\n")[-1] == WORDS
    ask(client, WORDS, 1)
    assert approver.post("/items/tw-permit/draft/approval", {"revision": draft["revision"]}).status_code == 200
    assert client.get("/api/search", query_string={"q": WORDS}).json["hits"][0]["id"] == "tw-permit"
    assert editor.get("/demand").json["misses"] == []
    again = editor.post("/demand/adoptions", {"words": WORDS, "item": "tw-permit"})
    assert (again.status_code, again.json["code"]) == (422, "known_already")


def test_cases_begun_and_handed_in_are_counted_by_day_and_again_until_a_week_has_passed(app, sandbox, desk):
    lin = known(app, sandbox)
    submitted(lin)
    assert lin.post("/api/cases", {"item": "tw-permit", "city": "440100", "answers": {}}).status_code in (201, 422)
    service.sweep()
    with db.reading() as tx:
        found = {one.key: (one.begun, one.sent) for one in queries.by_item(tx, clock.today())}
    assert found["passport-renew"] == (1, 1)
    service.sweep()
    with db.reading() as tx:
        assert {one.key: (one.begun, one.sent) for one in queries.by_item(tx, clock.today())} == found
    shown = desk("operator").get("/demand").json
    assert (shown["few"], shown["days"][-1]["begun"]) == (5, None)
    assert {one["begun"] for one in shown["items"]} == {None}
    with clock.held_at(clock.now() + rules.KEPT + timedelta(days=2)):
        service.sweep()
    with db.reading() as tx:
        assert tx.execute(select(demand_day)).all() == []
