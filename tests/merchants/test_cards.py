"""An invoice in WeChat's cards: allowed by the person, put in once, red when the invoice is; what fails there undoes nothing here."""

import pytest
from sqlalchemy import select, update

from app.kernel import clock, db
from app.merchants import cards
from app.merchants.models import invoice_card
from tests.merchants.conftest import LIN, refused, row
from tests.merchants.test_giving import inbox, red, scan
from tests.residents import Resident, count, drain


@pytest.fixture
def mine(till, lin):
    """The number of an invoice that came to lin."""
    return till.issued(buyer=LIN | {"tax_no": lin.id_number})


def ask(who, number):
    return who.post(f"/api/orders/cards/{number}")


def agree(sandbox, number, agree=True):
    sandbox.control("POST", "/wx/invoices/authorisation", person="lin-zhihao", order_id=number, agree=agree)


def looked():
    with db.transaction() as tx:
        tx.execute(update(invoice_card).where(invoice_card.c.next_at.is_not(None)).values(next_at=clock.now()))
    cards.sweep()
    drain()


def in_wechat(sandbox):
    return [(one["billing_no"], one["fee"], one["status"]) for one in sandbox.control("GET", "/wx/invoices")]


def state():
    with db.reading() as tx:
        return tx.execute(select(invoice_card.c.state)).scalar_one()


def test_it_is_allowed_in_wechat_and_put_in_once(sandbox, lin, mine):
    page = ask(lin, mine).json
    assert page["path"].startswith("pages/auth/auth?") and page["word"] == "等您在微信里点同意"
    looked()
    assert in_wechat(sandbox) == []
    agree(sandbox, mine)
    looked()
    looked()
    assert in_wechat(sandbox) == [(mine, 11300, "INVOICE_REIMBURSE_INIT")] and state() == "in"
    assert ask(lin, mine).json == {"appid": None, "path": None, "state": "in", "word": "在微信卡包里"}


def test_a_red_invoice_turns_the_card_red_once_all_is_taken_back(sandbox, till, lin, mine):
    ask(lin, mine)
    agree(sandbox, mine)
    looked()
    red(till, mine, reason="02", rows=[{"no": 1, "amount_fen": 5000}])
    assert in_wechat(sandbox)[0][2] == "INVOICE_REIMBURSE_INIT"
    red(till, mine, reason="02")
    assert in_wechat(sandbox)[0][2] == "INVOICE_REIMBURSE_CANCEL" and state() == "taken"


def test_a_wechat_that_answers_nothing_is_asked_again_and_at_last_told(sandbox, lin, mine):
    ask(lin, mine)
    agree(sandbox, mine)
    sandbox.control("POST", "/faults", match={"path": "/card/invoice/insert"}, kind="5xx", times=9)
    for _ in range(4):
        looked()
        assert state() == "asked"
    looked()
    assert state() == "failed" and ("微信卡包没放进去", "发票照样有效，在「我的发票」里看。") in inbox(lin)
    assert count("given") == 1 and in_wechat(sandbox) == []


def test_an_answer_that_was_lost_makes_no_second_card(sandbox, lin, mine):
    ask(lin, mine)
    agree(sandbox, mine)
    sandbox.control("POST", "/faults", match={"path": "/card/invoice/insert"}, kind="lost_reply", times=1)
    looked()
    looked()
    assert state() == "in" and len(in_wechat(sandbox)) == 1


def test_who_says_no_has_no_card_and_may_ask_again_elsewhere(sandbox, lin, mine):
    ask(lin, mine)
    agree(sandbox, mine, agree=False)
    looked()
    assert in_wechat(sandbox) == [] and state() in ("asked", "failed")


def test_only_whose_it_is_may_ask(app, sandbox, mine):
    chen = Resident(app, sandbox, "chen-xiaotong").known()
    assert refused(ask(chen, mine))[:2] == (404, "invoice_not_found") and count("invoice_card") == 0


def test_wechat_s_own_title_code_fills_the_fields_and_is_refused_after_its_hour(sandbox, till):
    code = sandbox.control("POST", "/wx/titles/code", person="li-wenjing", kind="company")["scan_text"]
    told = scan(till, code).json
    assert (told["kind"], told["title"]["tax_no"], told["check"]) == ("wechat", "91440101MADEMA0192", "same")
    sandbox.control("POST", "/clock", forward=3601)
    assert refused(scan(till, code))[2] == "码过期了，请客人刷新"
    assert row()["name"] == "雨伞"
