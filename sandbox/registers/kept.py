"""What a view of registers reads from."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Protocol

from sandbox.registers.declared import Row


class Store(Protocol):
    """What a view reads from: sandbox.registers.store, as it stands on `today`."""

    today: date

    def rows(self, name: str) -> dict[str, Row]:
        """All rows of a register by id."""
        ...

    def where(self, name: str, **wanted: object) -> Iterator[Row]:
        """The rows with these values."""
        ...

    def get(self, name: str, row_id: object) -> Row | None:
        """The row of this id, or None."""
        ...
