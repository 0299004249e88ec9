"""Papers that departments handed over with their steps: decisions. One is served the moment its step is taken: from then on it lies in
the person's case, and they are told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from app.cases import records
from app.cases.models import case_action
from app.cases.records import Action, Paper, Words
from app.kernel import clock
from app.language.showing import Part, Sheet, day


@dataclass(frozen=True)
class Served:
    """`id`: what a phone calls it; `at`: when it was served, from which its days count."""

    id: str
    number: str
    title: str
    at: datetime
    sheet: Sheet


def of(actions: Iterable[Action], said: Mapping[str, Words]) -> list[Served]:
    """All of a case, oldest first; one that is handed over again was served the first time."""
    first: dict[str, tuple[Paper, datetime]] = {}
    for action in sorted(actions, key=lambda one: one.id):
        for paper in said[action.id].get("papers") or ():
            first.setdefault(paper["number"], (paper, action.at))
    return [_served(f"p{n}", paper, at) for n, (paper, at) in enumerate(first.values(), 1)]


def of_case(tx: Connection, case_id: str) -> list[Served]:
    """The same, of this case. One statement."""
    actions = records.ACTIONS.all(tx, records.ACTIONS.query.where(case_action.c.case_id == case_id))
    return of(actions, {action.id: records.open_words(action) for action in actions})


def _served(id_: str, paper: Paper, at: datetime) -> Served:
    there = clock.china(at)
    facts = [(one["label"], one["text"]) for one in paper["facts"]]
    when = ("送达时间", f"{day(there.date())} {there:%H:%M}，送到您手机上")
    parts = tuple(Part(one["head"], one["text"]) for one in paper["parts"])
    return Served(id_, paper["number"], paper["title"], at, Sheet(paper["title"], (*facts, when), parts=parts))
