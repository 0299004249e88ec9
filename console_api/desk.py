"""Signing in at the desk."""

from __future__ import annotations

from flask import Response, g
from marshmallow import fields, validate

from app.kernel import db
from app.kernel.plain import AsTyped, Exactly
from app.kernel.web import Body, reply
from app.reference import cities
from app.staff import queries, rules, service
from console_api import shapes
from console_api.auth import anyone, staff, token
from edge.requests import Blueprint, address

bp = Blueprint("console_desk", __name__, url_prefix="/console/v1", description="运营台：登录")


class Credentials(Body):
    """Password and the half minute's code."""

    login = AsTyped(required=True, validate=validate.Length(1, 32))  # a name is itself or another: app.staff.rules.LOGIN_NAME
    password = AsTyped(required=True, validate=validate.Length(1, 128))
    code = fields.String(required=True, validate=Exactly("[0-9]{6}"))


@bp.post("/sign-in")
@anyone
@bp.arguments(Credentials)
@bp.alt_response(200, schema=shapes.DeskSignedIn)
def sign_in(body: dict[str, str]) -> Response:
    """A token for twelve hours at most, half an hour without a call. Five tries in a quarter of an hour for a name from one place."""
    given, me = service.sign_in(body["login"], body["password"], body["code"], address())
    return reply({"token": given, **_desk(me)})


@bp.get("/me")
@staff()
@bp.alt_response(200, schema=shapes.Desk)
def me() -> Response:
    """Who sits here."""
    return reply(_desk(g.staff))


@bp.post("/sign-out")
@staff()
@bp.response(204)
def sign_out() -> None:
    """Stand up."""
    db.in_transaction(service.sign_out, token())


def _desk(who: service.Me) -> dict[str, object]:
    with db.reading() as tx:
        name = queries.names(tx, [who.id])[who.id]
    place = {"city": who.city, "city_name": cities()[who.city]["short"] if who.city else ""}
    return {"login": who.login, "name": name, "unit": who.unit, "role": who.role, **place, "may": sorted(rules.acts(who.role, who.city))}
