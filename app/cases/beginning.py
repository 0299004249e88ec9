"""How a draft is begun: once, where the item is done on the phone and nothing known speaks against it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

import orjson
from sqlalchemy import Connection, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from app.cases import deciding, pinned, records, rules, running, whose
from app.cases.models import case
from app.cases.records import Case
from app.catalog.queries import hall_for, require_offered
from app.catalog.words import NOT_YET
from app.checks import form as checks
from app.checks import wallet
from app.checks.gather import Gathered
from app.forms import prefill, reading
from app.forms.draft import Draft
from app.kernel import clock, crypto
from app.kernel.errors import Conflict, Refused, Unavailable
from app.kernel.ids import new_id
from app.language.checklist import Checklist, Item
from app.language.shape import PAGES


class Plan(NamedTuple):
    """A draft to be: `known`: values and where they come from; `open`: the number of the one there is already."""

    checklist: Checklist
    key: bytes
    known: tuple[dict[str, str], dict[str, str]]
    open: str | None


def begin(
    tx: Connection, account_id: str, person_id: str | None, item: Item, where: tuple[str, str | None], answers: Mapping[str, str],
    anyway: bool = False, gathered: Gathered | None = None, *, whole: bool,
) -> str:  # fmt: skip
    """A new draft, or the open one with the same item, place and answers. Returns its number. `where`: city and district, if any;
    `whole`: nothing is veiled for the caller.

    Raises Conflict `already_running` while one is on its way to the same result; `certificate_stands` when the wallet says it
    is not needed, unless `anyway`: the person knows better; `not_for_you` when another review point fails that can be decided with what
    was gathered before (deciding.before); Refused `not_built` (a guide), `cannot_start`, `answers_refused`.
    """
    city = where[0]
    plan = _planned(tx, account_id, person_id, item, where, answers, anyway)
    if plan.open is not None:
        if anyway:
            _insist(tx, plan.open)
        return plan.open
    if gathered is not None:
        deciding.stop(item, plan.checklist, answers, where, gathered, anyway)
    open_one = select(case.c.no).where(case.c.draft_key == plan.key)
    row = _new_row(account_id, person_id, item, where, dict(answers), plan.checklist, plan.key)
    unread = [] if whole or person_id is None else reading.to_read(plan.checklist.fields)
    row["form"] = records.seal_form(str(row["id"]), Draft({**plan.known[0]}, plan.known[1], person_id, anyway=anyway, unread=unread))
    for _ in range(5):
        try:
            with tx.begin_nested():
                tx.execute(insert(case), {**row, "no": rules.new_number(city, clock.today())})
        except IntegrityError:
            # The same draft begun twice at once, or one number in a hundred million drawn twice.
            found = tx.execute(open_one.with_for_update()).scalar()
            if found:
                return str(found)
            continue
        return str(tx.execute(open_one).scalar())
    raise Unavailable("no_number")


def _insist(tx: Connection, no: str) -> None:
    """The person knows better than the wallet, also of a draft that was begun before."""
    row = records.find(tx, no, lock=True)
    draft = records.open_form(row) if row else Draft(anyway=True)
    if row is not None and not draft.anyway:
        tx.execute(update(case).where(case.c.id == row.id).values(form=records.seal_form(row.id, replace(draft, anyway=True))))


def key_of(account_id: str, item: str, place: str, answers: Mapping[str, str]) -> bytes:
    """What one open draft of these carries; `place`: its district, or its city."""
    known = orjson.dumps(dict(answers), option=orjson.OPT_SORT_KEYS).decode()
    return crypto.blind("case_record.draft_key", f"{account_id}\n{item}\n{place}\n{known}")


def key_again(tx: Connection, row: Case) -> bytes:
    """For one that becomes a draft again: the key it had, or one of its own when another draft was begun meanwhile."""
    key = key_of(row.account_id, pinned.of(row.version).id, row.district or row.city, row.answers)
    taken = tx.execute(select(case.c.id).where(case.c.draft_key == key)).first()
    return key if taken is None else crypto.blind("case_record.draft_key", row.no)


def to_begin(
    tx: Connection, account_id: str, person_id: str | None, item: Item, where: tuple[str, str | None], answers: Mapping[str, str],
    anyway: bool = False,
) -> Checklist | None:  # fmt: skip
    """What `begin` would begin, as far as our own data say; None where there is nothing to begin. Raises as `begin` does."""
    plan = _planned(tx, account_id, person_id, item, where, answers, anyway)
    return plan.checklist if plan.open is None else None


def _planned(
    tx: Connection, account_id: str, person_id: str | None, item: Item, where: tuple[str, str | None], answers: Mapping[str, str],
    anyway: bool,
) -> Plan:  # fmt: skip
    """What is begun, or the draft that is open already."""
    city, district = where
    require_offered(item, city)
    if item.serves == "booking":
        raise Refused("cannot_start", "这件事是约时间去大厅", "打开「预约取号」，选大厅和时间")
    if item.serves in PAGES:
        raise Refused("cannot_start", "这件事不用交申请", f"打开「{item.short}」就能用")
    if item.serves != "case":
        hall = hall_for(item, city, district)["name"]
        raise Refused("not_built", NOT_YET, f"到{hall}办，或者打 {item.hotline['phone']} 问一问")
    checklist = pinned.plan(item, answers, city, district)
    if checklist.ability == "no":
        raise Refused("cannot_start", f"这样办不了：{checklist.situation.note}", "改一下回答")
    if checklist.ability not in pinned.STARTABLE:
        raise Refused("cannot_start", "这种情况手机上办不了", "看看要带什么、去哪里")
    mine = not whose.another_s(item, checklist)
    if mine:
        running.refuse(tx, item, person_id, answers)
    key = key_of(account_id, item.id, district or city, answers)
    found = tx.execute(select(case.c.no).where(case.c.draft_key == key)).scalar()
    if found:
        return Plan(checklist, key, ({}, {}), str(found))
    _require_room(tx, person_id or account_id)
    known = prefill.known(tx, checklist.fields, account_id, person_id)
    wrong = checks.of_answers(checks.errors(item, answers, city, known[0]))
    if wrong:
        raise Refused("answers_refused", "有一问和您的证件对不上", "改一下这一问", errors=wrong)
    if mine and not anyway and (stands := wallet.find(tx, item, checklist, person_id, clock.today())):
        raise Conflict("certificate_stands", stands["say"], stands["do"], certificate=stands["certificate"])
    return Plan(checklist, key, known, None)


def _require_room(tx: Connection, owner_id: str) -> None:
    """Raises Conflict `drafts_full`: nobody has so many errands at once, and each draft holds a form and files."""
    mine = select(func.count()).select_from(case).where(case.c.owner_id == owner_id, case.c.state == "draft")
    if tx.execute(mine).scalar_one() >= rules.MOST_DRAFTS:
        raise Conflict("drafts_full", f"没交的已经有 {rules.MOST_DRAFTS} 件了", "到“办件”里交掉或者删掉几件，再来办这件")


def _new_row(
    account_id: str, person_id: str | None, item: Item, where: tuple[str, str | None], answers: dict[str, str],
    checklist: Checklist, key: bytes,
) -> dict[str, object]:  # fmt: skip
    now = clock.now()
    return {
        "id": new_id(),
        "owner_id": person_id or account_id,
        "account_id": account_id,
        "draft_key": key,
        "item": item.id,
        "version": item.version,
        "city": where[0],
        "district": where[1],
        "answers": answers,
        "department": item.department,
        "state": "draft",
        "fee_fen": checklist.fee_fen,
        "provisional": False,
        "corrections": 0,
        "extended": False,
        "clock_at": now if item.remind and person_id else None,
        "created_at": now,
        "updated_at": now,
    }
