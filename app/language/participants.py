"""`participants:` of an item: whose yes it waits for before it goes to the department, read strictly. Pure.

    - role: other_parent
      name: 孩子的另一位家长
      who: [{name: form.mother, id_number: form.mother_id}, {name: form.father, id_number: form.father_id}]   # whoever is not the applicant
      when: {way: phone}                       # answers and fields; always without it
      need: one                                # of several in the role one is enough; all without it
      hours: household                         # a name of consent_hours.yaml, or hours; usual without it
      sees: [baby, hukou]                      # fields, in the order they are read
      says: 同意给宝宝上户口
      face: true                               # answered with the face
      on_refuse: draft                         # a no gives it back to the applicant as a draft
      alone: true                              # the register names nobody: nobody is asked
      silence: agree                           # whoever says nothing until the time is over has nothing against it
      if_no: 意见不一致，请一起到窗口办            # what the applicant reads after a no
      among: {name: [held.ec-birth.母亲, held.ec-birth.父亲]}   # where the register names who it may be; nothing on file refuses nobody

A path is form.<field>[.<part>], rows.<lookup>.<column> or held.<certificate>.<label>.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from app import reference
from app.language.conditions import When
from app.language.content import Content, FieldRow, ParticipantRow
from app.language.lookups import Lookup
from app.language.sheet import Entry, Mistake

MUST, MAY = ("role", "name", "who", "sees", "says"), ("when", "need", "hours", "face", "on_refuse", "among", "silence", "if_no", "alone")
PAIR = ("name", "id_number")
ON_REFUSE, NEED, SILENCE = ("draft",), ("all", "one"), ("agree",)
USUAL, LONGEST = "usual", 720


@dataclass(frozen=True)
class Participant:
    """Whose yes is needed. `who`: pairs of paths; `among`: paths of the names or numbers it may be; `quiet`: saying nothing in time is a
    yes; `if_no`: what the applicant reads after a no; `alone`: where the register names nobody, nobody is asked."""

    role: str
    name: str
    who: tuple[Mapping[str, str], ...]
    when: When
    need: str
    minutes: int
    sees: tuple[str, ...]
    says: str
    face: bool
    among: Mapping[str, Sequence[str]]
    quiet: bool = False
    if_no: str = ""
    alone: bool = False

    @property
    def paths(self) -> list[str]:
        """Every place that is looked at."""
        return [one for pair in self.who for one in pair.values()] + [one for paths in self.among.values() for one in paths]

    @property
    def lookups(self) -> frozenset[str]:
        """The lookups whose rows it needs."""
        return frozenset(one.split(".")[1] for one in self.paths if one.startswith("rows."))

    @property
    def certificates(self) -> frozenset[str]:
        """The certificates of the applicant that it looks at."""
        return frozenset(one.split(".")[1] for one in self.paths if one.startswith("held."))


def of_content(content: Content) -> tuple[Participant, ...]:
    """The participants of an item's content; none in versions from before there were any."""
    return tuple(
        Participant(
            row["role"],
            row["name"],
            tuple(row["who"]),
            row["when"],
            row["need"],
            row["minutes"],
            tuple(row["sees"]),
            row["says"],
            row["face"],
            row["among"],
            row.get("silence") == "agree",
            row.get("if_no", ""),
            row.get("alone", False),
        )
        for row in content.get("participants", ())
    )


def read(file: str, item: str, rows: object, form: Sequence[FieldRow], lookups: Sequence[Lookup]) -> list[ParticipantRow]:
    """`participants:` of an item → content; its conditions are judged with the item's others. Raises Mistake that names the place."""
    try:
        entries = Entry(file, "participants", {"participants": rows}, ("participants",)).rows("participants", MUST, MAY, by="role")
        return [_one(entry, form, lookups) for entry in entries]
    except Mistake as wrong:
        raise Mistake(file, item, f"{wrong.item}.{wrong.field}", wrong.say) from None


def _one(entry: Entry, form: Sequence[FieldRow], lookups: Sequence[Lookup]) -> ParticipantRow:
    fields = [str(one["id"]) for one in form]
    sees = entry.texts("sees", fields, "表里没有这一项")
    if not sees:
        raise entry.fail("sees", "至少给他看一项")
    if len(entry.text("name")) > 12:
        raise entry.fail("name", f"最多 12 个字：{entry.row['name']}")
    if "on_refuse" in entry.row:
        entry.text("on_refuse", ON_REFUSE)
    found: ParticipantRow = {
        "role": entry.text("role"),
        "name": entry.text("name"),
        "who": _who(entry, fields, lookups),
        "when": entry.row.get("when") or {},
        "need": entry.text("need", NEED) if "need" in entry.row else "all",
        "minutes": _minutes(entry),
        "sees": sees,
        "says": entry.text("says"),
        "face": entry.flag("face") if "face" in entry.row else True,
        "among": _among(entry, fields, lookups) if "among" in entry.row else {},
    }
    if "silence" in entry.row:
        found["silence"] = entry.text("silence", SILENCE)
    if "if_no" in entry.row:
        found["if_no"] = entry.text("if_no")
    if "alone" in entry.row:
        found["alone"] = entry.flag("alone")
    return found


def _who(entry: Entry, fields: Collection[str], lookups: Sequence[Lookup]) -> list[dict[str, str]]:
    said = entry.row["who"]
    found: list[dict[str, str]] = []
    for one in said if isinstance(said, list) else [said]:
        pair = {key: f"{one}.{key}" for key in PAIR} if isinstance(one, str) else one
        if not isinstance(pair, Mapping) or set(pair) != set(PAIR):
            raise entry.fail("who", "写 {name: 路径, id_number: 路径}，或者一个人的路径")
        found.append({key: _path(entry, "who", pair[key], fields, lookups) for key in PAIR})
    if not found:
        raise entry.fail("who", "没有写")
    return found


def _among(entry: Entry, fields: Collection[str], lookups: Sequence[Lookup]) -> dict[str, list[str]]:
    said = entry.row["among"]
    if not isinstance(said, Mapping) or not said or set(said) - set(PAIR):
        raise entry.fail("among", "写 {name: [路径]} 或 {id_number: [路径]}")
    found: dict[str, list[str]] = {}
    for key, paths in said.items():
        found[str(key)] = [_path(entry, "among", one, fields, lookups) for one in (paths if isinstance(paths, list) else [paths])]
    return found


def _path(entry: Entry, at: str, said: object, fields: Collection[str], lookups: Sequence[Lookup]) -> str:
    """A path that leads somewhere. Raises Mistake."""
    place, *names = said.split(".") if isinstance(said, str) else [""]
    if place == "form" and 1 <= len(names) <= 2 and names[0] in fields:
        return str(said)
    if (
        place == "held"
        and len(names) == 2
        and names[0] in reference.certificates()
        and names[1] in reference.certificates()[names[0]]["fields"]
    ):
        return str(said)
    rows = {one.id: one.register.columns for one in lookups}
    if place == "rows" and len(names) == 2 and names[1] in rows.get(names[0], ()):
        return str(said)
    raise entry.fail(at, f"这条路径走不通：{said}")


def _minutes(entry: Entry) -> int:
    """How long they have for it. Kept in minutes: what is versioned holds whole numbers only."""
    said, table = entry.row.get("hours", USUAL), reference.consent_hours()
    if isinstance(said, str):
        if said not in table:
            raise entry.fail("hours", f"表里没有：{said}，可用：{'、'.join(table)}")
        said = table[said]
    if isinstance(said, bool) or not isinstance(said, int | float) or not 0 < said <= LONGEST:
        raise entry.fail("hours", f"写小时数，最多 {LONGEST}：{said}")
    return round(said * 60)
