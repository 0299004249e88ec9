"""Who calls: a department, by its signature (docs/protocols.md)."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from flask import current_app, g, request

from app.kernel import db, signed
from edge import requests as edge

View = Callable[..., Any]


def by_department(view: View) -> View:
    """The caller has signed this very request, lately, for the first time. `g.department` says who. Cheapest first: headers, the
    body's declared size, its bytes' signature, the nonce; only then is it parsed."""

    @wraps(view)
    def checked(*args: Any, **kwargs: Any) -> Any:
        keys = current_app.config["SETTINGS"].credentials.get("departments", {}).get("keys", {})
        signed.look(keys, request.headers)
        g.department = signed.verify(keys, request.headers, request.method, path_as_sent(), request.get_data(cache=True))
        db.in_transaction(signed.use_nonce, g.department, request.headers["X-Shengshi-Nonce"])
        if request.method not in edge.READS:
            edge.read_body()
        return view(*args, **kwargs)

    checked.guard = "by_department"  # type: ignore[attr-defined]
    return cast(View, edge.verified_first(checked))


def path_as_sent() -> str:
    """Path and query exactly as they came: what was signed."""
    raw = request.environ.get("RAW_URI") or request.environ.get("REQUEST_URI")
    return str(raw) if raw and str(raw).startswith("/") else request.full_path.removesuffix("?")
