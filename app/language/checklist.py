"""Answers → exactly one situation → materials, fees, time limits, ability, review points. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import product

from app import reference
from app.kernel.jsons import Json
from app.language import conditions, courses, facts, figures, forms, holdings, lookups, needed, notices, participants, variants, views
from app.language.conditions import FACTS
from app.language.content import Content, PointRow, Result
from app.language.courses import Course
from app.language.declare import (
    Ability,
    Answers,
    Effect,
    Fee,
    Field,
    Limit,
    Material,
    Question,
    ReviewPoint,
    Serves,
    Situation,
    fields_of,
    questions_of,
    situation_of,
)
from app.language.figures import Fetch, Figures
from app.language.forms import NOTHING
from app.language.holdings import Holding
from app.language.lookups import Lookup
from app.language.notices import Noticing
from app.language.participants import Participant
from app.language.sieve import Sieve
from app.language.values import Value, Values
from app.language.variants import LATELY, Rows
from app.language.views import View

# The field that asks how it comes to the person, and what it may say.
DELIVERY, MAIL, PICKUP, NOTHING_ON_PAPER = "delivery", "mail", "pickup", "none"


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
    at_hall: bool = False  # one goes to a hall's window, where a time can be booked
    judged_by: Callable[[], Iterable[ReviewPoint]] = field(default=tuple, compare=False, repr=False)

    @cached_property
    def points(self) -> tuple[ReviewPoint, ...]:
        """What is checked. Found when somebody asks: a guide does not."""
        return tuple(self.judged_by())

    @property
    def elsewhere(self) -> bool:
        """One goes at a time to a place that is picked from a register: to no counter of ours."""
        return any(one.kind == "slot" and one.of for one in self.fields)

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


class Item:
    """One version of one item, over its content. Attributes are read as they stand in the content."""

    def __init__(self, content: Content, version: str) -> None:
        self.content, self.version = content, version
        self.id = content["id"]
        self.name = content["name"]
        self.short = content["short"]
        self.plain = content["plain"]
        self.icon = content["icon"]
        self.scene = content["scene"]
        self.department = content["department"]
        self.level: str = str(content.get("staff", {}).get("level") or "3")  # who decides, GB/T 39046
        self.hotline: Mapping[str, str] = content["hotline"]
        self.result: Result = content["result"]
        self.needs_level = content["trust"]
        # Versions from before items said it were all cases, and cases that began with them go on.
        self.serves: Serves = content.get("serves", "case")
        self._figures: dict[tuple[str, tuple[tuple[str, str], ...]], Figures] = {}
        self.channels = frozenset(content.get("staff", {}).get("channels") or ())  # where it is done
        self.papers: Sequence[str] = content.get("papers", ())  # beside the id card

    @property
    def price(self) -> Mapping[str, Json]:
        """`price:` where a function says what the application costs ({fn, …}); empty where the catalogue fixes it."""
        return self.content.get("price", {})

    @cached_property
    def whose(self) -> tuple[tuple[str, str], ...]:
        """Fields, and the column of each, that say the id number of the child it is for; none where it is the applicant's own."""
        paths = self.result.get("whose", "")
        return tuple((path.split(".")[1], path.split(".")[2]) for path in paths) if isinstance(paths, list) else ()

    @cached_property
    def at_once(self) -> bool:
        """Whether every answer promises it for no day at all."""
        return not any((one.promise or Limit(**self.content["promise"])).n for one in self.kinds_of_situations)

    def at_once_in(self, answers: Answers) -> bool:
        """Whether these answers promise it for no day at all."""
        return self.at_once or (self.situation(answers).promise or Limit(**self.content["promise"])).n == 0

    @property
    def making(self) -> str:
        """What the step is called in which the result is made; empty when nothing on paper is. Versions from before items said it
        themselves take the word from the reference data."""
        if "making" in self.result or not self.result.get("paper"):
            return str(self.result.get("making") or "")
        return reference.made_before()

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """In the order they are asked."""
        return questions_of(self.content)

    @cached_property
    def _situations(self) -> Rows[Situation]:
        return variants.read(self.content["situations"], situation_of)

    @property
    def situations(self) -> tuple[Situation, ...]:
        """All it knows; answers lead to one."""
        return tuple(variants.every(self._situations))

    @cached_property
    def kinds_of_situations(self) -> tuple[Situation, ...]:
        """One of those that differ in nothing but the value of one key, which is empty; all others."""
        return tuple(variants.typical(self._situations))

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        """The form, with every field that may be asked."""
        return fields_of(self.content)

    @cached_property
    def lookups(self) -> tuple[Lookup, ...]:
        """Which rows of which departments it reads."""
        return lookups.of_content(self.content)

    @cached_property
    def participants(self) -> tuple[Participant, ...]:
        """Whose yes it may wait for."""
        return participants.of_content(self.content)

    @cached_property
    def view(self) -> View | None:
        """What is looked at here; None for what is no view."""
        return views.of_content(self.content)

    @cached_property
    def holds(self) -> tuple[Holding, ...]:
        """Scarce things a field of it is held for."""
        return holdings.of_content(self.content)

    @cached_property
    def course(self) -> Course | None:
        """The departments it passes; None where there is one."""
        return courses.of_content(self.content)

    @property
    def together(self) -> str:
        """What its offices are called where several decide; empty where they have no name together."""
        course = self.content.get("course")
        return course.get("name", "") if course else ""

    @cached_property
    def notice(self) -> Noticing | None:
        """What is read before anything is signed; None where nothing is."""
        return notices.of_content(self.content)

    @cached_property
    def materials(self) -> tuple[Material, ...]:
        """Every one that may be needed."""
        return tuple(Material(**row) for row in self.content["materials"])

    @cached_property
    def fees(self) -> tuple[Fee, ...]:
        """Every one that may be owed."""
        return tuple(Fee(**row) for row in self.content["fees"])

    @cached_property
    def points(self) -> tuple[ReviewPoint, ...]:
        """Everything that may be checked."""
        return tuple(variants.every(variants.read(self.content["points"], _point)))

    @cached_property
    def kinds_of_points(self) -> tuple[ReviewPoint, ...]:
        """The same of what may be checked."""
        return tuple(variants.typical(variants.read(self.content["points"], _point)))

    @cached_property
    def effects(self) -> tuple[Effect, ...]:
        """What may happen to the person's certificates besides."""
        return tuple(Effect(**row) for row in self.content.get("effects", ()))

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

    @cached_property
    def hangs_on_form(self) -> bool:
        """Whether a material, fee, point or the number of trips hangs on what stands in the form."""
        whens = [*(one.when for one in self.materials), *(one.when for one in self.fees), *(one.when for one in self.kinds_of_points)]
        named = {key for when in whens for key in conditions.keys(when)}
        return self.mailable or bool(named & {field.id for field in self.fields} - {one.id for one in self.questions})

    @cached_property
    def paperless(self) -> bool:
        """Whether the person may want nothing on paper."""
        return any(one.id == DELIVERY and NOTHING_ON_PAPER in {option[0] for option in one.options} for one in self.fields)

    @cached_property
    def mailable(self) -> bool:
        """Whether the person chooses between having it mailed and fetching it."""
        return any(one.id == DELIVERY and PICKUP in {option[0] for option in one.options} for one in self.fields)

    @cached_property
    def may_ask(self) -> bool:
        """Whether a material is uploaded after all when a source does not answer."""
        return any(one.material for one in self.kinds_of_points) or any(one.off for one in self.materials) or bool(self.by_hand)

    @cached_property
    def by_hand(self) -> frozenset[str]:
        """The lookups without which one goes on: something else is asked while their register does not answer (`facts.off`)."""
        return frozenset(name for one in self.fields for when in (one.asked, one.when) for name in facts.without(when))

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

    @property
    def by_telephone(self) -> bool:
        """Whether a call settles it and nothing has to be handed in anywhere."""
        return "phone" in self.channels and not self.channels & {"hall", "mail", "proxy"}

    def planned(self, situation: Situation, city: str) -> tuple[Ability, int]:
        """The same as it is declared: what holds once the item is built."""
        limited = situation.cities or (tuple(self.content["online_cities"]) if situation.online == "full" else ())
        if limited and city not in limited:
            return situation.elsewhere, 0 if situation.elsewhere == "no" else max(1, situation.visits)
        return situation.online, situation.visits

    def default_answers(self, city: str) -> dict[str, str]:
        """The answers that have a safe default here."""
        return {one.id: option for one in self.questions if (option := one.default_in(city))}

    def every_answer(self) -> Iterator[dict[str, str]]:
        """Every combination of answers: what tests walk."""
        keys = [one.id for one in self.questions]
        for combination in product(*([option.id for option in one.options] for one in self.questions)):
            yield dict(zip(keys, combination, strict=True))

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


def _point(row: PointRow) -> ReviewPoint:
    return ReviewPoint(**row)


@lru_cache(maxsize=LATELY)
def _judging(stored: str) -> Sieve[ReviewPoint]:
    """Of an item whose points are many: read from their text, and kept for the few that cases were made of lately."""
    return Sieve(variants.read(stored, _point))
