"""How a check is declared: a pure function over named values, each read from the facts along a path.

    @check("days_since_lte", short="days")
    def days_since_lte(today: date, since: date, days: int) -> Verdict: …

`rule: {fn: days_since_lte, arg: {since: form.hired_on, days: 30}}`. An argument is a literal or a path (`paths.py`); a value that is
not there yet makes the verdict Unknown before the function is asked. `today`, `city` and `facts` are given to whoever names them; a
parameter typed Held, Fact or FileFact takes a kind, a code, a material and is that certificate, answer or file.
"""

from __future__ import annotations

import inspect
import typing
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import orjson

from app.checks import paths
from app.checks.facts import Facts, FileFact, Held, Unknown, Verdict
from app.kernel.jsons import Json
from app.kernel.ports import Fact

GIVEN = ("today", "city", "facts")
NAMED = {Held: "held", Fact: "source", FileFact: "file"}  # a parameter of this type names one of these


@dataclass(frozen=True)
class Parameter:
    """One value a check needs. `kind`: its type; `default`: the argument taken when the rule gives none."""

    name: str
    kind: object
    default: Json
    needed: bool

    def path(self, given: Json) -> str | None:
        """Where the value is read; None for a literal."""
        root = NAMED.get(self.kind) if isinstance(self.kind, type) else None
        if root is not None:
            return f"{root}.{given}" if isinstance(given, str) else None
        return given if isinstance(given, str) and paths.is_path(given) else None


@dataclass(frozen=True)
class Check:
    """A function that decides review points. `whole`: needs that its parameters do not show."""

    name: str
    short: str
    decide: Callable[..., Verdict]
    parameters: tuple[Parameter, ...]
    given: tuple[str, ...]
    whole: frozenset[str] = field(default_factory=frozenset)
    _known: dict[bytes, frozenset[str]] = field(default_factory=dict, compare=False, repr=False)  # asked seventy times for a case

    def needs(self, arg: Json) -> frozenset[str]:
        """What must be gathered to decide with this argument: person, held:ec-passport, source:exit_ban, form:hired_on, …"""
        key = orjson.dumps(arg)
        if key not in self._known:
            read = (one.path(self._argument(one, arg)) for one in self.parameters)
            self._known[key] = self.whole | {paths.need(one) for one in read if one}
        return self._known[key]

    def field(self, arg: Json) -> str:
        """The field it speaks of: the first whose value it reads, else the first whose row it looks at; empty where it is about none."""
        read = [path.split(".") for one in self.parameters if (path := one.path(self._argument(one, arg))) and path.startswith("form.")]
        return next((path[1] for path in read if len(path) == 2), read[0][1] if read else "")

    def fields(self, arg: Json) -> frozenset[str]:
        """The fields it cannot be decided without."""
        read = (path.split(".") for one in self.parameters if one.needed and (path := one.path(self._argument(one, arg))))
        return frozenset(path[1] for path in read if path[0] == "form")

    def fault(self, arg: Json) -> str | None:
        """What is wrong with an argument, in words; None when it can be used."""
        if isinstance(arg, Mapping) and (strange := arg.keys() - {one.name for one in self.parameters}):
            return f"不认识：{'、'.join(sorted(strange))}"
        for one in self.parameters:
            value = self._argument(one, arg)
            if value is None:
                if one.needed:
                    return f"没有写 {one.name}"
            elif one.path(value) is None:
                try:
                    paths.converted(value, one.kind)
                except (TypeError, ValueError):
                    return f"{one.name} 写得不对：{value}"
        if arg is not None and not isinstance(arg, Mapping) and not self.short:
            return f"不用写参数：{arg}"
        return None

    def __call__(self, facts: Facts, arg: Json = None) -> Verdict:
        """The verdict for these facts."""
        values: dict[str, object] = {"today": facts.today, "city": facts.city, "facts": facts}
        values = {name: values[name] for name in self.given}
        if "person" in self.whole and facts.person is None:
            return Unknown("wait for person")
        for one in self.parameters:
            given = self._argument(one, arg)
            path = one.path(given)
            if given is None and not one.needed:
                values[one.name] = None
                continue
            try:
                values[one.name] = paths.read(facts, path, one.kind) if path else paths.converted(given, one.kind)
            except paths.Missing as missing:
                if one.needed or missing.why.startswith("off:"):  # what nobody answered for is not absent
                    return Unknown(missing.why)
                values[one.name] = None
            except (TypeError, ValueError):
                return Unknown(f"wait for {path or one.name}")
        return self.decide(**values)

    def _argument(self, one: Parameter, arg: Json) -> Json:
        if isinstance(arg, Mapping):
            return arg.get(one.name, one.default)
        return arg if arg is not None and one.name == self.short else one.default


def check(name: str, /, short: str = "", whole: tuple[str, ...] = (), **defaults: Json) -> Callable[[Callable[..., Verdict]], Check]:
    """Makes a function a check. `short`: the parameter an argument that is no mapping stands for; `defaults`: paths or literals; a
    parameter `… | None` may be missing."""

    def made(decide: Callable[..., Verdict]) -> Check:
        kinds = typing.get_type_hints(decide)
        names = [one for one in inspect.signature(decide).parameters if one not in GIVEN]
        found = tuple(_parameter(one, kinds[one], defaults.get(one)) for one in names)
        given = tuple(one for one in inspect.signature(decide).parameters if one in GIVEN)
        return Check(name, short, decide, found, given, frozenset(whole))

    return made


def _parameter(name: str, kind: object, default: Json) -> Parameter:
    several = typing.get_args(kind)
    if type(None) in several:
        bare = next(one for one in several if one is not type(None))
        return Parameter(name, bare, default, bare in NAMED)  # which certificate must be named; whether it is held is the answer
    return Parameter(name, kind, default, True)
