"""A certificate handed over by scanning, with consent: a window scans the holder's code and asks for fields for a purpose, the holder reads
who asks what for and says yes or no, and only then is anything seen; the use stands in 谁看过我的信息.

open, until the code dies; asked, until nobody answered; agreed, for as long as it may be fetched; refused. What came to nothing is over.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

import orjson
from sqlalchemy import Connection, insert, update

from app.certificates import queries, rules
from app.certificates.kinds import kinds
from app.certificates.models import handover
from app.kernel import clock, crypto
from app.kernel.audit import note_read
from app.kernel.errors import Conflict, NotFound, Refused
from app.kernel.ids import new_id
from app.kernel.rows import Reader
from app.reference import departments

ANSWERED = timedelta(seconds=60)  # in which the holder says yes or no
FETCHED = timedelta(minutes=10)  # in which the window reads what it was given
OVER = "over"
MARK = "win_"  # a code begins so: who scans it and is no window is told that it shows nothing


@dataclass(frozen=True)
class Asks:
    """What a window asks for: fields of a kind of certificate, by their labels; `unit`: as its holder reads it."""

    kind: str
    fields: tuple[str, ...]
    purpose: str
    unit: str


@dataclass(frozen=True)
class Handover:
    """A row; `asks` is sealed, and None while nobody has asked."""

    id: str
    certificate_id: str
    person_id: str
    state: str
    department: str | None
    asks: bytes | None
    until: datetime

    @property
    def now(self) -> str:
        """The state by the clock."""
        return OVER if self.state != "refused" and self.until < clock.now() else self.state


ROWS = Reader(Handover, handover)


def present(tx: Connection, person_id: str, certificate_id: str) -> tuple[str, str]:
    """A code that a window can ask by for 60 seconds, and the id its holder watches. Raises NotFound, Conflict."""
    one = queries.get(tx, person_id, certificate_id)
    if not queries.showable(one):
        raise Conflict("cannot_show", "这个证现在不能出示", "看看是不是过期了")
    code, new = MARK + secrets.token_urlsafe(18), new_id()
    row = {"id": new, "code_blind": _hash(code), "certificate_id": one.id, "person_id": person_id, "state": "open"}
    tx.execute(insert(handover), {**row, "until": clock.now() + rules.CODE_LIVES})
    return new, code


def ask(tx: Connection, department: str, code: str, asks: Asks) -> tuple[str, bool | None, list[queries.Line]]:
    """A window asks, or asks again what became of it: the state, and once it was agreed whether the certificate is valid and what it says.

    Raises NotFound for a code that is dead or nobody's, Conflict for one by which something else was asked, Refused for another kind of
    certificate and for what does not stand on it; then the code is as good as before.
    """
    row = ROWS.first(tx, ROWS.query.where(handover.c.code_blind == _hash(code)).with_for_update())
    if row is None or (row.state == "open" and row.now == OVER):
        raise NotFound("code_expired", "这个码不对，或者已经过了 60 秒", "请对方重新出示一次")
    one = queries.get(tx, row.person_id, row.certificate_id)
    if row.asks is None:
        _fitting(one, asks)
        asked = {"state": "asked", "department": department, "asks": _seal(row.id, asks), "until": clock.now() + ANSWERED}
        tx.execute(update(handover).where(handover.c.id == row.id).values(**asked))
        return "asked", None, []
    if (row.department, _open(row.id, row.asks)) != (department, asks):
        raise Conflict("code_used", "这个码已经有人问过了", "请对方重新出示一次")
    if row.now != "agreed":
        return row.now, None, []
    if not queries.showable(one):
        return row.now, False, []
    note_read(tx, row.person_id, asks.unit, [one.kind.name, *asks.fields], f"{asks.purpose}（您在手机上同意的）")
    return row.now, True, [{"label": label, "text": one.fields[label]} for label in asks.fields if one.fields.get(label)]


def look(tx: Connection, person_id: str, handover_id: str) -> tuple[str, datetime, str, Asks | None]:
    """What its holder reads: the state, until when, the certificate's name, who asks what for. Somebody else's is NotFound."""
    row = _mine(tx, person_id, handover_id)
    one = queries.get(tx, person_id, row.certificate_id)
    return row.now, row.until, one.kind.name, _open(row.id, row.asks) if row.asks else None


def answer(tx: Connection, person_id: str, handover_id: str, yes: bool) -> str:
    """The holder's yes or no; said again it is the same. Raises NotFound; Conflict where nobody
    asked, it is too late, or the other was said."""
    row, said = _mine(tx, person_id, handover_id, lock=True), "agreed" if yes else "refused"
    if row.state == said:
        return said
    if row.state in ("agreed", "refused"):
        raise Conflict("answered", "您已经回答过了", "想改，重新出示一次")
    if row.state == "open":
        raise Conflict("nobody_asked", "还没有窗口扫这个码", "请窗口扫一下")
    if row.now == OVER:
        raise Conflict("too_late", "过了 60 秒没回答，对方什么也没看到", "请重新出示一次")
    until = clock.now() + FETCHED
    tx.execute(update(handover).where(handover.c.id == row.id).values(state=said, until=until))
    return said


def called(department: str, window: str) -> str:
    """A window as the holder reads it: its department by the name that is known here, and what it calls itself."""
    name = str(departments()[department]["name"])
    return f"{name} {window}" if window else name


def _fitting(one: queries.Held, asks: Asks) -> None:
    if one.kind.id != asks.kind:
        raise Refused("other_certificate", "出示的不是这种证件", f"请对方出示{kinds()[asks.kind].name}")
    if strange := [label for label in asks.fields if label not in one.kind.fields]:
        raise Refused("field_unknown", f"{one.kind.name}上没有：{'、'.join(strange)}", f"可以问：{'、'.join(one.kind.fields)}")


def _mine(tx: Connection, person_id: str, handover_id: str, lock: bool = False) -> Handover:
    query = ROWS.query.where(handover.c.id == handover_id, handover.c.person_id == person_id)
    row = ROWS.first(tx, query.with_for_update() if lock else query)
    if row is None:
        raise NotFound()
    return row


def _seal(handover_id: str, asks: Asks) -> bytes:
    return crypto.seal("handover.asks", handover_id, orjson.dumps(asks).decode())


def _open(handover_id: str, sealed: bytes) -> Asks:
    told = orjson.loads(crypto.unseal("handover.asks", handover_id, sealed))
    return Asks(told["kind"], tuple(told["fields"]), told["purpose"], told["unit"])


def _hash(code: str) -> bytes:
    return crypto.blind("handover.code", code)
