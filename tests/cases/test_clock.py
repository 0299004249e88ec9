"""Timers end what must end, remind before, write down what is late: by the database's clock, once, however many relays sweep."""

import threading
from datetime import date, datetime, time, timedelta

import pytest
from sqlalchemy import select, update

from app.cases.models import case
from app.events.cases import CaseEnded
from app.gateways import departments, sources
from app.kernel import clock, db
from app.kernel.models import outbox
from app.kernel.ports import outside
from app.supervision import service as supervision
from payment import channels
from payment.models import order
from tests.applications import Department, another_photo, filled, give, submitted
from tests.console.conftest import desk  # noqa: F401 - a fixture
from tests.payment.test_lapsed import bill, lapse, tap
from tests.residents import Resident, count, drain
from tests.rules.test_timers import at

TO_PAY = ("pre_check", "accepted", "reviewing", "approving", "to_pay")
POINTS = [{"point": "passport-renew.r6", "text": "背景不白"}]


@pytest.fixture
def lin(app, sandbox, monkeypatch):
    monkeypatch.setattr(departments, "signed", sources.signed)  # departments live in real time, as sources do
    channels.connect(sandbox.credentials["pay"], "http://127.0.0.1:1/notify/wechat-pay")
    sandbox.control("POST", "/settings", department_auto=False, refund_auto=False, refund_spacing=0)
    return Resident(app, sandbox).proved()


@pytest.fixture
def crj(app):
    return Department(app)


def ticked(when):
    """What was looked at by two sweeps in this moment, and what followed."""
    with clock.held_at(when):
        found = supervision.tick()
        assert supervision.tick() == 0
        drain()
    return found


def shown(who, no):
    return who.get(f"/api/cases/{no}").json


def inbox(who):
    return [one["title"] for one in who.get("/api/messages").json["messages"]]


def returned(lin, crj):
    """A case that waits to be put right until 26 December."""
    with clock.held_at(at("2026-11-26T10:00")):
        lin.sign_in().face()
        no = filled(lin)
        assert lin.post(f"/api/cases/{no}/submission").status_code == 200
        crj.walk(no, "pre_check")
        assert crj.send(no, "to_correct", points=POINTS).status_code == 200
        drain()
    return no


def ends(no):
    with db.reading() as tx:
        rows = tx.execute(select(outbox.c.data).where(outbox.c.name == CaseEnded.KIND)).scalars()
    return [one["outcome"] for one in rows if one["case_no"] == no]


def test_what_nobody_puts_right_is_reminded_of_twice_and_then_ends(lin, crj, sandbox):
    no = returned(lin, crj)
    assert ticked(at("2026-12-23T08:59:59")) == 0
    assert [ticked(at(when)) for when in ("2026-12-23T09:00", "2026-12-24T12:00", "2026-12-25T09:00", "2026-12-26T23:59:59")] == [
        1,
        0,
        1,
        0,
    ]
    told = lin.get("/api/messages").json["messages"]
    assert [one["title"] for one in told[:2]] == ["换护照：还没改好"] * 2
    assert [one["say"][:6] for one in told[:2]] == ["还有 1 天", "还有 3 天"] and told[0]["to"] == f"/pages/correct/index?no={no}"
    with clock.held_at(at("2026-12-27T00:00")):
        assert supervision.tick() == 1 and supervision.tick() == 0
        assert ends(no) == ["lapsed"]
        drain()
        over = shown(lin, no)
        assert (over["state"], over["outcome"], over["word"], over["title"]) == ("lapsed", "lapsed", "到期停办", "到期停办了")
        assert over["say"] == "12月26日前没有改好交上来" and not any(over["can"].values()) and over["light"] is None
    assert over["timeline"][0]["title"] == "到期停办" and over["timeline"][0]["unit"] == "省事"
    assert lin.get("/api/messages").json["messages"][0]["say"] == "12月26日前没有改好交上来。还想办，重新申请就行。"
    heard = [one for one in sandbox.control("GET", "/messages") if one["path"].endswith(f"/cases/{no}/withdrawal")]
    assert [one["status"] for one in heard] == [200]
    assert crj.send(no, "terminated", reason="没有补正").json["code"] == "impossible_move"
    assert lin.get("/api/cases").json["counts"] == {"open": 0, "done": 1, "draft": 0}
    assert submitted(lin) != no  # nothing stands in the way of the next one


def test_who_puts_it_right_before_the_clock_comes_is_taken_and_the_clock_finds_nothing(lin, crj):
    no = returned(lin, crj)
    with clock.held_at(at("2026-12-27T00:00:30")):
        lin.sign_in()
        give(lin, f"/api/cases/{no}/materials/m-photo-exit", another_photo())
        assert lin.post(f"/api/cases/{no}/resubmission").status_code == 200
    ticked(at("2026-12-27T00:01"))
    assert shown(lin, no)["state"] == "corrected" and shown(lin, no)["outcome"] is None and ends(no) == []


def put(no, **columns):
    with db.transaction() as tx:
        tx.execute(update(case).where(case.c.no == no).values(**columns))


def standing(no):
    with db.reading() as tx:
        return tx.execute(select(case).where(case.c.no == no)).one()


def test_a_fee_nobody_pays_in_its_time_ends_the_case_and_takes_nothing(lin, crj):
    """A bill lives thirty days; as long as the case waits it is written anew, and no bill outlives the case."""
    no = submitted(lin)
    crj.walk(no, *TO_PAY)
    assert standing(no).pay_by == clock.today() + timedelta(days=60)
    lapse(no)
    drain()
    assert inbox(lin)[0] == "换护照：缴费单过期了" and shown(lin, no)["state"] == "to_pay"
    last = clock.today() + timedelta(days=5)
    morning = datetime.combine(last - timedelta(days=3), time(9), clock.CHINA)
    put(no, pay_by=last, clock_at=morning)
    assert bill(lin, no)["until"] == last.isoformat()  # sooner than its thirty days
    assert [ticked(morning - timedelta(seconds=1)), ticked(morning)] == [0, 1]
    told = lin.get("/api/messages").json["messages"][0]
    assert (told["title"], told["to"]) == ("换护照：还没交费", f"/pages/pay/index?no={no}") and "没交的钱不扣" in told["say"]
    assert standing(no).clock_at == datetime.combine(last - timedelta(days=1), time(9), clock.CHINA)
    put(no, pay_by=clock.today() - timedelta(days=1), clock_at=clock.now())
    assert supervision.tick() == 1 and supervision.tick() == 0 and ends(no) == ["lapsed"]
    drain()
    found = shown(lin, no)
    assert (found["outcome"], found["fee_text"]) == ("lapsed", "没有收费") and found["say"].endswith("前没有交费，没有扣钱")
    assert lin.post(f"/api/cases/{no}/payment").json["code"] == "order_closed"
    assert count("payment_refund") == 0
    with db.reading() as tx:
        assert set(tx.execute(select(order.c.state)).scalars()) == {"closed"}


def test_who_paid_in_the_last_second_unheard_gets_all_of_it_back(lin, crj):
    no = submitted(lin)
    crj.walk(no, *TO_PAY)
    due = bill(lin, no)
    tap(lin, due["sheet"])
    put(no, pay_by=clock.today() - timedelta(days=1), clock_at=clock.now())
    assert supervision.tick() == 1
    drain()
    assert shown(lin, no)["outcome"] == "lapsed" and count("payment_refund") == 1
    assert lin.get(f"/api/orders/{due['order_no']}").json["state"] == "refunding"


def test_what_is_late_is_written_down_at_midnight_the_department_is_told_and_then_the_resident_reads_so(lin, crj, sandbox, desk):  # noqa: F811
    no = submitted(lin)
    crj.walk(no, "pre_check", "accepted")
    put(no, promised_on=date(2026, 12, 7), legal_on=date(2026, 12, 11), clock_at=at("2026-12-08T00:00"))
    assert ticked(at("2026-12-07T23:59:59")) == 0 and count("late_case") == 0
    sandbox.control("POST", "/settings", departments_dead=["dept-gat-crj"])
    with clock.held_at(at("2026-12-08T00:00")):
        lin.sign_in()
        assert supervision.tick() == 1
        drain()
        found = shown(lin, no)  # written down, and nobody says it was told while it was not
        assert (found["light"], found["promise"]["text"]) == ("orange", "比说好的晚了 1 天，可以打热线催一催")
    sandbox.control("POST", "/settings", departments_dead=[])
    outside().departments._peer("dept-gat-crj").forgive()
    with clock.held_at(at("2026-12-09T08:00")):
        drain()
        assert shown(lin, no)["promise"]["text"] == "比说好的晚了 2 天，12月9日催过部门了，也可以打热线问"
    crj.walk(no, "reviewing")  # moving on while late writes nothing twice
    assert ticked(at("2026-12-11T23:59:59")) == 1 and count("late_case") == 1
    assert ticked(at("2026-12-12T00:00")) == 1
    heard = [one["status"] for one in sandbox.control("GET", "/messages") if one["path"].endswith(f"/cases/{no}/reminders")]
    assert heard.count(202) == 2 and set(heard) == {202, 503}
    crj.walk(no, "approving", "denied", "done")
    record = desk("supervisor").get("/late").json["late"]
    assert [(one["light"], one["due_on"], one["state"], one["outcome"], bool(one["told_at"])) for one in record] == [
        ("red", "2026-12-11", "done", "denied", True),
        ("orange", "2026-12-07", "done", "denied", True),
    ]
    assert desk("operator").get("/late", light="red", department="dept-gat-crj").json["late"][0]["case_no"] == no
    assert desk("operator").get("/late", department="dept-sw").json == {"late": [], "next": None}
    assert desk("finance").get("/late").json["code"] == "not_your_role"


def test_what_lies_ready_and_is_not_fetched_is_only_reminded_of(lin, crj):
    no = filled(lin)
    assert lin.call("PATCH", f"/api/cases/{no}/draft", {"values": {"delivery": "pickup"}}).json["errors"] == []
    assert lin.post(f"/api/cases/{no}/submission").status_code == 200
    drain()
    crj.walk(no, "accepted", "reviewing", "approving")
    with clock.held_at(at("2026-12-01T16:00")):
        assert crj.send(no, "approved", reason="窗口交了").status_code == 200
        assert crj.send(no, "delivering").status_code == 200
        drain()
    moments = ("2026-12-08T08:59", "2026-12-08T09:00", "2026-12-31T09:00", "2027-01-30T09:00", "2027-06-01T09:00")
    assert [ticked(at(one)) for one in moments] == [0, 1, 1, 1, 0]
    told = lin.get("/api/messages").json["messages"]
    assert [one["title"] for one in told[:3]] == ["换护照：还没来取"] * 3 and told[0]["say"].startswith("做好了，带身份证")
    assert shown(lin, no)["state"] == "delivering" and shown(lin, no)["outcome"] == "granted"


def test_a_case_that_cannot_be_looked_at_holds_up_no_other(lin, crj, monkeypatch):
    first = returned(lin, crj)
    crj.walk(submitted(Resident(lin.app, lin.sandbox, "chen-xiaotong").proved()), "accepted")
    real = supervision.lapsing.lapse

    def broken(tx, row, of):
        raise RuntimeError("cannot be read")

    monkeypatch.setattr(supervision.lapsing, "lapse", broken)
    with clock.held_at(at("2027-03-01T00:00")):
        supervision.tick()
        assert count("late_case") == 2 and ends(first) == []
        monkeypatch.setattr(supervision.lapsing, "lapse", real)
        assert supervision.tick() == 1 and ends(first) == ["lapsed"]


def test_of_eight_relays_that_sweep_at_once_one_ends_it(lin, crj):
    no = returned(lin, crj)
    put(no, correct_by=clock.today() - timedelta(days=1), clock_at=clock.now())
    threads = [threading.Thread(target=supervision.tick) for _ in range(8)]
    [one.start() for one in threads]
    [one.join() for one in threads]
    assert ends(no) == ["lapsed"]
    drain()
    assert inbox(lin).count("换护照：到期停办") == 1 and shown(lin, no)["outcome"] == "lapsed"


def test_a_relay_whose_own_clock_is_wrong_ends_nothing_early(lin, crj, monkeypatch):
    no = returned(lin, crj)
    with db.reading() as tx:
        if tx.dialect.name == "sqlite":
            pytest.skip("one machine, one clock")
    put(no, correct_by=clock.today() + timedelta(days=9), clock_at=clock.now())
    real = clock.now
    monkeypatch.setattr(clock, "now", lambda: real() + timedelta(days=40))
    supervision.tick()
    assert ends(no) == []


def test_old_bills_get_their_time_when_the_clock_first_looks(lin, crj):
    no = submitted(lin)
    crj.walk(no, *TO_PAY)
    put(no, pay_by=None, clock_at=clock.now())
    assert supervision.tick() == 1
    row = standing(no)
    assert row.pay_by == clock.today() + timedelta(days=60) and row.clock_at > clock.now() + timedelta(days=50)
    assert ends(no) == []
