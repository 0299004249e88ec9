"""A quota for a car: whose month an application is in, who may have one, what an old car that is gone gives."""

from datetime import date

import pytest

from app.language.monthly import Month, month_of
from tests.rules.checking import PASS, Fail, Off, facts, off, rows, verdict, waits

DRAWN = {"截止日": 8, "审核日": 25, "摇号日": 26, "看本市车": True, "医保月": 24}
RULES = [
    {"kind": "普通车摇号", "from": "2024-01-01", **DRAWN},
    {"kind": "普通车竞价", "from": "2024-01-01", **DRAWN},
    {"kind": "新能源", "from": "2024-01-01", "看本市车": True, "医保月": 24},
    {"kind": "更新", "from": "2024-01-01", "看本市车": False, "旧车月": 12},
]
LOCAL, CHANGSHA = [{"区": "440106"}], [{"区": "430104"}]
PERMIT = [{"状态": "正常", "区": "440105", "签注至": "2026-12-10"}]
NO_CAR = "您名下有 粤A66M08，不能再申请增量指标"
USE_IT = "先用它上牌"


def asked(kind="lottery", day=None, form=None, picked=None, rules=RULES, **lookups):
    return facts(day=day, answers={"kind": kind}, form=form or {}, picked=picked or {}, rows=rows(rules=rules, **lookups))


def held(state="有效", end="2027-09-26", sort="增量"):
    return [{"number": "440126110002", "状态": state, "止": end, "类型": sort}]


def running(kind="普通车摇号", state="待摇号"):
    return [{"code": "4401123456789", "kind": kind, "结果": state, "摇号日": "2026-12-26"}]


def old(gone="2026-11-23", plate="粤A8K526", local=("粤A8K526",), used=()):
    picked = {"old_car": ({"plate": plate, "转让或注销日": gone},)}
    return asked("update", picked=picked, local=[{"plate": one} for one in local], quotas=[{"旧车": one} for one in used])


@pytest.mark.parametrize(
    ("handed_in", "closes", "tells", "draws"),
    [
        ("2026-11-08", "2026-11-08", "2026-11-25", "2026-11-26"),
        ("2026-11-09", "2026-12-08", "2026-12-25", "2026-12-26"),
        ("2026-11-23", "2026-12-08", "2026-12-25", "2026-12-26"),
        ("2026-12-31", "2027-01-08", "2027-01-25", "2027-01-26"),
    ],
)
def test_what_is_handed_in_by_the_eighth_is_drawn_this_month_and_else_the_next(handed_in, closes, tells, draws):
    days = [date.fromisoformat(one) for one in (closes, tells, draws)]
    assert month_of(date.fromisoformat(handed_in), 8, 25, 26) == Month(*days)


CASES = [
    ("quota_kind", asked(), PASS),
    ("quota_kind", facts(answers={"kind": "lottery"}), waits("rows.rules")),
    ("quota_dates", asked(form={"promise": True}), PASS),
    ("quota_dates", asked(), waits("form.promise")),
    ("one_quota_application", asked(), waits("rows.applications")),
    ("quota_driver", asked(), waits("rows.licence")),
    ("quota_kind", asked("saver"), Fail("这个城市没有这一种指标", "回去换一种")),
    ("quota_kind", asked(day="2023-12-31"), Fail("这个城市没有这一种指标", "回去换一种")),
    ("no_local_car", asked(cars=[], quotas=[]), PASS),
    ("no_local_car", asked(cars=[{"plate": "粤A66M08"}], quotas=[]), Fail(NO_CAR, "这辆车报废或过户后，可以申请更新指标")),
    ("no_local_car", asked("update", cars=[{"plate": "粤A66M08"}], quotas=[]), PASS),
    ("no_local_car", asked(cars=[], quotas=held()), Fail("您有一个有效的指标，到2027年9月26日", USE_IT)),
    ("no_local_car", asked(cars=[], quotas=held("已用")), PASS),
    ("no_local_car", asked(cars=[], quotas=held(end="2026-11-22")), PASS),
    ("no_local_car", asked("update", cars=[], quotas=held()), PASS),
    ("no_local_car", asked("update", cars=[], quotas=held(sort="更新")), Fail("您有一个有效的指标，到2027年9月26日", USE_IT)),
    ("no_local_car", facts(answers={"kind": "nev"}, rows={**rows(rules=RULES, cars=[]), "quotas": Off("jt.quotas")}), off("jt.quotas")),
    ("one_quota_application", asked(applications=[]), PASS),
    ("one_quota_application", asked(applications=running()), Fail("已有申请 4401123456789", "12月26日摇号，不用再交一次")),
    ("one_quota_application", asked("nev", applications=running()), PASS),
    ("one_quota_application", asked(applications=running(state="到期")), PASS),
    (
        "one_quota_application",
        asked("bid", applications=running("普通车竞价", "待审核")),
        Fail("已有申请 4401123456789", "12月26日竞价，不用再交一次"),
    ),
    ("quota_driver", asked(licence=[{"状态": ["正常"], "至": "2033-09-12"}]), PASS),
    ("quota_driver", asked(licence=[{"状态": ["逾期未换"], "至": "2025-11-23"}]), PASS),
    ("quota_driver", asked(licence=[{"状态": ["逾期未换"], "至": "2025-11-22"}]), Fail("要先有驾驶证", "刚拿到的，过一天再来")),
    ("quota_driver", asked(licence=[{"状态": ["注销"], "至": "2033-09-12"}]), Fail("要先有驾驶证", "刚拿到的，过一天再来")),
    ("quota_driver", asked(licence=[]), Fail("要先有驾驶证", "刚拿到的，过一天再来")),
    ("quota_driver", asked(licence=[{"状态": ["正常"], "至": "长期"}]), PASS),
    ("residence_ok", asked(home=LOCAL, permits=[], months=[]), PASS),
    ("residence_ok", asked(home=CHANGSHA, permits=PERMIT, months=[{"医疗": 84}]), PASS),
    ("residence_ok", asked(home=CHANGSHA, permits=PERMIT, months=[{"医疗": 24}]), PASS),
    (
        "residence_ok",
        asked(home=CHANGSHA, permits=PERMIT, months=[{"医疗": 18}]),
        Fail("居住证有效，医保 18 个月，要 24 个月，还差 6 个月", "交够了再来"),
    ),
    (
        "residence_ok",
        asked(home=CHANGSHA, permits=PERMIT, months=[]),
        Fail("居住证有效，医保 0 个月，要 24 个月，还差 24 个月", "交够了再来"),
    ),
    (
        "residence_ok",
        asked(day="2026-12-11", home=CHANGSHA, permits=PERMIT, months=[{"医疗": 84}]),
        Fail("不是本市户口的，要有本市有效的居住证", "先办居住证或者签注，再来"),
    ),
    (
        "residence_ok",
        asked(home=CHANGSHA, permits=[{**PERMIT[0], "区": "440604"}], months=[{"医疗": 84}]),
        Fail("不是本市户口的，要有本市有效的居住证", "先办居住证或者签注，再来"),
    ),
    ("residence_ok", asked("nev", rules=[{**RULES[2], "医保月": None}], home=CHANGSHA, permits=PERMIT, months=[]), PASS),
    ("residence_ok", facts(answers={"kind": "nev"}, rows={**rows(rules=RULES, home=CHANGSHA, permits=PERMIT), "months": Off("rst.months")}),
     off("rst.months")),
    ("old_car_gone", old(), PASS),
    ("old_car_gone", old("2025-11-23"), PASS),
    (
        "old_car_gone",
        old("2025-11-22"),
        Fail("粤A8K526 2025年11月22日就报废或过户了，超过了 12 个月", "选一辆别的，或者申请增量指标"),
    ),
    ("old_car_gone", old(local=()), Fail("粤A8K526 不是这个城市的车", "选一辆本市已报废或过户的车")),
    ("old_car_gone", old(used=("粤A8K526",)), Fail("粤A8K526 已经换过一个指标", "选一辆别的")),
    ("old_car_gone", asked("update", local=[], quotas=[]), waits("form.old_car")),
]  # fmt: skip


@pytest.mark.parametrize(("name", "given", "wanted"), CASES)
def test_a_quota_point_says(name, given, wanted):
    assert verdict(name, None, given) == wanted


@pytest.mark.parametrize(
    ("kind", "note"),
    [
        ("lottery", "12月8日24点截止，12月25日出审核，12月26日摇号"),
        ("bid", "12月8日24点截止，12月25日出审核，12月26日竞价"),
        ("nev", ""),
    ],
)
def test_what_is_promised_stands_beside_the_days_it_is_decided_on(kind, note):
    assert verdict("quota_dates", None, asked(kind, form={"promise": True})).note == note
