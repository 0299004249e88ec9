"""What we add to PyMySQL: the last statements travel with COMMIT, and known columns are read as one piece."""

import os

import pymysql
import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DataError, IntegrityError, OperationalError

from app.kernel import clock, db, driver, writes
from app.kernel.errors import Conflict
from app.kernel.ids import new_id
from app.kernel.models import outbox, seen_nonce
from app.publishing import release

pytestmark = [
    pytest.mark.usefixtures("kernel_db"),
    pytest.mark.skipif(not os.environ.get("TEST_DATABASE_URL"), reason="of the driver for MariaDB"),
]


def row():
    now = clock.now()
    return {"id": new_id(), "name": "n", "subject": "s", "data": {}, "created_at": now, "next_at": now, "tries": 0}


@pytest.fixture
def sent(monkeypatch):
    """Every text that goes to the server over any connection."""
    texts, plain = [], driver.Driver._execute_command

    def hear(self, command, sql):
        texts.append(sql.decode() if isinstance(sql, bytes) else sql)
        plain(self, command, sql)

    monkeypatch.setattr(driver.Driver, "_execute_command", hear)
    return texts


def test_writes_and_commit_are_one_trip(sent):
    def work(tx):
        first = row()
        writes.insert(tx, outbox, first)
        writes.update(tx, outbox, {"id": first["id"]}, {"tries": 1}, Conflict("lost"))

    db.in_transaction(work)
    assert len(sent) == 1 and sent[0].startswith("BEGIN NOT ATOMIC\nINSERT INTO outbox") and sent[0].endswith("COMMIT;\nEND")
    with db.reading() as tx:
        assert tx.execute(select(outbox.c.tries)).scalar_one() == 1


def test_nothing_waits_nothing_is_added(sent):
    db.in_transaction(lambda tx: tx.execute(text("SELECT 1")).scalar())
    assert sent == ["SELECT 1", "COMMIT"]


@pytest.mark.parametrize("lost_at", [0, 1, 2])
def test_each_lost_write_raises_its_own_and_leaves_nothing(sent, lost_at):
    def work(tx):
        for place in range(3):
            stored = row()
            writes.insert(tx, outbox, stored)
            where = {"id": new_id() if place >= lost_at else stored["id"]}
            writes.update(tx, outbox, where, {"tries": 1}, Conflict(f"lost_{place}"))

    with pytest.raises(Conflict) as lost:
        db.in_transaction(work)
    assert lost.value.code == f"lost_{lost_at}"
    assert sent[-1] == "ROLLBACK"
    with db.reading() as tx:
        assert tx.execute(select(outbox)).all() == []


def test_a_row_that_is_as_it_should_be_already_is_no_loss():
    stored = row()
    db.in_transaction(lambda tx: writes.insert(tx, outbox, stored))
    db.in_transaction(lambda tx: writes.update(tx, outbox, {"id": stored["id"]}, {"tries": 0}, Conflict("lost")))


@pytest.mark.parametrize(
    ("bad", "raised"),
    [
        ({"nonce": b"n" * 32}, IntegrityError),
        ({"nonce": b"n" * 33}, DataError),
        ({"nonce": None}, IntegrityError),
    ],
)
def test_a_fault_of_the_last_trip_is_told_like_any_other_and_the_connection_is_clean(bad, raised):
    db.in_transaction(lambda tx: writes.insert(tx, seen_nonce, {"nonce": b"n" * 32, "at": clock.now()}))

    def work(tx):
        writes.insert(tx, outbox, row())
        writes.insert(tx, seen_nonce, {"at": clock.now(), **bad})
        writes.insert(tx, outbox, row())

    for _ in range(3):
        with pytest.raises(raised):
            db.in_transaction(work)
        with db.engine().connect() as tx:
            assert tx.execute(text("SELECT @@in_transaction")).scalar() == 0
            tx.rollback()
    with db.reading() as tx:
        assert tx.execute(select(outbox)).all() == []
    db.in_transaction(lambda tx: writes.insert(tx, outbox, row()))


def test_a_fault_that_ends_the_transaction_leaves_no_lock_behind():
    held = {"nonce": b"n" * 32, "at": clock.now()}
    db.in_transaction(lambda tx: writes.insert(tx, seen_nonce, held))
    with pytest.raises(IntegrityError):
        db.in_transaction(lambda tx: writes.insert(tx, seen_nonce, held))
    with db.reading() as tx:
        assert tx.execute(text("SELECT COUNT(*) FROM information_schema.innodb_trx")).scalar() == 0


def test_whoever_waits_too_long_for_a_lock_in_the_last_trip_does_all_of_it_again(monkeypatch):
    stored, attempts = row(), []
    db.in_transaction(lambda tx: writes.insert(tx, outbox, stored))
    other = db.engine().connect()
    begun = other.begin()
    other.execute(outbox.update().values(tries=5))

    def work(tx):
        attempts.append(1)
        tx.execute(text("SET innodb_lock_wait_timeout = 1"))
        if len(attempts) == 2:
            begun.commit()
            other.close()
        writes.update(tx, outbox, {"id": stored["id"]}, {"tries": 7}, Conflict("lost"))

    db.in_transaction(work)
    assert len(attempts) == 2
    with db.reading() as tx:
        assert tx.execute(select(outbox.c.tries)).scalar_one() == 7
    with db.engine().begin() as tx:
        tx.execute(text("SET innodb_lock_wait_timeout = DEFAULT"))


def test_a_lock_is_waited_for_less_long_than_an_answer():
    with db.engine().connect() as tx:
        waits = tx.execute(text("SELECT @@innodb_lock_wait_timeout")).scalar()
        assert waits < tx.connection.driver_connection._read_timeout
        tx.rollback()


def test_what_breaks_outside_the_server_leaves_no_transaction_to_the_next_one(monkeypatch):
    """Neither words no server can be told, nor an answer nobody can read."""
    ghost = row()

    def work(tx, subject):
        tx.execute(outbox.insert(), ghost)
        writes.insert(tx, outbox, {**row(), "subject": subject})

    with pytest.raises(UnicodeEncodeError):
        db.in_transaction(work, "\ud800")
    with db.reading() as tx:
        assert tx.execute(select(outbox)).all() == []
    with monkeypatch.context() as broken:  # what was asked may have been kept: nobody knows, nobody goes on from there
        broken.setattr(driver.Driver, "_read_query_result", lambda *_, **__: 1 / 0)
        with db.engine().connect() as tx, pytest.raises(ZeroDivisionError), tx.begin() as begun:
            used = tx.connection.driver_connection
            writes.insert(tx, outbox, ghost)
            writes.finish(tx)
            begun.commit()
    assert not used.open
    db.in_transaction(lambda tx: writes.insert(tx, seen_nonce, {"nonce": b"n" * 32, "at": clock.now()}))
    with db.reading() as tx:
        assert tx.execute(text("SELECT COUNT(*) FROM information_schema.innodb_trx")).scalar() == 0


@pytest.mark.parametrize("number", driver.CUT_SHORT)
def test_what_the_server_cut_short_may_have_been_kept(monkeypatch, number):
    from app.kernel.errors import Unavailable

    def cut(*_, **__):
        raise pymysql.err.OperationalError(number, "cut short")

    monkeypatch.setattr(driver.Driver, "query", cut)
    with pytest.raises(Unavailable) as told:
        db.in_transaction(lambda tx: writes.insert(tx, outbox, row()))
    assert told.value.code == "commit_unknown"


def test_an_answer_that_stops_in_the_middle_is_a_lost_connection(monkeypatch):
    class Stuck:
        def __init__(self, file):
            self.file = file

        def peek(self):
            raise TimeoutError

        def read(self, count):
            raise TimeoutError

        def close(self):
            self.file.close()

    plain = driver._Result._get_descriptions

    def stall(self):
        self.connection._rfile = Stuck(self.connection._rfile)
        plain(self)

    monkeypatch.setattr(driver._Result, "_get_descriptions", stall)
    with pytest.raises(OperationalError) as lost, db.reading() as tx:
        tx.execute(text("SELECT 1 AS stuck"))
    assert lost.value.orig.args[0] == 2013 and lost.value.connection_invalidated


def test_a_server_that_is_gone_in_the_last_trip_leaves_the_outcome_unknown():
    from app.kernel.errors import Unavailable

    def work(tx):
        writes.insert(tx, outbox, row())
        number = tx.connection.driver_connection.thread_id()
        with db.reading() as other:
            other.execute(text(f"KILL {number}"))

    with pytest.raises(Unavailable) as told:
        db.in_transaction(work)
    assert told.value.code == "commit_unknown"


def test_known_columns_are_read_as_one_piece_and_mean_the_same(monkeypatch):
    """Each answer through the memory and through plain PyMySQL: same rows, same names and kinds."""
    monkeypatch.setattr(release, "refresh", lambda: None)  # a watcher of an earlier test's application asks the database as well
    long, nothing, word = "字" * 5000, None, b"\x00\xff"
    asked = "SELECT 1 AS one, %s AS text, %s AS bytes, %s AS nothing, NOW(6) AS at, CAST(1.5 AS DECIMAL(10,2)) AS money, 1 > 2 AS no"
    with db.engine().connect() as tx:
        ours = tx.connection.driver_connection
        at = {"host": ours.host, "port": ours.port, "user": ours.user, "password": ours.password.decode(), "database": ours.db.decode()}
        plain = pymysql.connect(**at, charset="utf8mb4", client_flag=ours.client_flag)
        driver._described.clear()
        for _ in range(3):
            said = []
            for connection in (ours, plain):
                with connection.cursor() as cursor:
                    cursor.execute(asked, (long, word, nothing))
                    said.append(([one[:2] for one in cursor.description], [row[:4] + row[5:] for row in cursor.fetchall()]))
                    cursor.execute("SELECT id, tries FROM outbox WHERE id = %s", (word,))
                    said[-1] += (cursor.description, cursor.fetchall())
                    cursor.execute("SELECT 1; SELECT 2, 3")
                    said[-1] += (cursor.fetchall(), cursor.nextset(), cursor.fetchall())
            assert said[0] == said[1]
            with monkeypatch.context() as told:  # from the second time on nothing is understood again
                told.setattr(pymysql.connections.MySQLResult, "_get_descriptions", None)
                with ours.cursor() as cursor:
                    cursor.execute("SELECT id, tries FROM outbox WHERE id = %s", (word,))
        assert 4 <= len(driver._described) <= 6  # an answer in the middle of others is described in other words
        plain.close()
        tx.rollback()


def test_columns_are_not_remembered_without_end(monkeypatch):
    monkeypatch.setattr(driver._Result, "MOST", 2)
    driver._described.clear()
    with db.reading() as tx:
        for number in range(5):
            assert tx.execute(text(f"SELECT 1 AS c{number}")).one()[0] == 1
    assert len(driver._described) == 2
    driver._described.clear()


def test_a_database_that_refuses_every_write_says_so():
    with db.engine().begin() as tx:
        tx.execute(text("SET SESSION TRANSACTION READ ONLY"))
        connection = tx.connection.driver_connection
    try:
        with pytest.raises(OperationalError) as refused, db.engine().connect() as tx:
            assert tx.connection.driver_connection is connection
            with tx.begin() as begun:
                writes.insert(tx, outbox, row())
                writes.finish(tx)
                begun.commit()
        assert refused.value.orig.args[0] == 1792
    finally:
        with db.engine().begin() as tx:
            tx.execute(text("SET SESSION TRANSACTION READ WRITE"))
