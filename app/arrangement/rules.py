"""What a first screen may look like, and what a change of it says in plain words. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from app.language.arranged import On, Place

LEAST, MOST = 4, 8  # places: two rows of four at most, so that one sees all of them at a glance
LONGEST = timedelta(days=30)  # a burst entry ends by itself; what stays longer is no burst


def wrong(place: Place, here: Collection[str], seasons: Collection[str]) -> list[dict[str, str]]:
    """What is wrong with a city's first screen, each with its field. `here`: items that are done in this city."""
    found = []
    if not LEAST <= len(place["common"]) <= MOST:
        found.append({"field": "common", "say": f"放 {LEAST} 到 {MOST} 件，现在是 {len(place['common'])} 件"})
    if len(set(place["common"])) != len(place["common"]):
        found.append({"field": "common", "say": "同一件事放了两次"})
    if strangers := sorted(set(place["common"]) - set(here)):
        found.append({"field": "common", "say": f"这个城市没有：{'、'.join(strangers)}"})
    if unknown := sorted(set(place["off"]) - set(seasons)):
        found.append({"field": "off", "say": f"不是当季的事项：{'、'.join(unknown)}"})
    return found


def difference(before: Place, after: Place, names: Mapping[str, str]) -> list[str]:
    """What residents will see otherwise, a sentence each. `names`: what items are called in daily life; one that is no more is called by
    its id."""
    was, now = before["common"], after["common"]

    def called(item: str) -> str:
        return f"「{names.get(item, item)}」"

    said = [f"{called(one)}不再放首页" for one in was if one not in now]
    said += [f"{called(one)}上首页，排第 {now.index(one) + 1}" for one in now if one not in was]
    # Of those that stay, only who changed places among themselves has moved: one that leaves moves nobody.
    stay_was, stay_now = [one for one in was if one in now], [one for one in now if one in was]
    for one in moved(stay_was, stay_now):
        said.append(f"{called(one)}从第 {was.index(one) + 1} 移到第 {now.index(one) + 1}")
    said += [f"当季的{called(one)}不显示" for one in after["off"] if one not in before["off"]]
    said += [f"当季的{called(one)}恢复显示" for one in before["off"] if one not in after["off"]]
    return said


def moved(was: list[str], now: list[str]) -> list[str]:
    """The fewest that must be moved to make `now` of `was`: all but the longest run that keeps its order."""
    places = [was.index(one) for one in now]
    runs: list[tuple[int, ...]] = []  # for each place, the longest run that ends there
    for at, place in enumerate(places):
        before = [run for run in runs if places[run[-1]] < place]
        runs.append((*_longest(before), at))
    keep = set(_longest(runs))
    return [one for at, one in enumerate(now) if at not in keep]


def _longest(runs: Collection[tuple[int, ...]]) -> tuple[int, ...]:
    return max(runs, key=lambda run: len(run), default=())


def wrong_burst(until: datetime, now: datetime, cities: Collection[str], known: Collection[str]) -> list[dict[str, str]]:
    """What is wrong with switching an entry on until then in these cities."""
    found = []
    if until <= now:
        found.append({"field": "until", "say": "到期时间已经过了，选一个以后的"})
    elif until > now + LONGEST:
        found.append({"field": "until", "say": f"突发入口最多开 {LONGEST.days} 天，要长期放就放进首页"})
    if strangers := sorted(set(cities) - set(known)):
        found.append({"field": "cities", "say": f"没有这个城市：{'、'.join(strangers)}"})
    return found


def switched(bursts: Collection[On], id_: str, on: On | None, now: datetime) -> list[On]:
    """The entries that are on once this one is switched on (or off: None); those that are over are dropped."""
    rest = [one for one in bursts if one["id"] != id_ and datetime.fromisoformat(one["until"]) > now]
    return sorted([*rest, on] if on else rest, key=lambda one: one["id"])
