"""A line at a door: so many a second, nobody loses the place by asking again, whoever was let in stays in."""

from datetime import UTC, datetime, timedelta

import pytest

from app.kernel import cache, clock
from app.lookups import crowds
from app.lookups.crowds import Place

NOON = datetime(2027, 6, 25, 4, tzinfo=UTC)


@pytest.fixture(autouse=True)
def empty():
    cache.cache().clear()
    yield
    cache.cache().clear()


def at(seconds):
    return clock.held_at(NOON + timedelta(seconds=seconds))


def come(people, per_second=60, door="exam"):
    return [crowds.turn(door, f"{door}-{one}", per_second) for one in range(people)]


def test_as_many_as_fit_come_in_at_once_and_the_next_waits_a_second():
    with at(0):
        assert come(60) == [None] * 60
        assert crowds.turn("exam", "late", 60) == Place(60, 1)


def test_1200_people_before_one_are_about_20_seconds():
    with at(0):
        come(1200)
        assert crowds.turn("exam", "late", 60) == Place(1200, 20)
        assert crowds.turn("exam", "later", 60) == Place(1201, 20)


def test_asking_again_keeps_the_place_and_the_line_moves_on():
    with at(0):
        come(1200)
        assert crowds.turn("exam", "late", 60) == crowds.turn("exam", "late", 60) == Place(1200, 20)
    with at(15):
        assert crowds.turn("exam", "late", 60) == Place(300, 5)
    with at(20):
        assert crowds.turn("exam", "late", 60) is None


def test_who_was_let_in_stays_in_though_thousands_come():
    with at(0):
        assert crowds.turn("exam", "first", 60) is None
        come(2000)
    with at(30):
        assert crowds.turn("exam", "first", 60) is None


def test_the_line_ends_when_nobody_comes_any_more():
    with at(0):
        come(1200)
    with at(60):
        assert crowds.turn("exam", "late", 60) is None


def test_doors_have_lines_of_their_own_and_none_is_longer_than_an_hour():
    with at(0):
        come(3700, per_second=1)
        assert crowds.turn("other", "me", 60) is None
        assert crowds.turn("exam", "late", 1) == Place(3600, 3600)
