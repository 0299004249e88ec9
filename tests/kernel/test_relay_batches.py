"""Many events at a time, and nothing less safe than one: in order per subject, inside exactly once, neighbours go on."""

import threading
from concurrent.futures import wait
from datetime import timedelta

import pytest
from sqlalchemy import event as sql_event
from sqlalchemy import insert, select, update

from app.kernel import clock, db
from app.kernel.events import emit
from app.kernel.hand import LEASE, MAX_TRIES
from app.kernel.ids import new_id
from app.kernel.models import data_use, outbox, reaction_done
from app.kernel.relay import Relay, outside
from tests.kernel.knocked import Knocked, count

pytestmark = pytest.mark.usefixtures("kernel_db")


def emit_many(*pairs):
    """(subject, n) in this order, in one commit."""
    with db.transaction() as tx:
        return [emit(tx, Knocked(subject, n)) for subject, n in pairs]


def write(tx, happened):
    """A reaction that leaves a row behind: how often it was done can be counted afterwards."""
    at = clock.now()
    row = {"id": new_id(), "person_id": new_id(), "what": [happened.subject], "why": str(happened.event.n), "at": at}
    tx.execute(insert(data_use), row)


def written():
    with db.reading() as tx:
        return [(row.what[0], int(row.why)) for row in tx.execute(select(data_use).order_by(data_use.c.id))]


def relay(*reactions, at_once=1):
    return Relay({Knocked: list(reactions)}, at_once)


def test_a_poisoned_event_leaves_its_neighbours_alone():
    def react(tx, happened):
        write(tx, happened)
        if happened.event.n == 3:
            raise RuntimeError("poison")

    emit_many(*((f"case:{n}", n) for n in range(7)))
    one = relay(react)
    assert one.drain() == 7
    assert sorted(n for _, n in written()) == [0, 1, 2, 4, 5, 6]
    with db.reading() as tx:
        (left,) = tx.execute(select(outbox)).all()
    assert (left.data["n"], left.tries, left.last_error) == (3, 1, "RuntimeError")
    assert left.next_at > clock.now() - timedelta(seconds=0.1)


def test_what_follows_a_poisoned_event_waits_for_it_until_it_is_given_up():
    def react(tx, happened):
        write(tx, happened)
        if happened.event.n == 1:
            raise RuntimeError("poison")

    emit_many(("case:a", 1), ("case:a", 2), ("case:b", 3))
    one = relay(react)
    one.drain()
    assert written() == [("case:b", 3)]
    for tries in range(1, MAX_TRIES - 1):
        with clock.held_at(clock.now() + timedelta(days=tries)):
            one.drain()
    assert written() == [("case:b", 3)]
    with clock.held_at(clock.now() + timedelta(days=MAX_TRIES)):
        one.drain()
    assert written() == [("case:b", 3), ("case:a", 2)]
    assert count(outbox) == 1


def test_a_subject_with_many_events_runs_in_order_and_holds_nobody_up():
    emit_many(*(("case:a", n) for n in range(600)), ("case:b", 0))
    one = relay(write)
    one.step()
    assert ("case:b", 0) in written()
    one.drain()
    assert [n for subject, n in written() if subject == "case:a"] == list(range(600))


def test_a_gap_ends_the_lane_so_that_nothing_overtakes():
    ids = emit_many(("case:a", 1), ("case:a", 2), ("case:a", 3))
    with db.transaction() as tx:
        tx.execute(update(outbox).where(outbox.c.id == ids[1]).values(next_at=clock.now() + timedelta(hours=1)))
    one = relay(write)
    one.drain()
    assert written() == [("case:a", 1)]
    with clock.held_at(clock.now() + timedelta(hours=2)):
        one.drain()
    assert written() == [("case:a", 1), ("case:a", 2), ("case:a", 3)]


def test_a_relay_that_dies_between_its_reactions_and_their_commit_has_done_nothing():
    class Died(BaseException):
        """As SIGKILL: nobody catches it."""

    def react(tx, happened):
        write(tx, happened)
        if dying and happened.event.n == 4:
            raise Died

    dying = [True]
    emit_many(*((f"case:{n}", n) for n in range(5)))
    with pytest.raises(Died):
        relay(react).turn()
    dying.clear()
    assert written() == [] and count(outbox) == 5
    assert relay(react).drain() == 0  # the lease stands
    with clock.held_at(clock.now() + LEASE + timedelta(seconds=1)):
        assert relay(react).drain() == 5
    assert sorted(n for _, n in written()) == [0, 1, 2, 3, 4]


def test_a_relay_that_dies_between_a_call_and_its_mark_calls_again_and_does_the_inside_once():
    called = []

    @outside
    def send(happened):
        called.append(happened.event.n)

    emit_many(("case:a", 1), ("case:b", 2))
    dead = relay(write, send, at_once=2)
    dead.turn()  # inside is stored, the calls are made, and nothing more of this relay is ever heard
    wait(dead._calls, timeout=10)
    with clock.held_at(clock.now() + LEASE + timedelta(seconds=1)):
        assert relay(write, send).drain() == 2
    assert sorted(called) == [1, 1, 2, 2]
    assert sorted(written()) == [("case:a", 1), ("case:b", 2)]
    assert count(outbox) == 0 and count(reaction_done) == 0


def test_who_is_overtaken_leaves_nothing_twice():
    emit_many(("case:a", 1), ("case:b", 2))
    slow = relay(write)
    slow._take()
    with clock.held_at(clock.now() + LEASE + timedelta(seconds=1)):
        assert relay(write).drain() == 2
    slow.turn(take=False)
    assert sorted(written()) == [("case:a", 1), ("case:b", 2)]
    assert slow.turn() == 0


def test_many_calls_are_under_way_at_once_and_a_slow_one_holds_only_its_subject():
    together, everybody = threading.Barrier(65), threading.Event()
    order = []

    @outside
    def send(happened):
        if happened.event.n == 0:
            together.wait(20)
            everybody.wait(20)
        order.append((happened.subject, happened.event.n))

    emit_many(*((f"case:{n}", 0) for n in range(64)), *((f"case:{n}", 1) for n in range(64)), ("case:quick", 2))
    one = relay(send, at_once=64)
    stop = threading.Event()
    running = threading.Thread(target=one.run, args=(stop, 0.01))
    running.start()
    together.wait(20)  # all 64 wait inside their calls
    assert order == []
    everybody.set()
    while count(outbox):
        running.join(0.01)
    stop.set()
    running.join(20)
    for n in range(64):
        assert [each for subject, each in order if subject == f"case:{n}"] == [0, 1]


def test_a_call_that_takes_longer_than_the_lease_is_not_made_again_by_another():
    release, called = threading.Event(), []

    @outside
    def send(happened):
        called.append(1)
        release.wait(20)

    emit_many(("case:a", 1))
    one, start = relay(send, at_once=2), clock.now()
    one.turn()
    for seconds in (12, 24, 36, 48):
        with clock.held_at(start + timedelta(seconds=seconds)):
            one.turn()
            assert relay(send).drain() == 0
    release.set()
    while count(outbox):
        one.turn()
    assert called == [1]


def test_told_to_stop_it_waits_for_the_call_and_gives_the_rest_back():
    inside, release, called = threading.Event(), threading.Event(), []

    @outside
    def send(happened):
        called.append(happened.event.n)
        inside.set()
        release.wait(20)

    emit_many(("case:a", 1), ("case:a", 2))
    stop = threading.Event()
    running = threading.Thread(target=relay(send, at_once=2).run, args=(stop, 0.01))
    running.start()
    inside.wait(20)
    stop.set()
    release.set()
    running.join(20)
    assert called == [1]
    assert relay(send).drain() == 1  # at once: nobody waits for a lease
    assert called == [1, 2]


def test_what_several_events_cost_does_not_grow_with_them():
    def statements(events):
        emit_many(*((f"case:{n}", n) for n in range(events)))
        seen = []

        def hear(tx, cursor, statement, *_):
            seen.append(statement)

        sql_event.listen(db.engine(), "before_cursor_execute", hear)
        try:
            relay(lambda tx, happened: None).turn()
        finally:
            sql_event.remove(db.engine(), "before_cursor_execute", hear)
        return [statement for statement in seen if not statement.startswith("BEGIN")]

    few, many = statements(2), statements(200)
    assert len(few) == len(many) == 5  # due, behind, lease, marks; gone


def test_four_relays_with_calls_share_the_work_without_doing_any_twice_inside():
    called = []

    @outside
    def send(happened):
        called.append((happened.subject, happened.event.n))

    emit_many(*((f"case:{n % 20}", n) for n in range(200)))
    relays = [threading.Thread(target=relay(write, send, at_once=8).drain) for _ in range(4)]
    [one.start() for one in relays]
    [one.join() for one in relays]
    relay(write, send).drain()
    assert sorted(n for _, n in written()) == list(range(200))
    for subject in {f"case:{n}" for n in range(20)}:
        mine = [n for each, n in called if each == subject]
        assert mine == sorted(mine) and len(mine) == 10
