"""What a line of docs/items.md is made of, and how a walks.yaml is read."""

from datetime import date

import pytest

from deploy.walks.declared import BadWalk, Walk, resolved, walks
from deploy.walks.registers import day, days
from deploy.walks.run import every

TODAY = date(2026, 11, 28)
PEOPLE = {"lin-zhihao": {"id_number": "440199199208200010", "name": "林志豪"}}


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ("2026-11-28", "今天"),
        ("2036-11-28", "满 10 年"),
        ("2036-11-27", "满 10 年前一天"),
        ("2027-02-28", "满 3 个月"),
        ("2027-05-01", "往后某天"),
        ("1992-08-20", "1992-08-20"),
    ],
)
def test_a_day_is_said_as_it_lies_from_today(told, said):
    assert day(date.fromisoformat(told), TODAY) == said


def test_a_number_that_is_another_each_time_is_left_out_and_a_day_in_words_is_a_day():
    assert (days("11月28日办好", TODAY), days("111月28日、1月28日", TODAY)) == ("今天办好", "111月28日、1月28日")
    assert days("护照号码 E12345678，签发日期 2026年11月28日，第 2 页", TODAY) == "护照号码 〔号〕，签发日期 今天，第 2 页"


def test_people_and_days_are_put_in():
    said = {
        "who": "$lin-zhihao",
        "called": "$lin-zhihao.name",
        "until": "today+1y",
        "in": "month+1",
        "at": "today+1m 23:59",
        "n": 3,
        "many": ["today-10d"],
    }
    put = {
        "who": "440199199208200010",
        "called": "林志豪",
        "until": "2027-11-28",
        "in": "2026-12",
        "at": "2026-12-28 23:59",
        "n": 3,
        "many": ["2026-11-18"],
    }
    assert resolved(said, PEOPLE, TODAY) == put
    with pytest.raises(BadWalk, match="没有这个人：\\$nobody"):
        resolved("$nobody", PEOPLE, TODAY)


def test_what_is_said_besides_is_added_and_who_walks_is_taken_over():
    walk = Walk(switches=("a",), said={"x": 1}).more({"who": "wu-haiyan", "switches": ["b"], "said": {"y": 2}})
    assert (walk.who, walk.switches, walk.said) == ("wu-haiyan", ("a", "b"), {"x": 1, "y": 2})


def folder(tmp_path, said):
    (tmp_path / "walks.yaml").write_text(said, "utf-8")
    return tmp_path


ITEMS = [one for one in every()[1] if one.id == "hkm-endorse"]


def test_an_entry_holds_where_its_answers_are_given_and_one_more_line_stands_behind(tmp_path):
    entries = ["{who: wu-haiyan}", "{answers: {kind: 探亲, age: adult}, who: li-wenjing}", "{as: 别的, answers: {kind: 团队旅游}}"]
    said = f"hkm-endorse: [{', '.join(entries)}]"
    found = walks("exit_entry", folder(tmp_path, said), ITEMS)
    who = {one.name: walk.who for one, walk in found}
    assert (who["个人旅游"], who["探亲"], who["团队旅游：别的"]) == ("wu-haiyan", "li-wenjing", "wu-haiyan")
    assert len(found) == len(ITEMS[0].situations) + 1


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("no-such-item: [{}]", "没有这样的已建成事项：no-such-item"),
        ("hkm-endorse: [{whoever: x}]", "hkm-endorse 不认识 whoever"),
        ("hkm-endorse: [{answers: {place: us}}]", "不合任何情形"),
        ("hkm-endorse: [{as: 别的, answers: {place: us}}]", "不合任何情形"),
        ("hkm-endorse: [{rows: [{register: crj.flags}]}]", "row、row_id"),
    ],
)
def test_a_file_that_means_nothing_is_refused(tmp_path, said, why):
    with pytest.raises(BadWalk, match=why):
        walks("exit_entry", folder(tmp_path, said), ITEMS)
