"""The product with two doors more: whoever knocks takes a unit for an errand of theirs, or a place at a hall, in a transaction of the
product's own. People have one new car each, and there are not ten thousand of them; everything behind the doors is what a tap runs."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from flask import Flask, Response, jsonify, request

import wsgi
from app import reference
from app.appointments import rules
from app.appointments import service as visits
from app.holds import service
from app.kernel import clock, db
from app.kernel.cache import cache

POOL = "plate:440100:02"
MINUTES = 10


def create_app() -> Flask:
    """wsgi.create_app, and the doors."""
    app = wsgi.create_app()
    app.add_url_rule("/rush/places/<person>/<hall>", view_func=book, methods=["POST"])
    app.add_url_rule("/rush/<errand>/<unit>", view_func=take, methods=["POST"])
    return app


def take(errand: str, unit: str) -> Response:
    """200 {unit, errand}, or the refusal. Redis is asked as every request of a person asks it: gone, it decides nothing."""
    cache().count(f"rush:{errand}", 60)
    person = uuid.UUID(int=int(errand) + 1).hex
    only, until = service.single(f"vin:{request.args['one']}"), clock.now() + timedelta(minutes=MINUTES)
    held = db.in_transaction(service.take, POOL, unit, f"case:{errand}", person, only, until)
    return jsonify({"unit": held.unit, "errand": held.errand})


def slot() -> datetime:
    """Half past nine of the next day halls are open."""
    found = reference.halls()[0]
    day = next(one for one in rules.days(clock.today())[1:] if not rules.closed(found, one))
    return rules.halves(found, day)[0].starts[1]


def book(person: str, hall: str) -> Response:
    """200 {unit, errand}, or the refusal: a place at this hall, green ones too."""
    cache().count(f"rush:{person}", 60)
    who = uuid.UUID(int=int(person) + 1).hex
    wish = visits.Wish(["passport-renew"], ["exit-entry"], [], True)
    made = db.in_transaction(visits.book, who, visits.hall_named(hall), slot(), wish)
    return jsonify({"unit": f"{hall} {made.place}", "errand": who})
