"""The order the system proposes for a city's first screen, each move with its reason. Taken over as a draft, by whoever arranges it."""

from __future__ import annotations

from datetime import date

from flask import Response

from app.arrangement import queries as arrangements
from app.arrangement import rules as arranging
from app.catalog.queries import check_city, season
from app.demand import proposals, ranking
from app.demand.ranking import Need
from app.kernel import clock, db
from app.kernel.web import Answer, reply
from app.language.arranged import Place
from app.publishing import current
from console_api.auth import staff
from edge.requests import Blueprint
from edge.shapes import many, number, one_of, said, texts

bp = Blueprint("console_proposals", __name__, url_prefix="/console/v1", description="运营台：首页该怎么排")
HERE = ("shock", "season", "steady")


class ScreenMove(Answer):
    """One item that moves: from a place (null: it is not there) to one (null: it leaves), why, and the list with this move alone."""

    item = said()
    short = said()
    kind = one_of(HERE)
    says = said()
    start = number(none=True)
    to = number(none=True)
    alone = texts()


class Scored(Answer):
    """需求分, 0–100."""

    item = said()
    score = number()


class Proposal(Answer):
    """`common`: the list with all moves."""

    common = texts()
    moves = many(ScreenMove)
    scores = many(Scored)


@bp.get("/first-screens/<city:city>/proposal")
@staff("front.read")
@bp.alt_response(200, schema=Proposal)
def show(city: str) -> Response:
    """What would change of the draft, or of what residents see where there is none."""
    check_city(city)
    published = current()
    looked_at = frozenset(one.id for one in published.items.values() if one.serves == "view")
    with db.reading() as tx:
        draft = arrangements.DRAFTS.open(tx, city)
        place = draft.place if draft else arrangements.place_of(published, city)
        needs = proposals.needs(tx, looked_at)
    may = _may(city, place, clock.today())
    known = {key: need for key, need in needs.items() if key in may}
    order = ranking.proposed(place["common"], known, may, arranging.MOST)
    return reply(
        {
            "common": order,
            "moves": _moves(place["common"], order, known),
            "scores": [{"item": key, "score": round(need.score)} for key, need in known.items() if key in (*order, *place["common"])],
        }
    )


def _may(city: str, place: Place, today: date) -> set[str]:
    """What is done here on the phone, and does not stand below already as what is in season."""
    published = current()
    shown = {str(one["id"]) for one in season(published, city, today, place)}
    doable = {key for key in arrangements.here(published, city) if published.items[key].serves != "guide"}
    return doable - shown


def _moves(was: list[str], now: list[str], needs: dict[str, Need]) -> list[dict[str, object]]:
    names = arrangements.names(current())
    places = {key: at + 1 for at, key in enumerate(sorted(needs, key=lambda one: -needs[one].score))}
    moved = arranging.moved([one for one in was if one in now], [one for one in now if one in was])
    changed = [one for one in now if one in needs and (one not in was or one in moved)] + [one for one in was if one not in now]
    return [
        {
            "item": one,
            "short": names.get(one, one),
            "kind": needs[one].reason.kind,
            "says": needs[one].reason.say(places[one]),
            "start": was.index(one) + 1 if one in was else None,
            "to": now.index(one) + 1 if one in now else None,
            "alone": ranking.alone(was, now, one, needs, arranging.MOST),
        }
        for one in changed
    ]
