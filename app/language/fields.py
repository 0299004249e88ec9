"""`form:` of an item → the fields of its content, read strictly by kind. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from app import reference
from app.language import derived, kinds
from app.language.content import FieldRow, Said, Written
from app.language.kinds.base import Undeclared, bounds
from app.language.lookups import Lookup

COMMON = {"id", "label", "kind", "from", "required", "hint", "when", "asked", "max", "pattern"}
FOUND = {"text", "longtext", "idnumber", "phone", "address", "date", "uscc", "plate", "vin", "region"}  # what a certificate may fill in
LENGTHS = {"text": 60, "longtext": 200}
RESERVED = ("all", "any", "not")
PLACE = ("id", "名称", "区", "地址", "电话", "星期", "时段", "名额", "不开")  # what a register says of places one goes to at a time
MOST_FIELDS, MOST_ROWS = 20, 50  # of a row, of a list


class Misread(Exception):
    """A field that is no good: its place below `form.`, and what is wrong."""

    def __init__(self, place: str, say: str) -> None:
        super().__init__(say)
        self.place, self.say = place, say


def read(declared: Sequence[Written], lookups: Collection[str], materials: Collection[str]) -> list[FieldRow]:
    """The fields, in their order. `lookups`, `materials`: ids of what the item declares. Raises Misread, KeyError."""
    found = [_named(one, lookups, materials) for one in declared]
    ids = [one["id"] for one in found]
    if len(set(ids)) != len(ids):
        raise Misread("", "字段编号重复")
    for one in found:
        source = one["source"] or ""
        if source.startswith("form."):
            pick = next((other for other in found if other["id"] == source.split(".")[1]), None)
            if pick is None or pick["kind"] != "pick" or pick.get("many"):
                raise Misread(f"{one['id']}.from", f"没有这个来源：{source}")
        for other in one.get("of", ()):
            if other not in ids or other == one["id"]:
                raise Misread(f"{one['id']}.of", f"表里没有这一项：{other}")
    return found


def proposals(form: Sequence[FieldRow], lookups: Collection[Lookup]) -> None:
    """What is filled in from a row that was picked stands in its register, and so do the hours of a place for a slot. Raises Misread."""
    columns = {one.id: one.register.columns for one in lookups}
    picks = {one["id"]: columns[one["lookup"]] for one in form if one["kind"] == "pick"}
    for one in form:
        if one["kind"] == "slot" and (fault := _unplaced(one, picks)):
            raise Misread(f"{one['id']}.of", fault)
        place, _, rest = str(one["source"]).partition(".")
        field, _, column = rest.partition(".")
        if place == "form" and column not in picks[field]:
            raise Misread(f"{one['id']}.from", f"没有这一列：{one['source']}")


def _unplaced(slot: FieldRow, picks: Mapping[str, Collection[str]]) -> str:
    """What is wrong with the place a slot is at: a pick of a register that says when its places are open."""
    for one in slot.get("of", ()):
        if one not in picks:
            return f"这一项不是 pick：{one}"
        if missing := [name for name in PLACE if name not in picks[one]]:
            return f"登记里没有写什么时候开：{'、'.join(missing)}"
    return ""


def _named(row: Written, lookups: Collection[str], materials: Collection[str]) -> FieldRow:
    place = str(row["id"])
    try:
        return _field(row, place, lookups, materials)
    except KeyError as missing:
        raise Misread(place, f"没有写 {missing.args[0]}") from None
    except (TypeError, ValueError, AttributeError):
        raise Misread(place, "写法不对，和别的对照一下") from None


def _field(row: Written, place: str, lookups: Collection[str], materials: Collection[str], inside: bool = False) -> FieldRow:
    kind = row["kind"]
    if kind not in kinds.KINDS:
        raise Misread(f"{place}.kind", f"不认识：{kind}")
    if inside and kind in kinds.ALONE:
        raise Misread(f"{place}.kind", f"一行里不能有 {kind}")
    if row["id"] in RESERVED:
        raise Misread(f"{place}.id", f"这个编号另有用处：{row['id']}")
    source = row.get("from")
    places = {*reference.certificates(), "account", "person", *(("form",) if str(source).count(".") == 2 else ())}
    if source and (source.split(".")[0] not in places or kind not in FOUND or inside):
        raise Misread(f"{place}.from", f"没有这个来源：{source}")
    for key in row:
        if key not in COMMON | kinds.KINDS[kind].keys:
            raise Misread(f"{place}.{key}", f"{kind} 没有这一条")
    try:
        more = _list(row, place) if kind == "list" else _derived(row, place) if kind == "derived" else kinds.KINDS[kind].declare(row)
    except Undeclared as fault:
        raise Misread(f"{place}.{fault.key}", fault.say) from None
    if "lookup" in more and more["lookup"] not in lookups:
        raise Misread(f"{place}.lookup", f"没有这次查询：{more['lookup']}")
    if "material" in more and more["material"] not in materials:
        raise Misread(f"{place}.material", f"这件事没有这样材料：{more['material']}")
    options = [list(option) + [""] * (3 - len(option)) for option in row.get("options", [])]
    _options(kind, place, [one[0] for one in options])
    return {
        "id": row["id"],
        "label": row["label"],
        "kind": kind,
        "source": source,
        "required": bool(row.get("required", True)),
        "hint": row.get("hint", ""),
        "max": more.pop("max", row.get("max", LENGTHS.get(kind))),
        "pattern": row.get("pattern"),
        "options": options,
        "when": dict(row.get("when", {})),
        "asked": dict(row.get("asked", {})),
        **more,
    }


def _options(kind: str, place: str, ids: list[object]) -> None:
    if "options" not in kinds.KINDS[kind].keys or (kind == "derived" and not ids):
        return
    if any(not isinstance(one, str) for one in ids):
        raise Misread(f"{place}.options", "选项编号要加引号")
    if len(ids) < 2 or len(set(ids)) != len(ids):
        raise Misread(f"{place}.options", "至少两个选项，编号不能重复")


def _list(row: Written, place: str) -> Said:
    inner = row.get("fields")
    if not isinstance(inner, list) or not 0 < len(inner) <= MOST_FIELDS or not all(isinstance(one, Mapping) for one in inner):
        raise Misread(f"{place}.fields", f"写每一行有哪几项，1 到 {MOST_FIELDS} 项")
    fields = [_field(one, f"{place}.fields.{one['id']}", (), (), inside=True) for one in inner]
    if len({one["id"] for one in fields}) != len(fields):
        raise Misread(f"{place}.fields", "字段编号重复")
    return {"max": MOST_ROWS, **bounds(row, MOST_ROWS), "fields": fields}


def _derived(row: Written, place: str) -> Said:
    if row.get("fn") not in derived.FINDERS:
        raise Misread(f"{place}.fn", f"没有这个函数：{row.get('fn')}，可用：{'、'.join(derived.FINDERS)}")
    of = row.get("of")
    if not isinstance(of, list) or not of or not all(isinstance(one, str) for one in of):
        raise Misread(f"{place}.of", "写看哪几项：[甲, 乙]")
    return {"fn": row["fn"], "of": list(of)}
