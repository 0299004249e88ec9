"""One version of one item as it is written: what stands in its content, read once. Pure. What it comes to for somebody's answers is in
checklist."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import product

from app import reference
from app.kernel.jsons import Json
from app.language import conditions, courses, facts, holdings, lookups, notices, participants, reminding, variants, views
from app.language.content import Content, PointRow, Result
from app.language.courses import Course
from app.language.declare import (
    Effect,
    Fee,
    Field,
    Material,
    Question,
    ReviewPoint,
    Serves,
    Situation,
    fields_of,
    questions_of,
    situation_of,
)
from app.language.holdings import Holding
from app.language.lookups import Lookup
from app.language.notices import Noticing
from app.language.participants import Participant
from app.language.reminding import Reminding
from app.language.variants import Rows
from app.language.views import View

# The field that asks how it comes to the person, and what it may say.
DELIVERY, MAIL, PICKUP, NOTHING_ON_PAPER = "delivery", "mail", "pickup", "none"
HALL = "大厅"  # where what is made is fetched, unless the item names another kind of place


class Declared:
    """An item's content by its parts. Attributes are read as they stand in the content."""

    def __init__(self, content: Content, version: str) -> None:
        self.content, self.version = content, version
        self.id = content["id"]
        self.name = content["name"]
        self.short = content["short"]
        self.quiet = content.get("quiet", "")  # what a locked phone calls it, where nobody beside is to read what it is
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
    def remind(self) -> Reminding | None:
        """What is due by itself although it was not begun; None where nothing is."""
        return reminding.of_content(self.content)

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
        return tuple(variants.every(variants.read(self.content["points"], point_of)))

    @cached_property
    def kinds_of_points(self) -> tuple[ReviewPoint, ...]:
        """The same of what may be checked."""
        return tuple(variants.typical(variants.read(self.content["points"], point_of)))

    @cached_property
    def effects(self) -> tuple[Effect, ...]:
        """What may happen to the person's certificates besides."""
        return tuple(Effect(**row) for row in self.content.get("effects", ()))

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

    @property
    def fetched_at(self) -> str:
        """What the place is called where whoever wants that fetches it."""
        return self.result["fetch"]["called"] if "fetch" in self.result else HALL

    @cached_property
    def may_ask(self) -> bool:
        """Whether a material is uploaded after all when a source does not answer."""
        return any(one.material for one in self.kinds_of_points) or any(one.off for one in self.materials) or bool(self.by_hand)

    @cached_property
    def by_hand(self) -> frozenset[str]:
        """The lookups without which one goes on: something else is asked while their register does not answer (`facts.off`)."""
        return frozenset(name for one in self.fields for when in (one.asked, one.when) for name in facts.without(when))

    @property
    def by_telephone(self) -> bool:
        """Whether a call settles it and nothing has to be handed in anywhere."""
        return "phone" in self.channels and not self.channels & {"hall", "mail", "proxy"}

    def default_answers(self, city: str) -> dict[str, str]:
        """The answers that have a safe default here."""
        return {one.id: option for one in self.questions if (option := one.default_in(city))}

    def every_answer(self) -> Iterator[dict[str, str]]:
        """Every combination of answers: what tests walk."""
        keys = [one.id for one in self.questions]
        for combination in product(*([option.id for option in one.options] for one in self.questions)):
            yield dict(zip(keys, combination, strict=True))


def point_of(row: PointRow) -> ReviewPoint:
    """A review point as it is stored."""
    return ReviewPoint(**row)
