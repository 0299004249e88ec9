"""The demo people: who they are, which phone is theirs, which openid they have in which app."""

import base64
import hashlib

from sandbox.world import data


def everyone():
    return data("people")["people"]


def person(person_id):
    """The person with this id; KeyError when there is none."""
    return next((one for one in everyone() if one["id"] == person_id), None) or _missing(person_id)


def _missing(person_id):
    raise KeyError(person_id)


def by_id_number(number):
    return next((one for one in everyone() if one["id_number"] == number), None)


def openid(appid, person_id):
    """28 characters starting with o, stable for an app and a person, as WeChat's are."""
    return "o" + _short(f"openid:{appid}:{person_id}", 27)


def unionid(person_id):
    return "oU" + _short(f"unionid:{person_id}", 26)


def owner_of(appid, wanted):
    """The person behind an openid of this app, or None."""
    return next((one for one in everyone() if openid(appid, one["id"]) == wanted), None)


def _short(text, length):
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).decode()[:length].replace("-", "x")
