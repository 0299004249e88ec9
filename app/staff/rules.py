"""Roles and what they may do; passwords; when a login is over. Pure."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import struct
from collections.abc import Collection
from datetime import datetime, timedelta

# What each role may do. A route names one of these; a role without it gets 403.
MAY: dict[str, frozenset[str]] = {
    "operator": frozenset(
        (
            "cases.supervise",
            "demand.read",
            "front.read",
            "front.edit",
            "items.read",
            "items.edit",
            "orders.read",
            "refunds.ask",
            "work_orders.handle",
        )
    ),
    "finance": frozenset({"orders.read", "refunds.ask", "refunds.decide", "work_orders.handle", "bills.read"}),
    "supervisor": frozenset(
        (
            "cases.supervise",
            "demand.read",
            "front.read",
            "front.approve",
            "front.restore",
            "items.read",
            "items.approve",
            "orders.read",
            "refunds.decide",
            "work_orders.handle",
            "bills.read",
            "staff.read",
        )
    ),
    "window": frozenset({"halls.serve"}),
}
ACTS = frozenset().union(*MAY.values())
# What is done for a city: who works for one does only these, and there. Money, items and what is late are the whole province's.
OF_A_CITY = frozenset({"demand.read", "front.read", "front.edit", "front.approve", "halls.serve", "items.read"})

IDLE, LASTS = timedelta(minutes=30), timedelta(hours=12)
LOGIN_NAME = re.compile(r"[a-z][a-z0-9._-]{2,31}")
LEAST_PASSWORD = 12
STEP_S, DIGITS = 30, 6


def acts(role: str, city: str = "") -> frozenset[str]:
    """What a role may do: for the whole province, or for the one `city` it works for."""
    every = MAY.get(role, frozenset())
    return every & OF_A_CITY if city else every


def may(role: str, act: str, city: str = "") -> bool:
    """Whether a role may do something."""
    return act in acts(role, city)


def reaches(city: str, others: Collection[str]) -> bool:
    """Whether what happens in these cities is for whoever works for `city`. No other named is everywhere."""
    return not city or {*others} == {city}


def is_over(now: datetime, started: datetime, seen: datetime) -> bool:
    """A login ends after half an hour without a call, and after twelve hours in any case."""
    return now - seen > IDLE or now - started > LASTS


def weak(password: str, login: str) -> bool:
    """Too short, one character over and over, or the login itself."""
    return len(password) < LEAST_PASSWORD or len(set(password)) < 5 or login in password.lower()


def one_time_code(secret: str, moment: float, step: int = 0) -> str:
    """RFC 6238: six digits of this half minute; `step` for the one before or after."""
    counter = struct.pack(">Q", int(moment) // STEP_S + step)
    digest = hmac.new(base64.b32decode(secret), counter, hashlib.sha1).digest()
    offset = digest[-1] & 15
    return f"{(int.from_bytes(digest[offset : offset + 4], 'big') & 0x7FFFFFFF) % 10**DIGITS:0{DIGITS}d}"


def step_of(secret: str, code: str, moment: float) -> int | None:
    """The half minute a code belongs to, one before and after the present counted in; None when it is none of these."""
    found = None
    for step in (-1, 0, 1):
        if hmac.compare_digest(one_time_code(secret, moment, step).encode(), code.encode()):
            found = int(moment) // STEP_S + step
    return found
