"""Who calls, and may they: the guard every view names.

    @bp.get("/me")
    @signed_in()                    # or @signed_in(level=3); @anyone for what needs nobody
    def show(): ... g.me.account, g.me.person, g.me.level ...

Below the level: 403 `real_name_needed` {"level": 3} or `face_needed` {"level": 4}. With level ≥ 3 `g.me.person` is set.
A level that depends on the item is asked for inside the view: require_level(item.needs_level).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from flask import g, request

from app.identity import tokens
from app.identity.rules import FACE, PHONE, REAL_NAME
from app.kernel.errors import Forbidden, SignedOut

View = TypeVar("View", bound=Callable[..., Any])

NEEDS = {
    PHONE: ("phone_needed", "要留一个手机号", "点一下就好，微信会给"),
    REAL_NAME: ("real_name_needed", "要先知道您是谁", "填姓名和身份证号，一次就行"),
    FACE: ("face_needed", "这一步要刷脸，确认是您本人", "面向窗户，几秒钟就好"),
}


def anyone(view: View) -> View:
    """Open to everybody, signed in or not."""
    view.guard = "anyone"  # type: ignore[attr-defined]
    return view


def signed_in(level: int = 1) -> Callable[[View], View]:
    """For holders of a login at this real-name level or above; `g.me` says who (app.identity.tokens.Me)."""

    def guarded(view: View) -> View:
        @wraps(view)
        def checked(*args: Any, **kwargs: Any) -> Any:
            g.me = me()
            require_level(level)
            return view(*args, **kwargs)

        checked.guard = f"signed_in({level})"  # type: ignore[attr-defined]
        return cast(View, checked)

    return guarded


def me() -> tokens.Me:
    """Who calls. Raises SignedOut."""
    found = tokens.who(token())
    if found is None:
        raise SignedOut()
    return found


def token() -> str:
    """The token that came with the request, or nothing."""
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    return given.strip() if scheme.lower() == "bearer" else ""


def require_level(level: int) -> None:
    """Raises Forbidden real_name_needed or face_needed, with the level, when the caller is below it."""
    if g.me.level < level:
        next_step = REAL_NAME if g.me.level < REAL_NAME <= level else level
        code, say, do = NEEDS.get(next_step, NEEDS[FACE])
        raise Forbidden(code, say, do, level=next_step)
