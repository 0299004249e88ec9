"""Social insurance and allowances: when somebody may retire, how many days and months are owed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.checks.days import add_months
from app.checks.declare import check
from app.checks.facts import Fail, Pass, Verdict

M60, F55, F50 = "m60", "f55", "f50"
# The first month whose delay counts, after how many months a month more, the most, the age in years. 2024 decision.
DELAYS = {M60: (date(1965, 1, 1), 4, 36, 60), F55: (date(1970, 1, 1), 4, 36, 55), F50: (date(1975, 1, 1), 2, 60, 50)}
BASE_DAYS, DIFFICULT, EACH_CHILD, ENDED_LATE, ENDED = 98, 30, 15, 75, 42
FIRST_SCHEME_DAY = date(2022, 1, 1)
WHOLE_YEARS_FROM = date(2025, 1, 1)


@dataclass(frozen=True)
class Retirement:
    """`delay`: months later than before; `months`: the age, in months; `on`: the day."""

    delay: int
    months: int
    on: date


def retirement(kind: str, birth: date) -> Retirement:
    """When somebody of this kind (m60, f55, f50) may retire by law."""
    first, step, most, years = DELAYS[kind]
    since = (birth.year - first.year) * 12 + birth.month - first.month
    delay = 0 if since < 0 else min(most, since // step + 1)
    months = years * 12 + delay
    return Retirement(delay, months, add_months(birth, months))


def min_months(year: int) -> int:
    """Months of payment needed in a year: 180 to 2029, then six more a year up to 240."""
    return min(240, max(180, 180 + 6 * (year - 2029)))


@check("retire_age", kind="form.kind", birth="person.birth")
def retire_age(today: date, kind: str, birth: date) -> Verdict:
    """The legal month of retirement has come."""
    legal = retirement(kind, birth)
    years, months = divmod(legal.months, 12)
    age = f"{years} 岁" + (f" {months} 个月" if months else "")
    when = f"{legal.on.year}年{legal.on.month}月"
    return Pass() if (today.year, today.month) >= (legal.on.year, legal.on.month) else Fail(f"您 {when}到退休年龄（{age}）", "到了再来")


def days_of_birth(way: str, babies: int, weeks: int, opinion: int = 15) -> int:
    """Days of the allowance. `way`: 顺产, 难产, 剖宫产, 终止; `opinion`: days the hospital gave when it ended before four months."""
    if way == "终止":
        return ENDED_LATE if weeks >= 28 else ENDED if weeks >= 16 else max(15, min(30, opinion))
    return BASE_DAYS + (DIFFICULT if way in ("难产", "剖宫产") else 0) + EACH_CHILD * (babies - 1)


@check("maternity_days", days="rows.claim.天数", way="rows.delivery.方式", babies="rows.delivery.胎数", weeks="rows.delivery.孕周")
def maternity_days(days: int, way: str, babies: int, weeks: int) -> Verdict:
    """The days claimed are those the delivery gives."""
    owed = days_of_birth(way, babies, weeks)
    return Pass() if days <= owed else Fail(f"按分娩登记是 {owed} 天，不是 {days} 天")


def months_of_childcare(birth: date, year: int) -> int:
    """Months of that year that count for a child born before 2025: of all until it is three, from 2022-01 on, paid from 2025 on."""
    if birth >= WHOLE_YEARS_FROM or birth < FIRST_SCHEME_DAY:
        return 0
    left = 12 * (birth.year - FIRST_SCHEME_DAY.year) + birth.month
    for _ in range(2025, year):
        left -= min(12, left)
    return min(12, left) if year >= 2025 else 0


@check("childcare_months", birth="form.birth", year="form.year")
def childcare_months(birth: date, year: int) -> Verdict:
    """There are months left to be paid for in that year."""
    return Pass() if months_of_childcare(birth, year) else Fail(f"{year} 年没有可以领的月份了")
