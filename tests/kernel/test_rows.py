"""Rows become frozen types: each value in its field, wherever its column stands."""

from dataclasses import FrozenInstanceError, dataclass

import pytest
from sqlalchemy import insert, literal

from app.kernel import db
from app.kernel.models import reaction_done, seen_nonce
from app.kernel.rows import Reader

pytestmark = pytest.mark.usefixtures("kernel_db")
EVENT = "0" * 31 + "1"


@dataclass(frozen=True)
class Done:
    """Its fields stand the other way round than the columns."""

    reaction: str
    event_id: str

    @property
    def short(self):
        return self.reaction[:3]


@dataclass(frozen=True)
class Counted:
    event_id: str
    twice: int


@dataclass(frozen=True)
class Unknown:
    event_id: str
    colour: str


@pytest.fixture
def stored():
    with db.transaction() as tx:
        tx.execute(insert(reaction_done), [{"event_id": EVENT, "reaction": "send"}, {"event_id": EVENT, "reaction": "tell"}])


@pytest.mark.parametrize("reader", [Reader(Done, reaction_done), Reader(Done, reaction_done.c)], ids=["table", "columns"])
def test_a_row_becomes_its_type_whatever_the_order_of_the_columns(stored, reader):
    query = reader.query.order_by(reaction_done.c.reaction)
    with db.reading() as tx:
        assert reader.all(tx, query) == [Done("send", EVENT), Done("tell", EVENT)]
        assert reader.first(tx, query) == reader.one(tx, query.limit(1)) == Done("send", EVENT)
        assert reader.first(tx, query.where(reaction_done.c.reaction == "none")) is None
        (last,) = reader.all(tx, query.where(reaction_done.c.reaction == "tell"))
    assert (last.short, hash(last)) == ("tel", hash(Done("tell", EVENT)))
    with pytest.raises(FrozenInstanceError):
        last.reaction = "other"


def test_a_field_may_be_no_column_of_the_table(stored):
    reader = Reader(Counted, reaction_done.c, twice=literal(2).label("twice"))
    with db.reading() as tx:
        assert reader.all(tx, reader.query.limit(1)) == [Counted(EVENT, 2)]


def test_what_stands_behind_the_rows_own_columns_is_left_alone(stored):
    reader = Reader(Done, reaction_done)
    with db.reading() as tx:
        row = tx.execute(reader.query.add_columns(literal("more")).where(reaction_done.c.reaction == "send")).one()
    assert (reader.of(row), row[-1]) == (Done("send", EVENT), "more")


@pytest.mark.parametrize(("source", "error"), [(seen_nonce, ValueError), (seen_nonce.c, KeyError)], ids=["table", "columns"])
def test_a_field_that_no_column_has_is_found_when_the_room_is_loaded(source, error):
    with pytest.raises(error):
        Reader(Unknown, source)
