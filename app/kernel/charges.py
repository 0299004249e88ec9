"""What a sum is made of. Pure."""

from __future__ import annotations

from typing import NotRequired, TypedDict


class Charge(TypedDict):
    """One thing that is charged, in fen. `why`: how the sum comes about, where that is not said by its name."""

    name: str
    amount_fen: int
    why: NotRequired[str]
