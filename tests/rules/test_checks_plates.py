"""A number for a new car: what speaks against it, which fifty are drawn, until when one is kept."""

from datetime import UTC, date, datetime

import pytest

from app.holds.rules import draw50, keep_until
from tests.rules.checking import PASS, Fail, Off, facts, off, rows, verdict, waits

N1, N4, N2 = "LSGDEMA0XTG000001", "LSGDEMA02TG000008", "LSGEVMB2XTG000004"
ORDINARY = [f"粤A{number:04d}K" for number in range(1, 121)]
ELECTRIC = [f"粤AD{number:05d}" for number in range(1, 121)]
LIMITED = {"cities_limited": ["440100", "440300"]}
NO_QUOTA = "在广州上牌要先有指标"


def buyer(fuel="汽油", city="440100", vin=N1, **more):
    return facts(city=city, picked={"car": ({"VIN": vin, "燃料": fuel},)}, **more)


def quota(kind="普通", start="2026-10-26", end="2027-10-26", state="有效"):
    return rows(quotas=[{"车型": kind, "起": start, "止": end, "状态": state}])


CASES = [
    ("vin_unregistered", None, facts(rows=rows(registered=[])), PASS),
    ("vin_unregistered", None, facts(rows=rows(registered=[{"plate": "粤A8K526"}])), Fail("这辆车已经上过牌了", "换牌、补牌到车管所办")),
    ("vin_unregistered", None, facts(rows={"registered": Off("jj.vehicles")}), off("jj.vehicles")),
    ("quota_ok", LIMITED, buyer(rows=quota()), PASS),
    ("quota_ok", LIMITED, buyer(rows=rows(quotas=[])), Fail(NO_QUOTA, "先去申请小客车指标")),
    ("quota_ok", LIMITED, buyer("纯电", rows=rows(quotas=[])), Fail(NO_QUOTA, "先去申请：新能源指标直接给")),
    ("quota_ok", LIMITED, buyer("纯电", rows=quota("普通")), Fail(NO_QUOTA, "先去申请：新能源指标直接给")),
    ("quota_ok", LIMITED, buyer("插混", rows=quota("新能源")), PASS),
    ("quota_ok", LIMITED, buyer(rows=quota(end="2026-11-22")), Fail(NO_QUOTA, "先去申请小客车指标")),
    ("quota_ok", LIMITED, buyer(rows=quota(state="已用")), Fail(NO_QUOTA, "先去申请小客车指标")),
    ("quota_ok", LIMITED, buyer(city="440600", rows=rows(quotas=[])), PASS),
    ("quota_ok", LIMITED, buyer(rows={"quotas": Off("jt.quotas")}), off("jt.quotas")),
    ("no_plate_ban", None, facts(rows=rows(bans=[])), PASS),
    ("no_plate_ban", None, facts(rows=rows(bans=[{"至": "2026-11-20"}])), PASS),
    (
        "no_plate_ban",
        None,
        facts(rows=rows(bans=[{"至": "2028-11-27"}])),
        Fail("上次选了没来上牌，2028年11月27日（周一）前只能到窗口选", "带上发票和合格证到车管所窗口"),
    ),
    ("no_plate_ban", None, facts(), waits("rows.bans")),
    ("invoice_good", None, buyer(rows=rows(invoices=[{"VIN": N1, "红冲": False}])), PASS),
    ("invoice_good", None, buyer(rows=rows(invoices=[{"VIN": N4, "红冲": False}])), Fail("这张发票已经冲红", "请卖车的店重新开票")),
    ("invoice_good", None, buyer(rows=rows(invoices=[{"VIN": N1, "红冲": True}])), Fail("这张发票已经冲红", "请卖车的店重新开票")),
    ("invoice_good", None, buyer(), waits("rows.invoices")),
    ("one_plate", None, facts(rows=rows(kept=[])), PASS),
    ("one_plate", None, facts(rows=rows(kept=[{"plate": "粤A0029K"}])), Fail("这辆车已经选了 粤A0029K", "到期前去上牌就行")),
    ("one_plate", None, facts(), waits("rows.kept")),
    ("plate_free", None, facts(form={"number": "粤A0029K"}, rows=rows(free=[{"plate": "粤A0029K"}])), PASS),
    ("plate_free", None, facts(form={"number": "粤A0029K"}, rows=rows(free=[{"plate": "粤A0030K"}])), Fail("刚被选走了", "换一个")),
    ("plate_free", None, facts(rows=rows(free=[{"plate": "粤A0029K"}])), waits("form.number")),
]


@pytest.mark.parametrize(("name", "arg", "given", "wanted"), CASES)
def test_each_says_exactly_this(name, arg, given, wanted):
    assert verdict(name, arg, given) == wanted


def test_fifty_are_drawn_in_an_order_that_only_the_car_decides():
    first = draw50(ORDINARY, N1, 1)
    assert (first[:5], first[-1]) == (["粤A0029K", "粤A0088K", "粤A0053K", "粤A0039K", "粤A0011K"], "粤A0113K")
    assert first == draw50(reversed(ORDINARY), N1, 1) and len(set(first)) == 50
    left = [one for one in ORDINARY if one not in first]
    second = draw50(left, N4, 1)
    assert second[:3] == ["粤A0021K", "粤A0120K", "粤A0057K"] and not set(first) & set(second)
    assert draw50([one for one in left if one not in second], N2, 1) == []
    assert draw50(ELECTRIC, N2, 1)[:3] == ["粤AD00006", "粤AD00119", "粤AD00080"]


def test_with_fewer_than_fifty_none_are_drawn():
    assert (draw50(ORDINARY[:49], N1, 1), len(draw50(ORDINARY[:50], N1, 1))) == ([], 50)


@pytest.mark.parametrize(
    ("granted", "last"), [((2026, 11, 23), (2026, 11, 26)), ((2026, 11, 27), (2026, 12, 2)), ((2026, 9, 29), (2026, 10, 9))]
)
def test_kept_until_the_end_of_the_third_working_day(granted, last):
    assert keep_until(date(*granted)) == datetime(*last, 15, 59, 59, tzinfo=UTC)
