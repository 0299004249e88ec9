"""`questions:` of an item, read strictly, and whether every way to answer them leads to one situation. Pure.

    {id: where, ask: 户口在哪里, options: [{id: here, text: 省内}, {id: away, text: 省外}], default: here,
     known: {hukou_in: ["44"], then: here, else: away}}

`default`: an option, or {cities, then, else}; `known`: how data settles it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product

from app.language import conditions
from app.language.content import OptionRow, QuestionRow, SituationRow, Written
from app.language.sheet import Fail


def read(row: Written, name: str, fail: Fail) -> QuestionRow:
    """One question, called `name` in complaints."""
    options: list[OptionRow] = [{"id": one["id"], "text": one["text"]} for one in row.get("options", [])]
    for one in options:
        if not isinstance(one["id"], str) or not isinstance(one["text"], str):
            raise fail(name, f"选项要加引号：{one['id']}：{one['text']}")
    ids = {one["id"] for one in options}
    if len(ids) < 2 or len(ids) != len(options):
        raise fail(name, "至少两个选项，编号不能重复")
    default, known = row.get("default"), row.get("known")
    for place, rule in (("default", default), ("known", known)):
        named = {rule["then"], rule["else"]} if isinstance(rule, Mapping) else {rule} if rule else set()
        for option in named - ids:
            raise fail(f"{name}.{place}", f"没有这个选项：{option}")
    return {"id": row["id"], "ask": row["ask"], "options": options, "default": default, "known": known}


def settle(options: Mapping[str, set[str]], situations: list[SituationRow], fail: Fail) -> None:
    """Each combination of answers must lead to exactly one situation. `options`: by question."""
    for answers in _combinations(options):
        fitting = [(conditions.weight(one["when"]), one["id"]) for one in situations if conditions.holds(one["when"], answers)]
        most = max((weight for weight, _ in fitting), default=-1)
        best = [name for weight, name in fitting if weight == most]
        if len(best) != 1:
            say = f"回答 {answers} 对上 {'、'.join(best)}" if best else f"回答 {answers} 没有对应的情形"
            raise fail("situations", say)


def _combinations(options: Mapping[str, set[str]]) -> Iterator[dict[str, str]]:
    keys = list(options)
    for combination in product(*(sorted(options[key]) for key in keys)):
        yield dict(zip(keys, combination, strict=True))
