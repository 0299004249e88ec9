"""Somebody with many cases finds one: by what it is called in plain words, or by a piece of its number."""

import pytest

from app.kernel import clock
from tests.api.test_paging import cases, lin, pages, person  # noqa: F401 - fixtures
from tests.applications import begun


@pytest.fixture
def many(lin, person):  # noqa: F811
    """Thirty-four renewals on their way and four that ended, a drive licence and its draft."""
    first = begun(lin)
    cases(person, first, 34, state="submitted", submitted_at=clock.now())
    cases(person, first, 4, no_from=500, state="done", submitted_at=clock.now())
    cases(person, first, 1, no_from=700, state="submitted", submitted_at=clock.now(), item="drive-license-renew")
    return lin


def of(reply):
    return reply.json["counts"], [one["no"] for one in reply.json["cases"]]


def test_everyday_words_find_the_cases_they_mean_on_every_shelf(many):
    counts, numbers = of(many.get("/api/cases?group=open&q=驾照到期"))
    assert (counts, numbers) == ({"open": 1, "done": 0, "draft": 0}, ["264401000000700"])
    assert of(many.get("/api/cases?group=done&q=护照"))[0] == {"open": 34, "done": 4, "draft": 1}
    assert [len(one) for one in pages(many, "/api/cases?group=open&q=换护照", "cases")] == [30, 4]


@pytest.mark.parametrize("typed", ["0700", "0000 0700", " 264401000000700"])
def test_four_digits_of_a_number_find_it_with_whatever_spaces(many, typed):
    assert of(many.get(f"/api/cases?group=open&q={typed}"))[1] == ["264401000000700"]


@pytest.mark.parametrize("typed", ["结婚", "700", "%25", "_" * 5])
def test_what_none_of_them_is_finds_none_and_is_no_error(many, typed):
    reply = many.get(f"/api/cases?group=open&q={typed}")
    assert reply.status_code == 200 and of(reply) == ({"open": 0, "done": 0, "draft": 0}, [])


def test_nothing_typed_looks_for_nothing(many):
    assert of(many.get("/api/cases?group=open&q=%20"))[0] == {"open": 35, "done": 4, "draft": 1}


def test_what_is_too_long_is_refused(many):
    assert many.get(f"/api/cases?group=open&q={'长' * 41}").status_code == 422
