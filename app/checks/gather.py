"""What checks look at and no form says: the person, the wallet, other departments' sources. Asked before anything is decided.

Outside any transaction, all at the same time, three seconds at most: what has not answered by then is off.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from prometheus_client import Counter

from app.certificates import queries as certificates
from app.certificates import service as wallet
from app.checks import rules
from app.checks.facts import Earlier, Facts, Held, Off, Person
from app.checks.rules import Judged
from app.identity import queries as identity
from app.kernel import clock, db
from app.kernel.ports import Fact, Row, Who, outside
from app.language.declare import ReviewPoint
from app.language.forms import Picked

SECONDS = 3.0

_silent = Counter("check_source_off_total", "Review points whose source did not answer, by what was done instead", ["source", "by"])


@dataclass(frozen=True)
class Gathered:
    """What was found. `asked`: the sources asked, in words, for the person to read; `rows`: what registers said, by lookup; `picked`:
    the rows behind picks as they stand now; `wallet`: all that the person holds, where that was asked for."""

    person: Person | None = None
    held: Mapping[str, Held | Off] = field(default_factory=dict)
    sources: Mapping[str, Fact | Off] = field(default_factory=dict)
    earlier: tuple[Earlier, ...] = ()
    asked: tuple[str, ...] = ()
    rows: Mapping[str, tuple[Row, ...] | Off] = field(default_factory=dict)
    picked: Picked = field(default_factory=dict)
    wallet: Mapping[str, certificates.Held] = field(default_factory=dict)

    def facts(self, base: Facts) -> Facts:
        """`base` with what was found."""
        return replace(
            base,
            person=self.person,
            held=self.held,
            sources=self.sources,
            rows=self.rows,
            earlier=self.earlier,
            now_s=int(clock.now().timestamp()),
        )


def gather(
    points: Iterable[ReviewPoint], person_id: str, level: int, purpose: str, case_no: str | None = None, wallet_too: bool = False
) -> Gathered:  # fmt: skip
    """What these points need of this person. `level`: how sure the caller is to be them; `wallet_too`: what they hold is wanted, whether
    a point looks at it or not."""
    points = tuple(points)
    kinds, codes = rules.gathered(points, "held"), rules.gathered(points, "source")
    with db.reading() as tx:
        person = identity.get_person(tx, person_id)
        have = certificates.held(tx, person_id) if kinds or wallet_too else {}
    missing = [kind for kind in kinds if kind not in have]
    sources, found, off = _ask(person, codes, missing, purpose, case_no)
    if found:
        db.in_transaction(wallet.keep, person_id, found)
        with db.reading() as tx:
            have = certificates.held(tx, person_id)
    held: dict[str, Held | Off] = {kind: of(one) for kind, one in have.items()}
    held.update({kind: Off(kind) for kind in off if kind not in have})
    known = Person(person.name, person.id_number, person.paper, person.birth, person.sex, level)
    return Gathered(known, held, sources, asked=tuple(rules.source_name(one) for one in (*codes, *missing)), wallet=have)


def of(one: certificates.Held) -> Held:
    """A certificate of the wallet as checks see it."""
    return Held(one.kind.id, one.kind.name, one.number, one.issued_on, one.valid_until, one.status, one.fields, one.id)


def count(judged: Iterable[Judged]) -> None:
    """Each source that did not answer, once for the point it leaves open."""
    for by in (rules.BLOCK, rules.UPLOAD, rules.MANUAL):
        for one in rules.off(judged, by):
            off(rules.off_code(one), by)


def off(code: str, by: str) -> None:
    """A source that did not answer, by what is done instead: block, upload, manual."""
    _silent.labels(code, by).inc()


def _ask(
    person: identity.Person, codes: Iterable[str], kinds: Iterable[str], purpose: str, case_no: str | None
) -> tuple[dict[str, Fact | Off], dict[str, Fact], list[str]]:
    """Answers of sources by code, certificates found by kind, kinds nobody answered for."""
    codes, kinds = list(codes), list(kinds)
    if not codes and not kinds:
        return {}, {}, []
    who = Who(person.name, person.id_number, person.paper)
    told = outside().sources.ask_all([*codes, *kinds], who, purpose, case_no, SECONDS)
    found = wallet.readable({kind: told[kind] for kind in kinds if kind in told})
    off = [kind for kind in kinds if kind not in found]
    return {code: told.get(code) or Off(code) for code in codes}, {kind: one for kind, one in found.items() if one.found}, off
