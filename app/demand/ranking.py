"""What is asked for more than usual, and why; the order of a first screen that follows from it. Pure.

Hours are numbered from 1970 in UTC, days likewise in China. `Watch` keeps what one item was asked for, hour by hour; `weigh` compares all
of them at one hour; `proposed` makes an order of it that moves nobody without a reason.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import Literal, NamedTuple

from app.demand.rules import ENOUGH

DAY, WEEK, MONTH = 24, 7 * 24, 30 * 24  # hours
YEAR = 364  # days: a year ago on the same day of the week
KEEP = 36 * 24
# 需求分: of what all its parts ask for most, and how many of those who begin get it
BEGUN, OPENED, FOUND, DONE = 0.5, 0.2, 0.2, 0.1
MARGIN = 0.1  # by so much another must be ahead, or nothing moves: what is nearly alike does not change places every day
TIMES, SURE, SOME = 2.0, 6.0, 8.0  # a shock is twice the usual, and more than chance does to any item in years
SEASON = 2.0  # times what was usual in the year
ELEVATED = 1.5
SKEW = 1 / 3  # by so much the middle of small counts lies under their mean
KNOWN = 400  # days that are kept (rules.COUNTED)
EPOCH = date(1970, 1, 1).toordinal()
EARLY = 3  # days: what began three days ago is still seen by the days before it

Kind = Literal["shock", "season", "steady"]


class Day(NamedTuple):
    """What an item was asked for on a day: found, opened; begun, and of these granted."""

    found: int = 0
    opened: int = 0
    begun: int = 0
    done: int = 0

    def and_(self, more: Day) -> Day:
        """Both together."""
        return Day(*(a + b for a, b in zip(self, more, strict=True)))


@dataclass(frozen=True)
class Reason:
    """Why an item moves. `times`: of the usual; `hours`: since when, of a shock; `by`: what most of all rose."""

    kind: Kind
    times: float = 1.0
    hours: int = 0
    by: Literal["found", "opened"] = "opened"

    def say(self, place: int) -> str:
        """In words; `place`: where it stands by what is asked for, from 1."""
        if self.kind == "shock":
            span = f"{self.hours} 小时" if self.hours < DAY else f"{round(self.hours / DAY)} 天"
            return f"{'搜索' if self.by == 'found' else '打开'} +{round((self.times - 1) * 100)}%，{span}"
        if self.kind == "season":
            return f"去年此时是平常的 {self.times:.1f} 倍"
        return f"近 30 天的需求排第 {place}"


class Rise(NamedTuple):
    """How many times what was usual before the three days from a day on had, in the mean and at most; and in the mean, of the year."""

    mean: float
    most: float
    of_year: float


STILL = Rise(1.0, 1.0, 1.0)


class Watch:
    """One item. Hours come in order, none left out; days of before them may be told."""

    def __init__(self, days: Mapping[int, Day] | None = None) -> None:
        self.days = dict(days or {})
        self.found: list[int] = []
        self.opened: list[int] = []
        self.both: list[int] = []
        self.usual: list[float] = []  # what an hour like this one had, when it came
        self._rise: tuple[int, Rise] = (-1, STILL)
        self._cases: tuple[int, int, int] = (-1, 0, 0)
        self._usual_day: tuple[int, float] = (-1, 0.0)
        self._month = [0, 0]  # found, opened: of the last thirty days, kept as they come and go

    def push(self, hour: int, now: Day) -> None:
        """What was counted in this hour, which its day does not hold yet."""
        self.look(now)
        day = day_of(hour)
        self.days[day] = self.days.get(day, Day()).and_(now)

    def look(self, now: Day) -> None:
        """What was counted in the next hour, of a day that holds it already."""
        self.found.append(now.found)
        self.opened.append(now.opened)
        self.both.append(now.found + now.opened)
        self.usual.append(self._like(self.both))
        for at, counts in enumerate((self.found, self.opened)):
            self._month[at] += counts[-1] - (counts[-1 - MONTH] if len(counts) > MONTH else 0)
        if len(self.both) > 2 * KEEP:
            for kept in (self.found, self.opened, self.both, self.usual):
                del kept[:-KEEP]

    def lift(self, hour: int) -> Rise:
        """What a year ago rose to in these days."""
        day = day_of(hour)
        if self._rise[0] != day:
            self._rise = (day, self._from_a_year_ago(day - YEAR))
        return self._rise[1]

    def expected(self, hour: int, rise: float) -> float:
        """A day's searches and openings risen so: of what four weeks usually had; 0 where a year ago nothing rose."""
        if self.lift(hour).mean < SEASON:
            return 0.0
        past = [sum(self.both[at - DAY : at]) for at in range(len(self.both), DAY - 1, -DAY)[:28]]
        return median(past) * rise if past else 0.0

    def month(self, hour: int) -> Day:
        """What thirty days had together; the begun ones of whole days."""
        today = day_of(hour)
        if self._cases[0] != today:
            some = [self.days[day] for day in range(today - 30, today) if day in self.days]
            self._cases = (today, sum(one.begun for one in some), sum(one.done for one in some))
        found, opened = self._month
        return Day(found, opened, *self._cases[1:])

    def _like(self, counts: Sequence[int]) -> float:
        last = len(counts) - 1
        week, weeks = ([counts[at] for at in range(last - DAY, max(-1, last - days * DAY - 1), -DAY)] for days in (7, 28))
        return max(median(week), median(weeks)) if len(week) >= EARLY else float(counts[last])

    def _from_a_year_ago(self, day: int) -> Rise:
        then = [sum(self.days.get(one, Day())[:2]) for one in range(day, day + 3)]
        before = [sum(self.days.get(one, Day())[:2]) for one in range(day - 21, day - 6)]
        if self._usual_day[0] != day // 7:  # what was usual in a year does not change from day to day
            year = [sum(one[:2]) for at, one in self.days.items() if day - YEAR // 2 <= at < day + YEAR // 2]
            self._usual_day = (day // 7, median(year) if len(year) >= YEAR // 2 else 0.0)
        usual, ahead = self._usual_day[1], sum(then) / 3
        if not usual or sum(then) < 10 * ENOUGH:
            return STILL
        was = max(median(before), 1.0)
        return Rise(ahead / was, max(then) / was, ahead / usual)


@dataclass(frozen=True)
class Need:
    """What is asked for of an item now. `score`: 0–100 of what is asked for most; `rate`: searches and openings a day, as it looks now."""

    score: float
    rate: float
    reason: Reason


def day_of(hour: int) -> int:
    """The day in China in which an hour lies."""
    return (hour + 8) // DAY


def weigh(watches: Mapping[str, Watch], hour: int) -> dict[str, Need]:
    """All items at the end of this hour, those of which too little is known left out."""
    tide = _tide(watches)
    months = {key: watch.month(hour) for key, watch in watches.items()}
    known = {key: month for key, month in months.items() if month.found + month.opened >= ENOUGH}
    why = {key: _reason(watches[key], hour, tide) for key in known}
    rates = {key: max(_rate(watches[key], hour), why[key][1]) for key in known}
    factors = {key: rates[key] * 30 / max(known[key].found + known[key].opened, 1) * _share(watches[key]) for key in known}
    now = {key: [part * factors[key] for part in known[key][:3]] for key in known}
    most = [max([one[at] for one in now.values()], default=0.0) or 1.0 for at in range(3)]
    found: dict[str, Need] = {}
    for key, parts in now.items():
        asked = sum(weight * part / top for weight, part, top in zip((FOUND, OPENED, BEGUN), parts, most, strict=True))
        granted = known[key].done / known[key].begun if known[key].begun >= ENOUGH else 0.5
        score = 100 * asked / (1 - DONE) * (1 - DONE + DONE * min(granted, 1.0))
        found[key] = Need(score, rates[key], why[key][0])
    return found


def _tide(watches: Mapping[str, Watch]) -> float:
    """What all rose by together in the last hours: a Monday after a holiday is no shock of anything."""
    rises = [sum(one.both[-3:]) / usual for one in watches.values() if (usual := sum(one.usual[-3:])) >= 5]
    return max(1.0, median(rises)) if len(rises) >= 5 else 1.0


def _share(watch: Watch) -> float:
    """Of a month, as much as is known: what is three days old is not thought to have been asked for in three days only."""
    return min(1.0, len(watch.both) / MONTH)


def _rate(watch: Watch, hour: int) -> float:
    """Searches and openings a day, now: the usual day, times what the last hours were of theirs; or what a year ago rose to."""
    usual = sum(watch.usual[-DAY:])
    for hours in (1, 3, 12, DAY):
        here, like = sum(watch.both[-hours:]), sum(watch.usual[-hours:])
        if like >= 100 or hours == DAY:
            break
    moved = abs(here - like) > 3 * max(like, 1.0) ** 0.5
    now = usual * here / like if moved and like > 0 else usual
    if usual == 0:
        now = float(sum(watch.both[-DAY:]))
    return max(now, watch.expected(hour, watch.lift(hour).mean))


def _reason(watch: Watch, hour: int, tide: float) -> tuple[Reason, float]:
    """Why, and what a day would have if it went on like the hours of a shock; 0 where there is none, or where it has just ended."""
    # What a year ago says is to come is not unheard of, as far as the usual has not risen to it already.
    usual, rise = sum(watch.usual[-DAY:]), watch.lift(hour)
    lifted = max(1.0, watch.expected(hour, rise.most) / usual) if usual > 0 else 1.0
    for hours in (1, 3, DAY):
        here, like = sum(watch.both[-hours:]), (sum(watch.usual[-hours:]) + SKEW * hours) * lifted * tide
        if here >= TIMES * like and here - like >= SURE * like**0.5 + SOME:
            times = here / max(like, 1.0)
            return _shock(watch, times, lifted * tide), times * lifted * tide * usual if hours < DAY else 0.0
    return Reason("season", rise.of_year) if rise.of_year >= SEASON else Reason("steady"), 0.0


def _shock(watch: Watch, times: float, expected: float) -> Reason:
    """Since when, six hours at a time, and what rose most."""
    hours, last = 0, len(watch.both)
    for to in range(last, max(0, last - WEEK), -6):
        here, like = sum(watch.both[max(0, to - 6) : to]), sum(watch.usual[max(0, to - 6) : to]) * expected
        if here < ELEVATED * like or here - like < SOME:
            break
        hours += 6
    first = last - max(hours, 6)
    above = [at for at in range(first, last) if watch.both[at] > ELEVATED * expected * max(watch.usual[at], 1.0)]
    hours = last - min(above, default=last - 1)
    by: Literal["found", "opened"] = "found" if _rise(watch.found, hours) > _rise(watch.opened, hours) else "opened"
    return Reason("shock", times, hours, by)


def _rise(counts: Sequence[int], hours: int) -> float:
    last = len(counts)
    like = [median(counts[at - WEEK : at : DAY] or [0]) for at in range(last - hours, last)]
    return sum(counts[last - hours :]) / max(sum(like), 1.0)


def proposed(now: Sequence[str], needs: Mapping[str, Need], may: Collection[str], most: int) -> list[str]:
    """The order that follows. `may`: what may stand there; what stands there and of which nothing is known stays where it is."""
    order = list(now)
    rest = sorted((one for one in needs if one in may and one not in order), key=lambda one: (-needs[one].score, one))
    for one in rest:
        weakest = min((at for at in reversed(order) if at in needs), key=lambda at: needs[at].score, default=None)
        if len(order) < most and needs[one].score > 0:
            order.append(one)
        elif weakest is not None and ahead(needs, one, weakest):
            order[order.index(weakest)] = one
        else:
            break
    places = [at for at, one in enumerate(order) if one in needs]
    moved = True
    while moved:
        moved = False
        for left, right in zip(places, places[1:], strict=False):
            if ahead(needs, order[right], order[left]):
                order[left], order[right], moved = order[right], order[left], True
    return order


def ahead(needs: Mapping[str, Need], one: str, other: str) -> bool:
    """Whether more is asked for of one, by so much that it is worth moving."""
    return needs[one].score > needs[other].score * (1 + MARGIN)


def alone(now: Sequence[str], then: Sequence[str], one: str, needs: Mapping[str, Need], most: int) -> list[str]:
    """The list with this one moved as it is to be, and no other; where it is full, the one that is asked for least makes room."""
    rest = [item for item in now if item != one]
    if one not in then:
        return rest
    if len(rest) >= most:
        leaving = [item for item in rest if item not in then] or [item for item in rest if item in needs]
        rest.remove(min(leaving, key=lambda item: needs[item].score if item in needs else 0.0))
    at = min(then.index(one), len(rest))
    return [*rest[:at], one, *rest[at:]]
