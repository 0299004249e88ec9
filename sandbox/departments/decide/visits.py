"""A time at which somebody comes to a hall or a police station: until it is over the department has nobody and nothing before it, and
decides nothing. A station writes down who comes, and whether they came."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta

from sandbox.departments.decide.asked import Asked
from sandbox.departments.decide.days import chinese
from sandbox.departments.decide.verdict import Effect, Verdict
from sandbox.registers.declared import Row

CHOSEN = re.compile(r"(\d{4}-\d{2}-\d{2} \d{2}:\d{2}) (.+)")
SEEN_AFTER = timedelta(minutes=30)  # so long after its time whoever came has been seen


def over(at: str) -> str:
    """When a visit that begins at this minute is over, as `at` is written: 2026-11-24 09:30."""
    return (datetime.strptime(at, "%Y-%m-%d %H:%M") + SEEN_AFTER).strftime("%Y-%m-%d %H:%M")


def before(asked: Asked, what: str, says: Mapping[str, str] | None = None) -> Verdict | None:
    """What is said until the time that the form chose is over; `what` is done there, `says` on the way. None from then on, and where the
    form chose none."""
    chosen = CHOSEN.fullmatch(asked.text("slot"))
    if chosen is None or asked.store.now >= over(chosen[1]):
        return None
    why = f"{agreed(chosen[1])}到{chosen[2]}{what}，去过了接着办"
    return Verdict("grant", wait_until=over(chosen[1]), wait_for=why, says=dict(says or {}))


def first(asked: Asked, verdict: Verdict | None, what: str) -> Verdict | None:
    """A grant waits for the visit; everything else is said at once. What arriving alone changes, it changes all the same."""
    waits = before(asked, what) if verdict and verdict.kind == "grant" else None
    return replace(verdict, wait_until=waits.wait_until, wait_for=waits.wait_for) if verdict and waits else verdict


def at_station(asked: Asked, station: Row | None, what: str, then: Effect | None = None) -> Verdict | None:
    """The same at a police station, whose own list has it: who did not come is done with, what is taken back is struck off. `then`: what
    the visit itself changes. None once whoever booked has been there, and where the form chose no time."""
    chosen = CHOSEN.fullmatch(asked.text("slot"))
    if chosen is None or station is None:
        return None
    at, no = chosen[1], str(asked.case["case_no"])
    row = asked.store.get("gat.visits", key := f"{no}|{at}")
    if row is None:
        new = {"办件": no, "时段": at, "id": asked.person, "派出所": station["id"], "状态": "约好"}
        return Verdict("grant", happens=(("add", "gat.visits", new),))
    if row["状态"] == "没来":
        return Verdict("end", reason=f"约的 {at[5:]} 没有来，要办再约一次")
    if row["状态"] == "来了":
        return None
    if asked.store.now < over(at):
        back: Effect = ("change", "gat.visits", key, {"状态": "取消"})
        return Verdict("grant", wait_until=over(at), wait_for=f"{agreed(at)}到{station['名称']}{what}，去过了接着办", otherwise=(back,))
    came: Effect = ("change", "gat.visits", key, {"状态": "来了"})
    return Verdict("grant", happens=(came, then) if then else (came,))


def agreed(at: str) -> str:
    """约好了 11月24日 09:30 ."""
    return f"约好了 {chinese(date.fromisoformat(at[:10]))} {at[11:]} "
