"""What a case knows of its item: always the version it began with, whatever has been published since."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TypedDict

from app import publishing
from app.cases import records
from app.cases.records import Case, Listed
from app.forms import settled
from app.forms.draft import Draft
from app.identity.rules import age, born
from app.kernel import clock
from app.kernel.errors import Refused
from app.kernel.text import id_number_fault
from app.language import facts
from app.language.checklist import Checklist, Item, WrongAnswers
from app.language.declare import Material
from app.language.declared import NOTHING_ON_PAPER
from app.language.values import text_of
from app.offices.rules import decided_in, unit_of
from app.reference import cities

STARTABLE = frozenset({"full", "part", "query"})
UPLOADED = "那边暂时查不到，请拍照传上来"


@dataclass(frozen=True)
class Standing:
    """A case with the item it began with, and what its answers need."""

    case: Case
    item: Item
    checklist: Checklist


def latest(item_id: str) -> Item:
    """The item as published now. Raises NotFound."""
    return publishing.current().item(item_id)


def of(version: str) -> Item:
    """The item a case began with."""
    return publishing.version(version)


def plan(item: Item, answers: Mapping[str, str], city: str, district: str | None = None, form: Draft | None = None) -> Checklist:
    """What these answers need, and the form as far as it is filled. Raises Refused `city_not_found`, `answers_wrong`."""
    if city not in cities():
        raise Refused("city_not_found", "没有这个城市", "重新选一次城市", errors=[{"field": "city", "say": "广东没有这个城市。"}])
    off = form.off if form else ()
    try:
        return item.checklist(answers, city, facts.known(clock.today(), city, district, off), form.values if form else {})
    except WrongAnswers as wrong:
        raise Refused("answers_wrong", "有一问没答对上", "回去再选一次", errors=wrong.errors) from None


def standing(row: Case) -> Standing:
    """A case and what it rests on."""
    item = of(row.version)
    return Standing(row, item, needed(item, row))


def needed(item: Item, row: Case) -> Checklist:
    """What a case needs, by its answers and where it hangs on that, by its form and by what a source did not tell."""
    form = records.open_form(row) if item.hangs_on_form or item.may_ask else None
    checklist = plan(item, row.answers, row.city, row.district, form if item.hangs_on_form or item.by_hand else None)
    if form is None or not (form.asked or form.off):
        return checklist
    return replace(checklist, materials=tuple(_given(one, form) for one in checklist.materials))


def _given(one: Material, form: Draft) -> Material:
    """A material as it is given: by the person, where whoever would have told does not answer."""
    asked = one.id in form.asked or (one.how == "fetch" and one.off in form.off)
    return replace(one, how="upload", need="must", note=UPLOADED) if asked else one


class Answered(TypedDict):
    """A question and what the case goes by, in words; `source`: who says so beside the person, empty where nobody does; `usual`: it is
    what is taken when nobody says otherwise."""

    id: str
    ask: str
    option: str
    text: str
    usual: bool
    source: str


def answers(item: Item, row: Case, draft: Draft | None = None) -> list[Answered]:
    """All that was asked, in the order it is asked in. `draft`: the form as it stands, where it is to be said who else knows."""
    known = _known(item, row, draft) if draft else {}
    found: list[Answered] = []
    for one in item.questions:
        given = row.answers[one.id]
        text = next(option.text for option in one.options if option.id == given)
        usual = one.default_in(row.city) == given
        source = known.get(one.id, "")
        found.append({"id": one.id, "ask": one.ask, "option": given, "text": text, "usual": usual, "source": source})
    return found


def making(row: Case, item: Item) -> str:
    """What is said to be made for this case; empty where the person wants nothing on paper."""
    return "" if item.paperless and records.delivery(row) == NOTHING_ON_PAPER else item.making


def _known(item: Item, row: Case, draft: Draft) -> dict[str, str]:
    number = text_of(draft.values, next((one.id for one in item.fields if one.source == settled.NUMBER), ""))
    today = clock.today()
    years = None if not number or id_number_fault(number, today) else age(born(number), today)
    return settled.sources(item, row.answers, draft.values, draft.sources, years)


def unit(row: Listed, item: Item) -> str:
    """广州公安出入境, 天河区公安户政: where the application belongs, and where it was begun for a district, that district's; 两地派出所
    where several decide."""
    return item.together or unit_of(item.department, place(row, item))


def place(row: Listed, item: Item) -> str:
    """The city or district whose office decides."""
    return decided_in(item.level, row.city, row.district)
