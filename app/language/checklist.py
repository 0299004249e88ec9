"""Answers → exactly one situation → materials, fees, time limits, ability, review points. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import product

from app.language import conditions, figures, forms, needed, variants
from app.language.conditions import FACTS
from app.language.declare import Ability, Answers, Effect, Fee, Field, Limit, Material, ReviewPoint, Serves, Situation
from app.language.declared import DELIVERY, HALL, MAIL, NOTHING_ON_PAPER, PICKUP, Declared, point_of
from app.language.figures import Fetch, Figures
from app.language.forms import NOTHING
from app.language.sieve import Sieve
from app.language.values import Value, Values
from app.language.variants import LATELY


class WrongAnswers(Exception):
    """Answers that match no question, no option, or leave one open. `errors`: [{field, say}]."""

    def __init__(self, errors: list[dict[str, str]]) -> None:
        super().__init__("answers")
        self.errors = errors


@dataclass(frozen=True)
class Checklist:
    """What one person has to know and do. `given`: the answers and facts it rests on, under the names conditions use."""

    situation: Situation
    ability: Ability
    visits: int
    materials: tuple[Material, ...]
    fees: tuple[Fee, ...]
    promise: Limit
    statutory: Limit
    fields: tuple[Field, ...]
    needs_level: int
    given: Values
    effects: tuple[Effect, ...] = ()
    serves: Serves = "case"
    fetch: Fetch = ""
    fetched_at: str = HALL
    at_hall: bool = False  # one goes to a hall's window, where a time can be booked
    judged_by: Callable[[], Iterable[ReviewPoint]] = field(default=tuple, compare=False, repr=False)

    @cached_property
    def points(self) -> tuple[ReviewPoint, ...]:
        """What is checked. Found when somebody asks: a guide does not."""
        return tuple(self.judged_by())

    @property
    def elsewhere(self) -> bool:
        """One goes at a time to a place that is picked from a register, and no counter does it."""
        return not self.at_hall and any(one.kind == "slot" and one.of for one in self.fields)

    def counted(self, values: Mapping[str, Value | None]) -> frozenset[str]:
        """Ids of the fields that count as the form stands."""
        return forms.counted(self.fields, values, self.given)

    def gaps(self, values: Mapping[str, Value | None]) -> list[str]:
        """Ids of the required fields that are still empty, in order."""
        return forms.gaps(self.fields, values, self.given)

    @property
    def figures(self) -> Figures:
        """Trips, money and days, exact."""
        return figures.exact(self.ability, self.visits, self.fees, (self.promise, self.statutory), self.fetch)

    @property
    def fee_fen(self) -> int:
        """What is charged online, in fen."""
        return figures.price(self.fees).most


class Item(Declared):
    """One version of one item, over its content."""

    @cached_property
    def _figures(self) -> dict[tuple[str, tuple[tuple[str, str], ...]], Figures]:
        """What lists said of it, by city and answers."""
        return {}

    @cached_property
    def at_once(self) -> bool:
        """Whether every answer promises it for no day at all."""
        return not any((one.promise or Limit(**self.content["promise"])).n for one in self.kinds_of_situations)

    def at_once_in(self, answers: Answers) -> bool:
        """Whether these answers promise it for no day at all."""
        return self.at_once or (self.situation(answers).promise or Limit(**self.content["promise"])).n == 0

    @cached_property
    def _sieves(self) -> tuple[Sieve[Situation], Sieve[Material], Sieve[Fee]]:
        """What hangs on answers, sorted once."""
        return Sieve(self._situations), Sieve(self.materials), Sieve(self.fees)

    @property
    def _judging(self) -> Sieve[ReviewPoint]:
        return _judging(self.content["points"]) if isinstance(self.content["points"], str) else self._own_judging

    @cached_property
    def _own_judging(self) -> Sieve[ReviewPoint]:
        return Sieve(self.points)

    @cached_property
    def _options(self) -> dict[str, set[str]]:
        """By question."""
        return {one.id: {option.id for option in one.options} for one in self.questions}

    def check(self, answers: Answers) -> None:
        """Raises WrongAnswers unless every question has one of its options and nothing else is answered."""
        errors = [{"field": key, "say": "没有这个问题。"} for key in answers if key not in self._options]
        for key, allowed in self._options.items():
            if key not in answers:
                errors.append({"field": key, "say": "这一问还没答。"})
            elif answers[key] not in allowed:
                errors.append({"field": key, "say": "没有这个选项。"})
        if errors:
            raise WrongAnswers(errors)

    def situation(self, answers: Answers) -> Situation:
        """The one situation these answers lead to: its condition holds, and asks most. Raises WrongAnswers."""
        self.check(answers)
        fitting = list(self._sieves[0].holding(answers))
        if not fitting:
            raise WrongAnswers([{"field": "answers", "say": "这样的情况还没有写进来，打热线问一问。"}])
        return max(fitting, key=lambda one: conditions.weight(one.when))

    def checklist(self, answers: Answers, city: str, known: Values = NOTHING, values: Values = NOTHING) -> Checklist:
        """Everything for these answers in this city. `known`: what is known of the person and the day (app.language.facts); `values`:
        the form as it stands, empty before there is one."""
        situation = self.situation(answers)
        given: Values = {f"{FACTS}city": city, **known, **answers}
        fields = tuple(forms.asked(self.fields, given))
        counts = forms.counted(fields, values, given) if values else ()
        scope: Values = {**{key: values[key] for key in counts if key in values}, **given}
        ability, visits = self.ability(situation, city)
        fetch = self._fetch(values)
        can = ability != "no"  # what cannot be had asks for nothing
        _, materials, fees = self._sieves
        return Checklist(
            situation=situation,
            ability=ability,
            visits=visits,
            materials=needed.once(needed.said(one, fetch, visits) for one in materials.holding(scope) if can),
            fees=tuple(fee for fee in fees.holding(scope) if can),
            promise=self._limits(situation)[0],
            statutory=self._limits(situation)[1],
            fields=fields,
            needs_level=self.needs_level,
            given=given,
            effects=tuple(one for one in self.effects if conditions.holds(one.when, scope)),
            serves=self.serves,
            fetch=fetch,
            fetched_at=self.fetched_at,
            at_hall="hall" in self.channels,
            judged_by=lambda: self._judging.holding(scope),
        )

    def _fetch(self, values: Values) -> Fetch:
        chosen = values.get(DELIVERY)
        if not self.mailable or chosen == NOTHING_ON_PAPER:
            return ""
        return "pickup" if chosen == PICKUP else "mail" if chosen == MAIL else "open"

    def ability(self, situation: Situation, city: str) -> tuple[Ability, int]:
        """What can be done on the phone in this city today, and how many trips remain. Of a guide nothing can: one goes to a counter,
        unless it is done by telephone; what has to be booked still has to be."""
        ability, visits = self.planned(situation, city)
        if self.serves != "guide" or ability in ("book", "no"):
            return ability, visits
        return "none", 0 if self.by_telephone else max(1, visits)

    def planned(self, situation: Situation, city: str) -> tuple[Ability, int]:
        """The same as it is declared: what holds once the item is built."""
        limited = situation.cities or (tuple(self.content["online_cities"]) if situation.online == "full" else ())
        if limited and city not in limited:
            return situation.elsewhere, 0 if situation.elsewhere == "no" else max(1, situation.visits)
        return situation.online, situation.visits

    def figures(self, city: str, answers: Answers | None = None) -> Figures:
        """Trips, money and days here for these answers, every other question open: what a list may say; what cannot be had is left out
        of them unless nothing else is left. `answers` are such as the item declares itself."""
        key = (city, tuple(sorted((answers or {}).items())))
        if key not in self._figures:
            found = [self._figures_of(one, city) for one in self._telling_answers(answers or {})]
            self._figures[key] = figures.spanning([one for one in found if one.abilities != ("no",)] or found)
        return self._figures[key]

    def _telling_answers(self, given: Answers) -> Iterator[dict[str, str]]:
        """Combinations with these answers; of options that only name a situation otherwise, such as a place, one."""
        options = [[given[one.id]] if one.id in given else self._telling_options[one.id] for one in self.questions]
        return (dict(zip((one.id for one in self.questions), some, strict=True)) for some in product(*options))

    @cached_property
    def _telling_options(self) -> dict[str, list[str]]:
        options = {one.id: [option.id for option in one.options] for one in self.questions}
        return variants.telling(options, self._situations, [one.when for one in self.fees])

    def _figures_of(self, answers: Answers, city: str) -> Figures:
        """The figures of the checklist before there is a form; a list asks for hundreds and for nothing else of it."""
        situation = self.situation(answers)
        ability, visits = self.ability(situation, city)
        fees = self._sieves[2].holding({f"{FACTS}city": city, **answers})
        return figures.exact(ability, visits, tuple(fees) if ability != "no" else (), self._limits(situation), self._fetch(NOTHING))

    def _limits(self, situation: Situation) -> tuple[Limit, Limit]:
        """The one promised, and the law's."""
        return situation.promise or Limit(**self.content["promise"]), Limit(**self.content["statutory"])


@lru_cache(maxsize=LATELY)
def _judging(stored: str) -> Sieve[ReviewPoint]:
    """Of an item whose points are many: read from their text, and kept for the few that cases were made of lately."""
    return Sieve(variants.read(stored, point_of))
