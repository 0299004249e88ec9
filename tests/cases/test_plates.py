"""选车牌号, whole: my new car, fifty numbers that nobody else is shown, one held, the department's register before and after."""

import time

import pytest
from sqlalchemy import update

from app.holds.models import hold
from app.kernel import clock, db
from sandbox.departments.decide import plates as police
from tests.errands import hand_over, served, start, submit
from tests.known import proved
from tests.residents import drain

N1 = "LSGDEMA0XTG000001"
FIRST_FIVE = ["粤A0029K", "粤A0088K", "粤A0053K", "粤A0039K", "粤A0011K"]
ITEM = "vehicle-number-select"


class Buyer:
    """Somebody who bought a car, on their phone."""

    def __init__(self, app, sandbox, who):
        self.sandbox, self.me = sandbox, proved(app, sandbox, who)

    def begin(self, **said):
        """A draft with the car picked."""
        no = start(self.me, ITEM, {})
        rows = self.me.get(f"/api/cases/{no}/lookups/cars").json["rows"]
        assert len(rows) == 1
        self.save(no, car=rows[0]["id"], **said)
        return no

    def save(self, no, **values):
        reply = self.me.call("PATCH", f"/api/cases/{no}/draft", {"values": values})
        assert reply.status_code == 200 and reply.json["errors"] == [], reply.text
        return reply.json

    def draw(self, no):
        return self.me.post(f"/api/cases/{no}/holds/number/draw")

    def take(self, no, unit):
        return self.me.post(f"/api/cases/{no}/holds/number", {"unit": unit})

    def seen(self, no):
        return self.me.get(f"/api/cases/{no}/holds/number").json


@pytest.fixture
def lin(app, sandbox):
    return Buyer(app, sandbox, "lin-zhihao")


def rows(sandbox, register, **columns):
    found = sandbox.control("GET", f"/registers/{register}?" + "&".join(f"{name}={text}" for name, text in columns.items()))
    return found["rows"]


def give_away(sandbox, plate):
    """The window puts it on a car."""
    sandbox.control("PUT", "/registers/jj.plates/rows", row_id=plate, set={"状态": "在用"})


def stored(table="hold"):
    """How many rows there are."""
    with db.reading() as tx:
        return tx.exec_driver_sql(f"SELECT COUNT(*) FROM {table}").scalar()


def time_is_up():
    """Ten minutes have passed for whatever is shown or held."""
    with db.transaction() as tx:
        tx.execute(update(hold).values(until=clock.now()))


def test_fifty_are_drawn_one_is_held_handed_in_and_kept_in_the_register_in_the_same_second(app, sandbox, lin, monkeypatch):
    with served(app, monkeypatch):
        sandbox.control("POST", "/settings", department_auto=True, department_delay=0)
        no = lin.begin(sure=True)
        assert lin.seen(no)["state"] == "none"
        shown = lin.draw(no).json
        assert (shown["state"], len(shown["units"]), shown["units"][:5], shown["units"][-1]) == ("shown", 50, FIRST_FIVE, "粤A0113K")
        assert 590 <= shown["seconds_left"] <= 600 == shown["seconds"]
        held = lin.take(no, "粤A0029K").json
        assert (held["state"], held["unit"], held["units"]) == ("held", "粤A0029K", []) and stored() == 1
        form = lin.me.get(f"/api/cases/{no}/form").json
        assert form["gaps"] == [] and {one["id"]: one["text"] for one in form["fields"]}["number"] == "粤A0029K"
        assert rows(sandbox, "jj.plates", plate="粤A0029K")[0]["状态"] == "空闲"
        hand_over(lin.me, no)
        submit(lin.me, no)
        wait(lin, no, "done")
    until = police.keep_until(clock.today())
    (row,) = rows(sandbox, "jj.plates", plate="粤A0029K")
    assert (row["状态"], row["VIN"], row["至"]) == ("预选", N1, f"{until} 23:59")
    case = lin.me.get(f"/api/cases/{no}").json
    assert [(one["unit"], one["until"]) for one in case["vouchers"]] == [("粤A0029K", until.isoformat())]
    assert case["vouchers"][0]["say"] == f"给您留到 {until.month}月{until.day}日"
    assert [(one["id"], one["first"]) for one in case["following"]] == [("vehicle-register", ["交购置税", "投保交强险（含车船税代收）"])]
    assert lin.seen(no)["state"] == "kept"


def test_nobody_else_is_shown_what_somebody_is_and_the_third_car_hears_that_the_pool_is_short(app, sandbox, lin):
    mine = set(lin.draw(lin.begin()).json["units"])
    ou = Buyer(app, sandbox, "ou-jiayi")
    theirs = ou.draw(ou.begin()).json["units"]
    assert theirs[:3] == ["粤A0021K", "粤A0120K", "粤A0057K"] and len(theirs) == 50 and not mine & set(theirs)


def test_too_few_are_left_then_nothing_is_shown_and_the_draw_is_not_spent(sandbox, lin):
    no = lin.begin()
    for number in range(1, 72):
        give_away(sandbox, f"粤A{number:04d}K")
    refused = lin.draw(no)
    assert (refused.status_code, refused.json["code"], refused.json["do"]) == (409, "pool_short", "明天再来")
    assert stored() == stored("hold_turn") == 0


def test_who_has_no_quota_hears_so_and_nothing_is_drawn(app, sandbox):
    chen = Buyer(app, sandbox, "chen-xiaotong")
    no = start(chen.me, ITEM, {})
    (car,) = chen.me.get(f"/api/cases/{no}/lookups/cars").json["rows"]
    saved = chen.me.call("PATCH", f"/api/cases/{no}/draft", {"values": {"car": car["id"]}}).json
    assert saved["errors"] == [{"field": "car", "say": "在广州上牌要先有指标，先去申请：新能源指标直接给。"}]
    refused = chen.draw(no)
    assert (refused.status_code, refused.json["code"]) == (422, "points_failed")
    assert (refused.json["say"], refused.json["do"]) == ("在广州上牌要先有指标", "先去申请：新能源指标直接给")
    assert stored() == stored("hold_turn") == 0


def test_who_bought_no_car_has_nothing_to_choose_for(app, sandbox):
    zhao = Buyer(app, sandbox, "zhao-dawei")
    no = start(zhao.me, ITEM, {})
    shown = zhao.me.get(f"/api/cases/{no}/lookups/cars").json
    assert (shown["rows"], shown["empty"]) == ([], "没有查到您买的新车。发票开出一天后再来")
    refused = zhao.draw(no)
    assert (refused.status_code, refused.json["code"], refused.json["do"]) == (422, "hold_waits", "先选给哪辆车选，再看有哪些号")
    assert stored() == stored("hold_turn") == 0


def test_a_number_that_is_not_shown_to_me_is_not_mine(lin):
    no = lin.begin()
    assert lin.take(no, "粤A0029K").json["code"] == "unit_taken" and stored() == 0
    lin.draw(no)
    refused = lin.take(no, "粤A0001K" if "粤A0001K" not in lin.seen(no)["units"] else "粤A8K526")
    assert (refused.status_code, refused.json["code"]) == (409, "unit_taken") and stored() == 50
    typed = lin.me.call("PATCH", f"/api/cases/{no}/draft", {"values": {"number": "粤A0029K"}})
    assert (typed.status_code, typed.json["errors"]) == (422, [{"field": "number", "say": "这一项在给出的里面点一个，不用填。"}])


def test_of_two_taps_one_wins_and_the_second_hears_which(lin):
    no = lin.begin()
    lin.draw(no)
    assert lin.take(no, "粤A0029K").status_code == 200
    refused = lin.take(no, "粤A0088K")
    assert (refused.status_code, refused.json["code"], refused.json["say"]) == (409, "one_only", "已经选了 粤A0029K")
    assert (lin.seen(no)["unit"], stored()) == ("粤A0029K", 1)
    assert lin.take(no, "粤A0029K").json["unit"] == "粤A0029K"


def test_a_number_given_away_at_the_window_meanwhile_is_not_held(sandbox, lin):
    no = lin.begin()
    lin.draw(no)
    give_away(sandbox, "粤A0029K")
    refused = lin.take(no, "粤A0029K")
    assert (refused.status_code, refused.json["say"], refused.json["do"]) == (422, "刚被选走了", "换一个")
    assert lin.seen(no)["state"] == "shown"


def test_nothing_chosen_in_time_all_of_it_goes_back_and_the_draw_is_spent(lin):
    no = lin.begin()
    lin.draw(no)
    time_is_up()
    seen = lin.seen(no)
    assert (seen["state"], seen["units"], seen["say"]) == ("over", [], "时间到了，这 50 个已放回")
    assert (lin.take(no, "粤A0029K").json["code"], lin.draw(no).json["code"]) == ("hold_over", "draw_spent")


def test_what_was_held_too_long_is_a_gap_again_and_is_not_handed_in(lin):
    no = lin.begin(sure=True)
    lin.draw(no)
    lin.take(no, "粤A0029K")
    hand_over(lin.me, no)
    time_is_up()
    assert lin.me.get(f"/api/cases/{no}/form").json["gaps"] == ["number"]
    refused = lin.me.post(f"/api/cases/{no}/submission")
    assert (refused.status_code, refused.json["code"]) == (422, "form_incomplete")
    assert lin.me.get(f"/api/cases/{no}").json["state"] == "draft"


def test_a_draft_that_is_thrown_away_and_a_case_taken_back_give_everything_back(lin):
    no = lin.begin(sure=True)
    lin.draw(no)
    lin.me.post(f"/api/cases/{no}/withdrawal")
    assert (stored(), stored("hold_turn")) == (0, 1)
    again = lin.begin(sure=True)
    assert lin.draw(again).json["code"] == "draw_spent"


def test_while_the_register_is_off_nothing_is_given_on_a_guess(sandbox, lin):
    no = lin.begin()
    sandbox.control("POST", "/settings", registers_off=["jt.quotas"])
    refused = lin.draw(no)
    assert (refused.status_code, refused.json["say"]) == (503, "小客车指标暂时查不到，现在选不了")
    assert stored() == stored("hold_turn") == 0


def wait(who, no, state, patience=20.0):
    until = time.monotonic() + patience
    while (now := who.me.get(f"/api/cases/{no}").json["state"]) != state:
        assert time.monotonic() < until, f"{no} is {now}"
        drain()
        time.sleep(0.02)
    drain()  # what follows from the last word


def test_a_lookup_inside_a_case_is_asked_with_the_column_of_the_row_that_was_picked(lin):
    no = start(lin.me, ITEM, {})
    asked = f"/api/cases/{no}/lookups/registered"
    waits = lin.me.get(asked)
    assert (waits.status_code, waits.json["code"]) == (422, "lookup_waits")
    picked = lin.begin()
    shown = lin.me.get(f"/api/cases/{picked}/lookups/registered")
    assert (shown.status_code, shown.json["rows"], shown.json["off"]) == (200, [], None)
    asked_with = [one for one in lin.sandbox.control("GET", "/messages") if one["path"].endswith("/lookup")][-1]
    assert f'"VIN":"{N1}"' in asked_with["request"]


def test_every_point_of_a_number_is_decided_by_the_registers(sandbox, lin):
    no = lin.begin(sure=True)
    lin.draw(no)
    lin.take(no, "粤A0029K")
    hand_over(lin.me, no)
    submit(lin.me, no)
    drain()
    (told,) = [one["facts"] for one in sandbox.control("GET", "/cases") if one["case_no"] == no]
    assert {one["id"].rpartition(".")[2]: (one["verdict"], one["source"]) for one in told} == {
        "r1": ("pass", "工信"), "r2": ("pass", "公安车管"), "r3": ("pass", "工信"), "r4": ("pass", "公安车管"),
        "r5": ("pass", "公安车管"), "r6": ("pass", "工信"), "r7": ("pass", "公安车管"), "r8": ("pass", "工信"),
    }  # fmt: skip
