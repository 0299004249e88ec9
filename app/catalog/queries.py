"""What residents are shown of the catalogue: plain words only. No code, type, level, department id or legal basis."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from app import reference
from app.catalog import bring, sounds, words
from app.kernel import clock
from app.kernel.errors import NotFound
from app.language import facts
from app.language.arranged import Place, is_on
from app.language.checklist import Item
from app.language.figures import dates_from
from app.language.shelf import Bundle, Step
from app.offices import rules as offices
from app.publishing.release import Release
from app.reference.shapes import City, Hall

QUICK_ICONS = {"wallet": "wallet", "scan": "scan", "cases": "cases", "item": "booking"}
ONLINE = "online"  # a zone of its own making
EARLY = timedelta(days=15)  # a season's entry appears this long before it opens

OPEN = "周一至周五 9:00–12:00，13:00–17:00"  # of every hall


def check_city(code: str) -> City:
    """The city. Raises NotFound for a code that is none of ours."""
    city = reference.cities().get(code)
    if city is None:
        raise NotFound("city_not_found", "没有这个城市", "重新选一次城市")
    return city


def cities(release: Release) -> dict[str, object]:
    """All cities with their districts; those shown first."""
    rows = [
        {
            "code": code,
            "name": city["short"],
            "initial": city["pinyin"][0].upper(),
            "pinyin": city["pinyin"],
            "districts": [{"code": one["code"], "name": one["name"]} for one in city["districts"]],
        }
        for code, city in sorted(reference.cities().items(), key=lambda one: one[1]["pinyin"])
    ]
    return {
        "default": release.home["cities"]["default"],
        "hot": release.home["cities"]["hot"],
        "cities": rows,
    }


def card(item: Item, city: str, answers: Mapping[str, str] | None = None) -> dict[str, object]:
    """One item in a list; `answers` that it was found with."""
    return {
        "id": item.id,
        "short": item.short,
        "name": item.name,
        "plain": item.plain,
        "icon": item.icon,
        "serves": item.serves,
        "tag": words.tag(item.figures(city, answers), item.serves),
    }


def cards(release: Release, ids: Iterable[str], city: str) -> list[dict[str, object]]:
    """Cards of those that are published and done in this city, what can be done on the phone first."""
    here = [release.items[one] for one in ids if one in release.items and offered(release.items[one], city)]
    return [card(one, city) for one in sorted(here, key=lambda one: one.serves == "guide")]


def offered(item: Item, city: str) -> bool:
    """Whether this is done in a city at all: most things are everywhere, some only where the item says."""
    return city in item.content.get("cities", [city])


def require_offered(item: Item, city: str) -> None:
    """Raises NotFound `item_not_here` that names where it is done."""
    if not offered(item, city):
        names = "、".join(reference.cities()[one]["short"] for one in item.content["cities"])
        raise NotFound("item_not_here", f"{item.short}只在{names}办", f"把城市换成{names}再看")


def common(release: Release, city: str, place: Place | None) -> list[dict[str, object]]:
    """The cards people do most: in the order operators gave this city, or the folder's, what can be done on the phone first."""
    if place is None:
        return cards(release, release.home["common"], city)
    return [card(release.items[one], city) for one in place["common"] if one in release.items and offered(release.items[one], city)]


def home(release: Release, city_code: str, now: datetime, places: Mapping[str, Place] | None = None) -> dict[str, object]:
    """The first screen of a city at a moment. `places`: instead of those of the release."""
    city, shelf = check_city(city_code), release.home
    place = (release.arranged["places"] if places is None else places).get(city_code)
    return {
        "city": {"code": city_code, "name": city["short"]},
        "search": shelf["search"],
        "quick": [
            {"id": one["id"], "name": one["name"], "icon": QUICK_ICONS[one["action"]], "act": one["action"], "item": one.get("item")}
            for one in shelf["quick"]
            if "item" not in one or _served(release, one["item"])
        ],
        "common": common(release, city_code, place),
        "season": season(release, city_code, clock.china(now).date(), place),
        "burst": burst(release, city_code, now),
        "bundles": [bundle_card(release, release.bundles[one]) for one in shelf["bundles"]],
        "bundles_total": len(release.bundles),
        "themes": [{"id": one["id"], "name": one["name"]} for one in shelf["themes"]],
        "elder": cards(release, shelf["elder"]["items"], city_code),
        "phone": shelf["elder"]["phone"],
        "notices": [],
    }


def season(release: Release, city: str, today: date, place: Place | None = None) -> list[dict[str, object]]:
    """Periodic entries whose window is open, or opens within fifteen days."""
    shown: list[tuple[date, dict[str, object]]] = []
    off = place["off"] if place else []
    for one in release.home["periodic"]:
        if one["item"] in off:
            continue
        start, end = _window(one["from"], one["to"], today)
        if one["item"] not in release.items or not offered(release.items[one["item"]], city) or not start - EARLY <= today <= end:
            continue
        left = (end - today).days
        say = f"{words.day(start, today, False)}开始" if today < start else f"{words.day(end, today, False)}截止，还有 {left} 天"
        shown.append((end, {**card(release.items[one["item"]], city), "say": say, "until": end.isoformat()}))
    return [row for _, row in sorted(shown, key=lambda one: one[0])]


def burst(release: Release, city: str, now: datetime) -> list[dict[str, object]]:
    """Entries switched on for this city for the time being: always, by the folder, or for some days, by operators."""
    switched = {one["id"] for one in release.arranged["bursts"] if is_on(one, city, now)}
    on = [one for one in release.home["burst"] if one["id"] in switched or (one["default"] and city in one.get("cities", [city]))]
    return [
        {**card(release.items[one["item"]], city), "say": one["name"]}
        for one in on
        if one["item"] in release.items and offered(release.items[one["item"]], city)
    ]


def bundle_card(release: Release, bundle: Bundle) -> dict[str, object]:
    """One bundle on the first screen."""
    say = words.bundle_say(*_doable(release, bundle))
    return {"id": bundle["id"], "short": bundle["short"], "name": bundle["name"], "icon": bundle["icon"], "say": say}


def _doable(release: Release, bundle: Bundle) -> tuple[int, int]:
    """How many steps a bundle has, and how many of them can be done on the phone."""
    return len(bundle["steps"]), sum(_served(release, step.get("item")) for step in bundle["steps"])


def _served(release: Release, item: str | None) -> bool:
    """Whether this is an item and no guide."""
    return item in release.items and release.items[item].serves != "guide"


def bundles(release: Release, city: str) -> dict[str, object]:
    """All bundles: those of the first screen are only some."""
    check_city(city)
    return {"bundles": [bundle_card(release, one) for one in release.bundles.values()]}


def bundle(release: Release, bundle_id: str, city: str) -> dict[str, object]:
    """A bundle's steps and what waits for what."""
    found = release.bundles.get(bundle_id)
    check_city(city)
    if found is None:
        raise NotFound()
    names = {step["id"]: _step_name(release, step) for step in found["steps"]}
    steps = [
        {
            "item": step.get("item"),
            "short": names[step["id"]],
            "name": release.items[step["item"]].plain if step.get("item") in release.items else step.get("external", ""),
            "need": step["need"],
            "after": [names[one] for one in step["after"]],
            "tag": words.tag(one.figures(city), one.serves) if (one := release.items.get(step.get("item", ""))) else None,
        }
        for step in found["steps"]
    ]
    return {
        "id": bundle_id,
        "name": found["name"],
        "plain": found["plain"],
        "say": words.bundle_say(*_doable(release, found)),
        "note": words.bundle_note(*_doable(release, found)),
        "who": found["who"],
        "steps": steps,
    }


def theme(release: Release, theme_id: str, city: str) -> dict[str, object]:
    """All items of a theme: those of the first screen first."""
    check_city(city)
    row = next((one for one in release.home["themes"] if one["id"] == theme_id), None)
    if row is None:
        raise NotFound("theme_not_found", "没有这个类别", "回首页再找找")
    own = {row["theme"], *row.get("also", [])}
    rest = [item.id for item in release.items.values() if item.content["theme"] in own and item.id not in row["items"]]
    return {"name": row["name"], "items": cards(release, [*row["items"], *rest], city)}


def zone(release: Release, zone_id: str, city: str) -> dict[str, object]:
    """A zone such as 大湾区; ONLINE is all that is done on the phone, by theme in the order of the first screen."""
    check_city(city)
    if zone_id == ONLINE:
        order = [one["theme"] for one in release.home["themes"]]
        done = [one for one in release.items.values() if one.serves != "guide"]
        rank = {one.id: order.index(one.content["theme"]) if one.content["theme"] in order else len(order) for one in done}
        return {"name": "手机上能办", "items": cards(release, sorted(rank, key=lambda one: rank[one]), city)}
    row = next((one for one in release.home["zones"] if one["id"] == zone_id), None)
    if row is None:
        raise NotFound()
    return {"name": row["name"], "items": cards(release, row["items"], city)}


def departments(release: Release, city: str) -> dict[str, object]:
    """Departments of a city by their plain names, with how many items each has."""
    regions = [{"code": one["code"], "name": one["name"]} for one in check_city(city).get("districts", [])]
    counts: dict[str, list[Item]] = {}
    for item in (one for one in release.items.values() if offered(one, city)):
        counts.setdefault(item.content["department_name"], []).append(item)
    rows = [
        {"key": name, "name": name, "plain": "、".join(one.short for one in items[:3]), "count": len(items)}
        for name, items in sorted(counts.items(), key=lambda row: (-len(row[1]), sounds.full(row[0])))
    ]
    return {"regions": regions, "departments": rows}


def department(release: Release, key: str, city: str) -> dict[str, object]:
    """All items of a department."""
    check_city(city)
    ids = [item.id for item in release.items.values() if item.content["department_name"] == key]
    if not ids:
        raise NotFound("department_not_found", "没有找到这个部门", "回上一页再选")
    return {"name": key, "items": cards(release, ids, city)}


def guide(item: Item, city: str, district: str | None = None) -> dict[str, object]:
    """An item before its questions are answered."""
    check_city(city)
    require_offered(item, city)
    figures = item.figures(city)
    return {
        **card(item, city),
        "version": item.version,
        "city": city,
        "unit": item.together or offices.unit_of(item.department, offices.decided_in(item.level, city, district)),
        "hotline": item.hotline,
        "not_yet": words.not_yet(item.serves),
        "look": item.view.says if item.view and item.serves == "case" else None,
        "facts": words.facts(figures),
        "fee_text": words.fee_text(figures),
        "questions": [
            {
                "id": one.id,
                "ask": one.ask,
                "help": "",
                "options": [{"id": option.id, "text": option.text, "note": ""} for option in one.options],
                "default": one.default_in(city),
                "from": one.source,
            }
            for one in item.questions
        ],
        "tips": item.content["tips"],
        "stop": item.content["stop"],
        "needs_level": item.needs_level,
    }


def checklist(item: Item, answers: dict[str, str], city: str, today: date, district: str | None = None) -> dict[str, object]:
    """What applies to these answers here, in residents' words. Raises checklist.WrongAnswers."""
    check_city(city)
    require_offered(item, city)
    found = item.checklist(answers, city, facts.known(today, city, district))
    prepare, fetch = bring.materials(found)
    figures, dates = found.figures, dates_from(today, found.promise, found.statutory)
    unit = item.together or offices.unit_of(item.department, offices.decided_in(item.level, city, district))
    hall = hall_for(item, city, district)
    return {
        "item": item.id,
        "version": item.version,
        "city": city,
        "answers": answers,
        "situation": {"id": found.situation.id, "name": found.situation.name},
        "ability": found.ability,
        "headline": words.headline(figures),
        "tag": words.tag(figures, item.serves),
        "serves": item.serves,
        "not_yet": words.not_yet(item.serves, found.ability),
        "button": words.button(found, item.hotline),
        "facts": words.facts(figures),
        "promise": {
            "days": found.promise.n,
            "unit": found.promise.unit,
            "by": dates.promised.isoformat(),
            "text": words.promise_text(found, dates.promised, today),
            "provisional": dates.provisional,
            "starts": words.clock_starts(item, found),
        },
        "fees": words.fees(found),
        "fee_fen": found.fee_fen,
        "fee_text": words.fee_text(figures),
        "prepare": prepare,
        "fetch": fetch,
        "steps": words.steps(item, found),
        "steps_say": words.steps_say(found, unit),
        "tips": item.content["tips"],
        "window": {"say": words.window_say(found), "hall": hall["name"], "id": hall["id"], "address": hall["address"], "open": OPEN},
        "hotline": item.hotline,
        "needs_level": found.needs_level,
        "why_trip": bring.trip_text(found),
    }


def halls(city: str, item: Item | None) -> dict[str, object]:
    """Halls of a city, those for this item only when one is given; and whether a time can be booked there for it."""
    check_city(city)
    shown = [
        {
            "id": one["id"],
            "name": one["name"],
            "address": one["address"],
            "phone": item.hotline["phone"] if item else "12345",
            "open": OPEN,
            "all_day_terminal": one["all_day_terminal"],
        }
        for one in reference.halls_of(city, item.content["theme"] if item else None)
    ]
    return {"halls": shown, "books": item is None or "hall" in item.channels}


def hall_for(item: Item, city: str, district: str | None) -> Hall:
    """The hall to go to for this: the district's where it has one, or the first of the city's."""
    theme = item.content["theme"]
    found = reference.hall_in(district, theme) if district else None
    return found or reference.halls_of(city, theme)[0]


def _step_name(release: Release, step: Step) -> str:
    item = release.items.get(step.get("item") or "")
    return item.short if item else str(step.get("external") or step.get("name") or step["id"])


def _window(start: str, end: str, today: date) -> tuple[date, date]:
    """This year's window from month-day texts."""
    return date(today.year, *map(int, start.split("-"))), date(today.year, *map(int, end.split("-")))
