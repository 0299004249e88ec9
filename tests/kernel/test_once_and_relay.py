"""Told twice, done once; stored with the change, told after commit."""

import threading
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert, select, update

from app.kernel import clock, db, signed
from app.kernel.errors import BadRequest, Refused, SignedOut
from app.kernel.events import Event, emit
from app.kernel.hand import MAX_TRIES
from app.kernel.ids import new_id
from app.kernel.models import outbox, reaction_done, remembered, seen_nonce
from app.kernel.once import once
from app.kernel.relay import Relay, backlog, outside
from tests.kernel.knocked import Knocked, count

pytestmark = pytest.mark.usefixtures("kernel_db")
ROOT = Path(__file__).parents[2]


def emit_one(door="case:1", n=0):
    with db.transaction() as tx:
        return emit(tx, Knocked(door, n))


def test_the_same_key_and_body_get_the_same_answer_and_do_the_work_once():
    done = []

    def work(tx):
        done.append(1)
        return 201, {"no": "1"}

    assert once("me", "k", b"body", work) == (201, {"no": "1"})
    assert once("me", "k", b"body", work) == (201, {"no": "1"})
    assert done == [1]


def test_the_same_key_with_another_body_is_refused_and_does_nothing():
    once("me", "k", b"body", lambda tx: (200, 1))
    with pytest.raises(Refused) as refusal:
        once("me", "k", b"other", lambda tx: pytest.fail("worked twice"))
    assert refusal.value.code == "key_reused"


def test_another_persons_key_is_another_key():
    once("me", "k", b"body", lambda tx: (200, "mine"))
    assert once("you", "k", b"body", lambda tx: (200, "yours")) == (200, "yours")


@pytest.mark.parametrize("key", [None, "", "x" * 129])
def test_a_write_without_a_proper_key_is_refused(key):
    with pytest.raises(BadRequest):
        once("me", key, b"body", lambda tx: pytest.fail("worked"))


def test_work_that_fails_leaves_neither_answer_nor_event():
    def work(tx):
        emit(tx, Knocked("case:1"))
        raise Refused()

    with pytest.raises(Refused):
        once("me", "k", b"body", work)
    assert count(remembered) == 0 and count(outbox) == 0


def test_the_stored_answer_is_not_readable_in_the_table():
    once("me", "k", b"body", lambda tx: (200, {"name": "canary-name"}))
    with db.reading() as tx:
        assert b"canary-name" not in tx.execute(select(remembered.c.answer)).scalar()


def test_sixteen_at_once_with_one_key_do_the_work_once():
    done, answers = [], []

    def work(tx):
        tx.execute(insert(seen_nonce), {"nonce": bytes([len(done)]) * 32, "at": clock.now()})
        done.append(1)
        return 200, {"n": 1}

    threads = [threading.Thread(target=lambda: answers.append(once("me", "k", b"b", work))) for _ in range(16)]
    [t.start() for t in threads]
    [t.join() for t in threads]
    assert answers == [(200, {"n": 1})] * 16
    assert count(seen_nonce) == 1 and count(remembered) == 1


def test_an_event_reaches_each_reaction_once_and_leaves():
    seen = []

    def first(tx, happened):
        seen.append(("first", happened.event.n))

    def second(tx, happened):
        seen.append(("second", happened.event.n))

    emit_one(n=7)
    assert Relay({Knocked: [first, second]}).drain() == 1
    assert seen == [("first", 7), ("second", 7)]
    assert count(outbox) == 0 and count(reaction_done) == 0


def test_when_the_second_reaction_fails_the_first_is_not_run_again():
    seen, broken = [], [True]

    def first(tx, happened):
        seen.append("first")

    def second(tx, happened):
        if broken:
            broken.clear()
            raise RuntimeError("not now")
        seen.append("second")

    emit_one()
    relay = Relay({Knocked: [first, second]})
    assert relay.step() and count(outbox) == 1
    with clock.held_at(clock.now().replace(year=2099)):
        assert relay.step()
    assert seen == ["first", "second"] and count(outbox) == 0


def test_a_failed_reaction_leaves_no_half_of_its_work():
    def half(tx, happened):
        tx.execute(insert(seen_nonce), {"nonce": b"n" * 32, "at": clock.now()})
        raise RuntimeError("after writing")

    emit_one()
    Relay({Knocked: [half]}).step()
    assert count(seen_nonce) == 0


def test_events_of_one_subject_run_in_order_and_others_do_not_wait():
    seen = []

    def react(tx, happened):
        if happened.event.n == 1:
            raise RuntimeError("stuck")
        seen.append(happened.event.n)

    emit_one("case:a", n=1)
    emit_one("case:a", n=2)
    emit_one("case:b", n=3)
    Relay({Knocked: [react]}).drain()
    assert seen == [3]


def test_a_reaction_to_the_outside_gets_no_transaction():
    seen = []

    @outside
    def send(happened):
        seen.append(happened.subject)

    emit_one()
    Relay({Knocked: [send]}).drain()
    assert seen == ["case:1"]


def test_four_relays_share_the_work_without_doing_any_twice():
    seen = []

    def react(tx, happened):
        seen.append(happened.event.n)

    for n in range(40):
        emit_one(f"case:{n}", n=n)
    relays = [threading.Thread(target=Relay({Knocked: [react]}).drain) for _ in range(4)]
    [t.start() for t in relays]
    [t.join() for t in relays]
    assert sorted(seen) == list(range(40))


def test_a_signed_call_passes_once_and_a_replay_does_not():
    headers = signed.sign("secret", "dept-gat-crj", "POST", "/x?a=1", b"{}")
    assert signed.verify({"dept-gat-crj": "secret"}, headers, "POST", "/x?a=1", b"{}") == "dept-gat-crj"
    with db.transaction() as tx:
        signed.use_nonce(tx, "dept-gat-crj", headers["X-Shengshi-Nonce"])
    with pytest.raises(SignedOut) as refusal, db.transaction() as tx:
        signed.use_nonce(tx, "dept-gat-crj", headers["X-Shengshi-Nonce"])
    assert refusal.value.code == "replayed"


def test_a_nonce_is_kept_as_long_as_its_call_could_be_replayed_and_no_longer():
    """The clock of a department may be five minutes ahead: its call is fresh for ten, and only then may its nonce go."""
    now = clock.now().replace(microsecond=0)
    with clock.held_at(now + timedelta(seconds=signed.WINDOW_S)):
        headers = signed.sign("secret", "d", "POST", "/x", b"")
    with clock.held_at(now), db.transaction() as tx:
        assert signed.verify({"d": "secret"}, headers, "POST", "/x", b"") == "d"
        signed.use_nonce(tx, "d", headers["X-Shengshi-Nonce"])
    with clock.held_at(now + timedelta(seconds=2 * signed.WINDOW_S)):
        assert signed.verify({"d": "secret"}, headers, "POST", "/x", b"") == "d"
        assert db.in_transaction(signed.forget_old) == 0
    with clock.held_at(now + timedelta(seconds=2 * signed.WINDOW_S + 1)), pytest.raises(SignedOut):
        signed.verify({"d": "secret"}, headers, "POST", "/x", b"")
    with clock.held_at(now + timedelta(seconds=4 * signed.WINDOW_S + 1)):
        assert db.in_transaction(signed.forget_old) == 1 and count(seen_nonce) == 0


def test_whatever_forgets_is_called_by_a_timer():
    """Each room's forget_old, or its table grows for ever."""
    from wsgi import TIMERS

    called = {name for _, work in TIMERS for name in _forgetters(work)}
    written = {
        str(path.relative_to(ROOT).with_suffix("")).replace("/", ".")
        for door in ("app", "payment")
        for path in (ROOT / door).rglob("*.py")
        if "\ndef forget_old(" in path.read_text()
    }
    assert called == written and "app.kernel.signed" in written


def _forgetters(work):
    for name in work.__code__.co_names:
        module = work.__globals__.get(name)
        if hasattr(module, "forget_old") and "forget_old" in work.__code__.co_names:
            yield module.__name__


@pytest.mark.parametrize(
    ("keys", "method", "path", "body"),
    [
        ({"dept-gat-crj": "other"}, "POST", "/x", b"{}"),
        ({}, "POST", "/x", b"{}"),
        ({"dept-gat-crj": "secret"}, "PUT", "/x", b"{}"),
        ({"dept-gat-crj": "secret"}, "POST", "/y", b"{}"),
        ({"dept-gat-crj": "secret"}, "POST", "/x", b"{ }"),
    ],
)
def test_an_altered_or_unknown_call_is_refused(keys, method, path, body):
    headers = signed.sign("secret", "dept-gat-crj", "POST", "/x", b"{}")
    with pytest.raises(SignedOut) as refusal:
        signed.verify(keys, headers, method, path, body)
    assert refusal.value.code == "bad_signature"


def test_a_call_older_than_five_minutes_is_refused():
    headers = signed.sign("secret", "d", "POST", "/x", b"")
    with clock.held_at(clock.now().replace(year=2099)), pytest.raises(SignedOut) as refusal:
        signed.verify({"d": "secret"}, headers, "POST", "/x", b"")
    assert refusal.value.code == "stale_signature"


def test_an_operator_sees_what_waits_and_what_was_given_up():
    emit_one("case:1")
    stuck = emit_one("case:2")
    with db.transaction() as tx:
        tx.execute(update(outbox).where(outbox.c.id == stuck).values(tries=MAX_TRIES))
    with db.reading() as tx:
        waiting, given_up, age = backlog(tx)
    assert (waiting, given_up) == (1, 1)
    assert 0 <= age < 5


@dataclass(frozen=True)
class KnockedAgain(Event):
    """As a later version of the code has it."""

    KIND = "knocked_again"
    door: str
    loud: bool = False

    @property
    def lane(self):
        return self.door


def store(name, subject, data):
    """An event as another version of the code stored it."""
    with db.transaction() as tx:
        now = clock.now()
        row = {"id": new_id(), "name": name, "subject": subject, "data": data, "created_at": now, "next_at": now, "tries": 0}
        tx.execute(insert(outbox), row)


def test_an_event_that_an_earlier_or_a_later_version_stored_is_read():
    seen = []
    store("knocked_again", "a", {"door": "a"})
    store("knocked_again", "b", {"door": "b", "loud": True, "colour": "red"})
    Relay({KnockedAgain: [lambda tx, happened: seen.append(happened.event)]}).drain()
    assert seen == [KnockedAgain("a"), KnockedAgain("b", loud=True)] and count(outbox) == 0


@pytest.mark.parametrize(("name", "data"), [("from_the_future", {"door": "b"}), ("knocked_again", {}), ("knocked_again", [])])
def test_an_event_this_relay_cannot_read_waits_for_one_that_can_and_its_neighbours_go_on(name, data):
    seen = []
    emit_one("a", n=1)
    store(name, "b", data)
    emit_one("c", n=2)
    Relay({Knocked: [lambda tx, happened: seen.append(happened.event.n)], KnockedAgain: []}).drain()
    assert set(seen) == {1, 2}
    with db.reading() as tx:
        (left,) = tx.execute(select(outbox)).all()
    assert (left.name, left.data, left.tries, left.last_error) == (name, data, 1, "Unreadable")


def test_an_event_that_no_relay_knew_is_told_when_one_does():
    seen = []
    store("knocked_again", "b", {"door": "b"})
    Relay({Knocked: []}).drain()
    assert count(outbox) == 1
    with clock.held_at(clock.now() + timedelta(minutes=1)):
        Relay({KnockedAgain: [lambda tx, happened: seen.append(happened.event.door)]}).drain()
    assert seen == ["b"] and count(outbox) == 0
