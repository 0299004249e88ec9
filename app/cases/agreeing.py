"""A case whose item asks others: it waits for their yes, then goes to its department; a no, or silence, gives it back.

Whoever moves it holds its row first, so that of two who answer at once the second sees what the first has done.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Connection

from app.appointments import rules as visits
from app.appointments import slots
from app.cases import beginning, deciding, moves, passing, pinned, queries, records, rules, slotting
from app.cases.pinned import Standing
from app.cases.records import Case, Words
from app.catalog.bring import trip_text
from app.deadlines import timers
from app.deadlines.rules import dates_from
from app.identity import queries as identity
from app.kernel import clock, db
from app.kernel.audit import note_read
from app.kernel.errors import Conflict, NotFound, Refused
from app.kernel.events import Event, emit_all
from app.kernel.masks import mask_name
from app.language.checklist import Item
from app.participants import queries as asked
from app.participants import service as participants
from app.participants.queries import Stored
from app.participants.rules import ASKED, CLOSED, LAPSE, LAPSED, REFUSED, Wanted, Who, due, in_time, settled
from app.participants.words import moment

BATCH = 200
ALL_AGREED, NOBODY_OBJECTED = "要同意的人都同意了。", "到时间没有人不同意。"
NOT_AGREED, TIME_GONE = "要同意的人没有同意", "约的时间已经不在了"


def agreed(tx: Connection, at: Standing) -> frozenset[str]:
    """The roles in which all have agreed who must. No statement where nothing hangs on it."""
    if not at.item.participants or not deciding.hangs_on_signing(at):
        return frozenset()
    answers = [(one.role, one.state) for one in asked.of_case(tx, at.case.no)]
    roles = {role for role, _ in answers}
    return frozenset(one for one in roles if _settled([answer for answer in answers if answer[0] == one], at.item))


def begin(tx: Connection, at: Standing, wanted: Sequence[Wanted], who: tuple[str, str], columns: moves.Changes) -> list[Stored]:
    """It stands and waits. `who`: the applicant's person and account; `columns`: what else of the case changes. Returns who is asked.
    Raises Refused `slot_soon`."""
    row, item = at.case, at.item
    wanted = _in_time(tx, at, wanted)
    moves.make(tx, row, "to_agree", rules.APPLICANT, "您", "本人", **columns)
    waits = participants.ask(tx, row.no, wanted)
    until = moment(min(one.until for one in waits))
    say = f"{who_is_asked(waits)}要在 {until} 前同意{enough(waits, item)}。没收到消息的，把链接发过去。"
    told = ("等对方同意", "brand", say)
    emit_all(tx, moves.message(row, item, "to_agree", told, who))
    return waits


def _in_time(tx: Connection, at: Standing, wanted: Sequence[Wanted]) -> list[Wanted]:
    """Nobody is asked longer than the time that was booked with it lets. Raises Refused `slot_soon` where whoever may say nothing would
    still be asked when it begins: nobody can know by then whether it is needed."""
    booked, now = slotting.booked(tx, at, records.open_form(at.case)), clock.now()
    if booked is None or at.case.submitted_at is not None:
        return list(wanted)
    by = visits.answered_by(booked.starts_at, now)
    asked_, late = in_time(wanted, quiet(at.item), booked.starts_at, by, now)
    if late:
        say = f"{late.shown.label}可以到 {moment(now + timedelta(minutes=late.minutes))} 再回答，选那以后的时间。"
        errors = [{"field": one.id, "say": say} for one in slotting.fields(at.item)]
        raise Refused("slot_soon", "选的时间太早", "换个晚一点的时间", errors=errors, kept="您填的都留着。")
    return asked_


@dataclass(frozen=True)
class Opened:
    """A question as whom it was for opens it, with its case."""

    question: Stored
    at: Standing


def opened(tx: Connection, key: str, person_id: str) -> Opened:
    """The question behind a link, for its person. What never was and what is somebody else's are one answer: NotFound
    `link_not_yours`. Raises Conflict `question_over` for one whose time is over, or that was taken back."""
    person = identity.get_person(tx, person_id)
    question = asked.by_key(tx, key)
    row = records.find(tx, question.case_no) if question else None
    if question is None or row is None or question.who != asked.blind(Who(person.name, person.id_number)):
        raise NotFound("link_not_yours", "这个链接不是发给您的", "请收到链接的人用自己的微信打开；姓名和身份证号要和申请人写的一样")
    if question.state in (CLOSED, LAPSED) or (question.state == ASKED and clock.now() >= question.until):
        raise participants.over(question)
    return Opened(question, pinned.standing(row))


def note(tx: Connection, found: Opened) -> None:
    """The applicant reads who has looked at their things."""
    question, at = found.question, found.at
    what = ["姓名", *(line.label for line in question.text.lines)]
    unit = f"{question.text.label} {mask_name(question.named.name)}"
    note_read(tx, at.case.owner_id, unit, what, f"请对方同意，办{at.item.short}", at.case.no)


@dataclass(frozen=True)
class Answer:
    """What somebody says. `read`: SHA-256, in hex, of what they read; `tell`: the applicant may read the reason."""

    agree: bool
    read: str
    reason: str = ""
    tell: bool = False


def answer(tx: Connection, participant_id: str, person_id: str, said: Answer) -> Stored:
    """What somebody says. With the last yes the case goes to its department, now; with a no it is given back. Raises as
    participants.service.answer does, and NotFound `link_not_yours`."""
    question = opened(tx, participant_id, person_id).question
    row = records.find(tx, question.case_no, lock=True)
    if row is None:
        raise NotFound("link_not_yours", "这个链接不是发给您的", "请申请人再发一次")
    before = opened(tx, question.id, person_id).question
    if said.read != before.text_hash.hex():
        raise Conflict("text_changed", "内容变了", "重新看一遍再回答")
    after = participants.answer(tx, before, said.agree, said.reason, said.tell)
    if before.state == ASKED:
        _go_on(tx, row, after)
    return after


def take_back(tx: Connection, no: str, owners: Collection[str]) -> queries.Whole:
    """The applicant takes it back to change it; nobody is asked any more. A yes to a text that is changed is none. Raises Conflict
    `impossible_move`."""
    row = records.get(tx, no, owners, lock=True)
    _give_back(tx, row, rules.APPLICANT, "您", "收回来改")
    return queries.one(tx, no, owners)


def push(tx: Connection, no: str, owners: Collection[str], participant_id: str) -> Stored:
    """The applicant reminds somebody. Raises Conflict `nobody_to_remind` for whom this case does not ask, TooMany."""
    row = records.get(tx, no, owners, lock=True)
    question = asked.by_key(tx, participant_id)
    if question is None or question.case_no != row.no:
        raise participants.not_asked()
    return participants.push(tx, question)


def sweep() -> tuple[int, int]:
    """Remind those whose hour has come, give back cases whose time is over. Returns how many of each."""
    reminded = lapsed = 0
    while True:
        with db.reading() as tx:
            rows = asked.due(tx, db.moment(tx), BATCH)
        for case_no, participant_id in rows:
            done = db.in_transaction(_tick, case_no, participant_id)
            reminded, lapsed = reminded + (done == "remind"), lapsed + (done == LAPSE)
        if len(rows) < BATCH:
            return reminded, lapsed


def _tick(tx: Connection, case_no: str, participant_id: str) -> str | None:
    """Of two who sweep at once the second finds nothing due any more."""
    row = records.find(tx, case_no, lock=True)
    question = asked.by_key(tx, participant_id)
    if row is None or question is None or question.state != ASKED:
        return None
    now = db.moment(tx)
    what = due(question.until, question.next_at, now)
    if what == LAPSE:
        participants.lapse(tx, question)
        if question.role in quiet(pinned.of(row.version)):
            _quietly(tx, row)
            return what
        said = f"{question.text.label}{mask_name(question.named.name)}到时间没有回答"
        time = _give_back(tx, row, rules.CLOCK, "省事", said)
        _tell(tx, row, "not_agreed", "没等到同意", "grey", f"{said}，退回草稿了。{time}填的都留着，可以再请一次。")
    elif what is not None:
        participants.remind(tx, question, now)
    return what


def _go_on(tx: Connection, row: Case, question: Stored) -> None:
    name = f"{question.text.label}{mask_name(question.named.name)}"
    item = pinned.of(row.version)
    if question.state == REFUSED:
        why = f"：{question.why_not}" if question.reason_open else ""
        then = next((f"{one.if_no}。" for one in item.participants if one.role == question.role and one.if_no), "")
        time = _give_back(tx, row, rules.PARTICIPANT, question.text.label, f"{name}不同意{why}")
        _tell(tx, row, "not_agreed", "对方没同意", "bad", f"{name}不同意，退回草稿了，点开看看。{then}{time}填的都留着。")
        return
    if question.role in {one.role for one in item.participants if one.need == "one"}:
        participants.close(tx, row.no, question.role)
    if _settled(_answers(tx, row), item):
        _hand_in(tx, row)
    else:
        _tell(tx, row, "agreed", "对方同意了", "brand", f"{name}同意了，还在等别的人。")


def _quietly(tx: Connection, row: Case) -> None:
    """The time of somebody who may say nothing is over. It goes on once nobody else is waited for."""
    if _settled(_answers(tx, row), pinned.of(row.version)):
        _hand_in(tx, row, NOBODY_OBJECTED)


def _answers(tx: Connection, row: Case) -> list[tuple[str, str]]:
    return [(one.role, one.state) for one in asked.of_case(tx, row.no)]


def _settled(answers: Sequence[tuple[str, str]], item: Item) -> bool:
    return settled(answers, {one.role for one in item.participants if one.need == "one"}, quiet(item))


def _hand_in(tx: Connection, row: Case, opinion: str = ALL_AGREED) -> None:
    """All have agreed: this is the moment it is handed in, and its dates run from now."""
    at, said = pinned.standing(row), Words(opinion=opinion)
    if row.submitted_at is None and slotting.gone(tx, at, records.open_form(row)):
        _give_back(tx, row, rules.CLOCK, "省事", TIME_GONE)
        _tell(tx, row, "not_agreed", "约的时间不在了", "turn", f"{opinion}{TIME_GONE}，退回草稿了。选个新的时间再交，填的都留着。")
        return
    deciding.sign(tx, at, agreed(tx, at))
    if row.submitted_at is not None:
        later = moves.resumed(at, clock.today())
        moves.make(tx, row, "corrected", rules.PARTICIPANT, "您", "", said=said, correct_by=None, **later)
        moves.tell(tx, row, at.item, "corrected", moves.facts_of(row, at.item, "corrected"), *passing.mended(tx, at))
        return
    dates = dates_from(clock.today(), at.checklist.promise, at.checklist.statutory)
    columns: moves.Changes = {"promised_on": dates.promised, "legal_on": dates.legal, "provisional": dates.provisional}
    moves.make(tx, row, "submitted", rules.PARTICIPANT, "您", "", said=said, submitted_at=clock.now(), **columns)
    facts = moves.facts_of(
        row, at.item, "submitted", by=dates.promised, provisional=dates.provisional, trip=trip_text(at.checklist) or "", agreed=True
    )
    moves.tell(tx, row, at.item, "submitted", facts, *passing.handed_in(tx, at, records.open_form(row).values))


def _give_back(tx: Connection, row: Case, who: str, unit: str, reason: str) -> str:
    """As it was before it waited: a draft, or a correction that is not handed in yet. Returns what the applicant reads of the time that
    was booked with it and is free again; empty where none was, or where they took it back themselves and may keep it."""
    to = "draft" if row.submitted_at is None else "to_correct"
    moves.require(row, to, who)
    participants.close(tx, row.no)
    again: moves.Changes = {"correct_by": timers.correct_again(row.correct_by, clock.today())}
    if to == "draft":
        deciding.forget(tx, row.id)
        again = {"draft_key": beginning.key_again(tx, row), "running_key": None}
    moves.make(tx, row, to, who, unit, "", said={"reason": reason}, **again)
    return _time_back(tx, row, who) if to == "draft" else ""


def _time_back(tx: Connection, row: Case, who: str) -> str:
    """What becomes of the time: who takes it back has it for minutes more; else another can have it, and all who knew hear so."""
    if who == rules.APPLICANT:
        slots.hold_again(tx, row.no)
        return ""
    freed = slots.give_back(tx, row.no, NOT_AGREED)
    if freed is None:
        return ""
    participants.tell_given_back(tx, row.no, freed.starts_at, freed.where["name"])
    return f"约的 {moment(freed.starts_at)} 退回去了，不算您没来，要再选。"


def _tell(tx: Connection, row: Case, to: str, title: str, tone: str, say: str) -> None:
    told: Event = moves.message(row, pinned.of(row.version), to, (title, tone, say))
    emit_all(tx, told)


def who_is_asked(waits: Collection[Stored]) -> str:
    """监护人（吴*燕）、见证人（赵*伟）."""
    return "、".join(f"{one.text.label}（{mask_name(one.named.name)}）" for one in waits)


def quiet(item: Item) -> frozenset[str]:
    """Roles in which whoever says nothing in time has nothing against it."""
    return frozenset(one.role for one in item.participants if one.quiet)


def enough(waits: Collection[Stored], item: Item) -> str:
    """，一位同意就行: where one yes of several is; ，到时间没说不同意，也往下办: where nothing said in time is a yes."""
    if waits and all(one.role in quiet(item) for one in waits):
        return "，到时间没说不同意，也往下办"
    ones = {one.role for one in item.participants if one.need == "one"}
    several = [one for one in waits if one.role in ones and one.place]
    return "，一位同意就行" if several and all(one.role in ones for one in waits) else ""
