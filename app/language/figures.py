"""What is said of an item in figures: trips, money, days. Every list, page, bill and message asks here and nowhere else. Pure.

Exact for answers that are all given; while some are open, a range over everything they may still become.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

from app.kernel.workdays import due
from app.language.declare import Ability, Fee, Limit

Fetch = Literal["", "open", "mail", "pickup"]  # how what is made comes to the person: not asked, not chosen yet, or as chosen
HOURS = {"workday": 24 * 7 / 5, "day": 24.0, "hour": 1.0}  # what a unit is worth when two limits are compared


class Span(NamedTuple):
    """From `least` to `most` fen for each `per`."""

    least: int
    most: int
    per: str


@dataclass(frozen=True)
class Price:
    """From `least` to `most` fen are owed and known. `unfixed`: fees whose sum only the counter or a decision tells; `surely`: they
    are owed whatever is answered; `span`: what each of them comes to, where it is one and that much is known."""

    least: int
    most: int
    unfixed: tuple[str, ...]
    surely: bool
    span: Span | None = None

    @property
    def free(self) -> bool:
        """Whether it certainly costs nothing."""
        return self.most == 0 and not self.unfixed


@dataclass(frozen=True)
class Figures:
    """`trips` and `promise` from the least to the most; both the same when it is exact. A trip to fetch what is made counts once the
    person has chosen it; what can be mailed to them is no trip they have to make."""

    abilities: tuple[Ability, ...]
    trips: tuple[int, int]
    price: Price
    promise: tuple[Limit, Limit]
    statutory: Limit
    fetch: Fetch = ""


def exact(ability: Ability, visits: int, fees: Sequence[Fee], limits: tuple[Limit, Limit], fetch: Fetch) -> Figures:
    """The figures of answers that are all given. `limits`: the one promised, and the law's."""
    trips, (promise, statutory) = visits + (fetch == "pickup"), limits
    return Figures((ability,), (trips, trips), price(fees), (promise, promise), statutory, fetch)


@dataclass(frozen=True)
class Dates:
    """When it must be finished: as promised, by law; provisional when the way to the promised day leads into a year whose holidays
    are not published."""

    promised: date
    legal: date
    provisional: bool


def dates_from(start: date, promise: Limit, legal: Limit) -> Dates:
    """The day after `start` is day 1."""
    promised, lawful = due(start, promise.n, promise.unit), due(start, legal.n, legal.unit)
    return Dates(promised.on, lawful.on, promised.provisional)


def charged(fees: Iterable[Fee]) -> tuple[Fee, ...]:
    """The lines of the bill: what is owed and known."""
    return tuple(fee for fee in fees if fee.owed and fee.fen)


def price(fees: Iterable[Fee]) -> Price:
    """What these fees come to."""
    fees = tuple(fees)
    owed, unfixed = sum(fee.fen for fee in charged(fees)), [fee for fee in fees if fee.unfixed]
    spans = [Span(fee.span[0], fee.span[1], fee.per) for fee in unfixed if fee.span]
    span = spans[0] if len(unfixed) == len(spans) == 1 else None
    return Price(owed, owed, tuple(fee.name for fee in unfixed), bool(unfixed), span)


def spanning(several: Sequence[Figures]) -> Figures:
    """The range all of these lie in. `several` is not empty."""
    prices, limits = [one.price for one in several], [limit for one in several for limit in one.promise]
    return Figures(
        tuple(dict.fromkeys(ability for one in several for ability in one.abilities)),
        (min(one.trips[0] for one in several), max(one.trips[1] for one in several)),
        Price(
            min(one.least for one in prices),
            max(one.most for one in prices),
            tuple(dict.fromkeys(name for one in prices for name in one.unfixed)),
            all(one.surely for one in prices),
            prices[0].span if len({one.span for one in prices}) == 1 else None,
        ),
        (min(limits, key=_length), max(limits, key=_length)),
        several[0].statutory,
        several[0].fetch,
    )


def _length(limit: Limit) -> float:
    return limit.n * HOURS[limit.unit]
