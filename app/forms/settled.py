"""Answers that data settles, and those given that it speaks against. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping

from app.language.checklist import Item
from app.language.declare import Question
from app.language.values import Values, text_of
from app.reference import city_named

HUKOU = "ec-hukou.住址"
NUMBER = "ec-idcard.公民身份号码"
_SOMEWHERE = re.compile("省|市|自治区|自治州")  # an address that says at least in which part of the country


def of_age(question: Question, years: int) -> str | None:
    """The option that goes with this age; None where age settles nothing."""
    rule = question.known
    if rule is None or "age" not in rule:
        return None
    return rule["then"] if years >= rule["age"] else rule["else"]


def of_hukou(question: Question, address: str) -> str | None:
    """The option that goes with a register address; None where it settles nothing, or says too little."""
    rule = question.known
    if rule is None or "hukou_in" not in rule or not address:
        return None
    city = city_named(address)
    if city is None and not _SOMEWHERE.search(address):
        return None
    return rule["then"] if city and any(city.startswith(code) for code in rule["hukou_in"]) else rule["else"]


def sources(item: Item, answers: Mapping[str, str], values: Values, said_by: Mapping[str, str], years: int | None) -> dict[str, str]:
    """Of the answers given, those that what stands in the form says as well, and who said it: {question: 身份证}. `said_by`: where a
    field's value came from; what the person wrote settles nothing."""
    hukou = next((one.id for one in item.fields if one.source == HUKOU), "")
    number = next((one.id for one in item.fields if one.source == NUMBER), "")
    found = {}
    for one in item.questions:
        by_age = of_age(one, years) if years is not None and number in said_by else None
        by_place = of_hukou(one, text_of(values, hukou)) if hukou in said_by else None
        if answers.get(one.id) in {by_age, by_place} - {None}:
            found[one.id] = said_by[number if by_age else hukou]
    return found


def against(item: Item, answers: Mapping[str, str], values: Values, years: int | None = None) -> list[dict[str, str]]:
    """Answers that promise what the form or a certificate says is not so: [{field, say, at}]. Only the promising one is asked again:
    who asks for the longer way than theirs may have it, or speaks for somebody else."""
    address = next((text_of(values, one.id) for one in item.fields if one.source == HUKOU), "")
    found = []
    for one in item.questions:
        given = answers.get(one.id)
        if not one.known or given is None or given != one.known["then"]:
            continue
        settled = of_hukou(one, address) or (None if years is None else of_age(one, years))
        if settled is None or settled == given:
            continue
        words = {option.id: option.text for option in one.options}
        what = f"户口写的是{address}" if "hukou_in" in one.known else f"身份证上是 {years} 岁"
        say = f"{one.ask.rstrip('？?')}选的是「{words.get(given, '')}」，{what}。改一下这一问，要办的不一样。"
        found.append({"field": one.id, "say": say, "at": "question"})
    return found
