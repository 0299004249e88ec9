"""Trips, fee and days are said once: lists, guide and checklist of all 112 items agree, in every city, for every answer."""

import re
from datetime import UTC, date, datetime

import pytest

from app.catalog import finding, queries, words
from app.deadlines import rules

CITIES = ("440100", "440300", "441900", "445300")
TODAY = date(2026, 11, 24)
NOON = datetime(2026, 11, 24, 4, tzinfo=UTC)
TIMES = {"一次": 1, "两次": 2}
BY_TAG = {"不用跑": (0, 0), "查询": (0, 0), "要预约": (1, 1), "到窗口": (1, 1), "打电话办": (0, 0)}
SOMEHOW = "到窗口办"  # a guide's: at least once
BY_HEADLINE = {"不用跑": 0, "能查": 0, "上门来办": 0, "打电话办": 0, "要到窗口办": 1}


def trips_of_tag(text):
    """What a word in a list promises: least and most."""
    if text in BY_TAG:
        return BY_TAG[text]
    most = TIMES[text[-2:]]
    return (0 if text.startswith("最多") else most, most)


def fits(text, trips):
    """Whether a word in a list fits these trips, the least and the most."""
    return trips[1] >= 1 if text == SOMEHOW else trips_of_tag(text) == trips


def trips_of_fact(fact):
    assert fact["say"] == "到现场"
    least, _, most = fact["n"].removesuffix(" 次").partition("–")
    return int(least), int(most or least)


def trips_of_headline(text):
    return next((n for end, n in BY_HEADLINE.items() if text.endswith(end)), None) or sum(n for times, n in TIMES.items() if times in text)


def trips_of_steps(names):
    return sum(TIMES.get(one.removeprefix("去"), 0) for one in names)


def where_it_differs(item):
    """Cities an item names, and one it does not."""
    named = {*item.content["online_cities"], *(city for one in item.situations for city in one.cities), *CITIES}
    return [city for city in sorted(named) if queries.offered(item, city)]


@pytest.fixture(scope="module", params=["today", "once built"])
def shown(request, published, once_built):
    """The catalogue as it is, and as it is declared to become."""
    return published if request.param == "today" else once_built


@pytest.fixture(scope="module")
def every(shown):
    """(item, city, answers, checklist) of all there is; of what cannot be had nothing is counted (test_agreement)."""
    found = [
        (item, city, answers, queries.checklist(item, answers, city, TODAY))
        for item in shown.items.values()
        for city in where_it_differs(item)
        for answers in item.every_answer()
    ]
    return [one for one in found if one[3]["ability"] != "no"]


@pytest.fixture(scope="module")
def grouped(every):
    """The checklists of an item in a city."""
    found = {}
    for item, city, _, view in every:
        found.setdefault((item, city), []).append(view)
    return found


def test_a_list_says_the_trips_its_checklists_come_to(grouped):
    wrong = {}
    for (item, city), views in grouped.items():
        trips = [trips_of_fact(view["facts"][0])[0] for view in views]
        said = queries.card(item, city)["tag"]["text"]
        assert (said in (SOMEHOW, "打电话办")) == (item.serves == "guide")
        if not fits(said, (min(trips), max(trips))):
            wrong[item.id, city] = said
    assert wrong == {} and len(grouped) > 440


def test_a_checklist_says_its_trips_the_same_way_everywhere(every):
    for item, city, answers, view in every:
        trips = trips_of_fact(view["facts"][0])
        assert trips[0] == trips[1]
        assert fits(view["tag"]["text"], trips)
        assert item.serves == "guide" or trips_of_tag(view["tag"]["text"]) == trips
        said = (trips_of_headline(view["headline"]), trips_of_steps(view["steps"]))
        assert said == (trips[0], trips[0]), (item.id, city, answers, view["headline"])
        assert view["why_trip"] or not trips[0], item.id


def test_a_row_that_was_found_by_a_situation_says_the_trips_of_that_situation(shown):
    walked = 0
    for words_ in ("护照过期", "护照快到期", "补户口本", "身份证丢了", "港澳签注", "养老认证", "换驾照", "居住证"):
        for hit in finding.search(shown, words_, "440100")["hits"]:
            fitting = [
                queries.checklist(shown.items[hit["id"]], answers, "440100", TODAY)
                for answers in shown.items[hit["id"]].every_answer()
                if all(answers[key] == value for key, value in (hit["answers"] or {}).items())
            ]
            trips = [trips_of_fact(one["facts"][0])[0] for one in fitting if one["ability"] != "no"]
            assert fits(hit["tag"]["text"], (min(trips), max(trips))), hit
            walked += hit["answers"] is not None
    assert walked > 0


def test_不收费_is_said_only_where_nothing_can_come(every):
    for item, city, answers, view in every:
        free = not [fee for fee in item.checklist(answers, city).fees if not fee.optional or fee.fen == 0]
        said = (view["fee_text"] == "不收费", view["facts"][2] == {"n": "0 元", "say": "不收费"})
        assert said == (free, free), (item.id, answers, view["fee_text"], view["facts"][2])


def test_the_sum_is_that_of_its_lines_and_is_said_the_same_way(every):
    charged = 0
    for item, _, _, view in every:
        known = [fee["amount_fen"] for fee in view["fees"] if fee["amount_fen"] and fee["say"] != "要办才交"]
        assert sum(known) == view["fee_fen"], item.id
        open_ = [fee["name"] for fee in view["fees"] if fee["amount_fen"] is None]
        if view["fee_fen"]:
            assert all(text.startswith(words.yuan(view["fee_fen"])) for text in (view["fee_text"], view["facts"][2]["n"]))
            charged += 1
        assert all(name in view["fee_text"] for name in open_), (item.id, view["fee_text"])
        each = view["facts"][2]["say"].startswith("每")  # of these the least and the most is known
        assert ("起" in view["facts"][2]["n"] or view["facts"][2]["n"] == "不固定" or each) == bool(open_), item.id
    assert charged > 100


@pytest.mark.parametrize(
    ("item", "answers", "said", "fact"),
    [
        ("passport-renew", {"why": "expiring", "age": "adult", "hukou": "pilot"}, "120 元", ("120 元", "审核后再交")),
        ("violation-handle", None, "罚款（按处罚决定）", ("不固定", "费用到时核定")),
        ("vehicle-register", None, "120 元", ("120 元", "审核后再交")),
        ("house-transfer", None, "80 元，另有契税等（按评估价和套数）", ("80 元起", "其余到时核定")),
        ("hkm-endorse", None, "签注费（每件 15 到 240 元，看办哪种）", ("15–240 元", "每件，看您选哪种")),
        ("vehicle-purchase-tax", None, "车辆购置税（不含税价的10%）", ("不固定", "费用到时核定")),
        ("idcard-temp", None, "10 元", ("10 元", "审核后再交")),
        ("passport-first", {"age": "adult", "staff": "registered", "pace": "normal"}, "120 元", ("120 元", "在窗口交")),
        ("idcard-first", None, "不收费", ("0 元", "不收费")),
    ],
)
def test_what_a_fee_is_called(once_built, item, answers, said, fact):
    found = once_built.items[item]
    view = queries.checklist(found, answers or next(found.every_answer()), "440100", TODAY)
    assert (view["fee_text"], view["facts"][2]) == (said, dict(zip(("n", "say"), fact, strict=True)))


def test_the_guide_says_the_range_all_its_checklists_lie_in(grouped):
    for (item, city), views in grouped.items():
        guide = queries.guide(item, city)
        trips = [trips_of_fact(view["facts"][0])[0] for view in views]
        assert trips_of_fact(guide["facts"][0]) == (min(trips), max(trips))
        assert guide["tag"] == queries.card(item, city)["tag"]
        days = {tuple(view["facts"][1].values()) for view in views}
        if len(days) == 1:
            assert days == {tuple(guide["facts"][1].values())}
        numbers = [int(n) for n in re.findall(r"\d+", guide["facts"][1]["n"])]
        longest = max(views, key=lambda one: one["promise"]["by"])
        assert longest["promise"]["days"] in (numbers or [0]), (item.id, guide["facts"][1])
        fees = {view["fee_text"] for view in views}
        if len(fees) == 1:
            assert fees == {guide["fee_text"]}
        else:
            assert guide["fee_text"] != "不收费"
            sums = {view["fee_fen"] for view in views}
            assert all(f"{sum_ // 100}" in guide["fee_text"] for sum_ in (min(sums), max(sums)) if max(sums)), guide["fee_text"]


@pytest.mark.parametrize("today", [date(2026, 11, 24), date(2026, 12, 18), date(2026, 12, 31), date(2026, 9, 30)])
def test_the_day_on_the_checklist_is_the_day_of_the_case_handed_in_then(published, today):
    for item in published.items.values():
        for answers in item.every_answer():
            found = item.checklist(answers, "440100")
            view = queries.checklist(item, answers, "440100", today)["promise"] if queries.offered(item, "440100") else None
            dates = rules.dates_from(today, found.promise, found.statutory)
            assert view is None or (view["by"], view["provisional"]) == (dates.promised.isoformat(), dates.provisional), item.id


def test_a_day_that_is_certain_is_not_called_uncertain_for_the_sake_of_the_law_s_longer_term():
    from app.language.declare import Limit

    dates = rules.dates_from(date(2026, 11, 24), Limit(15, "workday"), Limit(60, "day"))
    assert (dates.promised, dates.legal, dates.provisional) == (date(2026, 12, 15), date(2027, 1, 25), False)


def test_where_one_hands_in_at_a_counter_no_day_is_named(every):
    seen = 0
    for item, _, _, view in every:
        if view["ability"] in ("book", "none"):
            assert not re.search(r"今天交|月\d+日", view["promise"]["text"]), item.id
            goes = trips_of_fact(view["facts"][0])[1] or view["ability"] == "book"
            assert view["window"]["say"] == ("到窗口办" if goes else "也能到窗口问")
            seen += 1
    assert seen > 30


def test_the_way_does_not_begin_with_a_form_where_there_is_none(every):
    for item, _, _, view in every:
        assert ("填表" in view["steps"]) == (view["ability"] in ("full", "part")), item.id


def test_the_hall_on_the_checklist_is_one_of_those_listed(every):
    for item, city, _, view in every:
        assert view["window"]["hall"] in {one["name"] for one in queries.halls(city, item)["halls"]}


def test_bundles_home_and_departments_carry_the_same_card(published):
    home = queries.home(published, "440100", NOON)
    rows = [*home["common"], *home["season"], *home["burst"], *home["elder"]]
    for theme in home["themes"]:
        rows += queries.theme(published, theme["id"], "440100")["items"]
    for department in queries.departments(published, "440100")["departments"]:
        rows += queries.department(published, department["key"], "440100")["items"]
    assert {row["id"] for row in rows} == {one.id for one in published.items.values() if queries.offered(one, "440100")}
    for row in rows:
        assert row["tag"] == queries.card(published.items[row["id"]], "440100")["tag"]
