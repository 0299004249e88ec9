"""A residence permit: from elsewhere, registered here, here for half a year or insured; a year more of it, in time or late."""

from __future__ import annotations

from datetime import date, timedelta

from app.catalog.words import day
from app.checks.days import add_months
from app.checks.declare import check
from app.checks.facts import Fail, Pass, Verdict
from app.kernel import text as texts
from app.kernel.ports import Row

HIRED, OWNED = "租住", "自有"
REGISTER = "选“刚搬来，先登记住址”"


def stay_days(since: date, today: date) -> int:
    """How many days somebody has lived there."""
    return (today - since).days


@check("res_elsewhere", here="rows.home.区", at="rows.home.住址")
def res_elsewhere(city: str, here: str, at: str) -> Verdict:
    """The household register is in another city. `here`, `city`: codes of GB/T 2260."""
    return Fail("您是本市户口，不用办", f"户口在{at}") if here[:4] == city[:4] else Pass()


@check("res_none_yet", permits="rows.permits")
def res_none_yet(city: str, permits: tuple[Row, ...]) -> Verdict:
    """No permit of this city is in force."""
    there = any(str(row.columns["区"])[:4] == city[:4] and row.columns["状态"] == "正常" for row in permits)
    return Fail("您已有居住证", "到期前办“居住证续签”") if there else Pass()


@check("res_here", at="form.stay.区")
def res_here(city: str, at: str) -> Verdict:
    """The address registered is in the city where it is asked."""
    return Pass() if at[:4] == city[:4] else Fail("这个住址不在您选的城市", "把城市换成住的地方再办")


@check("res_days", short="days", since="form.stay.起", insured="rows.months.近12月月数", houses="rows.houses", months=6)
def res_days(today: date, since: date, insured: int | None, houses: tuple[Row, ...], days: int, months: int) -> Verdict:
    """So many days lived there; or so many of the last twelve months insured; or a flat of one's own for half a year."""
    owned = [when for row in houses if (when := texts.day(row.columns["取得日"]))]
    if stay_days(since, today) >= days or (insured or 0) >= months or any(add_months(one, months) <= today for one in owned):
        return Pass()
    first = since + timedelta(days=days)
    return Fail(f"住满还差 {days - stay_days(since, today)} 天", f"{day(first, today, False)}起可以办；交满 {months} 个月社保的，不用等")


@check("res_home", how="form.stay.方式", agreed="form.stay.房主确认时刻", leases="rows.leases", houses="rows.houses")
def res_home(how: str, agreed: str | None, leases: tuple[Row, ...], houses: tuple[Row, ...]) -> Verdict:
    """A roof of one's own, a lease on file, or lent by who owns it; and its owner has said yes."""
    if how == OWNED:
        return Pass() if houses else Fail("没有查到您在这个市的房子", "刚办好房产证的，过两天再看；别的理由，回去重选")
    if not agreed:
        return Fail("房主还没有确认您住在这里", "请房主在手机上点同意")
    if how == HIRED and not leases:
        return Fail("没有查到租房备案", "请房东去备案，或者回去改成凭工作办")
    return Pass()


@check("res_job", short="months", stay="form.stay.起", insured="rows.months")
def res_job(stay: date, insured: tuple[Row, ...], months: int) -> Verdict:
    """In work: so many of the last twelve months insured. `stay`: while none is picked, nothing is said."""
    paid = max((one for row in insured if isinstance(one := row.columns["近12月月数"], int)), default=0)
    if paid >= months:
        return Pass()
    return Fail(f"近 12 个月的社保只有 {paid} 个月，要 {months} 个月", "凭住所办的，回去重选一次")


@check("res_school", short="months", stay="form.stay.起", schools="rows.schools")
def res_school(today: date, stay: date, schools: tuple[Row, ...], months: int) -> Verdict:
    """At a school here for so many months."""
    since = [when for row in schools if (when := texts.day(f"{row.columns['入学']}-01"))]
    if any(add_months(one, months) <= today for one in since):
        return Pass()
    return Fail("没有查到在这里连续上学满半年", "凭住所、凭工作办的，回去重选一次")


@check("res_landlord", landlord="form.landlord.id_number", me="person.id_number")
def res_landlord(landlord: str, me: str) -> Verdict:
    """Nobody is their own landlord."""
    return Fail("房主不能是自己", "自己的房请选“自己的房”") if landlord == me else Pass()


@check("res_new_address", address="form.address", stays="rows.stays.住址")
def res_new_address(address: str, stays: list[str]) -> Verdict:
    """Not registered there already."""
    return Fail("这个住址已经登记过了", "直接办居住证") if address in stays else Pass()


@check("res_endorse", short="days", until="rows.permits.签注至")
def res_endorse(today: date, until: date, days: int) -> Verdict:
    """From so many days before the end on; late is never too late."""
    first = until - timedelta(days=days)
    return Pass() if today >= first else Fail(f"{day(first, today, False)}起可签", "到时候再来")


@check("res_still", same="form.same", city="form.permit.区", stays="rows.stays.区")
def res_still(same: str, city: str, stays: list[str]) -> Verdict:
    """Lives where the permit says, and is registered there."""
    there = any(one[:4] == city[:4] for one in stays)
    return Pass() if same == "yes" and there else Fail("先登记新地址", f"到“办居住证”，{REGISTER}")
