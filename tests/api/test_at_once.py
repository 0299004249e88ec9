"""Many at once, and keys that are old: no five hundred, nothing that grows."""

import threading
import uuid
from datetime import timedelta

import pytest
from sqlalchemy import event

from app.kernel import clock, db, once
from app.notices.templates import templates
from tests.applications import RENEW
from tests.known import known
from tests.residents import Resident, count


@pytest.fixture
def lin(app, sandbox):
    return known(app, sandbox)


def at_once(who, calls):
    """Each call (method, path, body, key) from a phone of its own, all in the same moment. Returns the answers."""
    answers, start = [], threading.Barrier(len(calls))

    def run(method, path, body, key):
        client = who.app.test_client()
        headers = {"Authorization": f"Bearer {who.token}", "Idempotency-Key": key or str(uuid.uuid4())}
        start.wait()
        answers.append(client.open(path, method=method, json=body, headers=headers))

    threads = [threading.Thread(target=run, args=call) for call in calls]
    [one.start() for one in threads]
    [one.join() for one in threads]
    return answers


def test_eight_first_subscriptions_at_once_are_one_row_each(app, sandbox):
    results = {one.id: "accept" for one in templates().values()}
    for who in ("lin-zhihao", "chen-xiaotong", "huang-xiuying", "zhou-zixuan", "zhao-dawei"):  # each has a first time
        resident, before = Resident(app, sandbox, who), count("subscription")
        answers = at_once(resident, [("POST", "/api/subscriptions", {"results": results}, None)] * 8)
        assert [one.status_code for one in answers] == [204] * 8
        assert count("subscription") == before + len(results)


def test_two_that_looked_before_either_stored_are_one_row(lin):
    """Both are held where they have looked and found nothing. SQLite lets only one of them come so far."""
    if db.engine().dialect.name == "sqlite":
        pytest.skip("one writer at a time")
    both, held = threading.Barrier(2), set()

    def hold(_connection, _cursor, statement, *_more):
        who = threading.get_ident()
        if statement.startswith("INSERT INTO subscription") and who not in held:
            held.add(who)
            both.wait(5)

    results = {templates()["result"].id: "accept"}
    event.listen(db.engine(), "before_cursor_execute", hold)
    try:
        answers = at_once(lin, [("POST", "/api/subscriptions", {"results": results}, None)] * 2)
    finally:
        event.remove(db.engine(), "before_cursor_execute", hold)
    assert [one.status_code for one in answers] == [204, 204] and count("subscription") == 1


def test_six_face_checks_at_once_are_three(lin):
    answers = at_once(lin, [("POST", "/api/me/face", {}, None)] * 6)
    assert sorted(one.status_code for one in answers) == [200] * 3 + [429] * 3
    assert {one.json["code"] for one in answers if one.status_code == 429} == {"face_tries_used"}
    assert count("face_check") == 3
    assert len({one.json["verify_id"] for one in answers if one.status_code == 200}) == 3


def test_one_key_six_times_at_once_opens_one_face_check(lin):
    answers = at_once(lin, [("POST", "/api/me/face", {}, "one-key")] * 6)
    opened = [one.json["verify_id"] for one in answers if one.status_code == 200]
    assert opened and len(set(opened)) == 1
    assert {one.json["code"] for one in answers if one.status_code != 200} <= {"face_opening"}
    assert count("face_check") == 1
    assert lin.post("/api/me/face", key="one-key").json["verify_id"] == opened[0]


def test_one_wechat_refused_to_open_costs_nothing_and_the_same_key_may_try_again(lin, sandbox):
    sandbox.control("POST", "/faults", match={"path": "getverifyid"}, kind="5xx", times=1)
    assert lin.post("/api/me/face", key="again").status_code == 503
    assert lin.post("/api/me/face", key="again").status_code == 200
    assert lin.post("/api/me/face").status_code == 200 and lin.post("/api/me/face").status_code == 200
    assert lin.post("/api/me/face").status_code == 429


def test_real_names_at_once_make_one_person(app, sandbox):
    who = Resident(app, sandbox)
    body = {"name": who.name, "id_number": who.id_number}
    answers = at_once(who, [("POST", "/api/me/real-name", body, None)] * 5)
    assert {one.status_code for one in answers} == {200} and count("person") == 1
    assert who.me["level"] == 3


def test_a_key_from_last_week_is_a_new_one(lin):
    """What was remembered is gone after two days: the same key then does it again, calmly, once."""
    calls = [
        ("POST", "/api/me/real-name", {"name": lin.name, "id_number": lin.id_number}),
        ("POST", "/api/me/face", {}),
        ("POST", "/api/cases", RENEW),
    ]
    before = [lin.call(method, path, body, key=f"key-{path}").status_code for method, path, body in calls]
    rows = count("case_record")
    with clock.held_at(clock.now() + timedelta(days=7)):
        db.in_transaction(once.forget_old)
        assert count("remembered") == 0
        for _ in range(3):
            again = [lin.call(method, path, body, key=f"key-{path}").status_code for method, path, body in calls]
            assert again == before == [200, 200, 201]
        assert (count("remembered"), count("case_record"), count("person")) == (3, rows, 1)
        assert count("face_check") == 2  # last week's and today's


def test_the_same_key_for_something_else_is_said_and_changes_nothing(lin):
    assert lin.post("/api/me/face", key="k").status_code == 200
    assert lin.post("/api/cases", RENEW, key="k").json["code"] == "key_reused"
    assert (count("case_record"), count("face_check")) == (0, 1)
