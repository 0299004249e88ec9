"""Vehicles and those who drive them: when a car is tested, how many points a driver has."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from app.catalog.words import day, yuan
from app.checks.days import add_months
from app.checks.declare import check
from app.checks.facts import Fail, Pass, Verdict
from app.kernel import text
from app.kernel.jsons import Json
from app.kernel.ports import Row

STICKER, TEST = "标", "线"
CYCLE = {2: STICKER, 4: STICKER, 6: TEST, 8: STICKER, 10: TEST}  # years since registration of a small car; then every year a test
FULL = 12
MOTORCYCLE, SEATS = "07", 9  # how registers write the one; the most seats of a small car


@dataclass(frozen=True)
class Step:
    """One entry of a car's calendar: until when, by sticker or by test, from when it can be had."""

    until: date
    how: str
    opens: date


def inspection_calendar(registered: date, years: int = 16) -> list[Step]:
    """The entries of a small car, in order: the last day of the month of registration, so many years on."""
    found = []
    for n in sorted({*CYCLE, *range(11, years + 1)}):
        year, month = registered.year + n, registered.month
        until = date(year, month, monthrange(year, month)[1])
        opens = add_months(until.replace(day=1), -2)
        found.append(Step(until, CYCLE.get(n, TEST), opens))
    return found


def inspection_step(registered: date, until: date) -> Step | None:
    """The entry a car's inspection is valid to; None when its calendar has none there."""
    years = max(16, until.year - registered.year)
    return next((one for one in inspection_calendar(registered, years) if one.until == until), None)


@check(
    "inspection_exempt",
    registered="form.car.注册日",
    until="form.car.检验至",
    kind="form.car.种类",
    van="form.car.面包车",
    seats="form.car.座位",
    use="form.car.使用性质",
    owner="form.car.所有人",
    me="person.id_number",
)
def inspection_exempt(
    today: date, registered: date, until: date, kind: str, van: bool, seats: int, use: str, owner: str, me: str
) -> Verdict:  # fmt: skip
    """This time a sticker is enough. From two months before the month in which the inspection ends; late is allowed."""
    if use != "非营运" or (kind != MOTORCYCLE and (van or seats > SEATS)):
        return Fail("这种车每次都要上线检测", "去预约检测")
    step = inspection_step(registered, until)
    if step is None:
        return Fail("车辆登记和检验日期对不上", "打车管所电话问一问")
    if step.how == TEST:
        return Fail(f"第 {step.until.year - registered.year} 年要上线检测", "去预约检测")
    return Pass() if today >= step.opens else _too_early(step.opens, today, owner == me)


@check("car_unhurt", hurt="form.car.伤亡或改装")
def car_unhurt(hurt: bool) -> Verdict:
    """It has hurt nobody and was not altered against the law: else it is tested every time."""
    return Fail("出过伤亡事故或者改装过的车，每次都要上线检测", "去预约检测") if hurt else Pass()


@check("inspection_open", until="form.car.检验至", registered="form.car.注册日", owner="form.car.所有人", me="person.id_number")
def inspection_open(today: date, registered: date, until: date, owner: str, me: str) -> Verdict:
    """Its next inspection can be booked."""
    step = inspection_step(registered, until)
    opens = step.opens if step else add_months(until.replace(day=1), -2)
    return Pass() if today >= opens else _too_early(opens, today, owner == me)


def _too_early(opens: date, today: date, mine: bool) -> Fail:
    """The mark of one's own car lies in the wallet and is reminded of; that of a company's does not."""
    return Fail(f"{day(opens, today, False)}起可以办", "到时提醒您" if mine else "公司的车不会另外提醒，请记下这一天")


@check("vehicle_clear", open_ones="rows.open")
def vehicle_clear(open_ones: tuple[Row, ...]) -> Verdict:
    """Nothing the car was seen doing is open, unpaid or under review."""
    if not open_ones:
        return Pass()
    fen, points = (sum(_points(row.columns, name) for row in open_ones) for name in ("罚款", "记分"))
    return Fail(f"有 {len(open_ones)} 条违法没处理，罚款 {yuan(fen)}、记 {points} 分", "先办“交罚款”，处理完马上能接着办")


@check("cti_in_force", policies="rows.cti")
def cti_in_force(today: date, policies: tuple[Row, ...], vin: str | None, bought: tuple[Row, ...] | None) -> Verdict:
    """The car is insured today, as the law wants it to be. `vin`: which, of policies of several; `bought`: new cars, one of which has to
    be, and nothing to say of none."""
    if bought == ():
        return Pass()
    mine = [row for row in policies if vin is None or row.columns.get("VIN") == vin]
    ends = [(text.day(row.columns.get("起")), text.day(row.columns.get("止"))) for row in mine]
    if any(start and end and start <= today <= end for start, end in ends):
        return Pass()
    last = max((end for _, end in ends if end), default=None)
    if last is None or last > today:
        return Fail("没有查到今天在保的交强险", "买好后约 1 小时能查到，那时再来")
    return Fail(f"交强险{day(last, today, False)}到期了", "续保后再来")


@check("vvt_paid", taxes="rows.vvt")
def vvt_paid(today: date, taxes: tuple[Row, ...], vin: str | None, bought: tuple[Row, ...] | None) -> Verdict:
    """The tax of this year is paid, or none is owed. `vin`: of which car, of taxes of several; `bought` as above."""
    if bought == ():
        return Pass()
    mine = [row for row in taxes if vin is None or row.columns.get("VIN") == vin]
    found = any(str(row.columns.get("year")) == str(today.year) for row in mine)
    return Pass() if found else Fail("今年的车船税还没交", "买交强险时一起交，交了再来")


@check("car_free", short="states", plate="form.car.plate", held="form.car.状态")
def car_free(plate: str, held: list[str], states: list[str]) -> Verdict:
    """The car is in none of these states."""
    now = [one for one in held if one in states]
    return Fail(f"{plate} 现在是“{now[0]}”，不能办", "解除了再来，不清楚的打 12123 问") if now else Pass()


def cycle(first_issue: date, on: date) -> tuple[date, date]:
    """The twelve months of points this day lies in."""
    years = on.year - first_issue.year
    start = add_months(first_issue, 12 * years)
    if start > on:
        start = add_months(first_issue, 12 * (years - 1))
    return start, add_months(start, 12) - timedelta(days=1)


def points_after(cycles: Iterable[Row], unpaid: Iterable[Row], picked: Iterable[int], today: date) -> int:
    """The points of the twelve months that today lies in, with those picked. A cycle that has not been opened yet begins with those of
    decisions still unpaid."""
    running = [row.columns for row in cycles if str(row.columns.get("start", "")) <= today.isoformat() <= str(row.columns.get("止", "9"))]
    if running:
        return _points(running[0], "记分") - _points(running[0], "已减") + sum(picked)
    return sum(_points(row.columns, "记分") for row in unpaid) + sum(picked)


@check("score_lt", short="points", cycles="rows.cycle", unpaid="rows.bills", picked="form.picks.记分")
def score_lt(today: date, cycles: tuple[Row, ...], unpaid: tuple[Row, ...] | None, picked: list[int], points: int) -> Verdict:
    """The points of this cycle with those picked."""
    before = points_after(cycles, unpaid or (), (), today)
    after = before + sum(picked)
    do = "要到窗口处理；先学法减分可减最多 6 分"
    note = f"这个周期已经记了 {before} 分，加上选的 {sum(picked)} 分，一共 {after} 分"
    return Pass(note) if after < points else Fail(f"加上这次满 {points} 分了，一共 {after} 分", do, note)


@check("fines_lte", short="fen", picked="form.picks.罚款")
def fines_lte(picked: list[int], fen: int) -> Verdict:
    """Each fine is small enough for the simple procedure; a larger one is decided at a window."""
    return Pass() if all(one <= fen for one in picked) else Fail(f"有一条罚款超过 {yuan(fen)}", "要带上证件到违法处理窗口处理")


@check("fines_open", states="form.bills.状态")
def fines_open(states: list[str]) -> Verdict:
    """The decisions picked are still to be paid."""
    return Pass() if all(one == "已处理未缴" for one in states) else Fail("有一张决定书已经交过或者撤销了", "重新选一次")


@check("drives", licence="rows.driver")
def drives(licence: tuple[Row, ...]) -> Verdict:
    """The driving licence is good: not lapsed, taken away or withheld."""
    good = [row for row in licence if row.columns.get("状态") == ["正常"]]
    return Pass() if good else Fail("您没有能开这辆车的驾驶证，或者驾驶证现在不能用", "带上证件到违法处理窗口问一问")


def _points(columns: Mapping[str, Json], name: str) -> int:
    found = columns.get(name)
    return found if isinstance(found, int) else 0
