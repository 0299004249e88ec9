"""上线年检: a car goes to a station at a time; the station tests it and sends its report, and the mark follows by itself once nothing else
stands against it."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from sandbox.departments.decide.asked import Asked, digits
from sandbox.departments.decide.days import chinese
from sandbox.departments.decide.vehicles import inspections, mine, next_inspection, sticker_faults, window
from sandbox.departments.decide.verdict import Effect, Verdict, ask_again, deny
from sandbox.registers.declared import Row
from sandbox.registers.store import Store

TESTED_AFTER = timedelta(minutes=30)  # the report is there so long after the car's time
MOST_MISSED = 3
NEW_ENERGY = ("纯电", "插混")
SLOT = re.compile(r"(\d{4}-\d{2}-\d{2} \d{2}:\d{2}) ")


def decide(asked: Asked) -> Verdict | None:
    """Waits for the car's time, then goes by the station's report. None while the form names no car."""
    if not asked.has("car"):
        return None
    car, station, said = mine(asked), asked.picked("station", "jj.stations"), SLOT.match(asked.text("slot"))
    if isinstance(car, Verdict):
        return car
    if station is None:
        return ask_again("field", "station", "没有这个检测站")
    if said is None:
        return ask_again("field", "slot", "选一个时间")
    if fault := unfit(asked, car):
        return deny(fault)
    if kind_of(car) not in station["能检"]:
        return ask_again("field", "station", f"这个站不检{called(car)}")
    return booked(asked, car, station, said[1])


def unfit(asked: Asked, car: Row) -> str:
    """Why it cannot be tested, or need not."""
    today, until = asked.today, date.fromisoformat(car["检验至"])
    if asked.store.get("jj.inspections", f"{car['VIN']}|{today.isoformat()}"):
        return ""  # it was, today
    if missed(asked.store, car, today) >= MOST_MISSED:
        return "连续 3 个周期没检，只能报废"
    if step(asked.store, car) == "标":
        return "今年不用上线，直接领标"
    return "" if today >= window(until) else f"{chinese(window(until))}起可以办"


def step(store: Store, car: Row) -> str:
    """标 or 线: what the car's calendar has where its inspection ends."""
    until = date.fromisoformat(car["检验至"])
    return next((kind for day, kind in inspections(store, car) if day == until), "线")


def missed(store: Store, car: Row, today: date) -> int:
    """How many entries of its calendar went by since its inspection ended."""
    until = date.fromisoformat(car["检验至"])
    return sum(until < day < today for day, _ in inspections(store, car))


def kind_of(car: Row) -> str:
    """What a station must be able to test."""
    return "摩托" if car["种类"] == "07" else "新能源" if car["燃料"] in NEW_ENERGY else car["燃料"]


def called(car: Row) -> str:
    """The same, in words."""
    kind = kind_of(car)
    return {"摩托": "摩托车", "新能源": "新能源车"}.get(kind, f"{kind}车")


def booked(asked: Asked, car: Row, station: Row, at: str) -> Verdict:
    """Until its time: it waits. After it: what the station says."""
    store, key = asked.store, f"{car['VIN']}|{at}"
    booking = store.get("jj.testbookings", key)
    if booking is None:
        row = {"VIN": car["VIN"], "时段": at, "站": station["id"], "电话": asked.text("call") or "没有留", "状态": "约好"}
        return Verdict("grant", happens=(("add", "jj.testbookings", row),))
    back: tuple[Effect, ...] = (("change", "jj.testbookings", key, {"状态": "取消"}),)
    if booking["状态"] == "没来":
        return Verdict("end", reason=f"约的 {at[5:]} 没有来，要检再约一次")
    ready = (datetime.strptime(at, "%Y-%m-%d %H:%M") + TESTED_AFTER).strftime("%Y-%m-%d %H:%M")
    report = store.get("jj.inspections", f"{car['VIN']}|{at[:10]}")
    if report is None and store.now < ready:
        why = f"约好了 {chinese(date.fromisoformat(at[:10]))} {at[11:]} 到{station['名称']}，检测完接着办"
        return Verdict("grant", wait_until=ready, wait_for=why, otherwise=back)
    if report is None or booking["状态"] == "约好":
        return Verdict("grant", happens=tested(asked, car, station, key, report), otherwise=back)
    if report["结论"] == "不合格":
        parts, on = "、".join(report["不合格项"]), chinese(date.fromisoformat(report["date"]))
        return ask_again("field", "slot", f"{on}检测不合格：{parts}。修好后选个时间复检，别的不用再填")
    return marked(asked, car)


def tested(asked: Asked, car: Row, station: Row, key: str, report: Row | None) -> tuple[Effect, ...]:
    """The station has seen the car, and sends its report where none is there yet."""
    seen: Effect = ("change", "jj.testbookings", key, {"状态": "来了"})
    if report is not None:
        return (seen,)
    made = {"VIN": car["VIN"], "date": key.split("|")[1][:10], "站": station["id"], "结论": "合格", "不合格项": []}
    made |= {"报告号": digits(f"{key}:report", 16), "新能源专项": kind_of(car) == "新能源"}
    return (seen, ("add", "jj.inspections", made))


def marked(asked: Asked, car: Row) -> Verdict:
    """Good: the mark, unless something else is open; it is looked at again every morning."""
    store, today = asked.store, asked.today
    if faults := sticker_faults(asked, car):
        again = (today + timedelta(days=1)).isoformat()
        return Verdict("grant", wait_until=again, wait_for=f"检测合格，就差{'；'.join(faults)}。办好了自动领标，不用再来")
    new = next_inspection(store, car, today).isoformat()
    fields = {"号牌号码": car["plate"], "检验有效期至": new, "发证机关": "广州市公安局交通警察支队"}
    until = date.fromisoformat(new)
    return Verdict(
        "grant",
        effects=(("change", "jj.vehicles", car["plate"], {"检验至": new}),),
        fields=fields,
        number=f"{car['plate']}-{new[:4]}{new[5:7]}",
        issued_on=today.isoformat(),
        valid_until=new,
        opinion=f"检测合格，检验有效期到 {until.year}年{chinese(until)}",
    )
