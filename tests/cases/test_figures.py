"""What the item's page said is what is said before signing, after handing in, on the bill, in messages and in the file one takes along."""

import pytest

from app.cases import export, reactions, records
from app.catalog.words import yuan
from app.files import service as files
from app.kernel import db
from app.kernel.limits import Limit
from app.publishing import current
from payment import queries as payments
from tests.applications import Department
from tests.cases.holders import AGREES, NOBODY_S, SAID, agree, settle, startable, whose
from tests.errands import CITY, ready, start, submit
from tests.residents import drain


@pytest.fixture
def people(imaginary, app, sandbox, monkeypatch):
    """For each item somebody who can walk it."""
    monkeypatch.setattr(files, "HOURLY", Limit("files", 10**6, 3600))
    return settle(app, sandbox)


def ways(item):
    """Of all answers that can be begun, one for each different set of figures."""
    found = {}
    for answers in sorted(startable(item), key=lambda one: one.get("age") == "minor"):
        checklist = item.checklist(answers, CITY)
        found.setdefault((checklist.figures, *(fee.id for fee in checklist.fees)), answers)
    return list(found.values())


def checklist_of(who, item, answers):
    said = ",".join(f"{key}:{value}" for key, value in answers.items())
    return who.get(f"/api/items/{item.id}/checklist?city={CITY}&answers={said}").json


def answered(item, answers):
    """Each question with its answer, as one reads it."""
    return [(one.ask, next(option.text for option in one.options if option.id == answers[one.id])) for one in item.questions]


def test_before_signing_one_reads_the_figures_and_answers_of_the_checklist(people):
    walked = set()
    for item in current().items.values():
        for answers in ways(item):
            who = whose(people, item, answers)
            said, no = checklist_of(who, item, answers), start(who, item.id, answers)
            page, case = who.get(f"/api/cases/{no}/confirm").json, who.get(f"/api/cases/{no}").json
            assert (page["facts"], page["promise"], page["trip"]) == (said["facts"], said["promise"]["text"], said["why_trip"])
            assert page["fee_text"].replace("，审核后再交", "").replace("；", "，") == said["fee_text"] == case["fee_text"]
            assert ("审核后再交" in page["fee_text"]) == (said["fee_fen"] > 0)
            for shown in (page, case):
                assert [(one["ask"], one["text"]) for one in shown["answers"]] == answered(item, answers)
            usual = item.default_answers(CITY)
            assert [one["usual"] for one in page["answers"]] == [usual.get(one["id"]) == answers[one["id"]] for one in page["answers"]]
            assert [one["name"] for one in case["steps"]] == said["steps"] and case["trip"] == said["why_trip"]
            assert who.post(f"/api/cases/{no}/withdrawal").status_code == 200
            walked.add(item.id)
    assert walked == {item.id for item in current().items.values() if item.serves == "case"} - NOBODY_S and len(walked) >= 14


def test_the_bill_is_what_was_said_before_signing(app, people):
    walked = 0
    for item in current().items.values():
        sums = {item.checklist(answers, CITY).fee_fen: answers for answers in reversed(ways(item))}
        for answers in sums.values():
            who = whose(people, item, answers)
            said = checklist_of(who, item, answers)
            if not said["fee_fen"]:
                continue
            no = ready(who, item.id, answers, SAID.get(item.id))
            page, done = who.get(f"/api/cases/{no}/confirm").json, submit(who, no)
            waits, by = done["waits"], done["by"]
            if waits:  # what is promised is promised from the day the other has said yes; until then that is what comes next
                agree(people[AGREES[item.id]])
                by = who.get(f"/api/cases/{no}").json["by"]
            assert by == said["promise"]["by"]
            pays = f"您交 {yuan(said['fee_fen'])}，到时发消息告诉您" + (
                "" if item.content.get("price") else "，等您交费的几天不算进办理时间"
            )
            assert waits or pays in [one["say"] for one in done["next_steps"]]
            trips = [one["say"] for one in done["next_steps"] if one["say"] == (said["why_trip"] or "").rstrip("。")]
            assert waits or len(trips) == (said["facts"][0]["n"] != "0 次")
            Department(app, item.department).walk(no, "accepted", "reviewing", "approving", "to_pay")
            drain()
            bill = who.post(f"/api/cases/{no}/payment").json
            known = [
                {"name": fee["name"], "amount_fen": fee["amount_fen"]}
                for fee in said["fees"]
                if fee["amount_fen"] and fee["say"] != "要办才交"
            ]
            assert (bill["amount_fen"], bill["lines"]) == (said["fee_fen"], known)
            assert page["fee_text"].startswith(yuan(bill["amount_fen"]))
            case = who.get(f"/api/cases/{no}").json
            fee = said["fee_text"].partition("，另有")[0] if item.content.get("price") else said["fee_text"]  # by now it is known what else
            assert (case["title"], case["fee_text"]) == (f"交 {yuan(said['fee_fen'])}", fee)
            told = who.get("/api/messages").json["messages"]
            about = [one["say"] for one in told if one["case_no"] == no]
            asked = f"初步审完，请交 {yuan(said['fee_fen'])}。交了再批准，不批准全退。"
            assert asked in about or about[0].startswith(f"{yuan(said['fee_fen'])}，"), about
            goes = said["why_trip"] if said["facts"][0]["n"] != "0 次" else ""  # by now it is chosen how it comes
            promised = next((one for one in about if one.startswith(("最晚", "当场"))), None)
            assert waits if promised is None else promised.endswith(f"办好。{goes}"), about
            assert who.post(f"/api/cases/{no}/withdrawal").status_code == 200
            walked += 1
    assert walked > 15


def test_a_fee_nobody_knows_is_not_asked_for_on_the_phone(app, people):
    who = people["adult"]
    no = ready(who, "cart-tax", startable(current().item("cart-tax"))[0])
    assert who.get(f"/api/cases/{no}/confirm").json["fee_text"] == "板车税（不含税价的10%）"
    submit(who, no)
    tax = Department(app, current().item("cart-tax").department)
    tax.walk(no, "accepted", "reviewing", "approving")
    reply = tax.send(no, "to_pay")
    assert (reply.status_code, reply.json["code"], reply.json["say"]) == (409, "impossible_move", "这件事不在手机上收费")
    drain()
    with db.reading() as tx:
        assert payments.of_subject(tx, f"case:{no}") is None


def test_the_file_one_takes_along_says_what_was_answered_and_what_it_costs(people):
    who = people["adult"]
    item = current().item("passport-renew")
    answers = {"why": "expiring", "age": "adult", "hukou": "pilot"}
    no = start(who, item.id, answers)
    with db.reading() as tx:
        (one,), _ = export.cases(tx, [records.find(tx, no).owner_id], None)
    assert one["answers"] == dict(answered(item, answers)) and one["fee_text"] == "120 元"


def test_every_material_of_the_checklist_is_asked_for_on_one_of_the_pages(people):
    signed_twice = 0
    for item in current().items.values():
        for answers in wanted(item):
            who = whose(people, item, answers)
            said, no = checklist_of(who, item, answers), start(who, item.id, answers)
            pages = {one["material"] for one in who.get(f"/api/cases/{no}/materials").json["materials"]}
            signed = who.get(f"/api/cases/{no}/confirm").json["signs"]
            by_how = {how: [one["name"] for one in said["prepare"] if one["how"] == how] for how in ("sign", "write")}
            assert pages == {one["material"] for one in said["prepare"] if one["how"] in ("upload", "bring")}, item.id
            assert signed == by_how["sign"], item.id
            written = {material.removeprefix("m-").replace("-", "_") for material in materials_of(said, "write")}
            fields = {one["id"] for one in who.get(f"/api/cases/{no}/form").json["fields"]}
            assert all(any(field.startswith(one) for field in fields) for one in written), (item.id, written)
            assert who.post(f"/api/cases/{no}/withdrawal").status_code == 200
            signed_twice += len(signed) > 1
    assert signed_twice == 1  # what a guardian agrees to is signed by nobody else: it is asked of the guardian (app/participants)


def wanted(item):
    """Of all answers that can be begun, one for each different set of materials."""
    found = {}
    for answers in startable(item):
        found.setdefault(tuple(one.id for one in item.checklist(answers, CITY).materials if one.how != "fetch"), answers)
    return list(found.values())


def materials_of(said, how):
    return [one["material"] for one in said["prepare"] if one["how"] == how]


def test_one_signature_goes_to_the_department_for_everything_that_is_signed(app, people):
    who, item = people["adult"], current().item("stall-licence")
    answers = next(one for one in wanted(item) if len(materials_of(checklist_of(who, item, one), "sign")) > 1)
    no = ready(who, item.id, answers)
    submit(who, no)
    _, payload, _ = reactions._application(no)
    signed = [one for one in payload["materials"] if one["m"] in materials_of(checklist_of(who, item, answers), "sign")]
    assert len(signed) == 2 and len({one["file"]["id"] for one in signed}) == 1
    path = "/department/v1/files/" + signed[1]["file"]["id"]
    fetched = Department(app, item.department).fetch(path)
    assert fetched.status_code == 200
