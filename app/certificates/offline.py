"""A shown code that says itself what it shows, for whoever checks it where there is no network: fields, moment of its end, signature.

Who looks then is not known here. So the holder asks for such a code, and reads in 谁看过我的信息 that there was one.
"""

from __future__ import annotations

from datetime import datetime

import orjson
from sqlalchemy import Connection

from app.certificates import queries, service
from app.kernel import tickets
from app.kernel.audit import note_read

PAGE = "/h5/check/"  # opens without a network once it was opened with one (edge/house.py)
UNIT = "拿到这个码的人"


def ticket(tx: Connection, person_id: str, certificate_id: str, code: str, shown: tuple[str, ...], until: datetime) -> str:
    """What the picture says: the code, what it shows until when, signed. The holder reads of it."""
    one = queries.get(tx, person_id, certificate_id)
    _, lines = service.said(tx, one, person_id, shown)
    told = {"e": int(until.timestamp()), "t": one.kind.name, "l": [[line["label"], line["text"]] for line in lines]}
    note_read(tx, person_id, UNIT, service.named(shown), f"没有网络时核对{one.kind.name}")
    return tickets.sign(f"{code}.{tickets.text(orjson.dumps(told))}")
