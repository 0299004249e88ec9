"""Lists page to the end: everything is shown once, whatever comes in meanwhile, and the last page says it is the last."""

from datetime import timedelta

import pytest
from sqlalchemy import insert, update

from app.cases.models import case
from app.kernel import audit, clock, db, paging
from app.kernel.ids import new_id
from app.notices import service as notices
from tests.applications import begun
from tests.cases.test_statements import said  # noqa: F401 - a fixture
from tests.known import known


@pytest.fixture
def lin(app, sandbox):
    return known(app, sandbox)


@pytest.fixture
def person(lin):
    from app.identity import tokens

    return tokens.who(lin.token).person


def pages(who, path, key):
    """Every page of a list."""
    after, found = "", []
    while after is not None:
        reply = who.get(f"{path}{'&' if '?' in path else '?'}after={after}" if after else path)
        assert reply.status_code == 200, reply.text
        found.append(reply.json[key])
        after = reply.json["next"]
    return found


def cases(person_id, like, count, no_from=0, **changed):
    """Rows as `like`, under numbers of their own, counted from `no_from`."""
    with db.transaction() as tx:
        row = dict(tx.execute(case.select().where(case.c.no == like)).one()._mapping)
        for number in range(count):
            at = clock.now() - timedelta(minutes=number)
            fresh = {"id": new_id(), "no": f"2644010{no_from + number:08d}", "owner_id": person_id, "draft_key": None, "form": None}
            tx.execute(insert(case), {**row, **fresh, "updated_at": at, **changed})


def test_a_hundred_and_twenty_one_cases_are_all_shown_once_those_that_wait_first(lin, person):
    first = begun(lin)
    cases(person, first, 118, state="submitted", submitted_at=clock.now())
    with db.transaction() as tx:
        for number in (60, 117):  # old ones
            tx.execute(update(case).where(case.c.no == f"2644010{number:08d}").values(state="to_pay"))
    shown = pages(lin, "/api/cases?group=open", "cases")
    assert [len(one) for one in shown] == [30, 30, 30, 28]
    numbers = [one["no"] for page in shown for one in page]
    assert numbers[:2] == ["264401000000060", "264401000000117"] and [one["turn"] for one in shown[0][:3]] == [True, True, False]
    assert len(set(numbers)) == 118 == lin.get("/api/cases?group=open").json["counts"]["open"]
    assert sum(len(page) for page in pages(lin, "/api/cases", "cases")) == 119


def test_what_comes_in_while_one_reads_moves_nothing(lin, person):
    def tell(number):
        return db.in_transaction(notices.tell, person, f"第 {number} 条", "说明", "grey", "/pages/seen/index")

    told = [tell(number) for number in range(70)]
    first = lin.get("/api/messages").json
    late = tell(70)
    second = lin.get(f"/api/messages?after={first['next']}").json
    third = lin.get(f"/api/messages?after={second['next']}").json
    seen = [one["id"] for page in (first, second, third) for one in page["messages"]]
    assert seen == told[::-1] and late not in seen and third["next"] is None and first["unread"] == 70


def test_two_hundred_and_five_messages_of_one_moment_are_all_shown(lin, person):
    with clock.held_at(clock.now()):
        told = {db.in_transaction(notices.tell, person, "换护照", "说明", "grey", "/pages/seen/index") for _ in range(205)}
    shown = [one["id"] for page in pages(lin, "/api/messages", "messages") for one in page]
    assert len(shown) == 205 and set(shown) == told


@pytest.mark.parametrize(("kind", "count"), [("turn", 40), ("case", 80), ("other", 5), (None, 85)])
def test_messages_of_one_kind_page_to_the_end(lin, person, kind, count):
    for number in range(80):
        db.in_transaction(notices.tell, person, "换护照", "说明", "turn" if number % 2 else "done", "/pages/case/index", "264401000283167")
    for _ in range(5):
        db.in_transaction(notices.tell, person, "普通护照", "说明", "grey", "/pages/seen/index")
    shown = pages(lin, f"/api/messages?kind={kind}" if kind else "/api/messages", "messages")
    assert sum(len(page) for page in shown) == count
    assert lin.get("/api/messages?kind=nonsense").status_code == 422


def test_reading_one_page_leaves_the_rest_unread(lin, person):
    for number in range(40):
        db.in_transaction(notices.tell, person, f"第 {number} 条", "说明", "grey", "/pages/seen/index")
    first = lin.get("/api/messages").json
    left = lin.post("/api/messages/read", {"ids": [one["id"] for one in first["messages"]]}).json
    assert left == {"unread": 10} and lin.me["badge"]["messages"] == 10


def test_six_hundred_uses_are_all_listed(lin, person):
    before = len(lin.get("/api/me/uses").json["uses"])
    for number in range(600):
        db.in_transaction(audit.note_use, person, f"单位 {number}", ["姓名"], "办换护照")
    shown = [one["unit"] for page in pages(lin, "/api/me/uses", "uses") for one in page]
    assert len(shown) == 600 + before and shown[:600] == [f"单位 {number}" for number in range(599, -1, -1)]


def test_looks_of_one_unit_for_one_purpose_are_one_row_that_counts(lin, person):
    now = clock.now() + timedelta(seconds=1)
    for minute in (0, 3, 9, 11):
        with clock.held_at(now + timedelta(minutes=minute)):
            db.in_transaction(audit.note_read, person, "广州市财政局", ["缴费和退费记录"], "办退款", "264401000283167")
            db.in_transaction(audit.note_read, person, "广州市财政局", ["缴费和退费记录"], "核对缴费", "264401000283167")
    shown = [(one["why"], one["times"], one["at"] == one["last_at"]) for one in lin.get("/api/me/uses").json["uses"][:4]]
    assert shown == [("核对缴费", 1, True), ("办退款", 1, True), ("核对缴费", 3, False), ("办退款", 3, False)]


WRONG = ["x", "AAAA", "MC4xLjI", "9" * 100, paging.write(paging.Mark(clock.now(), "0" * 31)), "MC45OTk5OTk5OTk5OTk5OTk5OS4" + "A" * 40]


@pytest.mark.parametrize("mark", WRONG)
@pytest.mark.parametrize("path", ["/api/cases", "/api/messages", "/api/me/uses"])
def test_a_mark_nobody_gave_is_refused(lin, path, mark):
    reply = lin.get(f"{path}?after={mark}")
    assert (reply.status_code, reply.json["code"]) == (400, "mark_unreadable")


def test_every_page_asks_the_database_the_same(lin, person, said):  # noqa: F811
    first = begun(lin)
    cases(person, first, 70, state="submitted", submitted_at=clock.now())
    for _ in range(70):
        db.in_transaction(notices.tell, person, "换护照", "说明", "grey", "/pages/seen/index")
        db.in_transaction(audit.note_use, person, "单位", ["姓名"], "办换护照")
    wanted = {
        "/api/cases": ["SELECT case_record", "SELECT case_record"],
        # the first: whether what was asked of the person still is
        "/api/messages": ["SELECT case_record", "SELECT message", "SELECT message"],
        "/api/me/uses": ["SELECT data_use"],
    }
    for path, statements in wanted.items():
        after = ""
        for _ in range(3):
            with said() as asked:
                after = lin.get(f"{path}?after={after}" if after else path).json["next"]
            # the catalogue's watcher asks by itself once a second
            assert [one for one in asked if "catalog" not in one] == statements, path
        assert after is None


def test_a_page_is_read_along_an_index(lin, person):
    """Never the whole table: the owner's rows, or the person's, in order of time."""
    mark = paging.Mark(clock.now(), new_id())
    from app.kernel.models import data_use
    from app.notices.models import message

    lists = [
        (case.select().where(case.c.owner_id == person), case, case.c.updated_at),
        (message.select().where(message.c.person_id == person), message, message.c.at),
        (data_use.select().where(data_use.c.person_id == person), data_use, data_use.c.at),
    ]
    with db.engine().connect() as tx:
        for query, table, at in lists:
            page = paging.beyond(query, mark, at, table.c.id).compile(tx.engine)
            processors = page._bind_processors
            values = {key: processors[key](value) if key in processors else value for key, value in page.params.items()}
            prefix = "EXPLAIN QUERY PLAN " if tx.dialect.name == "sqlite" else "EXPLAIN "
            given = tuple(values[name] for name in page.positiontup) if page.positional else values
            plan = str(tx.exec_driver_sql(prefix + str(page), given).all())
            assert f"ix_{table.name}_" in plan, plan


def test_every_phone_one_is_signed_in_on_is_listed_this_one_first(lin, person):
    from app.identity import tokens
    from app.identity.models import login

    me = tokens.who(lin.token)
    with db.transaction() as tx:
        row = dict(tx.execute(login.select().where(login.c.id == me.login)).one()._mapping)
        for number in range(70):
            fresh = {"id": new_id(), "token_blind": number.to_bytes(32, "big"), "last_seen": clock.now() + timedelta(seconds=number)}
            tx.execute(insert(login), {**row, **fresh})
    shown = pages(lin, "/api/me/sessions", "sessions")
    every = [one["id"] for page in shown for one in page]
    assert [len(page) for page in shown] == [31, 30, 10] and len(set(every)) == 71
    assert every[0] == me.login and [one["here"] for page in shown for one in page].count(True) == 1
