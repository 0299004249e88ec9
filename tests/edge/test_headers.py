"""What stands around every answer: our name, who may keep it, what a page may run; and what stands in figures and lines."""

import re

import pytest

from edge import headers
from tests.api.test_bad_input import refused
from tests.applications import PHOTO, begun, give, photo
from tests.console.conftest import Desk
from tests.known import known

pytestmark = pytest.mark.alike  # headers say nothing of tables


@pytest.fixture
def lin(app, sandbox):
    return known(app, sandbox)


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "127.0.0.1@evil.example", "", "localhost:80:80"]
)
@pytest.mark.parametrize("path", ["/api/home?city=440100", "/api/me", "/h5/", "/", "/docs/", "/console/v1/me", "/notify/wechat-pay"])
def test_a_host_that_is_not_ours_is_refused_before_anything(client, host, path):
    client.get(path)  # a hot read is in memory now
    reply = client.get(path, headers={"Host": host})
    assert refused(reply, 400) == "host_unknown" and "evil" not in reply.text


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8080", "127.0.0.1:1", "[::1]:8080", "[::1]", "localhost."])
def test_our_own_names_are_taken_with_any_port(client, host):
    assert client.get("/api/app", headers={"Host": host}).status_code == 200


def test_a_probe_may_ask_by_address(client):
    assert client.get("/healthz", headers={"Host": "10.1.2.3:8080"}).status_code == 200
    assert client.get("/readyz", headers={"Host": "10.1.2.3:8080"}).status_code == 200


def test_names_come_from_the_public_url_and_the_setting(app):
    from dataclasses import replace

    ours = replace(app.config["SETTINGS"], public_url="https://Shengshi.example.gov.cn:8443/x", hosts="inside.example.org, ")
    assert headers.names(ours) == {"shengshi.example.gov.cn", "127.0.0.1", "localhost", "[::1]", "inside.example.org"}


def test_nothing_personal_is_kept_by_anybody(app, sandbox, lin):
    no = begun(lin)
    file = give(lin, f"/api/cases/{no}/materials/{PHOTO}", photo()).json
    desk = Desk(app, "finance", "wang")
    answers = [
        *(
            lin.get(path)
            for path in ("/api/me", "/api/cases", f"/api/cases/{no}", f"/api/cases/{no}/form", "/api/certificates", "/api/me/uses")
        ),
        lin.get(re.search(r"/api/files/[0-9a-f]{32}", str(file))[0]),
        lin.get("/api/cases/264401000283164"),  # errors too
        lin.post("/api/cases", {}),
        lin.client.get("/api/me"),
        desk.get("/me"),
        desk.get("/orders", q="1" * 26),
        desk.client.get("/console/v1/me"),
        lin.client.post("/department/v1/cases/264401000283164/nodes"),
        lin.client.get("/api/nothing"),
    ]
    assert {reply.headers.get("Cache-Control") for reply in answers} == {"no-store"}
    assert {reply.status_code for reply in answers} >= {200, 401, 404, 422}


def test_what_is_everybodys_may_be_asked_for_again_cheaply(client):
    for _ in range(2):
        reply = client.get("/api/home?city=440100")
        assert (reply.status_code, reply.headers["Cache-Control"]) == (200, "no-cache") and reply.headers["ETag"]


def test_a_page_runs_scripts_from_files_of_ours_alone(client, sandbox):
    for path in ("/docs/", "/h5/", "/h5/nothing.js"):
        policy = dict(part.split(" ", 1) for part in client.get(path).headers["Content-Security-Policy"].split("; "))
        assert policy["script-src"] == "'self'" and policy["object-src"] == "'none'" and policy["base-uri"] == "'none'"
        assert policy["frame-ancestors"] == "'self'" and "unsafe-eval" not in str(policy)
        port = sandbox.url.rsplit(":", 1)[1]
        assert f"http://127.0.0.1:{port}" in policy["connect-src"] and "*" not in policy["connect-src"]


def test_in_production_a_page_asks_nobody_else(app):
    from dataclasses import replace

    real = replace(app.config["SETTINGS"], credentials={"wechat": {"base": "https://api.weixin.qq.com"}})
    assert "connect-src 'self' blob: data:;" in headers.page_policy(real)


def test_data_is_no_page(client, lin):
    for reply in (client.get("/api/app"), lin.get("/api/me"), client.get("/openapi.json"), client.get("/api/nothing")):
        assert reply.headers["Content-Security-Policy"] == headers.DATA
        assert reply.headers["X-Content-Type-Options"] == "nosniff"


def test_the_documentation_has_no_inline_script_and_all_its_files(client):
    page = client.get("/docs/").text
    scripts = re.findall(r"<script([^>]*)>(.*?)</script>", page, re.S)
    assert scripts and all("src=" in attributes and not body.strip() for attributes, body in scripts)
    assert not re.search(r"\son\w+=|javascript:", page)
    for name in re.findall(r"(?:src|href)=\"([^\"]+)\"", page):
        assert client.get(f"/docs/{name}").status_code == 200, name
    assert "/openapi.json" in client.get("/docs/start.js").text


def test_a_method_somebody_invents_is_no_label_and_stands_in_no_line(client, capfdbinary):
    for n in range(50):
        assert client.open("/api/app", method=f"BREW{n}").status_code == 405
    figures = client.get("/metrics").text
    lines = capfdbinary.readouterr().out
    assert "BREW" not in figures and b"BREW" not in lines
    assert 'method="other"' in figures and b'"method":"other"' in lines


def test_what_cannot_be_done_says_what_can(client):
    reply = client.put("/api/app")
    assert refused(reply, 405) == "method_not_allowed"
    assert set(reply.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}
    assert client.get("/api/me").headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize(
    "day",
    [
        "0001-01-01",
        "1899-12-31",
        "2101-01-01",
        "9999-12-31",
        "20260101",
        "2026-W01-1",
        "2026-02-30",
        "２０２６-01-01",
        "²",
        "2026-01-01\n",
        "",
    ],
)
@pytest.mark.parametrize("path", ["/settlement", "/work-orders"])
def test_a_day_nobody_means_is_refused(app, day, path):
    desk = Desk(app, "supervisor", "wang")
    assert refused(desk.get(path, day=day), 422) == "refused"


@pytest.mark.parametrize("day", ["1900-01-01", "2026-11-24", "2100-12-31"])
def test_days_at_the_ends_are_answered(app, day):
    desk = Desk(app, "supervisor", "wang")
    assert desk.get("/settlement", day=day).status_code == 200 and desk.get("/work-orders", day=day).status_code == 200
