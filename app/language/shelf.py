"""What stands beside the scenes and is operators': home.yaml, bundles.yaml, search.yaml. Read strictly; published with the items.

home      the first screen, its seasons and bursts, the cities shown first
bundles   errands that belong together (一件事), by steps
search    what people say for what items are called, which words are of a kind, how phrases sound, what they ask for that is no
          item; and how they ask for each item, which the scenes say (asked.yaml)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NotRequired, TypedDict, cast

from app import reference
from app.kernel.jsons import Json
from app.language import asked, sheet
from app.language.asked import Asked
from app.language.content import Content, Written
from app.language.sheet import Entry, Mistake

Items = Mapping[str, Content]  # by id
Plain = Mapping[str, Written]  # what the files say, by part
ACTIONS = ("wallet", "scan", "cases", "item")
NO_ITEM, NO_BUNDLE, NO_CITY = "没有这个事项", "没有这个套餐", "没有这个城市"


class Cities(TypedDict):
    """Codes: the one shown when none was chosen, and those shown first."""

    default: str
    hot: list[str]


class SearchField(TypedDict):
    placeholder: str
    hot: list[str]


class Quick(TypedDict):
    """`item`: where the action is `item`."""

    id: str
    name: str
    action: str
    item: NotRequired[str]


class Theme(TypedDict):
    """`items`: those shown first; `also`: further themes whose items it lists."""

    id: str
    name: str
    theme: str
    items: list[str]
    also: NotRequired[list[str]]


Season = TypedDict("Season", {"item": str, "from": str, "to": str})  # MM-DD


class Burst(TypedDict):
    id: str
    name: str
    item: str
    default: bool
    cities: NotRequired[list[str]]


class Elder(TypedDict):
    items: list[str]
    phone: str


class Zone(TypedDict):
    id: str
    name: str
    items: list[str]


class Home(TypedDict):
    """home.yaml."""

    cities: Cities
    search: SearchField
    quick: list[Quick]
    common: list[str]
    bundles: list[str]
    themes: list[Theme]
    periodic: list[Season]
    burst: list[Burst]
    elder: Elder
    zones: list[Zone]


class Step(TypedDict):
    """An item in one of its situations, or something `external`."""

    id: str
    need: str
    after: list[str]
    gives: list[str]
    item: NotRequired[str]
    situation: NotRequired[str]
    external: NotRequired[str]
    name: NotRequired[str]
    provider: NotRequired[str]
    only_cities: NotRequired[list[str]]


class Bundle(TypedDict):
    id: str
    name: str
    short: str
    icon: str
    plain: str
    lead: str
    order: int
    object: str
    promise: dict[str, Json]
    who: list[str]
    shared_form: list[dict[str, Json]]
    steps: list[Step]
    fail: dict[str, str]
    season: NotRequired[Json]
    asked: NotRequired[list[str]]


class Bundles(TypedDict):
    """bundles.yaml."""

    bundles: list[Bundle]


class Absent(TypedDict):
    """Something people ask for that is no item here; `near`: the items that come closest; `group`: its name is that of many things, and is
    told to nobody; `say`: what is said instead, of what this platform has and is no item."""

    name: str
    near: list[str]
    asked: list[str]
    group: NotRequired[bool]
    say: NotRequired[str]


class Several(TypedDict):
    """Words that stand for several things: which of the `items` is meant is asked, and none is put forward."""

    said: list[str]
    items: list[str]


class Search(TypedDict):
    """search.yaml, and what the scenes' asked.yaml say. A release from before those were published has none of the last four."""

    same: dict[str, str]
    filler: str
    sounds: dict[str, str]
    kinds: NotRequired[dict[str, list[str]]]
    absent: NotRequired[list[Absent]]
    several: NotRequired[list[Several]]
    asked: NotRequired[Asked]


class Shelf(TypedDict):
    home: Home
    bundles: Bundles
    search: Search


def plain(folder: Path) -> Plain:
    """What the files say, by part, unchecked."""
    return {part: sheet.read(folder / f"{part}.yaml", f"{part}.yaml") for part in PARTS}


def read(folder: Path, items: Items) -> Shelf:
    """What the files say, by part, each reference checked. Raises Mistake."""
    said = plain(folder)
    search: Search = {**_search(said, items), "asked": asked.read(items)}
    return {"home": _home(said, items), "bundles": _bundles(said, items), "search": search}


def mistakes(folder: Path, items: Items) -> list[Mistake]:
    """What is wrong, at most one mistake a file."""
    try:
        said = plain(folder)
    except Mistake as mistake:
        return [mistake]
    found = []
    for check in PARTS.values():
        try:
            check(said, items)
        except Mistake as mistake:
            found.append(mistake)
    return found + asked.mistakes(items)


def _home(said: Plain, items: Items) -> Home:
    must = ("cities", "search", "quick", "common", "bundles", "themes", "periodic", "burst", "elder", "zones")
    home = Entry("home.yaml", "首页", said["home"], must)
    bundles = {str(one.get("id")) for one in (said["bundles"] or {}).get("bundles", []) if isinstance(one, Mapping)}
    cities = Entry("home.yaml", "cities", home.row["cities"], ("default", "hot"))
    cities.text("default", reference.cities(), NO_CITY)
    cities.texts("hot", reference.cities(), NO_CITY)
    search = Entry("home.yaml", "search", home.row["search"], ("placeholder", "hot"))
    search.text("placeholder")
    search.texts("hot")
    for one in home.rows("quick", ("id", "name", "action"), ("item",)):
        one.text("name")
        if (one.text("action", ACTIONS) == "item") is not ("item" in one.row):
            raise one.fail("item", "action 是 item 才写，也一定要写")
        if "item" in one.row:
            one.text("item", items, NO_ITEM)
    home.texts("common", items, NO_ITEM)
    home.texts("bundles", bundles, NO_BUNDLE)
    themes = {content["theme"] for content in items.values()}
    for one in home.rows("themes", ("id", "name", "theme", "items"), ("also",)):
        one.text("name")
        one.text("theme", themes, "没有这个主题")
        one.texts("items", items, NO_ITEM)
        if "also" in one.row:
            one.texts("also", themes, "没有这个主题")
    for one in home.rows("periodic", ("item", "from", "to"), by="item"):
        one.text("item", items, NO_ITEM)
        if one.day("from") > one.day("to"):
            raise one.fail("to", "要在 from 之后，同一年里")
    for one in home.rows("burst", ("id", "name", "item", "default"), ("cities",)):
        one.text("name")
        one.text("item", items, NO_ITEM)
        one.flag("default")
        if "cities" in one.row:
            one.texts("cities", reference.cities(), NO_CITY)
    elder = Entry("home.yaml", "elder", home.row["elder"], ("items", "phone"))
    elder.texts("items", items, NO_ITEM)
    elder.text("phone")
    for one in home.rows("zones", ("id", "name", "items")):
        one.text("name")
        one.texts("items", items, NO_ITEM)
    return cast(Home, dict(home.row))  # part by part, above


def _bundles(said: Plain, items: Items) -> Bundles:
    file = Entry("bundles.yaml", "文件", said["bundles"], ("bundles",))
    must = ("id", "name", "short", "icon", "plain", "lead", "order", "object", "promise", "who", "shared_form", "steps", "fail")
    for one in file.rows("bundles", must, ("season", "asked")):
        for key in ("name", "short", "icon", "plain"):
            one.text(key)
        one.text("lead", reference.departments(), "没有这个部门")
        one.texts("who")
        if "asked" in one.row:
            one.texts("asked")
        ids = [step.text("id") for step in _steps(one, items)]
        fail = Entry(one.file, f"{one.name}.fail", one.row["fail"], (), (*ids, "other"))
        for key in fail.row:
            fail.text(key, ("stop_all", "stop_after", "continue"))
    return cast(Bundles, dict(file.row))


def _steps(bundle: Entry, items: Items) -> list[Entry]:
    may = ("item", "situation", "external", "name", "provider", "only_cities")
    steps = bundle.rows("steps", ("id", "need", "after", "gives"), may)
    ids = [str(one.row["id"]) for one in steps]
    for one in steps:
        one.name = f"{bundle.name.removeprefix('bundles.')}.{one.row['id']}"
        one.text("need", ("must", "def", "opt"))
        one.texts("after", ids, "没有这一步")
        one.texts("gives")
        if ("item" in one.row) is ("external" in one.row):
            raise one.fail("item", "写 item 或 external，只写一个")
        if "external" in one.row:
            one.text("name")
            continue
        situations = {row["id"] for row in items[one.text("item", items, NO_ITEM)]["situations"]}
        one.text("situation", situations, "这个事项没有这种情形")
        if "only_cities" in one.row:
            one.texts("only_cities", reference.cities(), NO_CITY)
    return steps


def _search(said: Plain, items: Items) -> Search:
    file = Entry("search.yaml", "文件", said["search"], ("same", "filler", "sounds", "kinds", "absent", "several"))
    file.words("same")
    file.text("filler")
    check_sounds(file.file, file.name, file.words("sounds"))
    if not isinstance(kinds := file.row["kinds"], Mapping):
        raise file.fail("kinds", "要写成 {类: [词, 词]}")
    for kind in kinds:
        Entry(file.file, "kinds", kinds, kinds).texts(kind)
    for one in file.rows("absent", ("name", "near", "asked"), ("group", "say"), by="name"):
        if "group" in one.row:
            one.flag("group")
        if "say" in one.row:
            one.text("say")
        one.texts("near", items, NO_ITEM)
        one.texts("asked")
    for one in file.rows("several", ("id", "said", "items")):
        one.texts("said")
        one.texts("items", items, NO_ITEM)
    return cast(Search, dict(file.row))


def check_sounds(file: str, name: str, sounds: Mapping[str, str]) -> None:
    """A syllable for each character. Raises Mistake."""
    for phrase, said in sounds.items():
        if len(said.split()) != len(phrase):
            raise Mistake(file, name, "sounds", f"一个字一个音，用空格隔开：{phrase}：{said}")


PARTS: Mapping[str, Callable[[Plain, Items], object]] = {"home": _home, "bundles": _bundles, "search": _search}
