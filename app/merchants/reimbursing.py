"""Handed in, given back, written off: an invoice is one company's at a time, and once written off it stays so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from app.events.invoices import ClaimAnswered, ClaimClosed, ClaimMade
from app.identity import queries as identity
from app.invoices.reimbursing import CLOSED, LOCKED, Facts, Person, fault, may_take_back
from app.kernel import clock, crypto
from app.kernel.errors import Conflict, Refused
from app.kernel.events import Happened, emit
from app.kernel.jsons import Json, an_object
from app.kernel.ports import outside as world
from app.kernel.relay import outside
from app.kernel.rows import Reader
from app.merchants import hands, queries, rules
from app.merchants.hands import Kept
from app.merchants.models import merchant, reimbursement, shop_staff
from app.merchants.rules import Post

MOST_LISTED = 200


@dataclass(frozen=True)
class Claim:
    """An invoice in a company's hands; `purpose` sealed."""

    number: str
    uscc: str
    person_id: str
    purpose: bytes
    state: str
    at: datetime
    closed_at: datetime | None
    closed_by: str | None

    @property
    def what_for(self) -> str:
        """What it was spent on, as whose it is says."""
        return crypto.unseal("reimbursement.purpose", self.number, self.purpose)


CLAIMS = Reader(Claim, reimbursement)


def find(tx: Connection, number: str) -> Claim | None:
    """In whose hands an invoice is, or None."""
    return CLAIMS.first(tx, CLAIMS.query.where(reimbursement.c.number == number))


def of(tx: Connection, uscc: str) -> list[Claim]:
    """What lies with a company: what waits first, then what was written off, the latest first."""
    wanted = CLAIMS.query.where(reimbursement.c.uscc == uscc)
    return CLAIMS.all(tx, wanted.order_by(reimbursement.c.state.desc(), reimbursement.c.at.desc()).limit(MOST_LISTED))


def states(tx: Connection, numbers: Sequence[str]) -> dict[str, tuple[str, str]]:
    """{number: (state, the company's name)} of those of these that lie with a company."""
    columns = (reimbursement.c.number, reimbursement.c.state, merchant.c.name)
    query = select(*columns).select_from(reimbursement.join(merchant, merchant.c.uscc == reimbursement.c.uscc))
    return {row.number: (row.state, row.name) for row in tx.execute(query.where(reimbursement.c.number.in_(numbers)))}


def offers(tx: Connection, usccs: Sequence[str]) -> list[tuple[str, str]]:
    """[(number, name)] of those of these companies that take invoices here."""
    query = select(merchant.c.uscc, merchant.c.name).where(merchant.c.uscc.in_(usccs), merchant.c.state == rules.OPENED)
    found = {row.uscc: row.name for row in tx.execute(query)}
    return [(one, found[one]) for one in dict.fromkeys(usccs) if one in found]


def facts(face: Mapping[str, Json]) -> Facts:
    """What of a face decides."""
    buyer, left = an_object(face["购方"]), int(str(face["价税合计"])) - int(str(face["已冲金额"]))
    return Facts(str(face["购方代码"] or ""), str(buyer["名称"]), buyer["自然人"] == "Y", left, face["颜色"] == "红")


def hand_in(tx: Connection, one: Kept, face: Mapping[str, Json], person_id: str, uscc: str, purpose: str) -> Claim:
    """Lock it for a company. The same again: as it is. Raises Refused `not_claimable`, Conflict `invoice_locked`, `invoice_closed`."""
    company = queries.find(tx, uscc)
    if company is None or company.state != rules.OPENED:
        raise Refused("company_not_here", "这家企业还没在这里收发票", "请单位的法定代表人先在“商家开票”里开通")
    me = identity.get_person(tx, person_id)
    if wrong := fault(facts(face), Person(me.id_number, me.name), uscc):
        raise Refused("not_claimable", *wrong)
    row = {"number": one.number, "uscc": uscc, "person_id": person_id, "state": LOCKED, "at": clock.now()}
    try:
        with tx.begin_nested():
            tx.execute(insert(reimbursement), {**row, "purpose": crypto.seal("reimbursement.purpose", one.number, purpose)})
    except IntegrityError:
        return _there(tx, one.number, person_id, uscc)
    for finance in _finance(tx, uscc):
        emit(tx, ClaimMade(one.number, uscc, finance, one.seller, one.total))
    return _get(tx, one.number)


def _there(tx: Connection, number: str, person_id: str, uscc: str) -> Claim:
    there = _get(tx, number)
    if there.state == CLOSED:
        raise Conflict("invoice_closed", f"“{_name(tx, there)}”已经报销过了", "一张发票只能报销一次")
    if (there.person_id, there.uscc) != (person_id, uscc):
        raise Conflict("invoice_locked", f"已被“{_name(tx, there)}”锁定", "请他们的财务退回，再交给别家")
    return there


def _name(tx: Connection, one: Claim) -> str:
    return queries.get(tx, one.uscc).name


def _get(tx: Connection, number: str) -> Claim:
    found = find(tx, number)
    if found is None:
        raise Conflict("not_locked", "这张没有交来，或者已经退回了", "刷新看看")
    return found


def _finance(tx: Connection, uscc: str) -> list[str]:
    """Who answers there."""
    rows = queries.STAFF.all(tx, queries.STAFF.query.where(shop_staff.c.uscc == uscc, shop_staff.c.ended_at.is_(None)))
    return [one.person_id for one in rows if one.person_id and rules.MAY["reimburse"] & set(one.roles)]


def take_back(tx: Connection, number: str, person_id: str) -> None:
    """Whose it is has it back after seven days of silence. Again: it is back. Raises Conflict."""
    there = find(tx, number)
    if there is None or there.person_id != person_id:
        return
    if there.state == CLOSED:
        raise Conflict("invoice_closed", "已经报销了，拿不回来", "一张发票只能报销一次")
    if not may_take_back(there.at, clock.now()):
        raise Conflict("claim_too_early", "交上去还不到 7 天", "急的话请财务退回")
    _free(tx, there)


def give_back(tx: Connection, number: str, post: Post, why: str) -> None:
    """The company does not take it. Raises Conflict `not_locked`, `invoice_closed`."""
    there = _theirs(tx, number, post)
    _free(tx, there)
    emit(tx, ClaimAnswered(number, there.person_id, _name(tx, there), False, why))


def _theirs(tx: Connection, number: str, post: Post) -> Claim:
    there = _get(tx, number)
    if there.uscc != post.uscc:
        raise Conflict("not_locked", "这张没有交来，或者已经退回了", "刷新看看")
    if there.state == CLOSED:
        raise Conflict("invoice_closed", "已经核销了，退不回去", "核销过的一直留着")
    return there


def _free(tx: Connection, there: Claim) -> None:
    still = (reimbursement.c.number == there.number, reimbursement.c.state == LOCKED, reimbursement.c.uscc == there.uscc)
    if tx.execute(delete(reimbursement).where(*still)).rowcount != 1:
        raise Conflict("not_locked", "这张刚刚有人处理过", "刷新看看")


def close(tx: Connection, number: str, face: Mapping[str, Json], post: Post) -> Claim:
    """Written off, for ever; the bureau is told that it stands in the company's books. Raises Conflict `not_locked`, `invoice_closed`."""
    there = find(tx, number)
    if there is not None and (there.state, there.uscc) == (CLOSED, post.uscc):
        return there
    there = _theirs(tx, number, post)
    if facts(face).left <= 0:
        raise Conflict("invoice_red", "这张已经冲红，不能核销", "退回给交的人")
    still = (reimbursement.c.number == number, reimbursement.c.state == LOCKED, reimbursement.c.uscc == post.uscc)
    values = {"state": CLOSED, "closed_at": clock.now(), "closed_by": post.person_id}
    if tx.execute(update(reimbursement).where(*still).values(**values)).rowcount != 1:
        raise Conflict("not_locked", "这张刚刚有人处理过", "刷新看看")
    emit(tx, ClaimClosed(number, post.uscc))
    emit(tx, ClaimAnswered(number, there.person_id, _name(tx, there), True, ""))
    return _get(tx, number)


@outside
def book(happened: Happened[ClaimClosed]) -> None:
    """The bureau notes that the buyer entered it in its books: from then on a red one needs its yes."""
    world().tax.book(happened.event.number, happened.event.uscc)


def forget_person(tx: Connection, person_id: str) -> None:
    """Whoever leaves has nothing that waits; what was written off is the company's book."""
    tx.execute(delete(reimbursement).where(reimbursement.c.person_id == person_id, reimbursement.c.state == LOCKED))


def held(tx: Connection, number: str, uscc: str) -> Kept:
    """An invoice that lies with a company. Raises Conflict `not_locked`."""
    there = _get(tx, number)
    if there.uscc != uscc:
        raise Conflict("not_locked", "这张没有交来，或者已经退回了", "刷新看看")
    return hands.described(tx, number)
