"""Whatever is begun on the phone and needs one trip has its time in the form, and nothing else has one."""

from tests.scenes.test_every_scene import ITEMS

CITY = "440100"
# These send one to a window that takes whoever comes: no time is given out for them yet.
WITHOUT = {
    "hukou-address-change", "name-change", "hukou-info-correct", "hukou-book-reissue", "death-deregistration", "vehicle-scrap",
}  # fmt: skip


def test_every_trip_has_its_time_and_nobody_chooses_one_for_nothing():
    wrong, without = set(), set()
    for item in ITEMS.values():
        for answers in item.every_answer() if item.serves == "case" else ():
            checklist = item.checklist(answers, CITY)
            if checklist.ability in ("full", "part") and (checklist.visits > 0) != any(one.kind == "slot" for one in checklist.fields):
                (without if checklist.visits else wrong).add(item.id)
    assert (wrong, without) == (set(), WITHOUT)
