"""A certificate that makes an application pointless: said at the first tap, with what to do instead, not by the reviewer's refusal.

What is compared are the published review points that the wallet can answer, and the day of issue.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import TypedDict

from sqlalchemy import Connection

from app.catalog.words import day
from app.certificates import queries as certificates
from app.certificates import rules as validity
from app.certificates.queries import Held
from app.checks.days import add_months
from app.kernel import text as texts
from app.kernel.errors import Conflict
from app.language.checklist import Checklist, Item

Test = Callable[[Held, date], str]  # why a certificate makes it pointless; empty when it does not
WHY = "why"  # the question by which items ask for the reason
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
    wallet = certificates.held(tx, person_id)
    for kind, test, do, question in _rules(item, checklist):
        one = wallet.get(kind)
        if one is None or one.status != "valid" or not validity.valid_on(one.valid_until, today):
            continue
        say = test(one, today)
        if say:
            return {"certificate": one.id, "say": say, "do": do, "question": question}
    return None


def held(tx: Connection, person_id: str, today: date) -> set[str]:
    """The kinds of certificates this person holds that are good today."""
    wallet = certificates.held(tx, person_id)
    return {kind for kind, one in wallet.items() if one.status == "valid" and validity.valid_on(one.valid_until, today)}


def refuse(tx: Connection, item: Item, checklist: Checklist, person_id: str | None, today: date) -> None:
    """Raises Conflict `certificate_stands`, with its id as `certificate`."""
    found = find(tx, item, checklist, person_id, today)
    if found:
        raise Conflict("certificate_stands", found["say"], found["do"], certificate=found["certificate"])


def _rules(item: Item, checklist: Checklist) -> list[tuple[str, Test, str, str | None]]:
    """Kind of certificate, what may stand against it, what to do instead, whose answer it is about: as the item's points and its
    result say."""
    found: list[tuple[str, Test, str, str | None]] = []
    why = next((one.id for one in item.questions if one.id == WHY), None)
    kind = str(item.result["cert"])
    for point in checklist.points:
        rule = point.rule or {}
        if rule.get("fn") == "no_cert":
            found.append((str(rule["arg"]), _there, "丢了、坏了、快到期了，选换发或补发", None))
        elif rule.get("fn") == "expires_within_months":
            months = int(rule["arg"]["months"])
            found.append((kind, partial(_too_early, months=months), "到时候再来；别的原因要换，改一下回答", next(iter(point.when), why)))
    if item.result.get("at_once", "result") == "result":
        found.append((kind, _fresh, "丢了、坏了，或者上面的内容变了，才要再办", why))
    return found


def _there(one: Held, today: date) -> str:
    until = texts.day(one.valid_until or "")
    return f"您已经有{one.kind.name}了" + (f"，{day(until, today, False)}到期" if until else "")


def _too_early(one: Held, today: date, months: int) -> str:
    until = texts.day(one.valid_until or "")
    if until is None or until <= add_months(today, months):
        return ""
    return f"您的{one.kind.name}{day(until, today, False)}才到期，还没到换的时候"


def _fresh(one: Held, today: date) -> str:
    issued = texts.day(one.issued_on)
    return f"您的{one.kind.name}{day(issued, today, False)}刚发" if issued and today - issued < FRESH else ""
