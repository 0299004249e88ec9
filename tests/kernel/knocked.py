"""An event that only tests know, and how many rows there are."""

from dataclasses import dataclass

from sqlalchemy import func, select

from app.kernel import db
from app.kernel.events import Event


@dataclass(frozen=True)
class Knocked(Event):
    """Somebody knocked at `door`."""

    KIND = "knocked"
    door: str
    n: int = 0

    @property
    def lane(self):
        return self.door


def count(table):
    """Rows of a table."""
    with db.reading() as tx:
        return tx.execute(select(func.count()).select_from(table)).scalar()
