"""What an issuer says is read whole or refused with the field's name; nothing unreadable is taken as good."""

from datetime import date

import pytest

from app.certificates import faces, rules
from app.certificates.kinds import kinds

TODAY = date(2026, 11, 24)
KIND = kinds()["ec-passport"]
FIELDS = {"姓名": "林志豪", "护照号码": "E12346128", "签发日期": "2017-03-18", "有效期至": "2027-03-18", "签发地点": "广东"}
RESULT = {"number": "E12346128", "issued_on": "2017-03-18", "valid_until": "2027-03-18", "fields": FIELDS}
DATA = {**FIELDS, "number": "E12346128", "issued_on": "2017-03-18", "valid_until": "2027-03-18", "status": "valid"}
NO_DATES = ["2020.01.01", "2020/1/1", "2020年1月1日", "20200101", "2020-1-1", "2020-W01-1", "2020-02-30", "1899-12-31"]
NO_DATES += ["2101-01-01", "永久", "", " "]


@pytest.mark.parametrize("until", [*NO_DATES, 20200101, 1577808000, True, [], {}, None])
def test_a_source_s_end_date_that_is_no_iso_date_is_refused(until):
    with pytest.raises(faces.Unreadable) as refused:
        faces.of_source(KIND, {**DATA, "valid_until": until})
    assert refused.value.field == "valid_until"


@pytest.mark.parametrize("until", NO_DATES)
def test_a_stored_end_date_that_cannot_be_read_makes_nothing_valid(until):
    if until:
        assert rules.valid_on(until, TODAY) is False
        assert rules.valid_text(until, TODAY) == ("有效期看不清，到发证的地方核对", "bad")


def test_a_certificate_its_issuer_calls_expired_is_not_valid_whatever_its_date():
    face = faces.of_source(KIND, {**DATA, "valid_until": "2037-03-18", "有效期至": "2037-03-18", "status": "expired"})
    assert face.status == "expired"
    assert rules.valid_text(face.valid_until, TODAY, face.status) == ("已经过期", "bad")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"number": ""}, "number"),
        ({"number": None}, "number"),
        ({"number": ["E1"]}, "number"),
        ({"number": "见电子证照"}, "number"),
        ({"issued_on": "2017.03.18"}, "issued_on"),
        ({"issued_on": None}, "issued_on"),
        ({"status": None}, "status"),
        ({"status": 1}, "status"),
        ({"status": ""}, "status"),
        ({"valid_until": "2016-01-01"}, "valid_until"),
        ({"姓名": {"first": "林"}}, "fields.姓名"),
        ({"姓名": 1.5}, "fields.姓名"),
        ({"签发日期": "2017年3月18日"}, "fields.签发日期"),
        ({"有效期至": "2028-03-18"}, "fields.有效期至"),
        ({"签发地点": "见电子证照"}, "fields.签发地点"),
        ({"签发地点": "——"}, "fields.签发地点"),
        ({"签发地点": "N/A"}, "fields.签发地点"),
        ({"签发地点": "东" * 501}, "fields.签发地点"),
    ],
)
def test_each_part_of_a_source_s_answer_must_be_what_it_is(change, field):
    with pytest.raises(faces.Unreadable) as refused:
        faces.of_source(KIND, {**DATA, **change})
    assert refused.value.field == field and refused.value.say


def test_a_source_s_good_answer_is_read_and_what_it_leaves_empty_is_left_out():
    face = faces.of_source(KIND, {**DATA, "签发地点": ""})
    assert (face.number, face.issued_on, face.valid_until, face.status) == ("E12346128", "2017-03-18", "2027-03-18", "valid")
    assert face.fields == {label: value for label, value in FIELDS.items() if label != "签发地点"}


@pytest.mark.parametrize("label", sorted(FIELDS))
@pytest.mark.parametrize("value", [None, "", "  ", "\u200b", "见电子证照", "详见附件", "待定", "null", "-"])
def test_a_granted_certificate_has_every_value_of_its_kind_or_is_not_issued(label, value):
    with pytest.raises(faces.Unreadable) as refused:
        faces.of_result(KIND, {**RESULT, "fields": {**FIELDS, label: value}})
    assert refused.value.field == f"fields.{label}"


def test_a_kind_that_never_ends_may_say_nothing_of_its_end_and_others_may_say_for_ever():
    assert kinds()["ec-marriage"].ends is False and KIND.ends is True
    fields = dict.fromkeys(kinds()["ec-marriage"].fields, "广州") | {"登记日期": "2022-05-20"}
    assert faces.of_result(kinds()["ec-marriage"], {**RESULT, "valid_until": None, "fields": fields}).valid_until is None
    assert faces.of_source(KIND, {**DATA, "valid_until": "长期", "有效期至": "长期"}).valid_until == "长期"
    assert rules.valid_on("长期", TODAY) and rules.valid_on(None, TODAY)


def test_a_face_does_not_show_itself():
    assert repr(faces.of_source(KIND, DATA)) == "Face()"
