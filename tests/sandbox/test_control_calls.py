"""The control API tells about itself, and what it tells works."""

import re
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest
import requests
from cryptography.x509 import load_pem_x509_certificate

from sandbox.control.listing import EXAMPLES, page
from sandbox.server import create_app
from sandbox.signing import totp
from sandbox.world import World
from tests.sandbox.department import platform
from tests.sandbox.merchant import DIRECT, PARTNER, PERSON, Merchant
from tests.sandbox.test_pay_bills import BEIJING
from tests.sandbox.wechat import App, server

ROOT = Path(__file__).parents[2]


def test_every_call_is_listed_with_what_it_does_and_with_a_body_where_it_takes_one(sandbox):
    listed = {one["call"]: one for one in sandbox.control("GET", "")}
    rules = create_app(World()).url_map.iter_rules()
    there = {f"{method} {rule.rule}" for rule in rules for method in rule.methods - {"HEAD", "OPTIONS"} if rule.rule.startswith("/control")}
    assert set(listed) == there
    assert [call for call, one in listed.items() if len(one["does"]) < 10] == []
    bodiless = {
        "POST /control/reset",
        "POST /control/wx/pushes/verification",
        "POST /control/notices/<notice_id>/sending",
        "POST /control/nontax/orders/<order_id>",
        "POST /control/departments/<department>/cases/<case_no>/course",
        "POST /control/bills/<mchid>/<day>",
        "POST /control/registers/reset",
        "POST /control/registers/<register>/reset",
    }
    assert {call for call, one in listed.items() if call.startswith("POST") and not one["example"]} == bodiless


def test_the_page_of_calls_is_the_listing():
    assert (ROOT / "sandbox" / "CONTROL.md").read_text() == page(create_app(World())) + "\n"


@pytest.fixture
def filled(sandbox):
    """What the examples speak of is there: `…` by call, and the values of the paths."""
    shop, mini = Merchant(sandbox, DIRECT), App(sandbox)
    sandbox.control("POST", "/settings", refund_auto=False)
    transaction = shop.paid("order-1", 12000, support_fapiao=True)
    shop.refund("order-1", "refund-1", 100, 12000)
    sandbox.control("POST", f"/bills/{DIRECT}/{datetime.now(BEIJING).date()}")
    prepay_id = shop.prepay("order-2", 100).json()["prepay_id"]
    return {
        "appid": mini.appid,
        "mchid": DIRECT,
        "sub_mchid": Merchant(sandbox, PARTNER).subs[0],
        "apply_id": transaction,
        "number": "refund-1",
        "day": str(datetime.now(BEIJING).date()),
        "register": "jj.violations",
        "switch": "child-passport",
        "sheet": shop.sheet(prepay_id),
        "prepay_id": prepay_id,
    }


# Their `…` comes from a call of the product that other tests make.
ELSEWHERE = {
    "POST /control/wx/face",
    "POST /control/wx/links",
    "POST /control/wx/titles",
    "POST /control/wx/invoices/authorisation",
    "POST /control/departments/<department>/cases/<case_no>/nodes",
    "POST /control/parcels/<waybill>/events",
}


@pytest.mark.parametrize("call", sorted(set(EXAMPLES) - ELSEWHERE))
def test_an_example_is_taken_as_it_stands(sandbox, filled, call):
    method, path = call.split(" ")
    body = dict(EXAMPLES[call])
    if "paySign" in body:
        body = filled["sheet"]
    if "prepay_id" in body:
        body["prepay_id"] = filled["prepay_id"]
    if "template_ids" in body:
        body["template_ids"] = ["template-1"]
    if "where" in body:
        body["where"] = {"商户订单号": "order-1"}
    if call == "POST /control/wx/user-data":
        App(sandbox).login()
    with server() as (url, _):
        if call == "POST /control/wx/pushes":
            sandbox.control("POST", "/settings", push_url=f"{url}/push")
        address = sandbox.url + re.sub(r"<(\w+)>", lambda found: filled[found[1]], path)
        reply = requests.request(method, address, json=body, timeout=10)
    assert reply.status_code in (200, 204), reply.text


def test_a_reviewers_example_moves_the_case(sandbox):
    with platform(sandbox) as world:
        sandbox.control("POST", "/settings", department_auto=False)
        world.hand_over("264401000000019")
        (case,) = sandbox.control("GET", "/cases")
        path = f"/departments/{case['department']}/cases/{case['case_no']}/nodes"
        example = EXAMPLES["POST /control/departments/<department>/cases/<case_no>/nodes"]
        assert sandbox.control("POST", path, **example)["node"] == "accepted"


@pytest.mark.parametrize("path", ["/control/nothing", "/nothing/here", "/control/wx/nothing"])
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_what_nobody_answers_is_said_as_json(sandbox, method, path):
    reply = requests.request(method, sandbox.url + path, timeout=10)
    assert (reply.status_code, reply.headers["Content-Type"]) == (404, "application/json; charset=utf-8")
    assert path in reply.json()["error"] and "GET /control" in reply.json()["error"]


def test_a_wrong_method_says_which_are_right(sandbox):
    reply = requests.delete(sandbox.url + "/control/clock", timeout=10)
    assert (reply.status_code, "POST" in reply.headers["Allow"]) == (405, True)
    assert "method" in reply.json()["error"]


@pytest.mark.parametrize(
    ("path", "body", "named"),
    [
        ("/pay/confirm", {}, "prepay_id"),
        ("/wx/login", {}, "person"),
        ("/wx/login", {"person": "nobody"}, "person"),
        (f"/bills/{DIRECT}/20261125", {}, "day"),
        (f"/bills/{DIRECT}/2999-01-01", {}, "day"),
        (f"/merchants/{DIRECT}", {"balance": "much"}, "balance"),
    ],
)
def test_a_refusal_names_the_field_and_changes_nothing(sandbox, path, body, named):
    reply = requests.post(f"{sandbox.url}/control{path}", json=body, timeout=10)
    assert reply.status_code in (400, 404) and named in reply.json()["error"]
    assert sandbox.control("GET", "/orders") == []


def test_an_order_says_whether_its_time_is_up(sandbox):
    shop = Merchant(sandbox, DIRECT)
    prepay_id = shop.prepay("order-1", 100).json()["prepay_id"]
    assert sandbox.control("GET", "/orders")[0]["expired"] is False
    sandbox.control("POST", "/pay/confirm", prepay_id=prepay_id, action="timeout")
    assert sandbox.control("GET", "/orders")[0]["expired"] is True
    shop.prepay("order-1", 100)
    assert sandbox.control("GET", "/orders")[0]["expired"] is False
    sandbox.control("POST", "/clock", forward=7201)
    assert sandbox.control("GET", "/orders")[0]["expired"] is True


def test_a_merchant_has_its_certificate_beside_its_key(sandbox):
    for card in sandbox.control("GET", "/merchants"):
        found = load_pem_x509_certificate(card["certificate"].encode())
        assert f"{found.serial_number:X}" == card["serial"]
        assert found.public_key().public_numbers() == Merchant(sandbox, card["mchid"]).key.public_key().public_numbers()
    assert sandbox.control("GET", "/merchants")[0]["certificate"] == sandbox.control("GET", "/merchants")[0]["certificate"]


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("attach", "附" * 43, "输入源“/body/attach”映射到值字段“附加数据”字符串规则校验失败，字节数 129，大于最大值 128"),
        ("description", "护" * 43, "输入源“/body/description”映射到值字段“商品描述”字符串规则校验失败，字节数 129，大于最大值 127"),
        ("out_trade_no", "abc", "输入源“/body/out_trade_no”映射到值字段“商户订单号”字符串规则校验失败，字节数 3，小于最小值 6"),
    ],
)
def test_lengths_count_bytes_and_a_field_has_its_chinese_name(sandbox, field, value, message):
    shop = Merchant(sandbox, DIRECT)
    number, more = ("abc", {}) if field == "out_trade_no" else ("order-1", {field: value})
    answer = shop.prepay(number, 100, **more)
    assert (answer.status_code, answer.json()["message"]) == (400, message)
    assert sandbox.control("GET", "/orders") == []


def test_what_is_just_short_enough_is_taken(sandbox):
    assert Merchant(sandbox, DIRECT).prepay("order-1", 100, description="护" * 42 + "a", attach="附" * 42 + "ab").status_code == 200


def test_behind_a_proxy_every_link_begins_with_what_base_said(tmp_path):
    command = [sys.executable, "-m", "sandbox", "--port", "0", "--base", "https://box.example.test/"]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout.readline().strip() == "sandbox listening on https://box.example.test"
    finally:
        process.kill()
    world = World()
    world.base, world.fronted = "https://box.example.test", True
    from sandbox.world import address

    with create_app(world).test_request_context("/", base_url="http://127.0.0.1:9"):
        assert address() == "https://box.example.test"


def test_the_person_of_the_examples_is_there(sandbox):
    assert PERSON in [one["id"] for one in sandbox.control("GET", "/people")]


def test_the_folder_installs_alone_with_the_versions_of_the_product():
    own = (ROOT / "sandbox" / "requirements.txt").read_text().split("\n")[1:]
    product = (ROOT / "requirements.txt").read_text().split("\n")
    assert [line for line in own if line] == [line for line in own if line and line in product]
    used = set()
    for file in (ROOT / "sandbox").rglob("*.py"):
        used |= set(re.findall(r"^(?:import|from) (\w+)", file.read_text(), re.M))
    outside = used - set(sys.stdlib_module_names) - {"sandbox"}
    names = {"flask": "Flask", "werkzeug": "Werkzeug", "yaml": "PyYAML", "PIL": "pillow", "fpdf": "fpdf2", "pyhanko": "pyHanko"}
    names |= {"pylopdf_fonts_zh_cn": "pylopdf-fonts-zh-cn"}
    assert {names.get(one, one) for one in outside} == {line.partition("==")[0] for line in own if line}
    packages = re.search(r"packages = \[(.*?)\]", (ROOT / "sandbox" / "pyproject.toml").read_text())[1]
    inside = {".".join(file.parent.relative_to(ROOT).parts) for file in (ROOT / "sandbox").rglob("__init__.py")}
    assert {one.strip().strip('"') for one in packages.split(",")} == inside


def test_the_phones_of_staff_show_the_code_of_this_half_minute(sandbox):
    kept = {"login": "xu.jing", "name": "许静", "role": "operator", "password": "p", "secret": "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"}
    (shown,) = sandbox.control("POST", "/authenticators", **kept)
    assert {name: shown[name] for name in kept} == kept
    assert re.fullmatch(r"\d{6}", shown["code"]) and 1 <= shown["left"] <= 30
    assert [totp(kept["secret"], moment) for moment in (59, 1111111109, 2000000000)] == ["287082", "081804", "279037"]
