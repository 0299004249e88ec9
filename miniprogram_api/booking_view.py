"""A hall's places, a booking and a number, as phones show them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from app.appointments import queries, rules, service
from app.appointments.queries import Appointment, Line, Ticket
from app.cases.brought import Brought
from app.catalog.queries import OPEN
from app.catalog.words import WEEKDAYS
from app.kernel import clock
from app.publishing.release import Release
from app.reference.shapes import Hall

View = dict[str, object]

WORDS = {
    rules.BOOKED: ("约好了", "brand"),
    rules.ARRIVED: ("到了", "done"),
    rules.LATE: ("迟到了", "near"),
    rules.CANCELLED: ("取消了", "grey"),
    rules.MISSED: ("没有来", "grey"),
    rules.STRUCK: ("大厅取消了", "bad"),
}
TICKET_WORDS = {
    rules.WAITING: ("排队中", "brand"),
    rules.CALLED: ("叫到您了", "turn"),
    rules.SKIPPED: ("过号了", "near"),
    rules.DONE: ("办完了", "done"),
    rules.LEFT: ("退号了", "grey"),
}
FILLED = "网上填好了，到窗口不用再填"
NOTHING_GIVEN = "网上还没有交过材料，要带什么点开看"


def hall_slots(hall: Hall, line: Line, taken: Mapping[datetime, tuple[int, int]], green: bool, here: bool, nearest: str | None) -> View:
    """A hall now, and its places on the days that can be seen."""
    now, today = clock.now(), clock.today()
    return {
        "id": hall["id"],
        "name": hall["name"],
        "address": hall["address"],
        "open": hours(hall),
        "terminals": hall["terminals"],
        "waiting": line.waiting,
        "minutes": line.minutes,
        "here": here,
        "nearest": nearest,
        "days": [_day(hall, one, today, now, taken, green) for one in rules.days(today)],
    }


def _day(hall: Hall, day: date, today: date, now: datetime, taken: Mapping[datetime, tuple[int, int]], green: bool) -> View:
    opens, why = rules.opens_at(day), rules.closed(hall, day)
    slots = [
        {"at": clock.rfc3339(start), "say": _time(start), "afternoon": n > 0, "left": service.free(hall, taken.get(start, (0, 0)), green)}
        for n, half in enumerate(rules.halves(hall, day))
        for start in half.starts
        if start > now
    ]
    left = sum(int(str(one["left"])) for one in slots)
    open_ = now >= opens and not why and left > 0
    if why:
        say = "不开"
    elif now < opens:
        at = clock.china(opens)
        say = f"{at.month}月{at.day}日放号"
    else:
        say = f"剩 {left}" if left else "约满" if slots else "过了"
    name = "今天" if day == today else f"周{WEEKDAYS[day.weekday()]}"
    shown = slots if now >= opens else []
    return {
        "date": day.isoformat(),
        "name": name,
        "of_month": str(day.day),
        "open": open_,
        "left": left,
        "say": say,
        "why": why,
        "slots": shown,
    }


def booking(one: Appointment, hall: Hall, release: Release, brought: Mapping[str, Brought]) -> View:
    """A booking with what to bring."""
    now = clock.now()
    word, tone = WORDS[one.state]
    may = one.state == rules.BOOKED and one.starts_at > now and one.venue is None
    return {
        "id": one.id,
        "state": one.state,
        "word": word,
        "tone": tone,
        "hall": one.hall,
        "hall_name": hall["name"],
        "address": hall["address"],
        "phone": hall.get("phone", ""),
        "case_no": one.case_no,
        "at": clock.rfc3339(one.starts_at),
        "today": clock.china(one.starts_at).date() == clock.today(),
        "say": when(one.starts_at),
        "hint": _hint(one, now),
        "code": "" if one.venue else one.code,
        "green": one.green,
        "needs": [rules.NEEDS[key] for key in queries.needs(one) if key in rules.NEEDS],
        "errands": _at_station(one, release) if one.venue else _at_hall(one, release, brought),
        "may": may,
        "costs": _costs(one, now) if may else "",
    }


def ticket(one: Ticket, hall: Hall, line: Iterable[Ticket], release: Release, brought: Mapping[str, Brought]) -> View:
    """A number with who is before it."""
    word, tone = TICKET_WORDS[one.state]
    ahead = rules.ahead(one.waits, (other.waits for other in line)) if one.state == rules.WAITING else 0
    minutes = rules.minutes(ahead, hall["windows"])
    says = {
        rules.WAITING: f"前面 {ahead} 人，约 {minutes} 分钟" if ahead else "下一个就是您",
        rules.CALLED: f"请到 {one.desk} 号窗口",
        rules.SKIPPED: "叫过您没有人应。还在厅里，跟窗口说一声就能再叫。",
        rules.DONE: "这次办完了",
        rules.LEFT: "这个号退了",
    }
    return {
        "id": one.id,
        "no": one.no,
        "state": one.state,
        "word": word,
        "tone": tone,
        "hall": one.hall,
        "hall_name": hall["name"],
        "ahead": ahead,
        "minutes": minutes,
        "desk": one.desk,
        "say": says[one.state],
        "green": one.green,
        "errands": errands(one.errands, release, brought),
        "may_leave": one.state == rules.WAITING,
    }


def errands(ids: Iterable[str], release: Release, brought: Mapping[str, Brought]) -> list[View]:
    """What somebody comes for: what the window has already, what it still wants."""
    return [_errand(one, release, brought.get(one)) for one in ids if one in release.items]


def hours(hall: Hall) -> str:
    """When a place is open, in words."""
    if "open" not in hall:
        return OPEN
    row = hall["open"][0]
    days = [WEEKDAYS[one - 1] for one in sorted(row["days"])]
    said = f"周{days[0]}到周{days[-1]}" if len(days) > 2 else f"周{'、'.join(days)}"
    return f"{said} {'，'.join(half for half in (row['am'], row['pm']) if half)}"


def _at_station(one: Appointment, release: Release) -> list[View]:
    """What is done at a place that is no hall: there nobody looks at what was handed in."""
    found = [_errand(id_, release, None) for id_ in one.errands if id_ in release.items]
    return [{**each, "case_no": one.case_no, "say": "表交过了，到那里不用再填"} for each in found]


def _at_hall(one: Appointment, release: Release, brought: Mapping[str, Brought]) -> list[View]:
    """What is done at a hall; a form that chose the time was handed in whole, also where it needed no paper."""
    found = errands(one.errands, release, brought)
    return [{**each, "say": FILLED} if one.case_no and not each["given"] else each for each in found]


def when(start: datetime) -> str:
    """11月24日（周二）9:30."""
    at = clock.china(start)
    return f"{at.month}月{at.day}日（周{WEEKDAYS[at.weekday()]}）{_time(start)}"


def misses(count: int) -> str:
    """How often somebody did not come; empty when they always did."""
    return f"半年内爽约 {count} 次，满 {rules.MISSES} 次停 {rules.PAUSE.days} 天" if count else ""


def _errand(id_: str, release: Release, brought: Brought | None) -> View:
    say = NOTHING_GIVEN
    if brought is not None and brought.given:
        say = f"网上交过{'、'.join(brought.given)}，窗口看得到，不用再交"
    elif brought is not None:
        say = "网上填了一半，到窗口接着办"
    return {
        "id": id_,
        "short": release.items[id_].short,
        "case_no": brought.no if brought else None,
        "given": list(brought.given) if brought else [],
        "left": list(brought.left) if brought else [],
        "say": say,
    }


def _hint(one: Appointment, now: datetime) -> str:
    if one.why:
        return f"{one.why}。不算爽约。"
    if one.state != rules.BOOKED:
        return ""
    if one.venue is not None:
        return "准时到，那里查得到您约的时间" if one.starts_at > now else "等那里把结果传上来"
    early, late = _time(one.starts_at - rules.EARLY), _time(one.starts_at + rules.grace())
    if rules.kept(one.starts_at, now):
        return f"{early} 到 {late} 之间到门口扫码，这个号都给您留着"
    return f"过了 {late}，半天之内来都算迟到，排到队尾；不来算爽约一次"


def _costs(one: Appointment, now: datetime) -> str:
    if not rules.late_to_cancel(one.starts_at, now):
        return f"{_time(one.starts_at - rules.FREE_UNTIL)} 前改和取消都不算次数"
    return f"离开始不到 2 小时，取消和改期记一次，满 {rules.LATE_CANCELS} 次算爽约 1 次"


def _time(start: datetime) -> str:
    at = clock.china(start)
    return f"{at.hour}:{at:%M}"
