"""`fees:` of an item, read strictly. Pure.

{id: book, name: 工本费, yuan: 120, per: 本, status: confirmed}
"""

from __future__ import annotations

from app.language.conditions import When
from app.language.content import FeeRow, Written
from app.language.sheet import Fail


def read(row: Written, name: str, fail: Fail, when: When) -> FeeRow:
    """One fee, called `name` in complaints: yuan as it is written, fen as it is kept. `when`: as it was read."""
    fen = round(float(row["yuan"]) * 100)
    if fen < 0:
        raise fail(name, "金额不能是负的")
    if row["status"] not in ("confirmed", "general", "unconfirmed"):
        raise fail(f"{name}.status", f"不认识：{row['status']}")
    return {
        "id": row["id"],
        "name": row["name"],
        "fen": fen,
        "per": row["per"],
        "firm": row["status"] in ("confirmed", "general"),
        "optional": bool(row.get("optional")),
        "when": when,
    }
