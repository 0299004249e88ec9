"""A certificate that ends soon: its holder is told as long before as its kind takes, once each, while it is theirs and good."""

from dataclasses import replace
from datetime import datetime

import pytest
from sqlalchemy import select

from app.certificates import ending, service
from app.certificates.models import certificate
from app.kernel import clock, db, ports
from app.kernel.errors import Unavailable
from app.kernel.ports import Fact
from app.notices import queries as notices
from tests.certificates.test_wallet import RESULT, a_person, fact, held, issue, keep
from tests.residents import count, drain

UNTIL = "2027-03-17"


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=clock.CHINA)


class Issuers:
    """What issuers say while these tests run: they know of none, until one says something or is off."""

    def __init__(self):
        self.says, self.asked, self.off = {}, [], False

    def ask(self, code, name, id_number, purpose, case_no=None, id_type="111"):
        self.asked.append((code, purpose))
        if self.off:
            raise Unavailable("off")
        return self.says.get(code, Fact(False, None, {}, "2026-11-24T00:00:00Z", "dept-gat-crj"))


@pytest.fixture
def issuers(app):
    before, mine = ports.outside(), Issuers()
    ports.use(replace(before, sources=mine))
    yield mine
    ports.use(before)


@pytest.fixture
def lin(issuers):
    with clock.held_at(at("2026-11-24T12:00")):
        yield a_person()


def told(person):
    drain()
    with db.reading() as tx:
        found = notices.inbox(tx, [person])[0]
    return [(one["title"], one["to"]) for one in reversed(found)]


def swept(moment, times=1):
    with clock.held_at(at(moment)):
        for _ in range(times):
            ending.sweep()
        drain()


def next_look():
    with db.reading() as tx:
        return tx.execute(select(certificate.c.remind_at).where(certificate.c.status == "valid")).scalar()


def test_a_holder_is_told_three_times_and_however_often_the_clock_sweeps_once_each(lin):
    keep(lin, ec_passport=fact("E1", until=UNTIL))
    for moment in ("2026-12-17T08:59", "2026-12-17T09:00", "2026-12-17T09:10", "2027-02-15T09:00", "2027-03-10T12:00", "2027-03-16T12:00"):
        swept(moment, times=2)
    page = "/pages/item/index?id=passport-renew"
    assert told(lin) == [("普通护照还有 90 天到期", page), ("普通护照还有 30 天到期", page), ("普通护照还有 7 天到期", page)]
    assert next_look() is None


def test_a_clock_that_slept_tells_once_what_is_so_now(lin):
    keep(lin, ec_passport=fact("E1", until=UNTIL))
    swept("2027-02-20T12:00")
    assert [title for title, _ in told(lin)] == ["普通护照还有 25 天到期"] and next_look() == at("2027-03-10T09:00")


def test_a_renewed_one_begins_anew_and_the_old_one_is_not_spoken_of(lin):
    keep(lin, ec_passport=fact("E1", until=UNTIL))
    issue(lin)
    swept("2026-12-17T09:00")
    assert [title for title, _ in told(lin) if "到期" in title] == [] and next_look() == at("2036-05-23T09:00")


def test_the_issuers_latest_word_moves_the_reminder(lin):
    keep(lin, ec_passport=fact("E1", until=UNTIL))
    keep(lin, ec_passport=fact("E1", until="2028-01-01"))
    swept("2026-12-17T09:00")
    assert told(lin) == [] and next_look() == at("2027-07-01T09:00")


@pytest.mark.parametrize("status", ["revoked", "expired"])
def test_what_is_not_valid_any_more_is_not_spoken_of(lin, status):
    keep(lin, ec_passport=fact("E1", until=UNTIL))
    keep(lin, ec_passport=fact("E1", until=UNTIL, status=status))
    swept("2026-12-17T09:00")
    assert told(lin) == [] and count("message") == 0


def test_a_quota_is_reminded_of_60_30_and_7_days_before_and_leads_to_where_it_is_used(lin):
    keep(lin, ec_car_quota=fact("440126110002", until="2027-11-26"))
    for moment in ("2027-08-28T09:00", "2027-09-27T09:00", "2027-10-27T09:00", "2027-11-19T09:00"):
        swept(moment, times=2)
    page = "/pages/item/index?id=vehicle-number-select"
    assert told(lin) == [(f"小客车指标证明文件还有 {days} 天到期", page) for days in (60, 30, 7)]


def test_who_has_used_it_since_is_not_reminded_and_the_wallet_knows(lin, issuers):
    keep(lin, ec_car_quota=fact("440126110002", until="2027-11-26"))
    issuers.says["ec-car-quota"] = fact("440126110002", until="2027-11-26", status="revoked")
    swept("2027-09-27T09:00")
    assert told(lin) == [] and held(lin) == {} and ("ec-car-quota", "到期提醒前核对") in issuers.asked


@pytest.mark.parametrize("number", ["E1", "E2"])
def test_who_has_a_new_one_since_is_reminded_of_that_only(lin, issuers, number):
    issue(lin, {**RESULT, "number": "E1", "valid_until": UNTIL})
    drain()
    issuers.says["ec-passport"] = fact(number, until="2036-12-01")
    swept("2026-12-17T09:00")
    assert [title for title, _ in told(lin) if "到期" in title] == [] and held(lin)["ec-passport"]["number"] == number
    assert next_look() == at("2036-06-01T09:00")


def test_an_issuer_that_says_the_same_and_one_that_is_off_are_told_alike(lin, issuers):
    keep(lin, ec_passport=fact("E1", until=UNTIL))
    drain()
    issuers.off = True
    swept("2026-12-17T09:00")
    issuers.off = False
    issuers.says["ec-passport"] = fact("E1", until=UNTIL)
    swept("2027-02-15T09:00")
    assert [title for title, _ in told(lin)] == ["普通护照还有 90 天到期", "普通护照还有 30 天到期"]


def test_what_never_ends_is_never_looked_at(lin):
    keep(lin, ec_hukou=fact("440104012345-1", until="长期"))
    assert next_look() is None
    swept("2030-01-01T09:00")
    assert told(lin) == []


def test_who_has_died_holds_nothing_and_is_not_reminded(lin):
    keep(lin, ec_passport=fact("E1", until=UNTIL), ec_hukou=fact("440104012345-1", until="长期"))
    with db.reading() as tx:
        one = tx.execute(select(certificate.c.id).where(certificate.c.kind == "ec-passport")).scalar_one()
    db.in_transaction(service.present, lin, one, ("name",))
    assert db.in_transaction(service.end_all, lin) == 2
    swept("2026-12-17T09:00")
    with db.reading() as tx:
        assert sorted(tx.execute(select(certificate.c.status)).scalars()) == ["revoked", "revoked"]
    assert (told(lin), count("presentation")) == ([], 0)
