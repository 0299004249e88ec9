"""How control answers: JSON, and a refusal that says what was wrong."""

from __future__ import annotations

from contextlib import nullcontext
from functools import wraps

import orjson
from flask import Response, request

from sandbox import people
from sandbox.documents import Answering, Doc, View
from sandbox.faults import BadFault
from sandbox.pay.errors import PayError
from sandbox.pay.sheet import NoSheet
from sandbox.wechat.gate import WxError
from sandbox.world import here


class Refused(Exception):
    """(status, sentence)"""


def answer(body: object, status: int = 200) -> Response:
    """Anything as JSON."""
    return Response(orjson.dumps(body, option=orjson.OPT_NON_STR_KEYS), status, content_type="application/json; charset=utf-8")


def control(view: Answering, locked: bool = True) -> View:
    """The view gets (world, body) under the lock; what it returns is the answer, 204 for None."""

    @wraps(view)
    def call(**path: str) -> Response:
        world = here()
        try:
            with world.lock if locked else nullcontext():
                made = view(world, read(), **path)
        except Refused as refused:
            return answer({"error": refused.args[1]}, refused.args[0])
        except WxError as error:
            return answer({"errcode": error.code, "error": error.text}, 400)
        except PayError as error:
            return answer(error.body() | {"error": error.message}, error.status)
        except (NoSheet, BadFault, KeyError, ValueError) as error:
            return answer({"error": str(error)}, 400)
        except (TypeError, AttributeError) as error:
            return answer({"error": f"this body cannot be used: {error}"}, 400)
        return Response(status=204) if made is None else answer(made)

    call.control = True  # type: ignore[attr-defined]
    return call


def patient(view: Answering) -> View:
    """As `control`, for a view that waits for somebody who may want the lock: it takes none."""
    return control(view, locked=False)


def read() -> Doc:
    """The JSON object of the request; {} without one."""
    if request.method in ("GET", "OPTIONS", "DELETE") or not request.get_data():
        return {}
    body = orjson.loads(request.get_data())
    if not isinstance(body, dict):
        raise Refused(400, "the body must be an object")
    return body


def person_of(body: Doc) -> Doc:
    """The demo person a body names; 404 when there is none."""
    if not isinstance(body.get("person"), str):
        raise Refused(400, "person: an id of GET /control/people")
    try:
        return people.person(here(), body["person"])
    except KeyError:
        raise Refused(404, f"nobody is called {body['person']!r}: person is an id of GET /control/people") from None
