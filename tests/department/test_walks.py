"""Random walks over HTTP: whatever a department and an applicant try, in any order, the case does what the table of moves says."""

import random

import pytest

from app.cases import rules
from app.cases.rules import APPLICANT, DEPARTMENT, MOVES, NODES
from tests.applications import PASSPORT, PHOTO, RENEW, Department, another_photo, give, submitted
from tests.residents import Resident, count, drain

STEPS = 40
WHYS = ("expiring", "pages")


@pytest.mark.parametrize("seed", range(6))
def test_a_case_does_what_the_table_says_whatever_is_tried(app, sandbox, seed):
    chance = random.Random(seed)
    lin, crj = Resident(app, sandbox).known(), Department(app)
    no = submitted(lin, {**RENEW, "answers": {**RENEW["answers"], "why": chance.choice(WHYS)}})
    state, moved = "submitted", 1
    for step in range(STEPS):
        who, to, reply = attempt(chance, lin, crj, no)
        allowed = rules.may(state, to, who)
        assert reply.status_code == (200 if allowed else 409), f"seed {seed} step {step}: {state} → {to} by {who}: {reply.text[:200]}"
        if allowed:
            state, moved = to, moved + 1
        else:
            assert reply.json["code"] in ("impossible_move", "cannot_withdraw")
        assert lin.get(f"/api/cases/{no}").json["state"] == state and count("case_action") == moved
        if state in rules.ENDED:
            break
    drain()
    lines = lin.get(f"/api/cases/{no}").json["timeline"]
    assert len(lines) == moved and count("case_action") == moved


def attempt(chance, lin, crj, no):
    """Something tried: (who, to which state, what was answered). Likely things first, so that walks get far."""
    if chance.random() < 0.12:
        to, verb = chance.choice([("withdrawn", "withdrawal"), ("corrected", "resubmission"), ("submitted", "submission")])
        if to == "withdrawn" and chance.random() < 0.7:
            to, verb = "corrected", "resubmission"
        if to == "corrected":
            give(lin, f"/api/cases/{no}/materials/{PHOTO}", another_photo())
        return APPLICANT, to, lin.post(f"/api/cases/{no}/{verb}")
    state = lin.get(f"/api/cases/{no}").json["state"]
    likely = [to for to, who in MOVES[state].items() if DEPARTMENT in who and to not in rules.ENDED]
    node = chance.choice(likely) if likely and chance.random() < 0.5 else chance.choice(sorted(NODES))
    more = {
        "to_correct": {"points": [{"point": "r6", "text": "背景不白"}], "reason": "还有别的问题"},
        "approved": {"result": PASSPORT, "reason": "窗口交了"},
        "extended": {"days": 3, "reason": "案情复杂"},
        "delivering": {"delivery": {"company": "邮政速递", "waybill": "1", "phone": "11183"}},
    }.get(node, {"reason": "不符合规定"})
    reply = crj.send(no, node, **more)
    if node == "extended" and reply.status_code == 422:  # a second time: the table would let it, the law does not
        assert reply.json["code"] == "extension_refused"
        return attempt(chance, lin, crj, no)
    return DEPARTMENT, node, reply
