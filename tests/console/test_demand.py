"""What people look for and do not find is counted without them; words that enough of them used become a name of an item."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.catalog.front import COUNT
from app.demand import proposals, queries, rules, service
from app.demand.models import demand_day, demand_hour, search_miss
from app.kernel import clock, db, ids
from app.publishing.commands import publish_contents
from app.publishing.service import written
from deploy import a_year
from tests.applications import submitted
from tests.beside import put_back
from tests.known import known

WORDS = "咕噜咕噜咚"


@pytest.fixture(autouse=True)
def nothing_in_hand(monkeypatch):
    monkeypatch.setattr(service, "EVERY_S", float("inf"))  # stored when the test says so
    monkeypatch.setattr(ids, "_last_ms", 0)  # ids never go back, and an earlier test may have been in another year
    service._hand.clear()
    service._read.clear()
    yield
    service._hand.clear()
    service._read.clear()


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
        found = {one.item: (one.begun, one.sent) for one in queries.by_item(tx, clock.today())}
    assert found["passport-renew"] == (1, 1)
    service.sweep()
    with db.reading() as tx:
        assert {one.item: (one.begun, one.sent) for one in queries.by_item(tx, clock.today())} == found
    shown = desk("operator").get("/demand").json
    assert (shown["few"], shown["days"][-1]["begun"]) == (5, None)
    assert {one["begun"] for one in shown["items"]} == {None}
    with clock.held_at(clock.now() + rules.COUNTED + timedelta(days=2)):
        service.sweep()
    with db.reading() as tx:
        assert tx.execute(select(demand_day)).all() == []


@pytest.fixture
def reads(app):
    """reads() → what the hot reads of this application said since the last time, as (item, step) → times."""
    hot = app.wsgi_app
    while not hasattr(hot, "tell"):
        hot = next(one for one in vars(hot).values() if callable(one) and hasattr(one, "__dict__") and not isinstance(one, type))
    hot.tell()
    service._read.clear()

    def since():
        hot.tell()
        return {(item, step): n for (_, item), steps in service._read.items() for step, n in steps.items() if n}

    return since


def test_each_reading_is_counted_also_the_one_from_memory_and_what_the_phone_has_already(client, reads):
    answers = "why:expiring,age:adult,hukou:pilot"
    for _ in range(3):
        page = client.get("/api/items/passport-renew?city=440300")
        assert COUNT not in page.headers
    assert client.get("/api/items/passport-renew?city=440300", headers={"If-None-Match": page.headers["ETag"]}).status_code == 304
    client.get("/api/items/passport-renew?city=440300&aside=1")
    for _ in range(2):
        assert client.get(f"/api/items/passport-renew/checklist?city=440300&answers={answers}").status_code == 200
    assert client.get("/api/items/passport-renew/checklist?city=440300&answers=why:nothing").status_code == 422
    assert reads() == {("passport-renew", "opened"): 4, ("passport-renew", "guided"): 2}


def test_what_stands_in_a_list_is_seen_and_what_a_search_says_first_is_found(client, reads):
    screen = client.get("/api/home?city=440400").json
    shown = {one["id"] for part in ("common", "season", "burst") for one in screen[part]}
    assert reads() == {(one, "seen"): 1 for one in shown}
    service._read.clear()
    hits = client.get("/api/search?q=换护照&city=440400").json["hits"]
    expected = {(one["id"], "seen"): 1 for one in hits} | {(hits[0]["id"], "found"): 1}
    assert reads() == expected


def test_a_colleague_who_looks_at_a_draft_opens_nothing(client, reads):
    assert client.get("/api/items/passport-renew?preview=gone").status_code == 404
    assert reads() == {}


def test_a_funnel_shows_each_step_and_nothing_of_a_few(app, sandbox, desk):
    lin = known(app, sandbox)
    submitted(lin)
    day = clock.today()
    service.read({rules.mark(seen=["passport-renew"]): 400, rules.mark(opened=["passport-renew"]): 90, "guided=passport-renew": 60})
    service.read({"opened=passport-renew": 10, "seen=no-such-item": 9})
    service.store()
    service.sweep()
    with db.reading() as tx:
        assert tx.execute(select(demand_hour.c.item, demand_hour.c.seen, demand_hour.c.opened).order_by(demand_hour.c.item)).all() == [
            ("no-such-item", 9, 0), ("passport-renew", 400, 100)
        ]  # fmt: skip
        way = next(one for one in queries.by_item(tx, day) if one.item == "passport-renew")
    assert way == queries.Way("passport-renew", 400, 100, 60, 1, 1, 0)
    (shown,) = desk("operator").get("/demand").json["items"]
    assert {key: shown[key] for key in (*queries.STEPS, "left")} == {
        "seen": 400, "opened": 100, "guided": 60, "begun": None, "sent": None, "done": None, "left": None
    }  # fmt: skip
    service.sweep()
    with db.reading() as tx:
        assert queries.by_item(tx, day)[0] == way
    with clock.held_at(clock.now() + rules.BY_HOUR + timedelta(hours=2)):
        service.sweep()
    with db.reading() as tx:
        assert tx.execute(select(demand_hour)).all() == []
        assert queries.by_item(tx, day)[0] == way


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ((400, 100, 60, 40, 30, 20), [400, 100, 60, 40, 30, 20]),
        ((400, 100, 60, 40, 38, 20), [400, 100, 60, 40, None, 20]),  # two of forty did not hand it in
        ((400, 100, 60, 40, 38, 37), [400, 100, 60, 40, None, None]),
        ((400, 100, 60, 40, 40, 40), [400, 100, 60, 40, 40, 40]),
        ((400, 3, 2, 0, 0, 0), [400, None, None, None, None, None]),
        ((400, 90, 40, 9, 0, 0), [400, 90, 40, 9, 0, 0]),
        ((0, 0, 0, 8, 8, 1), [0, 0, 0, 8, 8, None]),
    ],
)
def test_a_step_is_not_shown_that_would_tell_a_few(counts, shown):
    assert rules.steps(counts) == shown


def test_what_is_decided_within_weeks_is_counted_again_each_day_while_its_hours_are_there():
    hours = [rules.again(hour) for hour in range(24)]
    assert all(days[: rules.AGAIN] == list(range(rules.AGAIN)) for days in hours)
    assert sorted(day for days in hours for day in days[rules.AGAIN :]) == list(range(rules.AGAIN, rules.AGAIN + rules.LATER))
    assert timedelta(days=rules.AGAIN + rules.LATER) <= rules.BY_HOUR


def test_what_two_workers_counted_in_an_hour_is_one_number(app):
    none = dict.fromkeys(rules.READS, 0)
    for hour, n in ((1, 3), (1, 4), (2, 5)):
        db.in_transaction(service._more, {(hour, "a"): {**none, "seen": n}, (hour, "b"): {**none, "opened": 1}})
    with db.reading() as tx:
        rows = tx.execute(select(demand_hour.c.hour, demand_hour.c.seen).where(demand_hour.c.item == "a")).all()
    assert sorted(rows) == [(1, 7), (2, 5)]


def counted(days, each):
    """Hours of the last days as they would have been counted: item → openings an hour."""
    hour = service.hour_of(clock.now())
    with db.transaction() as tx:
        for at in range(hour - days * 24, hour):
            for item, n in each.items():
                more = n if not callable(n) else n(hour - at)
                tx.execute(demand_hour.insert(), {"hour": at, "item": item, "seen": 0, "found": more, "opened": more, "guided": 0})
    proposals.forget()


def test_what_many_look_for_is_proposed_with_its_reason_and_taken_over_as_a_draft(two, client):
    editor, _ = two
    here = editor.get("/first-screens/440100").json
    common = here["live"]["common"]
    before = editor.get("/first-screens/440100/proposal").json
    assert before == {"common": common, "moves": [], "scores": []}
    counted(8, dict.fromkeys(common, 40) | {"tw-permit": lambda ago: 400 if ago <= 3 else 10, "idcard-first": 1})
    found = editor.get("/first-screens/440100/proposal").json
    # What is a guide only was never counted against others: it stays where it is.
    doable = [one for one in common if next(row["serves"] for row in here["items"] if row["id"] == one) != "guide"]
    gone, stays = doable[-1], [one for one in common if one not in doable]
    assert set(found["common"]) == {"tw-permit", *common} - {gone} and found["common"][0] == "tw-permit"
    assert [one for one in found["common"] if one in stays] == stays
    risen, left = found["moves"]
    assert (risen["item"], risen["kind"], risen["start"], risen["to"]) == ("tw-permit", "shock", None, 1)
    assert risen["says"].endswith("，3 小时") and set(risen["alone"]) == set(found["common"])
    assert (left["item"], left["to"], left["alone"]) == (gone, None, [one for one in common if one != gone])
    assert {one["item"] for one in found["scores"]} == {*doable, "tw-permit"}
    kept = editor.call("PUT", "/first-screens/440100/draft", {"revision": 0, "common": found["common"], "off": []})
    assert kept.status_code == 200 and kept.json["says"][0].startswith("「")
    assert editor.get("/first-screens/440100/proposal").json["moves"] == []
    assert client.get("/api/home?city=440100").json["common"][0]["id"] == common[0]


def test_a_year_is_replayed_at_the_command_line_and_what_is_late_is_said(app, tmp_path):
    year = list(a_year.year(seed=7, items=10, seasons=1, shocks=1))
    file = tmp_path / "year.jsonl"
    file.write_bytes(b"\n".join(year[:1500]))  # it ends before anything planted begins
    result = app.test_cli_runner().invoke(args=["demand", "replay", str(file)])
    assert result.exit_code == 1 and "一直没有，要在 1 小时以内" in result.output and "说成突发、其实不是的：0 次" in result.output
    file.write_text('{"screen": []}\n')
    wrong = app.test_cli_runner().invoke(args=["demand", "replay", str(file)])
    assert wrong.exit_code == 2 and "不是一年的事件" in wrong.output
