"""Nobody reads a resident without a trace: every view of the desk and of the departments is tried here, and what shows anything of a
person is in that person's list, with the unit and the purpose. A view that is new has to be added here."""

import orjson
import pytest

from app.identity import tokens
from app.kernel import audit, db
from tests.applications import PHOTO, Department
from tests.appointments.test_door import stand
from tests.cases.test_statements import said  # noqa: F401 - a fixture
from tests.department.test_couriers import Courier
from tests.residents import count, drain

# What each view answers without a person in it; everything else must leave a trace.
NOBODY = {
    "console_desk.sign_in": "the desk's own person",
    "console_desk.me": "the desk's own person",
    "console_desk.sign_out": "nothing",
    "console_orders.bill_days": "sums of a day",
    "console_supervision.listed": "numbers of cases and offices: which missed a day, nobody's name",
    "console_orders.settlement": "sums of a department",
    "console_windows.show": "numbers that are called out loud",
    "console_windows.close": "how many were moved",
    "console_windows.reopen": "a day",
    "console_windows.skip": "a number",
    "console_windows.finish": "a number",
    "console_windows.again": "a number",
    "console_windows.let_in": "a number",
    "console_windows.strike": "a booking's id, which the desk gave",
    **{
        f"console_arrangement.{name}": "the first screen, the same for everybody"
        for name in "show waiting changes save drop send take_back give_back approve switch_on switch_off roll_back".split()
    },
    **{
        f"console_editing.{name}": "the words of an item, the same for everybody"
        for name in "listed show waiting save restore drop send take_back give_back approve".split()
    },
    "console_demand.show": "counts of many",
    "console_proposals.show": "counts of many",
    "console_demand.adopt": "words many people used, and an item",
    **{f"console_sheets.{name}": "the words of items, the same for everybody" for name in ("out", "look", "send")},
    "department_cases.node": "what the department has just said itself: the resident reads it in the case",
    "department_couriers.heard": "what the courier has just said itself: the resident reads it in the case",
}

UNITS = {"department_handovers": "公安（出入境管理）", "department_": "广州公安出入境", "console_windows": "天河区政务服务中心"}


@pytest.fixture
def world(app, desk, paid, lin, sandbox):
    """A paid case, a refund that waits, one that WeChat closed, a work order, a file: what there is to read."""
    no, order_no = paid
    anne, bert = desk("finance", "anne"), desk("finance", "bert")

    def ask(fen):
        return anne.post(f"/orders/{order_no}/refunds", {"amount_fen": fen, "reason": "overcharged"}).json["refund_no"]

    waits, refused, goes = ask(1), ask(2), ask(3)
    assert bert.post(f"/refunds/{goes}/approval").status_code == 200
    drain()
    sandbox.control("POST", f"/refunds/{goes}", status="CLOSED")
    from payment.refunds import service as refunds

    assert refunds.ask(goes) == "closed"
    (work,) = anne.get("/work-orders").json["work_orders"]
    file_id = next(one for one in lin.get(f"/api/cases/{no}/materials").json["materials"] if one["material"] == PHOTO)["file"]["id"]
    number = stand("hall-440106", 1, person_id=tokens.who(lin.token).person, errands=["passport-renew"])
    window = desk("window", unit="天河区政务服务中心")
    card = next(one["id"] for one in lin.get("/api/certificates").json["certificates"] if one["type"] == "ec-idcard")
    shown = lin.post(f"/api/certificates/{card}/handovers").json
    scan = {"code": shown["code"], "kind": "ec-idcard", "fields": ["姓名"], "purpose": "核对身份"}
    assert Department(app).post("/department/v1/handovers", orjson.dumps(scan)).json["state"] == "asked"
    assert lin.post(f"/api/handovers/{shown['id']}/answer", {"yes": True}).status_code == 200
    return {"no": no, "order": order_no, "waits": waits, "refused": refused, "closed": goes, "work": work["id"], "file": file_id,
            "desk": (anne, bert), "scan": scan, "number": number, "window": window, "editor": desk("operator")}  # fmt: skip


def calls(app, world):
    """endpoint → the call."""
    anne, bert = world["desk"]
    editor = world["editor"]
    window, hall = world["window"], "/halls/hall-440106"
    number = f"{hall}/tickets/{world['number']}"
    order, work = f"/orders/{world['order']}", f"/work-orders/{world['work']}"
    return {
        "console_orders.search": lambda: anne.get("/orders", q=world["no"]),
        "console_orders.show": lambda: anne.get(order, why="question"),
        "console_orders.earlier": lambda: anne.get(f"{order}/trail", why="audit"),
        "console_orders.bill_days": lambda: anne.get("/bills"),
        "console_supervision.listed": lambda: anne.get("/late"),
        "console_orders.settlement": lambda: anne.get("/settlement"),
        "console_refunds.waiting": lambda: bert.get("/refunds"),
        "console_refunds.ask": lambda: anne.post(f"{order}/refunds", {"amount_fen": 4, "reason": "overcharged"}),
        "console_refunds.approve": lambda: bert.post(f"/refunds/{world['waits']}/approval"),
        "console_refunds.decline": lambda: bert.post(f"/refunds/{world['refused']}/refusal"),
        "console_refunds.again": lambda: anne.post(f"/refunds/{world['closed']}/repetition"),
        "console_work_orders.listed": lambda: anne.get("/work-orders"),
        "console_work_orders.show": lambda: anne.get(work),
        "console_work_orders.take": lambda: anne.post(f"{work}/taking"),
        "console_work_orders.note": lambda: anne.post(f"{work}/notes", {"text": "看过了"}),
        "console_work_orders.resolve": lambda: anne.post(f"{work}/resolution", {"text": "已解决"}),
        "console_windows.show": lambda: window.get(f"{hall}/line"),
        "console_windows.call": lambda: window.post(f"{hall}/calls", {"desk": 5}),
        "console_windows.ticket": lambda: window.get(number),
        "console_windows.skip": lambda: window.post(f"{number}/skipping"),
        "console_windows.again": lambda: window.post(f"{number}/again", {"desk": 5}),
        "console_windows.finish": lambda: window.post(f"{number}/finish"),
        "console_windows.let_in": lambda: window.post(f"{hall}/arrivals", {"code": "00000000"}),
        "console_windows.close": lambda: window.post(f"{hall}/closures", {"day": "2026-12-24", "reason": "停电检修"}),
        "console_windows.reopen": lambda: window.post(f"{hall}/reopenings", {"day": "2026-12-24"}),
        "console_windows.strike": lambda: window.post(f"{hall}/bookings/{world['number']}/striking", {"reason": "设备检修"}),
        **{f"console_arrangement.{name}": call for name, call in first_screens(editor, anne).items()},
        **{f"console_editing.{name}": call for name, call in words_of_items(editor, anne).items()},
        "console_demand.show": lambda: editor.get("/demand"),
        "console_proposals.show": lambda: editor.get("/first-screens/440100/proposal"),
        "console_demand.adopt": lambda: editor.post("/demand/adoptions", {"words": "没有的词", "item": "no-such"}),
        "console_sheets.out": lambda: editor.get("/word-sheet", form="csv"),
        "console_sheets.look": lambda: editor.post("/word-sheet"),
        "console_sheets.send": lambda: editor.post("/word-sheet/sending", {"note": "改一改", "items": []}),
        "console_desk.me": lambda: anne.get("/me"),
        "console_desk.sign_in": lambda: anne.sign_in(code="000000"),
        "console_desk.sign_out": lambda: bert.post("/sign-out"),
        "department_files.fetch": lambda: Department(app).fetch(f"/department/v1/files/{world['file']}"),
        "department_handovers.scan": lambda: Department(app).post("/department/v1/handovers", orjson.dumps(world["scan"])),
        "department_cases.node": lambda: Department(app).send(world["no"], "approved"),
        "department_couriers.heard": lambda: Courier(app).say("moving"),
    }


def first_screens(editor, other):
    """Calls of the first screen's views: nobody's data in any of them."""
    here, on = "/first-screens/440100", {"cities": [], "until": "2020-01-01T00:00:00Z"}
    return {
        "show": lambda: editor.get(here),
        "waiting": lambda: editor.get("/first-screens"),
        "changes": lambda: editor.get("/screen-changes"),
        "save": lambda: editor.call("PUT", f"{here}/draft", {"revision": 0, "common": []}),
        **{
            name: lambda act=act: editor.post(
                f"{here}/draft/{act}", {"revision": 1, "note": "改一改"} if act == "sending" else {"revision": 1}
            )
            for name, act in (("drop", "dropping"), ("send", "sending"), ("take_back", "taking-back"))
        },
        "give_back": lambda: other.post(f"{here}/draft/return", {"revision": 1, "comment": "再看看"}),
        "approve": lambda: other.post(f"{here}/draft/approval", {"revision": 1}),
        "switch_on": lambda: editor.call("PUT", "/screen-bursts/burst-aid", on),
        "switch_off": lambda: editor.post("/screen-bursts/burst-none/ending"),
        "roll_back": lambda: other.post("/screen-changes/9999999/restoring"),
    }


def words_of_items(editor, other):
    """Calls of the views of items' words: nobody's data in any of them."""
    here = "/items/tw-permit"
    return {
        "listed": lambda: editor.get("/items"),
        "show": lambda: editor.get(here),
        "waiting": lambda: editor.get("/item-drafts"),
        "save": lambda: editor.call("PUT", f"{here}/draft", {"revision": 0, "texts": {}}),
        "restore": lambda: editor.post(f"{here}/draft/restoring", {"revision": 0, "release": 1}),
        **{
            name: lambda act=act: editor.post(
                f"{here}/draft/{act}", {"revision": 9, "note": "改一改"} if act == "sending" else {"revision": 9}
            )
            for name, act in (("drop", "dropping"), ("send", "sending"), ("take_back", "taking-back"))
        },
        "give_back": lambda: other.post(f"{here}/draft/return", {"revision": 9, "comment": "再看看"}),
        "approve": lambda: other.post(f"{here}/draft/approval", {"revision": 9}),
    }


def traces(person):
    """How often each (unit, why, case) was noted."""
    found, after = {}, None
    with db.reading() as tx:
        while True:
            uses, after = audit.uses_of(tx, person, after)
            for one in uses:
                key = (one["unit"], one["why"], one["case_no"])
                found[key] = found.get(key, 0) + one["times"]
            if after is None:
                return found


def test_every_view_that_shows_something_of_a_person_is_in_the_persons_list(app, world, lin):
    person = tokens.who(lin.token).person
    ours = {rule.endpoint for rule in app.url_map.iter_rules() if rule.rule.startswith(("/console/v1/", "/department/"))}
    tried = calls(app, world)
    assert set(tried) == ours, "a view of the desk or of the departments that this test does not try"
    personal = [lin.name, "林*豪", lin.id_number, lin.phone, world["no"], world["order"]]
    for endpoint, call in tried.items():
        before = traces(person)
        reply = call()
        after = traces(person)
        fresh = {key: times - before.get(key, 0) for key, times in after.items() if times > before.get(key, 0)}
        if endpoint in NOBODY:
            assert fresh == {}, endpoint
            assert endpoint == "department_cases.node" or not any(one in reply.text for one in personal), endpoint
            continue
        assert reply.status_code < 300, f"{endpoint}: {reply.text}"
        about = None if endpoint == "department_handovers.scan" else world["no"]  # a certificate is of no case
        assert fresh and all(no == about and unit and why for unit, why, no in fresh), endpoint
        unit = next((whose for name, whose in UNITS.items() if endpoint.startswith(name)), "广州市财政局")
        assert all(one[0].startswith(unit[:4]) for one in fresh), f"{endpoint}: {fresh}"


def test_the_person_reads_which_unit_what_and_why(app, world, lin):
    anne, _ = world["desk"]
    for call in (
        lambda: anne.get(f"/orders/{world['order']}", why="question"),
        lambda: Department(app).fetch(f"/department/v1/files/{world['file']}"),
    ):
        assert call().status_code == 200
    fetched, opened = lin.get("/api/me/uses").json["uses"][:2]
    assert (opened["unit"], opened["why"], opened["what"], opened["case_no"]) == (
        "广州市财政局", "回答您来问的事", ["姓名（部分遮住）", "缴费和退费记录"], world["no"],
    )  # fmt: skip
    assert (fetched["why"], fetched["case_no"], fetched["times"]) == ("办换护照", world["no"], 1) and fetched["what"] == ["证件照"]


def test_an_order_opens_for_a_purpose_only(world, lin):
    anne, _ = world["desk"]
    before = count("data_use"), count("staff_action")
    for why in (None, "", "curiosity"):
        reply = anne.get(f"/orders/{world['order']}", **({} if why is None else {"why": why}))
        assert reply.status_code == 422 and lin.name[0] + "*" not in reply.text
    assert (count("data_use"), count("staff_action")) == before


def test_a_look_that_failed_leaves_no_trace_and_a_trace_that_failed_shows_nothing(app, world, lin, monkeypatch):
    anne, _ = world["desk"]
    before = count("data_use"), count("staff_action")
    assert anne.get("/orders/20260101000000000000000000", why="check").status_code == 404
    assert Department(app, "dept-gat-hz").fetch(f"/department/v1/files/{world['file']}").status_code == 404
    from app.kernel.ports import outside

    with monkeypatch.context() as broken:
        broken.setattr(outside().storage, "get", lambda file_id: (_ for _ in ()).throw(OSError("disk")))
        assert Department(app).fetch(f"/department/v1/files/{world['file']}").status_code == 500
    assert (count("data_use"), count("staff_action")) == before
    with monkeypatch.context() as broken:
        broken.setattr(audit, "note_read", lambda *_: (_ for _ in ()).throw(OSError("table")))
        fetched = Department(app).fetch(f"/department/v1/files/{world['file']}")
        opened = anne.get(f"/orders/{world['order']}", why="check")
    assert (fetched.status_code, opened.status_code) == (500, 500)
    assert fetched.mimetype == "application/problem+json" and "ledger" not in opened.text
    assert (count("data_use"), count("staff_action")) == before


def test_a_bill_that_was_replaced_is_still_its_persons(world, lin):
    """Found by its earlier number too; the trace goes to the same list."""
    anne, _ = world["desk"]
    with db.transaction() as tx:
        from payment.models import order

        row = dict(tx.execute(order.select().where(order.c.order_no == world["order"])).one()._mapping)
        old = "20260101000000000000000099"
        changed = {"order_no": old, "subject": f"{row['subject']}~{old}", "transaction_id": None, "state": "closed", "openid": None}
        tx.execute(order.insert(), {**row, **changed})
    before = len(lin.get("/api/me/uses").json["uses"])
    assert anne.get(f"/orders/{old}", why="difference").json["payer"] == {"name": "林*豪"}
    uses = lin.get("/api/me/uses").json["uses"]
    assert (len(uses), uses[0]["why"]) == (before + 1, "查账单差异")


def test_work_orders_refunds_and_orders_page_to_the_end(world, lin):
    from payment.models import order
    from payment.refunds.models import refund
    from payment.workorders import service as workorders

    anne, bert = world["desk"]
    with db.transaction() as tx:
        row = dict(tx.execute(order.select().where(order.c.order_no == world["order"])).one()._mapping)
        given = dict(tx.execute(refund.select().where(refund.c.refund_no == world["waits"])).one()._mapping)
        stuck = {"refund_no": given["refund_no"], "order_no": world["order"], "amount_fen": 1, "word": "CLOSED", "reason": "asked_for"}
        for number in range(70):
            workorders.open_one(tx, "refund_closed", f"r{number}", stuck, order_no=world["order"])
            tx.execute(refund.insert(), {**given, "refund_no": f"R{number:031d}", "cause": f"c{number}", "refund_id": None})
            old = f"2026010100000000000000{number:04d}"
            tx.execute(order.insert(), {**row, "order_no": old, "subject": f"{row['subject']}~{old}", "transaction_id": None})

    def pages(who, path, key, **query):
        found, after = [], None
        while True:
            reply = who.get(path, **query, **({"after": after} if after else {})).json
            found += [one.get("refund_no") or one.get("order_no") if key != "work_orders" else one["id"] for one in reply[key]]
            after = reply["next"]
            if after is None:
                return found

    for who, path, key, query, wanted in (
        (anne, "/work-orders", "work_orders", {}, 71),
        (anne, "/work-orders", "work_orders", {"state": "open", "kind": "refund_closed"}, 71),
        (bert, "/refunds", "refunds", {}, 72),
        (anne, "/orders", "orders", {"q": world["no"]}, 71),
    ):
        found = pages(who, path, key, **query)
        assert len(found) == len(set(found)) == wanted, path


def test_the_trail_of_an_order_pages_back_to_the_beginning(world):
    anne, _ = world["desk"]
    for _ in range(40):
        story = anne.get(f"/orders/{world['order']}", why="check").json
    seen, after = len(story["trail"]), story["trail_next"]
    while after:
        earlier = anne.get(f"/orders/{world['order']}/trail", why="check", after=after).json
        seen, after = seen + len(earlier["trail"]), earlier["next"]
    from app.staff.models import staff_action

    with db.reading() as tx:
        about = tx.execute(staff_action.select().where(staff_action.c.what == "order.read")).all()
    assert len(about) == 40 and seen >= 39


def test_a_look_takes_a_fixed_number_of_statements(app, world, said):  # noqa: F811
    """The trace costs two statements the first time and one when it is counted on the row of a moment ago."""
    anne, _ = world["desk"]
    path = f"/department/v1/files/{world['file']}"
    fetch = ["INSERT seen_nonce", "SELECT file", "SELECT case_record", "SELECT case_material", "UPDATE data_use"]
    for more in (["INSERT data_use"], []):
        with said() as asked:
            assert Department(app).fetch(path).status_code == 200
        assert [one for one in asked if "catalog" not in one] == fetch + more
    for more in (["INSERT data_use"], []):
        with said() as asked:
            assert anne.get("/orders", q=world["order"]).status_code == 200
        wrote = [one for one in asked if not one.startswith("SELECT") and "staff_login" not in one]
        assert wrote == ["UPDATE data_use", *more]


def test_fetching_twice_at_once_leaves_a_trace_each_time(app, world, lin):
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(4) as pool:
        got = list(pool.map(lambda _: Department(app).fetch(f"/department/v1/files/{world['file']}").status_code, range(8)))
    assert got == [200] * 8
    fetched = [one for one in lin.get("/api/me/uses").json["uses"] if one["what"] == ["证件照"] and one["why"] == "办换护照"]
    assert sum(one["times"] for one in fetched) == 8


def test_days_of_the_bill_page_to_the_end(desk):  # noqa: F811
    from datetime import date, timedelta

    from app.kernel import clock
    from payment.bills.models import bill_day

    row = {"sha1": "", "rows": 0, "paid_fen": 0, "refunded_fen": 0, "differences": 0, "fetched_at": clock.now()}
    every = [(date(2026, 1, 1) + timedelta(days=number)).isoformat() for number in range(50)]
    with db.transaction() as tx:
        for day in every:
            for mchid in ("1900000109", "1900000110"):
                tx.execute(bill_day.insert(), {"mchid": mchid, "day": day, **row})
    one, found, after = desk("finance"), [], ""
    while after is not None:
        page = one.get("/bills", **({"after": after} if after else {})).json
        found += [(each["day"], each["mchid"]) for each in page["days"]]
        after = page["next"]
    assert found == [(day, mchid) for day in reversed(every) for mchid in ("1900000109", "1900000110")]
