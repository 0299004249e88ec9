"""A window scans a code and asks for fields of a certificate; its holder reads who asks what for, and says yes or no."""

from datetime import timedelta

import orjson
import pytest
from sqlalchemy import select, update

from app.certificates import service
from app.certificates.models import certificate, handover
from app.kernel import db
from tests.api.test_signing_in import problem
from tests.api.test_wallet import passport
from tests.applications import Department
from tests.known import proved
from tests.residents import Resident, count

FIELDS = ["姓名", "护照号码"]
LINES = [{"label": "姓名", "text": "林志豪"}, {"label": "护照号码", "text": "E12346128"}]


@pytest.fixture
def lin(app, sandbox):
    return proved(app, sandbox)


@pytest.fixture
def crj(app):
    return Department(app)


def shown(who):
    reply = who.post(f"/api/certificates/{passport(who)['id']}/handovers")
    assert reply.status_code == 201, reply.text
    return reply.json["id"], reply.json["code"]


def scan(department, code, **more):
    asked = {"code": code, "kind": "ec-passport", "fields": FIELDS, "purpose": "核对出境记录", "window": "3 号窗"} | more
    return department.post("/department/v1/handovers", orjson.dumps(asked))


def later(seconds):
    """As if so many seconds had gone by."""
    with db.transaction() as tx:
        for row in tx.execute(select(handover)).all():
            tx.execute(update(handover).where(handover.c.id == row.id).values(until=row.until - timedelta(seconds=seconds)))


def uses(who):
    return [(one["unit"], one["what"], one["why"]) for one in who.get("/api/me/uses").json["uses"] if "手机上同意" in one["why"]]


def test_who_asks_what_for_is_read_before_anything_is_seen_and_a_yes_stands_among_the_uses(lin, crj):
    watched, code = shown(lin)
    look = lambda: lin.get(f"/api/handovers/{watched}").json  # noqa: E731
    assert (look()["state"], look()["unit"], look()["fields"]) == ("open", "", [])
    assert scan(crj, code).json == {"state": "asked", "valid": None, "lines": []}
    asked = look()
    assert (asked["state"], asked["name"], asked["purpose"], asked["fields"]) == ("asked", "普通护照", "核对出境记录", FIELDS)
    assert asked["unit"] == "公安（出入境管理） 3 号窗"
    assert scan(crj, code).json["lines"] == [] and uses(lin) == []
    for _ in range(2):  # said again it is the same
        assert lin.post(f"/api/handovers/{watched}/answer", {"yes": True}).json == {"state": "agreed"}
    assert scan(crj, code).json == {"state": "agreed", "valid": True, "lines": LINES}
    assert uses(lin) == [(asked["unit"], ["普通护照", *FIELDS], "核对出境记录（您在手机上同意的）")]
    problem(lin.post(f"/api/handovers/{watched}/answer", {"yes": False}), 409, "answered")


def test_after_a_no_nothing_is_seen(lin, crj):
    watched, code = shown(lin)
    scan(crj, code)
    assert lin.post(f"/api/handovers/{watched}/answer", {"yes": False}).json == {"state": "refused"}
    assert scan(crj, code).json == {"state": "refused", "valid": None, "lines": []} and uses(lin) == []


def test_a_code_is_dead_after_sixty_seconds_and_so_is_a_question_nobody_answers(lin, crj):
    watched, code = shown(lin)
    later(61)
    problem(scan(crj, code), 404, "code_expired")
    assert lin.get(f"/api/handovers/{watched}").json["state"] == "over"
    problem(lin.post(f"/api/handovers/{watched}/answer", {"yes": True}), 409, "nobody_asked")
    watched, code = shown(lin)
    later(59)
    assert scan(crj, code).json["state"] == "asked"
    later(61)
    problem(lin.post(f"/api/handovers/{watched}/answer", {"yes": True}), 409, "too_late")
    assert scan(crj, code).json == {"state": "over", "valid": None, "lines": []} and uses(lin) == []


def test_what_was_agreed_to_is_fetched_for_ten_minutes_and_only_while_the_certificate_is_good(lin, crj):
    watched, code = shown(lin)
    scan(crj, code)
    lin.post(f"/api/handovers/{watched}/answer", {"yes": True})
    with db.transaction() as tx:
        tx.execute(update(certificate).where(certificate.c.kind == "ec-passport").values(status="revoked"))
    assert scan(crj, code).json == {"state": "agreed", "valid": False, "lines": []}
    later(601)
    assert scan(crj, code).json == {"state": "over", "valid": None, "lines": []} and uses(lin) == []


def test_nobody_asks_by_a_code_for_something_else_and_a_wrong_kind_does_not_use_it_up(app, lin, crj):
    _, code = shown(lin)
    problem(scan(crj, code, kind="ec-drive"), 422, "other_certificate")
    problem(scan(crj, code, fields=["姓名", "工资"]), 422, "field_unknown")
    assert scan(crj, code).json["state"] == "asked"
    problem(scan(crj, code, purpose="查别的"), 409, "code_used")
    problem(scan(Department(app, "dept-gat-jj"), code), 409, "code_used")
    problem(scan(crj, "win_nobody"), 404, "code_expired")


def test_it_is_the_holder_s_alone_and_asks_for_the_face(app, sandbox, lin, crj):
    watched, code = shown(lin)
    scan(crj, code)
    chen = Resident(app, sandbox, "chen-xiaotong").known()
    assert chen.get(f"/api/handovers/{watched}").status_code == 404
    with db.transaction() as tx:
        raw = repr(tx.execute(select(handover)).all())
    assert "核对出境记录" not in raw and code not in raw
    assert "窗口" in app.test_client().get(f"/api/verify/{code}").json["say"]


def test_without_a_face_there_is_no_code(app, sandbox):
    lin = Resident(app, sandbox).known()
    problem(lin.post(f"/api/certificates/{passport(lin)['id']}/handovers"), 403, "face_needed")
    assert count("handover") == 0


def test_what_came_to_an_end_is_forgotten_after_a_day(lin, crj):
    shown(lin)
    later(60 + 86_390)
    db.in_transaction(service.forget_old)
    assert count("handover") == 1
    later(20)
    db.in_transaction(service.forget_old)
    assert count("handover") == 0
