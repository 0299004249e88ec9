"""Subscribe messages: one consent, one message, every value of its type."""

import pytest

from tests.sandbox.wechat import LIN, App, errcode, mini

__all__ = ["mini"]

PATH, TEMPLATE = "/cgi-bin/message/subscribe/send", "tmpl-progress"


def consent(sandbox, decision="accept", times=1):
    for _ in range(times):
        said = sandbox.control("POST", "/wx/subscribe", person=LIN, template_ids=[TEMPLATE], decision=decision)
        assert said[TEMPLATE] == decision


def send(app, data, **change):
    body = {"touser": app.openid(), "template_id": TEMPLATE, "page": "pages/case?no=1", "data": data, **change}
    return app.post(PATH, body)


def words(**values):
    return {name: {"value": value} for name, value in values.items()}


def test_each_consent_is_good_for_one_message(sandbox, mini):
    consent(sandbox, times=2)
    assert send(mini, words(thing1="护照换发"))["errcode"] == 0
    assert send(mini, words(thing1="护照换发"))["errcode"] == 0
    errcode(send(mini, words(thing1="护照换发")), 43101)
    received = sandbox.control("GET", "/wx/messages")
    assert [(one["person"], one["data"]["thing1"]["value"]) for one in received] == [(LIN, "护照换发")] * 2


def test_who_declined_gets_nothing(sandbox, mini):
    consent(sandbox, "reject")
    errcode(send(mini, words(thing1="护照换发")), 43101)
    assert sandbox.control("GET", "/wx/messages") == []


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("thing1", "二十个字以内，字母abc和123都行。"),
        ("number2", "-12.50"),
        ("letter3", "ABCxyz"),
        ("symbol4", "+-*/"),
        ("character_string5", "26-4401/ABC"),
        ("time6", "2026年11月24日 15:01"),
        ("time6", "15:01~16:30"),
        ("date7", "2026-11-24"),
        ("date7", "2026年11月24日 08:00~2026年11月25日 08:00"),
        ("amount8", "¥120.00"),
        ("amount8", "120元"),
        ("phone_number9", "020-83000000"),
        ("car_number10", "粤A12345"),
        ("name11", "林志豪"),
        ("name11", "Zhihao Lin"),
        ("phrase12", "已受理"),
    ],
)
def test_a_value_of_its_type_goes_through(sandbox, mini, key, value):
    consent(sandbox)
    assert send(mini, words(**{key: value}))["errcode"] == 0


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("thing1", "一" * 21),
        ("number2", "十二"),
        ("number2", "1" * 33),
        ("letter3", "abc1"),
        ("symbol4", "++++++"),
        ("character_string5", "中文"),
        ("character_string5", "a" * 33),
        ("time6", "明天"),
        ("date7", "11月24日"),
        ("amount8", "一百元"),
        ("amount8", "12345678901"),
        ("phone_number9", "1" * 18),
        ("car_number10", "粤A1234567890"),
        ("name11", "一二三四五六七八九十一"),
        ("phrase12", "六个字的短语"),
        ("phrase12", "OK"),
        ("nothing1", "x"),
    ],
)
def test_a_value_against_its_type_is_named_and_spends_no_consent(sandbox, mini, key, value):
    consent(sandbox)
    assert f"data.{key}.value invalid" in errcode(send(mini, words(**{key: value})), 47003)
    assert send(mini, words(thing1="好"))["errcode"] == 0


def test_an_empty_value_is_named(sandbox, mini):
    consent(sandbox)
    assert "data.thing1.value is empty" in errcode(send(mini, words(thing1="")), 47003)
    assert "data is empty" in errcode(send(mini, {}), 47003)


def test_a_message_to_a_stranger_or_by_an_unknown_template_is_refused(sandbox, mini):
    consent(sandbox)
    errcode(send(mini, words(thing1="好"), touser=App(sandbox, nth=1).openid()), 40003)
    errcode(send(mini, words(thing1="好"), miniprogram_state="beta"), 40097)
    errcode(send(mini, words(thing1="好"), lang="fr_FR"), 40097)
    sandbox.control("POST", "/settings", strict_templates=True)
    errcode(send(mini, words(thing1="好")), 40037)


def test_a_prompt_shows_three_templates_at_most(sandbox):
    with pytest.raises(AssertionError, match="400"):
        sandbox.control("POST", "/wx/subscribe", person=LIN, template_ids=["a", "b", "c", "d"])
