"""What is asked for more than usual is seen in time and by its own reason; what stands on a first screen moves only for one."""

import random
from datetime import date

import pytest

from app.demand import ranking, replay
from app.demand.ranking import Day, Need, Reason, Watch
from deploy import a_year

HOUR = 490_000 - 490_000 % 24 + 16  # midnight in China
STEADY = Reason("steady")


@pytest.fixture(scope="module")
def report():
    return replay.replay(a_year.year(seed=7))


def test_in_a_year_seasons_surface_within_a_day_shocks_within_an_hour_each_by_its_own_reason(report):
    kinds = [one.seed["kind"] for one in report.surfaced]
    assert (kinds.count("season"), kinds.count("shock")) == (4, 6)
    assert [one for one in report.surfaced if not one.in_time] == []


def test_in_a_year_nothing_is_called_a_shock_that_is_none_and_the_order_is_right(report):
    assert report.false == []
    assert len(report.ndcg) == 337 and report.mean >= 0.95


def test_a_screen_that_nobody_ever_changes_is_worse_than_the_one_proposed(report, monkeypatch):
    monkeypatch.setattr(ranking, "proposed", lambda now, *_: list(now))
    assert replay.replay(list(a_year.year(seed=7))[:3000]).mean < report.mean - 0.02


def watched(hours, days=None):
    """One item with so many openings in each hour, oldest first."""
    watch = Watch(days)
    for n in hours:
        watch.look(Day(n // 2, n))
    return watch


def weighed(**watches):
    return ranking.weigh(watches, HOUR - 1)


def test_ten_times_as_many_in_one_hour_are_a_shock_and_what_rose_is_named():
    usual = [20] * 24 * 28
    searched = watched(usual)
    searched.look(Day(200, 25))
    (need,) = weighed(a=searched).values()
    assert (need.reason.kind, need.reason.by, need.reason.hours) == ("shock", "found", 1)
    assert need.reason.say(1) == f"搜索 +{round((need.reason.times - 1) * 100)}%，1 小时"
    assert weighed(a=watched([*usual, 20]))["a"].reason == STEADY


def test_a_shock_of_three_days_says_three_days():
    need = weighed(a=watched([20] * 24 * 28 + [90] * 72))["a"]
    assert need.reason.kind == "shock" and need.reason.say(1).endswith("，3 天")


def test_a_few_more_of_very_few_are_none():
    assert weighed(a=watched([0, 0, 1] * 8 * 28 + [4]))["a"].reason == STEADY


def test_when_everything_rises_together_nothing_is_news():
    chance = random.Random(3)
    risen = {f"i{at}": watched([chance.randint(15, 25) for _ in range(24 * 28)] + [60]) for at in range(6)}
    assert {one.reason.kind for one in ranking.weigh(risen, HOUR - 1).values()} == {"steady"}


def test_what_rose_a_year_ago_is_named_by_it_and_counted_as_if_it_had_risen():
    today = ranking.day_of(HOUR - 1)
    ago = {today - ranking.YEAR + at: Day(200 if at >= 0 else 40, 400 if at >= 0 else 80) for at in range(-200, 20)}
    here = [5] * 24 * 28
    known = ranking.weigh({"a": watched(here, ago), "b": watched([8] * 24 * 28)}, HOUR - 1)
    assert known["a"].reason.kind == "season" and known["a"].reason.say(1) == "去年此时是平常的 5.0 倍"
    assert known["a"].score > known["b"].score
    without = ranking.weigh({"a": watched(here), "b": watched([8] * 24 * 28)}, HOUR - 1)
    assert without["a"].reason == STEADY and without["a"].score < without["b"].score


def test_the_score_is_half_begun_a_fifth_opened_a_fifth_found_and_a_tenth_how_many_get_it():
    today = ranking.day_of(HOUR - 1)

    def item(found, opened, begun, done):
        watch = Watch({today - at: Day(0, 0, begun, done) for at in range(1, 31)})
        for _ in range(24 * 30):
            watch.look(Day(found, opened))
        return watch

    scores = {
        key: round(one.score, 1)
        for key, one in ranking.weigh(
            {"all": item(10, 20, 100, 100), "half": item(5, 10, 50, 0), "seen": item(10, 20, 0, 0)}, HOUR - 1
        ).items()
    }
    assert scores == {"all": 100.0, "half": 45.0, "seen": 42.2}


def needs(**scores):
    return {key: Need(score, 0.0, STEADY) for key, score in scores.items()}


@pytest.mark.parametrize(
    ("now", "scores", "order"),
    [
        ("abcd", {"a": 9, "b": 8, "c": 7, "d": 6}, "abcd"),
        ("abcd", {"a": 6, "b": 6.5, "c": 6, "d": 6.2}, "abcd"),  # nearly alike: nobody moves
        ("abcd", {"a": 5, "b": 9, "c": 7, "d": 6}, "bcda"),
        ("abcd", {"a": 9, "b": 8, "c": 7, "d": 6, "e": 6.5}, "abcd"),
        ("abcd", {"a": 9, "b": 8, "c": 7, "d": 6, "e": 20}, "eabc"),
        ("abcd", {"b": 8, "c": 9, "d": 6}, "acbd"),  # of a nothing is known: it stays
        ("abc", {"a": 9, "b": 8, "c": 7, "e": 1, "f": 0}, "abce"),  # there is room for one, and nobody asked for the other
        ("abcd", {"a": 9, "b": 8, "c": 7, "d": 1, "z": 50}, "abcd"),  # z is not done here
        ("", {}, ""),
    ],
)
def test_nobody_moves_without_being_asked_for_a_tenth_more(now, scores, order):
    assert "".join(ranking.proposed(list(now), needs(**scores), set("abcdef"), 4)) == order


@pytest.mark.parametrize(("one", "listed"), [("e", "eabc"), ("c", "acbd"), ("d", "abc")])
def test_one_move_alone_leaves_the_rest_where_it_is(one, listed):
    then = {"e": "eabc", "c": "acbd", "d": "abce"}[one]
    assert "".join(ranking.alone("abcd", then, one, needs(a=9, b=8, c=7, d=1, e=20), 4)) == listed


def test_days_and_hours_are_numbered_alike():
    assert ranking.day_of(HOUR) == ranking.day_of(HOUR - 1) + 1
    assert ranking.day_of(a_year.HOUR0) == date(2026, 1, 1).toordinal() - ranking.EPOCH
