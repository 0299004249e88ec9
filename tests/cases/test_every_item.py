"""Any item that is built works end to end: begun, filled in, given, signed, handed in, decided by the department's own system,
finished. Any other is refused with where to go."""

import time

import pytest

from app.cases import running
from app.cases.pinned import STARTABLE
from app.certificates.kinds import kinds
from app.files import service as files
from app.kernel.limits import Limit
from app.publishing import current
from tests.cases.holders import AGREES, DECIDED, NOBODY_S, SAID, agree, settle, startable, whose
from tests.errands import CITY, pay, ready, served, submit
from tests.residents import count, drain

PATIENCE = 60.0
GROWN = (None, "adult", "under70")


@pytest.fixture
def people(app, sandbox, monkeypatch):
    """For each item somebody who can walk it; they hand in a year's errands in one hour."""
    monkeypatch.setattr(files, "HOURLY", Limit("files", 10**6, 3600))
    return settle(app, sandbox)


def unlike(item):
    """Of combinations that ask the same of a person, one."""
    found = {}
    for answers in startable(item):
        checklist = item.checklist(answers, CITY)
        asked = (checklist.ability, answers.get("age"), *[one.id for one in (*checklist.fields, *checklist.materials)])
        found.setdefault(asked, answers)
    return list(found.values())


def waves(items):
    """Those that end in the same result, one after the other."""
    left = list(items)
    while left:
        wave, seen = [], set()
        for item in left:
            key = running.key(item, "somebody", {one.id: one.options[0].id for one in item.questions})
            if key is None or key not in seen:
                wave.append(item)
                seen.add(key)
        yield wave
        left = [item for item in left if item not in wave]


def test_every_way_of_every_item_that_can_be_begun_is_filled_in_and_handed_in(people):
    walked = set()
    for item in current().items.values():
        for answers in unlike(item):
            who = whose(people, item, answers)
            no = ready(who, item.id, answers, SAID.get(item.id))
            done = submit(who, no)
            assert done["waits"] or (done["say"].startswith("当场办好" if item.at_once_in(answers) else "最晚") and done["by"]), (
                item.id,
                done,
            )
            assert who.post(f"/api/cases/{no}/withdrawal").status_code == 200  # one result, one application at a time
            walked.add(item.id)
    assert walked == {item.id for item in current().items.values() if item.serves == "case"} - NOBODY_S and len(walked) >= 7


def test_what_cannot_be_begun_says_where_to_go_instead(people):
    refused, guides, before = 0, set(), count("case_record")
    for item in current().items.values():
        for answers in item.every_answer():
            if item.checklist(answers, CITY).ability not in STARTABLE:
                reply = people["adult"].post("/api/cases", {"item": item.id, "city": CITY, "answers": answers})
                code = "not_built" if item.serves == "guide" else "cannot_start"
                assert (reply.status_code, reply.json["code"]) == (422, code), item.id
                said = ",".join(f"{key}:{value}" for key, value in answers.items())
                shown = people["adult"].get(f"/api/items/{item.id}/checklist?city={CITY}&answers={said}")
                if shown.json["ability"] == "no":  # of what nobody can have there is no window: the answer is taken back
                    note = item.checklist(answers, CITY).situation.note
                    assert shown.json["button"]["act"] == "again" and not shown.json["why_trip"], item.id
                    assert item.serves == "guide" or (reply.json["say"], reply.json["do"]) == (f"这样办不了：{note}", "改一下回答")
                elif item.serves == "guide":
                    assert (reply.json["say"], shown.json["not_yet"]) == ("这件事还不能在手机上办", "这件事还不能在手机上办")
                    assert shown.json["window"]["hall"] in reply.json["do"] and item.hotline["phone"] in reply.json["do"]
                    hall = shown.json["ability"] == "book" and shown.json["facts"][0]["n"] != "0 次" and "hall" in item.channels
                    assert shown.json["button"]["act"] == ("book" if hall else "call") and shown.json["window"]["address"]
                    guides.add(item.id)
                else:
                    assert shown.json["button"]["act"] in ("book", "where") and shown.json["why_trip"]
                refused += 1
    assert refused > 30 and count("case_record") == before
    assert guides == {item.id for item in current().items.values() if item.serves == "guide"}


def test_every_item_goes_through_its_department_to_the_end(app, sandbox, people, monkeypatch):
    open_cases, paid, of = {}, set(), {}
    sandbox.control("POST", "/settings", department_auto=True, department_delay=0)
    with served(app, monkeypatch):
        for wave in waves(current().items.values()):
            beginning = {}
            for item in wave:
                every = [answers for answers in startable(item) if answers.get("age") in GROWN]
                if every:
                    holder, answers = DECIDED.get(item.id, (None, every[0]))
                    who = people[holder] if holder else whose(people, item, answers)
                    no = ready(who, item.id, answers, SAID.get(item.id))
                    if submit(who, no)["waits"]:
                        agree(people[AGREES.get(item.id, "other")])
                    beginning[no], of[no] = item, who
            open_cases |= beginning
            until, left = time.monotonic() + PATIENCE, set(beginning)
            while left and time.monotonic() < until:
                drain()
                states = {no: of[no].get(f"/api/cases/{no}").json["state"] for no in left}
                for no in [one for one in left if states[one] == "to_pay" and one not in paid]:
                    paid.add(no)
                    pay(of[no], sandbox, no)
                left = {no for no in left if states[no] != "done"}
                if left and all(states[no] == "special" for no in left):  # it waits for its day at the station, and that day comes
                    sandbox.control("POST", "/clock", forward=86400)
            assert left == set(), [beginning[no].id for no in left]
        begun = {item.id for item in open_cases.values()}
        assert begun == {item.id for item in current().items.values() if startable(item)} and len(begun) >= 7
        drain()
        for no, item in open_cases.items():
            shown = of[no].get(f"/api/cases/{no}").json
            assert (shown["state"], shown["word"]) == ("done", "办好了"), item.id
            cert = item.result.get("cert")
            receipt = bool(cert) and kinds()[cert].receipt  # of what was paid: it stands beside that, and is no document in the wallet
            assert bool(shown["certificate"]) == (bool(cert) and not receipt), item.id
            assert not receipt or of[no].get(f"/api/orders/{shown['payment']['order_no']}").json["receipt"] is True, item.id
            _, answers = DECIDED.get(item.id, (None, next(a for a in startable(item) if a.get("age") in GROWN)))
            fee = item.checklist(answers, CITY).fee_fen
            assert (no in paid) == bool(fee or item.price), item.id
            assert all(step["state"] == "done" for step in shown["steps"]), item.id
