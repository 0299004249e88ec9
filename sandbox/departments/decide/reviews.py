"""驾照体检: what is handed in after a cycle of points has ended, by age, class and points."""

from __future__ import annotations

from datetime import date, timedelta

from sandbox.departments.decide.asked import Asked, age
from sandbox.departments.decide.days import add_months, chinese
from sandbox.departments.decide.licences import HEAVY, OLD, health_fault, licence_of, well
from sandbox.departments.decide.verdict import Verdict, deny
from sandbox.registers.declared import Row

STUDY, WINDOW = 3, 30  # hours, days


def decide(asked: Asked) -> Verdict | None:
    """None while the form asks nothing about one's health."""
    if not asked.has("own_word"):
        return None
    licence = licence_of(asked)
    if isinstance(licence, Verdict):
        return licence
    if not well(asked):
        return deny("请到车管所咨询，不能网上办")
    began = cycle_start(licence, asked.today)
    last, this = began - timedelta(days=1), add_months(began, 12) - timedelta(days=1)
    if fault := review_fault(asked, last) if licence["准驾"] in HEAVY else report_fault(asked, licence, last, began):
        return deny(fault)
    opens = this + timedelta(days=1)
    closes = this + timedelta(days=WINDOW)
    late = (asked.today - last).days - WINDOW
    said = f"{f'晚了 {late} 天，收下了。' if late > 0 else ''}下次 {opens.year}年{chinese(opens)}到 {closes.year}年{chinese(closes)}交"
    changed = (("change", "jj.drivers", asked.person, {"体检至": this.isoformat()}),)
    return Verdict("grant", machine=not asked.unknown(), effects=changed, opinion=said)


def cycle_start(licence: Row, today: date) -> date:
    """The first day of the twelve months of points that run."""
    first = date.fromisoformat(licence["初领"])
    years = today.year - first.year
    start = add_months(first, 12 * years)
    return start if start <= today else add_months(first, 12 * (years - 1))


def review_fault(asked: Asked, last: date) -> str | None:
    """Of lorries and coaches: points mean three hours of study."""
    row = asked.store.one("jj.cycles", id=asked.person, 止=last.isoformat())
    if row is None or not row["记分"]:
        return "本周期没有记分，免审验"
    return f"审验学习还差 {STUDY - row['学习小时']} 小时" if row["学习小时"] < STUDY else None


def report_fault(asked: Asked, licence: Row, last: date, began: date) -> str | None:
    """From seventy on every year, of class C5 after every third."""
    years = began.year - int(licence["初领"][:4])
    if age(asked.person, last) < OLD and not (licence["准驾"] == "C5" and years % 3 == 0):
        return "您不用交"
    return health_fault(asked, licence)
