"""The demo people: who they are, which phone is theirs, which openid they have in which app."""

from __future__ import annotations

import base64
import hashlib
from typing import NoReturn

from sandbox.documents import Doc, Maybe
from sandbox.world import World, data

SECOND = "2"


def everyone() -> list[Doc]:
    """All people."""
    result: list[Doc] = data("people")["people"]
    return result


def person(person_id: str) -> Doc:
    """The person with this id; KeyError when there is none. `lin-zhihao#2`: on their second WeChat account, with another phone."""
    base, _, second = person_id.partition("#")
    found = next((one for one in everyone() if one["id"] == base), None) or _missing(person_id)
    return {**found, "id": person_id, "phone": "139" + found["phone"][3:]} if second == SECOND else found


def held(world: World, person: Doc) -> Doc:
    """The certificates of a person: those of the data file and those changed by the control page."""
    return {**person["certificates"], **world.tables["certificates"].get(person["id"], {})}


def _missing(person_id: str) -> NoReturn:
    raise KeyError(person_id)


def by_id_number(number: str, id_type: str = "111") -> Maybe:
    """Whose paper of this kind has this number; `id_type` as in GA/T 2000.156, 111 the id card."""
    return next((one for one in everyone() if (one["id_number"], one.get("id_type", "111")) == (number, id_type)), None)


def openid(appid: str, person_id: str) -> str:
    """28 characters starting with o, stable for an app and a person, as WeChat's are."""
    return "o" + _short(f"openid:{appid}:{person_id}", 27)


def unionid(person_id: str) -> str:
    """The same person in every app."""
    return "oU" + _short(f"unionid:{person_id}", 26)


def owner_of(appid: str, wanted: str) -> Maybe:
    """The person behind an openid of this app, or None."""
    ids = (f"{one['id']}{more}" for one in everyone() for more in ("", f"#{SECOND}"))
    return next((person(one) for one in ids if openid(appid, one) == wanted), None)


def _short(text: str, length: int) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).decode()[:length].replace("-", "x")
