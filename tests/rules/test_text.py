"""One place says what text, names, numbers and dates are; the phone says the same (frontend/shared/text-cases.json)."""

import json
import unicodedata
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.identity import rules as identity
from app.kernel import text
from app.language import forms
from app.language.declare import Field

TODAY = date(2026, 11, 24)
ROOT = Path(__file__).parents[2]
SHARED = json.loads((ROOT / "frontend/shared/text-cases.json").read_text())
MOST = {"text": 60, "longtext": 200}


def field(kind):
    named = {"kind": "text", "label": "姓名"} if kind == "name" else {"kind": kind, "label": "这一项"}
    options = (("mail", "寄到家", ""), ("pickup", "自己去取", "")) if kind == "choice" else ()
    return Field("x", named["label"], named["kind"], None, True, "", MOST.get(kind), None, options, {}, {}, decimals=2)


@pytest.mark.parametrize("case", SHARED, ids=lambda case: f"{case['kind']}-{ascii(case['given'])[:40]}")
def test_server_and_phone_have_one_verdict(case):
    asked = field(case["kind"])
    assert forms.made(asked, case["given"]) == case["made"]
    good, errors = forms.fill([asked], {"x": case["given"]}, TODAY)
    say = case["fault"]
    assert [error["say"] for error in errors] == ([say] if say else [])
    assert good == ({} if say else {"x": case["made"]})


@pytest.mark.parametrize("case", [one for one in SHARED if one["kind"] in ("name", "idnumber")], ids=lambda case: ascii(case["given"])[:40])
def test_the_real_name_step_has_the_same_verdict_as_a_form(case):
    fault = identity.name_fault if case["kind"] == "name" else lambda value: identity.id_number_fault(value, TODAY)
    assert (fault(case["made"]) or "") == case["fault"]


def test_every_character_that_cannot_be_seen_goes():
    for code in range(0x110000):
        char = chr(code)
        if unicodedata.category(char) in ("Cf", "Cc") and char not in "\t\n\r\x85":
            assert text.plain(f"林{char}豪") == "林豪", hex(code)


def test_every_script_s_digits_are_ours_and_the_phone_knows_as_many():
    zeros = [code for code in range(0x110000) if unicodedata.category(chr(code)) == "Nd" and unicodedata.decimal(chr(code)) == 0]
    for zero in zeros:
        assert text.plain("".join(chr(zero + n) for n in range(10))) == "0123456789"
    on_the_phone = (ROOT / "frontend/shared/text.ts").read_text()
    assert all(f"{zero:x}" in on_the_phone for zero in zeros)


@pytest.mark.parametrize(
    "wrong",
    [None, 20261124, b"2026-11-24", "20261124", "2026-W48-2", "2026-11-24 ", "２０２６-11-24", "1899-12-31", "2101-01-01", "2026-02-30"],
)
def test_a_date_is_iso_and_nothing_else(wrong):
    assert text.day(wrong) is None


def test_a_date_that_is_one_is_read():
    assert text.day("2026-11-24") == TODAY
    assert text.day("1900-01-01") == date(1900, 1, 1)
    assert text.day("2100-12-31") == date(2100, 12, 31)


@pytest.mark.parametrize(
    "wrong",
    [None, "2026-11-24", "2026-11-24T01:00:00", "20261124T010000Z", "2026-11-24 01:00:00Z", "2026-11-24T25:00:00Z", "2026-02-30T01:00:00Z"]
    + ["2026-11-24T01:00:00+99:00", "0001-01-01T00:00:00+08:00", "9999-12-31T23:59:59Z", "2026-11-24T01:00:00Z\n", "２026-11-24T01:00:00Z"],
)
def test_a_moment_is_rfc_3339_and_nothing_else(wrong):
    assert text.moment(wrong) is None


def test_a_moment_that_is_one_is_read_with_its_offset():
    assert text.moment("2026-11-24T09:00:00+08:00") == datetime(2026, 11, 24, 1, tzinfo=UTC)
    assert text.moment("2026-11-24T01:00:00.5Z") == datetime(2026, 11, 24, 1, 0, 0, 500000, tzinfo=UTC)


# What meets when something between goes: accents, wide letters, signs that are dropped, what is not seen, Hangul's parts.
AWKWARD = st.text(
    alphabet="Ａａ１ÅΩÅ\u0300\u0301\u0308\u0340\u1100\u1161ß\u0390-－.．·・'’ \u3000\t\r\n\u2028\x1b\x1f\x85\u200b林豪\ufa11+86",
    max_size=8,
)


@settings(max_examples=600, deadline=None, database=None)
@given(AWKWARD)
def test_twice_made_is_once_made(awkward):
    for make in (text.plain, lambda given: text.plain(given, lines=True), text.compact, text.name, text.phone):
        once = make(awkward)
        assert make(once) == once


@settings(max_examples=300, deadline=None, database=None)
@given(st.text(max_size=40), st.sampled_from(["name", "phone", "idnumber", "uscc", "date", "number", "text", "longtext", "address"]))
def test_what_was_made_plain_stays_as_it_is(anything, kind):
    asked = field(kind)
    once = forms.made(asked, anything)
    assert forms.made(asked, once) == once
