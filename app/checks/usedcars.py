"""A used car that changes hands: bought of whoever owns it, tested, clean enough for where it goes."""

from __future__ import annotations

from datetime import date, timedelta

from app.catalog.words import day, yuan
from app.checks.declare import check
from app.checks.facts import Fail, Pass, Verdict
from app.kernel import text
from app.kernel.ports import Row
from app.reference import cities

STAGES = ("国一", "国二", "国三", "国四", "国五", "国六", "零排放")
WITHIN_DAYS = 30  # of the day it was handed over (机动车登记规定 art. 25)
UNIT = "9"  # how a credit code begins


@check("used_bought", seller="form.invoice.卖方", owner="form.car.所有人", me="person.id_number")
def used_bought(seller: str, owner: str, me: str) -> Verdict:
    """The invoice is of whoever owns the car in the register, a person who can say yes on their own phone."""
    if owner == me:
        return Fail("这辆车已经在您名下了", "不用再过户")
    if seller == me:
        return Fail("不能过户给自己", "核对一下发票")
    if seller != owner:
        return Fail("发票上卖车的人，不是这辆车登记的车主", "请卖车的人先办清楚，或者请市场改了发票再来")
    return Fail("车主是单位", "和卖方一起到车管所窗口办") if owner.startswith(UNIT) else Pass()


@check("used_clear", open_ones="rows.open", plate="form.car.plate")
def used_clear(open_ones: tuple[Row, ...], plate: str) -> Verdict:
    """Nothing the car was seen doing is open, unpaid or under review: whoever owned it then settles it."""
    if not open_ones:
        return Pass()
    fen, points = (sum(one for row in open_ones if isinstance(one := row.columns.get(name), int)) for name in ("罚款", "记分"))
    return Fail(f"{plate} 有 {len(open_ones)} 条违法没处理，罚款 {yuan(fen)}、记 {points} 分", "请车主先办“交罚款”，处理完马上能接着办")


@check("inspection_valid", until="form.car.检验至")
def inspection_valid(today: date, until: date) -> Verdict:
    """The car's test or sticker has not run out."""
    return Fail(f"检验{day(until, today, False)}过期了", "请车主先去检测，检测过了再来") if until < today else Pass()


def stage(word: str) -> int:
    """How clean: the larger, the cleaner; what is no stage is none."""
    return STAGES.index(word) if word in STAGES else -1


@check("emission_ok", has="form.car.排放", at="form.car.登记地", emissions="rows.emissions")
def emission_ok(today: date, city: str, has: str, at: str, emissions: tuple[Row, ...]) -> Verdict:
    """A car from elsewhere is as clean as the city wants those that move in."""
    begun = [row for row in emissions if (since := text.day(row.columns.get("from"))) and since <= today]
    rule = max(begun, key=lambda row: str(row.columns.get("from")), default=None)
    wanted = str(rule.columns.get("排放")) if rule else ""
    if at[:4] == city[:4] or stage(has) >= stage(wanted):
        return Pass()
    where = cities()[city]["short"] if city in cities() else "这里"
    return Fail(f"这辆车{has}，{where}要{wanted}以上", "换一个城市上牌，或者问卖方退车")


@check("handed_within", handed="form.handed")
def handed_within(today: date, handed: date) -> Verdict:
    """Always so: what is late is done too, and told of the fine."""
    late = today > handed + timedelta(days=WITHIN_DAYS)
    return Pass(f"交车超过 {WITHIN_DAYS} 天了，照样能办，车管所会按规定罚款" if late else "")
