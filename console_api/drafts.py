"""What the desk sends and is answered with about any draft: of a first screen, of an item's words."""

from __future__ import annotations

from collections.abc import Sequence

from flask import g
from marshmallow import fields, validate

from app.kernel import clock, db
from app.kernel.plain import Line, Moment
from app.kernel.web import Answer, Body
from app.publishing import preview
from app.publishing.drafting import MOVES, Drafted
from app.staff import queries as staff_queries
from edge.shapes import moment, number, one_of, said, texts, yes


class ThatDraft(Body):
    """Which revision is meant: nobody decides on what they have not seen."""

    revision = fields.Integer(required=True, strict=True, validate=validate.Range(1, 1_000_000))


class ForReview(ThatDraft):
    """Why, and when it is to be seen; at once when nothing is said."""

    note = Line(required=True, validate=validate.Length(2, 200))
    publish_at = Moment(load_default=None, allow_none=True)


class NotYet(ThatDraft):
    """What is to be changed."""

    comment = Line(required=True, validate=validate.Length(2, 200))


class AnyDraft(Answer):
    """A draft, and what it changes in words. `mine`: I changed it last, so somebody else decides."""

    state = one_of(MOVES)
    revision = number()
    says = texts()
    note = said()
    comment = said()
    by = said()
    mine = yes()
    publish_at = moment(none=True)
    changed_at = moment()
    preview = said()


def shown(tx: db.Connection, one: Drafted, says: Sequence[str], page: str) -> dict[str, object]:
    """What AnyDraft says: `says` in sentences, `page` the phone's page on which a ticket shows it."""
    return {
        "state": one.state,
        "revision": one.revision,
        "says": list(says),
        "note": one.note,
        "comment": one.comment,
        "by": staff_queries.names(tx, [one.by]).get(one.by, ""),
        "mine": one.by == g.staff.id,
        "publish_at": clock.rfc3339(one.publish_at) if one.publish_at else None,
        "changed_at": clock.rfc3339(one.changed_at),
        "preview": f"/h5/#{page}preview={preview.ticket(one.id, clock.now())}",
    }
