"""scenes/*/items.yaml → item contents, every cross reference checked; a mistake names file, item and field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from pathlib import Path
from typing import Any

import yaml

from app.catalog import forms, reference
from app.catalog.registry import scene_files

ONLINE = {"full", "part", "book", "query", "none"}
UNITS = {"day", "workday", "hour"}
KNOWN_KEYS = {
    "id", "name", "short", "icon", "plain", "alias", "dept", "type", "level", "code", "object", "freq", "season", "nav", "kind", "legal",
    "promise", "online", "visits", "trust", "channels", "cities", "online_cities", "fees", "result", "questions", "situations", "materials",
    "review", "stop", "tips", "basis", "form",
}  # fmt: skip


class Mistake(Exception):
    """Something in a scene folder that contradicts itself or the reference data."""

    def __init__(self, file: str, item: str, field: str, say: str) -> None:
        super().__init__(f"{file}：{item}.{field}：{say}")
        self.file, self.item, self.field, self.say = file, item, field, say


def load(folder: Path | None = None) -> dict[str, dict[str, Any]]:
    """All items' contents by id. Raises Mistake at the first contradiction."""
    contents: dict[str, dict[str, Any]] = {}
    names: dict[str, str] = {}
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    for path in sorted(folder.glob("*/items.yaml")) if folder else scene_files():
        file = f"{path.parent.name}/items.yaml"
        data = yaml.load(path.read_text("utf-8"), Loader=loader)  # noqa: S506 - safe
        for row in data["items"]:
            item = str(row.get("id", "?"))
            if item in contents:
                raise Mistake(file, item, "id", "这个编号已经有了")
            for label in (row.get("name"), row.get("short")):
                if names.get(str(label), item) != item:
                    raise Mistake(file, item, "name", f"和 {names[label]} 同名：{label}")
                names[str(label)] = item
            contents[item] = _Reader(file, item, row).content(path.parent.name, str(data["theme"]))
    return contents


class _Reader:
    """Reads one item, remembering where it stands."""

    def __init__(self, file: str, item: str, row: Mapping[str, Any]) -> None:
        self.file, self.item, self.row = file, item, row
        self.options: dict[str, set[str]] = {}

    def fail(self, field: str, say: str) -> Mistake:
        return Mistake(self.file, self.item, field, say)

    def content(self, scene: str, theme: str) -> dict[str, Any]:
        row = self.row
        for key in row.keys() - KNOWN_KEYS:
            raise self.fail(str(key), "不认识这个字段")
        for key in ("name", "short", "icon", "plain", "dept", "situations", "result", "legal", "promise", "trust"):
            if row.get(key) in (None, ""):
                raise self.fail(key, "没有写")
        if len(row["short"]) > 6:
            raise self.fail("short", f"最多 6 个字：{row['short']}")
        if row["dept"] not in reference.departments():
            raise self.fail("dept", f"没有这个部门：{row['dept']}")
        for alias in row.get("alias", []):
            if not isinstance(alias, str):
                raise self.fail("alias", f"要加引号：{alias}")
        questions = [self.question(one) for one in row.get("questions", [])]
        department = reference.departments()[row["dept"]]
        plain = reference.plain_department(row["dept"])
        result = dict(row["result"])
        if result.get("cert") and result["cert"] not in reference.certificates():
            raise self.fail("result.cert", f"没有这种证照：{result['cert']}")
        content = {
            "id": row["id"],
            "scene": scene,
            "theme": theme,
            "name": row["name"],
            "short": row["short"],
            "icon": row["icon"],
            "plain": row["plain"],
            "alias": list(row.get("alias", [])),
            "department": row["dept"],
            "department_name": plain,
            "department_full": department["name"],
            "hotline": {"name": f"问{plain.removeprefix('公安')}", "phone": department["hotline"], "say": _hours(department["hotline"])},
            "staff": {key: row.get(key) for key in ("type", "level", "code", "object", "channels", "basis", "kind")},
            "freq": row.get("freq", "regular"),
            "nav": row.get("nav", "dept"),
            "trust": int(row["trust"]),
            "online_cities": self.cities(row.get("online_cities", []), "online_cities"),
            "statutory": self.limit(row["legal"], "legal"),
            "promise": self.limit(row["promise"], "promise"),
            "fees": [self.fee(one) for one in row.get("fees", [])],
            "result": {**result, "cert_name": reference.certificates()[result["cert"]]["name"] if result.get("cert") else None},
            "questions": questions,
            "situations": [self.situation(one) for one in row["situations"]],
            "materials": [self.material(one) for one in row.get("materials", [])],
            "points": [self.point(one) for one in row.get("review", [])],
            "form": self.form(row),
            "stop": list(row.get("stop", [])),
            "tips": list(row.get("tips", [])),
        }
        self.every_combination(content["situations"])
        return content

    def question(self, row: Mapping[str, Any]) -> dict[str, Any]:
        name = f"questions.{row.get('id')}"
        options = [{"id": one["id"], "text": one["text"]} for one in row.get("options", [])]
        for one in options:
            if not isinstance(one["id"], str):
                raise self.fail(name, f"选项编号要加引号：{one['id']}")
        ids = {one["id"] for one in options}
        if len(ids) < 2 or len(ids) != len(options):
            raise self.fail(name, "至少两个选项，编号不能重复")
        if row["id"] in self.options:
            raise self.fail(name, "问题编号重复")
        self.options[row["id"]] = ids
        default, known = row.get("default"), row.get("known")
        for place, rule in (("default", default), ("known", known)):
            named = {rule["then"], rule["else"]} if isinstance(rule, Mapping) else {rule} if rule else set()
            for option in named - ids:
                raise self.fail(f"{name}.{place}", f"没有这个选项：{option}")
        return {"id": row["id"], "ask": row["ask"], "options": options, "default": default, "known": known}

    def situation(self, row: Mapping[str, Any]) -> dict[str, Any]:
        name = f"situations.{row.get('id')}"
        if row["online"] not in ONLINE or row.get("elsewhere", "part") not in ONLINE:
            raise self.fail(f"{name}.online", f"不认识：{row['online']}")
        return {
            "id": row["id"],
            "name": row["name"],
            "when": self.when(row.get("when"), name),
            "online": row["online"],
            "visits": int(row["visits"]),
            "promise": self.limit(row["promise"], f"{name}.promise") if row.get("promise") else None,
            "cities": self.cities(row.get("cities", []), f"{name}.cities"),
            "elsewhere": row.get("elsewhere", "part"),
            "note": row.get("result_note", ""),
        }

    def material(self, row: Mapping[str, Any]) -> dict[str, Any]:
        name = f"materials.{row.get('m')}"
        known = reference.materials().get(row["m"])
        if known is None:
            raise self.fail(name, "材料库里没有")
        if row["need"] not in ("must", "opt", "later"):
            raise self.fail(f"{name}.need", f"不认识：{row['need']}")
        provider = reference.plain_department(known["from"]) if known.get("from") in reference.departments() else ""
        return {
            "id": row["m"],
            "name": known["short"],
            "note": known.get("note", ""),
            "how": known["how"],
            "use": known.get("use", ""),
            "need": row["need"],
            "source": known["source"],
            "certificate": known.get("ecert"),
            "provider": provider,
            "when": self.when(row.get("when"), name),
        }

    def fee(self, row: Mapping[str, Any]) -> dict[str, Any]:
        fen = round(float(row["yuan"]) * 100)
        if fen < 0:
            raise self.fail(f"fees.{row['id']}", "金额不能是负的")
        firm = row["status"] in ("confirmed", "general")
        when = self.when(row.get("when"), f"fees.{row['id']}")
        return {
            "id": row["id"],
            "name": row["name"],
            "fen": fen,
            "per": row["per"],
            "firm": firm,
            "optional": bool(row.get("optional")),
            "when": when,
        }

    def point(self, row: Mapping[str, Any]) -> dict[str, Any]:
        name = f"review.{row.get('id')}"
        if row["check"] not in ("auto", "manual"):
            raise self.fail(f"{name}.check", f"不认识：{row['check']}")
        rule = row.get("rule")
        if rule and rule["fn"] not in reference.rule_functions():
            raise self.fail(f"{name}.rule", f"没有这个规则函数：{rule['fn']}")
        if rule and rule["fn"] in ("data_match", "no_flag") and rule.get("arg") not in reference.checks():
            raise self.fail(f"{name}.rule.arg", f"没有这个核验点：{rule.get('arg')}")
        return {
            "id": f"{self.item}.{row['id']}",
            "text": row["text"],
            "check": row["check"],
            "rule": dict(rule) if rule else None,
            "when": self.when(row.get("when"), name),
        }

    def form(self, row: Mapping[str, Any]) -> list[dict[str, Any]]:
        declared = [*(row.get("form") or forms.default_form(row["object"], row["result"])), *self.written(row)]
        ids = [one["id"] for one in declared]
        fields = []
        for one in declared:
            name = f"form.{one['id']}"
            if one["kind"] not in forms.KINDS:
                raise self.fail(f"{name}.kind", f"不认识：{one['kind']}")
            for key in one.get("when", {}).keys() - set(ids):
                raise self.fail(f"{name}.when", f"表里没有这一项：{key}")
            source = one.get("from")
            if source and source.split(".")[0] not in {*reference.certificates(), "account", "person"}:
                raise self.fail(f"{name}.from", f"没有这个来源：{source}")
            fields.append(
                {
                    "id": one["id"],
                    "label": one["label"],
                    "kind": one["kind"],
                    "source": source,
                    "required": bool(one.get("required", True)),
                    "hint": one.get("hint", ""),
                    "max": one.get("max", 60 if one["kind"] == "text" else 200 if one["kind"] == "longtext" else None),
                    "pattern": one.get("pattern"),
                    "options": [list(option) + [""] * (3 - len(option)) for option in one.get("options", [])],
                    "when": dict(one.get("when", {})),
                    "asked": self.when(one.get("asked"), name),
                }
            )
        if len(set(ids)) != len(ids):
            raise self.fail("form", "字段编号重复")
        return fields

    def written(self, row: Mapping[str, Any]) -> list[dict[str, Any]]:
        """A field for each material the person writes, asked when the material is."""
        fields: list[dict[str, Any]] = []
        for one in row.get("materials", []):
            known = reference.materials()[one["m"]]
            if known["how"] == "write":
                name = str(one["m"]).removeprefix("m-").replace("-", "_")
                again = sum(field["id"].startswith(name) for field in fields)
                asked = {"required": one["need"] == "must", **known["write"], "asked": one.get("when", {})}
                fields.append({"id": f"{name}_{again + 1}" if again else name, **asked})
        return fields

    def limit(self, row: Mapping[str, Any], name: str) -> dict[str, Any]:
        if row["unit"] not in UNITS or int(row["n"]) < 0:
            raise self.fail(name, f"时限不对：{row}")
        return {"n": int(row["n"]), "unit": row["unit"]}

    def cities(self, codes: list[str], name: str) -> list[str]:
        for code in codes:
            if code not in reference.cities():
                raise self.fail(name, f"没有这个城市：{code}")
        return list(codes)

    def when(self, when: Mapping[str, Any] | None, name: str) -> dict[str, str]:
        for key, value in (when or {}).items():
            if key not in self.options:
                raise self.fail(f"{name}.when", f"没有这个问题：{key}")
            if value not in self.options[key]:
                raise self.fail(f"{name}.when", f"{key} 没有这个选项：{value}")
        return dict(when or {})

    def every_combination(self, situations: list[dict[str, Any]]) -> None:
        """Each combination of answers must lead to exactly one situation."""
        for answers in _combinations(self.options):
            fitting = [one for one in situations if all(answers.get(k) == v for k, v in one["when"].items())]
            most = max((len(one["when"]) for one in fitting), default=-1)
            best = [one["id"] for one in fitting if len(one["when"]) == most]
            if len(best) != 1:
                say = f"回答 {answers} 对上 {'、'.join(best)}" if best else f"回答 {answers} 没有对应的情形"
                raise self.fail("situations", say)


def _combinations(options: Mapping[str, set[str]]) -> Iterator[dict[str, str]]:
    keys = list(options)
    for combination in product(*(sorted(options[key]) for key in keys)):
        yield dict(zip(keys, combination, strict=True))


def _hours(phone: str) -> str:
    return "24 小时有人接" if phone in ("12367", "12345", "12123") else "工作日有人接"
