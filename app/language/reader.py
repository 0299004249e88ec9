"""One item of an items.yaml → its content. Every mistake names file, item and field."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import product
from typing import Any

from app import reference
from app.language import conditions, fields, holdings, lookups, participants, points, prices, reachable, shelf, views, whens
from app.language.declare import fields_of, serves
from app.language.sheet import Mistake, unknown

ONLINE = {"full", "part", "book", "query", "none"}
UNITS = {"day", "workday", "hour"}
AT_ONCE = ("each", "item", "result")  # how many cases of one person may be on their way: any number, one of the item, one to the result
MUST = ("id", "name", "short", "icon", "plain", "dept", "object", "situations", "result", "legal", "promise", "trust")
TEXTS = ("id", "name", "short", "icon", "plain", "dept", "type", "level", "code", "freq", "nav", "kind")
LISTS = ("alias", "object", "channels", "stop", "tips", "basis", "cities", "online_cities", "papers")
PAPERS = ("154",)  # beside the id card: those whose number is written like an id number (app.identity.papers)
KNOWN_KEYS = {
    *MUST,
    *TEXTS,
    *LISTS,
    "season",
    "online",
    "visits",
    "fees",
    "questions",
    "materials",
    "review",
    "form",
    "lookups",
    "sounds",
    "effects",
    "participants",
    "view",
    "holds",
    "price",
}


class Reader:
    """Reads one item, remembering where it stands."""

    def __init__(self, file: str, row: Any) -> None:
        self.file, self.row = file, row
        self.item = str(row.get("id", "?")) if isinstance(row, Mapping) else "?"
        self.at = "id"  # the field being read
        self.options: dict[str, set[str]] = {}
        self.whens: list[tuple[str, Mapping[str, Any]]] = []  # conditions that may speak of fields, judged once all are known

    def fail(self, field: str, say: str) -> Mistake:
        return Mistake(self.file, self.item, field, say)

    def content(self, scene: str, theme: str) -> dict[str, Any]:
        """The item's content. Raises Mistake."""
        try:
            return self._content(scene, theme)
        except KeyError as error:
            raise self.fail(self.at, f"没有写 {error.args[0]}") from None
        except (TypeError, ValueError, AttributeError):
            raise self.fail(self.at, "写法不对，和别的事项对照一下") from None

    def shape(self) -> None:
        """All that can be said before anything is looked up."""
        row = self.row
        if not isinstance(row, Mapping):
            raise self.fail("id", "每个事项要写成 键: 值")
        for key in row.keys() - KNOWN_KEYS:
            raise self.fail(str(key), unknown(key))
        for key in MUST:
            if row.get(key) in (None, "", []):
                raise self.fail(key, "没有写")
        for key in TEXTS:
            if not isinstance(row.get(key, ""), str):
                raise self.fail(key, f"要加引号：{row[key]}")
        for key in LISTS:
            if not isinstance(row.get(key, []), list):
                raise self.fail(key, "要写成列表：[甲, 乙]")
            for one in row.get(key, []):
                if not isinstance(one, str):
                    raise self.fail(key, f"要加引号：{one}")
        if len(row["short"]) > 6:
            raise self.fail("short", f"最多 6 个字：{row['short']}")
        if row["dept"] not in reference.departments():
            raise self.fail("dept", f"没有这个部门：{row['dept']}")
        if row.get("nav", "dept") not in ("home", "dept"):
            raise self.fail("nav", f"不认识：{row['nav']}")

    def each(self, key: str, read: Callable[[Mapping[str, Any]], dict[str, Any]]) -> list[dict[str, Any]]:
        """A list of mappings, each read by `read`."""
        self.at = key
        rows = self.row.get(key, [])
        if not isinstance(rows, list) or not all(isinstance(one, Mapping) for one in rows):
            raise self.fail(key, "要写成列表，每项用 {键: 值}")
        found = []
        for n, one in enumerate(rows, 1):
            self.at = f"{key}.{one.get('id') or one.get('m') or f'第 {n} 个'}"
            found.append(read(one))
        ids = [one["id"] for one in found]
        if key != "materials" and (twice := next((one for one in ids if ids.count(one) > 1), None)):
            raise self.fail(f"{key}.{str(twice).rpartition('.')[2]}", "编号重复")
        return found

    def _content(self, scene: str, theme: str) -> dict[str, Any]:
        self.shape()
        row = self.row
        questions = self.each("questions", self.question)
        department = reference.departments()[row["dept"]]
        plain = reference.plain_department(row["dept"])
        self.at = "result"
        result = dict(row["result"])
        if result.get("cert") and result["cert"] not in reference.certificates():
            raise self.fail("result.cert", f"没有这种证照：{result['cert']}")
        if result.get("at_once", "result") not in AT_ONCE:
            raise self.fail("result.at_once", f"不认识：{result['at_once']}，可用：{'、'.join(AT_ONCE)}")
        if result.get("whose", "child") != "child":
            raise self.fail("result.whose", f"不认识：{result['whose']}，可用：child")
        if bool(result.get("paper")) is not bool(result.get("making")):
            raise self.fail("result.making", "结果有纸质的，要写明做它的这一步叫什么；没有就不写")
        if not isinstance(result.get("making", ""), str) or len(result.get("making", "")) > 4:
            raise self.fail("result.making", f"最多 4 个字：{result['making']}")
        situations = self.each("situations", self.situation)
        materials, review, fees = self.each("materials", self.material), self.each("review", self.point), self.each("fees", self.fee)
        effects = self.each("effects", self.effect)
        points.uploads(review, {one["id"] for one in materials}, self.fail)
        if strange := [one for one in row.get("papers", []) if one not in PAPERS]:
            raise self.fail("papers", f"不认识：{'、'.join(strange)}，可用：{'、'.join(PAPERS)}")
        self.at = "trust"
        if int(row["trust"]) not in (1, 2, 3, 4, 5):
            raise self.fail("trust", f"不认识：{row['trust']}")
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
            "serves": serves(row),
            "trust": int(row["trust"]),
            "online_cities": self.cities(row.get("online_cities", []), "online_cities"),
            **({"cities": self.cities(row["cities"], "cities")} if row.get("cities") else {}),  # only here; without it everywhere
            **({"papers": list(row["papers"])} if row.get("papers") else {}),  # open to their holders too; without it the id card's only
            "statutory": self.limit(row["legal"], "legal"),
            "promise": self.limit(row["promise"], "promise"),
            "fees": fees,
            "result": {**result, "cert_name": reference.certificates()[result["cert"]]["name"] if result.get("cert") else None},
            "questions": questions,
            "situations": situations,
            "materials": materials,
            "points": review,
            **({"effects": [{key: one[key] for key in ("do", "cert", "at", "when")} for one in effects]} if effects else {}),
            "form": (form := self.form(row)),
            **({"lookups": self.lookups(row["lookups"], form)} if row.get("lookups") else {}),
            **({"participants": self.participants(row, form)} if row.get("participants") else {}),
            **({"view": self.view(row, scene)} if row.get("view") else {}),
            **({"holds": found} if (found := self.holds(row, form)) else {}),
            **({"price": prices.read(row["price"], form, self.fail)} if "price" in row else {}),  # what is owed hangs on the application
            "stop": list(row.get("stop", [])),
            "tips": list(row.get("tips", [])),
            **({"sounds": self.sounds(row["sounds"])} if row.get("sounds") else {}),  # how phrases of this item are read aloud
        }
        for field, say in whens.mistakes(self.options, fields_of(content), self.whens):
            raise self.fail(field, say)
        self.every_combination(content["situations"])
        return content

    def question(self, row: Mapping[str, Any]) -> dict[str, Any]:
        name = self.at
        options = [{"id": one["id"], "text": one["text"]} for one in row.get("options", [])]
        for one in options:
            if not isinstance(one["id"], str) or not isinstance(one["text"], str):
                raise self.fail(name, f"选项要加引号：{one['id']}：{one['text']}")
        ids = {one["id"] for one in options}
        if len(ids) < 2 or len(ids) != len(options):
            raise self.fail(name, "至少两个选项，编号不能重复")
        if row["id"] in self.options:
            raise self.fail(name, "编号重复")
        self.options[row["id"]] = ids
        default, known = row.get("default"), row.get("known")
        for place, rule in (("default", default), ("known", known)):
            named = {rule["then"], rule["else"]} if isinstance(rule, Mapping) else {rule} if rule else set()
            for option in named - ids:
                raise self.fail(f"{name}.{place}", f"没有这个选项：{option}")
        return {"id": row["id"], "ask": row["ask"], "options": options, "default": default, "known": known}

    def situation(self, row: Mapping[str, Any]) -> dict[str, Any]:
        name = self.at
        if row["online"] not in ONLINE or row.get("elsewhere", "part") not in ONLINE:
            raise self.fail(f"{name}.online", f"不认识：{row['online']}")
        return {
            "id": row["id"],
            "name": row["name"],
            "when": self.situated(row.get("when"), name),
            "online": row["online"],
            "visits": int(row["visits"]),
            "promise": self.limit(row["promise"], f"{name}.promise") if row.get("promise") else None,
            "cities": self.cities(row.get("cities", []), f"{name}.cities"),
            "elsewhere": row.get("elsewhere", "part"),
            "note": row.get("result_note", ""),
        }

    def material(self, row: Mapping[str, Any]) -> dict[str, Any]:
        name = self.at
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
            "counter": known.get("counter", ""),
            "fetched": known.get("fetched", ""),
            "mailed": known.get("mailed", ""),
        }

    def fee(self, row: Mapping[str, Any]) -> dict[str, Any]:
        fen = round(float(row["yuan"]) * 100)
        if fen < 0:
            raise self.fail(self.at, "金额不能是负的")
        if row["status"] not in ("confirmed", "general", "unconfirmed"):
            raise self.fail(f"{self.at}.status", f"不认识：{row['status']}")
        firm = row["status"] in ("confirmed", "general")
        when = self.when(row.get("when"), self.at)
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
        form, lookups = self.row.get("form") or [], self.row.get("lookups") or []
        declared = points.Declared(self.options, {one["id"] for one in form}, {one["id"] for one in lookups}, bool(form))
        read = points.point(row, self.at, self.fail, declared)
        return {"id": f"{self.item}.{row['id']}", **read, "when": self.when(row.get("when"), self.at)}

    def effect(self, row: Mapping[str, Any]) -> dict[str, Any]:
        return {**points.effect(row, self.at, self.fail), "when": self.when(row.get("when"), self.at)}

    def form(self, row: Mapping[str, Any]) -> list[dict[str, Any]]:
        self.at = "form"
        if "form" not in row:
            return []
        if not row["form"]:
            raise self.fail("form", "表里一项都没有；还不能在手机上办的，整个 form 不写")
        asked = [str(one.get("id")) for one in row.get("lookups") or () if isinstance(one, Mapping)]
        try:
            return fields.read([*row["form"], *self.written(row)], asked, [one["m"] for one in row.get("materials", [])])
        except fields.Misread as fault:
            raise self.fail(f"form.{fault.place}".rstrip("."), fault.say) from None

    def participants(self, row: Mapping[str, Any], form: list[dict[str, Any]]) -> list[dict[str, Any]]:
        known = lookups.of_content({"lookups": self.lookups(row["lookups"], form) if row.get("lookups") else []})
        self.at = "participants"
        found = participants.read(self.file, self.item, row["participants"], form, known)
        for one in found:
            self.when(one["when"], f"participants.{one['role']}")
        return found

    def holds(self, row: Mapping[str, Any], form: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """What is held for its fields; a field of the kind held has its own."""
        if "holds" not in row and not any(one["kind"] == holdings.KIND for one in form):
            return []
        known = lookups.of_content({"lookups": self.lookups(row["lookups"], form) if row.get("lookups") else []})
        self.at = "holds"
        return [*holdings.read(self.file, self.item, row.get("holds", []), form, known)]

    def lookups(self, rows: object, form: list[dict[str, Any]]) -> list[dict[str, Any]]:
        self.at = "lookups"
        found = lookups.read(self.file, self.item, rows, self.options, [one["id"] for one in form])
        titles = {one["id"]: one["title"] for one in found}
        for one in form:
            if "lookup" in one:  # what a row is called wherever it stands in words
                one["title"] = titles[one["lookup"]]
        try:
            fields.proposals(form, lookups.of_content({"lookups": found}))
        except fields.Misread as fault:
            raise self.fail(f"form.{fault.place}", fault.say) from None
        return [*found]

    def view(self, row: Mapping[str, Any], scene: str) -> dict[str, Any]:
        self.at = "view"
        return dict(views.read(self.file, self.item, scene, row["view"], [one["id"] for one in row.get("lookups", [])]))

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
        self.at = name
        if row["unit"] not in UNITS or int(row["n"]) < 0:
            raise self.fail(name, f"时限不对：{row}")
        return {"n": int(row["n"]), "unit": row["unit"]}

    def sounds(self, said: Mapping[str, str]) -> dict[str, str]:
        self.at = "sounds"
        shelf.check_sounds(self.file, self.item, said)
        return dict(said)

    def cities(self, codes: list[str], name: str) -> list[str]:
        for code in codes:
            if code not in reference.cities():
                raise self.fail(name, f"没有这个城市：{code}")
        return list(codes)

    def when(self, when: Mapping[str, Any] | None, name: str) -> dict[str, Any]:
        """A condition over answers, facts and fields; judged when all of them are known."""
        self.whens.append((name, when or {}))
        return dict(when or {})

    def situated(self, when: Mapping[str, Any] | None, name: str) -> dict[str, Any]:
        """A condition over answers alone: what leads to a situation."""
        if say := reachable.fault(when or {}, whens.answers(self.options)):
            raise self.fail(f"{name}.when", say)
        return dict(when or {})

    def every_combination(self, situations: list[dict[str, Any]]) -> None:
        """Each combination of answers must lead to exactly one situation."""
        for answers in _combinations(self.options):
            fitting = [(conditions.weight(one["when"]), one["id"]) for one in situations if conditions.holds(one["when"], answers)]
            most = max((weight for weight, _ in fitting), default=-1)
            best = [name for weight, name in fitting if weight == most]
            if len(best) != 1:
                say = f"回答 {answers} 对上 {'、'.join(best)}" if best else f"回答 {answers} 没有对应的情形"
                raise self.fail("situations", say)


def _combinations(options: Mapping[str, set[str]]) -> Iterator[dict[str, str]]:
    keys = list(options)
    for combination in product(*(sorted(options[key]) for key in keys)):
        yield dict(zip(keys, combination, strict=True))


def _hours(phone: str) -> str:
    return "24 小时有人接" if phone in ("12367", "12345", "12123") else "工作日有人接"
