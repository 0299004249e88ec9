"""What a check may look at, and what it answers. Pure: whoever asks has gathered everything before.

What is absent is said apart from what is not known: a kind of certificate that is no key of `held` is not held, one that is
`Off` could not be asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from app.kernel.jsons import Json
from app.kernel.ports import Fact, Row
from app.language.values import Values


@dataclass(frozen=True)
class Off:
    """A source that did not answer, by its code; a register by its id. `by`: what the item says is done then (upload, manual, block),
    where it says so of this question and not of the point."""

    code: str
    by: str = ""


@dataclass(frozen=True)
class Person:
    """Whose errand it is. `paper`: which paper the number is of (app.identity.papers); `level`: how sure we are."""

    name: str
    id_number: str
    paper: str
    birth: date | None
    sex: str
    level: int

    def __repr__(self) -> str:
        return f"Person(level={self.level})"


@dataclass(frozen=True)
class Held:
    """A certificate held. `valid_until`: a date as YYYY-MM-DD, 长期, or None for a kind that never ends."""

    kind: str
    name: str
    number: str
    issued_on: str
    valid_until: str | None
    status: str
    fields: Mapping[str, str] = field(default_factory=dict)
    id: str = ""

    def __repr__(self) -> str:
        return f"Held({self.kind})"


@dataclass(frozen=True)
class Earlier:
    """An earlier case of the same person. `outcome`: empty while it runs."""

    item: str
    on: date
    outcome: str


@dataclass(frozen=True)
class FileFact:
    """A file given for a material. `why`: what is wrong with it, in words."""

    ok: bool
    why: tuple[str, ...] = ()


@dataclass(frozen=True)
class Facts:
    """Everything a check may look at. `rows`: of registers, by lookup; `picked`: the rows behind pick fields; `unpicked`: pick fields
    whose register did not answer, so that the person filled in by hand; `registers`: which register each lookup and pick field is of,
    by what a check needs of it (rows:cycle, form:baby); `signed`: the roles that have signed or agreed; `now_s`: seconds since the
    epoch, for what lives minutes."""

    today: date
    city: str = ""
    district: str | None = None
    item: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)
    form: Values = field(default_factory=dict)
    picked: Mapping[str, tuple[Mapping[str, Json], ...]] = field(default_factory=dict)
    person: Person | None = None
    held: Mapping[str, Held | Off] = field(default_factory=dict)
    sources: Mapping[str, Fact | Off] = field(default_factory=dict)
    rows: Mapping[str, tuple[Row, ...] | Off] = field(default_factory=dict)
    unpicked: Mapping[str, Off] = field(default_factory=dict)
    registers: Mapping[str, str] = field(default_factory=dict)
    earlier: tuple[Earlier, ...] = ()
    signed: frozenset[str] = frozenset()
    files: Mapping[str, FileFact] = field(default_factory=dict)
    now_s: int = 0
    handed_in: date | None = None

    def __repr__(self) -> str:
        return f"Facts({self.item}, {self.today})"


@dataclass(frozen=True)
class Pass:
    """It is so. `note`: what stands on record, for the person to read beside what they fill in."""

    note: str = field(default="", compare=False)


@dataclass(frozen=True)
class Fail:
    """It is not so: what is wrong and what to do, in words a resident understands. Without `say` the point's own words are said. `note`
    as of Pass."""

    say: str = ""
    do: str = ""
    note: str = field(default="", compare=False)


@dataclass(frozen=True)
class Unknown:
    """Nobody can say yet. `why`: `wait for <need>` what must be there first; `off:<code>` a source that did not answer."""

    why: str

    @property
    def off(self) -> str:
        """The code of the source that did not answer; empty when it is something else."""
        return self.why.removeprefix("off:") if self.why.startswith("off:") else ""


Verdict = Pass | Fail | Unknown
