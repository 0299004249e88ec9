"""A residence permit: half a year to the day and its exceptions, the roof and the work behind it, a year more in time or late."""

from datetime import date

import pytest

from app.checks.residence import stay_days
from app.language.derived import days_lived, years_go_on
from tests.rules.checking import PASS, Fail, Off, facts, off, rows, verdict, waits

STAY = {"住址": "佛山市禅城区季华五路20号1602房", "区": "440604", "起": "2026-04-20", "方式": "租住", "房主确认时刻": "2026-04-21 10:00"}
PERMIT = {"区": "440105", "签注至": "2026-12-10", "状态": "正常"}
HOUSE, LEASE = {"取得日": "2018-09-03"}, {"备案号": "FS2026-000412"}
MOVED = Fail("先登记新地址", "到“办居住证”，选“刚搬来，先登记住址”")
NO_WORK = "凭住所办的，回去重选一次"


def home(district, **more):
    return facts(rows=rows(home=[{"区": district, "住址": "广州市天河区体育东路100号"}], permits=[]) | more)


def stay(city="440600", months=None, houses=(), leases=(LEASE,), schools=(), day=None, **more):
    there = rows(months=[{"近12月月数": months}] if months is not None else [], houses=houses, leases=leases, schools=schools)
    return facts(city=city, picked={"stay": (STAY | more,)}, rows=there, day=day)


def permit(day=None, same="yes", stays=("440105",), **more):
    return facts(
        picked={"permit": (PERMIT | more,)},
        form={"same": same},
        rows=rows(stays=[{"区": one} for one in stays], permits=[PERMIT | more]),
        day=day,
    )


def landlord(number):
    return facts(form={"landlord": {"name": "李文静", "id_number": number}})


def short(days, first):
    return Fail(f"住满还差 {days} 天", f"{first}起可以办；交满 6 个月社保的，不用等")


CASES = [
    ("res_elsewhere", None, home("440604"), PASS),
    ("res_elsewhere", None, home("440106"), Fail("您是本市户口，不用办", "户口在广州市天河区体育东路100号")),
    ("res_elsewhere", None, facts(), waits("rows", "home")),
    ("res_none_yet", None, home("430104"), PASS),
    ("res_none_yet", None, home("430104", permits=rows(x=[PERMIT])["x"]), Fail("您已有居住证", "到期前办“居住证续签”")),
    ("res_none_yet", None, home("430104", permits=rows(x=[PERMIT | {"状态": "终止"}])["x"]), PASS),
    ("res_none_yet", None, home("430104", permits=rows(x=[PERMIT | {"区": "440604"}])["x"]), PASS),
    ("res_none_yet", None, home("430104", permits=Off("gat.residence")), off("gat.residence")),
    ("res_here", None, stay(), PASS),
    ("res_here", None, stay("440100"), Fail("这个住址不在您选的城市", "把城市换成住的地方再办")),
    ("res_here", None, facts(), waits("form", "stay")),
    ("res_days", 183, stay(), PASS),  # 217 days
    ("res_days", 183, stay(起="2026-05-24"), PASS),  # 183 to the day
    ("res_days", 183, stay(起="2026-05-25"), short(1, "11月24日")),
    ("res_days", 183, stay(起="2026-08-01"), short(69, "2027年1月31日")),
    ("res_days", 183, stay(起="2026-08-01", months=6), PASS),
    ("res_days", 183, stay(起="2026-08-01", months=5), short(69, "2027年1月31日")),
    ("res_days", 183, stay(起="2026-08-01", houses=[HOUSE]), PASS),
    ("res_days", 183, stay(起="2026-08-01", houses=[{"取得日": "2026-11-16"}]), short(69, "2027年1月31日")),
    ("res_days", 183, facts(), waits("form", "stay")),
    ("res_home", None, stay(), PASS),
    ("res_home", None, stay(leases=[]), Fail("没有查到租房备案", "请房东去备案，或者回去改成凭工作办")),
    ("res_home", None, stay(房主确认时刻=None), Fail("房主还没有确认您住在这里", "请房主在手机上点同意")),
    ("res_home", None, stay(方式="亲属", leases=[]), PASS),
    ("res_home", None, stay(方式="自有", houses=[HOUSE], leases=[]), PASS),
    ("res_home", None, stay(方式="自有"), Fail("没有查到您在这个市的房子", "刚办好房产证的，过两天再看；别的理由，回去重选")),
    ("res_home", None, facts(), waits("form", "stay")),
    ("res_job", 6, stay(months=6), PASS),
    ("res_job", 6, stay(months=5), Fail("近 12 个月的社保只有 5 个月，要 6 个月", NO_WORK)),
    ("res_job", 6, stay(), Fail("近 12 个月的社保只有 0 个月，要 6 个月", NO_WORK)),
    ("res_job", 6, facts(), waits("form", "stay")),
    ("res_school", 6, stay(schools=[{"入学": "2026-05"}]), PASS),
    ("res_school", 6, stay(schools=[{"入学": "2026-06"}]), Fail("没有查到在这里连续上学满半年", "凭住所、凭工作办的，回去重选一次")),
    ("res_school", 6, facts(), waits("form", "stay")),
    ("res_landlord", None, landlord("440199198801260060"), PASS),
    ("res_landlord", None, landlord("440199199208200010"), Fail("房主不能是自己", "自己的房请选“自己的房”")),
    ("res_landlord", None, facts(), waits("form", "landlord")),
    ("res_new_address", None, facts(form={"address": "示例路8号"}, rows=rows(stays=[])), PASS),
    (
        "res_new_address",
        None,
        facts(form={"address": "示例路8号"}, rows=rows(stays=[{"住址": "示例路8号"}])),
        Fail("这个住址已经登记过了", "直接办居住证"),
    ),
    ("res_new_address", None, facts(rows=rows(stays=[])), waits("form", "address")),
    ("res_endorse", 30, permit(), PASS),
    ("res_endorse", 30, permit(day="2026-11-10"), PASS),
    ("res_endorse", 30, permit(day="2026-11-09"), Fail("11月10日起可签", "到时候再来")),
    ("res_endorse", 30, permit(day="2026-12-11"), PASS),  # late is never too late
    ("res_endorse", 30, facts(), waits("rows", "permits")),
    ("res_still", None, permit(), PASS),
    ("res_still", None, permit(same="moved"), MOVED),
    ("res_still", None, permit(stays=["440604"]), MOVED),
    ("res_still", None, facts(), waits("form", "same")),
]


@pytest.mark.parametrize(("name", "arg", "given", "said"), CASES)
def test_what_a_check_says(name, arg, given, said):
    assert verdict(name, arg, given) == said


@pytest.mark.parametrize(("since", "days"), [("2026-04-20", 217), ("2026-08-01", 114)])
def test_how_long_somebody_has_lived_there(since, days):
    assert stay_days(date.fromisoformat(since), date(2026, 11, 23)) == days
    assert days_lived([{"起": since}], {"facts.today": "2026-11-23"}) == days


@pytest.mark.parametrize(("today", "said"), [("2026-11-23", "接着算"), ("2026-12-10", "接着算"), ("2026-12-11", "从今天重新算")])
def test_lateness_costs_the_years(today, said):
    assert years_go_on([PERMIT], {"facts.today": today}) == said


def test_of_nothing_picked_nothing_is_found():
    assert (days_lived([None], {"facts.today": "2026-11-23"}), years_go_on([None], {"facts.today": "2026-11-23"})) == (None, None)
