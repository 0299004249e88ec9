"""Every bill state by every case state by what the resident may tap: whatever the API offers works, nothing said is refused.

The pairs are generated: a bill is brought to each of its states, then the department or the resident does each thing that may
come after. A pair the table of moves does not let come about is told by the refusal and counts as not reachable.
"""

from collections import Counter
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import func, insert, select

from app.cases.rules import FEE_BACK
from app.kernel import db
from deploy.emptying import empty, own
from payment import queries
from payment.models import order
from payment.refunds.models import refund
from tests.applications import PASSPORT, Department, submitted
from tests.payment.test_lapsed import bill, lapse, pay, tap
from tests.residents import Resident, drain

BEFORE = ("pre_check", "accepted", "reviewing", "approving")


def begun(lin, no):
    bill(lin, no)


def unheard(lin, no):
    tap(lin, bill(lin, no)["sheet"])


def lapsed(lin, no):
    lapse(no)
    drain()


def begun_and_lapsed(lin, no):
    bill(lin, no)
    lapsed(lin, no)


BILLS = {"none": None, "open": lambda *_: None, "begun": begun, "unheard": unheard, "lapsed": lapsed, "both": begun_and_lapsed, "paid": pay}
AFTER = {
    "nothing": (),
    "again": ("to_pay",),
    "back": ("approving",),
    "back_and_again": ("approving", "to_pay"),
    "made": ("approved",),
    "done": ("approved", "done"),
    "denied": ("denied",),
    "denied_and_closed": ("denied", "done"),
    "ended": ("terminated",),
    "withdrawn": ("withdrawn",),
}
MORE = {"approved": {"result": PASSPORT, "reason": "窗口交了"}}
WAITING = ("nothing", "again", "back_and_again")  # where a bill may be due: one may pay or take it back
REACHED = Counter()


@pytest.fixture(scope="module")
def decided(session_app, sandbox_server):
    """A case that waits for its decision, brought there once over HTTP: its resident, its number, and every row as it is then."""
    from payment import channels

    channels.connect(sandbox_server.credentials["pay"], "http://127.0.0.1:1/notify/wechat-pay")
    sandbox_server.control("POST", "/reset")
    sandbox_server.control("POST", "/settings", department_auto=False, refund_auto=False, refund_spacing=0)
    empty()
    lin = Resident(session_app, sandbox_server).known()
    no = submitted(lin)
    Department(session_app).walk(no, *BEFORE)
    with db.reading() as tx:
        rows = {table: [dict(row._mapping) for row in tx.execute(select(table))] for table in own()}
    return lin, no, rows


@pytest.fixture
def waiting(decided):
    """The same case, as it was: each pair begins here. What WeChat knows of orders stays; ours have numbers of their own."""
    lin, no, rows = decided
    empty()
    with db.transaction() as tx:
        for table, those in rows.items():
            if those:
                tx.execute(insert(table), those)
    return lin, no


def bring(app, lin, no, state, after):
    """The case at this pair, or None when no way leads there."""
    crj = Department(app)
    if BILLS[state]:
        crj.walk(no, "to_pay")
        BILLS[state](lin, no)
    for node in AFTER[after]:
        if node == "withdrawn":
            reply = lin.post(f"/api/cases/{no}/withdrawal")
        else:
            reply = crj.send(no, node, **MORE.get(node, {"reason": "不符合规定"}))
        if reply.status_code == 409:
            return None
        assert reply.status_code == 200, reply.text
        drain()
    return no


def open_page(lin, to):
    """What a tap on a message opens answers, or says a sentence that is so."""
    parts = urlsplit(to)
    page, asked = parts.path.split("/")[2], {name: values[0] for name, values in parse_qs(parts.query).items()}
    if page == "case":
        return lin.get(f"/api/cases/{asked['no']}")
    if page == "receipt":
        return lin.get(f"/api/orders/{asked['order']}/receipt")
    if page == "certificate":
        return lin.get(f"/api/certificates/{asked['id']}")
    assert page == "pay", to
    return lin.post(f"/api/cases/{asked['no']}/payment")


def says_so(lin, no):
    """The page's own words against the case as it is."""
    shown = lin.get(f"/api/cases/{no}").json
    refundable = shown["state"] == "approving" and shown["can"]["refund"]
    if shown["payment"] and shown["payment"]["state"] == "paid":
        told = lin.get(f"/api/orders/{shown['payment']['order_no']}").json
        making = {"approving": "收到了，接下来等批准。", "approved": "收到了，正在制证。", "done": "收到了。"}
        nothing = shown["outcome"] in FEE_BACK
        if shown["state"] in making and not nothing:
            assert told["say"] == making[shown["state"]] and told["state"] == "paid"
        if nothing:
            assert told["state"] in ("refunding", "refunded") and "退" in told["say"]
        assert refundable == (shown["state"] == "approving")
    assert (shown["act"] or {}).get("to") == ("pay" if shown["state"] == "to_pay" else None)
    assert shown["can"]["pay"] == (shown["state"] == "to_pay")
    assert not (shown["state"] == "withdrawn" and "没有收费" in shown["say"] and paid_fen())
    return shown


def paid_fen():
    with db.reading() as tx:
        return int(tx.execute(select(func.sum(order.c.amount_fen)).where(order.c.state == "paid")).scalar() or 0)


def back_fen():
    with db.reading() as tx:
        return int(tx.execute(select(func.sum(refund.c.amount_fen))).scalar() or 0)


def payable():
    with db.reading() as tx:
        return tx.execute(select(func.count()).select_from(order).where(order.c.state.in_(("open", "paying")))).scalar()


def tap_pay(lin, no, state):
    due = bill(lin, no)
    assert payable() <= 1
    if due["sheet"]:
        assert due["refund_say"].endswith("批准前可以全退。")
    if due["sheet"] and state != "unheard":  # that one WeChat knows to be paid, and opens no sheet for
        tap(lin, due["sheet"])
    assert lin.post(f"/api/orders/{due['order_no']}/check").json["state"] == "paid"
    drain()
    assert says_so(lin, no)["can"]["refund"] is True and paid_fen() - back_fen() == 12000


def tap_withdraw(lin, no):
    assert lin.post(f"/api/cases/{no}/withdrawal").json["state"] == "withdrawn"
    drain()
    assert says_so(lin, no)["can"] == dict.fromkeys(("withdraw", "refund", "pay", "correct", "edit", "reopen"), False)
    assert paid_fen() == back_fen() and payable() == 0


@pytest.mark.parametrize(("after", "first"), [(after, "pay") for after in AFTER] + [(after, "withdraw") for after in WAITING])
@pytest.mark.parametrize("state", BILLS)
def test_whatever_is_offered_works_and_nothing_said_is_refused(session_app, waiting, state, after, first):
    lin, no = waiting
    no = bring(session_app, lin, no, state, after)
    shown = lin.get(f"/api/cases/{no}").json if no else None
    if shown is None or (first == "withdraw" and not (shown["can"]["withdraw"] and shown["can"]["pay"])):
        return  # no way leads there, or one tap is all there is to choose from
    REACHED[state] += 1
    shown = says_so(lin, no)
    for told in lin.get("/api/messages").json["messages"]:
        reply = open_page(lin, told["to"]) if told["case_no"] == no else None
        assert reply is None or reply.status_code == 200 or reply.json["code"] in ("order_closed", "nothing_to_pay"), reply.text
        assert reply is None or reply.status_code == 200 or shown["state"] != "to_pay"
    if shown["can"]["pay"] and first == "pay":
        tap_pay(lin, no, state)
        shown = says_so(lin, no)
    if shown["can"]["withdraw"]:
        tap_withdraw(lin, no)
    else:
        refused = lin.post(f"/api/cases/{no}/withdrawal")
        assert (refused.status_code, refused.json["code"]) == (409, "cannot_withdraw")
        kept = 0 if shown["outcome"] in FEE_BACK else paid_fen()
        assert paid_fen() - back_fen() == kept
    with db.reading() as tx:
        assert queries.balance(tx).faults == []


def test_every_bill_was_met_with_several_cases(request):
    """The walk above is not empty: run with it, each state of a bill was reached with some cases."""
    if REACHED:
        assert set(REACHED) == set(BILLS) and min(REACHED.values()) >= 3
