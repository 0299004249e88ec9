"""Whatever anybody types, at whichever door, is made plain in one place or held to an exact shape."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from marshmallow import fields, validate

from app.kernel import db, plain
from app.kernel.web import Body, Paged
from app.notices import templates
from edge.shapes import Typed
from payment.workorders import service
from tests.applications import Department, submitted
from tests.console.conftest import desk, lin, paid
from tests.residents import Resident, count

__all__ = ["desk", "lin", "paid"]  # fixtures

ROOT = Path(__file__).parents[2]
DOORS = ("app", "edge", "console_api", "department_api", "miniprogram_api", "payment")
PLAIN = (plain.Line, plain.Lines, plain.Number, plain.Day, plain.Moment)

# Left alone on purpose: a form's values are made plain by the kind of their field (app.catalog.forms); a login and a password are
# themselves or others, and no spelling is another; why somebody does not agree is made plain by the room it is said to.
AS_TYPED = {"SignIn.code", "Values.values", "Credentials.login", "Credentials.password", "MyAnswer.reason"}
# What a request is read for outside schemas, and which shape it is held to there.
READ = {
    ("edge/once.py", "headers"): "hashed with the caller's id, never kept",
    ("console_api/auth.py", "headers"): "a token: hashed and looked up",
    ("miniprogram_api/auth.py", "headers"): "a token: hashed and looked up",
    ("department_api/auth.py", "headers"): "app.kernel.signed matches each to its shape",
    ("miniprogram_api/sign_in.py", "headers"): "the User-Agent, through app.identity.devices",
    ("miniprogram_api/files.py", "files"): "its name, through app.files.service",
    ("miniprogram_api/bringing.py", "files"): "its bytes, judged and let go (app.files.invoices); neither they nor its name are kept",
    ("console_api/sheets.py", "files"): "its bytes, read cell by cell (app.editing.sheets); neither they nor its name are kept",
    ("miniprogram_api/copies.py", "files"): "its bytes, hashed; neither they nor its name are kept",
    ("app/kernel/web.py", "args"): "asked(): made plain",
}


def schemas(of=(Body, Paged)):
    for one in of:
        yield one
        yield from schemas(one.__subclasses__())


def leaves(schema, where):
    for name, field in schema().fields.items():
        yield from inner(field, f"{where}.{name.rstrip('_')}")


def inner(field, where):
    yield where, field
    if isinstance(field, fields.List):
        yield from inner(field.inner, where)
    elif isinstance(field, fields.Nested):
        yield from leaves(type(field.schema), where)
    elif isinstance(field, fields.Mapping):
        for part in (field.key_field, field.value_field):
            assert part is not None, f"{where}: say what its keys and values are"
            yield from inner(part, where)


def shaped(field):
    """One of a list, or the whole of it matches a pattern that leaves nothing open."""
    for one in field.validators:
        if isinstance(one, validate.OneOf):
            return True
        if isinstance(one, plain.Exactly):
            return not re.search(r"\\[dwsDWS]|(?<!\\)\.|\[\^", one.regex.pattern)
    return False


def test_no_text_comes_in_through_a_schema_that_nobody_makes_plain(app):
    taken = {schema for view in app.view_functions.values() for schema in arguments(view)}
    known = set(schemas())
    assert taken <= known, "what comes in is a Body or Paged (app.kernel.web)"
    every = [one for schema in known for one in leaves(schema, schema.__name__)]
    found = {where: field for where, field in every if isinstance(field, fields.String | Typed)}
    as_typed = {where for where, field in found.items() if type(field) in (plain.AsTyped, Typed)}
    assert as_typed == AS_TYPED
    bare = [where for where, field in found.items() if where not in as_typed and not isinstance(field, PLAIN) and not shaped(field)]
    assert bare == [], "use app.kernel.plain, Exactly of a pattern among them"
    assert len(found) > 40


def arguments(view):
    for one in getattr(view, "_apidoc", {}).get("arguments", {}).get("parameters", []):
        if hasattr(one.get("schema"), "fields"):
            yield type(one["schema"])


def test_nothing_else_is_read_from_a_request_by_the_way():
    read = set()
    for door in DOORS:
        for path in sorted((ROOT / door).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "request":
                    if node.attr in ("args", "values", "form", "headers", "cookies", "files", "json", "data", "query_string"):
                        read.add((str(path.relative_to(ROOT)), node.attr))
    assert read == set(READ)


def test_a_search_means_what_is_seen(client):
    wanted = client.get("/api/search?q=护照").json
    for same in ("护\u200b照", " 护照\u3000", "\ufeff护照\x1b"):
        assert client.get("/api/search", query_string={"q": same}).json == wanted
    assert client.get("/api/search", query_string={"q": "\u200b\x1b"}).json["code"] == "query_empty"
    assert client.get("/api/search", query_string={"q": "ＥＴＣ１"}).json["q"] == "ETC1"


def test_a_city_typed_full_width_is_that_city(client):
    assert client.get("/api/home?city=４４０１００").json == client.get("/api/home?city=440100").json


def test_the_reason_of_a_withdrawal_is_kept_as_it_is_seen(app, sandbox):
    lin = Resident(app, sandbox).known()
    no = submitted(lin)
    shown = lin.post(f"/api/cases/{no}/withdrawal", {"reason": "不办了\u200b，\u202e１２３\u3000"}).json
    assert "不办了，123" in [line["say"] for line in shown["timeline"]]


def test_a_desk_finds_an_order_by_its_number_however_it_was_pasted(desk, paid):
    no, order_no = paid
    wanted = desk("finance").get("/orders", q=order_no).json["orders"]
    assert [one["order_no"] for one in wanted] == [order_no]
    wide = "".join(chr(ord(char) + 0xFEE0) for char in order_no)
    for same in (wide, f"{order_no[:10]}\u200b {order_no[10:]}", f"\ufeff{order_no}\u3000"):
        assert desk("finance").get("/orders", q=same).json["orders"] == wanted, same


def test_what_a_desk_writes_down_is_kept_as_it_is_seen(app, sandbox, desk, paid):
    wang = desk("finance")
    stuck = {"refund_no": f"R{paid[1]}", "order_no": paid[1], "amount_fen": 1, "word": "CLOSED", "reason": "asked_for"}
    with db.transaction() as tx:
        work_id = service.open_one(tx, "refund_closed", stuck["refund_no"], stuck, order_no=paid[1])
    wang.post(f"/work-orders/{work_id}/taking")
    said = wang.post(f"/work-orders/{work_id}/notes", {"text": "第１行\u200b\r\n第２行\u2028\u202e"}).json["trail"][-1]
    assert said["note"] == "第1行\n第2行"


def test_what_a_department_says_is_kept_as_it_is_seen(app, sandbox):
    lin, crj = Resident(app, sandbox).known(), Department(app)
    no = submitted(lin)
    crj.walk(no, "pre_check")
    assert crj.send(no, "rejected", reason="缺照片\u200b\u202e", unit="广州\u3000公安").status_code == 200
    line = lin.get(f"/api/cases/{no}").json["timeline"][0]
    assert (line["say"], line["unit"]) == ("缺照片", "广州 公安")


@pytest.mark.parametrize("event_id", ["e\u200b1", "e 1", "一", "e1\n", ""])
def test_an_event_has_an_id_a_machine_made(app, sandbox, event_id):
    lin, crj = Resident(app, sandbox).known(), Department(app)
    no, before = submitted(lin), count("case_action")
    assert crj.send(no, "pre_check", event_id=event_id).status_code == 422
    assert count("case_action") == before


def test_a_template_s_answer_ends_where_it_ends(app, sandbox):
    lin = Resident(app, sandbox).known()
    before = count("subscription")
    assert lin.post("/api/subscriptions", {"results": {templates.offered(False)[0]: "accept\n"}}).status_code == 422
    assert count("subscription") == before
