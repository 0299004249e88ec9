"""What may come in as JSON at all."""

import pytest

from app.kernel import guard
from app.kernel.errors import BadRequest, TooLarge

BAD = {
    b"": "json_malformed",
    b"{": "json_malformed",
    b"{'a': 1}": "json_malformed",
    b'{"a": 1} x': "json_malformed",
    b'{"a": 1, "a": 2}': "json_duplicate_key",
    b'{"b": {"a": 1, "a": 1}}': "json_duplicate_key",
    b"NaN": "json_not_a_number",
    b'{"a": Infinity}': "json_not_a_number",
    b'{"a": -Infinity}': "json_not_a_number",
    b'{"a": 1e999}': "json_number_too_large",
    b'{"a": 9007199254740993}': "json_number_too_large",
    b'{"a": 99999999999999999999999999}': "json_number_too_large",
    b'{"a": "\\ud800"}': "json_bad_text",
    b'{"\\u0000": 1}': "json_bad_text",
    b'{"a": ["\\u0007"]}': "json_bad_text",
    b'{"a": "\xff"}': "json_not_utf8",
    b"[" * 21 + b"]" * 21: "json_too_deep",
    b'{"a":' * 21 + b"1" + b"}" * 21: "json_too_deep",
    b"[" * 100_000: "json_too_deep",
}


@pytest.mark.parametrize(("raw", "code"), BAD.items(), ids=lambda value: str(value)[:24])
def test_a_hostile_body_is_refused_with_a_stable_code(raw, code):
    with pytest.raises(BadRequest) as refusal:
        guard.parse(raw)
    assert refusal.value.code == code


def test_a_body_above_the_limit_is_refused_unread():
    with pytest.raises(TooLarge):
        guard.parse(b'"' + b"a" * guard.MAX_BYTES + b'"')


def test_brackets_inside_text_do_not_count_as_depth():
    assert guard.parse(b'["' + b"[" * 50 + b'"]') == ["[" * 50]


def test_an_honest_body_comes_through_unchanged():
    raw = '{"item":"passport-renew","answers":{"why":"expiring"},"n":9007199254740992,"t":"第一行\\n第二行"}'.encode()
    assert guard.parse(raw) == {"item": "passport-renew", "answers": {"why": "expiring"}, "n": 2**53, "t": "第一行\n第二行"}


def test_twenty_levels_are_still_fine():
    assert guard.parse(b"[" * 20 + b"]" * 20) is not None
