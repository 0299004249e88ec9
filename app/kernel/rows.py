"""Rows as frozen types, read in one place.

    ORDERS = Reader(Order, order)                                   # once, when the room is loaded
    ORDERS.first(tx, ORDERS.query.where(order.c.order_no == no))    # an Order, or None

A type's fields are columns of that name, looked up once. Made from a table, a reader's query is the table's own: to build on it costs
what it always did, whatever the type holds. Made from columns (`order.c`, or those of several tables as `other`), the query brings
just those: for what is asked so often that each further column counts, and then the query is built once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import fields
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Generic, TypeAlias, TypeVar

from sqlalchemy import Column, ColumnElement, Connection, FromClause, Row, Select, Table, select

if TYPE_CHECKING:
    from _typeshed import DataclassInstance
    from sqlalchemy.sql.base import ReadOnlyColumnCollection

# What SQLAlchemy says of queries and rows whose columns only the database knows.
Query: TypeAlias = "Select[*tuple[Any, ...]]"
Found: TypeAlias = "Row[*tuple[Any, ...]]"
Where: TypeAlias = "ColumnElement[bool]"
Part: TypeAlias = "ColumnElement[Any]"
Columns: TypeAlias = "ReadOnlyColumnCollection[str, Column[Any]]"
Source: TypeAlias = FromClause
T = TypeVar("T", bound="DataclassInstance")


class Reader(Generic[T]):
    """Reads rows as `shape`, a frozen dataclass of two fields or more. `other`: fields that are no column of that name."""

    def __init__(self, shape: type[T], source: Table | Columns, **other: Part) -> None:
        self.shape = shape
        self._names = [one.name for one in fields(shape)]
        if isinstance(source, Table):
            places = source.columns.keys()
            self.query: Query = select(source)
        else:
            places = self._names
            self.query = select(*(other[name] if name in other else source[name] for name in places))
        self._pick: Callable[[Found], Sequence[object]] = itemgetter(*(places.index(name) for name in self._names))

    def of(self, row: Found) -> T:
        """A row that begins with what `query` brings. Values go in at once: __init__ of a frozen type sets them one by one."""
        made = object.__new__(self.shape)
        made.__dict__.update(zip(self._names, self._pick(row), strict=True))
        return made

    def first(self, tx: Connection, query: Query, **given: object) -> T | None:
        """The first row, or None. `given`: values of a query that is made once (a query put together for each call costs a third of
        sending it)."""
        row = tx.execute(query, given).first()
        return None if row is None else self.of(row)

    def one(self, tx: Connection, query: Query) -> T:
        """A row that is there. Raises sqlalchemy's NoResultFound when it is not."""
        return self.of(tx.execute(query).one())

    def all(self, tx: Connection, query: Query, **given: object) -> list[T]:
        """All rows; `given` as in `first`."""
        return [self.of(row) for row in tx.execute(query, given)]
