"""Papers to take away: made, signed, remembered by a code under which anybody may check what they say. The file itself is not kept."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

import orjson
from sqlalchemy import Connection, delete, insert, select, update

from app.kernel import audit, clock, crypto, seals
from app.kernel.errors import NotFound
from app.kernel.ids import new_id
from app.kernel.masks import mask_document, mask_name
from app.kernel.rows import Reader
from app.language.registers import is_id
from app.language.showing import Sheet, day
from app.lookups import drawing
from app.lookups.drawing import Order
from app.lookups.layout import Footing
from app.lookups.models import paper

LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # none that is read as another
LENGTH = 16  # 80 bits
CHECKED_FOR = timedelta(days=366)
UNTIL = "有效至"  # the label of the last day that a paper is good for, where it has one
STILL_FIRST = timedelta(minutes=10)  # who looks again so soon is still the one who looked first
PLACE = "paper.told"


@dataclass(frozen=True)
class Stored:
    """A paper's row."""

    id: str
    person_id: str
    told: bytes
    sha256: bytes
    created_at: datetime
    once: bool
    checked_at: datetime | None


STORED = Reader(Stored, paper)


@dataclass(frozen=True)
class Checked:
    """What stands on a paper, label and text. `used`: when it was checked first, where it is good for one use and that is over."""

    lines: list[tuple[str, str]]
    used: datetime | None = None


@dataclass(frozen=True)
class Made:
    """A signed file and its code."""

    pdf: bytes
    code: str


def make(sheet: Sheet, name: str, department: str, page: str) -> Made:
    """The file, signed. `department`: whose figures these are; `page`: that checks a code. No transaction is open."""
    code = "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(LENGTH // 4))
    made = f"{day(clock.today())}，省事按{department}系统给出的数据生成"
    seal = seals.seal()
    footing = Footing(made, code, f"{page}?c={code}", seals.name(seal), page)
    return Made(drawing.draw(Order(sheet, name, footing, seal)), code)


def remember(tx: Connection, person_id: str, item: str, sheet: Sheet, name: str, made: Made, once: bool = False) -> None:
    """What was made, so that it can be checked. `item`: what it is of; `once`: it is good for one use."""
    new = new_id()
    told = {"title": sheet.title, "name": mask_name(name), "facts": [list(one) for one in sheet.facts]}
    row = {
        "id": new,
        "person_id": person_id,
        "item": item,
        "code_blind": _blind(made.code),
        "told": crypto.seal(PLACE, new, orjson.dumps(told).decode()),
        "sha256": hashlib.sha256(made.pdf).digest(),
        "created_at": clock.now(),
        "once": once,
    }
    tx.execute(insert(paper), row)


def is_code(text: str) -> bool:
    """Whether something scanned or typed may be a paper's code: with or without its hyphens, in any case."""
    plain = _plain(text)
    return len(plain) == LENGTH and all(one in LETTERS for one in plain)


def check(tx: Connection, code: str, unit: str) -> Checked:
    """The paper with this code. Whose it is hears of it. Raises NotFound."""
    row = STORED.first(tx, STORED.query.where(paper.c.code_blind == _blind(code)).with_for_update())
    if row is None or row.created_at < clock.now() - CHECKED_FOR:
        raise NotFound("code_unknown", "没有这个防伪码，或者过了一年", "对着文件再输一次；还不对，请对方重新下载一份")
    return _looked_at(tx, row, unit)


def check_file(tx: Connection, sha256: bytes, unit: str) -> Checked:
    """The paper that is this very file, byte for byte. Whose it is hears of it. Raises NotFound."""
    row = STORED.first(tx, STORED.query.where(paper.c.sha256 == sha256).with_for_update())
    if row is None or row.created_at < clock.now() - CHECKED_FOR:
        raise NotFound("file_unknown", "不是这里开出的，或者被改过", "请对方重新下载一份；过了一年的也查不到")
    return _looked_at(tx, row, unit)


def _looked_at(tx: Connection, row: Stored, unit: str) -> Checked:
    told, now = orjson.loads(crypto.unseal(PLACE, row.id, row.told)), clock.now()
    audit.note_read(tx, row.person_id, unit, ["盖章文件"], f"核对{told['title']}")
    if row.checked_at is None:
        tx.execute(update(paper).where(paper.c.id == row.id).values(checked_at=now))
    said = [(label, mask_document(text) if is_id(text) else text) for label, text in told["facts"]]
    facts = [("文件", told["title"]), ("姓名", told["name"]), *said]
    lines = [*facts, ("生成时间", _moment(row.created_at)), ("文件指纹", row.sha256.hex()[:16])]
    over = row.once and row.checked_at is not None and now > row.checked_at + STILL_FIRST
    return Checked(lines, row.checked_at if over else None)


def _moment(at: datetime) -> str:
    made = clock.china(at)
    return f"{day(made.date())} {made:%H:%M}"


def all_of(tx: Connection, person_id: str) -> tuple[list[dict[str, object]], None]:
    """Every paper of a person, opened, for the file of their data."""
    rows = STORED.all(tx, STORED.query.where(paper.c.person_id == person_id).order_by(paper.c.created_at))
    told = [(row, orjson.loads(crypto.unseal(PLACE, row.id, row.told))) for row in rows]
    return [{"name": one["title"], "at": clock.rfc3339(row.created_at), "sha256": row.sha256.hex()} for row, one in told], None


def count(tx: Connection, person_id: str) -> int:
    """How many there are."""
    return len(tx.execute(select(paper.c.id).where(paper.c.person_id == person_id)).all())


def forget(tx: Connection, person_id: str) -> None:
    """A person's papers can be checked no longer."""
    tx.execute(delete(paper).where(paper.c.person_id == person_id))


def forget_old(tx: Connection) -> int:
    """Delete those nobody can check any more. Returns how many."""
    return tx.execute(delete(paper).where(paper.c.created_at < clock.now() - CHECKED_FOR)).rowcount


def _plain(code: str) -> str:
    return "".join(code.split()).replace("-", "").upper()


def _blind(code: str) -> bytes:
    return crypto.blind("paper.code", _plain(code))
