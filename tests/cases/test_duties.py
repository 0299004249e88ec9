"""What comes after 选车牌号 and has a last day: its buyer is told while the registers say that it is not done, and only then."""

from datetime import date, datetime, time, timedelta

import pytest
from sqlalchemy import select, update

from app.cases.models import case
from app.kernel import clock, db
from app.kernel.ports import outside
from app.supervision import service as supervision
from sandbox.departments.decide import plates as police
from sandbox.departments.decide.purchase import due_on
from tests.cases.test_plates import N1, Buyer, wait
from tests.errands import hand_over, served, start, submit
from tests.residents import Resident, count, drain

TAX, PLATE = "/pages/item/index?id=vehicle-purchase-tax", "/pages/item/index?id=vehicle-register"


@pytest.fixture
def lin(app, sandbox):
    return Buyer(app, sandbox, "lin-zhihao")


def chosen(app, sandbox, lin, monkeypatch):
    """The number of a case that was granted."""
    with served(app, monkeypatch):
        sandbox.control("POST", "/settings", department_auto=True, department_delay=0)
        no = lin.begin(sure=True)
        lin.draw(no)
        lin.take(no, "粤A0029K")
        hand_over(lin.me, no)
        submit(lin.me, no)
        wait(lin, no, "done")
    ticked(clock.now() + timedelta(minutes=1))  # the registers are asked what comes next
    return no


def ticked(when):
    with clock.held_at(when):
        supervision.tick()
        drain()
        supervision.tick()
        drain()


def morning(day):
    return datetime.combine(day, time(9), clock.CHINA)


def told(lin):
    return [(one["title"], one["to"]) for one in reversed(lin.me.get("/api/messages").json["messages"]) if "天" in one["title"]]


def next_look(no):
    with db.reading() as tx:
        return tx.execute(select(case.c.clock_at).where(case.c.no == no)).scalar()


def put(sandbox, register, row, **columns):
    sandbox.control("PUT", f"/registers/{register}/rows", row_id=row, set=columns)


def bought(sandbox):
    (row,) = sandbox.control("GET", f"/registers/sw.carinvoices?VIN={N1}")["rows"]
    return date.fromisoformat(row["开票日"])


def test_a_buyer_is_told_of_the_number_and_of_the_tax_in_time_once_each(app, sandbox, lin, monkeypatch):
    no = chosen(app, sandbox, lin, monkeypatch)
    kept, taxed = police.keep_until(clock.today()), due_on(bought(sandbox))
    day = timedelta(days=1)  # what is over is looked at once more, and nothing said
    mornings = [kept - day, kept, kept + day, taxed - 15 * day, taxed - 3 * day, taxed + day]
    for one in mornings:
        assert next_look(no) == morning(one)
        ticked(morning(one))
        ticked(morning(one) + timedelta(hours=2))
    plate, tax = "新车上牌：", "交购置税："
    assert told(lin) == [
        (f"{plate}还有 1 天", PLATE),
        (f"{plate}今天是最后一天", PLATE),
        (f"{tax}还有 15 天", TAX),
        (f"{tax}还有 3 天", TAX),
    ]
    assert next_look(no) is None


def test_who_has_done_it_since_is_told_nothing(app, sandbox, lin, monkeypatch):
    no = chosen(app, sandbox, lin, monkeypatch)
    put(sandbox, "jj.plates", "粤A0029K", 状态="在用")
    paid = {"方式": "购买", "计税价": 1, "应纳": 1, "减免": 0, "实缴": 1, "滞纳金": 0, "税票号": None}
    declared = {"VIN": N1, **paid, "申报日": "2026-11-24", "缴款日": None, "状态": "已申报未缴"}
    sandbox.control("PUT", "/registers/sw.purchasetax/rows", row=declared)
    ticked(morning(due_on(bought(sandbox)) - timedelta(days=3)))
    assert told(lin) == [] and next_look(no) is None


def test_who_has_handed_it_in_is_not_told_to_begin(app, sandbox, lin, monkeypatch):
    no = chosen(app, sandbox, lin, monkeypatch)
    tax = start(lin.me, "vehicle-purchase-tax", {"origin": "bought"})
    with db.transaction() as tx:
        tx.execute(update(case).where(case.c.no == tax).values(state="submitted", clock_at=None))
    last = due_on(bought(sandbox))
    ticked(morning(last - timedelta(days=15)))
    assert [to for _, to in told(lin) if to == TAX] == [] and next_look(no) == morning(last - timedelta(days=3))


def test_while_a_register_is_off_nothing_is_said_and_it_is_asked_again(app, sandbox, lin, monkeypatch):
    no = chosen(app, sandbox, lin, monkeypatch)
    last = due_on(bought(sandbox))
    sandbox.control("POST", "/settings", registers_off=["sw.purchasetax"])
    ticked(morning(last - timedelta(days=15)))
    assert told(lin) == [] and next_look(no) is None
    sandbox.control("POST", "/settings", registers_off=[])
    outside().sources.forgive()
    with clock.held_at(morning(last - timedelta(days=14))):
        drain()
    assert told(lin) == [("交购置税：还有 14 天", TAX)] and next_look(no) == morning(last - timedelta(days=3))


def test_for_who_has_not_shown_a_face_no_register_is_asked(app, sandbox):
    lin = Resident(app, sandbox, "lin-zhihao").known()
    no = start(lin, "vehicle-purchase-tax", {"origin": "bought"})
    before = count("data_use")
    ticked(clock.now() + timedelta(minutes=1))
    assert next_look(no) is None and count("data_use") == before
    ticked(morning(due_on(bought(sandbox)) - timedelta(days=3)))
    assert [one for one in lin.get("/api/messages").json["messages"] if "交购置税" in one["title"]] == []


def test_a_draft_keeps_it_in_mind_too_and_leads_back_into_it(sandbox, lin):
    no = start(lin.me, "vehicle-purchase-tax", {"origin": "bought"})
    ticked(clock.now() + timedelta(minutes=1))
    last = due_on(bought(sandbox))
    assert next_look(no) == morning(last - timedelta(days=15)) and told(lin) == []
    ticked(morning(last - timedelta(days=15)))
    assert told(lin) == [("交购置税：还有 15 天", f"/pages/form/index?no={no}")]
    assert lin.me.post(f"/api/cases/{no}/withdrawal").status_code == 200
    before = count("message")
    ticked(morning(last - timedelta(days=3)))
    assert count("message") == before
