"""What is walked: each situation that a built item declares, with somebody for whom it is so (scenes/<scene>/walks.yaml).

    hkm-endorse:                                  # an item of the folder; without a line of its own 林志豪 walks it, in the world as it is
      - who: lin-zhihao                           # an id of the sandbox's people
      - answers: {times: year}                    # the same, and what else holds where the answers are these
        switches: [death-of-huang-xiuying]        # of the sandbox
        rows:                                     # of registers: new ones, changed ones, none of these any more
          - {register: crj.filings, row: {persons: [$lin-zhihao], until: today+1y}}
          - {register: crj.documents, row_id: C98765432, set: {until: today+30d}}  # with signed: true its office signs it anew
          - {register: gat.stays, without: {id: $lin-zhihao}}
        said: {delivery: mail}                    # typed values; what is not said is what fits
        picks: {car: 粤A8K526}                    # of a lookup the row of this title; "" leaves out what may be left out
        agrees: [chen-xiaotong]                      # who is asked and agrees
      - {as: 有人不同意, answers: {place: hk}, …} # one more line of the table, in a world in which it ends otherwise

`$person` is an id number, `$person.name` their name, `today+30d` a day, `today 23:59` a moment of one, `month+1` the next month.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import yaml

from app.language.checklist import Item
from app.language.kinds.days import bound
from deploy.visitor import Answer
from deploy.walks.fitting import LOADER

CITY = "440100"
KEYS = {"answers", "as", "city", "who", "switches", "rows", "said", "picks", "agrees"}
ROW_KEYS = ({"register", "row"}, {"register", "row_id", "set"}, {"register", "row_id", "set", "signed"}, {"register", "without"})
PERSON = re.compile(r"\$([a-z][a-z-]*[a-z])(?:\.([a-z_]+))?")
MONTH = re.compile(r"month(?:\+(\d))?")
Entry = Mapping[str, Answer]


class BadWalk(ValueError):
    """A walks.yaml that cannot be read: which, where, why."""


@dataclass(frozen=True)
class Situation:
    """A line of the table: what is walked. `name`: the situation's, with what is unlike the usual behind it."""

    scene: str
    item: Item
    name: str
    city: str
    answers: Mapping[str, str]


@dataclass(frozen=True)
class Walk:
    """Who walks it, and in which world. Values may speak of people and of days as the file does."""

    who: str = "lin-zhihao"
    switches: tuple[str, ...] = ()
    rows: tuple[Entry, ...] = ()
    said: Mapping[str, Answer] = field(default_factory=dict)
    picks: Mapping[str, str] = field(default_factory=dict)
    agrees: tuple[str, ...] = ()

    def more(self, entry: Entry) -> Walk:
        """The same, with what this entry says besides."""
        return replace(
            self,
            who=str(entry.get("who", self.who)),
            switches=(*self.switches, *entry.get("switches", ())),
            rows=(*self.rows, *entry.get("rows", ())),
            said={**self.said, **entry.get("said", {})},
            picks={**self.picks, **entry.get("picks", {})},
            agrees=tuple(entry.get("agrees", self.agrees)),
        )


def walks(scene: str, folder: Path, items: Sequence[Item]) -> list[tuple[Situation, Walk]]:
    """Every line of the table of this scene's built items, in the order of its files. Raises BadWalk."""
    built = [one for one in items if one.serves != "guide"]
    said, cases = _read(folder / "walks.yaml"), _read(folder / "cases.yaml").get("cases", [])
    if strange := set(said) - {one.id for one in built}:
        raise BadWalk(f"{scene}/walks.yaml：没有这样的已建成事项：{'、'.join(sorted(strange))}")
    found: list[tuple[Situation, Walk]] = []
    for item in built:
        entries = [_checked(scene, item, entry) for entry in said.get(item.id, ())]
        usual = [one for one in entries if "as" not in one]
        lines = [*_situations(scene, item, cases)]
        found += [(one, _fits(usual, one.answers, one.city)) for one in lines]
        found += [_besides(scene, item, usual, entry, lines) for entry in entries if "as" in entry]
        _used(scene, item, usual, lines)
    return found


def _situations(scene: str, item: Item, cases: Sequence[Entry]) -> Iterator[Situation]:
    """Each that the item declares, with the answers its cases.yaml gives for it, else the first that lead to it; and those cases again in
    which another city makes it another thing."""
    told = [one for one in cases if one["item"] == item.id and "situation" in one]
    for situation in item.situations:
        own = [one for one in told if one["situation"] == situation.name]
        here = next((one["answers"] for one in own if one.get("city", CITY) == CITY), None)
        answers = here if here is not None else next((one for one in item.every_answer() if item.situation(one) == situation), None)
        if answers is None:
            raise BadWalk(f"{scene}：{item.id} 的「{situation.name}」怎么答都到不了")
        yield Situation(scene, item, situation.name, CITY, answers)
        for city in dict.fromkeys(str(one["city"]) for one in own if one.get("city", CITY) != CITY):
            away = next(one["answers"] for one in own if one.get("city") == city)
            yield Situation(scene, item, f"{situation.name}（{city}）", city, away)


def _fits(entries: Sequence[Entry], answers: Mapping[str, str], city: str) -> Walk:
    walk = Walk()
    for entry in entries:
        if _of(entry, answers, city):
            walk = walk.more(entry)
    return walk


def _of(entry: Entry, answers: Mapping[str, str], city: str) -> bool:
    """Whether it holds for these answers in this city; an answer may be one of several."""
    wanted = {key: value if isinstance(value, list) else [value] for key, value in entry.get("answers", {}).items()}
    return all(answers.get(key) in some for key, some in wanted.items()) and entry.get("city", city) == city


def _besides(scene: str, item: Item, usual: Sequence[Entry], entry: Entry, lines: Sequence[Situation]) -> tuple[Situation, Walk]:
    """One more line, in the first situation that its answers fit."""
    base = next((one for one in lines if _of(entry, one.answers, one.city)), None)
    if base is None:
        raise BadWalk(f"{scene}/walks.yaml：{item.id} 的「{entry['as']}」不合任何情形")
    return replace(base, name=f"{base.name}：{entry['as']}"), _fits(usual, base.answers, base.city).more(entry)


def _used(scene: str, item: Item, entries: Sequence[Entry], lines: Sequence[Situation]) -> None:
    for entry in entries:
        if not any(_of(entry, one.answers, one.city) for one in lines):
            raise BadWalk(f"{scene}/walks.yaml：{item.id} 的 {entry.get('answers')} 不合任何情形")


def _checked(scene: str, item: Item, entry: Entry) -> Entry:
    if strange := set(entry) - KEYS:
        raise BadWalk(f"{scene}/walks.yaml：{item.id} 不认识 {'、'.join(sorted(strange))}")
    for row in entry.get("rows", ()):
        if set(row) not in ROW_KEYS:
            raise BadWalk(f"{scene}/walks.yaml：{item.id} 的这一行要有 register 和 row、row_id+set、without 之一：{row}")
    return entry


def _read(file: Path) -> Answer:
    return (yaml.load(file.read_text("utf-8"), LOADER) or {}) if file.is_file() else {}


def resolved(value: Answer, people: Mapping[str, Mapping[str, Answer]], today: date) -> Answer:
    """The value with people and days put in. Raises BadWalk for nobody."""
    if isinstance(value, Mapping):
        return {key: resolved(one, people, today) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [resolved(one, people, today) for one in value]
    if isinstance(value, date):
        return value.isoformat()
    if not isinstance(value, str):
        return value
    if (found := PERSON.fullmatch(value)) is not None:
        if found[1] not in people:
            raise BadWalk(f"没有这个人：{value}")
        return str(people[found[1]][found[2] or "id_number"])
    if (later := MONTH.fullmatch(value)) is not None:
        return bound(f"today+{later[1] or 0}m", today)[:7]
    day, space, hour = value.partition(" ")
    return f"{bound(day, today)}{space}{hour}"
