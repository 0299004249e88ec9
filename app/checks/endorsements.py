"""What may be written into a permit for Hong Kong and Macau: for whom a kind is open, how long the card lasts, what is left on it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from app.catalog.words import day
from app.checks.days import add_months
from app.checks.declare import check
from app.checks.facts import Fail, Pass, Unknown, Verdict
from app.kernel import text as texts
from app.kernel.jsons import Json
from app.kernel.ports import Row
from app.reference import city_named

SHENZHEN, ZHUHAI, HENGQIN = "440300", "440400", "横琴"
OTHERWISE = "换一种签注，或者在本人户口所在地的窗口问一问"
GROWN_UP = ("商务", "人才")  # kinds that nobody under sixteen gets
NEAR = "配偶、父母、子女"  # to whom alone the long visit is open
NEAREST = ("spouse", "parent", "child")


@check("endorse_open", home="held.ec-hukou.住址", stay="held.ec-residence.居住地址")
def endorse_open(who: str, home: str | None, stay: str | None) -> Verdict:
    """A kind that is open to some only is open to this person. `who`: as the register of kinds says; `home`, `stay`: the addresses of the
    household register and of the residence permit."""
    if who not in _OPEN:
        return Pass()
    if home is None:
        return Unknown("wait for held.ec-hukou")
    say, place, stayed = _OPEN[who]
    here = [home, *([stay] if stay and stayed else [])]
    there = (place in one if place == HENGQIN else city_named(one) == place if place else city_named(one) is not None for one in here)
    return Pass() if any(there) else Fail(say, OTHERWISE)


# By the word of the register: what is said to anybody else, where one must belong (empty: to a city of the province), and whether a
# residence permit of that place will do.
_OPEN = {
    "试点城市户口": ("个人旅游签注要看户口，您的户口不在广东", "", True),
    "深圳户口或居住证": ("一签多行只给深圳户籍和居住证", SHENZHEN, True),
    "珠海户口": ("一周一行只给珠海户籍", ZHUHAI, False),
    "横琴户口或居住证": ("一签多行只给横琴户籍和居住证", HENGQIN, True),
}


@check("endorse_covered")
def endorse_covered(today: date, cards: tuple[Row, ...], months: int) -> Verdict:
    """The permit lasts as long as what is to stand on it. `cards`: rows of permits in force."""
    ends = [until for row in cards if (until := texts.day(str(row.columns["until"]))) and until >= today]
    if not ends:
        return Fail("没有查到有效的港澳通行证", "没办过的办“办港澳通行证”，过期了、丢了的办“换港澳通行证”")
    last = max(ends)
    if last >= add_months(today, months) - timedelta(days=1):
        return Pass()
    return Fail(f"通行证{day(last, today, False)}就到期了，不够用 {months} 个月", "选短一些的，或者先办“换港澳通行证”")


@check("endorse_left")
def endorse_left(today: date, left: tuple[Row, ...], place: str, kind: str) -> Verdict:
    """Nothing of the kind is left for that place. `left`: rows of endorsements in force."""
    for row in (one.columns for one in left):
        until = texts.day(str(row["until"]))
        if row["place"] != place or row["kind"] != kind or until is None or until < today:
            continue
        used, times = row["used"], row["times"]
        more = int(times) - used if isinstance(times, str) and times.isdigit() and isinstance(used, int) else None
        if more is None or more > 0:
            rest = f"还有 {more} 次，到{day(until, today, False)}" if more else f"还能用，到{day(until, today, False)}"
            return Fail(f"上次办的{rest}", "用完再办")
    return Pass()


@check("endorse_grown", short="kind")
def endorse_grown(kind: str) -> Verdict:
    """Of a kind that somebody under sixteen may have."""
    return Fail(f"不满 16 周岁不办{kind}签注", "换一种签注") if kind in GROWN_UP else Pass()


@check("endorse_near", kin="form.kin")
def endorse_near(who: str, kin: list[Mapping[str, Json]]) -> Verdict:
    """As often as one likes only to a spouse, parents and children. `kin`: whom one visits, as the form says."""
    near = who != NEAR or any(one.get("relation") in NEAREST for one in kin)
    return Pass() if near else Fail("三个月多次只给看配偶、父母、子女的人", "改选去一次的")
