"""Rows as frozen types, read in one place.

    ORDERS = Reader(Order, order.c)                                 # once, when the room is loaded
    ORDERS.first(tx, ORDERS.query.where(order.c.order_no == no))    # an Order, or None

A type's fields are columns of that name, in the order they are declared, so that a row becomes `Order(*row)`: nothing is looked up
by name for a row, and a query brings exactly what its type holds.
"""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any, Generic, TypeAlias, TypeVar

from sqlalchemy import Column, ColumnElement, Connection, FromClause, Row, Select, select

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
    """Reads rows of `columns` as `shape`. `other`: fields that are no column of that name, such as one of a joined table."""

    def __init__(self, shape: type[T], columns: Columns, **other: Part) -> None:
        self.shape = shape
        names = [one.name for one in fields(shape)]
        self.query: Query = select(*(other[name] if name in other else columns[name] for name in names))

    def first(self, tx: Connection, query: Query, **given: object) -> T | None:
        """The first row, or None. `given`: values of a query that is made once (a query put together for each call costs a third of
        sending it)."""
        row = tx.execute(query, given).first()
        return None if row is None else self.shape(*row)

    def one(self, tx: Connection, query: Query) -> T:
        """A row that is there. Raises sqlalchemy's NoResultFound when it is not."""
        return self.shape(*tx.execute(query).one())

    def all(self, tx: Connection, query: Query) -> list[T]:
        """All rows."""
        return [self.shape(*row) for row in tx.execute(query)]
