"""Any item that is built works end to end: begun, filled in, given, signed, handed in, decided by the department's own system,
finished. Any other is refused with where to go."""

import time
from datetime import timedelta

import pytest

from app.cases import running
from app.cases.pinned import STARTABLE
from app.certificates.kinds import kinds
from app.files import service as files
from app.kernel import clock
from app.kernel.limits import Limit
from app.publishing import current
from tests.errands import CITY, pay, ready, served, submit
from tests.residents import PEOPLE, Resident, count, drain

PATIENCE = 60.0
GROWN = (None, "adult", "under70")
# Items about rows of a register: somebody whose rows they are, and what they say.
HOLDERS = {
    "vehicle-inspection-sticker": "li-wenjing",
    "vehicle-license-reissue": "huang-guoqiang",
    "vehicle-owner-info-change": "huang-guoqiang",
    "vehicle-scrap": "zhao-dawei",
    "drive-license-transfer-in": "wu-haiyan",
    "drive-health-report": "zhao-dawei",
    "violation-handle": "zhao-dawei",
    "hukou-move-in-province": "li-wenjing",
    "idcard-renew": "ou-jiayi",
    "idcard-lost": "liang-junjie",
    "idcard-renew child": "wu-haiyan",
    "idcard-lost child": "wu-haiyan",
    "idcard-first": "zhao-dawei",
    "idcard-temp": "zhao-dawei",
    "hukou-address-change": "huang-guoqiang",
    "death-deregistration": "huang-guoqiang",
    "residence-permit-first": "ou-jiayi",
    "residence-permit-endorse": "wu-haiyan",
    "name-change": "liang-junjie",
}
# Exit and entry decides by what its register holds: who has none asks for the first, what is not near its end was lost, and for what is
# used up there is another.
DECIDED = {
    "passport-first": ("chen-xiaotong", {"age": "adult", "staff": "plain", "pace": "normal"}),
    "hkm-permit-first": ("chen-xiaotong", {"age": "adult", "staff": "plain", "purpose": "tour"}),
    "hkm-permit-renew": ("lin-zhihao", {"age": "adult", "why": "lost", "hukou": "pilot"}),
    "hkm-endorse": ("lin-zhihao", {"place": "mo", "kind": "solo", "times": "once"}),
}
SAID = {
    "vehicle-scrap": {"export_no": "530120260123456789"},
    "hukou-move-in-province": {"to": "440600"},
    "death-deregistration": {"deceased_by_hand": {"name": "黄秀英", "id_number": "440199194405170049"}},
    "name-change": {"new_name": "梁俊宇"},
}
# Ways for which nobody here has rows; tests/cases/test_moves.py, test_books.py and test_names.py lay some.
ROWLESS = [("hukou-move-in-province", {"why": why}) for why in ("job", "spouse", "child", "degree")]
ROWLESS.append(("idcard-renew", {"why": "due", "way": "child"}))  # the child's card is good until 2029
ROWLESS.append(("idcard-first", {"who": "self"}))  # everybody here who is grown up has one
ROWLESS += [("hukou-address-change", {"why": why}) for why in ("join", "rename")]
ROWLESS.append(("name-change", {"who": "child"}))
ROWLESS.append(("hukou-info-correct", {"what": "nation"}))  # past twenty nobody may
ROWLESS.append(("residence-permit-first", {"do": "permit", "base": "school"}))


@pytest.fixture
def people(app, sandbox, monkeypatch):
    """Somebody grown up, somebody of twelve, both with face checked; they hand in a year's errands in one hour."""
    monkeypatch.setattr(files, "HOURLY", Limit("files", 10**6, 3600))
    found = {"adult": Resident(app, sandbox, "lin-zhihao").known(), "minor": Resident(app, sandbox, "zhou-zixuan").known()}
    sandbox.control("POST", "/switches/child-passport", on=True)
    sandbox.control("POST", "/switches/death-of-huang-xiuying", on=True)  # who lived alone: nobody is to be head after her
    elsewhere = {"户号": "440111056789", "页": 2, "与户主关系": "其他亲属"}
    sandbox.control("PUT", "/registers/gat.hukou/rows", row_id=PEOPLE["huang-guoqiang"][1], set=elsewhere)
    found["child"] = Resident(app, sandbox, "wu-haiyan").known()  # the mother of who is twelve
    found["other"] = Resident(app, sandbox, "chen-xiaotong").known()
    found |= {who: Resident(app, sandbox, who).known() for who in {*HOLDERS.values(), "he-guifang"}}
    soon_over(sandbox, found["adult"].id_number)
    found |= {"chen-xiaotong": found["other"], "lin-zhihao": found["adult"]}
    for one in ("card-in-the-making-of-zhao-dawei", "son-of-zhao-dawei", "ou-jiayi-from-foshan"):
        sandbox.control("POST", f"/switches/{one}", on=True)
    old = {"手机": found["other"].phone, "地址": "广东省广州市越秀区文明路40号201房"}  # what his licence says is not where he is reached
    sandbox.control("PUT", "/registers/jj.drivers/rows", row_id=found["huang-guoqiang"].id_number, set=old)
    sandbox.control("PUT", "/registers/jj.vehicles/rows", row_id="粤A8K526", set=old)
    for who in found.values():
        assert who.face().json["passed"]
    return found


def soon_over(sandbox, driver):
    """A driving licence that can be renewed, with what the doctor says; from seventy on with the test as well. A car that is insured."""
    ends, seen = clock.today() + timedelta(days=30), clock.today() - timedelta(days=10)
    sandbox.control("PUT", "/registers/jj.drivers/rows", row_id=driver, set={"至": ends.isoformat()})
    report = {"id": driver, "date": seen.isoformat(), "医院": "示例医院", "指定机构": True, "结论": "合格", "至": ends.isoformat()}
    sandbox.control("PUT", "/registers/wj.driverhealth/rows", row=report)
    sandbox.control("POST", "/switches/ability-of-he-guifang", on=True)
    sandbox.control("POST", "/switches/review-of-zhao-dawei", on=True)
    gone = {
        "VIN": "LSGDEMA01LG000002",
        "企业": "示例回收",
        "交车日": seen.isoformat(),
        "证明号": "BF1",
        "牌证": ["登记证书", "行驶证", "号牌"],
    }
    sandbox.control("PUT", "/registers/ls.scrap/rows", row=gone)
    sandbox.control("PUT", "/registers/ins.cti/rows", row_id="LSGDEMA00NG000012", set={"止": ends.isoformat()})


def startable(item):
    """Every combination of answers that can be begun on the phone."""
    if item.serves != "case":
        return []
    lacking = [said for of, said in ROWLESS if of == item.id]
    ways = [answers for answers in item.every_answer() if not any(said.items() <= answers.items() for said in lacking)]
    return [answers for answers in ways if item.checklist(answers, CITY).ability in STARTABLE]


def unlike(item):
    """Of combinations that ask the same of a person, one."""
    found = {}
    for answers in startable(item):
        checklist = item.checklist(answers, CITY)
        asked = (checklist.ability, answers.get("age"), *[one.id for one in (*checklist.fields, *checklist.materials)])
        found.setdefault(asked, answers)
    return list(found.values())


def whose(people, item, answers):
    """Who can walk this."""
    young = answers.get("age") if item.scene == "exit_entry" else None
    holder = HOLDERS.get(f"{item.id} {answers.get('way')}") or HOLDERS.get(item.id)
    if answers.get("age") == "over70":
        return people["he-guifang"]
    return people[holder or (young if young in ("minor", "child") else "adult")]


def agree(who):
    """Say yes to everything one is asked."""
    drain()
    for card in who.get("/api/me/consents").json["consents"]:
        shown = who.get(f"/api/consents/{card['id']}").json["document"]
        assert who.post(f"/api/consents/{card['id']}/answer", {"agree": True, "hash": shown["hash"]}).status_code == 200


def waves(items):
    """Those that end in the same result, one after the other."""
    left = list(items)
    while left:
        wave, seen = [], set()
        for item in left:
            key = running.key(item, "somebody")
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
            assert done["waits"] or (done["say"].startswith("当场办好" if item.at_once else "最晚") and done["by"]), (item.id, done)
            assert who.post(f"/api/cases/{no}/withdrawal").status_code == 200  # one result, one application at a time
            walked.add(item.id)
    assert walked == {item.id for item in current().items.values() if item.serves == "case"} and len(walked) >= 7


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
                    assert shown.json["button"]["act"] == "call" and shown.json["window"]["address"]
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
                        agree(people["other"])
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
