"""What older code wrote in plain is read as it is, sealed where it stands, and read the same afterwards."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import select, update

from app.cases.models import case, case_action
from app.kernel import crypto, db, sealing
from app.kernel.models import data_use
from app.staff import service as staff_service
from app.staff.models import staff
from tests.applications import Department, submitted
from tests.canaries import Canaries
from tests.residents import Resident, drain

COURIER = {"company": "邮政速递", "waybill": "1180552130746", "phone": "11183"}


@pytest.fixture
def older(app, sandbox):
    """A case on its way, a use and a member of staff, all as the code before 0015 wrote them."""
    lin, birds = Resident(app, sandbox).known(), Canaries()
    no = submitted(lin)
    Department(app).walk(no, "pre_check", "accepted")
    said = {"unit": birds.say("unit of a move"), "by": birds.say("by of a move")}
    courier = {**COURIER, "waybill": birds.code("waybill")}
    with db.transaction() as tx:
        for action in tx.execute(select(case_action)).all():
            words = crypto.seal("case_action.words", action.id, '{"opinion":"材料齐了"}')
            tx.execute(update(case_action).where(case_action.c.id == action.id).values(words=words, **said))
        tx.execute(update(case).values(delivery=courier, courier=None))
        tx.execute(update(data_use).values(unit=birds.say("unit of a use"), unit_sealed=None))
        staff_service.add(tx, "older", "旧人", "财政局", "finance", "correct horse battery 7")
        tx.execute(update(staff).values(unit=birds.say("unit of a member"), unit_sealed=None))
    return lin, no, birds, said, courier


def shown(lin, no):
    case_view = lin.get(f"/api/cases/{no}").json
    lines = [(one["unit"], one["by"], one["say"]) for one in case_view["timeline"]]
    delivery = {name: case_view["delivery"][name] for name in COURIER}
    return lines, delivery, [one["unit"] for one in lin.get("/api/me/uses").json["uses"]]


def seal():
    with db.engine().connect() as tx:
        done = [sealing.seal_all(tx, plan, tx.commit) for plan in sealing.ALL]
        tx.commit()
    return done


def test_what_was_in_plain_is_read_the_same_before_and_after_it_is_sealed(older, monkeypatch):
    lin, no, birds, said, courier = older
    drain()
    monkeypatch.setattr(sealing, "BATCH", 2)
    before = shown(lin, no)
    assert before[0][0] == (said["unit"], said["by"], "材料齐了") and before[1] == courier
    assert set(birds.in_tables()) == {"case_action.unit", "case_action.by", "case_record.delivery", "data_use.unit", "staff.unit"}
    assert seal() == [3, 1, 3, 1]
    assert birds.in_tables() == {} and shown(lin, no) == before
    assert seal() == [0, 0, 0, 0]


def test_the_way_back_writes_what_was_there(older):
    lin, no, birds, said, courier = older
    drain()
    before = shown(lin, no)
    seal()
    with db.transaction() as tx:
        for plan in sealing.ALL:
            sealing.open_all(tx, plan)
    with db.reading() as tx:
        assert {(row.unit, row.by) for row in tx.execute(select(case_action))} == {(said["unit"], said["by"])}
        assert tx.execute(select(case.c.delivery)).scalar() == courier
    assert shown(lin, no) == before and len(birds.in_tables()) == 5


def test_the_command_says_how_many(app, older):
    result = app.test_cli_runner().invoke(args=["seal"])
    assert (result.exit_code, result.output) == (0, "封了 8 行\n")


STEPS = """
import sys
from pathlib import Path
from sqlalchemy import text
from wsgi import create_app
from app.kernel import commands, crypto, db
app = create_app(database_url=sys.argv[1], redis_url="", data_dir=Path(sys.argv[2]))
commands.upgrade("0014")
a, b = bytes(15) + b"1", bytes(15) + b"2"
with db.transaction() as tx:
    tx.execute(text("INSERT INTO data_use VALUES (:a, :a, '旧单位', '[]', '办事', NULL, '2026-01-01')"), {"a": a})
    add = text('INSERT INTO case_action (id, case_id, "to", role, unit, "by", at) VALUES (:a, :a, :t, :t, :u, :y, :n)')
    for key in (a, b):
        tx.execute(add, {"a": key, "t": "accepted", "u": "旧单位", "y": "旧经手人", "n": "2026-01-01"})
commands.upgrade()
with db.reading() as tx:
    for one in ("data_use", "case_action"):
        print([(row.unit, getattr(row, "by", "")) for row in tx.execute(text(f"SELECT * FROM {one}"))])
    words = tx.execute(text("SELECT words FROM case_action WHERE id = :a"), {"a": a}).scalar()
    print(crypto.unseal("case_action.words", a.hex(), words))
"""


def test_the_migration_converts_what_is_there(tmp_path):
    command = [sys.executable, "-c", STEPS, f"sqlite:///{tmp_path}/old.db", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=Path(__file__).parents[2], env={**os.environ, "LOG_LEVEL": "error"})
    assert done.stdout.splitlines()[-3:] == ["[('', '')]", "[('', ''), ('', '')]", '{"unit":"旧单位","by":"旧经手人"}'], done.stderr
