"""Who calls: a department, by its signature (docs/protocols.md)."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from flask import current_app, g, request

from app.kernel import db, limits, signed
from app.kernel.config import Settings
from app.kernel.jsons import part
from edge import requests as edge

P = ParamSpec("P")
R = TypeVar("R")


def by_department(view: Callable[P, R]) -> Callable[P, R]:
    """The caller has signed this very request, lately, for the first time. `g.department` says who. Cheapest first: headers, the
    body's declared size, its bytes' signature, the nonce; only then is it parsed."""

    @wraps(view)
    def checked(*args: P.args, **kwargs: P.kwargs) -> R:
        settings: Settings = current_app.config["SETTINGS"]
        keys = {department: str(key) for department, key in part(settings.card("departments"), "keys").items()}
        signed.look(keys, request.headers)
        g.department = signed.verify(keys, request.headers, request.method, path_as_sent(), request.get_data(cache=True))
        db.in_transaction(signed.use_nonce, g.department, request.headers["X-Shengshi-Nonce"])
        request.environ[limits.SIGNED] = True
        if request.method not in edge.READS:
            edge.read_body()
        return view(*args, **kwargs)

    checked.guard = "by_department"  # type: ignore[attr-defined]
    return edge.verified_first(checked)


def path_as_sent() -> str:
    """Path and query exactly as they came: what was signed."""
    raw = request.environ.get("RAW_URI") or request.environ.get("REQUEST_URI")
    return str(raw) if raw and str(raw).startswith("/") else request.full_path.removesuffix("?")
