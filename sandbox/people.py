"""The demo people and newcomers like them: who they are, which phone is theirs, which openid they have in which app."""

from __future__ import annotations

import base64
import hashlib
from typing import NoReturn

from sandbox.documents import Doc, Maybe
from sandbox.registers.store import Store, store
from sandbox.world import World, data

SECOND = "2"


def demo() -> list[Doc]:
    """Those of the data file."""
    result: list[Doc] = data("people")["people"]
    return result


def everyone(world: World) -> list[Doc]:
    """The demo people, then the newcomers. A baby has the number its registration gave it."""
    held = store(world)
    return [numbered(held, one) for one in (*demo(), *world.tables["newcomers"].values())]


def numbered(held: Store, one: Doc) -> Doc:
    """This person with the number of the birth certificate, once it has one, and with the name that the police have by now."""
    page = held.get("gat.hukou", one["id_number"])
    if page and page["姓名"] != one["name"]:
        one = {**one, "name": page["姓名"]}
    certificate = one["certificates"].get("ec-birth")
    birth = held.get("wj.births", certificate["number"]) if certificate else None
    return {**one, "id_number": birth["child_id"]} if birth and birth["child_id"] else one


def person(world: World, person_id: str) -> Doc:
    """The person with this id; KeyError when there is none. `lin-zhihao#2`: on their second WeChat account, with another phone."""
    base, _, second = person_id.partition("#")
    found = next((one for one in everyone(world) if one["id"] == base), None) or _missing(person_id)
    return {**found, "id": person_id, "phone": "139" + found["phone"][3:]} if second == SECOND else found


def relatives(world: World, person: Doc) -> list[tuple[str, Doc]]:
    """[(relation, who)], in the order of the data file."""
    return [(one["relation"], next(other for other in everyone(world) if other["id"] == one["id"])) for one in person.get("relatives", [])]


def held(world: World, person: Doc) -> Doc:
    """The certificates of a person: those of the data file and those changed by the control page."""
    return {**person["certificates"], **world.tables["certificates"].get(person["id"], {})}


def _missing(person_id: str) -> NoReturn:
    raise KeyError(person_id)


def by_id_number(world: World, number: str, id_type: str = "111") -> Maybe:
    """Whose paper of this kind has this number; `id_type` as in GA/T 2000.156, 111 the id card. A newcomer's baby may have been given the
    number that the demo people's, not registered yet, will not get any more."""
    return next((one for one in reversed(everyone(world)) if (one["id_number"], one.get("id_type", "111")) == (number, id_type)), None)


def openid(appid: str, person_id: str) -> str:
    """28 characters starting with o, stable for an app and a person, as WeChat's are."""
    return "o" + _short(f"openid:{appid}:{person_id}", 27)


def unionid(person_id: str) -> str:
    """The same person in every app."""
    return "oU" + _short(f"unionid:{person_id}", 26)


def owner_of(world: World, appid: str, wanted: str) -> Maybe:
    """The person behind an openid of this app, or None."""
    ids = (f"{one}{more}" for one in (*(other["id"] for other in demo()), *world.tables["newcomers"]) for more in ("", f"#{SECOND}"))
    return next((person(world, one) for one in ids if openid(appid, one) == wanted), None)


def _short(text: str, length: int) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).decode()[:length].replace("-", "x")
