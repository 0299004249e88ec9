"""An invoice that another system issued comes to whose it is: by the code on it, by its file, by the number of their paper.

What is kept is the bureau's word; of a file nothing is, for the bureau gives all three kinds of it to whoever holds the number.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlalchemy import Connection, insert, update

from app.invoices.sums import yuan
from app.kernel import clock, crypto
from app.kernel.errors import Refused
from app.kernel.jsons import Json, an_object
from app.kernel.ports import Who, outside
from app.merchants import giving, hands, queries
from app.merchants.models import elsewhere

REGISTER, PURPOSE = "sw.einvoices", "归集开给您的发票"


def face(number: str, day: str, total: int) -> Mapping[str, Json]:
    """The invoice as the bureau has it, when it is the one that was read. Outside a transaction. Raises Refused `invoice_differs`."""
    found = outside().tax.face(number)
    theirs = int(str(found["价税合计"]))
    if theirs != total:
        raise Refused("invoice_differs", f"上面是 {yuan(total)} 元，税务存的是 {yuan(theirs)} 元，没有收", "请开票方重新发一份原文件")
    if str(found["开票时间"])[:10] != day:
        raise Refused("invoice_differs", "上面的开票日期和税务存的不一样，没有收", "请开票方重新发一份原文件")
    return found


def mine(who: Who) -> list[Mapping[str, Json]]:
    """Every invoice to the number of somebody's paper, as the bureau has it. Outside a transaction."""
    found = outside().sources.lookup(REGISTER, {"购方代码": who.id_number}, who, PURPOSE)
    return [row.columns for row in found.rows]


def bring(tx: Connection, found: Mapping[str, Json], person_id: str, way: str) -> bool:
    """Lay an invoice with a person's, once however it comes. `found`: as the bureau has it. False when it lies there already."""
    see(tx, found)
    return giving.lay(tx, str(found["number"]), person_id, way)


def see(tx: Connection, found: Mapping[str, Json]) -> None:
    """Keep what the bureau says now of an invoice that was not issued here."""
    number = str(found["number"])
    if queries.find_issued(tx, number) is not None:
        return
    row = {
        "seller": crypto.seal("elsewhere.seller", number, str(an_object(found["销方"])["名称"])),
        "day": date.fromisoformat(str(found["开票时间"])[:10]),
        "total": int(str(found["价税合计"])),
        "blue": found["蓝票号"] or None,
        "red_fen": -int(str(found["已冲金额"])),
        "seen_at": clock.now(),
    }
    before = hands.find_elsewhere(tx, number)
    if before is None:
        tx.execute(insert(elsewhere), {"number": number, **row})
    elif before.red_fen != row["red_fen"]:
        tx.execute(update(elsewhere).where(elsewhere.c.number == number).values(red_fen=row["red_fen"], seen_at=row["seen_at"]))
