"""Who sits at the desk, and may they: the guard every view names.

@bp.get("/orders")
@staff("orders.read")          # an act of app.staff.rules.MAY; `g.staff` says who
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import wraps
from typing import ParamSpec, TypeVar

from flask import g, request

from app.kernel.errors import Forbidden, SignedOut
from app.reference import cities
from app.staff import rules, service

P = ParamSpec("P")
R = TypeVar("R")


def staff(act: str | None = None) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """For signed-in staff whose role may do `act` (any role without it); who works for a city changes nothing of another that the path
    names. Raises SignedOut, Forbidden `not_your_role`, `not_your_city`."""
    if act is not None and act not in rules.ACTS:
        raise ValueError(f"no role may {act}")

    def guarded(view: Callable[P, R]) -> Callable[P, R]:
        @wraps(view)
        def checked(*args: P.args, **kwargs: P.kwargs) -> R:
            me = service.who(token())
            if me is None:
                raise SignedOut("signed_out", "登录过期了", "重新登录")
            if act is not None and not rules.may(me.role, act, me.city):
                raise Forbidden("not_your_role", "您的岗位不能做这件事", "请有权限的同事处理")
            if "city" in kwargs and request.method != "GET":
                for_us(me, [str(kwargs["city"])])
            g.staff = me
            return view(*args, **kwargs)

        checked.guard = f"staff({act or 'any'})"  # type: ignore[attr-defined]
        return checked

    return guarded


def for_us(me: service.Me, towns: Collection[str]) -> None:
    """Raises Forbidden `not_your_city` where what happens in these cities (none: everywhere) is not for whoever sits here."""
    if not rules.reaches(me.city, towns):
        raise Forbidden("not_your_city", f"您只管{cities()[me.city]['short']}的", "别的市请那边的同事处理")


def anyone(view: Callable[P, R]) -> Callable[P, R]:
    """Open to everybody: signing in."""
    view.guard = "anyone"  # type: ignore[attr-defined]
    return view


def token() -> str:
    """The token that came with the request, or nothing."""
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    return given.strip() if scheme.lower() == "bearer" else ""
