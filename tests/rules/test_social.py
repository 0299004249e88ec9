"""查社保: the functions of the law with their vectors, and what each demo person's rows come to."""

from datetime import date

import pytest

from app.language.showing import Seen
from scenes.social import months, query
from scenes.social.months import earliest, min_months, retire_age, unemployment_months

TODAY = date(2026, 11, 23)
CITY = "440100"


@pytest.mark.parametrize(
    ("kind", "birth", "delay", "age", "reached"),
    [
        ("m60", "1964-12", 0, (60, 0), "2024-12"),
        ("m60", "1965-01", 1, (60, 1), "2025-02"),
        ("m60", "1965-05", 2, (60, 2), "2025-07"),
        ("m60", "1968-09", 12, (61, 0), "2029-09"),
        ("m60", "1970-06", 17, (61, 5), "2031-11"),
        ("m60", "1976-09", 36, (63, 0), "2039-09"),
        ("m60", "1990-01", 36, (63, 0), "2053-01"),
        ("f55", "1969-12", 0, (55, 0), "2024-12"),
        ("f55", "1971-10", 6, (55, 6), "2027-04"),
        ("f55", "1979-07", 29, (57, 5), "2036-12"),
        ("f55", "1981-09", 36, (58, 0), "2039-09"),
        ("f50", "1974-12", 0, (50, 0), "2024-12"),
        ("f50", "1975-02", 1, (50, 1), "2025-03"),
        ("f50", "1979-07", 28, (52, 4), "2031-11"),
        ("f50", "1984-11", 60, (55, 0), "2039-11"),
        ("f50", "1999-02", 60, (55, 0), "2054-02"),
    ],
)
def test_the_legal_age_rises_month_by_month(kind, birth, delay, age, reached):
    found = retire_age(kind, date.fromisoformat(f"{birth}-15"))
    assert (found[0], divmod(found[1], 12), found[2].isoformat()) == (delay, age, f"{reached}-15")


def test_a_day_that_a_month_lacks_is_its_last():
    assert months.later(date(1966, 8, 31), 18) == date(1968, 2, 29)
    assert months.later(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert months.later(date(2026, 11, 30), 1) == date(2026, 12, 30)


@pytest.mark.parametrize(
    ("year", "needed"), [(2024, 180), (2029, 180), (2030, 186), (2031, 192), (2036, 222), (2038, 234), (2039, 240), (2050, 240)]
)
def test_the_years_needed_rise_to_twenty(year, needed):
    assert min_months(year) == needed


@pytest.mark.parametrize(
    ("paid", "earned"),
    [(0, 0), (11, 0), (12, 1), (16, 1), (47, 3), (48, 4), (53, 4), (54, 5), (60, 6), (120, 16), (167, 23), (168, 24), (200, 24), (358, 24)],
)
def test_months_of_benefit_by_months_paid(paid, earned):
    assert unemployment_months(paid, 999) == earned


def test_nothing_is_paid_beyond_the_legal_age():
    """黄国强 in November 2028: 24 earned, ten months left before September 2029."""
    left = months.months_until(date(2028, 11, 20), date(2029, 9, 3))
    assert (left, unemployment_months(358, left)) == (10, 10)
    assert unemployment_months(358, months.months_until(date(2030, 1, 1), date(2029, 9, 3))) == 0


def test_going_early_is_three_years_at_most_and_never_below_sixty():
    assert earliest("m60", date(1968, 9, 3)) == date(2028, 9, 3)
    assert earliest("m60", date(1985, 11, 19)) == date(2045, 11, 19)


@pytest.mark.parametrize(
    ("base", "rate", "fen"),
    [(720000, 0.16, 115200), (720000, 0.08, 57600), (551000, 0.2, 110200), (623600, 0.0835, 52071), (625, 0.008, 5), (624, 0.0, 0)],
)
def test_a_share_is_rounded_half_up_to_fen(base, rate, fen):
    assert months.share(base, rate) == fen


def segment(start, end, base=100000, insurance="养老", city=CITY, unit="示例", state="已缴"):
    return {"险种": insurance, "from": start, "to": end, "city": city, "单位名称": unit, "基数": base, "状态": state}


def all_of(*segments, base=720000):
    return tuple(segment(start, end, base, name) for start, end in segments for name in ("养老", "失业", "工伤", "医疗"))


def test_gaps_lie_inside_the_history():
    assert months.gaps(all_of(("2008-03", "2012-08"), ("2013-09", "2020-05"), ("2020-12", "2026-10"))) == [
        ("2012-09", "2013-08", 12),
        ("2020-06", "2020-11", 6),
    ]
    assert months.gaps(all_of(("2014-07", "2026-10"))) == [] == months.gaps(())


def test_a_month_paid_twice_counts_once_and_one_that_is_owed_not_at_all():
    rows = (
        segment("2026-01", "2026-03"),
        segment("2026-03", "2026-04"),
        segment("2026-05", "2026-06", state="欠缴"),
        segment("2026-07", "2026-07", state="补缴"),
    )
    assert [months.name(one) for one in months.paid(rows)] == ["2026-01", "2026-02", "2026-03", "2026-04", "2026-07"]
    assert months.gaps(rows) == [("2026-05", "2026-06", 2)]


WAGE = ({"city": CITY, "from": "2025-03-01", "元": 250000}, {"city": CITY, "from": "2026-09-01", "元": 268000})
RATES = tuple(
    {"city": CITY, "险种": "养老", "from": start, "单位率": unit, "个人率": 0.08} for start, unit in (("1998-01", 0.14), ("2025-07", 0.16))
)


def seen(birth, sex, today=TODAY, **rows):
    return Seen(today, CITY, {"minwage": WAGE, "rates": RATES, **rows}, "某人", date.fromisoformat(birth), sex)


ZHAO = seen("1985-11-19", "男", pays=all_of(("2008-03", "2012-08"), ("2013-09", "2020-05"), ("2020-12", "2026-10")))
HUANG = seen("1968-09-03", "男", pays=all_of(("1998-01", "2003-03"), ("2004-04", "2026-10")))
AWAY = ({"省外城市": "湖南省长沙市", "起": "2006-03", "止": "2018-12", "月数": 154},)
WU = seen("1979-07-30", "女", pays=all_of(("2019-11", "2026-10")), elsewhere=AWAY, persons=({"账户": "临时"},))
XIUYING = seen(
    "1944-05-17",
    "女",
    pension=({"元": 435000, "状态": "发放", "起月": "1999-06", "已发至": "2026-11"},),
    verify=({"有效至": "2026-12-03"},),
)
NOBODY = seen("2014-06-11", "男")


def texts(said):
    return said and (said.text, said.note)


def test_zhao_dawei():
    assert texts(query.paid(ZHAO, "养老")) == ("206 个月", "17 年 2 个月")
    assert texts(query.gaps(ZHAO, "养老")) == ("2 次", "2012-09 到 2013-08，12 个月；2020-06 到 2020-11，6 个月")
    assert texts(query.last(ZHAO, "养老")) == ("2026 年 10 月", "正在缴")
    assert texts(query.retire(ZHAO, "m60")) == ("2048 年 11 月 19 日", "63 岁")
    assert texts(query.enough(ZHAO, "m60")) == ("还差 34 个月", "2048 年退休最少要缴 240 个月")
    assert texts(query.benefit(ZHAO, "")) == ("能领 24 个月", "现在失业的话，每月 2,412.00 元")
    assert query.retire(ZHAO, "f55") is None and query.enough(ZHAO, "f50") is None
    assert query.broken(ZHAO, "") and not query.soon(ZHAO, "")


def test_huang_guoqiang():
    assert texts(query.paid(HUANG, "养老")) == ("334 个月", "27 年 10 个月")
    assert texts(query.gaps(HUANG, "养老")) == ("1 次", "2003-04 到 2004-03，12 个月")
    assert texts(query.retire(HUANG, "m60")) == ("2029 年 9 月 3 日", "61 岁")
    assert texts(query.enough(HUANG, "m60")) == ("缴够了", "2029 年退休最少要缴 180 个月，最早 2028 年 9 月 3 日可以退")
    assert query.soon(seen("1968-09-03", "男", date(2028, 9, 3), pays=HUANG.of("pays")), "")


def test_wu_haiyan():
    assert texts(query.paid(WU, "养老")) == ("84 个月", "另有湖南省长沙市 154 个月，合起来 238 个月（19 年 10 个月）")
    assert query.account_kind(WU, "").text == "临时账户"
    assert (query.retire(WU, "f50").text, query.enough(WU, "f50").text) == ("2031 年 11 月 30 日", "缴够了")
    assert "最少要缴 192 个月" in query.enough(WU, "f50").note
    assert (query.retire(WU, "f55").text, query.enough(WU, "f55").text) == ("2036 年 12 月 30 日", "缴够了")
    assert "最少要缴 222 个月" in query.enough(WU, "f55").note
    assert query.retire(WU, "m60") is None
    assert query.away(WU, "").text == "湖南省长沙市的 154 个月可以转过来"


def test_huang_xiuying_receives():
    assert (query.pension(XIUYING, "").fen, query.pension(XIUYING, "").note) == (435000, "每月发，1999 年 6 月起")
    assert query.paid_until(XIUYING, "").text == "2026 年 11 月"
    assert texts(query.verified(XIUYING, "")) == ("2026 年 12 月 3 日", "还有 10 天")
    assert query.paid(XIUYING, "养老") is None and query.retire(XIUYING, "f50") is None


def test_a_pension_whose_holder_was_not_seen_in_time_is_paused():
    late = seen(
        "1955-12-24",
        "女",
        pension=({"元": 162000, "状态": "暂停", "起月": "2006-01", "已发至": "2026-10"},),
        verify=({"有效至": "2026-10-30"},),
    )
    assert (query.pension(late, "").note, query.pension(late, "").tone) == ("暂停发放，2006 年 1 月起", "near")
    assert texts(query.verified(late, "")) == ("2026 年 10 月 30 日", "过期了。认证以后，停发的下个月补发")


def test_a_child_has_nothing_to_say():
    figures = [
        getattr(query, name)(NOBODY, arg)
        for name, arg in (("paid", "养老"), ("last", "养老"), ("gaps", "养老"), ("retire", "m60"), ("benefit", ""))
    ]
    assert figures == [None] * 5 and query.payments(NOBODY) == () == query.bases(NOBODY) and query.record(NOBODY, 2025) is None


def test_an_injury_at_work_says_what_was_paid_for_it():
    injury = {
        "事故日": "2021-04-09",
        "结论": "认定",
        "等级": "十级",
        "待遇": [{"项": "一次性伤残补助金", "元": 4340000, "日": "2021-11-15"}],
    }
    found = query.injuries(seen("1985-11-19", "男", injury=(injury,)), "")
    assert texts(found) == ("1 次", "2021 年 4 月 9 日，认定 十级，一次性伤残补助金 43,400.00 元")


def test_the_account_is_what_was_paid_and_what_it_earned():
    found = query.balance(seen("1985-11-19", "男", account=({"本金": 7482240, "利息": 1106418, "余额": 8588658},)), "")
    assert (found.fen, found.note) == (8588658, "本金 74,822.40 元，利息 11,064.18 元")


def test_the_chart_has_a_hole_where_nothing_was_paid():
    bars = query.bases(seen("1988-01-26", "女", date(2024, 6, 5), pays=all_of(("2013-01", "2023-12"), ("2024-04", "2024-05"))))
    assert (len(bars), bars[0].id, bars[-1].id) == (24, "2022-06", "2024-05")
    assert [one.id for one in bars if one.height is None] == ["2024-01", "2024-02", "2024-03"]
    assert bars[-1].text == "2024 年 5 月，基数 7,200.00 元" and bars[-3].text == "2024 年 3 月没有缴费"
    assert dict(bars[-1].facts)["个人缴"] == 57600


def test_the_month_before_this_one_is_no_hole_until_it_is_over():
    rows = all_of(("2020-12", "2026-10"))
    assert query.bases(seen("1985-11-19", "男", date(2026, 12, 3), pays=rows))[-1].id == "2026-10"
    assert query.bases(seen("1985-11-19", "男", date(2027, 1, 3), pays=rows))[-1] == query.Bar("2026-11", None, "2026 年 11 月没有缴费")


def test_each_month_is_a_row_with_both_shares_of_its_own_rate():
    lines = query.payments(ZHAO)
    newest = lines[0] if lines[0].tab == "养老" else next(one for one in lines if one.tab == "养老")
    assert (newest.year, newest.title, newest.fen) == ("2026", "10 月", 720000)
    assert newest.facts == (
        ("单位", "示例"),
        ("缴费基数", 720000),
        ("单位缴", 115200),
        ("个人缴", 57600),
        ("状态", "已缴"),
    )
    older = next(one for one in lines if one.id == "2025-06-养老")
    assert dict(older.facts)["单位缴"] == 100800
    assert len(lines) == 4 * 206


def test_a_years_record_lists_what_was_paid_in_it():
    sheet = query.record(ZHAO, 2020)
    assert sheet.title == "社会保险个人权益记录单（2020 年）"
    assert sheet.facts == (("年度", "2020 年"), ("当年养老缴费", "6 个月"), ("到当年年底累计", "136 个月（11 年 4 个月）"))
    assert len(sheet.rows) == 24 and len(sheet.columns) == len(sheet.widths) == len(sheet.rows[0])
    assert query.record(ZHAO, 2007) is None
