"""Identifiers, validity, and what a verifier reads."""

from datetime import date

import pytest

from app.certificates import rules
from app.certificates.kinds import kinds, usual

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    "whole",
    [
        "1.2.156.3005.2.11100000000013338W011.11430000006122244L.20230000403.001.U",
        "1.2.156.3005.2.11100000MB03271699022.340100.000000016.001.9",
        "1.2.156.3005.2.11100000000013338W009.11330105002500287C.2025052201.002.0",
        "1.2.156.3005.2.11440000MBD000119F001.11440000MBD000119F.20261122000001.001.6",
    ],
)
def test_identifiers_of_real_certificates_come_out_the_same(whole):
    type_code, issuer, serial, version, check = whole.removeprefix("1.2.156.3005.2.").split(".")
    assert rules.identifier(type_code, issuer, serial, int(version)) == whole
    assert rules.check_character(type_code + issuer + serial + version) == check


def test_one_wrong_character_is_found():
    text = "11440000MBD000119F00111440000MBD000119F20261122000001001"
    right = rules.check_character(text)
    for at in range(len(text)):
        other = text[:at] + ("1" if text[at] != "1" else "2") + text[at + 1 :]
        assert rules.check_character(other) != right


@pytest.mark.parametrize(
    ("until", "text", "tone"),
    [
        ("2027-03-18", "114 天后到期", "near"),
        ("2026-11-24", "0 天后到期", "near"),
        ("2026-11-23", "已经过期", "bad"),
        ("2038-03-05", "有效至 2038年", "done"),
        ("长期", "长期有效", "done"),
        (None, "有效", "done"),
    ],
)
def test_validity_is_said_in_days_only_when_it_is_near(until, text, tone):
    assert rules.valid_text(until, TODAY) == (text, tone)
    assert rules.valid_on(until, TODAY) is (tone != "bad")


def test_a_verifier_reads_only_what_was_agreed():
    lines = rules.lines_for(("name", "adult", "valid"), "林志豪", True, True, "E*****128", "广东")
    assert lines == [{"label": "姓名", "text": "林志豪"}, {"label": "年龄", "text": "满 18 岁"}, {"label": "证件", "text": "有效"}]


def test_every_kind_has_a_type_code_of_21_characters_and_the_wallet_takes_only_what_people_hold():
    assert {len(kind.type_code) for kind in kinds().values()} == {21}
    assert "ec-passport" in usual() and "ec-residence" in usual()
    assert "ec-business-license" not in usual() and "ec-fiscal-bill" not in usual()


def test_what_a_certificate_does_not_have_is_no_line():
    lines = rules.lines_for(("name", "valid", "number", "issuer"), "林志豪", True, True, "", "")
    assert [one["label"] for one in lines] == ["姓名", "证件"]
