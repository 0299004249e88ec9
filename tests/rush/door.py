"""The product with one door more: whoever knocks takes a unit for an errand of theirs, in a transaction of the product's own. People
have one new car each, and there are not ten thousand of them; everything behind the door is what a tap on a number runs."""

from __future__ import annotations

import uuid
from datetime import timedelta

from flask import Flask, Response, jsonify, request

import wsgi
from app.holds import service
from app.kernel import clock, db
from app.kernel.cache import cache

POOL = "plate:440100:02"
MINUTES = 10


def create_app() -> Flask:
    """wsgi.create_app, and the door."""
    app = wsgi.create_app()
    app.add_url_rule("/rush/<errand>/<unit>", view_func=take, methods=["POST"])
    return app


def take(errand: str, unit: str) -> Response:
    """200 {unit, errand}, or the refusal. Redis is asked as every request of a person asks it: gone, it decides nothing."""
    cache().count(f"rush:{errand}", 60)
    person = uuid.UUID(int=int(errand) + 1).hex
    only, until = service.single(f"vin:{request.args['one']}"), clock.now() + timedelta(minutes=MINUTES)
    held = db.in_transaction(service.take, POOL, unit, f"case:{errand}", person, only, until)
    return jsonify({"unit": held.unit, "errand": held.errand})
