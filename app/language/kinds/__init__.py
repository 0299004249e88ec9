"""Every kind of field, each defined once: how a value is made, what is wrong with it, how it is said. Pure.

A new kind: a file or a few lines here, its phone widget frontend/mp/components/fields/field-<kind>.vue, its vectors in
tests/rules/kinds.json (server and phone read it).
"""

from __future__ import annotations

from collections.abc import Mapping

from app.language.declare import Field
from app.language.kinds import codes, days, given, lists, numbers, people, picks, places, words
from app.language.kinds.base import Kind

KINDS: Mapping[str, Kind] = {
    "text": words.TEXT,
    "longtext": words.LONGTEXT,
    "number": numbers.NUMBER,
    "money": numbers.MONEY,
    "date": days.DATE,
    "month": days.MONTH,
    "year": days.YEAR,
    "phone": codes.PHONE,
    "idnumber": codes.IDNUMBER,
    "person": people.PERSON,
    "uscc": codes.USCC,
    "plate": codes.PLATE,
    "vin": codes.VIN,
    "address": words.ADDRESS,
    "region": places.REGION,
    "bank": people.BANK,
    "choice": picks.CHOICE,
    "choices": picks.CHOICES,
    "ranked": picks.RANKED,
    "check": picks.CHECK,
    "list": lists.listing(lambda field: of(field)),
    "pick": picks.PICK,
    "file": given.FILE,
    "files": given.FILE,
    "photo": given.FILE,
    "sign": given.SIGN,
    "derived": given.DERIVED,
    "held": given.HELD,
    "slot": given.SLOT_KIND,
}
ALONE = frozenset({"list", "pick", "derived", "file", "files", "photo", "sign", "check", "held", "slot"})  # not in the rows of a list


def is_name(field: Field) -> bool:
    """What stands in a field labelled 姓名 is a person's name."""
    return field.kind == "text" and field.label.endswith("姓名")


def of(field: Field) -> Kind:
    """How its values are made, checked and said."""
    return words.NAME if is_name(field) else KINDS[field.kind]
