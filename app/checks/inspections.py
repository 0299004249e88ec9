"""A car that goes to a station to be tested: whether it has to, whether this station tests it, whether it may be on the road that day."""

from __future__ import annotations

from datetime import date

from app.catalog.words import day
from app.checks.declare import check
from app.checks.facts import Fail, Pass, Verdict
from app.checks.vehicles import MOTORCYCLE, SEATS, STICKER, inspection_calendar, inspection_step
from app.kernel import text
from app.kernel.ports import Row
from app.language.kinds.given import slot_day

NEW_ENERGY = ("纯电", "插混")
OPEN = ("约好",)


def cycles_missed(registered: date, until: date, today: date) -> int:
    """How many entries of its calendar went by since its inspection ended."""
    years = max(16, today.year - registered.year + 1)
    return sum(until < one.until < today for one in inspection_calendar(registered, years))


@check(
    "inspection_needed", registered="form.car.注册日", until="form.car.检验至", kind="form.car.种类", van="form.car.面包车",
    seats="form.car.座位", use="form.car.使用性质", hurt="form.car.伤亡或改装",
)  # fmt: skip
def inspection_needed(today: date, registered: date, until: date, kind: str, van: bool, seats: int, use: str, hurt: bool) -> Verdict:
    """This time it has to be tested, not only to be given its mark."""
    usual = use == "非营运" and not hurt and (kind == MOTORCYCLE or not (van or seats > SEATS))
    step = inspection_step(registered, until) if usual else None
    if step is not None and step.how == STICKER:
        return Fail("今年不用上线，直接领标", "去办“年检领标”，一点就好")
    late = (today - until).days
    return Pass(f"已经过期 {late} 天，没检之前不能上路") if late > 0 else Pass(f"要在 {day(until, today, False)}前检完")


@check("cycles_missed", short="most", registered="form.car.注册日", until="form.car.检验至")
def cycles_missed_lt(today: date, registered: date, until: date, most: int) -> Verdict:
    """It has not gone untested for so many cycles in a row that the law has it scrapped."""
    missed = cycles_missed(registered, until, today)
    return Fail(f"连续 {missed} 个周期没检，只能报废", "去办“车辆报废”") if missed >= most else Pass()


@check("station_tests", station="form.station.名称", kind="form.car.种类", fuel="form.car.燃料", tests="form.station.能检")
def station_tests(station: str, kind: str, fuel: str, tests: list[str]) -> Verdict:
    """The station tests cars of this kind. `station`: until one is picked, nothing is said."""
    if kind == MOTORCYCLE:
        return Pass() if "摩托" in tests else Fail("这个站不检摩托车", "换一个站")
    if fuel in NEW_ENERGY:
        return Pass("新能源车加测电池和电机") if "新能源" in tests else Fail("这个站不检新能源车", "换一个站")
    return Pass() if fuel in tests else Fail(f"这个站不检{fuel}车", "换一个站")


@check("insured_at", policies="rows.cti", slot="form.slot")
def insured_at(policies: tuple[Row, ...], slot: str) -> Verdict:
    """On the day of the test it is insured, as the law wants it to be on the road."""
    on = slot_day(slot)
    ends = [(text.day(row.columns.get("起")), text.day(row.columns.get("止"))) for row in policies]
    if on is not None and any(start and end and start <= on <= end for start, end in ends):
        return Pass()
    return Fail("检测那天交强险已过期", "先续保，或者选早一点的时间")


@check("road_until", until="form.car.检验至", slot="form.slot")
def road_until(until: date, slot: str) -> Verdict:
    """Told, not refused: from its last day on it may not be driven, except to the test."""
    on = slot_day(slot)
    late = (on - until).days if on else 0
    return Pass(f"那天已过期 {late} 天，过期不能上路") if late > 0 else Pass()


@check("violations_wait", plate="form.car.plate", open_ones="rows.open")
def violations_wait(plate: str, open_ones: tuple[Row, ...]) -> Verdict:
    """Told, not refused: it is tested all the same, the mark waits."""
    return Pass(f"{plate} 检测可以做，领标前要处理 {len(open_ones)} 条违法") if open_ones else Pass()


@check("not_booked", plate="form.car.plate", bookings="rows.booked")
def not_booked(today: date, plate: str, bookings: tuple[Row, ...]) -> Verdict:
    """One time for a car."""
    open_ = [str(row.columns.get("时段")) for row in bookings if row.columns.get("状态") in OPEN]
    mine = min((one for one in open_ if one[:10] >= today.isoformat()), default=None)
    on = text.day(mine[:10]) if mine else None
    return Fail(f"{plate} 已经约了 {day(on, today, False)} {mine[11:]}", "要换时间，先取消那一次") if mine and on else Pass()
