"""Face checks: three tries a day, each stored before WeChat is asked, each with one outcome that only WeChat gives."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlalchemy import ColumnElement, Connection, and_, func, insert, or_, select, update

from app.identity import joins, rules, service
from app.identity.joins import Claim, Proved
from app.identity.models import account, face_check, person
from app.kernel import clock, crypto
from app.kernel.errors import Conflict, NotFound, TooMany
from app.kernel.ids import new_id

OPENING = timedelta(minutes=1)  # WeChat has answered, or will not


@dataclass(frozen=True)
class Check:
    """`passed` None: not asked yet."""

    seq: str
    passed: bool | None
    about: bytes | None


def begin(tx: Connection, account_id: str, about: bytes | None = None, key: str | None = None) -> str:
    """A new check; its id is WeChat's out_seq_no. Raises TooMany `face_tries_used` when today's are used.

    One that is begun and never asked about counts as a try: else a stranger's face could be held up without end. One that is
    just being opened holds its place, so that six at once are three. The same `key` (of the caller's) begins one: Conflict
    `face_opening` while the first is still on its way.
    """
    tx.execute(select(account.c.id).where(account.c.id == account_id).with_for_update())
    seq = crypto.blind("face_check.key", f"{account_id}\n{key}\n{clock.today()}").hex()[:32] if key else new_id()
    if key and tx.execute(select(face_check.c.id).where(face_check.c.id == seq)).first():
        raise Conflict("face_opening", "刷脸正在打开", "等几秒再点一次")
    started = tx.execute(select(func.count()).where(*_today(account_id))).scalar() or 0
    held = tx.execute(select(func.count()).where(*_today(account_id), or_(face_check.c.counts.is_(True), _opening()))).scalar() or 0
    if held >= rules.FACE_TRIES or started >= rules.FACE_STARTS:
        raise TooMany("face_tries_used", "今天刷脸的次数用完了", "明天再试，或者带身份证去窗口办")
    row = {"id": seq, "account_id": account_id, "about": about, "counts": False, "created_at": clock.now()}
    tx.execute(insert(face_check), row)
    return seq


def opened(tx: Connection, seq: str, verify_id: str) -> None:
    """WeChat has opened it: from here on it counts, until it is known to have been harmless."""
    tx.execute(update(face_check).where(face_check.c.id == seq).values(verify_id=verify_id, counts=True))


def dropped(tx: Connection, seq: str) -> None:
    """WeChat did not open it: it costs nothing and holds no place. It stays as one of the day's starts."""
    unopened = (face_check.c.id == seq, face_check.c.verify_id.is_(None))
    tx.execute(update(face_check).where(*unopened).values(passed=False, counts=False, id=new_id()))


def get(tx: Connection, account_id: str, verify_id: str) -> Check:
    """A check of this account. Somebody else's is NotFound."""
    query = select(face_check.c.id, face_check.c.passed, face_check.c.about)
    row = tx.execute(query.where(face_check.c.verify_id == verify_id, face_check.c.account_id == account_id)).first()
    if row is None:
        raise NotFound()
    return Check(row.id, None if row.passed is None else bool(row.passed), bytes(row.about) if row.about else None)


def require_about(check: Check, who: Claim) -> None:
    """A face shown for another name than the one given now says nothing. Raises Conflict `face_outdated`."""
    if check.about and check.about != who.blind:
        raise _outdated()


def finish(tx: Connection, account_id: str, seq: str, passed: bool, reason: int) -> Proved:
    """What came of it, as WeChat says now. Passing proves who the account is and raises its level for a day; asking again does not
    lengthen that. A face shown for another name than the account now claims proves nothing: Conflict `face_outdated`.
    """
    counts = not passed and rules.face_counts(reason)
    about = tx.execute(select(face_check.c.about).where(face_check.c.id == seq)).scalar()
    mine = joins.lock(tx, account_id, bytes(about or b""))
    open_ = (face_check.c.id == seq, face_check.c.passed.is_not(True))
    changed = tx.execute(update(face_check).where(*open_).values(passed=passed, counts=counts)).rowcount
    if not changed or not passed:
        return Proved(False, [])
    now = clock.now()
    if mine.person_id is None:
        return _join(tx, mine, bytes(about or b""), now)
    if about and bytes(about) != bytes(tx.execute(select(person.c.id_number_blind).where(person.c.id == mine.person_id)).scalar() or b""):
        raise _outdated()
    tx.execute(update(account).where(account.c.id == account_id).values(face_at=now, proved_at=mine.proved_at or now))
    return Proved(False, joins.prove(tx, account_id, mine.person_id, joined=False))


def tries_left(tx: Connection, account_id: str) -> int:
    """How often one may still try today."""
    used = select(func.count()).where(*_today(account_id), face_check.c.counts.is_(True))
    return max(0, rules.FACE_TRIES - int(tx.execute(used).scalar() or 0))


def _join(tx: Connection, mine: joins.Bound, about: bytes, now: datetime) -> Proved:
    claimed: Claim | None = joins.open_claim(mine.id, mine.claim)
    if claimed is None or claimed.blind != about:
        raise _outdated()
    person_id, _ = service.person_of(tx, claimed)
    proof = {"claim": None, "person_id": person_id, "level": max(mine.level, rules.REAL_NAME), "face_at": now, "proved_at": now}
    tx.execute(update(account).where(account.c.id == mine.id).values(**proof))
    service.known(tx, person_id)
    return Proved(True, joins.prove(tx, mine.id, person_id, joined=True))


def _outdated() -> Conflict:
    return Conflict("face_outdated", "刷的不是现在填的这个人", "重新刷一次")


def _opening() -> ColumnElement[bool]:
    return and_(face_check.c.verify_id.is_(None), face_check.c.passed.is_(None), face_check.c.created_at > clock.now() - OPENING)


def _today(account_id: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    midnight = datetime.combine(clock.today(), time(), clock.CHINA)
    return face_check.c.account_id == account_id, face_check.c.created_at >= midnight
