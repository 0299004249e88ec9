"""A fixed number of statements, however much there is."""

import re
from contextlib import contextmanager

import pytest
from sqlalchemy import event

from app.kernel import db
from tests.applications import ENDORSE, RENEW, begun, filled


@pytest.fixture
def said():
    """`with said() as statements:` collects what the database is asked: SELECT case_record, …"""

    @contextmanager
    def listening():
        found = []

        def hear(_connection, _cursor, statement, *_more):
            # Named after what it lists, not after what it looks up beside it.
            statement = re.sub(r"\(SELECT[^()]*(\([^()]*\)[^()]*)*\)", "()", statement)
            for one in statement.split(";\n"):  # writes travel together on MariaDB
                verb, table = re.match(r"(\w+)\b.*?(?:FROM|INTO|UPDATE)\s+\"?`?(\w+)", one + " UPDATE none", re.S).groups()
                if verb == "UPDATE":
                    table = one.split()[1].strip('"`')
                if verb not in ("PRAGMA", "SAVEPOINT", "RELEASE", "BEGIN") and table != "catalog_release":  # its watcher asks once a second
                    found.append(f"{verb} {table}")

        engines = {id(one): one for one in (db._reader, db._writer) if one is not None}.values()
        for one in engines:
            event.listen(one, "before_cursor_execute", hear)
        try:
            yield found
        finally:
            for one in engines:
                event.remove(one, "before_cursor_execute", hear)

    return listening


def test_handing_in_takes_seven_statements_and_one_commit(lin, said):
    """Three looks before the transaction, for what its review points need; in it one INSERT of the verdicts."""
    no = filled(lin)
    commits = []

    def committed(_connection):
        commits.append(1)

    event.listen(db._writer, "commit", committed)
    try:
        with said() as statements:
            assert lin.post(f"/api/cases/{no}/submission").status_code == 200
    finally:
        event.remove(db._writer, "commit", committed)
    assert statements[:3] == ["SELECT case_record", "SELECT person", "SELECT certificate"]
    assert statements[3:] == [
        "SELECT remembered",
        "SELECT case_record",
        "UPDATE case_record",
        "INSERT case_action",
        "INSERT case_verdict",
        "INSERT outbox",
        "INSERT remembered",
    ]
    assert len(commits) == 1


def test_my_cases_ask_the_same_whether_there_is_one_or_twenty(lin, said):
    begun(lin)
    with said() as one:
        lin.get("/api/cases")
    for why in ("pages", "expired", "info"):
        for city in ("440100", "440300", "440400", "440600", "441900", "445300"):
            begun(lin, {**RENEW, "city": city, "answers": {**RENEW["answers"], "why": why}})
    with said() as many:
        assert len(lin.get("/api/cases").json["cases"]) == 19
    assert one == many and len(one) <= 3


def test_a_case_asks_no_more_for_a_longer_history(lin, crj, said):
    from tests.applications import submitted

    no = submitted(lin)
    with said() as short:
        lin.get(f"/api/cases/{no}")
    crj.walk(no, "pre_check", "accepted", "reviewing", "approving")
    with said() as long:
        assert len(lin.get(f"/api/cases/{no}").json["timeline"]) == 5
    assert short == long


def test_whether_anything_changed_costs_one_look_into_an_index(lin, crj, said):
    """Asked for every two seconds by each page that is looked at: it costs the same however many cases there are."""
    from tests.applications import submitted

    no = submitted(lin)
    before = lin.get("/api/me/stamp").json
    with said() as statements:
        assert lin.get("/api/me/stamp").json == before
    assert [one for one in statements if "case" in one] == ["SELECT case_record"]  # who asks is looked up now and then
    crj.walk(no, "pre_check")
    moved = lin.get("/api/me/stamp").json
    assert moved != before
    begun(lin, ENDORSE)
    assert lin.get("/api/me/stamp").json not in (before, moved)


def test_what_happens_to_others_changes_nothing_here(app, sandbox, lin, said):
    from tests.applications import submitted
    from tests.residents import Resident

    before = lin.get("/api/me/stamp").json
    submitted(Resident(app, sandbox, "chen-xiaotong").known())
    assert lin.get("/api/me/stamp").json == before == {"stamp": "0"}
