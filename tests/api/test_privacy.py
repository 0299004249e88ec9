"""After a resident has done everything this API offers, no log line and no table shows who it was."""

from pathlib import Path

from sqlalchemy import text

from app.kernel import db
from tests.canaries import forms, read
from tests.residents import PEOPLE, Resident, count, drain


def tables():
    """All rows of all tables as bytes, and the file itself when there is one."""
    out = []
    with db.reading() as tx:
        for name in db.metadata.tables:
            for row in tx.execute(text(f"SELECT * FROM {name}")):
                out += [bytes(cell) if isinstance(cell, bytes | bytearray) else str(cell).encode() for cell in row]
    file = db.engine().url.database
    if db.engine().dialect.name == "sqlite":
        out += [read(path) for path in Path(file).parent.glob(Path(file).name + "*")]
    return b"\n".join(out)


def test_no_log_line_and_no_table_shows_who_it_was(app, sandbox, lines):
    lin = Resident(app, sandbox).known()
    lin.face("mismatch")
    lin.face("pass")
    card = next(one for one in lin.get("/api/certificates").json["certificates"] if one["type"] == "ec-passport")
    code = lin.post(f"/api/certificates/{card['id']}/codes").json["code"]
    lin.client.get(f"/api/verify/{code}")
    drain()
    for path in ("/api/me", "/api/messages", "/api/me/uses", "/api/me/sessions", f"/api/{lin.id_number}", f"/api/verify/{lin.phone}"):
        lin.get(path)
    lin.post("/api/me/real-name", {"name": lin.name, "id_number": PEOPLE["chen-xiaotong"][1]})
    lin.post("/api/me/real-name", {lin.id_number: lin.name})
    lin.post("/api/sign-in", {"code": lin.id_number})
    lin.client.get("/api/me", headers={"Authorization": f"Bearer {lin.token}x"})
    import logging

    import structlog

    structlog.get_logger("x").info("said", number=lin.id_number, say=f"{lin.phone} {lin.token}", name=lin.name)
    logging.getLogger("library").error("failed for %s %s", lin.id_number, lin.token)
    assert count("certificate") == 10 and count("data_use") == 2 and lines.getvalue().count(b'"route"') >= 20
    where = {"log": lines.getvalue(), "database": tables()}
    secrets = (lin.name, lin.id_number, lin.phone, lin.token, code, "E12346128", "体育东路100号")
    found = [(place, value, form) for place, raw in where.items() for value in secrets for form in forms(value) if form in raw]
    assert found == []


def test_the_scan_would_find_what_it_looks_for(app, sandbox, lines):
    word = "谁也不叫这名字"  # a name of its own: what is deleted stays in SQLite's file until it is written over
    with db.transaction() as tx:
        tx.execute(
            text("INSERT INTO remembered (`key`, request, status, answer, created_at) VALUES (:k, :k, 200, :a, '2026-01-01')"),
            {"k": b"k" * 32, "a": word.encode()},
        )
    lines.write(b'{"x":"440199199208200010"}'.hex().encode())
    assert any(form in tables() for form in forms(word))
    assert any(form in lines.getvalue() for form in forms("440199199208200010"))
