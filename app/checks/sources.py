"""What departments' data sources answer: a match, a mark, a kinship. One that is off decides nothing (`Unknown("off:…")`)."""

from __future__ import annotations

from app.checks.declare import check
from app.checks.facts import Facts, Fail, Pass, Verdict
from app.kernel.ports import Fact


@check("data_match", short="source")
def data_match(source: Fact) -> Verdict:
    """The source says yes."""
    return Pass() if source.found and source.match is True else Fail()


@check("no_flag", short="flag")
def no_flag(flag: Fact) -> Verdict:
    """The mark is not set. A source that knows nobody of this name has no mark for them."""
    return Fail() if flag.match is True else Pass()


@check("has_relation", short="relation")
def has_relation(relation: Fact) -> Verdict:
    """The person stands in that relation to somebody, or is enough alone."""
    return Pass() if relation.match is True else Fail()


@check("trust_gte", short="level", whole=("level",))
def trust_gte(facts: Facts, level: int) -> Verdict:
    """How sure we are of who it is."""
    sure = facts.person is not None and facts.person.level >= level
    return Pass() if sure else Fail("要先刷脸，确认是您本人", "刷一次脸就行")
