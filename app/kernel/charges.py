"""What a sum is made of. Pure."""

from __future__ import annotations

from typing import TypedDict


class Charge(TypedDict):
    """One thing that is charged, in fen."""

    name: str
    amount_fen: int
