"""`fees:` of an item, read strictly. Pure.

{id: book, name: 工本费, yuan: 120, per: 本, status: confirmed}
{id: kind, name: 签注费, yuan: 0, yuan_span: [15, 240], per: 件, status: confirmed, optional: true}   # known once it is picked
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
    fee: FeeRow = {
        "id": row["id"],
        "name": row["name"],
        "fen": fen,
        "per": row["per"],
        "firm": row["status"] in ("confirmed", "general"),
        "optional": bool(row.get("optional")),
        "when": when,
    }
    if "yuan_span" in row:
        least, most = _span(row, f"{name}.yuan_span", fail)
        fee["span"] = [least * 100, most * 100]
        fee["name"] += f"（每{row['per']} {least} 到 {most} 元，看办哪种）"
    return fee


def _span(row: Written, at: str, fail: Fail) -> tuple[int, int]:
    """Whole yuan each of it comes to, from the least to the most, of a fee without a figure of its own."""
    match row["yuan_span"]:
        case [int(least), int(most)] if 0 < least < most and row.get("optional") and not row["yuan"]:
            return least, most
    raise fail(at, "写成 [最少, 最多] 两个整元数，yuan 是 0，并且 optional: true")
