"""A certificate that makes an application pointless: said at the first tap, with what to do instead, not by the reviewer's refusal.

What is compared are the published review points that the wallet can answer, and the day of issue.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import TypedDict

from sqlalchemy import Connection

from app.catalog.words import day
from app.certificates import queries as certificates
from app.certificates import rules as validity
from app.certificates.queries import Held
from app.checks import gather, rules
from app.checks.facts import Facts, Off, Person
from app.kernel import text as texts
from app.language.checklist import Checklist, Item

WHY = "why"  # the question by which items ask for the reason
NOBODY = Person("", "", "", None, "", 0)  # the wallet alone is looked at
HAPPENED = frozenset({"lost", "stolen", "damaged", "worn", "info", "typo", "regrade"})  # answers to it that no certificate is too fresh for
FRESH = timedelta(days=30)  # so long after its issue nobody needs it anew, unless something happened to it


class Found(TypedDict):
    """What stands against an application: the certificate, why, what to do instead. `question`: the one whose answer it contradicts, to
    be asked again before anybody goes on in spite of it; None where no answer says why it is done."""

    certificate: str
    say: str
    do: str
    question: str | None


def find(tx: Connection, item: Item, checklist: Checklist, person_id: str | None, today: date) -> Found | None:
    """What stands against these answers; None when nothing does."""
    if person_id is None or not item.result.get("cert"):
        return None
    return stands(item, checklist, certificates.held(tx, person_id), today)


def stands(item: Item, checklist: Checklist, wallet: Mapping[str, Held], today: date) -> Found | None:
    """The first certificate that one of the item's points, or the day of its issue, speaks against."""
    why = next((one.id for one in item.questions if one.id == WHY), None)
    points = tuple(one for one in rules.decided(checklist.points) if rules.disputable(one))
    for judged in rules.refused(rules.judge(points, facts_of(item, checklist, wallet, today))):
        kind = next((kind for kind in rules.gathered([judged.point], "held") if kind in wallet), None)
        if kind is not None:
            about = next(iter(judged.point.when), why) if judged.point.when else why
            there = judged.point.fn == "no_cert"
            return {"certificate": wallet[kind].id, "say": judged.say, "do": judged.do, "question": None if there else about}
    one = wallet.get(str(item.result["cert"]))
    if (
        checklist.given.get(WHY) in HAPPENED
        or item.result.get("at_once", "result") != "result"
        or one is None
        or one.status != "valid"
        or not validity.valid_on(one.valid_until, today)
    ):
        return None
    say = _fresh(one, today)
    return {"certificate": one.id, "say": say, "do": "丢了、坏了，或者上面的内容变了，才要再办", "question": why} if say else None


def facts_of(item: Item, checklist: Checklist, wallet: Mapping[str, Held], today: date) -> Facts:
    """The wallet as checks see it. A kind that is not in it may be held all the same: nobody was asked."""
    kinds = rules.gathered(checklist.points, "held")
    known = {kind: gather.of(wallet[kind]) if kind in wallet else Off(kind) for kind in kinds}
    answers = {key: value for key, value in checklist.given.items() if isinstance(value, str)}
    return Facts(today, item=item.id, answers=answers, person=NOBODY, held=known)


def held(tx: Connection, person_id: str, today: date) -> set[str]:
    """The kinds of certificates this person holds that are good today."""
    wallet = certificates.held(tx, person_id)
    return {kind for kind, one in wallet.items() if one.status == "valid" and validity.valid_on(one.valid_until, today)}


def _fresh(one: Held, today: date) -> str:
    issued = texts.day(one.issued_on)
    return f"您的{one.kind.name}{day(issued, today, False)}刚发" if issued and today - issued < FRESH else ""
