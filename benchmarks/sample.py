"""One real application and one real payment, made through the product itself; all rows of the run are copies of these."""

from __future__ import annotations

import contextlib
import io
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import cast

import pymysql.cursors
import requests
from flask import Flask
from sqlalchemy import update

import wsgi
from app.cases import records
from app.kernel import clock, commands, crypto, db
from app.kernel.charges import Charge
from app.kernel.observe import Observed
from app.kernel.relay import Relay
from app.language import load
from app.publishing import release
from app.publishing import service as publishing
from app.publishing.commands import publish_contents
from benchmarks import notices
from benchmarks.house import HOST, Database, House, Row, connection
from deploy import pictures
from deploy.running import House as Running
from deploy.tour import CITY, Tour
from deploy.visitor import fitting
from payment import service as payments
from payment.models import order

Rows = dict[str, list[Row]]
PERSON_TABLES = ("person", "account", "certificate")


JOB = "fertility-register"  # no fee, decided by the department, ends in a certificate
# Until it is built it has this form here: what is measured is the way through, not what is asked.
JOB_FORM = [
    {"id": "name", "label": "姓名", "kind": "text", "from": "ec-idcard.姓名"},
    {"id": "id_number", "label": "身份证号", "kind": "idnumber", "from": "ec-idcard.公民身份号码"},
    {"id": "phone", "label": "手机号", "kind": "phone", "from": "account.phone", "hint": "11 位手机号，有进展打给您"},
]


@dataclass
class Draft:
    """A draft's rows, and its form before it is sealed."""

    rows: Rows
    form: dict[str, object]


@dataclass
class Sample:
    """`draft`: a filled in draft and its materials; `case`: the same submitted, with its moves; `money`: a paid order with its postings;
    `job`: a draft that goes through to its certificate without anybody paying."""

    no: str
    draft: Rows
    case: Rows
    money: Rows
    form: dict[str, object]
    job: Draft


def prepare(house: House) -> Flask:
    """Schema and catalogue on both databases. Returns the application on the small one, in this process."""
    for url in (house.large, house.small):
        app = wsgi.create_app(
            database_url=url,
            redis_url=house.redis,
            data_dir=house.folder,
            credentials=house.credentials,
            public_url="http://127.0.0.1:1",
            hosts=HOST,
            log_level="ERROR",
        )
        cast(Observed, app.wsgi_app).write = lambda line: None  # the lines of this process would tear the progress bar
        commands.upgrade()
        release.forget()
        _publish()
    return app


def _publish() -> None:
    """The catalogue, its whole job among what can be done."""
    contents, sources = publishing.written()
    source = sources[JOB]
    if contents[JOB]["serves"] == "guide":
        result = {**source["item"]["result"], "at_once": "each"}  # whoever it is copied for has others
        contents[JOB] = load.compiled({**source, "item": {**source["item"], "form": JOB_FORM, "result": result}})
    publish_contents(contents, "benchmark", sources=sources)


def make(house: House) -> Sample:
    """Walk as 林志豪 to the filled draft, hand it in, pay."""
    url = f"http://127.0.0.1:{house.ports['small']}"
    tour = Tour(Running(url, house.sandbox, house.folder, house.environment))
    with contextlib.redirect_stdout(io.StringIO()):
        tour.look()
        tour.sign_in()
        Relay(wsgi.REACTIONS).drain()
        tour.face()
        tour.fill()
        job = draft_of(house, _begin_job(tour))
    made = draft_of(house, tour.no)
    draft, row = made.rows, made.rows["case_record"][0]
    with connection(house.small) as database:
        draft |= {name: rows_of(database, name) for name in PERSON_TABLES}
    tour.resident.post(f"/api/cases/{tour.no}/submission", {})
    money = _pay(house, tour.no)
    with connection(house.small) as database:
        case = {
            "case_record": rows_of(database, "case_record", "no = %s", tour.no),
            "case_action": rows_of(database, "case_action", "case_id = %s", row["id"]),
        }
    return Sample(tour.no, draft, case, money, made.form, job)


def _begin_job(tour: Tour) -> str:
    """A draft of JOB with everything in it; its number."""
    visitor = tour.resident
    item = visitor.get(f"/api/items/{JOB}?city={CITY}")
    answers = {one["id"]: one["default"] or one["options"][0]["id"] for one in item["questions"]}
    no = visitor.post("/api/cases", {"item": JOB, "city": CITY, "answers": answers})["no"]
    form = visitor.get(f"/api/cases/{no}/form")
    empty = [one for one in form["fields"] if one["value"] is None and one["required"] and one["editable"]]
    if empty:
        visitor.patch(f"/api/cases/{no}/draft", {"values": {one["id"]: fitting(one) for one in empty}})
    for material in visitor.get(f"/api/cases/{no}/materials")["materials"]:
        if material["state"] == "missing" and material["need"] == "must":
            content = pictures.signature() if material["how"] == "sign" else pictures.for_material(material)
            visitor.put_file(f"/api/cases/{no}/materials/{material['material']}", "picture.png", content)
    gaps = visitor.get(f"/api/cases/{no}/confirm")["gaps"]
    if gaps:
        raise SystemExit(f"{JOB}: still {gaps}")
    return str(no)


def draft_of(house: House, no: str) -> Draft:
    """A draft as it is stored now."""
    with connection(house.small) as database:
        row = rows_of(database, "case_record", "no = %s", no)[0]
        rows = {"case_record": [row], "case_material": rows_of(database, "case_material", "case_id = %s", row["id"])}
    with db.reading() as tx:
        found = records.find(tx, no)
    if found is None:
        raise SystemExit(f"no case {no}")
    opened = records.open_form(found)
    return Draft(rows, asdict(opened))


def _pay(house: House, no: str) -> Rows:
    """An order somebody is paying, before and after WeChat told us: both as stored."""
    until = clock.now() + timedelta(days=30)
    lines = [Charge(name="护照工本费", amount_fen=12000)]
    order_no = db.in_transaction(payments.open_order, f"case:{no}", notices.PAYEE, 12000, "换护照", lines, until)
    openid = crypto.seal("payment_order.openid", order_no, notices.OPENID)
    with db.transaction() as tx:
        changed = {"state": "paying", "openid": openid, "prepay_id": "wx" + "0" * 34, "started_at": clock.now()}
        tx.execute(update(order).where(order.c.order_no == order_no).values(**changed))
    with connection(house.small) as database:
        paying = rows_of(database, "payment_order", "order_no = %s", order_no)
        headers, body = notices.notice(house.credentials["pay"], order_no, 12000, f"case:{no}")
        reply = requests.post(f"http://127.0.0.1:{house.ports['small']}/notify/wechat-pay", data=body, headers=headers, timeout=10)
        if reply.status_code != 204:
            raise SystemExit(f"the sample's payment was refused: {reply.status_code} {reply.text[:300]}")
        paid = {name: rows_of(database, name, "order_no = %s", order_no) for name in ("payment_order", "ledger_entry", "channel_message")}
    return {"paying": paying, **paid}


def rows_of(database: Database, table: str, where: str = "1 = 1", *values: object) -> list[Row]:
    """Rows of a table."""
    with database.cursor(pymysql.cursors.DictCursor) as cursor:
        cursor.execute(f"SELECT * FROM {table} WHERE {where}", values)
        return list(cursor.fetchall())
