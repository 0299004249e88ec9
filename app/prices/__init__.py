"""Prices that no catalogue can fix: what is owed is computed from the application by a pure function, line by line.

`PRICES` are all there are, by name; an item names one with its figures (`price: {fn: traffic_fines, late_percent: 3, …}`), so that
each figure is data. How one is declared stands in `declare`. Whoever evaluates asks `rules`.
"""

from __future__ import annotations

from collections.abc import Mapping

from app.prices import endorsements, fines, purchase
from app.prices.declare import Price

FAMILIES = (endorsements, fines, purchase)
PRICES: Mapping[str, Price] = {one.name: one for family in FAMILIES for one in vars(family).values() if isinstance(one, Price)}

__all__ = ["PRICES", "Price"]
