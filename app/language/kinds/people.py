"""A person by name and id number; a bank account by bank, number and holder."""

from __future__ import annotations

import re
from collections.abc import Callable

from app.kernel import text as texts
from app.kernel.masks import mask_id
from app.language.declare import Field
from app.language.kinds.base import NOT_TEXT, Faults, Kind, Rows, Sight, Wrong, an_object
from app.language.values import Value, text_of

NAME, NUMBER = "name", "id_number"
CARD = re.compile("62[0-9]{14,17}")  # of UnionPay: its last digit checks the others; accounts of companies have none


def _luhn(number: str) -> bool:
    """ISO/IEC 7812: every second digit from the right counts twice."""
    twice = [int(one) * (1 + n % 2) for n, one in enumerate(reversed(number))]
    return sum(one - 9 if one > 9 else one for one in twice) % 10 == 0


def _part(found: dict[str, object], key: str) -> str:
    said = found.get(key, "")
    if said is None:
        return ""
    if not isinstance(said, str):
        raise Wrong(NOT_TEXT, f".{key}")
    return said


def _person(field: Field, raw: object) -> Value:
    found = an_object(raw, NAME, NUMBER)
    made = {NAME: texts.name(_part(found, NAME)), NUMBER: texts.compact(_part(found, NUMBER))}
    return {key: value for key, value in made.items() if value}


def _person_faults(field: Field, value: Value, sight: Sight) -> Faults:
    found = value if isinstance(value, dict) else {}
    name, number = text_of(found, NAME), text_of(found, NUMBER)
    say = texts.name_fault(name) if name else "姓名还没填。" if sight.whole else None
    if say:
        yield f".{NAME}", say
    say = texts.id_number_fault(number, sight.today) if number else "身份证号还没填。" if sight.whole else None
    if say:
        yield f".{NUMBER}", say


def _person_words(field: Field, value: Value, rows: Rows) -> str:
    found = value if isinstance(value, dict) else {}
    return f"{text_of(found, NAME)} {text_of(found, NUMBER)}".strip()


def _person_masked(field: Field, value: Value, rows: Rows) -> str:
    found = value if isinstance(value, dict) else {}
    return f"{text_of(found, NAME)} {mask_id(text_of(found, NUMBER))}".strip()


def _bank(field: Field, raw: object) -> Value:
    found = an_object(raw, "bank", "number", "owner")
    made = {"bank": texts.plain(_part(found, "bank")), "number": re.sub("-", "", texts.compact(_part(found, "number")))}
    made["owner"] = texts.plain(_part(found, "owner"))
    return {key: value for key, value in made.items() if value}


def _bank_faults(field: Field, value: Value, sight: Sight) -> Faults:
    found = value if isinstance(value, dict) else {}
    bank, number, owner = (text_of(found, key) for key in ("bank", "number", "owner"))
    if (bank or sight.whole) and not 2 <= len(bank) <= 40 or re.search("[0-9]", bank):
        yield ".bank", "写上是哪家银行。" if len(bank) <= 40 else "银行名称最多 40 个字。"
    if (number or sight.whole) and not re.fullmatch("[0-9]{8,30}", number):
        yield ".number", "账号只有数字，8 到 30 位。" if number else "账号还没填。"
    elif CARD.fullmatch(number) and not _luhn(number):
        yield ".number", "卡号有一位不对，对着银行卡再看一眼。"
    if len(owner) > 60 or sight.whole and not owner:
        yield ".owner", "户名还没填。" if not owner else "户名最多 60 个字。"


def _bank_words(field: Field, value: Value, rows: Rows) -> str:
    found = value if isinstance(value, dict) else {}
    return "，".join(one for one in (text_of(found, key) for key in ("bank", "number", "owner")) if one)


def _bank_masked(field: Field, value: Value, rows: Rows) -> str:
    found = value if isinstance(value, dict) else {}
    number = text_of(found, "number")
    tail = f"尾号 {number[-4:]}" if number else ""
    return "，".join(one for one in (text_of(found, "bank"), tail, text_of(found, "owner")) if one)


def _has(*keys: str) -> Callable[[Field, Value], bool]:
    return lambda field, value: isinstance(value, dict) and all(value.get(key) for key in keys)


PERSON = Kind(_person, _person_faults, _person_words, "thing", complete=_has(NAME, NUMBER), mask=_person_masked)
BANK = Kind(_bank, _bank_faults, _bank_words, "thing", complete=_has("bank", "number", "owner"), mask=_bank_masked)
