"""Signing in at the desk: a password and this half minute's code, once; roles may do what their row says and nothing else."""

import re
import time
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.kernel import clock, db
from app.kernel.errors import Refused
from app.staff import rules, service
from app.staff.models import staff, staff_login
from tests.console.conftest import PASSWORD
from tests.residents import count

ROUTES = {
    ("GET", "/orders?q=20261124000000000000000000"): "orders.read",
    ("GET", "/orders/20261124000000000000000000?why=check"): "orders.read",
    ("GET", "/orders/20261124000000000000000000/trail?why=check"): "orders.read",
    ("POST", "/orders/20261124000000000000000000/refunds"): "refunds.ask",
    ("GET", "/refunds"): "orders.read",
    ("POST", "/refunds/R20261124000000000000000000/approval"): "refunds.decide",
    ("POST", "/refunds/R20261124000000000000000000/refusal"): "refunds.decide",
    ("POST", "/refunds/R20261124000000000000000000/repetition"): "refunds.ask",
    ("GET", "/work-orders"): "work_orders.handle",
    ("GET", "/bills"): "bills.read",
    ("GET", "/settlement"): "bills.read",
    ("GET", "/late"): "cases.supervise",
    ("GET", "/halls/hall-440106/line"): "halls.serve",
    ("POST", "/halls/hall-440106/calls"): "halls.serve",
    ("POST", "/halls/hall-440106/closures"): "halls.serve",
    ("POST", "/halls/hall-440106/reopenings"): "halls.serve",
    ("POST", "/halls/hall-440106/arrivals"): "halls.serve",
    ("GET", f"/halls/hall-440106/tickets/{'0' * 32}"): "halls.serve",
    ("POST", f"/halls/hall-440106/tickets/{'0' * 32}/skipping"): "halls.serve",
    ("POST", f"/halls/hall-440106/tickets/{'0' * 32}/finish"): "halls.serve",
    ("POST", f"/halls/hall-440106/tickets/{'0' * 32}/again"): "halls.serve",
    ("POST", f"/halls/hall-440106/bookings/{'0' * 32}/striking"): "halls.serve",
    ("GET", "/first-screens"): "front.read",
    ("GET", "/first-screens/440100"): "front.read",
    ("PUT", "/first-screens/440100/draft"): "front.edit",
    ("POST", "/first-screens/440100/draft/dropping"): "front.edit",
    ("POST", "/first-screens/440100/draft/sending"): "front.edit",
    ("POST", "/first-screens/440100/draft/taking-back"): "front.edit",
    ("POST", "/first-screens/440100/draft/return"): "front.approve",
    ("POST", "/first-screens/440100/draft/approval"): "front.approve",
    ("PUT", "/screen-bursts/burst-none"): "front.edit",
    ("POST", "/screen-bursts/burst-none/ending"): "front.edit",
    ("GET", "/items"): "items.read",
    ("GET", "/items/tw-permit"): "items.read",
    ("GET", "/demand"): "demand.read",
    ("GET", "/first-screens/440100/proposal"): "front.read",
    ("POST", "/demand/adoptions"): "items.edit",
    ("GET", "/item-drafts"): "items.read",
    ("GET", "/word-sheet"): "items.read",
    ("POST", "/word-sheet"): "items.edit",
    ("POST", "/word-sheet/sending"): "items.edit",
    ("PUT", "/items/tw-permit/draft"): "items.edit",
    ("POST", "/items/tw-permit/draft/restoring"): "items.edit",
    ("POST", "/items/tw-permit/draft/dropping"): "items.edit",
    ("POST", "/items/tw-permit/draft/sending"): "items.edit",
    ("POST", "/items/tw-permit/draft/taking-back"): "items.edit",
    ("POST", "/items/tw-permit/draft/return"): "items.approve",
    ("POST", "/items/tw-permit/draft/approval"): "items.approve",
    ("GET", "/screen-changes"): "front.read",
    ("POST", "/screen-changes/9999999/restoring"): "front.restore",
}


def test_one_time_codes_are_those_of_rfc_6238():
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    assert [rules.one_time_code(secret, moment) for moment in (59, 1111111109, 2000000000)] == ["287082", "081804", "279037"]


def test_who_signs_in_sees_what_the_role_may_do(desk):
    me = desk("finance", "wang.fang").get("/me").json
    assert (me["login"], me["name"], me["unit"], me["role"]) == ("wang.fang", "wang.fang某", "广州市财政局", "finance")
    assert me["may"] == ["bills.read", "orders.read", "refunds.ask", "refunds.decide", "work_orders.handle"]


def test_a_code_is_good_once(desk):
    one = desk("operator")
    with db.reading() as tx:
        step = tx.execute(select(staff.c.used_step)).scalar()
    again = one.sign_in(code=rules.one_time_code(one.secret, step * 30))
    assert (again.status_code, again.json["code"]) == (401, "sign_in_refused")
    assert one.sign_in(code=rules.one_time_code(one.secret, (step + 1) * 30)).status_code == 200


def test_whatever_is_wrong_the_answer_is_the_same_and_five_tries_are_all(desk):
    one = desk("operator")
    code = rules.one_time_code(one.secret, time.time(), 1)
    bodies = [
        {"login": one.login, "password": "wrong horse battery 7", "code": code},
        {"login": one.login, "password": PASSWORD, "code": "000000"},
        {"login": "nobody", "password": PASSWORD, "code": code},
    ]
    replies = [one.client.post("/console/v1/sign-in", json=body) for body in bodies]
    assert [(reply.status_code, reply.json["code"], reply.json["say"]) for reply in replies] == [
        (401, "sign_in_refused", "登录名、密码或动态码不对")
    ] * 3
    tries = [one.client.post("/console/v1/sign-in", json=bodies[0]).status_code for _ in range(4)]
    assert tries[-1] == 429
    assert one.client.post("/console/v1/sign-in", json={**bodies[0], "password": PASSWORD}).status_code == 429


def test_a_login_ends_after_half_an_hour_without_a_call_and_after_twelve_hours_in_any_case(desk):
    one = desk("operator")
    now = clock.now()
    with clock.held_at(now + timedelta(minutes=31)):
        assert one.get("/me").json["code"] == "signed_out"
    for minutes in range(0, 12 * 60, 25):
        with clock.held_at(now + timedelta(minutes=minutes)):
            assert one.get("/me").status_code == 200
    with clock.held_at(now + timedelta(hours=12, minutes=1)):
        assert one.get("/me").status_code == 401
        assert db.in_transaction(service.forget_old) == 1


def test_signing_out_and_being_ended_take_effect_at_once(desk):
    one, two = desk("operator"), desk("finance")
    assert one.post("/sign-out").status_code == 204
    assert one.get("/me").status_code == 401
    assert db.in_transaction(service.end, two.login)
    assert two.get("/me").status_code == 401
    assert two.sign_in(code=rules.one_time_code(two.secret, time.time(), 1)).status_code == 401


@pytest.mark.parametrize("city", ["", "440100", "440600"], ids=["province", "here", "elsewhere"])
@pytest.mark.parametrize("role", rules.MAY)
def test_each_route_lets_in_the_roles_of_its_row_and_whose_city_it_is_and_no_other(desk, role, city):
    """The paths that name a city name Guangzhou: whoever works for another reads it and changes nothing."""
    one = desk(role, city=city)
    for (method, path), act in ROUTES.items():
        status = one.call(method, path, None if method == "GET" else {}).status_code
        theirs = method == "GET" or "440100" not in path or city in ("", "440100")
        assert (status != 403) == (rules.may(role, act, city) and theirs), f"{role} {method} {path}: {status}"


def test_nobody_comes_in_without_a_login_and_a_residents_token_is_none(desk, lin):
    one = desk("operator")
    for token in ("", lin.token, one.token[:-1], "tok_staff_" + "x" * 43):
        one.token = token
        for method, path in ROUTES:
            assert one.call(method, path, None if method == "GET" else {}).status_code == 401


def test_every_route_of_the_desk_stands_in_the_table(app):
    paths = {rule.rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/console/v1/")}
    known = {_template(path) for _, path in ROUTES}
    works = {f"/work-orders/<id:work_order_id>{tail}" for tail in ("", "/taking", "/notes", "/resolution")}
    extra = {"/sign-in", "/sign-out", "/me", *works}
    assert paths == {f"/console/v1{path}" for path in known | extra}


def _template(path):
    path = path.replace("/halls/hall-440106/", "/halls/<slug:hall>/")
    path = (
        path.replace("/tw-permit", "/<slug:item>")
        .replace("/440100", "/<city:city>")
        .replace("/burst-none", "/<slug:burst>")
        .replace("/9999999/", "/<release:number>/")
    )
    path = re.sub(r"/(ticket|booking)s/0{32}", r"/\1s/<id:\1>", path)
    path = re.sub(r"R2026\d+", "<refund:refund_no>", path.partition("?")[0])
    return re.sub(r"2026\d+", "<order:order_no>", path)


def test_what_is_stored_opens_no_door(desk):
    one = desk("operator")
    with db.reading() as tx:
        kept = [bytes(cell) if isinstance(cell, bytes) else str(cell).encode() for cell in tx.execute(select(staff)).one()]
        kept += [bytes(cell) if isinstance(cell, bytes) else str(cell).encode() for cell in tx.execute(select(staff_login)).one()]
    whole = b"\n".join(kept)
    assert [word for word in (PASSWORD, one.secret, one.token, f"{one.login}某") if word.encode() in whole] == []
    assert b"$argon2id$v=19$m=19456,t=2,p=1$" in whole


@pytest.mark.parametrize(
    ("login", "role", "password", "code"),
    [
        ("Wang", "finance", PASSWORD, "login_invalid"),
        ("wang", "king", PASSWORD, "role_unknown"),
        ("wang", "finance", "short", "password_weak"),
        ("wang", "finance", "aaaaaaaaaaaaaaaa", "password_weak"),
        ("wangfang", "finance", "WangFang-2026-x", "password_weak"),
    ],
)
def test_who_cannot_be_added_is_not(app, login, role, password, code):
    with pytest.raises(Refused) as refusal:
        db.in_transaction(service.add, login, "王芳", "财政局", role, password)
    assert (refusal.value.code, count("staff")) == (code, 0)


def test_the_command_adds_and_ends(app):
    runner = app.test_cli_runner()
    add = ["staff", "add", "wang", "--name", "王芳", "--unit", "财政局", "--role", "finance", "--password", PASSWORD]
    done = runner.invoke(args=add)
    assert done.exit_code == 0 and re.search(r"密钥（只显示这一次）：[A-Z2-7]{32}\n", done.output)
    assert runner.invoke(args=add).exit_code == 1
    assert runner.invoke(args=["staff", "end", "wang"]).exit_code == 0
    assert runner.invoke(args=["staff", "end", "nobody"]).exit_code == 1
