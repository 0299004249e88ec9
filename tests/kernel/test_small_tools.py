"""Ids, masks, redaction, clock, limits, cache."""

from datetime import UTC, datetime

import pytest

from app.kernel import cache, clock, ids, masks
from app.kernel.errors import TooMany
from app.kernel.limits import Flood, Limit


def test_ids_grow_and_are_version_seven():
    made = [ids.new_id() for _ in range(5000)]
    assert made == sorted(made) and len(set(made)) == 5000
    assert {one[12] for one in made} == {"7"} and {one[16] for one in made} <= set("89ab")
    assert all(ids.is_id(one) for one in made)
    assert not ids.is_id("..") and not ids.is_id("G" * 32)


def test_masks_keep_what_a_person_recognises():
    assert masks.mask_name("林志豪") == "林*豪"
    assert masks.mask_name("张三") == "张*"
    assert masks.mask_id("440199199208200010") == "440199********0010"
    assert masks.mask_phone("13800132046") == "138 **** 2046"
    assert masks.mask_document("E12346128") == "E****6128"
    assert masks.veil("广东省广州市天河区体育东路100号1201房") == masks.veil("广东省佛山市禅城区") == "广东省******"  # no length either
    assert masks.veil(masks.mask_document("E12346128")) == masks.mask_document(masks.veil("E12346128")) == "E****6128"
    assert [masks.veil(one) for one in ("林志豪", "张三", "欧阳娜娜", "林*豪")] == ["林*豪", "张*", "欧**娜", "林*豪"]  # as mask_name
    said = ["20****18", "E****6128", "男", "林*国", "**", ""]
    assert [masks.veil(one) for one in ("2027-03-18", "E12346128", "男", "林建国", "C1", "")] == said


def test_a_class_is_shown_and_whatever_tells_who_somebody_is_stays_veiled():
    """汉* hid nothing; a name, a place, a number beside it hides as before."""
    said = {
        "民族": "汉族",
        "性别": "男",
        "姓名": "林建国",
        "出生地": "广东省广州市天河区",
        "住址": "体育东路",
        "证号": "E12346128",
        "残疾类别": "肢体",
    }
    assert {label: masks.shaded(label, text) for label, text in said.items()} == {
        "民族": "汉族", "性别": "男", "姓名": "林*国", "出生地": "广东省******", "住址": "体**路", "证号": "E****6128", "残疾类别": "肢*",
    }  # fmt: skip
    assert masks.CLASSES == {"民族", "性别", "前往地", "签注种类"}


@pytest.mark.parametrize("mask", [masks.mask_name, masks.mask_id, masks.mask_phone, masks.mask_document, masks.veil])
def test_of_nothing_there_is_nothing_to_hide(mask):
    assert [mask(nothing) for nothing in ("", " ", "-", "--", "——", "/", "无")] == ["", "", "-", "--", "——", "/", "无"]


@pytest.mark.parametrize(
    "line",
    ["id 44019919851119005X", "打 13800132046 吧", "Authorization: Bearer abcdefgh12345", "x=440199199208200010&y"],
)
def test_a_log_line_loses_what_looks_personal(line):
    assert "[redacted]" in masks.redact(line)
    assert not any(secret in masks.redact(line) for secret in ("19851119", "13800132046", "abcdefgh", "19920820"))


def test_redaction_leaves_case_numbers_and_amounts_alone():
    assert masks.redact("case 264401000283167 fee 12000") == "case 264401000283167 fee 12000"


def test_held_time_stands_still_and_china_is_eight_hours_ahead():
    with clock.held_at(datetime(2026, 11, 23, 17, 30, tzinfo=UTC)):
        assert clock.today().isoformat() == "2026-11-24"
        assert clock.rfc3339(clock.now()) == "2026-11-23T17:30:00Z"


def test_a_limit_holds_for_one_caller_and_not_for_another():
    cache.use("")
    limit = Limit("sign_in", 3, 600)
    for _ in range(3):
        limit.spend("a")
    with pytest.raises(TooMany):
        limit.spend("a")
    limit.spend("b")
    assert limit.left("b") == 2


def test_limits_hold_without_redis():
    cache.use("redis://127.0.0.1:1/0")  # nobody listens there
    limit = Limit("codes", 2, 600)
    limit.spend("a")
    limit.spend("a")
    with pytest.raises(TooMany):
        limit.spend("a")
    assert cache.cache().get("anything") is None
    cache.use("")


def test_a_flood_from_one_caller_is_stopped():
    flood = Flood(times=1, seconds=10)
    assert [flood.allows("a") for _ in range(11)].count(True) >= 10
    assert flood.allows("b")


def test_counters_in_memory_end_whatever_strangers_count(monkeypatch):
    from app.kernel import cache

    monkeypatch.setattr(cache.Memory, "MOST", 100)
    for write in ("set", "add", "count"):
        store = cache.Memory()
        store.set("mine", b"1", 10_000)
        for n in range(1000):
            getattr(store, write)(f"stranger:{n}", *((60,) if write == "count" else (b"1", 60)))
        assert len(store._items) <= 100, write
        assert store.get("mine") == b"1" and store.get("stranger:999") is not None, write


def test_what_has_ended_makes_room_before_what_has_not(monkeypatch):
    from app.kernel import cache

    monkeypatch.setattr(cache.Memory, "MOST", 10)
    store = cache.Memory()
    for n in range(5):
        store.set(f"old:{n}", b"1", -1)
        store.set(f"alive:{n}", b"1", 1)
    store.add("new", b"1", 1)
    assert set(store._items) == {"new", *(f"alive:{n}" for n in range(5))}
