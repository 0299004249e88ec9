"""What an id number says, and how long a face check counts."""

from datetime import UTC, date, datetime, timedelta

import pytest

from app.identity import rules

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize("number", ["11010519491231002X", "440524188001010014", "440199199208200010", "44019919851119005X"])
def test_real_numbers_have_no_fault_whatever_became_of_their_region(number):
    assert rules.id_number_fault(number, TODAY) is None


@pytest.mark.parametrize(
    ("number", "fault"),
    [
        ("44019919920820001", "身份证号要 18 位，现在是 17 位。"),
        ("", "身份证号要 18 位，现在是 0 位。"),
        ("44019919920820001A", "身份证号只有数字，最后一位可以是 X。"),
        ("４40199199208200010", "身份证号只有数字，最后一位可以是 X。"),
        ("440199199208200011", "身份证号有一位不对，再看一眼。"),
        ("440199199208200100", "身份证号有一位不对，再看一眼。"),
        ("440199202702300019", "身份证号里的出生日期不对，再看一眼。"),
        ("440199199213400013", "身份证号里的出生日期不对，再看一眼。"),
        ("440199203001010017", "身份证号里的出生日期不对，再看一眼。"),
    ],
)
def test_each_fault_is_said_in_words(number, fault):
    if "出生日期" in fault:  # a right check digit, so that the date is what is wrong
        from stdnum.cn import ric

        number = number[:17] + ric.calc_check_digit(number)
    assert rules.id_number_fault(number, TODAY) == fault


@pytest.mark.parametrize("name", ["林志豪", "张三", "阿卜杜拉·艾力", "𠮷野", "欧阳娜娜", "林", "Lin", "林" * 50])
def test_names_as_on_the_card_pass(name):
    assert rules.name_fault(name) is None


@pytest.mark.parametrize("name", ["", "林志豪1", "·林志豪", "林志豪·", "<b>林</b>", "林\u200b豪", "·", "1"])
def test_other_names_are_refused_in_words(name):
    assert rules.name_fault(name) == "姓名要和证件上一样，不带数字和别的符号。"


def test_sex_and_age_come_from_the_number():
    assert rules.sex("440199199208200010") == "男"
    assert rules.sex("440199199503120021") == "女"
    born = rules.born("440199199208200010")
    assert born == date(1992, 8, 20)
    assert rules.age(born, date(2026, 8, 19)) == 33
    assert rules.age(born, date(2026, 8, 20)) == 34
    assert rules.age(date(2004, 2, 29), date(2026, 2, 28)) == 21
    assert rules.age(date(2004, 2, 29), date(2026, 3, 1)) == 22


def test_a_face_check_lifts_level_three_for_a_day_and_no_other():
    now = datetime(2026, 11, 24, 1, tzinfo=UTC)
    day = timedelta(hours=24)
    assert rules.level_now(3, None, now) == 3
    assert rules.level_now(3, now - day + timedelta(seconds=1), now) == 4
    assert rules.level_now(3, now - day, now) == 3
    assert rules.level_now(2, now, now) == 2
    assert rules.level_now(5, now, now) == 5


@pytest.mark.parametrize(
    ("reason", "counts"),
    [(90002, False), (90006, False), (90007, False), (90010, False), (90012, False), (90013, True), (90106, True), (90199, True)],
)
def test_leaving_no_network_and_no_camera_cost_no_try(reason, counts):
    assert rules.face_counts(reason) is counts
