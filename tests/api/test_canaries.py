"""A word put through every door stands in no column, no redo and no binary log, and in no log line: each leak is named by column
and door."""

from pathlib import Path

import pytest
from sqlalchemy import text

from app.cases.pinned import STARTABLE
from app.checks import rules
from app.kernel import db
from app.publishing import current
from app.staff import service as staff_service
from payment.refunds import service as refunds
from tests.applications import PASSPORT, PHOTO, RENEW, Department, another_photo, begun, give, photo, signature
from tests.canaries import Canaries, forms, server_folder
from tests.console.conftest import PASSWORD, Desk, desk  # noqa: F401 - a fixture
from tests.errands import CITY, hand_over, start
from tests.residents import Resident, drain

KINDS = {"text", "longtext", "phone"}


class Walk:
    """A resident, a department and a desk that put a canary into whatever takes free words."""

    def __init__(self, app, sandbox, desk):  # noqa: F811
        self.app, self.sandbox, self.desk, self.birds = app, sandbox, desk, Canaries()
        self.lin, self.crj = Resident(app, sandbox), Department(app)
        self.lin.known()
        say = self.birds.keep
        for what in ("name", "id_number", "phone", "token"):
            say(f"resident: {what}", getattr(self.lin, what))
        assert self.lin.face().json["passed"]

    def headers(self):
        """Every header a client chooses."""
        birds, lin = self.birds, self.lin
        names = ("User-Agent", "Referer", "Accept-Language", "X-Request-Id", "X-Forwarded-For")
        chosen = {name: birds.code(f"header: {name}") for name in names}
        code = self.sandbox.control("POST", "/wx/login", person=lin.who)["code"]
        lin.client.post("/api/sign-in", json={"code": code}, headers=chosen)
        lin.call("GET", "/api/me", headers=chosen)
        lin.call("PATCH", "/api/me", {"elder": False}, key=birds.code("header: Idempotency-Key"))
        lin.call("POST", "/api/cases", RENEW, key=birds.code("header: Idempotency-Key of a case"))

    def refused(self):
        """What is refused is stored nowhere either."""
        birds, lin = self.birds, self.lin
        lin.post("/api/me/real-name", {"name": birds.say("real name, refused"), "id_number": birds.code("id number, refused")})
        lin.call("PATCH", "/api/me", {"city": birds.say("city, refused")})
        lin.post("/api/cases", {**RENEW, "answers": {birds.say("question, refused"): birds.say("answer, refused")}})
        lin.post("/api/cases", {**RENEW, "item": birds.code("item, refused")})
        lin.post("/api/subscriptions", {"results": {birds.code("template, refused"): "accept"}})
        lin.get(f"/api/search?city={CITY}&q={birds.say('search')}")
        lin.get(f"/api/cases/{birds.code('case number in a path')}")
        lin.get(f"/api/verify/{birds.code('code in a path')}")
        lin.client.post("/api/sign-in", json={"code": birds.code("login code, refused")})

    def forms(self):
        """Every kind of free field of a form, on the items that have them. What a point looks at is no free word: a new name is a name."""
        left, birds = set(KINDS), self.birds
        for item in current().items.values():
            for answers in item.every_answer():
                checklist = item.checklist(answers, CITY)
                looked = {*rules.gathered(checklist.points, "form")}
                mine = {field.kind for field in checklist.fields if not field.source and field.id not in looked} & left
                if not mine or checklist.ability not in STARTABLE:
                    continue
                no, values = start(self.lin, item.id, answers), {}
                for field in self.lin.get(f"/api/cases/{no}/form").json["fields"]:
                    if field["kind"] in left and field["editable"] and not field["pattern"] and field["id"] not in looked:
                        door = f"form: {field['kind']} {item.id}.{field['id']}"
                        word = birds.phone(door) if field["kind"] == "phone" else birds.say(door, field["max"] or 40)
                        values[field["id"]] = word
                assert self.lin.call("PATCH", f"/api/cases/{no}/draft", {"values": values}).json["errors"] == []
                left -= mine
                break
        assert left == set()

    def case(self):
        """A case through its whole life, every department word a canary."""
        birds, lin, crj = self.birds, self.lin, self.crj
        no = begun(lin, {**RENEW, "city": "440300"})
        address = f"广州市天河区{birds.say('form: address')}路 1 号"
        values = {"delivery": "mail", "emergency_phone": birds.phone("form: emergency phone"), "mail_address": address}
        lin.get(f"/api/cases/{no}/form")
        assert lin.call("PATCH", f"/api/cases/{no}/draft", {"values": values}).json["errors"] == []
        assert give(lin, f"/api/cases/{no}/materials/{PHOTO}", photo(), f"{birds.say('file name')}.jpg").json["state"] == "ok"
        give(lin, f"/api/cases/{no}/signature", signature(), f"{birds.say('file name of the signature')}.png", "image/png")
        assert lin.post(f"/api/cases/{no}/submission").status_code == 200
        drain()

        def send(node, **more):
            said = {name: birds.say(f"department: {name} of {node}") for name in ("unit", "by", "opinion", "reason")}
            reply = crj.send(no, node, event_id=birds.code(f"department: event_id of {node}"), **{**said, **more})
            assert reply.status_code == 200, reply.text
            drain()

        send("pre_check")
        send("to_correct", points=[{"point": "r6", "text": birds.say("department: point")}])
        give(lin, f"/api/cases/{no}/materials/{PHOTO}", another_photo(), "again.jpg")
        assert lin.post(f"/api/cases/{no}/resubmission").status_code == 200
        drain()
        for node in ("accepted", "reviewing", "special", "reviewing", "approving", "to_pay"):
            send(node)
        self.pay(no)
        number = birds.code("department: number of the result")
        fields = {**PASSPORT["fields"], "护照号码": number, "签发地点": birds.say("department: field of the result")}
        send("approved", result={**PASSPORT, "number": number, "fields": fields})
        courier = {name: birds.say(f"department: {name}", 18) for name in ("company", "waybill", "phone")}
        send("delivering", delivery=courier)
        shown = lin.get(f"/api/cases/{no}").json
        assert {name: shown["delivery"][name] for name in courier} == courier
        assert all(one["unit"] in birds.doors for one in shown["timeline"] if one["title"] == "部门开始看了")
        assert any(courier["company"] in one["say"] for one in lin.get("/api/messages").json["messages"])
        send("done")
        return no

    def withdrawn(self):
        """Taken back, with a reason; the department's last word comes too late."""
        no = begun(self.lin, {**RENEW, "city": "440600", "anyway": True})
        self.lin.call("PATCH", f"/api/cases/{no}/draft", {"values": {"emergency_phone": self.birds.phone("form: thrown away")}})
        assert self.lin.post(f"/api/cases/{no}/withdrawal", {"reason": self.birds.say("withdrawal: reason")}).status_code == 200
        self.crj.send(self.birds.code("case number, refused"), "pre_check", unit=self.birds.say("unit, refused"))

    def pay(self, no):
        bill = self.lin.post(f"/api/cases/{no}/payment").json
        self.order = bill["order_no"]
        sheet = self.sandbox.control("POST", "/pay/sheet", **bill["sheet"])
        self.sandbox.control("POST", "/pay/confirm", prepay_id=sheet["prepay_id"], action="pay")
        assert self.lin.post(f"/api/orders/{self.order}/check").json["state"] == "paid"
        drain()
        openids = next(one["openid"] for one in self.sandbox.control("GET", "/people") if one["id"] == self.lin.who)
        for value in openids.values():
            self.birds.keep("WeChat: openid", value)

    def staff(self):
        """The desk: names, units, notes, what is typed into the search."""
        birds = self.birds
        name, unit = birds.say("staff: name"), birds.say("staff: unit")
        with db.transaction() as tx:
            staff_service.add(tx, "canary", name, unit, "finance", PASSWORD)
        anne, bert = self.desk("finance", "anne"), self.desk("finance", "bert")
        birds.keep("staff: token", anne.token)
        birds.keep("staff: password", PASSWORD)
        birds.keep("staff: secret", anne.secret)
        anne.get("/orders", q=birds.code("desk: search"))
        anne.get("/orders", q=self.order)
        anne.get(f"/orders/{self.order}", why="check")
        anne.get(f"/orders/{birds.code('desk: order number in a path')}", why="check")
        self.sandbox.control("POST", "/balances/1900000109", balance=0)
        body = {"amount_fen": 100, "reason": "overcharged"}
        refund_no = anne.post(f"/orders/{self.order}/refunds", body, key=birds.code("desk: key of a refund")).json["refund_no"]
        anne.post(f"/orders/{self.order}/refunds", {**body, "reason": birds.say("desk: reason, refused")})
        bert.post(f"/refunds/{refund_no}/approval")
        refunds.send(refund_no)
        (work,) = anne.get("/work-orders").json["work_orders"]
        anne.post(f"/work-orders/{work['id']}/taking")
        anne.post(f"/work-orders/{work['id']}/notes", {"text": birds.say("desk: note")})
        anne.post(f"/work-orders/{work['id']}/resolution", {"text": birds.say("desk: resolution")})
        anne.client.post("/console/v1/sign-in", json={"login": birds.code("staff: login, refused"), "password": PASSWORD, "code": "000000"})


@pytest.fixture
def walk(imaginary, app, sandbox, desk, lines):  # noqa: F811
    one = Walk(app, sandbox, desk)
    one.headers()
    one.refused()
    one.forms()
    one.case()
    one.withdrawn()
    one.staff()
    drain()
    return one


def test_no_column_no_file_and_no_line_holds_a_word_in_plain(walk, lines):
    assert len(walk.birds.doors) > 80
    assert walk.birds.in_tables() == {}
    said = lines.getvalue()
    assert sorted(door for value, door in walk.birds.doors.items() if any(form in said for form in forms(value))) == []
    folder = server_folder()
    if folder is not None:
        with db.engine().connect() as tx:
            names = {row[0]: row[1] for row in tx.execute(text("SHOW VARIABLES WHERE Variable_name IN ('log_bin', 'datadir')"))}
        files = {file.name for file in folder.rglob("*") if file.is_file()}
        assert "ib_logfile0" in files and (names["log_bin"] == "OFF" or any("-bin." in name for name in files))
        assert walk.birds.in_files(folder) == {}
    elif db.engine().dialect.name == "sqlite":
        name = Path(db.engine().url.database)
        assert {file: doors for file, doors in walk.birds.in_files(name.parent).items() if file.startswith(name.name)} == {}


def test_a_canary_in_a_column_is_found_and_named(app):
    birds = Canaries()
    word = birds.say("a door")
    with db.transaction() as tx:
        tx.execute(
            text("INSERT INTO remembered (`key`, request, status, answer, created_at) VALUES (:k, :k, 200, :a, '2026-01-01')"),
            {"k": b"k" * 32, "a": word.encode("gbk")},
        )
    assert birds.in_tables() == {"remembered.answer": ["a door"]}
    assert Desk is not None and hand_over is not None
