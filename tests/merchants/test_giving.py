"""An invoice comes to whose it is, each exactly once; scanned codes of orders; what is under the lens; red notes; the day."""

import base64

import pytest
from sqlalchemy import insert, select, update

from app.invoices import titles
from app.kernel import clock, db
from app.merchants import redding
from app.merchants.models import given, issued, red_note, sale
from app.merchants.tills import MOST_PAID_AGO
from tests.merchants.conftest import COMPANY, FOOD, LIN, RICE, A, C, refused, row
from tests.residents import Resident, count, drain


def holders():
    with db.reading() as tx:
        return [tuple(one) for one in tx.execute(select(given.c.number, given.c.way))]


def inbox(who):
    return [(one["title"], one["say"]) for one in who.get("/api/messages").json["messages"]]


def test_who_scans_the_code_of_an_order_has_its_invoice_once(till, lin, app, sandbox):
    code = till.code(order_no="T20261123-0007")["text"]
    seen = lin.post("/api/orders/look", {"code": code}).json
    assert (seen["seller"], seen["shop"], seen["total_fen"], seen["state"]) == ("广州越秀示例百货有限公司", "东华西路店", 11300, "open")
    told = lin.post("/api/orders", {"code": code, "buyer": LIN})
    drain()
    assert told.status_code == 202
    now = lin.post("/api/orders/look", {"code": code}).json
    assert now["mine"] and holders() == [(now["number"], "scanned")]
    assert ("您收到一张发票", "广州越秀示例百货有限公司 113 元") in inbox(lin)
    (written,) = till.register(number=now["number"])
    assert (written["合计金额"], written["合计税额"], written["购方"]["名称"], written["开票人"]) == (10000, 1300, "林志豪", "区嘉怡")
    again = lin.post("/api/orders", {"code": code, "buyer": LIN})
    assert again.json["number"] == now["number"] and count("issued") == 1
    chen = Resident(app, sandbox, "chen-xiaotong").known()
    assert refused(chen.post("/api/orders", {"code": code, "buyer": LIN | {"name": "陈晓彤"}}))[:3] == (409, "order_used", "已经开过票")
    assert chen.post("/api/orders/look", {"code": code}).json["number"] is None


def test_a_code_that_was_altered_is_old_or_was_revoked_opens_nothing(till, lin):
    code = till.code()["text"]
    assert refused(lin.post("/api/orders/look", {"code": code.replace("a=11300", "a=11301")}))[2] == "开票码不对"
    assert refused(lin.post("/api/orders/look", {"code": "https://example.invalid/x"}))[2] == "不是开票码"
    paid = clock.now() - MOST_PAID_AGO
    till.code()
    with db.transaction() as tx:
        tx.execute(update(sale).values(paid_at=paid))
    with db.reading() as tx:
        no = tx.execute(select(sale.c.order_no).limit(1)).scalar_one()
    late = till.ou.post(f"/api/merchant/shops/{till.shop}/codes", {"rows": [row()], "order_no": no}).json["text"]
    assert refused(lin.post("/api/orders/look", {"code": late}))[2] == "超过 30 天"
    fresh = till.code()["text"]
    till.boss.post(f"/api/merchant/shops/{till.shop}/revocation")
    assert refused(lin.post("/api/orders/look", {"code": fresh}))[2] == "开票码不对"
    assert lin.post("/api/orders/look", {"code": till.code()["text"]}).status_code == 200


def test_the_code_on_the_till_s_screen_gives_it_to_one_person(till, lin, app, sandbox):
    number = till.issued()
    shown = till.ou.post(f"/api/merchant/invoices/{number}/collecting").json["text"]
    word = shown.partition("?w=")[2]
    chen = Resident(app, sandbox, "chen-xiaotong").known()
    assert lin.post("/api/orders/collecting", {"word": word}).json == {
        "number": number,
        "seller": "广州越秀示例百货有限公司",
        "total_fen": 11300,
    }
    assert lin.post("/api/orders/collecting", {"word": word}).status_code == 200
    assert refused(chen.post("/api/orders/collecting", {"word": word}))[:2] == (404, "collect_over")
    drain()
    assert holders() == [(number, "collected")] and len(inbox(lin)) == 1
    anew = till.ou.post(f"/api/merchant/invoices/{number}/collecting").json["text"].partition("?w=")[2]
    with db.transaction() as tx:
        tx.execute(update(issued).values(collect_ends=clock.now()))
    assert refused(chen.post("/api/orders/collecting", {"word": anew}))[2] == "取票码过期了"
    assert count("given") == 1


def test_an_id_number_on_it_brings_it_to_whom_it_names(till, lin):
    number = till.issued(buyer=LIN | {"tax_no": lin.id_number})
    assert holders() == [(number, "numbered")] and len(inbox(lin)) == 1


def coded(payload):
    check = f"{titles.crc(payload.encode('gb18030')):04X}"
    return f"$01{base64.b64encode((payload + check).encode()).decode()}$"


TITLE = f"广州云山示例科技有限公司</>{A}</>广州市天河区示例路1号 020-00000000</>示例银行广州分行 4400000000000000001</>"


def scan(till, text):
    return till.ou.post("/api/merchant/scan", {"text": text})


def test_a_title_fills_every_field_and_is_checked_with_the_register(till, sandbox):
    told = scan(till, coded(TITLE)).json
    wanted = {"name": "广州云山示例科技有限公司", "tax_no": A, "natural": False, "address": "广州市天河区示例路1号", "tel": "020-00000000"}
    assert told["title"] == wanted | {"bank": "示例银行广州分行", "bank_no": "4400000000000000001"}
    assert (told["check"], told["warning"]) == ("same", "")
    right = base64.b64decode(coded(TITLE)[3:-1]).decode()
    doubted = scan(till, f"$01{base64.b64encode(right.replace('天河', '夫河').encode()).decode()}$").json
    assert (doubted["warning"], doubted["check"]) == ("码的校验不一致，请核对税号", "same")
    other = scan(till, coded(TITLE.replace("云山", "云水"))).json
    assert (other["check"], other["registered"]) == ("other", "广州云山示例科技有限公司")
    wrong = scan(till, coded(TITLE.replace(A, A[:-1] + "3"))).json
    assert wrong["check"] == "wrong"
    sandbox.control("POST", "/settings", registers_off=["scjg.companies"])
    assert scan(till, coded(TITLE)).json["check"] == "off"


def test_what_is_no_title_is_told_what_it_is(till):
    assert refused(scan(till, "$02abc$"))[2] == "新版抬头码，请升级"
    assert scan(till, "134567890123456789").json["words"] == "这是付款码，我们不收款，请删掉"
    assert scan(till, till.code()["text"]).json["words"] == "这是开票码，要客人扫"
    assert scan(till, "01,32,,26442000000000000012,222.00,20261118,,0012").json["invoice_no"] == "26442000000000000012"
    number = scan(till, A).json
    assert (number["kind"], number["title"]["name"]) == ("tax_no", "广州云山示例科技有限公司")


def test_who_works_nowhere_scans_nothing(till, lin):
    assert scan(type("Other", (), {"ou": lin}), coded(TITLE)).status_code == 404


def test_the_files_are_the_bureau_s_and_the_original_is_kept(till, lin):
    number = till.issued()
    xml = till.ou.get(f"/api/merchant/invoices/{number}/file?kind=xml").data
    assert f"<InvoiceNumber>{number}</InvoiceNumber>".encode() in xml
    till.mood("dead")
    assert till.ou.get(f"/api/merchant/invoices/{number}/file?kind=xml").data == xml
    till.mood()
    assert till.ou.get(f"/api/merchant/invoices/{number}/file?kind=pdf").data.startswith(b"%PDF")
    assert till.ou.get(f"/api/merchant/invoices/{number}/file?kind=ofd").data.startswith(b"PK")
    assert lin.get(f"/api/merchant/invoices/{number}/file?kind=pdf").status_code == 404


ROLL = [row(price="56.50", qty="2"), row("大米", "109.00", RICE, "9%")]


def red(till, number, who=None, **body):
    told = (who or till.boss).post(f"/api/merchant/invoices/{number}/reds", body)
    drain()
    return told


def face(till, number):
    return till.boss.get(f"/api/merchant/invoices/{number}").json


def test_an_invoice_is_taken_back_in_parts_to_the_cent_and_its_holder_hears(till, lin):
    number = till.issued(rows=ROLL, buyer=LIN | {"tax_no": lin.id_number})
    assert red(till, number, reason="02", rows=[{"no": 1, "amount_fen": 5000}]).status_code == 202
    now = face(till, number)
    assert (now["state"], now["taken_fen"], [one["left_fen"] for one in now["rows"]]) == ("冲红了一部分", 5650, [5000, 10000])
    over = red(till, number, reason="02", rows=[{"no": 1, "amount_fen": 6000}])
    assert over.json["errors"] == [{"field": "rows[0].amount", "say": "这一行最多还能冲 50.00 元"}]
    red(till, number, reason="02", rows=[{"no": 1, "amount_fen": 5000}])
    assert red(till, number, reason="02").status_code == 202
    assert (face(till, number)["state"], face(till, number)["taken_fen"]) == ("全额冲红了", 22200)
    assert red(till, number, reason="02").json["say"] == "已经全部冲红"
    with db.reading() as tx:
        sums = sorted(tx.execute(select(issued.c.total).where(issued.c.blue == number)).scalars())
    assert sums == [-10900, -5650, -5650]
    assert [title for title, _ in inbox(lin)].count("有一张发票冲红了") == 3


def test_my_invoices_stand_with_what_was_taken_back_and_are_nobody_elses(till, lin, app, sandbox):
    code = till.code(order_no="T20261123-0009")["text"]
    lin.post("/api/orders", {"code": code, "buyer": LIN})
    drain()
    (one,) = lin.get("/api/invoices").json["invoices"]
    number = one["number"]
    shown = {"seller": "广州越秀示例百货有限公司", "total_fen": 11300, "red_fen": 0, "word": "有效", "tone": "done", "way": "扫开票码"}
    assert one == {**shown, "claim": "", "number": number, "day": clock.today().isoformat()}
    with db.transaction() as tx:
        red = tx.execute(select(issued).where(issued.c.number == number)).mappings().one()
        tx.execute(
            insert(issued), {**red, "number": "9" * 20, "blue": number, "amount": -10000, "tax": -1300, "total": -11300, "collect": None}
        )
    (one,) = lin.get("/api/invoices").json["invoices"]
    assert (one["red_fen"], one["word"]) == (-11300, "全额冲红了")
    assert Resident(app, sandbox, "chen-xiaotong").known().get("/api/invoices").json == {"invoices": [], "next": None}


def test_what_was_booked_waits_for_the_buyer_and_lapses_after_three_days(till, sandbox):
    number = till.issued()
    sandbox.control("PUT", "/registers/sw.einvoices/rows", row_id=number, set={"入账": "已", "入账日": "2026-11-23"})
    assert red(till, number, reason="01").json["word"] == "正在冲"
    note = till.boss.get(f"/api/merchant/companies/{C}/reds").json["reds"][0]
    assert (note["word"], note["open"]) == ("等购买方确认", True)
    assert refused(red(till, number, reason="01"))[:2] == (409, "red_open")
    sandbox.control("POST", "/clock", forward=72 * 3600 + 60)
    with db.transaction() as tx:
        tx.execute(update(red_note).values(next_at=clock.now()))
    assert redding.sweep() == 1
    note = till.boss.get(f"/api/merchant/companies/{C}/reds").json["reds"][0]
    assert (note["word"], note["open"], count("issued")) == ("超过 72 小时，已作废", False, 1)


def test_a_wish_is_taken_back_before_the_other_side_answers(till, sandbox):
    number = till.issued()
    sandbox.control("PUT", "/registers/sw.einvoices/rows", row_id=number, set={"用途": "已抵扣"})
    note = red(till, number, reason="01").json["id"]
    assert till.boss.post(f"/api/merchant/reds/{note}/withdrawal").json["word"] == "已撤回"
    assert refused(till.boss.post(f"/api/merchant/reds/{note}/withdrawal"))[:2] == (409, "red_over")


def test_a_drawer_takes_back_only_what_was_wrong_today_and_their_own(till):
    number = till.issued()
    assert refused(red(till, number, till.ou, reason="02"))[:2] == (403, "red_not_yours")
    with db.transaction() as tx:
        tx.execute(update(issued).values(day=clock.today().replace(year=2025)))
    assert refused(red(till, number, till.ou, reason="01"))[:2] == (403, "red_not_yours")
    with db.transaction() as tx:
        tx.execute(update(issued).values(day=clock.today()))
    assert red(till, number, till.ou, reason="01").status_code == 202 and face(till, number)["state"] == "全额冲红了"


def test_a_bureau_that_is_dead_delays_a_red_note_and_doubles_none(till):
    number = till.issued()
    till.mood("lost")
    red(till, number, reason="01")
    till.mood()
    with db.transaction() as tx:
        tx.execute(update(red_note).values(next_at=clock.now(), state=""))
    redding.sweep()
    drain()
    assert count("issued") == 2 and face(till, number)["state"] == "全额冲红了"


def test_the_day_s_sums_are_the_bureau_s(till, lin):
    till.issued(rows=ROLL)
    number = till.issued(rows=[row("咖啡豆", "36.80", FOOD)], buyer=LIN | {"tax_no": lin.id_number}, kind="32")
    red(till, number, reason="01")
    told = till.boss.get(f"/api/merchant/companies/{C}/day").json
    assert (told["count"], told["amount_fen"], told["tax_fen"], told["red_count"], told["red_total_fen"]) == (2, 23257, 2623, 1, -3680)
    assert told["rates"] == [{"rate": "13%", "amount_fen": 13257, "tax_fen": 1723}, {"rate": "9%", "amount_fen": 10000, "tax_fen": 900}]
    assert (told["quota"]["total_fen"], told["quota"]["used_fen"], told["quota"]["warn"]) == (50000000, 20000, False)
    assert {one["given"] for one in told["rows"]} == {True, False} and told["rows"][-1]["buyer"] == "广州云山…"
    checked = till.boss.get(f"/api/merchant/companies/{C}/day/check").json
    assert checked == {"same": True, "ours": 3, "theirs": 3, "differing": []}
    with db.transaction() as tx:
        tx.execute(update(issued).where(issued.c.number == number).values(total=3681))
    assert till.boss.get(f"/api/merchant/companies/{C}/day/check").json["differing"] == [number]
    table = till.boss.get(f"/api/merchant/companies/{C}/export?from={told['date']}&to={told['date']}").data.decode("utf-8")
    assert table.startswith("\ufeff发票号码") and f'"\t{number}"' in table and "222.00" in table
    assert refused(till.ou.get(f"/api/merchant/companies/{C}/export?from={told['date']}&to={told['date']}"))[0] == 403


def test_a_cashier_sees_the_day_without_other_people_s_invoices(till, app, sandbox):
    till.issued()
    liang = Resident(app, sandbox, "liang-junjie").known()
    till.join(liang, "cashier")
    assert liang.get(f"/api/merchant/companies/{C}/day").json["rows"] == []
    assert refused(liang.get(f"/api/merchant/companies/{C}/day/check"))[0] == 403
    assert COMPANY["tax_no"] == A


@pytest.mark.parametrize("text", ["=1+1", "@x"])
def test_a_name_in_the_list_never_becomes_a_formula(text):
    from app.merchants.days import _cell

    assert _cell(text) == f"'{text}"
