"""Fields that nobody is asked for: a named pure function finds them in other fields, in answers and facts; where it cannot tell, the
person chooses among the field's options. Pure.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias, cast

from app.kernel import text as texts
from app.kernel.jsons import Json
from app.language import survivors
from app.language.conditions import FACTS
from app.language.declare import Field
from app.language.reachable import Type
from app.language.values import Value, Values, text_of

RENEWED_DAYS = 90  # before its end a driving licence may be renewed
HEAVY = ("A1", "A2", "A3", "B1", "B2")  # classes of driving licences
Picked: TypeAlias = "Mapping[str, Mapping[str, Mapping[str, Json]]]"  # the rows behind each pick field, by their ids


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


def child_of(seen: Sequence[Value | None], given: Values) -> Value | None:
    """子 or 女, of the birth certificate picked: what the child is to a head of household who is its parent."""
    row = seen[0]
    return {"男": "子", "女": "女"}.get(str(row.get("性别"))) if isinstance(row, dict) else None


def same_name(seen: Sequence[Value | None], given: Values) -> Value | None:
    """是 or 否: whether a text stands on the certificate picked as 姓名."""
    row, said = seen
    return ("是" if row.get("姓名") == said else "否") if isinstance(row, dict) and isinstance(said, str) else None


def heads(seen: Sequence[Value | None], given: Values) -> Value | None:
    """是 or 否: whether the page of a household book is its head's."""
    row = seen[0]
    return ("是" if row.get("与户主关系") == "户主" else "否") if isinstance(row, dict) else None


def card_term(seen: Sequence[Value | None], given: Values) -> Value | None:
    """How long an id card of the person in a row would be good for, issued today: by the number in the column id (居民身份证法 art. 5)."""
    row = seen[0]
    years = age_of([text_of(row, "id")], given) if isinstance(row, dict) else None
    if not isinstance(years, int):
        return None
    return next((said for below, said in ((16, "5 年"), (26, "10 年"), (46, "20 年")) if years < below), "长期")


def heavy(seen: Sequence[Value | None], given: Values) -> Value | None:
    """是 or 否: whether a driving licence is for lorries or coaches."""
    row = seen[0]
    return ("是" if str(row.get("准驾"))[:2] in HEAVY else "否") if isinstance(row, dict) else None


def runs_out(seen: Sequence[Value | None], given: Values) -> Value | None:
    """是 or 否: whether a driving licence ends within ninety days, so that it is renewed with whatever else is done to it."""
    row, today = seen[0], texts.day(given.get(f"{FACTS}today"))
    if not isinstance(row, dict) or today is None:
        return None
    until = texts.day(row.get("至"))
    return "是" if until and (until - today).days <= RENEWED_DAYS else "否"


def car_photo(seen: Sequence[Value | None], given: Values) -> Value | None:
    """是 or 否: whether the traffic police has a picture of the car."""
    row = seen[0]
    return ("是" if row.get("照片") is True else "否") if isinstance(row, dict) else None


def stopped(seen: Sequence[Value | None], given: Values) -> Value | None:
    """是 or 否: whether a card was reported lost before."""
    row = seen[0]
    return ("是" if row.get("状态") == "挂失" else "否") if isinstance(row, dict) else None


def swaps(seen: Sequence[Value | None], given: Values) -> Value | None:
    """是 or 否: whether the battery of an announced model is changed, not charged."""
    row = seen[0]
    return ("是" if row.get("换电") is True else "否") if isinstance(row, dict) else None


def days_lived(seen: Sequence[Value | None], given: Values) -> Value | None:
    """How many days since the day 起 of a row."""
    row, today = seen[0], texts.day(given.get(f"{FACTS}today"))
    since = texts.day(row.get("起")) if isinstance(row, dict) else None
    return (today - since).days if today and since and since <= today else None


def years_go_on(seen: Sequence[Value | None], given: Values) -> Value | None:
    """Whether the years lived here go on: a permit prolonged after its day 签注至 counts anew (居住证暂行条例 art. 10)."""
    row, today = seen[0], texts.day(given.get(f"{FACTS}today"))
    until = texts.day(row.get("签注至")) if isinstance(row, dict) else None
    return ("接着算" if today <= until else "从今天重新算") if today and until else None


def crime_since(seen: Sequence[Value | None], given: Values) -> Value | None:
    """From which day on the police of this province can speak of somebody in its household books: from birth; of others it cannot tell."""
    row = seen[0]
    born = texts.day(row.get("出生日期")) if isinstance(row, dict) and text_of(row, "户号").startswith("44") else None
    return born.isoformat() if born else None


def of_eight(seen: Sequence[Value | None], given: Values) -> Value | None:
    """是 or 否: whether whom the page of a household book is about is eight by now, and asked themselves."""
    row = seen[0]
    years = age_of([row.get("id")], given) if isinstance(row, dict) else None
    return ("是" if years >= 8 else "否") if isinstance(years, int) else None


def insured_monthly(seen: Sequence[Value | None], given: Values) -> Value | None:
    """What somebody who pays alone pays a month, in words: kinds, base in fen, the rows of both rates. The base is that of the pension;
    medical insurance is paid on its own lower bound."""
    kinds, base, pension, medical = seen
    if not isinstance(kinds, list) or not isinstance(base, int):
        return None
    parts: list[int] = []
    for kind, row in (("养老", pension), ("医疗", medical)):
        if kind in kinds:
            if not isinstance(row, dict):
                return None
            low = row.get("下限")
            paid_on = low if kind == "医疗" and isinstance(low, int) else base
            parts.append((paid_on * round(float(str(row.get("个人率"))) * 1_000_000) + 500_000) // 1_000_000)
    words = [f"{one // 100:,}.{one % 100:02d} 元" for one in (*parts, sum(parts))]
    if not parts:
        return None
    return f"养老 {words[0]}，医疗 {words[1]}，一共 {words[2]}" if len(parts) == 2 else f"一个月 {words[0]}"


def survivor_sums(seen: Sequence[Value | None], given: Values) -> Value | None:
    """What the family of the dead in a row is paid, line by line, in words."""
    if not isinstance(row := seen[0], dict):
        return None
    found = survivors.owed(cast("Mapping[str, Json]", row))
    told = [*survivors.lines(found), ("一共", found.total)]
    return "，".join(f"{name} {'-' if fen < 0 else ''}{abs(fen) // 100:,}.{abs(fen) % 100:02d} 元" for name, fen in told)


def overpaid(seen: Sequence[Value | None], given: Values) -> Value | None:
    """是 or 否: whether a pension went on after its receiver died."""
    row = seen[0]
    return ("是" if row.get("多领月数") else "否") if isinstance(row, dict) else None


FINDERS: Mapping[str, Finder] = {
    "birth_of": Finder(birth_of, "date"),
    "sex_of": Finder(sex_of, "option", ("男", "女")),
    "age_of": Finder(age_of, "number"),
    "total_of": Finder(total_of, "number"),
    "child_of": Finder(child_of, "option", ("子", "女")),
    "same_name": Finder(same_name, "option", ("是", "否")),
    "card_term": Finder(card_term, "option", ("5 年", "10 年", "20 年", "长期")),
    "days_lived": Finder(days_lived, "number"),
    "years_go_on": Finder(years_go_on, "option", ("接着算", "从今天重新算")),
    "crime_since": Finder(crime_since, "date"),
    "of_eight": Finder(of_eight, "option", ("是", "否")),
    "heads": Finder(heads, "option", ("是", "否")),
    "runs_out": Finder(runs_out, "option", ("是", "否")),
    "swaps": Finder(swaps, "option", ("是", "否")),
    "car_photo": Finder(car_photo, "option", ("是", "否")),
    "insured_monthly": Finder(insured_monthly, "text"),
    "survivor_sums": Finder(survivor_sums, "text"),
    "overpaid": Finder(overpaid, "option", ("是", "否")),
    "heavy": Finder(heavy, "option", ("是", "否")),
    "stopped": Finder(stopped, "option", ("是", "否")),
}


def found(fields: Sequence[Field], values: Values, given: Values, rows: Picked | None = None) -> dict[str, Value]:
    """The values with every derived field as it follows from the others; what does not follow stays as the person chose it. `rows`:
    those behind picks: a function looks at the row picked."""
    made = dict(values)
    for field in fields:
        if field.kind != "derived":
            continue
        value = FINDERS[field.fn].find([_seen(made.get(one), (rows or {}).get(one, {})) for one in field.of], given)
        if value is not None:
            made[field.id] = value
        elif not field.options:
            made.pop(field.id, None)
    return made


def _seen(value: Value | None, rows: Mapping[str, Mapping[str, Json]]) -> Value | None:
    """What a function looks at: behind the id of one row that was picked, the row."""
    return cast("Value", dict(rows[value])) if isinstance(value, str) and value in rows else value
