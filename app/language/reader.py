"""One item of an items.yaml → its content. Every mistake names file, item and field."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar, get_args

from app import reference
from app.language import (
    courses,
    fees,
    fields,
    holdings,
    lookups,
    materials,
    notices,
    participants,
    points,
    prices,
    questions,
    reachable,
    reminding,
    results,
    shape,
    sheet,
    shelf,
    views,
    whens,
)
from app.language.conditions import When
from app.language.content import (
    Ability,
    Content,
    CourseRow,
    EffectRow,
    FeeRow,
    FieldRow,
    HoldRow,
    LimitRow,
    LookupRow,
    MaterialRow,
    ParticipantRow,
    PointRow,
    QuestionRow,
    Result,
    SituationRow,
    Staff,
    Written,
)
from app.language.declare import fields_of, serves
from app.language.sheet import Mistake
from app.language.view_rows import ViewRow

ONLINE = set(get_args(Ability))
UNITS = {"day", "workday", "hour"}
PAPERS = ("154",)  # beside the id card: those whose number is written like an id number (app.identity.papers)
Read = TypeVar("Read")


class Reader:
    """Reads one item, remembering where it stands."""

    def __init__(self, file: str, row: Written) -> None:
        self.file, self.row = file, row
        self.item = str(row.get("id", "?")) if isinstance(row, Mapping) else "?"
        self.at = "id"  # the field being read
        self.options: dict[str, set[str]] = {}
        self.whens: list[tuple[str, When]] = []  # conditions that may speak of fields, judged once all are known

    def fail(self, field: str, say: str) -> Mistake:
        """The complaint about this item, to be raised."""
        return Mistake(self.file, self.item, field, say)

    def content(self, scene: str, theme: str) -> Content:
        """The item's content. Raises Mistake."""
        try:
            return self._content(scene, theme)
        except KeyError as error:
            raise self.fail(self.at, f"没有写 {error.args[0]}") from None
        except (TypeError, ValueError, AttributeError):
            raise self.fail(self.at, "写法不对，和别的事项对照一下") from None

    def each(self, key: str, read: Callable[[Written], Read]) -> list[Read]:
        """A list of mappings, each read by `read`."""
        self.at = key
        rows = self.row.get(key, [])
        if not isinstance(rows, list) or not all(isinstance(one, Mapping) for one in rows):
            raise self.fail(key, "要写成列表，每项用 {键: 值}")
        found, ids = [], []
        for n, one in enumerate(rows, 1):
            self.at = f"{key}.{one.get('id') or one.get('m') or f'第 {n} 个'}"
            if strange := sorted(map(str, one.keys() - shape.ROWS[key])):
                raise self.fail(f"{self.at}.{strange[0]}", sheet.unknown(strange[0]))
            found.append(read(one))
            if key != "materials":
                ids.append(str(one["id"]))
        if twice := next((one for one in ids if ids.count(one) > 1), None):
            raise self.fail(f"{key}.{twice.rpartition('.')[2]}", "编号重复")
        return found

    def _content(self, scene: str, theme: str) -> Content:
        shape.check(self.row, self.fail)
        row = self.row
        asked = self.each("questions", self.question)
        department = reference.departments()[row["dept"]]
        plain = reference.plain_department(row["dept"])
        result = self.result()
        situations = self.each("situations", self.situation)
        shape.summed_up(row, self.fail)
        needed, review, owed = self.each("materials", self.material), self.each("review", self.point), self.each("fees", self.fee)
        effects = self.each("effects", self.effect)
        points.uploads(review, {one["id"] for one in needed}, self.fail)
        if strange := [one for one in row.get("papers", []) if one not in PAPERS]:
            raise self.fail("papers", f"不认识：{'、'.join(strange)}，可用：{'、'.join(PAPERS)}")
        self.at = "trust"
        if int(row["trust"]) not in (1, 2, 3, 4, 5):
            raise self.fail("trust", f"不认识：{row['trust']}")
        content: Content = {
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
            "hotline": {"name": f"问{plain.removeprefix('公安')}", **self.hotline(department["hotline"])},
            "staff": _staff(row),
            "freq": row.get("freq", "regular"),
            "nav": row.get("nav", "dept"),
            "serves": serves(row),
            "trust": int(row["trust"]),
            "online_cities": self.cities(row.get("online_cities", []), "online_cities"),
            "statutory": self.limit(row["legal"], "legal"),
            "promise": self.limit(row["promise"], "promise"),
            "fees": owed,
            "result": result,
            "questions": asked,
            "situations": situations,
            "materials": needed,
            "points": review,
            "form": self.form(row),
            "stop": list(row.get("stop", [])),
            "tips": list(row.get("tips", [])),
        }
        if effects:
            content["effects"] = effects
        self.only_where_said(content)
        lookups_ = [one["id"] for one in content.get("lookups", ())]
        for field, say in whens.mistakes(self.options, fields_of(content), self.whens, lookups_):
            raise self.fail(field, say)
        questions.settle(self.options, situations, self.fail)
        return content

    def only_where_said(self, content: Content) -> None:
        """What few items say. Who reads a version without it goes by what was true before it could be said."""
        row, form = self.row, content["form"]
        if form:
            results.offered(content["result"], form, self.fail)
        if row.get("cities"):
            content["cities"] = self.cities(row["cities"], "cities")
        if row.get("quiet"):
            content["quiet"] = row["quiet"]
        if row.get("papers"):
            content["papers"] = list(row["papers"])
        if row.get("lookups"):
            content["lookups"] = self.lookups(row["lookups"], form)
        results.fetched(content["result"], form, lookups.of_content(content), self.fail)
        if row.get("participants"):
            content["participants"] = self.participants(row, form)
        if (role := content["result"].get("along")) and role not in {one["role"] for one in content.get("participants", ())}:
            raise self.fail("result.along", f"没有这个要同意的人：{role}")
        if row.get("view"):
            content["view"] = self.view(row, content["scene"])
        if found := self.holds(row, form):
            content["holds"] = found
        if "course" in row:
            content["course"] = self.course(row, content)
        if "notice" in row:
            self.at = "notice"
            content["notice"] = notices.read(self.file, self.item, content["scene"], row["notice"], form)
        if "remind" in row:
            self.at = "remind"
            content["remind"] = reminding.read(self.file, self.item, row["remind"], lookups.of_content(content))
        if "price" in row:
            content["price"] = prices.read(row["price"], form, self.fail)
        if row.get("sounds"):
            content["sounds"] = self.sounds(row["sounds"])

    def result(self) -> Result:
        """What comes of it."""
        self.at = "result"
        return results.read(self.row["result"], self.named("form"), self.named("questions"), self.fail)

    def named(self, key: str) -> list[str]:
        """The ids of what stands there."""
        return [str(one["id"]) for one in self.row.get(key) or ()]

    def question(self, row: Written) -> QuestionRow:
        """One question; its options are known from here on."""
        found = questions.read(row, self.at, self.fail)
        if found["id"] in self.options:
            raise self.fail(self.at, "编号重复")
        self.options[found["id"]] = {one["id"] for one in found["options"]}
        return found

    def situation(self, row: Written) -> SituationRow:
        """One situation."""
        name = self.at
        if row["online"] not in ONLINE or row.get("elsewhere", "part") not in ONLINE:
            raise self.fail(f"{name}.online", f"不认识：{row['online']}")
        if "no" in (row["online"], row.get("elsewhere")) and not row.get("result_note"):
            raise self.fail(f"{name}.result_note", "办不了的，说一句为什么、改选什么")
        found: SituationRow = {
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
        if "mail" in row:
            found["mail"] = bool(row["mail"])
        return found

    def material(self, row: Written) -> MaterialRow:
        """One material."""
        asked = [str(one.get("id")) for one in self.row.get("lookups") or () if isinstance(one, Mapping)]
        return materials.read(row, self.at, self.fail, self.when(row.get("when"), self.at), asked)

    def fee(self, row: Written) -> FeeRow:
        """One fee."""
        return fees.read(row, self.at, self.fail, self.when(row.get("when"), self.at))

    def point(self, row: Written) -> PointRow:
        """One review point."""
        form, lookups = self.row.get("form") or [], self.row.get("lookups") or []
        names, typed = {one["id"] for one in lookups}, points.typed(lookups)
        declared = points.Declared(self.options, {one["id"] for one in form}, names, bool(form), typed)
        read = points.point(row, self.at, self.fail, declared)
        return {"id": f"{self.item}.{row['id']}", **read, "when": self.when(row.get("when"), self.at)}

    def effect(self, row: Written) -> EffectRow:
        """What else happens to certificates."""
        return {**points.effect(row, self.at, self.fail), "when": self.when(row.get("when"), self.at)}

    def form(self, row: Written) -> list[FieldRow]:
        """The form, and a field for each material that is written; empty where nothing is filled in on the phone."""
        self.at = "form"
        if "form" not in row:
            return []
        if not row["form"]:
            raise self.fail("form", "表里一项都没有；还不能在手机上办的，整个 form 不写")
        asked = [str(one.get("id")) for one in row.get("lookups") or () if isinstance(one, Mapping)]
        try:
            needed = row.get("materials", [])
            return fields.read([*row["form"], *materials.written(needed)], asked, [one["m"] for one in needed])
        except fields.Misread as fault:
            raise self.fail(f"form.{fault.place}".rstrip("."), fault.say) from None

    def participants(self, row: Written, form: list[FieldRow]) -> list[ParticipantRow]:
        """Whose yes it waits for."""
        known = lookups.of_rows(self.lookups(row["lookups"], form) if row.get("lookups") else ())
        self.at = "participants"
        found = participants.read(self.file, self.item, row["participants"], form, known)
        for one in found:
            self.when(one["when"], f"participants.{one['role']}")
        return found

    def course(self, row: Written, content: Content) -> CourseRow:
        """The departments it passes."""
        if content["fees"] or "price" in row:
            raise self.fail("course", "几个部门办的，还不能在手机上收费")
        asked = [*(one["id"] for one in content["form"]), *(one["id"] for one in content["materials"])]
        found = courses.read(self.file, self.item, row["course"], [one["id"] for one in content["points"]], asked, self.options)
        for one in found["offices"]:
            self.when(one["when"], f"course.offices.{one['id']}")
        return found

    def holds(self, row: Written, form: list[FieldRow]) -> list[HoldRow]:
        """What is held for its fields; a field of the kind held has its own."""
        if "holds" not in row and not any(one["kind"] == holdings.KIND for one in form):
            return []
        known = lookups.of_rows(self.lookups(row["lookups"], form) if row.get("lookups") else ())
        self.at = "holds"
        return holdings.read(self.file, self.item, row.get("holds", []), form, known)

    def lookups(self, rows: object, form: list[FieldRow]) -> list[LookupRow]:
        """Whose rows it reads; fields that pick from them learn what a row is called."""
        self.at = "lookups"
        found = lookups.read(self.file, self.item, rows, self.options, [one["id"] for one in form])
        titles = {one["id"]: one["title"] for one in found}
        for one in form:
            if "lookup" in one:  # what a row is called wherever it stands in words
                one["title"] = titles[one["lookup"]]
        try:
            fields.proposals(form, lookups.of_rows(found))
        except fields.Misread as fault:
            raise self.fail(f"form.{fault.place}", fault.say) from None
        return found

    def view(self, row: Written, scene: str) -> ViewRow:
        """What is looked at."""
        self.at = "view"
        return views.read(self.file, self.item, scene, row["view"], [one["id"] for one in row.get("lookups", [])])

    def limit(self, row: Written, name: str) -> LimitRow:
        """A time limit: n of unit."""
        self.at = name
        if row["unit"] not in UNITS or int(row["n"]) < 0:
            raise self.fail(name, f"时限不对：{row}")
        return {"n": int(row["n"]), "unit": row["unit"]}

    def hotline(self, usual: str) -> dict[str, str]:
        """Whom one asks: the department's number, unless the item has one of its own; and when somebody answers."""
        self.at = "hotline"
        said: Written = self.row.get("hotline") or {}
        for key in said.keys() - {"phone", "say"}:
            raise self.fail(f"hotline.{key}", "不认识这个字段")
        if any(not isinstance(one, str) for one in said.values()):
            raise self.fail("hotline", "要加引号")
        phone: str = said.get("phone") or usual
        return {"phone": phone, "say": said.get("say") or _hours(phone)}

    def sounds(self, said: Mapping[str, str]) -> dict[str, str]:
        """How phrases are read aloud."""
        self.at = "sounds"
        shelf.check_sounds(self.file, self.item, said)
        return dict(said)

    def cities(self, codes: list[str], name: str) -> list[str]:
        """Codes of cities we know."""
        for code in codes:
            if code not in reference.cities():
                raise self.fail(name, f"没有这个城市：{code}")
        return list(codes)

    def when(self, when: When | None, name: str) -> When:
        """A condition over answers, facts and fields; judged when all of them are known."""
        self.whens.append((name, when or {}))
        return dict(when or {})

    def situated(self, when: When | None, name: str) -> When:
        """A condition over answers alone: what leads to a situation."""
        if say := reachable.fault(when or {}, whens.answers(self.options)):
            raise self.fail(f"{name}.when", say)
        return dict(when or {})


def _staff(row: Written) -> Staff:
    return {
        "type": row.get("type"),
        "level": row.get("level"),
        "code": row.get("code"),
        "object": row["object"],
        "channels": row.get("channels"),
        "basis": row.get("basis"),
        "kind": row.get("kind"),
    }


def _hours(phone: str) -> str:
    return "24 小时有人接" if phone in ("12367", "12345", "12123") else "工作日有人接"
