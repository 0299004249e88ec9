"""Whether an invoice is real, by five fields; five times a day for one invoice, over everybody. Misses count."""

from __future__ import annotations

from datetime import date

from sandbox.departments.inbox import Refused
from sandbox.documents import Doc
from sandbox.registers.declared import Row
from sandbox.registers.store import Store, store
from sandbox.tax import book
from sandbox.world import World

MOST, YEARS = 5, 5
WITH_CODE = ("04", "10", "11", "14")  # old kinds whose check code is asked for


def verify(world: World, body: Doc) -> Doc:
    """{result: same|differs|none, times, at, invoice?}. Refused V001 after five times a day, V002 older than five years, V003 of today."""
    held, day = store(world), book.moment(world)[:10]
    number, code, on, amount = (body.get(name) for name in ("number", "code", "date", "amount"))
    if not isinstance(number, str) or not isinstance(on, str) or type(amount) is not int:
        raise Refused(422, "bad_body", "number、date、amount 必填")
    try:
        issued = date.fromisoformat(on)
    except ValueError:
        raise Refused(422, "bad_body", "date 写成 2026-11-23") from None
    if (date.fromisoformat(day) - issued).days > YEARS * 365 + 1:
        raise Refused(422, "V002", "超过五年的查不到")
    if code and on == day:
        raise Refused(422, "V003", "当天开的明天再查")
    times = _count(held, f"{code or ''}{number}", day)
    found = held.get("sw.oldinvoices", f"{code}|{number}") if code else held.get("sw.einvoices", number)
    said = {"times": times, "at": book.moment(world)}
    if found is None:
        return {"result": "none", **said}
    same = _old(found, body, on, amount) if code else (found["开票时间"][:10], found["价税合计"]) == (on, amount)
    return {"result": "same", **said, "invoice": {**found}} if same else {"result": "differs", **said}


def _old(found: Row, body: Doc, on: str, amount: int) -> bool:
    code = found["kind"] not in WITH_CODE or found["校验码"][-6:] == body.get("check6")
    return (found["日期"], found["不含税金额"]) == (on, amount) and code


def _count(held: Store, number: str, day: str) -> int:
    """The how-manieth time today this is."""
    row = held.get("sw.verify", f"{number}|{day}")
    if row is None:
        held.add("sw.verify", {"number": number, "day": day, "次数": 1})
        return 1
    if row["次数"] >= MOST:
        raise Refused(429, "V001", f"今天已查 {MOST} 次，明天再查")
    held.change("sw.verify", f"{number}|{day}", 次数=row["次数"] + 1)
    return int(row["次数"]) + 1
