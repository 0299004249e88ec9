"""Every way a case ends, by every kind of item: its outcome, one event, one message; told again, or crossed, it changes nothing."""

from datetime import timedelta

import pytest
from sqlalchemy import insert, select, update

from app.cases import rules
from app.cases.models import case, case_action
from app.cases.rules import APPLICANT, CLOCK, DEPARTMENT
from app.events.cases import CaseEnded
from app.kernel import clock, db
from app.kernel.models import outbox
from app.kernel.relay import Relay
from app.publishing import current
from app.supervision import service as supervision
from deploy.emptying import empty, own
from tests.applications import PASSPORT, Department, submitted
from tests.errands import ready, submit
from tests.known import proved
from tests.residents import Resident, drain

# Kinds of item: a certificate and a fee; a certificate and no fee; nothing on paper and no fee; a fee and nothing on paper, at once.
KINDS = ("passport-renew", "kin-proof", "rent-help", "village-dues")
WAYS = sorted(
    (state, to, who) for state, moves in rules.MOVES.items() for to, roles in moves.items() if to in rules.OUTCOMES for who in roles
)
# A no of one office among several ends it from any state: those ways are walked with the offices (tests/department/test_offices.py).
HANDED_IN = [way for way in WAYS if way[0] not in ("draft", "to_agree") and way[2] != rules.OFFICE]
BY_PEOPLE = [way for way in HANDED_IN if way[2] in (APPLICANT, DEPARTMENT)]


@pytest.fixture(scope="module")
def worlds():
    return {}


@pytest.fixture(params=KINDS)
def one(request, imaginary_throughout, app, sandbox, worlds):
    """A resident's case of this kind, handed in, and its department. Brought there once over HTTP."""
    sandbox.control("POST", "/settings", department_auto=False)
    item = request.param
    if item not in worlds:
        lin = proved(app, sandbox)
        if item == "passport-renew":
            no = submitted(lin)
        else:
            found = current().item(item)
            every = [one for one in found.every_answer() if found.checklist(one, "440100").ability == "full"]
            no = ready(lin, item, max(every, key=lambda answers: found.checklist(answers, "440100").fee_fen))
            submit(lin, no)
            drain()
        with db.reading() as tx:
            rows = {table: [dict(row._mapping) for row in tx.execute(select(table))] for table in own()}
        worlds[item] = lin, no, rows
    lin, no, rows = worlds[item]
    empty()
    with db.transaction() as tx:
        for table, those in rows.items():
            if those:
                tx.execute(insert(table), those)
    return lin, no, Department(app, current().item(item).department)


def stand(no, state):
    """The case in this state; its dates are those it was handed in with."""
    with db.transaction() as tx:
        tx.execute(update(case).where(case.c.no == no).values(state=state))


def act(lin, no, department, to, who):
    """The move by whoever makes it: people over HTTP, the clock when it comes by after the last day."""
    if who == CLOCK:
        yesterday = clock.today() - timedelta(days=1)
        with db.transaction() as tx:
            tx.execute(update(case).where(case.c.no == no).values(correct_by=yesterday, pay_by=yesterday, clock_at=clock.now()))
        assert supervision.tick() == 1
        return lin.get(f"/api/cases/{no}")
    if who == APPLICANT:
        return lin.post(f"/api/cases/{no}/withdrawal")
    result = {"result": PASSPORT} if to == "approved" and "passport" in lin.get(f"/api/cases/{no}").json["item"] else {}
    return department.send(no, to, reason="不符合规定" if to != "approved" else "窗口交了", **result)


def ended(no):
    """What was told of ends and has not been heard yet."""
    with db.reading() as tx:
        rows = tx.execute(select(outbox.c.data).where(outbox.c.name == CaseEnded.KIND)).scalars()
    return [one["outcome"] for one in rows if one["case_no"] == no]


def snapshot(no):
    with db.reading() as tx:
        row = tx.execute(select(case).where(case.c.no == no)).one()
        moves = tx.execute(select(case_action.c.to).where(case_action.c.case_id == row.id).order_by(case_action.c.id)).scalars().all()
        waits = tx.execute(select(outbox.c.name)).scalars().all()
    return row, moves, sorted(waits)


def test_every_end_of_the_table_is_concluded_by_an_outcome_and_nothing_else_is():
    assert {to for _, to, _ in WAYS} == set(rules.OUTCOMES) and set(rules.OUTCOMES) == (rules.ENDED - {"done"}) | {"approved"}
    # A decision is followed by its delivery and by nothing that would conclude it again.
    for to in rules.OUTCOMES:
        seen, todo = set(), [to]
        while todo:
            for after in rules.MOVES[todo.pop()]:
                assert after not in rules.OUTCOMES, (to, after)
                if after not in seen:
                    seen.add(after)
                    todo.append(after)


@pytest.mark.parametrize(("state", "to", "who"), HANDED_IN)
def test_each_end_has_its_outcome_one_event_and_one_message(one, state, to, who):
    lin, no, department = one
    stand(no, state)
    before = len(lin.get("/api/messages").json["messages"])
    done = act(lin, no, department, to, who)
    assert done.status_code == 200, done.text
    outcome = rules.OUTCOMES[to]
    assert done.json["outcome"] == outcome and lin.get(f"/api/cases/{no}").json["outcome"] == outcome
    assert ended(no) == [outcome]
    drain()
    told = lin.get("/api/messages").json["messages"]
    assert len([one for one in told[: len(told) - before] if one["case_no"] == no]) == 1
    # Whoever comes after finds it concluded: told again, or crossed by any other end, nothing changes.
    held = snapshot(no)
    for other, by in sorted({(other, by) for _, other, by in BY_PEOPLE}):
        late = act(lin, no, department, other, by)
        assert late.status_code == 409 and late.json["code"] in ("impossible_move", "cannot_withdraw"), (other, by)
    assert supervision.tick() == 0 and snapshot(no) == held and ended(no) == []


@pytest.mark.parametrize(("decided", "outcome"), [("approved", "granted"), ("denied", "denied")])
@pytest.mark.parametrize("after", [("done",), ("delivering", "done")])
def test_what_follows_a_decision_concludes_nothing_anew(one, decided, outcome, after):
    lin, no, department = one
    stand(no, "approving")
    assert act(lin, no, department, decided, DEPARTMENT).status_code == 200
    drain()
    for node in after:
        reply = department.send(no, node)
        assert (reply.status_code, reply.json["outcome"]) == (200, outcome) and ended(no) == []
        drain()
        shown = lin.get(f"/api/cases/{no}").json
        assert shown["outcome"] == outcome and (("没" in shown["word"]) == (outcome == "denied"))
        told = lin.get("/api/messages").json["messages"][0]
        assert ("办好了" in told["title"] + told["say"] and "卡包" in told["say"]) <= (outcome == "granted")


@pytest.mark.parametrize("one", ["passport-renew"], indirect=True)
def test_a_certificate_hangs_on_the_event_and_only_on_a_grant(one):
    lin, no, department = one
    stand(no, "approving")
    assert act(lin, no, department, "approved", DEPARTMENT).status_code == 200
    heard = []
    drain_with(heard)
    assert heard == ["granted"] and lin.get(f"/api/cases/{no}").json["certificate"]


def drain_with(heard):
    """What follows, and who hears of ends besides."""
    import wsgi

    def hear(tx, happened):
        heard.append(happened.event.outcome)

    Relay({**wsgi.REACTIONS, CaseEnded: [*wsgi.REACTIONS[CaseEnded], hear]}).drain()


def test_a_draft_thrown_away_was_no_case_and_tells_of_no_end(app, sandbox):
    from tests.applications import begun

    lin = Resident(app, sandbox).proved()
    no = begun(lin)
    assert lin.post(f"/api/cases/{no}/withdrawal").json["outcome"] is None
    assert ended(no) == [] and lin.get(f"/api/cases/{no}").status_code == 404


@pytest.mark.parametrize("one", ["rent-help"], indirect=True)
def test_a_case_decided_by_older_code_gets_its_outcome_with_the_next_step(one):
    lin, no, department = one
    stand(no, "approving")
    assert act(lin, no, department, "denied", DEPARTMENT).status_code == 200
    drain()
    with db.transaction() as tx:
        tx.execute(update(case).where(case.c.no == no).values(outcome=None))
    assert department.send(no, "done").json["outcome"] == "denied" and ended(no) == []
    assert lin.get(f"/api/cases/{no}").json["word"] == "没办成"


def test_a_grant_that_waited_as_it_was_told_before_is_carried_out(app, sandbox):
    from app.events.cases import CaseGranted
    from app.kernel.events import emit

    lin = Resident(app, sandbox).proved()
    no, crj = submitted(lin), Department(app)
    crj.walk(no, "accepted", "reviewing", "approving")
    assert crj.send(no, "approved", result=PASSPORT, reason="窗口交了").status_code == 200
    with db.transaction() as tx:
        (told,) = tx.execute(select(outbox).where(outbox.c.name == CaseEnded.KIND)).all()
        tx.execute(outbox.delete().where(outbox.c.id == told.id))
        owner = tx.execute(select(case.c.owner_id).where(case.c.no == no)).scalar_one()
        emit(tx, CaseGranted(no, told.data["action_id"], owner, "ec-passport"))
    drain()
    assert lin.get(f"/api/cases/{no}").json["certificate"]["name"] == "普通护照"
