"""Scarce things are given once: who comes second hears so, and a time that is over frees what it held."""

import threading
from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.holds import queries, service
from app.holds.models import hold
from app.kernel import clock, db
from app.kernel.errors import Conflict

pytestmark = pytest.mark.usefixtures("app")

POOL = "plate:440100:02"
ME, OTHER = "case:440100-1", "case:440100-2"
WHO = "0" * 32
N1, N2 = service.single("vin:LSGDEMA0XTG000001"), service.single("vin:LSGDEMA0XTG000002")
PLATES = [f"粤A{number:04d}K" for number in range(1, 13)]


def soon(minutes=10):
    return clock.now() + timedelta(minutes=minutes)


def take(unit, errand=ME, only=N1, until=None):
    return db.in_transaction(service.take, POOL, unit, errand, WHO, only, until or soon())


def show(errand=ME, wanted=5, until=None):
    return db.in_transaction(service.show, POOL, PLATES, errand, WHO, until or soon(), wanted)


def rows():
    with db.reading() as tx:
        return {(one.unit, one.state, one.errand) for one in queries.HOLDS.all(tx, queries.HOLDS.query)}


def test_a_unit_goes_to_one_and_the_second_hears_so_and_has_nothing_stored():
    first = take("粤A0001K")
    with pytest.raises(Conflict) as refusal:
        take("粤A0001K", OTHER, N2)
    assert (refusal.value.code, refusal.value.say) == ("unit_taken", "刚被选走了")
    assert rows() == {("粤A0001K", "held", ME)} and first.errand == ME


def test_taking_it_again_gets_the_same_answer():
    first = take("粤A0001K")
    again = take("粤A0001K")
    assert (again.unit, again.state, again.until) == (first.unit, first.state, first.until)
    assert len(rows()) == 1


def test_what_may_have_one_only_is_told_which_it_has():
    take("粤A0001K")
    with pytest.raises(Conflict) as refusal:
        take("粤A0002K")
    assert (refusal.value.code, refusal.value.say) == ("one_only", "已经选了 粤A0001K")
    assert rows() == {("粤A0001K", "held", ME)}


def test_a_unit_whose_time_is_over_is_free_for_anybody_and_so_is_the_vehicle_it_was_for():
    take("粤A0001K", until=clock.now() - timedelta(seconds=1))
    take("粤A0001K", OTHER, N2)
    take("粤A0002K", ME, N1)
    assert rows() == {("粤A0001K", "held", OTHER), ("粤A0002K", "held", ME)}


def test_what_is_shown_to_one_is_shown_to_nobody_else_and_in_the_order_it_was_drawn():
    assert show(ME, 5) == tuple(PLATES[:5])
    assert show(OTHER, 5) == tuple(PLATES[5:10])
    assert show("case:3", 5) == tuple(PLATES[10:])
    assert show("case:4", 5) == ()


def test_what_is_shown_again_is_the_same():
    assert show(ME, 5) == show(ME, 5) == tuple(PLATES[:5])
    assert len(rows()) == 5


def test_choosing_one_of_those_shown_gives_the_others_back():
    show(ME, 5)
    take("粤A0003K")
    assert rows() == {("粤A0003K", "held", ME)}
    assert show(OTHER, 4) == ("粤A0001K", "粤A0002K", "粤A0004K", "粤A0005K")


def test_one_cannot_take_what_is_shown_to_somebody_else():
    show(ME, 5)
    with pytest.raises(Conflict):
        take("粤A0003K", OTHER, N2)
    assert {errand for _, _, errand in rows()} == {ME} and len(rows()) == 5


def test_choosing_a_second_one_of_those_shown_for_the_same_vehicle_is_refused():
    take("粤A0009K", OTHER, N1)
    show(ME, 2)
    with pytest.raises(Conflict) as refusal:
        take("粤A0001K", ME, N1)
    assert refusal.value.code == "one_only"
    assert ("粤A0001K", "shown", ME) in rows()


def test_what_was_shown_and_not_chosen_in_time_is_shown_to_the_next():
    show(ME, 5, until=clock.now() - timedelta(seconds=1))
    assert show(OTHER, 5) == tuple(PLATES[:5])


def test_what_is_kept_stays_and_what_was_over_is_not_kept():
    take("粤A0001K")
    db.in_transaction(service.keep, POOL, "粤A0001K", ME, None)
    with db.reading() as tx:
        (kept,) = queries.of_errand(tx, ME, clock.now())
    assert (kept.state, kept.until, kept.seconds_left(clock.now())) == ("kept", None, None)
    take("粤A0002K", OTHER, N2, until=clock.now() - timedelta(seconds=1))
    with pytest.raises(Conflict) as refusal:
        db.in_transaction(service.keep, POOL, "粤A0002K", OTHER, None)
    assert refusal.value.code == "hold_over"


def test_an_errand_that_ends_gives_everything_back():
    take("粤A0001K")
    take("粤A0002K", OTHER, N2)
    assert db.in_transaction(service.give_back, ME) == 1
    assert rows() == {("粤A0002K", "held", OTHER)}


def test_whoever_leaves_holds_nothing_any_more():
    take("粤A0001K")
    db.in_transaction(service.take, POOL, "粤A0002K", OTHER, "1" * 32, N2, soon())
    db.in_transaction(service.forget_person, WHO)
    assert rows() == {("粤A0002K", "held", OTHER)}


def test_rows_long_over_are_forgotten_and_others_are_not():
    take("粤A0001K", until=clock.now() - timedelta(days=2))
    take("粤A0002K", OTHER, N2)
    db.in_transaction(service.keep, POOL, "粤A0002K", OTHER, None)
    assert db.in_transaction(service.forget_old) == 1
    assert rows() == {("粤A0002K", "kept", OTHER)}


def test_in_a_rush_each_is_given_once_and_none_is_lost():
    units, given, refused, broken = [f"粤A{n:04d}K" for n in range(20)], Counter(), Counter(), []
    start = threading.Barrier(8)

    def rush(number):
        start.wait()
        for turn in range(25):
            unit = units[(turn * 7 + number * 3) % len(units)]
            try:
                take(unit, f"case:{number}-{turn}", service.single(f"vin:{number}-{turn}"))
                given[unit] += 1
            except Conflict as conflict:
                refused[conflict.code] += 1
            except Exception as error:  # noqa: BLE001 - whatever it is, it must be seen
                broken.append(error)

    threads = [threading.Thread(target=rush, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert broken == []
    assert given == dict.fromkeys(units, 1) and refused == {"unit_taken": 180}
    with db.reading() as tx:
        assert tx.execute(select(func.count()).select_from(hold)).scalar() == 20


def test_in_a_rush_of_draws_nobody_is_shown_what_another_is_shown():
    drawn: dict[int, tuple[str, ...]] = {}
    units, start = [f"粤A{n:04d}K" for n in range(40)], threading.Barrier(6)

    def draw(number):
        candidates = units[number * 5 :] + units[: number * 5]
        start.wait()
        drawn[number] = db.in_transaction(service.show, POOL, candidates, f"case:{number}", WHO, soon(), 8)

    threads = [threading.Thread(target=draw, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seen = [unit for shown in drawn.values() for unit in shown]
    assert len(seen) == len(set(seen)) == 40
