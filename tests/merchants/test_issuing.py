"""From the till to the bureau: each order is issued at most once and never forgotten, whatever dies on the way."""

import threading

import pytest
from sqlalchemy import select, update

from app.events.invoices import SaleToIssue
from app.gateways.tax import TaxBureau
from app.kernel import clock, crypto, db
from app.kernel.events import emit
from app.merchants import issuing
from app.merchants.models import sale
from tests.merchants.conftest import COMPANY, FOOD, LIN, RICE, A, C, refused, row
from tests.residents import Resident, count, drain

ROLL = [row(price="56.50", qty="2", less_fen=1130), row("大米", "109.00", RICE, "9%"), row("咖啡豆", "36.80", FOOD)]


def due():
    """What waits is due now."""
    with db.transaction() as tx:
        tx.execute(update(sale).where(sale.c.next_at.is_not(None)).values(next_at=clock.now()))
    issuing.sweep()
    drain()


def states():
    with db.reading() as tx:
        return sorted(tx.execute(select(sale.c.state)).scalars())


def test_scan_to_number_one_order_one_invoice_to_the_fen(till):
    told = till.sell(rows=ROLL, paid_fen=24750, order_no="T20261123-0007")
    assert (told.status_code, told.json["state"], told.json["total_fen"]) == (202, "issuing", 24750)
    now = till.sale("T20261123-0007")
    (written,) = till.register(number=now["number"])
    assert (written["合计金额"], written["合计税额"], written["购方代码"]) == (22257, 2493, A)
    assert [(one["名称"], one["性质"]) for one in written["明细"]] == [
        ("雨伞", "正常"),
        ("雨伞", "折扣"),
        ("大米", "正常"),
        ("咖啡豆", "正常"),
    ]
    assert (now["state"], now["buyer"]) == ("issued", "广州云山…")


def test_the_same_order_from_a_second_till_shows_the_same_invoice(till):
    first = till.sell(order_no="T1")
    second = till.sell(order_no="T1")
    assert (second.json["number"], second.json["again"], second.json["why"]) == (till.sale("T1")["number"], True, "刚刚开过")
    assert refused(till.sell(order_no="T1", rows=[row(price="1.00")]))[:3] == (409, "order_taken", "这单已按另一内容开票")
    assert first.json["again"] is False and count("issued") == 1 and len(till.register(销方代码=C)) == 3


def test_two_tills_at_the_same_moment_issue_one(till):
    told = []
    threads = [threading.Thread(target=lambda: told.append(till.sell(order_no="T1", settle=False).status_code)) for _ in range(2)]
    [one.start() for one in threads]
    [one.join() for one in threads]
    drain()
    assert set(told) <= {202, 503} and 202 in told and count("sale") == count("issued") == 1


@pytest.mark.parametrize("mood", ["lost", "seller", "number"])
def test_an_answer_that_is_lost_or_is_not_to_be_believed_is_asked_for_by_key(till, mood):
    till.mood(mood)
    till.sell(order_no="T1")
    assert till.sale("T1")["state"] == "waiting" and count("issued") == 0
    till.mood()
    due()
    now = till.sale("T1")
    assert now["state"] == "issued" and len(till.register(number=now["number"])) == 1
    assert len(till.register(销方代码=C)) == 3  # the two of the demo, and this one


def test_a_bureau_that_is_dead_forgets_no_order_and_doubles_none(till):
    till.mood("dead")
    for number in range(20):
        till.sell(order_no=f"T{number:04d}")
    assert states() == ["waiting"] * 20 and till.sale("T0000")["why"] == "税务系统恢复后自动开"
    due()
    assert states() == ["waiting"] * 20
    till.mood()
    TaxBureau.forgive(__import__("app.kernel.ports", fromlist=["outside"]).outside().tax)
    due()
    due()
    assert states() == ["issued"] * 20 and len(till.register(销方代码=C)) == 22


def test_a_relay_that_dies_after_sending_finds_the_invoice_when_it_comes_again(till, monkeypatch):
    class Died(BaseException):
        pass

    def die(*_):
        raise Died

    monkeypatch.setattr(issuing, "_record", die)
    till.sell(order_no="T1", settle=False)
    with pytest.raises(Died):
        issuing.issue(happened())
    monkeypatch.undo()
    issuing.issue(happened())
    now = till.sale("T1")
    assert now["state"] == "issued" and len(till.register(销方代码=C)) == 3
    issuing.issue(happened())  # told a third time
    assert count("issued") == 1


def happened():
    from app.kernel.events import Happened

    with db.reading() as tx:
        id_ = tx.execute(select(sale.c.id)).scalar_one()
    return Happened("0" * 32, SaleToIssue(id_), "sale", clock.now())


def test_where_the_quota_is_short_the_order_waits_for_the_next_month(till, sandbox):
    month = clock.today().strftime("%Y-%m")
    known = till.register("sw.quota", uscc=C, month=month)
    short = {"总额度": 50000000, "已用": 49995000, "冻结": 0}
    if known:
        sandbox.control("PUT", "/registers/sw.quota/rows", row_id=f"{C}|{month}", set=short)
    else:
        sandbox.control("PUT", "/registers/sw.quota/rows", row={"uscc": C, "month": month} | short)
    till.sell(order_no="T1")
    now = till.sale("T1")
    assert (now["state"], now["code"], now["why"]) == ("waiting", "tax_q001", "本月额度还剩 50.00 元，这张要 100.00 元")
    sandbox.control("PUT", "/registers/sw.quota/rows", row_id=f"{C}|{month}", set={"已用": 0})
    due()
    assert till.sale("T1")["state"] == "issued"


def test_what_the_bureau_does_not_take_is_said_in_its_words_and_can_be_put_right(till):
    till.sell(order_no="T1", buyer=COMPANY | {"tax_no": "91440106MADEMP01X6", "name": "没有的公司"})
    assert (till.sale("T1")["state"], till.sale("T1")["why"]) == ("refused", "税务没有这个税号")
    till.sell(order_no="T1")
    assert till.sale("T1")["state"] == "issued" and count("issued") == 1
    till.sell(who=till.boss, order_no="T2")
    assert till.sale("T2")["why"] == "您不是开票员"


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"rows": [row(qty="0")]}, "rows[0].qty", "数量要大于 0"),
        ({"rows": [row(price="1.123456789")]}, "rows[0].price", "价格像 56.50"),
        ({"rows": [row(price="-1")]}, "rows[0].price", "价格要大于 0"),
        ({"rows": [row(less_fen=11301)]}, "rows[0].less", "折扣不能超过这一行"),
        ({"rows": [row("*食品*礼盒")]}, "rows[0].name", "简称由系统加，只写名称"),
        ({"paid_fen": 11400}, "rows", "明细合计 113.00 元，和收款 114.00 元差 1.00 元"),
        ({"kind": "31", "buyer": LIN}, "kind", "个人抬头不能开专票"),
        ({"buyer": COMPANY | {"tax_no": C}}, "tax_no", "不能给自己开票"),
    ],
)
def test_what_cannot_be_is_said_at_its_field_before_anybody_is_asked(till, change, field, words):
    told = till.sell(**change)
    assert told.status_code == 422 and told.json["errors"] == [{"field": field, "say": words}]
    assert count("sale") == 0


def test_whose_role_ended_a_minute_ago_issues_nothing(till):
    (ou,) = [one for one in till.boss.get(f"/api/merchant/companies/{C}/people").json["people"] if one["name"] == "区嘉怡"]
    till.boss.post(f"/api/merchant/companies/{C}/people/{ou['id']}/ending")
    assert till.sell().status_code == 403 and count("sale") == 0


def test_a_cashier_prints_codes_and_issues_nothing(till, app, sandbox):
    liang = Resident(app, sandbox, "liang-junjie").known()
    till.join(liang, "cashier")
    assert refused(till.sell(who=liang))[:2] == (403, "not_your_post")
    assert liang.post(f"/api/merchant/shops/{till.shop}/codes", {"rows": [row()]}).status_code == 201


def test_a_customer_s_name_and_number_stand_in_no_column_in_plain(till):
    till.issued(buyer={"name": "林志豪", "tax_no": "440199199208200010", "natural": True})
    with db.reading() as tx:
        held = [bytes(value) if isinstance(value, bytes) else str(value).encode() for row in tx.execute(select(sale)) for value in row]
    assert not any("林志豪".encode() in one or b"440199199208200010" in one for one in held)
    with db.reading() as tx:
        one = tx.execute(select(sale)).one()
    assert "林志豪" in crypto.unseal("sale.order", one.id, one.order)


def test_told_twice_the_relay_issues_once(till):
    till.sell(order_no="T1", settle=False)
    with db.transaction() as tx:
        emit(tx, SaleToIssue(tx.execute(select(sale.c.id)).scalar_one()))
    drain()
    assert count("issued") == 1
