"""Review points whose facts are complete before it is handed in: said when the field, pick or lookup they look at settles, and all of
them on the page that is signed. When it is handed in everything is decided again (deciding.py).

What only the form says is decided where it is saved (app/checks/form.py) and not kept while it is wrong. What somebody else says beside
it is told and kept: they may say otherwise tomorrow.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import TypedDict

from app.cases import deciding
from app.cases.deciding import Points
from app.cases.pinned import Standing
from app.checks import form as checks
from app.checks import rules
from app.checks.gather import Gathered
from app.checks.rules import Judged
from app.forms.draft import Draft, Stop
from app.language.lookups import with_those_before
from app.publishing.release import Release


class Noted(TypedDict):
    """A field that points were decided about, and what stands on record for it, in words; empty where nothing is to be told."""

    field: str
    say: str


@dataclass(frozen=True)
class Settled:
    """The points that can be decided now, and what was gathered for them."""

    points: Points = ()
    found: Gathered = field(default_factory=Gathered)


NOTHING = Settled()


def fields(release: Release) -> frozenset[str]:
    """The fields of all items whose settling somebody else has something to say about."""
    return frozenset(name for item in release.items.values() for name in rules.gathered(rules.early(item.kinds_of_points), "form"))


def settled(at: Standing, draft: Draft, changed: Collection[str]) -> Points:
    """The points that look at one of these fields and lack nothing else of the form."""
    points = (one for one in rules.early(at.checklist.points) if {*changed} & {*rules.gathered([one], "form")})
    return tuple(one for one in points if rules.complete(one, draft.values))


def every(at: Standing, draft: Draft) -> Points:
    """All that can be decided before it is signed."""
    return tuple(one for one in rules.before_signing(at.checklist.points) if rules.complete(one, draft.values))


def ask(at: Standing, draft: Draft, person_id: str, level: int, points: Points, registers: bool) -> Settled:
    """What these need. Outside any transaction. `registers`: those may be asked; else what hangs on them is left open."""
    points = tuple(one for one in points if registers or not rules.gathered([one], "rows"))
    if not points:
        return NOTHING
    wanted = with_those_before(rules.gathered(points, "rows"), at.item.lookups)
    return Settled(points, deciding.at_submission(at, draft, person_id, level, wanted, points))


def judged(at: Standing, draft: Draft, known: Settled) -> tuple[Judged, ...]:
    """The verdict on each, with the form as it is."""
    return deciding.judged(at, draft, {}, known.found, some=known.points)


def of_form(at: Standing, draft: Draft, changed: Collection[str]) -> tuple[Judged, ...]:
    """What the form alone settles at these fields, where there is something to tell."""
    more = {one.id for one in rules.early(at.checklist.points)}
    points = (one for one in rules.decided(at.checklist.points, rules.FIELD) if one.id not in more)
    mine = tuple(one for one in points if {*changed} & {*rules.gathered([one], "form")} and rules.complete(one, draft.values))
    return tuple(one for one in deciding.judged(at, draft, {}, Gathered(), some=mine) if one.note) if mine else ()


def errors(verdicts: Collection[Judged]) -> checks.Errors:
    """What is refused, at the field it is about."""
    return checks.at_fields(rules.refused(verdicts))


def noted(verdicts: Collection[Judged]) -> list[Noted]:
    """Every field something was decided about, once, with what stands on record for it."""
    said: dict[str, list[str]] = {}
    for one in verdicts:
        if name := rules.field_of(one.point):
            said.setdefault(name, []).extend([f"{one.note}。"] if one.note else [])
    return [{"field": name, "say": "".join(notes)} for name, notes in said.items()]


def stops(verdicts: Collection[Judged]) -> list[Stop]:
    """What is refused and about no field: nothing that is filled in mends it."""
    return [{"say": one.say, "do": one.do} for one in rules.refused(verdicts) if not rules.field_of(one.point)]
