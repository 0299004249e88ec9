"""What the person takes along and why they go, in residents' words. Pure.

The sentence about the trip and the list of things to bring are made side by side, so that neither says what the other rules out.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypedDict

from app import reference
from app.catalog.words import times
from app.language.checklist import Checklist
from app.language.declare import Material
from app.reference import photo_of

CARD = "m-idcard"
# Whoever stands at a counter shows a card: one's own, or that of who applies for another. Who is to get the first one shows the book.
CARDS, BOOK = (CARD, "m-idcard-proxy", "m-idcard-guardian"), "m-hukou"
# What becomes of a material at a counter that the phone would have made or fetched. By how, or for what is fetched by its source.
AT_COUNTER = {
    "ecert": "带原件",
    "share": "窗口能查到的不用带，手上有就带着",
    "form": "到窗口填",
    "sign": "到窗口签",
    "write": "到窗口写",
    "upload": "带原件",
}
SHOWN = "不用交，去窗口时带上"  # of the id card or the book that we fetch, where one goes all the same


class Prepared(TypedDict):
    """What the person prepares. `sample`: a picture of a good one can be shown."""

    material: str
    name: str
    note: str
    how: str
    need: str
    sample: bool


class Fetched(TypedDict):
    """What we fetch. `source`: from which department."""

    material: str
    name: str
    source: str
    note: str
    use: str


def trip_text(checklist: Checklist) -> str | None:
    """Why one has to go, when one has to; and where it hangs on a choice that was not made yet, on which."""
    if checklist.ability == "no":
        return None
    there, fetch = counter_text(checklist), fetch_text(checklist)
    if checklist.fetch == "open" and not checklist.visits:
        return f"选寄到家不用跑，选自己去取要去一次{checklist.fetched_at}。{there}"
    return there + fetch or None


def fetch_text(checklist: Checklist) -> str:
    """That one goes once more to fetch what is made, for whoever has chosen that."""
    return f"做好了{'再' if checklist.visits else ''}去一次{checklist.fetched_at}领。" if checklist.fetch == "pickup" else ""


def counter_text(checklist: Checklist) -> str:
    """What else there is to know, and why one has to go to a counter before anything is made, with what."""
    note = f"{checklist.situation.note}。" if checklist.situation.note else ""
    return note + (_trip(checklist) if checklist.visits else _no_trip(checklist))


def _no_trip(checklist: Checklist) -> str:
    if checklist.ability == "book":
        return "约好时间，工作人员上门来办。"
    return "打电话就行，不用去窗口。" if checklist.ability == "none" else ""


def _trip(checklist: Checklist) -> str:
    go = f"去{times(checklist.visits)}窗口"
    if checklist.serves == "guide":
        bring = "带齐下面的东西" if checklist.materials else "带上身份证"
        first = ("先约好时间，再" if checklist.at_hall else "先打电话约好，再") if checklist.ability == "book" else ""
        return f"{bring}，{first}{go}。"
    brings = [one for one in checklist.materials if one.how == "bring"]
    if checklist.elsewhere:
        return f"带上{_and([one.name for one in brings])}，按约好的时间去一次。" if brings else "按约好的时间去一次。"
    things, done = [_shown(checklist), *(one.name for one in brings if not one.there)], [one.there for one in brings if one.there]
    if not brings:
        return f"要当面核对一下，带上{_shown(checklist)}{go}。"
    return f"带上{_and(things)}，{go}{'、'.join(done)}。"


def _shown(checklist: Checklist) -> str:
    """What the person is known by at a counter."""
    return "户口簿" if _known_by(checklist) == (BOOK,) else "身份证"


def _known_by(checklist: Checklist) -> tuple[str, ...]:
    has = [one.id for one in checklist.materials]
    return (BOOK,) if BOOK in has and not any(one in has for one in CARDS) else CARDS


def _and(names: Sequence[str]) -> str:
    return "和".join(part for part in ("、".join(names[:-1]), names[-1]) if part)


def materials(checklist: Checklist) -> tuple[list[Prepared], list[Fetched]]:
    """Two lists: what the person prepares, what we fetch. For a guide we fetch nothing. Where one goes, the id card is in one of them,
    or the book of whom has none yet."""
    if checklist.serves == "guide":
        note = at_counter if checklist.visits or checklist.ability == "book" else at_telephone
        brought: list[Prepared] = [
            {"material": one.id, "name": one.name, "note": note(one), "how": one.how, "need": one.need, "sample": False}
            for one in checklist.materials
        ]
        return brought or ([_card()] if checklist.visits else []), []
    prepare: list[Prepared] = [
        {"material": one.id, "name": one.name, "note": one.note, "how": one.how, "need": one.need, "sample": one.id in photo_of()}
        for one in checklist.materials
        if one.how != "fetch"
    ]
    fetch: list[Fetched] = [
        {"material": one.id, "name": one.name, "source": one.provider, "note": _note(one, checklist), "use": one.use}
        for one in checklist.materials
        if one.how == "fetch"
    ]
    if checklist.visits and not checklist.elsewhere and not any(one["material"] in _known_by(checklist) for one in fetch):
        prepare.insert(0, _card())
    return prepare, fetch


def _card() -> Prepared:
    name = str(reference.materials()[CARD]["short"])
    return {"material": CARD, "name": name, "note": AT_COUNTER["ecert"], "how": "bring", "need": "must", "sample": False}


def _note(one: Material, checklist: Checklist) -> str:
    return SHOWN if checklist.visits and one.id in _known_by(checklist) else one.note


def at_counter(material: Material) -> str:
    """What to do about a material at a counter."""
    if material.counter or material.how == "bring":
        return material.counter or material.note
    said = AT_COUNTER[material.source if material.how == "fetch" else material.how]
    return f"{material.note}，{said}" if material.how == "upload" and material.note else said


def at_telephone(material: Material) -> str:
    """What to do about a material while one is calling."""
    return "放在手边，要报上面的号码"
