"""购车指标, looked at: what a person reads of quotas, applications, the next draw and of what they may have."""

from datetime import date

import pytest

from app.language.showing import Said, Seen
from scenes.vehicle import quota

TODAY = date(2026, 11, 23)
QUOTA = {"number": "440126110001", "类型": "增量", "车型": "普通", "止": "2027-10-26", "状态": "有效"}
RULE = {"kind": "普通车摇号", "from": "2024-01-01", "截止日": 8, "审核日": 25, "摇号日": 26, "医保月": 24}
UPDATE = {"kind": "更新", "from": "2024-01-01", "旧车月": 12}
ASKED = {"code": "4401123456789", "kind": "普通车摇号", "提交日": "2026-11-23", "摇号日": "2026-12-26", "次数": 0, "结果": "待摇号"}
PERMIT = {"区": "440105", "状态": "正常", "签注至": "2026-12-10"}
POOL = {"kind": "普通车摇号", "month": "2026-10", "申请数": 412_000, "指标数": 10_300}
GONE = {"plate": "粤A8K526", "转让或注销日": "2026-11-23"}
LOCAL, ELSEWHERE = [{"区": "440106"}], [{"区": "430104"}]
NONE = Said("没有", "", "grey")
FAR = "不是本市户口，也没有本市有效的居住证"


def seen(**rows):
    return Seen(TODAY, "440100", {name: tuple(one) for name, one in rows.items()})


@pytest.mark.parametrize(
    ("fn", "rows", "said"),
    [
        (quota.my_quotas, {"quotas": [QUOTA]}, Said("4401 2611 0001", "普通车增量指标，2027 年 10 月 26 日前用")),
        (
            quota.my_quotas,
            {"quotas": [QUOTA | {"止": "2027-01-22"}]},
            Said("4401 2611 0001", "普通车增量指标，2027 年 1 月 22 日前用", "near"),
        ),
        (quota.my_quotas, {"quotas": [QUOTA | {"止": "2026-11-22"}]}, NONE),
        (quota.my_quotas, {"quotas": [QUOTA | {"状态": "已用"}]}, NONE),
        (quota.running, {"applications": [ASKED]}, Said("12 月 26 日摇号", "普通车摇号，申请编码 4401123456789", "near")),
        (
            quota.running,
            {"applications": [ASKED | {"次数": 2}]},
            Said("12 月 26 日摇号", "普通车摇号，申请编码 4401123456789，摇过 2 次没中", "near"),
        ),
        (quota.running, {"applications": [ASKED | {"结果": "到期"}]}, NONE),
        (quota.next_draw, {"rules": [RULE]}, Said("2026 年 12 月 26 日", "12 月 8 日 24 点截止，25 日出审核结果")),
        (quota.next_draw, {"rules": [RULE | {"from": "2026-11-24"}]}, None),
        (
            quota.odds,
            {"pools": [POOL, POOL | {"month": "2026-09", "指标数": 1}]},
            Said("2.5%", "2026 年 10 月：412,000 个申请，10,300 个指标"),
        ),
        (quota.odds, {"pools": []}, None),
        (quota.home, {"home": LOCAL, "rules": [RULE]}, Said("本市户口")),
        (
            quota.home,
            {"home": ELSEWHERE, "permits": [PERMIT], "rules": [RULE]},
            Said("居住证到 2026 年 12 月 10 日", "摇号前就到期，先签注", "near"),
        ),
        (quota.home, {"home": ELSEWHERE, "permits": [PERMIT | {"签注至": "2027-12-10"}]}, Said("居住证到 2027 年 12 月 10 日")),
        (quota.home, {"home": ELSEWHERE, "permits": [PERMIT | {"区": "440604"}], "rules": [RULE]}, Said(FAR, "先办居住证", "near")),
        (quota.months, {"home": ELSEWHERE, "months": [{"医疗": 84}], "rules": [RULE]}, Said("84 个月", "要 24 个月，够了")),
        (quota.months, {"home": ELSEWHERE, "months": [{"医疗": 18}], "rules": [RULE]}, Said("18 个月", "要 24 个月，还差 6 个月")),
        (quota.months, {"home": LOCAL, "months": [], "rules": [RULE]}, None),
        (quota.licence, {"licence": [{"准驾": "C2", "至": "2033-09-12"}]}, Said("C2", "2033 年 9 月 12 日到期")),
        (quota.licence, {"licence": []}, Said("没有驾驶证", "要先有驾驶证", "near")),
        (
            quota.cars,
            {"cars": [{"plate": "粤A66M08"}]},
            Said("粤A66M08", "有本市的车，不能再申请增量指标。报废、卖掉以后，可以申请更新指标"),
        ),
        (quota.cars, {"cars": []}, Said("没有", "", "grey")),
        (
            quota.gone,
            {"gone": [GONE], "local": [{"plate": "粤A8K526"}], "rules": [UPDATE], "quotas": []},
            Said("粤A8K526", "2027 年 11 月 23 日前可以申请更新指标", "near"),
        ),
        (quota.gone, {"gone": [GONE], "local": [], "rules": [UPDATE], "quotas": []}, None),
        (quota.gone, {"gone": [GONE], "local": [{"plate": "粤A8K526"}], "rules": [UPDATE], "quotas": [{"旧车": "粤A8K526"}]}, None),
        (
            quota.gone,
            {"gone": [GONE | {"转让或注销日": "2025-11-22"}], "local": [{"plate": "粤A8K526"}], "rules": [UPDATE], "quotas": []},
            None,
        ),
        (quota.use_it, {"quotas": [QUOTA]}, Said("有指标了，先选车牌号")),
        (quota.use_it, {"quotas": [QUOTA | {"状态": "已用"}]}, None),
    ],
)  # fmt: skip
def test_what_is_said_of_a_quota(fn, rows, said):
    assert fn(seen(**rows), "") == said


def test_every_application_there_was_is_a_line_the_newest_first():
    old = ASKED | {"code": "4401000000001", "提交日": "2025-03-02", "结果": "未通过"}
    lines = quota.applications(seen(applications=[old, ASKED]))
    assert [(one.year, one.title, one.text, one.note, one.facts) for one in lines] == [
        ("2026", "普通车摇号", "待摇号", "2026 年 11 月 23 日提交", (("申请编码", "4401123456789"),)),
        ("2025", "普通车摇号", "未通过", "2025 年 3 月 2 日提交", (("申请编码", "4401000000001"),)),
    ]
