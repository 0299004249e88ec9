"""Fields that nobody is asked for: a named pure function finds them in other fields, in answers and facts; where it cannot tell, the
person chooses among the field's options. Pure.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from app.kernel import text as texts
from app.language.conditions import FACTS
from app.language.declare import Field
from app.language.reachable import Type
from app.language.values import Value, Values, text_of


@dataclass(frozen=True)
class Finder:
    """`find` gets what stands in the fields it looks at, None for nothing, and the answers and facts; None: it cannot tell."""

    find: Callable[[Sequence[Value | None], Values], Value | None]
    type: Type
    options: tuple[str, ...] = ()


def _number_of(value: Value | None) -> str:
    """The id number in a field of that kind, or of a person."""
    said = text_of(value, "id_number") if isinstance(value, dict) else value
    return said if isinstance(said, str) and len(said) == 18 else ""


def birth_of(seen: Sequence[Value | None], given: Values) -> Value | None:
    """The day of birth in an id number."""
    born = texts.birth_date(_number_of(seen[0]))
    return born.isoformat() if born else None


def sex_of(seen: Sequence[Value | None], given: Values) -> Value | None:
    """男 or 女, as the id number says."""
    number = _number_of(seen[0])
    return ("女", "男")[int(number[16]) % 2] if number and number[16].isdigit() else None


def age_of(seen: Sequence[Value | None], given: Values) -> Value | None:
    """Full years today, of an id number, a person or a day of birth."""
    found = seen[0]
    born = texts.day(found) or texts.birth_date(_number_of(found))
    today = texts.day(given.get(f"{FACTS}today"))
    if born is None or today is None or born > today:
        return None
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def total_of(seen: Sequence[Value | None], given: Values) -> Value | None:
    """The sum of amounts or counts; nothing while one of them is missing."""
    numbers = [one for one in seen if isinstance(one, int)]
    return sum(numbers) if len(numbers) == len(seen) else None


FINDERS: Mapping[str, Finder] = {
    "birth_of": Finder(birth_of, "date"),
    "sex_of": Finder(sex_of, "option", ("男", "女")),
    "age_of": Finder(age_of, "number"),
    "total_of": Finder(total_of, "number"),
}


def found(fields: Sequence[Field], values: Values, given: Values) -> dict[str, Value]:
    """The values with every derived field as it follows from the others; what does not follow stays as the person chose it."""
    made = dict(values)
    for field in fields:
        if field.kind != "derived":
            continue
        value = FINDERS[field.fn].find([made.get(one) for one in field.of], given)
        if value is not None:
            made[field.id] = value
        elif not field.options:
            made.pop(field.id, None)
    return made
