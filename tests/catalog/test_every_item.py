"""All items, every combination of answers, every city where it matters."""

from math import prod

import yaml

from app.catalog import queries, words
from app.kernel import workdays
from app.language.checklist import WrongAnswers
from scenes import BESIDE

CITIES = ("440100", "440300", "441900", "445300")


def test_the_catalogue_is_whole(items, published, written):
    """Nothing that stands in a folder is lost on the way; counts are those of the files, so that an item more changes no test."""
    assert [(item.scene, item.id) for item in items.values()] == [(scene, row["id"]) for scene in sorted(written) for row in written[scene]]
    for row in (row for rows in written.values() for row in rows):
        item = items[row["id"]]
        assert [one.id for one in item.situations] == [one["id"] for one in row["situations"]]
        assert [one.id for one in item.points] == [f"{item.id}.{one['id']}" for one in row.get("review", [])]
        assert [one.id for one in item.questions] == [one["id"] for one in row.get("questions", [])]
    assert list(published.bundles) == [one["id"] for one in yaml.safe_load((BESIDE / "bundles.yaml").read_text("utf-8"))["bundles"]]
    assert len(items) >= 112 and len(written) >= 15 and len(published.bundles) >= 12


def test_every_combination_of_answers_gives_exactly_one_situation(items, written):
    walked = 0
    for item in items.values():
        for answers in item.every_answer():
            fitting = [
                one for one in item.situations if all(answers.get(k) in (v if isinstance(v, list) else [v]) for k, v in one.when.items())
            ]
            most = max(len(one.when) for one in fitting)
            assert [one.id for one in fitting if len(one.when) == most] == [item.situation(answers).id]
            walked += 1
    rows = [row for rows in written.values() for row in rows]
    assert walked == sum(prod(len(one["options"]) for one in row.get("questions", [])) for row in rows) >= 500


def test_every_situation_of_every_item_can_be_reached(items):
    for item in items.values():
        reached = {item.situation(answers).id for answers in item.every_answer()}
        assert reached == {one.id for one in item.situations}, item.id


def test_every_ability_has_a_button_and_no_button_is_dead(items):
    for item in items.values():
        for answers in item.every_answer():
            for city in CITIES:
                found = item.checklist(answers, city)
                text, act = words.BUTTONS[found.ability]
                assert act in ("start", "book", "where", "again") and 2 <= len(text) <= 9
                assert (act == "again") == (found.ability == "no")
                assert found.ability in words.HEADLINES and found.ability in words.TAGS
                assert found.visits == 0 or found.ability != "query"


def test_what_is_fully_online_in_pilot_cities_is_one_trip_elsewhere(items):
    answers = {"why": "expiring", "age": "adult", "hukou": "pilot"}
    here = items["passport-renew"].checklist(answers, "440100")
    there = items["passport-renew"].checklist(answers, "440600")
    assert (here.ability, here.visits) == ("full", 0)
    assert (there.ability, there.visits) == ("part", 1)


def test_passport_renewal_asks_one_question_in_a_pilot_city(items):
    item = items["passport-renew"]
    assert item.default_answers("440100") == {"age": "adult", "hukou": "pilot"}
    assert item.default_answers("440600") == {"age": "adult", "hukou": "other"}
    assert [one.id for one in item.questions if one.id not in item.default_answers("440100")] == ["why"]


def test_passport_renewal_says_what_the_picture_says(published):
    answers = {"why": "expiring", "age": "adult", "hukou": "pilot"}
    from datetime import date

    view = queries.checklist(published.items["passport-renew"], answers, "440100", date(2026, 11, 23))
    assert view["headline"] == "手机上办完，寄到家不用跑"
    assert view["promise"]["text"] == "今天交材料，最晚 12月2日（周三）办好"
    assert view["facts"] == [{"n": "0 次", "say": "到现场"}, {"n": "7 个", "say": "工作日办好"}, {"n": "120 元", "say": "审核后再交"}]
    assert [one["name"] for one in view["prepare"]] == ["证件照", "手写签名", "旧护照"]
    assert [one["name"] for one in view["fetch"]] == ["出入境证件申请表", "居民身份证"]
    assert view["fetch"][1]["source"] == "公安户政"
    assert view["steps"] == ["填表", "初审", "交费", "批准", "制证", "寄到家"]
    assert view["steps_say"] == "广州公安出入境来办，收到、要您办、办完都告诉您"
    assert view["fee_fen"] == 12000
    assert view["button"]["text"] == "开始办"


def test_a_promise_into_an_unpublished_year_is_provisional(published):
    from datetime import date

    answers = {"why": "expiring", "age": "adult", "hukou": "pilot"}
    view = queries.checklist(published.items["passport-renew"], answers, "440100", date(2026, 12, 28))
    assert view["promise"]["provisional"] is True
    assert workdays.due(date(2026, 12, 28), 7, "workday").provisional


def test_wrong_answers_are_all_named_at_once(items):
    try:
        items["passport-renew"].situation({"why": "zzz", "colour": "red"})
    except WrongAnswers as wrong:
        assert wrong.errors == [
            {"field": "colour", "say": "没有这个问题。"},
            {"field": "why", "say": "没有这个选项。"},
            {"field": "age", "say": "这一问还没答。"},
            {"field": "hukou", "say": "这一问还没答。"},
        ]
    else:
        raise AssertionError("accepted")


def test_what_is_built_has_a_form_of_its_own_and_a_guide_has_none(items):
    assert all(bool(item.fields) == (item.serves == "case") for item in items.values())
    renew = items["passport-renew"].checklist({"why": "expiring", "age": "adult", "hukou": "pilot"}, "440100")
    assert len(renew.fields) == 12
    assert [field.id for field in renew.fields if field.source is None] == ["delivery", "emergency_phone"]


def test_of_two_situations_that_fit_the_one_that_says_more_wins(contents):
    from app.language.checklist import Item

    content = contents["passport-renew"]
    general = {**content["situations"][0], "id": "general", "when": {}}
    narrower = {**content["situations"][0], "id": "narrower", "when": {"why": "pages"}}
    for order in ([general, narrower], [narrower, general]):
        item = Item({**content, "situations": order}, "v")
        assert item.situation({"why": "pages", "age": "adult", "hukou": "pilot"}).id == "narrower"
        assert item.situation({"why": "info", "age": "adult", "hukou": "pilot"}).id == "general"


def test_a_form_asks_who_applies_and_how_the_result_is_wanted(items):
    for item in (one for one in items.values() if one.serves == "case"):
        ids = [field.id for field in item.fields]
        # Who is signed in need not be asked who they are: a form that takes it along takes both, once.
        assert ids.count("name") == ids.count("id_number") <= 1 and len(ids) == len(set(ids))
        organisation = "person" not in item.content["staff"]["object"]
        assert ("org_name" in ids and "org_code" in ids) is organisation, item.id
        both = bool(item.result.get("mail") and item.result.get("pickup"))
        assert ("delivery" in ids) is both, item.id
        assert ("mail_address" in ids) is bool(item.result.get("mail")), item.id


def test_defaults_leave_few_questions_and_fit_the_city(items):
    for item in items.values():
        for city in CITIES:
            defaults = item.default_answers(city)
            assert all(defaults[one.id] in {option.id for option in one.options} for one in item.questions if one.id in defaults)
            assert len(item.questions) - len(defaults) <= 4, item.id
