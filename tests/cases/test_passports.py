"""出入境 for a grown-up, whole: its register decides, and reads differently afterwards; what the wallet shows is what it says."""

import time

import pytest

from tests.errands import pay, ready, served, submit
from tests.residents import Resident, count, drain

RENEW = {"why": "expiring", "age": "adult", "hukou": "pilot"}
OLD, CARD = "E12346128", "C98765432"


class World:
    """林志豪's phone, and what exit and entry holds about him."""

    def __init__(self, app, sandbox):
        self.app, self.sandbox, self.me = app, sandbox, Resident(app, sandbox).proved()

    def rows(self, register):
        return self.sandbox.control("GET", f"/registers/{register}?owner={self.me.id_number}")["rows"]

    def documents(self, kind):
        found = sorted(self.rows("crj.documents"), key=lambda row: row["issued"])
        return [(row["number"], row["state"]) for row in found if row["kind"] == kind]

    def number(self, kind, label):
        held = [one for one in self.me.get("/api/certificates").json["certificates"] if one["type"] == kind]
        return [{line["label"]: line["text"] for line in one["fields"]}[label] for one in held if one["can_show"]]

    def wait(self, no, *states, patience=20.0):
        until = time.monotonic() + patience
        while (now := self.me.get(f"/api/cases/{no}").json)["state"] not in states:
            assert time.monotonic() < until, f"{no} is {now['state']}"
            drain()
            time.sleep(0.02)
        drain()
        return self.me.get(f"/api/cases/{no}").json


@pytest.fixture
def world(app, sandbox, monkeypatch):
    with served(app, monkeypatch):
        sandbox.control("POST", "/settings", department_auto=True, department_delay=0)
        yield World(app, sandbox)


def test_a_passport_is_renewed_and_the_old_number_ends_with_the_new_one(world, sandbox):
    assert (world.documents("护照"), world.number("ec-passport", "护照号码")) == ([(OLD, "有效")], [OLD])
    no = ready(world.me, "passport-renew", RENEW)
    submit(world.me, no)
    world.wait(no, "to_pay")
    assert world.documents("护照") == [(OLD, "有效")]
    (running,) = world.rows("crj.cases")
    assert (running["number"], running["node"]) == (no, "受理")
    pay(world.me, sandbox, no)
    assert world.wait(no, "done")["word"] == "办好了"
    (_, (new, _)) = world.documents("护照")
    assert world.documents("护照") == [(OLD, "换发作废"), (new, "有效")]
    assert world.number("ec-passport", "护照号码") == [new]


def test_a_passport_with_pages_left_is_not_renewed_and_nothing_changes(world):
    no = ready(world.me, "passport-renew", {**RENEW, "why": "pages"})
    submit(world.me, no)
    shown = world.wait(no, "done")
    assert shown["word"] == "没办成" and any("签证页还有 12 页，不用换" in (one["say"] or "") for one in shown["timeline"])
    assert (world.documents("护照"), world.rows("crj.cases")) == ([(OLD, "有效")], [])
    assert world.number("ec-passport", "护照号码") == [OLD]


def test_a_lost_permit_is_void_before_the_new_one_is_paid_for(world, sandbox):
    no = ready(world.me, "hkm-permit-renew", {**RENEW, "why": "lost"})
    submit(world.me, no)
    world.wait(no, "to_pay")
    assert world.documents("港澳") == [(CARD, "遗失作废")]
    assert [row["state"] for row in world.rows("crj.endorsements")] == ["随证作废"]
    pay(world.me, sandbox, no)
    world.wait(no, "done")
    ((old, state), (new, valid)) = world.documents("港澳")
    assert (old, state, valid) == (CARD, "遗失作废", "有效")
    assert world.number("ec-hkm-permit", "证件号码") == [new]


def test_who_takes_it_back_hears_what_stays_void_and_may_apply_again(world):
    """The passport is void from the minute it was reported lost; withdrawing does not undo that, and is no dead end."""
    lost = {**RENEW, "why": "lost"}
    no = ready(world.me, "passport-reissue", lost)
    assert world.me.get(f"/api/cases/{no}").json["stays_if_withdrawn"] == ""
    submit(world.me, no)
    shown = world.wait(no, "to_pay", "reviewing", "approving")
    assert world.documents("护照") == [(OLD, "遗失作废")]
    assert shown["stays"] == ""
    assert shown["stays_if_withdrawn"] == "您报失的普通护照已经作废了，撤回也不恢复，找回来也不能用。"
    assert world.me.post(f"/api/cases/{no}/withdrawal", {}).status_code == 200
    drain()
    shown = world.me.get(f"/api/cases/{no}").json
    said = "您报失的普通护照，交上来时就作废了。这件事没办成，它也不恢复，找回来也不能用。要用，再申请一次。"
    assert (shown["stays"], shown["stays_if_withdrawn"]) == (said, "")
    again = ready(world.me, "passport-reissue", lost)
    submit(world.me, again)
    world.wait(again, "to_pay", "reviewing", "approving")
    assert world.documents("护照") == [(OLD, "遗失作废")]


def test_who_has_no_passport_to_replace_is_told_at_the_first_tap(world, sandbox):
    chen = Resident(world.app, sandbox, "chen-xiaotong").proved()
    reply = chen.post("/api/cases", {"item": "passport-reissue", "city": "440100", "answers": {**RENEW, "why": "lost"}})
    assert (reply.status_code, reply.json["say"], reply.json["do"]) == (
        409,
        "没有查到您有能用的护照",
        "没办过的、已经注销的，去办“第一次办护照”",
    )
    assert count("case_record") == 0
