"""Of many rows that hang on conditions, those that hold: what wants another value of one key is not even looked at. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Generic

from app.language import conditions
from app.language.values import Values
from app.language.variants import Row, Variants

FEW = 24  # so many are looked at one by one sooner than sorted


class Sieve(Generic[Row]):
    """`Sieve(rows).holding(scope)`: those whose condition holds, in their order. Rows are sorted once by the key that most of them want
    one value of: of many rows for cities, those of one city are left. Variants know themselves which are theirs."""

    def __init__(self, rows: Iterable[Row | Variants[Row]]) -> None:
        self._rows = tuple(rows)
        wanted = [{} if isinstance(one, Variants) else conditions.pinned(one.when) for one in self._rows]
        keys = Counter(key for one in wanted for key in one)
        self._key = keys.most_common(1)[0][0] if keys and len(self._rows) > FEW else ""
        paired = [(one.get(self._key), row) for one, row in zip(wanted, self._rows, strict=True)]
        self._rest = tuple(row for value, row in paired if value is None)
        values = {value for value, _ in paired if value is not None}
        self._of = {one: tuple(row for value, row in paired if value in (None, one)) for one in values}

    def holding(self, scope: Values) -> Iterator[Row]:
        """Those that hold."""
        value = scope.get(self._key) if self._key else None
        some = self._of.get(value, self._rest) if isinstance(value, str) else self._rows
        for one in some:
            if isinstance(one, Variants):
                yield from one.holding(scope)
            elif conditions.holds(one.when, scope):
                yield one
