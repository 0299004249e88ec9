"""Face checks: three tries a day, outcomes only WeChat gives."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from app.identity import faces, queries, service, tokens
from app.identity.joins import Claim
from app.identity.models import account
from app.kernel import clock, db
from app.kernel.errors import NotFound, TooMany
from tests.residents import PEOPLE, count

NOON = datetime(2026, 11, 24, 4, tzinfo=UTC)


@pytest.fixture
def me(app):
    with clock.held_at(NOON):
        token = db.in_transaction(service.sign_in, "openid-1", "手机")
        found = tokens.who(token)
        db.in_transaction(service.set_real_name, found.account, Claim(*PEOPLE["lin-zhihao"][:2]))
        yield found


def check(me, verify_id, passed=None, reason=90106):
    seq = db.in_transaction(faces.begin, me.account)
    db.in_transaction(faces.opened, seq, verify_id)
    if passed is not None:
        db.in_transaction(faces.finish, me.account, seq, passed, reason)
    return seq


def left(me):
    with db.reading() as tx:
        return faces.tries_left(tx, me.account)


def level(me):
    with db.reading() as tx:
        return queries.get_account(tx, me.account).level


def test_three_failures_and_the_day_is_over_at_midnight_in_china(me):
    for n, remaining in ((1, 2), (2, 1), (3, 0)):
        check(me, f"v{n}", passed=False)
        assert left(me) == remaining
    with pytest.raises(TooMany) as refused:
        check(me, "v4")
    assert refused.value.code == "face_tries_used"
    assert count("face_check") == 3
    with clock.held_at(datetime(2026, 11, 24, 15, 59, tzinfo=UTC)):
        assert left(me) == 0
    with clock.held_at(datetime(2026, 11, 24, 16, 0, tzinfo=UTC)):
        assert left(me) == 3


def test_a_check_nobody_asked_about_is_a_try(me):
    for n in range(3):
        check(me, f"v{n}")
    assert left(me) == 0
    with pytest.raises(TooMany):
        db.in_transaction(faces.begin, me.account)


def test_leaving_costs_no_try_but_ten_starts_are_enough(me):
    for n in range(10):
        check(me, f"v{n}", passed=False, reason=90002)
    assert left(me) == 3
    with pytest.raises(TooMany):
        db.in_transaction(faces.begin, me.account)
    assert count("face_check") == 10


def test_one_that_wechat_never_opened_costs_nothing(me):
    db.in_transaction(faces.begin, me.account)
    assert left(me) == 3


def test_passing_lifts_to_level_four_for_a_day_and_asking_again_does_not_lengthen_it(me):
    seq = check(me, "v1", passed=True, reason=10000)
    assert level(me) == 4 and left(me) == 3
    with clock.held_at(NOON + timedelta(hours=23)):
        db.in_transaction(faces.finish, me.account, seq, True, 10000)
        assert level(me) == 4
    with clock.held_at(NOON + timedelta(hours=24)):
        assert level(me) == 3
    with db.reading() as tx:
        assert tx.execute(select(account.c.face_at)).scalar_one() == NOON


def test_asked_too_early_it_can_still_pass(me):
    seq = check(me, "v1", passed=False, reason=90199)
    assert left(me) == 2
    db.in_transaction(faces.finish, me.account, seq, True, 10000)
    assert level(me) == 4 and left(me) == 3


def test_somebody_elses_check_is_as_absent_as_none(me):
    check(me, "v1")
    other = tokens.who(db.in_transaction(service.sign_in, "openid-2", "手机"))
    for whose, what in ((other.account, "v1"), (me.account, "v2")):
        with db.reading() as tx, pytest.raises(NotFound):
            faces.get(tx, whose, what)
