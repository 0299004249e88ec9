"""Residents, drafts, orders and a crowd of older cases: copies of the sample, so a changed table needs no change here."""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Callable, Iterable, Mapping

import orjson

from app.cases import rules
from app.identity import tokens
from app.kernel import clock, crypto
from app.kernel.ids import new_id
from benchmarks import notices
from benchmarks.house import Row, connection
from benchmarks.sample import Draft, Sample

PIECE = 50_000
PAYS = 3  # one case in so many has a fee
# What one resident has on the page 办件.
STATES = ("submitted", "reviewing", "to_pay", "done", "done")

Resident = tuple[str, bytes, bytes]  # token, person, account


def residents(url: str, like: Mapping[str, list[Row]], persons: Iterable[bytes]) -> list[Resident]:
    """Signed-in people with their faces checked, and in their wallets what opening the form puts there. `like`: the rows of one."""
    made: list[Resident] = []
    rows: dict[str, list[Row]] = {"person": [], "account": [], "login": [], "certificate": []}
    papers = [(one, _opened("certificate", one, "face")) for one in like["certificate"]]
    one, theirs = like["person"][0], like["account"][0]
    plain = _opened("person", one, "name", "id_number") | _opened("account", theirs, "openid", "phone")
    now = clock.now().replace(tzinfo=None)
    for person in persons:
        token, account = tokens.new_token()[0], bytes.fromhex(new_id())
        made.append((token, person, account))
        own = {"id": person, "id_number_blind": os.urandom(32), **_sealed("person", person, plain, "name", "id_number")}
        rows["person"].append({**one, **own})
        mine = {"id": account, "person_id": person, "openid_blind": os.urandom(32), **_sealed("account", account, plain, "openid", "phone")}
        rows["account"].append({**theirs, **mine})
        login = {"id": bytes.fromhex(new_id()), "token_blind": tokens.hashed(token), "account_id": account, "device": "iPhone"}
        rows["login"].append({**login, "created_at": now, "last_seen": now})
        for paper, face in papers:
            held = bytes.fromhex(new_id())
            rows["certificate"].append({**paper, "id": held, "person_id": person, **_sealed("certificate", held, face, "face")})
    for table, some in rows.items():
        insert(url, table, some)
    return made


def _opened(table: str, row: Row, *columns: str) -> dict[str, str]:
    return {name: crypto.unseal(f"{table}.{name}", bytes(row["id"]).hex(), bytes(row[name])) for name in columns}


def _sealed(table: str, row: bytes, plain: dict[str, str], *columns: str) -> dict[str, bytes]:
    """A value is sealed to its row: a copy of the bytes could not be opened."""
    return {name: crypto.seal(f"{table}.{name}", row.hex(), plain[name]) for name in columns}


def of_crowd(cases: int, people: int) -> list[bytes]:
    """People from all over the crowd: each has as many cases as there are STATES, far apart in the table."""
    owners = cases // len(STATES)
    return [owner_id(place * (owners // people)) for place in range(people)]


def owner_id(number: int) -> bytes:
    """What `_id(2, …)` makes in the server."""
    return bytes.fromhex(f"{1700000000000 + number:012x}70028{number:015x}")


def drafts(url: str, sample: Sample, people: list[Resident], count: int, of: Draft | None = None) -> list[tuple[str, bytes, Resident]]:
    """Drafts ready to be handed in: (number, id, whose). `of`: which; else the one with a fee."""
    if count > len(people):
        raise ValueError("one application to a result at a time: each draft needs a resident of its own")
    like = of or Draft(sample.draft, sample.form)
    with connection(url) as database, database.cursor() as cursor:  # what was handed in before stands in nobody's way
        cursor.execute("UPDATE case_record SET running_key = NULL WHERE running_key IS NOT NULL")
    made: list[tuple[str, bytes, Resident]] = []
    cases, materials = [], []
    for place in range(count):
        who = people[place % len(people)]
        case_id, no = new_id(), fresh_number()
        form = crypto.seal("case_record.form", case_id, orjson.dumps({**like.form, "person": who[1].hex()}).decode())
        key = bytes.fromhex(case_id)
        own: dict[str, object] = {"id": key, "no": no, "owner_id": who[1], "account_id": who[2], "draft_key": os.urandom(32), "form": form}
        cases.append({**like.rows["case_record"][0], **own})
        materials += [{**row, "case_id": own["id"]} for row in like.rows["case_material"]]
        made.append((no, key, who))
    insert(url, "case_record", cases)
    insert(url, "case_material", materials)
    return made


def fresh_number() -> str:
    """A case number no draft of this run has: of so many, two would be alike now and then. The product draws again."""
    while (no := rules.new_number("440100", clock.today())) in _drawn:
        pass
    _drawn.add(no)
    return no


_drawn: set[str] = set()


def orders(url: str, sample: Sample, count: int) -> list[str]:
    """Orders somebody is paying right now."""
    made, rows = [], []
    for _ in range(count):
        order_no = f"{time.strftime('%Y%m%d%H%M%S')}{secrets.randbelow(10**12):012d}"
        own = {
            "order_no": order_no,
            "subject": notices.subject(order_no),
            "openid": crypto.seal("payment_order.openid", order_no, notices.OPENID),
        }
        rows.append({**sample.money["paying"][0], **own})
        made.append(order_no)
    insert(url, "payment_order", rows)
    return made


def insert(url: str, table: str, rows: list[Row]) -> None:
    """Many rows, a thousand a statement."""
    if not rows:
        return
    names = ", ".join(f"`{name}`" for name in rows[0])
    statement = f"INSERT INTO {table} ({names}) VALUES ({', '.join(['%s'] * len(rows[0]))})"
    with connection(url) as database, database.cursor() as cursor:
        for start in range(0, len(rows), 1000):
            cursor.executemany(statement, [tuple(row.values()) for row in rows[start : start + 1000]])


def crowd(url: str, sample: Sample, count: int, step: Callable[[int], object]) -> None:
    """`count` older cases of other people, five each, with their moves; one in three paid. Made inside the server."""
    case, action = sample.case["case_record"][0], sample.case["case_action"][0]
    order, message = sample.money["payment_order"][0], sample.money["channel_message"][0]
    owners = count // len(STATES)
    owner, past = _id(2, f"(seq MOD {owners})"), "NOW(6) - INTERVAL seq SECOND"
    states = ", ".join(f"'{one}'" for one in STATES)
    state = f"ELT(1 + (seq DIV {owners}) MOD {len(STATES)}, {states})"
    number, paid_no = "CONCAT('264403', LPAD((seq * 7919) MOD 100000000, 8, '0'), seq MOD 10)", "CONCAT('20250101', LPAD(seq, 24, '0'))"
    # How often, where, like what, and what differs from row to row.
    kinds = [
        (1, "case_record", case, {"id": _id(1), "no": number, "owner_id": owner, "account_id": owner, "draft_key": "NULL",
                                  "running_key": "NULL", "state": state, "created_at": past, "updated_at": past}),
        (1, "case_action", action, {"id": _id(3), "case_id": _id(1), "at": past}),
        (PAYS, "payment_order", order, {"order_no": paid_no, "subject": "CONCAT('case:crowd', seq)", "transaction_id": paid_no}),
        (PAYS, "channel_message", message, {"id": _id(4), "order_no": paid_no}),
        *[(PAYS, "ledger_entry", row, {"id": _id(5 + place), "order_no": paid_no, "external_no": paid_no})
          for place, row in enumerate(sample.money["ledger_entry"])],
    ]  # fmt: skip
    with connection(url) as database, database.cursor() as cursor:
        cursor.execute("SET unique_checks = 0, foreign_key_checks = 0, SESSION sql_log_bin = 0")
        for start in range(1, count + 1, PIECE):
            end = min(start + PIECE - 1, count)
            for every, table, row, expressions in kinds:
                names = ", ".join(f"`{name}`" for name in row)
                values = ", ".join(expressions.get(name, "%s") for name in row)
                given = tuple(value for name, value in row.items() if name not in expressions)
                cursor.execute(f"INSERT INTO {table} ({names}) SELECT {values} FROM seq_{start}_to_{end}_step_{every}", given)
            step(end - start + 1)
        cursor.execute("ANALYZE TABLE case_record, case_action, payment_order, channel_message, ledger_entry")


def _id(kind: int, of: str = "seq") -> str:
    """An id in the shape of ours, made of a number, growing with it."""
    return f"UNHEX(CONCAT(LPAD(HEX(1700000000000 + {of}), 12, '0'), '7{kind:03x}8', LPAD(HEX({of}), 15, '0')))"
