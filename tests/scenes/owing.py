"""What a resident of a situation owes and is owed, as short lines: computed by the platform's own rules from whatever is declared.

`python -m tests.scenes.owing` writes scenes/<scene>/owed.yaml of every built item anew; whoever changes it reads what it says.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from itertools import product
from pathlib import Path
from typing import Any

import yaml

from app import reference
from app.forms import settled
from app.kernel.ports import Row
from app.language import conditions
from app.language.checklist import Checklist, Item
from app.language.declare import Field, Material, ReviewPoint
from app.language.lookups import Lookup
from app.lookups import rules, words
from app.lookups.rules import Asking, Subject

CITY = "440100"
OFF = "facts.off"


def situations(item: Item) -> Iterator[tuple[str, dict[str, list[str]]]]:
    """What each combination of answers is called with what comes out; then, where it may be gone on by hand, the same with each lookup
    off, and with all of them, where that makes a difference."""
    alone = [(one,) for one in sorted(item.by_hand)]
    together = [tuple(sorted(item.by_hand))] if len(alone) > 1 else []
    for answers in item.every_answer():
        given = {"facts.city": CITY, **answers}
        usual = owed(item, item.checklist(answers, CITY), given)
        yield " ".join(answers.values()) or "always", usual
        for off in [*alone, *together]:
            known = {OFF: [*off]}
            found = owed(item, item.checklist(answers, CITY, known), {**given, **known})
            if found != usual:
                yield " ".join([*answers.values(), "without", *off]), found


def owed(item: Item, found: Checklist, given: Mapping[str, Any]) -> dict[str, list[str]]:
    """What comes out for these answers."""
    course = item.course.passing(given) if item.course else ()
    return {
        "way": [f"{found.ability}, {found.visits} trips, level {found.needs_level}"],
        "limits": [f"{found.promise.n} {found.promise.unit}, by law {found.statutory.n} {found.statutory.unit}"],
        "result": [f"{name} {one}" for name, one in item.result.items() if name not in ("cert_name",) and one not in (None, False)],
        "fees": [f"{one.name} {one.fen} fen/{one.per}{'' if one.owed else ', not charged'}" for one in found.fees],
        "materials": [material(one) for one in found.materials],
        "form": [field(one) for one in found.fields],
        "points": [point(one) for one in found.points],
        "agree": [*agreeing(item, given)],
        "offices": [f"{one.id}: {one.name}, {one.days} days; {some(one.points)}; may ask {some(one.asks)}" for one in course],
    }


def some(names: frozenset[str] | None) -> str:
    return "all" if names is None else " ".join(sorted(map(short, names))) or "none"


def short(name: str) -> str:
    """r1 of passport-renew.r1."""
    return name.rpartition(".")[2]


def material(one: Material) -> str:
    off = f", uploaded when {one.off} is off" if one.off else ""
    return f"{one.id} {one.need} {one.how}{off}"


def field(one: Field) -> str:
    """A field as it is asked."""
    choices = "/".join(option[0] for option in one.options)
    parts = [one.kind, one.lookup, "several" if one.many else "", choices, one.pattern, one.level, one.unit]
    if one.min is not None or one.max is not None:
        parts.append(f"{one.min if one.min is not None else ''}–{one.max if one.max is not None else ''}")
    if one.earliest or one.latest:
        parts.append(f"{one.earliest}..{one.latest}")
    if one.fn:
        parts.append(f"{one.fn}({', '.join(one.of)})")
    parts += [f"from {one.source}" if one.source else "", "" if one.required else "may be empty", said(one.when)]
    return f"{one.id}: {' '.join(part for part in parts if part)}"


def point(one: ReviewPoint) -> str:
    """A point: who decides it, when, and what a failure or a silence comes to."""
    arg = "" if one.arg is None else json.dumps(one.arg, ensure_ascii=False)
    by = f"{one.fn}({arg})" if one.fn else one.check
    more = [f"at {one.at}" if one.at else "", "" if one.fail == "refuse" else one.fail, f"off {one.off}" if one.off else "", one.material]
    more += [f"“{one.say}，{one.do}”" if one.say or one.do else ""]
    return " ".join([short(one.id), by, *(part for part in more if part)])


def agreeing(item: Item, given: Mapping[str, Any]) -> Iterator[str]:
    """Whose yes is needed, and for which values of the fields it hangs on."""
    fields = {one.id: [option[0] for option in one.options] for one in item.fields}
    for one in item.participants:
        own = [key for key in dict.fromkeys(conditions.keys(one.when)) if key in fields and key not in given]
        for values in product(*(fields[key] for key in own)):
            form = dict(zip(own, values, strict=True))
            if conditions.holds(one.when, {**given, **form}):
                who = " or ".join("+".join(pair.values()) for pair in one.who)
                how = " ".join(part for part in ("face" if one.face else "", said(form)) if part)
                yield f"{one.role} {one.need}, {one.minutes} min {how}: {who}; reads {' '.join(one.sees)}; {one.says}"


def said(when: Mapping[str, Any]) -> str:
    return f"when {json.dumps(when, ensure_ascii=False)}" if when else ""


def asked_first(item: Item) -> Iterator[str]:
    """Each question with what stands there before anybody answers, and what settles it."""
    here, elsewhere = item.default_answers(CITY), item.default_answers("440600")
    for one in item.questions:
        ages = [settled.of_age(one, years) for years in range(120)]
        turns = [f"{years} years {ages[years]}" for years in range(120) if ages[years] and (years == 0 or ages[years] != ages[years - 1])]
        homes = {city["short"]: settled.of_hukou(one, f"广东省{city['name']}") for city in reference.cities().values()}
        told = sorted({option for option in homes.values() if option})
        hukou = [f"{option} in {' '.join(name for name, said in homes.items() if said == option)}" for option in told]
        usual = f"{here.get(one.id, 'asked')} here, {elsewhere.get(one.id, 'asked')} in 佛山"
        yield f"{one.id} {'/'.join(option.id for option in one.options)}: {'; '.join([usual, *turns, *hukou])}"


def questions(item: Item) -> Iterator[str]:
    """What each lookup asks of which register when every value is called by its own name, which rows fit, what is shown of one."""
    me = Subject("me.name", "me.id_number")
    rows = {one.id: (Row("1", {name: f"{one.id}.{name}" for name in one.register.columns}),) for one in item.lookups}
    picked = {one.id: (dict(rows[one.lookup][0].columns),) for one in item.fields if one.kind == "pick"}
    form = {one.id: f"form.{one.id}" for one in item.fields}
    asking = Asking(
        me,
        Subject("person.name", "person.id_number"),
        "city",
        answers={one.id: f"answers.{one.id}" for one in item.questions},
        form=form,
        picked=picked,
    )
    for one in item.lookups:
        wanted = {name: rules.values(part, asking, rows) for name, part in one.where.items()}
        fits = "; only " + json.dumps(wanted, ensure_ascii=False) if wanted else ""
        kept = f"; kept {one.cache_s} s" if one.cache_s else ""
        keys = json.dumps(rules.keys(one, asking, rows), ensure_ascii=False)
        yield f"{one.id}: {one.register.id} {keys}{fits}; shows {shown(one)}; off {one.off}{kept}{'; consent' if one.consent else ''}"


def shown(one: Lookup) -> str:
    """Title and facts of a row, by the names of the columns."""
    cells = words.cells(one, dict.fromkeys(one.register.columns))
    return f"{one.title or 'no title'}[{' '.join(cell['label'] for cell in cells)}]"


def of_item(item: Item) -> dict[str, Any]:
    """All that is said of an item: its situations by number, and each line with the numbers of those in which it holds, in the order in
    which it stands there."""
    found = dict(situations(item))
    lines: dict[str, dict[str, list[int]]] = {}
    for number, one in enumerate(found.values(), 1):
        for part, some_lines in one.items():
            for line in some_lines:
                lines.setdefault(part, {}).setdefault(line, []).append(number)
    told = {part: {line: ranges(numbers, len(found)) for line, numbers in some_lines.items()} for part, some_lines in lines.items()}
    staff, of = item.content["staff"], item.content
    about = [
        f"for {' '.join(staff['object'])}, found under {of['nav']}, {of['freq']}",
        f"at {' '.join(staff['channels'] or ())}; {staff['kind']}, level {staff['level']}, {item.department}",
    ]
    first = {"about": about, **({"first": [*asked_first(item)]} if item.questions else {})}
    return {"situations": dict(enumerate(found, 1)), **first, **told, **({"questions": [*questions(item)]} if item.lookups else {})}


def ranges(numbers: list[int], most: int) -> str:
    """1–4 9; all."""
    if len(numbers) == most:
        return "all"
    runs: list[list[int]] = []
    for one in numbers:
        if runs and one == runs[-1][-1] + 1:
            runs[-1].append(one)
        else:
            runs.append([one])
    return " ".join(str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)


def main() -> None:
    """Write the files anew."""
    from app.checks import CHECKS
    from app.language import load, registry
    from app.prices import PRICES
    from scenes import BESIDE, discover

    registry.decide_with(CHECKS)
    registry.price_with(PRICES)
    registry.use(discover(), BESIDE)
    items = {key: Item(content, "v") for key, content in load.load().items() if content["serves"] != "guide"}
    for scene in sorted({one.scene for one in items.values()}):
        told = {key: of_item(one) for key, one in items.items() if one.scene == scene}
        text = yaml.safe_dump(told, allow_unicode=True, sort_keys=False, width=140)
        Path(f"scenes/{scene}/owed.yaml").write_text(text, "utf-8")


if __name__ == "__main__":
    main()
