"""The books: a month by its days, a list a spreadsheet reads, what a red note would be before it is asked for."""

import io
import zipfile

import openpyxl
import pytest
from sqlalchemy import select, update

from app.kernel import clock, db
from app.merchants import redding
from app.merchants.models import issued, red_note, shop_staff
from tests.merchants.conftest import COMPANY, LIN, RICE, A, C, refused, row, sign_up
from tests.residents import Resident, count, drain

ROLL = [row(price="56.50", qty="2"), row("大米", "109.00", RICE, "9%")]
MONTH = f"/api/merchant/companies/{C}/month"
EXPORT = f"/api/merchant/companies/{C}/export"


def this_month():
    return clock.today().strftime("%Y-%m")


def take_back(till, number, **body):
    told = till.boss.post(f"/api/merchant/invoices/{number}/reds", body)
    assert told.status_code == 202, told.text
    drain()


def test_a_month_is_the_sum_of_its_days_and_reds_stand_apart(till):
    first = till.issued(rows=ROLL)
    till.issued()
    with db.transaction() as tx:
        tx.execute(update(issued).where(issued.c.number == first).values(day=clock.today().replace(day=1)))
    take_back(till, first, reason="02", rows=[{"no": 1, "amount_fen": 5000}])
    told = till.boss.get(MONTH).json
    assert (told["month"], told["count"], told["amount_fen"], told["tax_fen"]) == (this_month(), 2, 30000, 3500)
    assert (told["red_count"], told["red_total_fen"]) == (1, -5650)
    assert [(one["date"], one["count"], one["total_fen"], one["red_total_fen"]) for one in told["days"]] == [
        (clock.today().isoformat(), 1, 11300, -5650),
        (clock.today().replace(day=1).isoformat(), 1, 22200, 0),
    ]
    assert till.boss.get(f"{MONTH}?month=2025-01").json["days"] == []
    assert refused(till.boss.get(f"{MONTH}?month=2025"))[:2] == (422, "day_wrong")
    assert refused(till.boss.get(f"{EXPORT}?from=2026-11-01&to=2026-11-30&kind=doc"))[:2] == (422, "kind_unknown")


def test_a_spreadsheet_has_numbers_as_text_sums_as_numbers_and_no_formula(till):
    number = till.issued(buyer=COMPANY | {"name": "=1+1 有限公司", "tax_no": ""})
    today = clock.today().isoformat()
    told = till.boss.get(f"{EXPORT}?from={today}&to={today}&kind=xlsx")
    assert told.headers["Content-Disposition"].endswith('.xlsx"') and told.headers["Cache-Control"] == "no-store"
    sheet = openpyxl.load_workbook(io.BytesIO(told.data)).active
    heads, one, whole = ([cell.value for cell in line] for line in sheet.iter_rows())
    assert heads[:3] == ["发票号码", "开票日期", "购买方"] and one[:4] == [number, today, "=1+1 有限公司", "普票"]
    assert one[4:8] == [100, 13, 113, "蓝字"] and whole[:7] == ["合计", None, "1 张", None, 100, 13, 113]
    kinds = [sheet.cell(2, place).data_type for place in (1, 3, 7)]
    assert kinds == ["s", "s", "n"]
    with zipfile.ZipFile(io.BytesIO(told.data)) as packed:
        assert b"<f>" not in packed.read("xl/worksheets/sheet1.xml")
    assert refused(till.ou.get(f"{EXPORT}?from={today}&to={today}&kind=xlsx"))[0] == 403


def test_a_red_note_is_seen_before_it_is_asked_for_with_what_the_customer_would_see(till, lin):
    number = till.issued(rows=ROLL, buyer=LIN | {"tax_no": lin.id_number})
    look = f"/api/merchant/invoices/{number}/reds/preview"
    part = till.boss.post(look, {"reason": "02", "rows": [{"no": 1, "amount_fen": 5000}]}).json
    assert part["rows"] == [{"no": 1, "name": "*日用杂品*雨伞", "amount_fen": -5000, "tax_fen": -650}]
    assert (part["total_fen"], part["waits"], part["holders"], part["word"]) == (-5650, False, 1, "冲红了一部分")
    whole = till.boss.post(look, {"reason": "01"}).json
    assert (whole["amount_fen"], whole["tax_fen"], whole["total_fen"], whole["word"]) == (-20000, -2200, -22200, "全额冲红了")
    over = till.boss.post(look, {"reason": "02", "rows": [{"no": 1, "amount_fen": 10001}]})
    assert over.json["errors"] == [{"field": "rows[0].amount", "say": "这一行最多还能冲 100.00 元"}]
    assert count("red_note") == 0 and count("issued") == 1


def test_why_somebody_may_take_it_back_stands_on_the_invoice_and_what_became_of_it(till, sandbox):
    number = till.issued()
    shown = till.ou.get(f"/api/merchant/invoices/{number}").json
    assert ([one["word"] for one in shown["reasons"]], shown["state"], shown["note"]) == (["开票有误"], "有效", None)
    assert len(till.boss.get(f"/api/merchant/invoices/{number}").json["reasons"]) == 4
    with db.transaction() as tx:
        tx.execute(update(issued).values(day=clock.today().replace(year=2025)))
    assert till.ou.get(f"/api/merchant/invoices/{number}").json["reasons"] == []
    sandbox.control("PUT", "/registers/sw.einvoices/rows", row_id=number, set={"入账": "已", "入账日": "2026-11-23"})
    take_back(till, number, reason="01")
    shown = till.boss.get(f"/api/merchant/invoices/{number}").json
    assert (shown["note"]["word"], shown["note"]["may_withdraw"], shown["reasons"]) == ("等购买方确认", True, [])


def test_the_code_of_an_order_is_shown_again_kept_as_a_picture_and_voided(till, lin):
    code = till.code(order_no="T20261123-0007")
    place = f"/api/merchant/shops/{till.shop}/sales/T20261123-0007"
    again = till.ou.get(f"{place}/code").json
    assert (again["text"], again["png"]) == (code["text"], None)
    assert till.ou.get(f"{place}/code?picture=1").json["png"].startswith("data:image/png;base64,")
    assert lin.get(f"{place}/code").status_code == 404
    assert till.ou.post(f"{place}/voiding").json["word"] == till.ou.post(f"{place}/voiding").json["word"] == "作废"
    assert refused(lin.post("/api/orders/look", {"code": code["text"]}))[1:3] == ("order_void", "商家作废了这一单")
    assert refused(lin.post("/api/orders", {"code": code["text"], "buyer": LIN}))[1] == "order_void"
    assert refused(till.sell(order_no="T20261123-0007"))[:2] == (409, "order_void")
    assert refused(till.ou.get(f"{place}/code"))[:2] == (409, "order_not_open")
    assert count("issued") == 0 and till.ou.get(f"/api/merchant/shops/{till.shop}/sales").json == {"sales": []}
    till.sell(order_no="T2")
    assert refused(till.ou.post(f"/api/merchant/shops/{till.shop}/sales/T2/voiding"))[:2] == (409, "order_not_open")


@pytest.mark.parametrize("picture", [True, False])
def test_the_code_on_the_screen_can_be_kept_and_the_one_before_opens_nothing(till, lin, picture):
    number = till.issued()
    before = till.ou.post(f"/api/merchant/invoices/{number}/collecting", {}).json
    now = till.ou.post(f"/api/merchant/invoices/{number}/collecting", {"picture": picture}).json
    assert (now["png"] is not None) is picture
    word = before["text"].partition("?w=")[2]
    assert refused(lin.post("/api/orders/collecting", {"word": word}))[:2] == (404, "collect_unknown")


def test_what_is_no_longer_sold_goes_and_only_who_manages_takes_it_off(till):
    place = f"/api/merchant/companies/{C}/goods"
    rice = {"name": "大米", "price_fen": 10900, "code": RICE, "rate": "9%"}
    (one,) = till.boss.post(place, rice).json["goods"]
    assert refused(till.ou.post(f"{place}/{one['id']}/removal"))[:2] == (403, "not_your_post")
    assert till.boss.post(f"{place}/{one['id']}/removal").json == {"goods": []}
    assert till.boss.post(f"{place}/{one['id']}/removal").json == {"goods": []}


def test_what_somebody_does_there_changes_at_once_and_a_place_that_ended_begins_again(till, app, sandbox):
    place = f"/api/merchant/companies/{C}/people"
    boss, ou = till.boss.get(place).json["people"]
    assert till.boss.post(f"{place}/{ou['id']}/roles", {"roles": ["cashier"]}).json["people"][1]["role_words"] == ["收银员"]
    assert refused(till.sell())[:2] == (403, "not_your_post")
    assert refused(till.boss.post(f"{place}/{boss['id']}/roles", {"roles": ["cashier"]}))[:2] == (403, "rep_stays")
    assert refused(till.boss.post(f"{place}/{ou['id']}/roles", {"roles": []}))[0] == 422
    liang = Resident(app, sandbox, "liang-junjie").known()
    till.join(liang, "drawer", until=clock.today().isoformat())
    with db.transaction() as tx:
        tx.execute(update(shop_staff).where(shop_staff.c.until.is_not(None)).values(until=clock.today().replace(year=2025)))
    assert liang.get("/api/merchant").json["companies"][0]["may"] == []
    till.join(liang, "cashier")
    assert liang.get("/api/merchant").json["companies"][0]["may"][:2] == ["issue", "code"]
    with db.reading() as tx:
        assert tx.execute(select(shop_staff.c.until).where(shop_staff.c.until.is_not(None))).all() == []


def test_an_invitation_is_a_code_to_scan_and_a_picture_to_send(till, client):
    told = till.boss.post(f"/api/merchant/companies/{C}/people", {"name": "梁俊杰", "roles": ["cashier"]}).json
    assert told["svg"].startswith("data:image/svg+xml") and told["png"].startswith("data:image/png;base64,")
    assert client.get(f"/j?w={told['word']}").headers["Location"] == f"/h5/#{told['path']}"


def test_the_other_side_sees_who_asks_and_why_and_its_yes_takes_the_invoice_back(till, app, sandbox):
    number = till.issued()
    sandbox.control("PUT", "/registers/sw.einvoices/rows", row_id=number, set={"入账": "已", "入账日": "2026-11-23"})
    take_back(till, number, reason="01")
    li = Resident(app, sandbox, "li-wenjing").proved()
    assert sign_up(li, A).status_code == 201
    place = f"/api/merchant/companies/{A}/confirmations"
    (wish,) = li.get(place).json["wishes"]
    assert (wish["blue"], wish["reason"], wish["asker"]) == (number, "开票有误", "广州越秀示例百货有限公司")
    assert (wish["amount_fen"], wish["tax_fen"]) == (-10000, -1300) and wish["until"].endswith("Z")
    assert till.boss.get(f"/api/merchant/companies/{C}/confirmations").json == {"wishes": []}
    assert till.ou.get(place).status_code == 404
    assert li.post(f"{place}/{wish['confirmation']}", {"yes": True}).json == {"yes": True}
    assert li.get(place).json == {"wishes": []}
    with db.transaction() as tx:
        tx.execute(update(red_note).values(next_at=clock.now()))
    redding.sweep()
    assert till.boss.get(f"/api/merchant/invoices/{number}").json["state"] == "全额冲红了"
