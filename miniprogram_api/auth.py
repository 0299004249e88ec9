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
from typing import ParamSpec, TypeVar

from flask import g, request

from app.identity import tokens
from app.identity.papers import ID_CARD
from app.identity.rules import FACE, PHONE, REAL_NAME
from app.kernel.errors import Forbidden, SignedOut

P = ParamSpec("P")
R = TypeVar("R")

NEEDS = {
    PHONE: ("phone_needed", "要留一个手机号", "点一下就好，微信会给"),
    REAL_NAME: ("real_name_needed", "要先知道您是谁", "填姓名和身份证号，一次就行"),
    FACE: ("face_needed", "这一步要刷脸，确认是您本人", "面向窗户，几秒钟就好"),
}


THROWN_OUT = ("thrown_out", "这台手机被退出了", "是您本人的话，重新登录")


def anyone(view: Callable[P, R]) -> Callable[P, R]:
    """Open to everybody, signed in or not."""
    view.guard = "anyone"  # type: ignore[attr-defined]
    return view


def signed_in(level: int = 1) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """For holders of a login at this real-name level or above; `g.me` says who (app.identity.tokens.Me)."""

    def guarded(view: Callable[P, R]) -> Callable[P, R]:
        @wraps(view)
        def checked(*args: P.args, **kwargs: P.kwargs) -> R:
            g.me = me()
            require_level(level)
            try:
                return view(*args, **kwargs)
            except Forbidden as refused:
                if refused.code == "real_name_needed" and g.me.claim:
                    raise real_name_needed() from None
                raise

        checked.guard = f"signed_in({level})"  # type: ignore[attr-defined]
        return checked

    return guarded


def me() -> tokens.Me:
    """Who calls. Raises SignedOut."""
    found = tokens.who(token())
    if found is None:
        raise SignedOut(*THROWN_OUT) if tokens.thrown_out(token()) else SignedOut()
    return found


def token() -> str:
    """The token that came with the request, or nothing."""
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    return given.strip() if scheme.lower() == "bearer" else ""


def require_level(level: int) -> None:
    """Raises Forbidden real_name_needed or face_needed, with the level, when the caller is below it. Who gave the name of somebody
    known here needs the face for both; whom no face can be held against is told so (`id_card_needed`)."""
    if g.me.level >= level:
        return
    if g.me.level < REAL_NAME <= level:
        raise real_name_needed()
    if level >= FACE and g.me.paper != ID_CARD:
        raise Forbidden("id_card_needed", "这一步要用居民身份证刷脸", "用别的证件能办的事，请带证件去窗口办")
    code, say, do = NEEDS.get(level, NEEDS[FACE])
    raise Forbidden(code, say, do, level=level)


def require_proved() -> None:
    """What a register knows of a person is for that person: name and number, which others know too, open none of it whole.
    Raises Forbidden face_needed until this account has shown the face once; who has no id card, id_card_needed."""
    if not g.me.proved:
        require_level(FACE)


def shown_whole() -> bool:
    """Whether nothing is veiled that the caller could see whole: the face was shown, or no face is held against their paper."""
    return g.me.proved or g.me.paper not in (None, ID_CARD)


def owners() -> tuple[str, ...]:
    """In whose name the caller may act: the person, and the account for what was begun before the person was known."""
    return (g.me.person, g.me.account) if g.me.person else (g.me.account,)


def proof() -> int:
    """The level that proves the caller as well as their paper allows."""
    return FACE if g.me.paper in (None, ID_CARD) else REAL_NAME


def real_name_needed() -> Forbidden:
    """What to do before anybody is known."""
    if g.me.claim:
        return Forbidden("face_needed", "还差刷一下脸", "您的姓名在这里登记过，刷脸通过就能看到", level=FACE)
    code, say, do = NEEDS[REAL_NAME]
    return Forbidden(code, say, do, level=REAL_NAME)
