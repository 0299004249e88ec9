"""A city's first screen and its drafts as the desk is shown them."""

from __future__ import annotations

from datetime import datetime

from app.arrangement import queries, rules
from app.arrangement.queries import DRAFTS, Draft
from app.kernel import clock, db
from app.publishing import current
from app.reference import cities
from console_api import drafts


def screen(tx: db.Connection, city: str) -> dict[str, object]:
    published, now, drafted = current(), clock.now(), DRAFTS.open(tx, city)
    here = queries.here(published, city)
    live = queries.place_of(published, city)
    on = {one["id"]: one for one in published.arranged["bursts"] if datetime.fromisoformat(one["until"]) > now}
    shown = drafted.place if drafted else live
    return {
        "city": city,
        "city_name": cities()[city]["short"],
        "release": published.number,
        "live": live,
        "draft": draft(tx, drafted) if drafted else None,
        "items": [_entry(one) for one in here],
        "seasons": [
            {**_entry(one["item"]), "begins": one["from"], "ends": one["to"], "on": one["item"] not in shown["off"]}
            for one in published.home["periodic"]
            if one["item"] in here
        ],
        "bursts": [
            {
                "id": one["id"],
                "name": one["name"],
                "item": one["item"],
                "icon": published.items[one["item"]].icon,
                "on": one["id"] in on,
                "until": clock.rfc3339(datetime.fromisoformat(on[one["id"]]["until"])) if one["id"] in on else None,
                "cities": on[one["id"]]["cities"] if one["id"] in on else one.get("cities", []),
            }
            for one in published.home["burst"]
            if one["item"] in published.items
        ],
        "least": rules.LEAST,
        "most": rules.MOST,
    }


def _entry(item: str) -> dict[str, object]:
    found = current().items[item]
    return {"id": item, "short": found.short, "name": found.name, "icon": found.icon, "serves": found.serves}


def draft(tx: db.Connection, one: Draft) -> dict[str, object]:
    return {
        "city": one.city,
        "city_name": cities()[one.city]["short"],
        "place": one.place,
        **drafts.shown(tx, one, rules.difference(one.before, one.place, queries.names(current())), "/pages/home/index?"),
    }
