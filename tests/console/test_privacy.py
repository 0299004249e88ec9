"""After everything the desk does, no log line and no table shows the resident, a colleague's password, or what was written into a note."""

from payment.refunds import service as refunds
from tests.api.test_privacy import tables
from tests.canaries import forms
from tests.console.conftest import PASSWORD
from tests.residents import count, drain

NOTE = "林志豪来电，电话 13800138001"


def test_the_desk_leaves_nothing_in_plain(lines, desk, paid, lin, sandbox):
    _, order_no = paid
    anne, bert = desk("finance", "anne"), desk("finance", "bert")
    anne.get("/orders", q=lin.id_number)
    anne.get("/orders", q=order_no)
    anne.get(f"/orders/{order_no}", why="check")
    sandbox.control("POST", "/balances/1900000109", balance=0)
    refund_no = anne.post(f"/orders/{order_no}/refunds", {"amount_fen": 100, "reason": "overcharged"}).json["refund_no"]
    bert.post(f"/refunds/{refund_no}/approval")
    assert refunds.send(refund_no) == "ready"
    (work,) = anne.get("/work-orders").json["work_orders"]
    assert work["kind"] == "refund_refused"
    anne.post(f"/work-orders/{work['id']}/taking")
    assert anne.post(f"/work-orders/{work['id']}/notes", {"text": NOTE}).json["trail"][-1]["note"] == NOTE
    anne.post(f"/orders/{order_no}/refunds", {"amount_fen": lin.phone, "reason": lin.name})
    anne.sign_in(password="wrong " + PASSWORD)
    drain()
    assert count("staff_action") >= 5 and b"refund" in lines.getvalue()
    where = {"log": lines.getvalue(), "database": tables()}
    openid = next(one["openid"] for one in sandbox.control("GET", "/people") if one["id"] == lin.who)
    secrets = (lin.name, lin.id_number, lin.phone, lin.token, anne.token, anne.secret, PASSWORD, NOTE, "anne某", *openid.values())
    found = [(place, value) for place, raw in where.items() for value in secrets for form in forms(value) if form in raw]
    assert found == []


def test_a_refusal_is_one_line(lines, desk, paid):
    one = desk("operator")
    before = lines.getvalue().count(b"\n")
    one.post(f"/orders/{paid[1]}/refunds", {"amount_fen": 12001, "reason": "asked_for"})
    assert lines.getvalue().count(b"\n") == before + 1
