"""A connection that died in the pool is replaced before anybody notices: a restarted database costs no request."""

import os
import time

import pytest
from sqlalchemy import create_engine, text

from app.kernel import db

pytestmark = pytest.mark.skipif(not os.environ.get("TEST_DATABASE_URL"), reason="a file cannot hang up")


def number_of(tx):
    return tx.execute(text("SELECT CONNECTION_ID()")).scalar()


def hang_up(number):
    """What a restart does to a connection that waits in the pool."""
    with create_engine(os.environ["TEST_DATABASE_URL"]).connect() as other:
        other.execute(text(f"KILL {number}"))
    time.sleep(0.05)


def test_a_read_after_the_server_hung_up_is_answered(app):
    with db.reading() as tx:
        before = number_of(tx)
    hang_up(before)
    with db.reading() as tx:
        assert number_of(tx) != before


def test_a_transaction_after_the_server_hung_up_needs_one_attempt(app):
    attempts = []

    def work(tx):
        attempts.append(number_of(tx))
        return attempts[-1]

    before = db.in_transaction(work)
    hang_up(before)
    attempts.clear()
    assert db.in_transaction(work) != before
    assert len(attempts) == 1


def test_without_linux_own_word_for_it_the_end_is_seen_too(app, monkeypatch):
    with db.reading() as tx:
        before = number_of(tx)
    monkeypatch.setattr(db, "INTERNET", ())
    with db.reading() as tx:
        assert number_of(tx) == before
    hang_up(before)
    with db.reading() as tx:
        assert number_of(tx) != before
