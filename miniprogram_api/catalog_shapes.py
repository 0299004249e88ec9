"""What the catalogue answers with, for the documentation: tests hold answers and shapes together."""

from __future__ import annotations

from typing import get_args

from marshmallow import fields

from app.kernel.web import Answer
from app.language.declare import Ability, Serves
from edge.shapes import day, fen, many, number, one, said, text_by_key, texts, tone, yes

HOW = ("upload", "sign", "bring", "write", "fetch")  # app.language.declare.Material
NEED = ("must", "opt", "later")


def asked(name: str, text: str, required: bool = False) -> dict[str, object]:
    """A parameter after the question mark."""
    return {"in": "query", "name": name, "description": text, "required": required, "schema": {"type": "string"}}


CITY = asked("city", "城市代码，六位；不写就是广州")
PREVIEW = asked("preview", "运营台给的预览票；写了就看草稿，不看城市")


class Named(Answer):
    code = said()
    name = said()


class City(Named):
    initial = said()
    pinyin = said()
    districts = many(Named)


class Cities(Answer):
    default = said()
    hot = texts()
    cities = many(City)


class Tag(Answer):
    text = said()
    tone = tone()


class Card(Answer):
    """One item in a list."""

    id = said()
    short = said()
    name = said()
    plain = said()
    icon = said()
    serves = said(*get_args(Serves))
    tag = one(Tag)


class Seasonal(Card):
    say = said()
    until = day()


class Burst(Card):
    say = said()


class Quick(Answer):
    id = said()
    name = said()
    icon = said()
    act = said("wallet", "scan", "cases", "item")
    item = said(none=True)


class BundleCard(Answer):
    id = said()
    short = said()
    name = said()
    icon = said()
    say = said()


class Theme(Answer):
    id = said()
    name = said()


class SearchBox(Answer):
    placeholder = said()
    hot = texts()


class Home(Answer):
    """The first screen of a city."""

    city = one(Named)
    search = one(SearchBox)
    quick = many(Quick)
    common = many(Card)
    season = many(Seasonal)
    burst = many(Burst)
    bundles = many(BundleCard)
    bundles_total = number()
    themes = many(Theme)
    elder = many(Card)
    phone = said()
    notices = texts()


class Items(Answer):
    name = said()
    items = many(Card)


class Bundles(Answer):
    bundles = many(BundleCard)


class BundleStep(Answer):
    item = said(none=True)
    short = said()
    name = said()
    need = said("must", "opt", "def")
    after = texts()
    tag = one(Tag, none=True)


class Bundle(Answer):
    id = said()
    name = said()
    plain = said()
    say = said()
    note = said()
    who = texts()
    steps = many(BundleStep)


class DepartmentCard(Answer):
    key = said()
    name = said()
    plain = said()
    count = number()


class Departments(Answer):
    regions = many(Named)
    departments = many(DepartmentCard)


class Hotline(Answer):
    name = said()
    phone = said()
    say = said()


class Charge(Answer):
    """One thing that is charged. `why`: how the sum comes about, where its name does not say it."""

    name = said()
    amount_fen = fen()
    why = fields.String()


class Option(Answer):
    id = said()
    text = said()
    note = said()


class Question(Answer):
    id = said()
    ask = said()
    help = said()
    options = many(Option)
    default = said(none=True)
    from_ = fields.String(required=True, allow_none=True, data_key="from", attribute="from")


class Fact(Answer):
    n = said()
    say = said()


class Guide(Card):
    """An item before its questions are answered."""

    version = said()
    city = said()
    unit = said()
    hotline = one(Hotline)
    not_yet = said(none=True)
    look = said(none=True)
    facts = many(Fact)
    fee_text = said()
    questions = many(Question)
    tips = texts()
    stop = texts()
    needs_level = number()


class Situation(Answer):
    id = said()
    name = said()


class Button(Answer):
    text = said()
    act = said("start", "book", "where", "call", "again")
    quiet = said()


class Promise(Answer):
    """`starts`: from when its days count, in a sentence; empty where no day runs."""

    days = number()
    unit = said("workday", "day", "hour")
    by = day()
    text = said()
    provisional = yes()
    starts = said()


class FeeLine(Answer):
    """`amount_fen`: null while nobody knows it; `say`: what else there is to know of it."""

    name = said()
    amount_fen = fen(none=True)
    say = said()


class Prepared(Answer):
    material = said()
    name = said()
    note = said()
    how = said(*HOW)
    need = said(*NEED)
    sample = yes()


class Fetched(Answer):
    material = said()
    name = said()
    source = said()
    note = said()
    use = said()


class Window(Answer):
    say = said()
    hall = said()
    id = said()
    address = said()
    open = said()


class Checklist(Answer):
    """What applies to these answers here."""

    item = said()
    version = said()
    city = said()
    answers = text_by_key()
    situation = one(Situation)
    ability = said(*get_args(Ability))
    serves = said(*get_args(Serves))
    not_yet = said(none=True)
    headline = said()
    tag = one(Tag)
    button = one(Button)
    facts = many(Fact)
    promise = one(Promise)
    fees = many(FeeLine)
    fee_fen = fen()
    fee_text = said()
    prepare = many(Prepared)
    fetch = many(Fetched)
    steps = texts()
    steps_say = said()
    tips = texts()
    window = one(Window)
    hotline = one(Hotline)
    needs_level = number()
    why_trip = said(none=True)


class Hit(Card):
    why = said(none=True)
    answers = text_by_key(none=True)


class SearchResults(Answer):
    """`bundles`: errands that belong together that are meant; `before`: before the items, for none is called so."""

    q = said()
    bundles = many(BundleCard)
    before = yes()
    hits = many(Hit)
    even = number()
    absent = said(none=True)
    near = many(Card)
    next = said(none=True)
    say = said()


class Hall(Answer):
    id = said()
    name = said()
    address = said()
    phone = said()
    open = said()
    all_day_terminal = yes()


class Halls(Answer):
    """`books`: a time can be booked there."""

    halls = many(Hall)
    books = yes()
