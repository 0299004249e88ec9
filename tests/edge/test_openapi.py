"""The document says of every call who may make it, how it is done once, and what a form holds."""

import re

import pytest
from openapi_spec_validator import validate

from app.appointments.line import door_code
from app.kernel import clock
from edge import openapi
from tests.api.test_bad_input import refused
from tests.console.conftest import Desk
from tests.edge.test_paths import GOOD
from tests.residents import Resident

pytestmark = pytest.mark.alike  # the description is the same on each

UMBRELLA = {"name": "雨伞", "price": "113.00", "code": "1060513990000000000", "rate": "13%"}
SHOP, BUYER = {"name": "一店", "address": "示例路1号", "phone": "020-00000003"}, {"name": "林志豪", "natural": True}
AT_A_SHOP = {
    "/merchant/companies": {"uscc": "91440104MADEMC0302", "tel": "020-00000003", "shop": SHOP, "agreed": True},
    "/agreement": {"yes": True},
    "/confirmations/{number}": {"yes": True},
    "/shops": SHOP,
    "/people": {"name": "区嘉怡", "roles": ["cashier"]},
    "/invitations": {"word": "w" * 22},
    "/api/orders/collecting": {"word": "w" * 22},
    "/goods": {"name": "雨伞", "price_fen": 11300, "code": "1060513990000000000", "rate": "13%"},
    "/sales": {"rows": [UMBRELLA], "buyer": BUYER},
    "/codes": {"rows": [UMBRELLA]},
    "/reds": {"reason": "01"},
    "/reds/preview": {"reason": "01"},
    "/roles": {"roles": ["cashier"]},
    "/api/invoices": {"code": "01,32,,26442000000000000011,128.00,20261120,,7A3C"},
    "/api/invoices/check": {"number": "26442000000000000011", "day": "2026-11-20", "amount_fen": 12800},
    "/claim": {"uscc": "91440104MADEMC0302", "what_for": "出差"},
    "/claims/{number}/return": {"why": "scope"},
    "/api/orders": {"code": "https://example.invalid/i", "buyer": BUYER},
}


@pytest.fixture
def document(client):
    return client.get("/openapi.json").json


def operations(document):
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            if method in ("get", "post", "put", "patch", "delete"):
                yield path, method, operation


def filled(document, path, operation):
    """The path with a well-made value for each parameter."""
    shapes = {
        one["name"]: one["schema"].get("pattern", "")
        for one in operation.get("parameters", []) + document["paths"][path].get("parameters", [])
        if one["in"] == "path"
    }
    return re.sub(r"{(\w+)}", lambda found: next(good for good in GOOD.values() if re.fullmatch(shapes[found[1]], good)), path)


def test_it_is_openapi(document):
    validate(document)


def test_every_call_says_who_may_make_it(document):
    assert set(document["components"]["securitySchemes"]) == set(openapi.SCHEMES)
    seen = set()
    for path, method, operation in operations(document):
        kinds = {name for one in operation["security"] for name in one}
        who = {"/api/": "resident", "/console/": "staff", "/department/": "department"}[re.match(r"/\w+/", path)[0]]
        assert not kinds or all(kind.startswith(who) for kind in kinds), (path, method)
        seen |= kinds
    assert seen == set(openapi.SCHEMES)


def test_a_call_without_a_login_is_refused_exactly_where_the_document_says_so(app, client, document):
    for path, method, operation in operations(document):
        here = filled(document, path, operation)
        body = {} if method == "get" else {"json": {}}
        status = client.open(here, method=method.upper(), **body).status_code
        assert (status == 401) == bool(operation["security"]), (method, path, status)


def test_a_key_is_asked_for_exactly_where_the_document_says_it_is_needed(app, sandbox, document):
    lin = Resident(app, sandbox).known()
    lin.face()
    desk = Desk(app, "finance", "wang")
    needed = [
        (path, method)
        for path, method, operation in operations(document)
        if any(one.get("name") == "Idempotency-Key" and one["required"] for one in operation.get("parameters", []))
    ]
    named = {
        path
        for path, _, operation in operations(document)
        if any(one.get("name") == "Idempotency-Key" for one in operation.get("parameters", []))
    }
    assert {"/api/cases/{no}/materials/{material}", "/api/cases/{no}/materials/{material}/crop", "/api/cases/{no}/signature"} <= named
    assert {("/api/cases", "post"), ("/api/cases/{no}/submission", "post"), ("/console/v1/orders/{order_no}/refunds", "post")} <= set(
        needed
    )
    token = {"/api/": lin.token, "/console/": desk.token, "/console/v1/halls/": Desk(app, "window", "chen").token}
    token |= {"editor": Desk(app, "operator", "xu.jing").token, "approver": Desk(app, "supervisor", "lao.li").token}
    bodies = {
        "/api/cases": {"item": "passport-renew", "city": "440100", "answers": {}},
        "refunds": {"amount_fen": 1, "reason": "asked_for"},
        "/answer": {"agree": True, "hash": "0" * 64},
        "/holds/{field}": {"unit": "粤A0029K"},
        "/slots/{field}": {"at": "2026-11-24T01:30:00Z"},
        "/me/bookings": {"hall": "hall-440106", "at": "2026-11-24T01:30:00Z", "errands": ["passport-renew"]},
        "/time": {"at": "2026-11-24T01:30:00Z"},
        "/me/titles": {"kind": "personal"},
        "/me/titles/{id_}": {"kind": "personal"},
        "/me/tickets": {"hall": "hall-440106", "door": door_code("hall-440106", clock.today()), "errands": ["passport-renew"]},
        "/calls": {"desk": 1},
        "/striking": {"reason": "设备检修"},
        "/closures": {"day": "2026-12-24", "reason": "停电检修"},
        "/reopenings": {"day": "2026-12-24"},
        **AT_A_SHOP,
        "/items/{item}/draft": {"revision": 0, "texts": {}},
        "/items/{item}/draft/restoring": {"revision": 0, "release": 1},
        "/word-sheet/sending": {"note": "改一改", "items": [{"item": "tw-permit", "texts": {"plain": "改"}}]},
        "/demand/adoptions": {"words": "改", "item": "tw-permit"},
        "/draft": {"revision": 0, "common": []},
        "/dropping": {"revision": 1},
        "/sending": {"revision": 1, "note": "改一改"},
        "/taking-back": {"revision": 1},
        "/return": {"revision": 1, "comment": "再看看"},
        "/draft/approval": {"revision": 1},
        "/screen-bursts/{burst}": {"until": "2026-12-01T00:00:00Z"},
    }
    for path, method in needed:
        here = filled(document, path, document["paths"][path][method])
        body = next((made for end, made in bodies.items() if path.endswith(end)), {})
        who = re.match(r"/console/v1/halls/|/[a-z]+/", path)[0]
        if re.match("/console/v1/(first-screens|screen-|items|word-sheet|demand)", path):
            who = "approver" if path.endswith(("/return", "/approval", "}/restoring")) else "editor"
        headers = {"Authorization": f"Bearer {token[who]}"}
        reply = app.test_client().open(here, method=method.upper(), headers=headers, json=body)
        if reply.status_code != 415 and reply.json.get("code") not in ("case_not_found", "link_not_yours"):
            assert refused(reply, 400) == "idempotency_key_missing", (path, reply.text[:200])


def test_forms_with_files_say_what_they_hold(document):
    for path, method in (("/api/cases/{no}/materials/{material}", "put"), ("/api/cases/{no}/signature", "post")):
        schema = document["paths"][path][method]["requestBody"]["content"]["multipart/form-data"]["schema"]
        assert schema["properties"]["file"]["format"] == "binary" and schema["required"] == ["file"]


def test_path_parameters_say_their_shape(document):
    found = {one["name"]: one["schema"]["pattern"] for one in document["paths"]["/api/cases/{no}"].get("parameters", [])}
    found |= {one["name"]: one["schema"]["pattern"] for one in document["paths"]["/api/cases/{no}"]["get"].get("parameters", [])}
    assert found["no"] == "^[0-9]{15}$"
