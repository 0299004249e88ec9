"""Forms: everything wrong is said at once, in words."""

from datetime import date

import pytest

from app.language import forms
from app.language.checklist import Item
from tests import imaginary

TODAY = date(2026, 11, 24)
ANSWERS = {"why": "expiring", "age": "adult", "hukou": "pilot"}
GOOD = {
    "delivery": "mail",
    "emergency_phone": "13800138002",
    "name": "林志豪",
    "id_number": "440199199208200010",
    "hukou": "广州市天河区",
    "old_document": "E12346128",
    "phone": "13800138001",
    "mail_address": "天河区示例路 1 号 8 栋 302",
    "sex": "男",
    "nation": "汉族",
    "birth": "1992-08-20",
    "birthplace": "广东省广州市",
}


@pytest.fixture
def fields(items):
    return items["passport-renew"].checklist(ANSWERS, "440100").fields


def test_a_good_form_comes_through_whole(fields):
    assert forms.fill(fields, GOOD, TODAY) == (GOOD, [])


def test_everything_missing_is_named_at_once(fields):
    good, errors = forms.fill(fields, {}, TODAY)
    assert good == {}
    assert [error["field"] for error in errors] == [one for one in GOOD if one not in ("old_document", "mail_address")]


def test_an_address_is_needed_only_for_posting(fields):
    _, errors = forms.fill(fields, {**GOOD, "delivery": "pickup", "mail_address": ""}, TODAY)
    assert errors == []
    _, errors = forms.fill(fields, {**GOOD, "mail_address": ""}, TODAY)
    assert errors == [{"field": "mail_address", "say": "收件地址还没填。"}]


@pytest.mark.parametrize(
    ("field", "value", "say"),
    [
        ("phone", "1380013", "手机号要 11 位，现在是 7 位。"),
        ("phone", "13800abc001", "手机号只有数字。"),
        ("phone", "12800138001", "手机号不对，再看一眼。"),
        ("id_number", "4401991992082000", "身份证号要 18 位，现在是 16 位。"),
        ("id_number", "440199199208200011", "身份证号有一位不对，再看一眼。"),
        ("delivery", "pigeon", "请从给出的里面选一个。"),
        ("birth", "1992-13-40", "日期不对，像 2026-11-24 这样。"),
        ("mail_address", "广州", "地址太短，写到门牌号。"),
        ("name", "林" * 51, "最多 50 个字，现在是 51 个。"),
        ("colour", "red", "表里没有这一项。"),
        ("phone", 13800138001, "这一项要写文字。"),
    ],
)
def test_a_wrong_value_is_said_in_words_and_not_kept(fields, field, value, say):
    good, errors = forms.fill(fields, {**GOOD, field: value}, TODAY, whole=False)
    assert {"field": field, "say": say} in errors
    assert field not in good


def test_saving_a_draft_looks_only_at_what_was_given(fields):
    assert forms.fill(fields, {"delivery": "mail"}, TODAY, whole=False) == ({"delivery": "mail"}, [])


def test_organisations_give_their_code():
    field = next(one for one in Item(imaginary.contents()["stall-licence"], "v").fields if one.kind == "uscc")
    assert forms.wrong(field, "91440101MADEMA0192", TODAY) is None
    assert forms.wrong(field, "91440101MADEMA0193", TODAY) == "代码有一位不对，对着营业执照再看一眼。"
