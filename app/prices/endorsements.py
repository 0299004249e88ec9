"""Endorsements for Hong Kong and Macau: what the register of kinds says each costs, and the card where there is a new one."""

from __future__ import annotations

from app.checks.facts import Facts
from app.prices.declare import Line, price

NAMED = {"HK": "香港", "MO": "澳门"}


@price("endorsements")
def endorsements(facts: Facts, *, hk: str, mo: str, card_yuan: int = 0) -> tuple[Line, ...]:
    """`hk`, `mo`: the fields with the kind that was picked (place, kind, option, fee in fen); `card_yuan`: of a new card."""
    picked = [row for field in (hk, mo) for row in facts.picked.get(field, ())]
    lines = [Line("通行证工本费", card_yuan * 100)] if card_yuan else []
    for row in picked:
        fen = row["fee"]
        if type(fen) is not int:
            raise TypeError("fee")
        lines.append(Line(f"{NAMED[str(row['place'])]}签注", fen, f"{row['kind']}，{row['option']}"))
    return tuple(lines)
