"""Numbers with a check of their own: phone, id number, credit code, plate, vehicle identification number."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date

from app.kernel import text as texts
from app.kernel.masks import mask_id, mask_phone
from app.language.content import Said, Written
from app.language.declare import Field
from app.language.kinds.base import Faults, Kind, Rows, Sight, Undeclared, as_text, text
from app.language.kinds.words import patterned
from app.language.values import Value

PROVINCES = "京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新"
_LETTER, _MARK = "[A-HJ-NP-Z]", "[A-HJ-NP-Z0-9]"
_HEAD = f"[{PROVINCES}]{_LETTER}"
# Ordinary, then new energy: small (D or F first, and the letters that follow them), large (five digits, then the letter).
PLATES = tuple(re.compile(_HEAD + tail) for tail in (f"{_MARK}{{5}}", f"[A-HJK]{_MARK}[0-9]{{4}}", "[0-9]{5}[A-HJK]"))
_LANDLINE = re.compile("0[0-9]{2,3}-?[1-9][0-9]{6,7}(-[0-9]{1,6})?")
_VIN_VALUES = dict(zip("ABCDEFGHJKLMNPRSTUVWXYZ", (1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 7, 9, 2, 3, 4, 5, 6, 7, 8, 9), strict=True))
_VIN_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)


def plate_fault(said: str) -> str | None:
    """What is wrong with a number plate that `compact` has made plain."""
    if any(one.fullmatch(said) for one in PLATES):
        return None
    if re.search("[IO]", said[1:]):
        return "车牌号里没有字母 I 和 O，再看一眼。"
    if len(said) not in (7, 8):
        return f"车牌号要 7 位，新能源 8 位，现在是 {len(said)} 位。"
    return "车牌号不对，像 粤A12345 这样。"


def vin_fault(said: str) -> str | None:
    """What is wrong with a vehicle identification number (GB 16735) that `compact` has made plain."""
    if len(said) != 17:
        return f"车架号要 17 位，现在是 {len(said)} 位。"
    if re.search("[IOQ]", said):
        return "车架号里没有字母 I、O、Q，再看一眼。"
    if not re.fullmatch("[A-Z0-9]{17}", said):
        return "车架号只有数字和字母。"
    total = sum((int(one) if one.isdigit() else _VIN_VALUES[one]) * weight for one, weight in zip(said, _VIN_WEIGHTS, strict=True))
    return None if "0123456789X"[total % 11] == said[8] else "车架号有一位不对，对着行驶证再看一眼。"


def _compact(field: Field, raw: object) -> Value:
    return texts.compact(text(raw))


def _plate(field: Field, raw: object) -> Value:
    """粤A·12345 is written with a dot on the plate."""
    return re.sub("[·•‧．・･∙⋅.-]", "", texts.compact(text(raw)))


def _phone(field: Field, raw: object) -> Value:
    said = text(raw)
    line = texts.compact(said)
    return line if field.landline and _LANDLINE.fullmatch(line) else texts.phone(said)


def _phone_faults(field: Field, value: Value, sight: Sight) -> Faults:
    said = str(value)
    if field.landline and said.startswith("0"):
        found = None if _LANDLINE.fullmatch(said) else "座机写区号和号码，像 020-83000000 这样。"
    else:
        found = texts.phone_fault(said)
    yield from _one(found, field, said)


def _by(check: Callable[[str, date], str | None]) -> Callable[[Field, Value, Sight], Faults]:
    def faults(field: Field, value: Value, sight: Sight) -> Faults:
        yield from _one(check(str(value), sight.today), field, str(value))

    return faults


def _one(found: str | None, field: Field, said: str) -> Iterator[tuple[str, str]]:
    if found:
        yield "", found
    else:
        yield from patterned(field, said)


def _declare_phone(row: Written) -> Said:
    if not isinstance(row.get("landline", False), bool):
        raise Undeclared("landline", "写 true 或 false")
    return {"landline": True} if row.get("landline") else {}


def _phone_masked(field: Field, value: Value, rows: Rows) -> str:
    said = str(value)
    return said if said.startswith("0") else mask_phone(said)


def _id_masked(field: Field, value: Value, rows: Rows) -> str:
    return mask_id(str(value))


PHONE = Kind(_phone, _phone_faults, as_text, keys=frozenset({"landline"}), declare=_declare_phone, mask=_phone_masked)
IDNUMBER = Kind(_compact, _by(texts.id_number_fault), as_text, mask=_id_masked)
USCC = Kind(_compact, _by(lambda said, today: texts.uscc_fault(said)), as_text)
PLATE = Kind(_plate, _by(lambda said, today: plate_fault(said)), as_text)
VIN = Kind(_compact, _by(lambda said, today: vin_fault(said)), as_text)
