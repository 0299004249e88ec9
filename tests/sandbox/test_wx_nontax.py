"""Government fees on WeChat's own non-tax platform: asked, ordered, paid; one living order for each notice."""

import pytest

from tests.sandbox.wechat import HUANG, LIN, ahead, errcode, mini, service

__all__ = ["mini", "service"]


@pytest.fixture
def notice(sandbox):
    return sandbox.control("POST", "/nontax/notices", person=LIN, department="dept-gat-jj", items={"罚款": 20000, "滞纳金": 600})


def ask(app, notice, **change):
    named = {name: notice[name] for name in ("payment_notice_no", "department_code", "region_code")}
    return app.post("/nontax/queryfee", {"appid": app.appid, "service_id": 1, **named, **change})


def order(app, notice, **change):
    named = {name: notice[name] for name in ("payment_notice_no", "department_code", "department_name", "region_code", "fee", "items")}
    body = {"appid": app.appid, "openid": app.openid(), "desc": "交罚款", "ip": "127.0.0.1", "scene": "miniprogram", **named, **change}
    return app.post("/nontax/unifiedorder", body)


def test_a_notice_tells_what_is_due(service, notice):
    told = ask(service, notice)
    assert (told["errcode"], told["user_name"], told["fee"]) == (0, "林志豪", 20600)
    assert [(item["item_name"], item["fee"]) for item in told["items"]] == [("罚款", 20000), ("滞纳金", 600)]
    assert told["department_name"] == "公安（交通管理）"


def test_a_notice_is_ordered_once_and_paid_once(sandbox, service, notice):
    made = order(service, notice)
    assert made["miniprogram"]["query_string"] == f"order_id={made['order_id']}"
    assert order(service, notice)["order_id"] == made["order_id"]
    body = {"appid": service.appid, "order_id": made["order_id"]}
    assert service.post("/nontax/getorder", body)["status"] == 1
    sandbox.control("POST", f"/nontax/orders/{made['order_id']}", action="pay")
    paid = service.post("/nontax/getorder", body)
    assert (paid["status"], paid["fee"], len(paid["trans_id"])) == (3, 20600, 28)
    errcode(order(service, notice), 40097)
    with pytest.raises(AssertionError, match="409"):
        sandbox.control("POST", f"/nontax/orders/{made['order_id']}", action="pay")


def test_what_does_not_fit_the_notice_is_refused(service, notice):
    errcode(ask(service, notice, region_code="440300"), 40097)
    errcode(ask(service, notice, payment_notice_no="1"), 40097)
    errcode(ask(service, notice, appid="wx0000000000000000"), 40013)
    errcode(order(service, notice, fee=1, items=[{"fee": 1}]), 40097)
    errcode(order(service, notice, items=[{"fee": 1}]), 40097)
    errcode(order(service, notice, order_no="A1"), 40097)
    errcode(order(service, notice, scene="biz"), 40097)
    errcode(order(service, notice, openid="o" * 28), 40003)
    assert order(service, notice)["errcode"] == 0
    errcode(order(service, notice, openid=service.openid(HUANG)), 40097)


def test_a_notice_expires_after_thirty_days(sandbox, service, notice):
    ahead(sandbox, 31 * 86400)
    service._token = ""
    errcode(ask(service, notice), 40097)


def test_a_mini_program_may_not_ask(mini):
    errcode(mini.post("/nontax/queryfee"), 48001)
    errcode(mini.post("/nontax/refund"), 40066)
