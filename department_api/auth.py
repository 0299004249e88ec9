"""Who calls: a department or a courier, by its signature (docs/protocols.md)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import ParamSpec, TypeVar

from flask import current_app, g, request

from app.kernel import db, limits, signed
from app.kernel.config import Settings
from app.kernel.jsons import a_text, part
from edge import requests as edge

P = ParamSpec("P")
R = TypeVar("R")


def by_department(view: Callable[P, R]) -> Callable[P, R]:
    """The caller has signed this very request, lately, for the first time. `g.department` says who. Cheapest first: headers, the
    body's declared size, its bytes' signature, the nonce; only then is it parsed."""

    @wraps(view)
    def checked(*args: P.args, **kwargs: P.kwargs) -> R:
        settings: Settings = current_app.config["SETTINGS"]
        g.department = _signed({name: str(key) for name, key in part(settings.card("departments"), "keys").items()})
        return view(*args, **kwargs)

    checked.guard = "by_department"  # type: ignore[attr-defined]
    return edge.verified_first(checked)


def by_courier(view: Callable[P, R]) -> Callable[P, R]:
    """The same of a courier, which has a key of its own and may say nothing else. `g.courier` is what it is called."""

    @wraps(view)
    def checked(*args: P.args, **kwargs: P.kwargs) -> R:
        couriers = current_app.config["SETTINGS"].card("couriers")
        who = _signed({name: a_text(part(couriers, name).get("key", "")) for name in couriers})
        g.courier = a_text(part(couriers, who)["name"])
        return view(*args, **kwargs)

    checked.guard = "by_courier"  # type: ignore[attr-defined]
    return edge.verified_first(checked)


def _signed(keys: Mapping[str, str]) -> str:
    """Who of these has signed. Raises SignedOut."""
    signed.look(keys, request.headers)
    who = signed.verify(keys, request.headers, request.method, path_as_sent(), request.get_data(cache=True))
    db.in_transaction(signed.use_nonce, who, request.headers["X-Shengshi-Nonce"])
    request.environ[limits.SIGNED] = True
    if request.method not in edge.READS:
        edge.read_body()
    return who


def path_as_sent() -> str:
    """Path and query exactly as they came: what was signed."""
    raw = request.environ.get("RAW_URI") or request.environ.get("REQUEST_URI")
    return str(raw) if raw and str(raw).startswith("/") else request.full_path.removesuffix("?")
