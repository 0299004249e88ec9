"""Signing in and out over HTTP."""

import pytest

from tests.residents import PEOPLE, Resident, count


def problem(reply, status, code):
    assert (reply.status_code, reply.json["code"]) == (status, code), reply.text
    assert reply.content_type.startswith("application/problem+json")
    assert reply.json["say"] and reply.json["do"] and reply.json["request_id"] == reply.headers["X-Request-ID"]
    return reply.json


def test_a_code_becomes_a_token_and_a_stranger_becomes_an_account(app, sandbox):
    lin = Resident(app, sandbox)
    assert len(lin.token) == 47
    assert lin.me == {
        "id": lin.me["id"],
        "name": None,
        "phone": None,
        "level": 1,
        "join": None,
        "paper": None,
        "elder": False,
        "city": None,
        "offer_elder": False,
        "badge": {"turn": 0, "messages": 0},
    }
    assert (count("account"), count("login"), count("person")) == (1, 1, 0)


@pytest.mark.parametrize("code", ["nobody-gave-this", "'; DROP TABLE login; --", "钥匙"])
def test_a_code_that_never_was_stores_nothing(client, sandbox, code):
    problem(client.post("/api/sign-in", json={"code": code}), 422, "login_code_invalid")
    assert (count("account"), count("login")) == (0, 0)


def test_a_code_is_good_once(client, sandbox):
    code = sandbox.control("POST", "/wx/login", person="lin-zhihao")["code"]
    assert client.post("/api/sign-in", json={"code": code}).status_code == 200
    problem(client.post("/api/sign-in", json={"code": code}), 422, "login_code_invalid")
    assert count("login") == 1


def test_wechat_being_down_is_said_so_and_stores_nothing(client, sandbox):
    sandbox.control("POST", "/faults", match={"path": "jscode2session"}, kind="5xx", times=1)
    code = sandbox.control("POST", "/wx/login", person="lin-zhihao")["code"]
    said = problem(client.post("/api/sign-in", json={"code": code}), 503, "wechat_down")
    assert said["kept"] == "您填的都留着，不用重填。" and count("account") == 0
    assert client.post("/api/sign-in", json={"code": code}).status_code == 200


@pytest.mark.parametrize(
    "body",
    [{}, {"code": ""}, {"code": None}, {"code": 1}, {"code": ["a"]}, {"code": "x" * 129}, {"code": "a", "openid": "o1"}, [], "code", 1],
)
def test_a_body_of_another_shape_is_refused_field_by_field(client, body):
    said = problem(client.post("/api/sign-in", json=body), 422, "refused")
    assert said["errors"] and all(one["say"].endswith("。") for one in said["errors"])
    assert count("account") == 0


def test_after_signing_out_the_token_is_nobodys(app, sandbox):
    lin = Resident(app, sandbox)
    assert lin.call("POST", "/api/sign-out").status_code == 204
    problem(lin.get("/api/me"), 401, "signed_out")
    problem(lin.call("POST", "/api/sign-out"), 401, "signed_out")
    assert count("login") == 0


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer ", "Bearer tok_x", "Basic dXNlcjpwdw==", "Bearer " + "x" * 5000, "Bearer tok_" + "é" * 40]
)
def test_what_is_no_token_is_signed_out(client, header):
    problem(client.get("/api/me", headers={"Authorization": header}), 401, "signed_out")


def test_where_i_am_signed_in_and_ending_another_place_at_once(app, sandbox):
    here, there = Resident(app, sandbox), Resident(app, sandbox)
    sessions = here.get("/api/me/sessions").json["sessions"]
    assert [(one["device"], one["here"], one["mine"]) for one in sessions] == [("苹果手机", True, True), ("苹果手机", False, True)]
    other = sessions[1]["id"]
    assert here.call("DELETE", f"/api/me/sessions/{other}").status_code == 204
    said = problem(there.get("/api/me"), 401, "thrown_out")
    assert (said["say"], said["do"]) == ("这台手机被退出了", "是您本人的话，重新登录")
    assert here.get("/api/me").status_code == 200
    problem(here.call("DELETE", f"/api/me/sessions/{other}"), 404, "not_found")
    assert [one["here"] for one in here.get("/api/me/sessions").json["sessions"]] == [True]
    assert there.sign_in().get("/api/me").status_code == 200


def test_somebody_elses_login_is_as_absent_as_none(app, sandbox):
    lin, chen = Resident(app, sandbox), Resident(app, sandbox, "chen-xiaotong")
    theirs = chen.get("/api/me/sessions").json["sessions"][0]["id"]
    bodies = [lin.call("DELETE", f"/api/me/sessions/{one}") for one in (theirs, "0" * 32, "nonsense")]
    for reply in bodies:
        said = problem(reply, 404, "not_found")
        assert {**said, "request_id": ""} == {**bodies[0].json, "request_id": ""}
    assert chen.get("/api/me").status_code == 200 and PEOPLE["chen-xiaotong"]


def test_sixteen_phones_with_one_code_are_one_sign_in(app, sandbox):
    import threading

    code = sandbox.control("POST", "/wx/login", person="lin-zhihao")["code"]
    statuses = []

    def race():
        statuses.append(app.test_client().post("/api/sign-in", json={"code": code}).status_code)

    threads = [threading.Thread(target=race) for _ in range(16)]
    [t.start() for t in threads]
    [t.join() for t in threads]
    assert sorted(statuses) == [200] + [422] * 15 and count("login") == 1
