"""A path parameter has its exact shape before anything looks at it; what is stored is used, never what was sent."""

import re

import pytest

from edge.paths import CONVERTERS
from tests.api.test_bad_input import refused, rows
from tests.console.conftest import desk, lin, paid  # noqa: F401
from tests.residents import count

GOOD = {
    "case": "264401000283164",
    "order": "2" * 26,
    "refund": "R" + "2" * 26,
    "id": "0a" * 16,
    "slug": "passport-renew",
    "unit": "公安出入境",
    "scanned": "x",
    "foreign": "v1_Ab-9.~",
    "merchant": "1900000001",
    "asset": "assets/index-a1.js",
    "uscc": "91440104MADEMC0302",
    "shop": "S0001",
    "sale": "T20261123-0007",
    "invoice": "26442000000000000011",
    "year": "2025",
    "city": "440100",
    "release": "12",
}
TAILS = ("%20", "%0A", "%09", "%00", "%E3%80%80", "%EF%BC%91", "%C2%B2", "%E2%80%8B")
LOOSE = {"scanned"}


def test_every_shape_is_tried():
    assert set(GOOD) == set(CONVERTERS)
    for name, good in GOOD.items():
        assert re.fullmatch(CONVERTERS[name].regex, good), name


@pytest.mark.parametrize("name", [name for name in CONVERTERS if name not in LOOSE])
def test_a_shape_takes_nothing_at_its_ends(name):
    shape = re.compile(CONVERTERS[name].regex)
    for char in " \n\t\x00\u3000\u200b²":
        assert not shape.fullmatch(GOOD[name] + char) and not shape.fullmatch(char + GOOD[name]), repr(char)
    if name in ("case", "order", "refund", "id", "merchant"):
        assert not shape.fullmatch(GOOD[name][:-1] + "９") and not shape.fullmatch(GOOD[name].swapcase()) or GOOD[name].isdigit()


def test_a_number_with_something_behind_it_is_absent_everywhere_and_leaves_no_trail(desk, paid):  # noqa: F811
    _, order_no = paid
    one = desk("supervisor")
    fin = desk("finance")
    asked = fin.post(f"/orders/{order_no}/refunds", {"amount_fen": 100, "reason": "duplicate"}, key="0123456789abcdef")
    refund_no = asked.json.get("refund_no", "R" + "2" * 26)
    before, trail = rows(), count("staff_action")
    for tail in TAILS:
        for method, path in (
            ("GET", f"/orders/{order_no}{tail}?why=check"),
            ("GET", f"/orders/{order_no}{tail}/trail?why=check"),
            ("POST", f"/orders/{order_no}{tail}/refunds"),
            ("POST", f"/refunds/{refund_no}{tail}/approval"),
            ("POST", f"/refunds/{refund_no.lower()}/approval"),
            ("POST", f"/refunds/{refund_no}{tail}/refusal"),
            ("POST", f"/refunds/{refund_no}{tail}/repetition"),
        ):
            reply = one.client.open(
                f"/console/v1{path}", method=method, headers={"Authorization": f"Bearer {one.token}"}, json={} if method == "POST" else None
            )
            assert refused(reply, 404) == "not_found", path
    assert rows() == before and count("staff_action") == trail


def test_every_route_with_a_parameter_refuses_what_has_not_its_shape(app, client):
    tried = 0
    for rule in app.url_map.iter_rules():
        for name, converter in rule._converters.items():
            kind = next((key for key, shape in CONVERTERS.items() if type(converter) is shape), None)
            if kind is None or kind in LOOSE:
                continue
            path = re.sub(r"<(\w+):\w+>", lambda found: GOOD[found[1]], rule.rule.replace(f"<{kind}:{name}>", GOOD[kind] + "%0A"))
            for method in sorted(rule.methods - {"OPTIONS", "HEAD"}):
                reply = client.open(path, method=method)
                assert reply.status_code == 404, (method, path)
                tried += 1
    assert tried >= 40
