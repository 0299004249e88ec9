"""Writes that nobody waits for travel together, and are undone together."""

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.exc import IntegrityError, OperationalError

from app.kernel import clock, db, writes
from app.kernel.errors import Conflict, Unavailable
from app.kernel.ids import new_id
from app.kernel.models import outbox, seen_nonce

pytestmark = pytest.mark.usefixtures("kernel_db")


def row(subject="case:1"):
    now = clock.now()
    return {
        "id": new_id(),
        "name": "case_submitted",
        "subject": subject,
        "data": {"s": "50% ; 'quoted'"},
        "created_at": now,
        "next_at": now,
    }


def count(table=outbox):
    with db.reading() as tx:
        return tx.execute(select(func.count()).select_from(table)).scalar()


@pytest.fixture
def trips():
    """Statements as they went to the server."""
    sent = []

    def hear(_connection, _cursor, statement, *_more):
        sent.append(statement)

    event.listen(db.engine(), "before_cursor_execute", hear)
    yield sent
    event.remove(db.engine(), "before_cursor_execute", hear)


def test_what_was_queued_is_there_after_the_commit_as_it_was_given(trips):
    first, second = {**row(), "tries": 0}, {**row("case:2"), "tries": 3}

    def work(tx):
        writes.insert(tx, outbox, first, second)
        writes.insert(tx, seen_nonce, {"nonce": b"n" * 32, "at": clock.now()})
        writes.update(tx, outbox, {"id": first["id"], "tries": 0}, {"tries": 1}, Conflict("lost"))
        return [one for one in trips if not one.startswith("BEGIN")]

    assert db.in_transaction(work) == []
    sent = [one for one in trips if not one.startswith("BEGIN")]
    assert len(sent) == (3 if db.engine().dialect.name == "sqlite" else 1)
    with db.reading() as tx:
        stored = {one.id: one for one in tx.execute(select(outbox))}
    assert (stored[first["id"]].tries, stored[second["id"]].tries) == (1, 3)
    assert stored[first["id"]].data == first["data"] and stored[first["id"]].created_at == first["created_at"]


def test_a_read_sees_what_was_queued_before_it():
    def work(tx):
        writes.insert(tx, outbox, {**row(), "tries": 0})
        return tx.execute(select(func.count()).select_from(outbox)).scalar()

    assert db.in_transaction(work) == 1


def test_an_update_that_finds_nobody_raises_and_nothing_of_the_rest_stays():
    def work(tx):
        writes.insert(tx, outbox, {**row(), "tries": 0})
        writes.update(tx, outbox, {"id": new_id()}, {"tries": 9}, Conflict("too_late"))
        writes.insert(tx, outbox, {**row(), "tries": 0})

    with pytest.raises(Conflict) as refusal:
        db.in_transaction(work)
    assert refusal.value.code == "too_late" and count() == 0
    db.in_transaction(lambda tx: writes.insert(tx, outbox, {**row(), "tries": 0}))
    assert count() == 1


def test_the_first_fault_is_the_one_that_is_raised_and_the_connection_stays_usable():
    again = {"nonce": b"n" * 32, "at": clock.now()}

    def work(tx, lost_too):
        if lost_too:
            writes.update(tx, outbox, {"id": new_id()}, {"tries": 9}, Conflict("too_late"))
        writes.insert(tx, outbox, {**row(), "tries": 0})
        writes.insert(tx, seen_nonce, again)
        writes.insert(tx, seen_nonce, again)
        writes.insert(tx, outbox, {**row(), "tries": 0})

    for lost_too, fault in ((False, IntegrityError), (True, Conflict), (False, IntegrityError)):
        with pytest.raises(fault):
            db.in_transaction(work, lost_too)
        assert count() == count(seen_nonce) == 0


def test_a_transaction_that_fails_forgets_its_queue():
    def work(tx):
        writes.insert(tx, outbox, {**row(), "tries": 0})
        raise Conflict("changed_my_mind")

    with pytest.raises(Conflict):
        db.in_transaction(work)
    db.in_transaction(lambda tx: None)
    assert count() == 0


def test_who_was_overtaken_does_all_of_it_again_three_times_at_most():
    seen = []

    def work(tx, wins_at):
        seen.append(1)
        writes.insert(tx, outbox, {**row(), "tries": 0})
        if len(seen) < wins_at:
            writes.update(tx, outbox, {"id": new_id()}, {"tries": 9}, db.Raced())

    db.in_transaction(work, 3)
    assert (len(seen), count()) == (3, 1)
    seen.clear()
    with pytest.raises(Unavailable):
        db.in_transaction(work, 9)
    assert (len(seen), count()) == (3, 1)


@pytest.mark.parametrize("free_after", [1, 2])
def test_who_finds_a_key_taken_looks_once_more_and_no_oftener(free_after):
    """Two look, neither finds it, both write it: the later one finds the other's row when it looks again."""
    nonce, tried = {"nonce": b"n" * 32, "at": clock.now()}, []
    db.in_transaction(lambda tx: writes.insert(tx, seen_nonce, nonce))

    def work(tx):
        tried.append(1)
        writes.insert(tx, outbox, {**row(), "tries": 0})
        if len(tried) <= free_after:
            writes.insert(tx, seen_nonce, nonce)
        return "theirs"

    if free_after == 1:
        assert db.in_transaction(work) == "theirs"
    else:
        with pytest.raises(IntegrityError):
            db.in_transaction(work)
    assert (len(tried), count(), count(seen_nonce)) == (2, 2 - free_after, 1)


@pytest.mark.parametrize(("number", "times"), [(1213, 8), (1205, 3)])
def test_what_was_refused_at_once_is_done_again_more_often_than_what_waited_for_a_lock(number, times):
    if db.engine().dialect.name == "sqlite":
        pytest.skip("a server's own errors")
    seen = []

    def work(tx, wins_at):
        seen.append(1)
        writes.insert(tx, outbox, {**row(), "tries": 0})
        if len(seen) < wins_at:
            tx.exec_driver_sql(f"SIGNAL SQLSTATE 'HY000' SET MYSQL_ERRNO = {number}, MESSAGE_TEXT = 'refused'")

    db.in_transaction(work, times)
    assert (len(seen), count()) == (times, 1)
    seen.clear()
    with pytest.raises(OperationalError):
        db.in_transaction(work, times + 1)
    assert (len(seen), count()) == (times, 1)


def test_connections_share_one_tls_context():
    from app.kernel import driver

    if db.engine().dialect.name == "sqlite":
        pytest.skip("a file needs no connection")
    with db.engine().connect() as one, db.engine().connect() as other:
        contexts = {id(tx.connection.driver_connection.ctx) for tx in (one, other)}
    assert len(contexts) == 1 and len(driver._contexts) == 1


def test_the_first_with_its_key_passes_and_the_second_takes_everything_beside_it_along(trips):
    def work(tx):
        writes.insert(tx, outbox, {**row(), "tries": 0})
        writes.first(tx, seen_nonce, {"nonce": b"n" * 32, "at": clock.now()}, Conflict("seen"))

    db.in_transaction(work)
    if db.engine().dialect.name != "sqlite":
        assert len([one for one in trips if not one.startswith("BEGIN")]) == 1
    with pytest.raises(Conflict) as refusal:
        db.in_transaction(work)
    assert refusal.value.code == "seen" and (count(), count(seen_nonce)) == (1, 1)


def test_a_first_row_that_is_sent_before_a_read_is_refused_there():
    def work(tx):
        writes.first(tx, seen_nonce, {"nonce": b"n" * 32, "at": clock.now()}, Conflict("seen"))
        return tx.execute(select(func.count()).select_from(seen_nonce)).scalar()

    assert db.in_transaction(work) == 1
    with pytest.raises(Conflict):
        db.in_transaction(work)
    assert count(seen_nonce) == 1


def test_what_is_put_is_there_once_as_it_was_put_last():
    first, later = clock.now(), clock.now()
    db.in_transaction(lambda tx: writes.put(tx, seen_nonce, {"nonce": b"n" * 32, "at": first}))
    db.in_transaction(lambda tx: writes.put(tx, seen_nonce, {"nonce": b"n" * 32, "at": later}))
    db.in_transaction(lambda tx: writes.put(tx, seen_nonce, {"nonce": b"m" * 32, "at": first}))
    with db.reading() as tx:
        stored = {bytes(one.nonce): one.at for one in tx.execute(select(seen_nonce))}
    assert stored == {b"n" * 32: later, b"m" * 32: first}
