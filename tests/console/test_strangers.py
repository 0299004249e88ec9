"""Strangers at the desk's door: no spelling gives more tries, nobody locks a member out, nobody keeps the cores busy."""

import threading
import time

import pytest

from app.staff import rules, service
from tests.console.conftest import PASSWORD

SPELLINGS = [
    *("wang.fang" + " " * n for n in range(1, 12)),
    *("wang.fang".swapcase()[:n] + "wang.fang"[n:] for n in range(1, 10)),
    *("wang.fang" + tail for tail in ("\t", "\u3000", "\u200b", "\u2003", "\u00a0", "%20")),
    *(
        " " + "wang.fang",
        "ｗang.fang",
        "wang．fang",
        "wáng.fang",
        "WANG.FANG",
        "Wang.Fang",
        "wang.fang\u0301",
        "wang.fanģ",
        "ＷＡＮＧ.ＦＡＮＧ",
    ),
    *("wang.fang,", "wang.fang'--", "wan", "w" * 32, "wang.fang;", "wang_fang"),
]


@pytest.fixture
def hashes(monkeypatch):
    """How many passwords were hashed."""
    done, real = [], service.Argon2id.verify_phc_encoded

    def counted(*given):
        done.append(time.monotonic())
        return real(*given)

    monkeypatch.setattr(service.Argon2id, "verify_phc_encoded", counted)
    return done


def knock(client, login, password="wrong horse battery 7", code="000000", address="203.0.113.9"):
    body = {"login": login, "password": password, "code": code}
    return client.post("/console/v1/sign-in", json=body, headers={"X-Forwarded-For": address})


def next_code(member):
    return rules.one_time_code(member.secret, time.time(), 1)


def test_no_spelling_of_a_name_is_that_name_or_gives_a_try_more(desk, client, hashes):
    member = desk("finance", "wang.fang")
    hashes.clear()
    code = next_code(member)
    assert len(set(SPELLINGS)) >= 39
    for n, login in enumerate(sorted(set(SPELLINGS))):
        reply = knock(client, login, PASSWORD, code, f"203.0.113.{n}")
        assert (reply.status_code, reply.json["code"]) == (401, "sign_in_refused"), login
    assert hashes == []
    assert knock(client, "wang.fang", PASSWORD, code).status_code == 200


def test_five_tries_from_one_place_are_all_whatever_they_are(desk, client):
    member = desk("finance", "wang.fang")
    statuses = [knock(client, "wang.fang").status_code for _ in range(5)]
    assert statuses == [401] * 5
    assert knock(client, "wang.fang", PASSWORD, next_code(member)).status_code == 429


def test_a_stranger_locks_nobody_out_wherever_they_knock_from(desk, client, hashes):
    member = desk("finance", "wang.fang")
    hashes.clear()
    for place in range(40):
        for _ in range(6):
            assert knock(client, "wang.fang", code="000000", address=f"198.51.100.{place}").status_code in (401, 429)
    assert hashes == []  # no code, no hash: 240 knocks cost nothing worth counting
    assert knock(client, "wang.fang", PASSWORD, next_code(member), "203.0.113.1").status_code == 200


def test_one_place_that_tries_many_names_is_told_to_stop(client, hashes, app):
    statuses = [knock(client, f"someone{n}").status_code for n in range(70)]
    assert statuses == [401] * 60 + [429] * 10 and hashes == []


def test_who_has_the_code_has_five_passwords_from_all_places_together(desk, client, hashes):
    member = desk("finance", "wang.fang")
    hashes.clear()
    code = next_code(member)
    statuses = [knock(client, "wang.fang", "wrong horse battery 7", code, f"198.51.100.{n}").status_code for n in range(9)]
    assert statuses == [401] * 4 + [429] * 5 and len(hashes) == 4  # the first of the five was the member's own


def test_an_unknown_and_an_ended_member_are_answered_as_a_wrong_code_is(desk, client, hashes, app):
    from app.kernel import db

    member = desk("finance", "wang.fang")
    assert db.in_transaction(service.end, "wang.fang")
    hashes.clear()
    answers = [
        knock(client, "nobody.here", PASSWORD, "123456"),
        knock(client, "wang.fang", PASSWORD, next_code(member)),
        knock(client, "Wang Fang", PASSWORD, "123456"),
    ]
    said = [{**reply.json, "request_id": ""} for reply in answers]
    assert said[0] == said[1] == said[2] and said[0]["code"] == "sign_in_refused" and hashes == []


def test_no_more_than_two_passwords_are_hashed_at_a_time_and_who_waits_too_long_is_told(app, monkeypatch):
    stored = service._hash(PASSWORD)
    here, most, lock = 0, 0, threading.Lock()
    real = service.Argon2id.verify_phc_encoded

    def watched(*given):
        nonlocal here, most
        with lock:
            here += 1
            most = max(most, here)
        try:
            return real(*given)
        finally:
            with lock:
                here -= 1

    monkeypatch.setattr(service.Argon2id, "verify_phc_encoded", watched)
    told = []
    threads = [threading.Thread(target=lambda: told.append(service._right(stored, PASSWORD))) for _ in range(8)]
    [one.start() for one in threads]
    [one.join() for one in threads]
    assert told == [True] * 8 and 1 <= most <= 2
    monkeypatch.setattr(service, "PATIENCE_S", 0.01)
    with service.HASHING, service.HASHING, pytest.raises(service.Unavailable) as busy:
        service._right(stored, PASSWORD)
    assert busy.value.code == "sign_in_busy"
    assert service._right(stored, PASSWORD) and not service._right(stored, PASSWORD + "x")


@pytest.mark.parametrize("code", ["１２３４５６", "123456\n", "12345²", "1e5", " 123456", ""])
def test_a_code_is_six_plain_digits(client, app, code):
    assert knock(client, "wang.fang", PASSWORD, code).status_code == 422
