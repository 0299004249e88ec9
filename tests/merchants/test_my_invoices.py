"""One invoice, whole: as the bureau has it, its files, held against the bureau; another's code put with mine, once."""

import io
import json

import pypdfium2
import pytest

from tests.merchants.conftest import LIN, refused, row
from tests.residents import Resident, count, drain


@pytest.fixture
def number(till, lin):
    """An invoice of 113.00 that lin has by the code of the order."""
    code = till.code()["text"]
    assert lin.post("/api/orders", {"code": code, "buyer": LIN}).status_code == 202
    drain()
    return lin.post("/api/orders/look", {"code": code}).json["number"]


def on_face(till, number, **other):
    """The text of the code on it, as the bureau's own register says what stands there."""
    (found,) = till.register(number=number)
    day, total = found["开票时间"][:10].replace("-", ""), f"{found['价税合计'] // 100}.{found['价税合计'] % 100:02d}"
    said = {"no": number, "total": total, "day": day} | other
    return f"01,32,,{said['no']},{said['total']},{said['day']},,7A3C"


def test_it_is_shown_as_it_looks_to_whom_it_was_given_and_to_nobody_else(till, lin, number, app, sandbox):
    told = lin.get(f"/api/invoices/{number}").json
    face = told["face"]
    assert told["way"] == "扫开票码" and (face["kind"], face["seller"], face["buyer"]) == ("普通发票", "广州越秀示例百货有限公司", "林志豪")
    assert (face["amount_fen"], face["tax_fen"], face["total_fen"], face["capital"]) == (10000, 1300, 11300, "壹佰壹拾叁圆整")
    (line,) = face["rows"]
    assert (line["name"], line["qty"], line["rate"], line["amount_fen"], line["tax_fen"]) == ("*日用杂品*雨伞", "1", "13%", 10000, 1300)
    assert (face["natural"], face["word"], face["left_fen"], face["blue"], face["reds"]) == (True, "有效", 11300, None, [])
    chen = Resident(app, sandbox, "chen-xiaotong").known()
    assert refused(chen.get(f"/api/invoices/{number}"))[:2] == (404, "invoice_not_found")
    assert refused(chen.get(f"/api/invoices/{number}/file?kind=pdf"))[:2] == (404, "invoice_not_found")
    assert refused(chen.post(f"/api/invoices/{number}/verification"))[:2] == (404, "invoice_not_found")


def test_its_files_are_the_bureau_s(till, lin, number):
    pdf = lin.get(f"/api/invoices/{number}/file?kind=pdf")
    assert pdf.content_type == "application/pdf", pdf.text
    assert number in pypdfium2.PdfDocument(io.BytesIO(pdf.data))[0].get_textpage().get_text_range()
    assert lin.get(f"/api/invoices/{number}/file?kind=ofd").data[:2] == b"PK"
    assert number.encode() in lin.get(f"/api/invoices/{number}/file?kind=xml").data
    assert refused(lin.get(f"/api/invoices/{number}/file?kind=exe"))[1] == "kind_unknown"


def test_the_bureau_verifies_it_five_times_a_day(lin, number):
    for times in range(1, 6):
        told = lin.post(f"/api/invoices/{number}/verification").json
        assert (told["result"], told["word"], told["times"], told["mine"], told["can_keep"]) == ("same", "是真的", times, True, False)
    assert refused(lin.post(f"/api/invoices/{number}/verification"))[1:] == ("tax_v001", "今天已查 5 次，明天再查")


def test_what_was_taken_back_says_so_and_names_the_red_one(till, lin, number):
    assert till.boss.post(f"/api/merchant/invoices/{number}/reds", {"reason": "01"}).status_code in (201, 202)
    drain()
    face = lin.get(f"/api/invoices/{number}").json["face"]
    assert (face["word"], face["tone"], face["left_fen"]) == ("全额冲红了", "bad", 0)
    (red,) = face["reds"]
    back = lin.get(f"/api/invoices/{red}").json["face"]
    assert (back["word"], back["total_fen"], back["blue"], back["capital"]) == ("红字发票", -11300, number, "（负数）壹佰壹拾叁圆整")


def test_a_code_on_an_invoice_is_held_against_the_bureau_and_shows_a_stranger_no_name(till, number, app, sandbox):
    chen = Resident(app, sandbox, "chen-xiaotong").known()
    told = chen.post("/api/invoices/look", {"code": on_face(till, number)}).json
    assert (told["result"], told["mine"], told["can_keep"], told["face"]["total_fen"]) == ("same", False, True, 11300)
    assert "林志豪" not in json.dumps(told, ensure_ascii=False) and told["face"]["buyer"] == "林**"
    other = chen.post("/api/invoices/look", {"code": on_face(till, number, total="100.00")}).json
    assert (other["result"], other["word"], other["face"]) == ("differs", "号码找到了，但金额或日期不一致", None)
    none = chen.post("/api/invoices/look", {"code": on_face(till, number, no="26449999999999999999")}).json
    assert (none["result"], none["can_keep"]) == ("none", False)
    for wrong in (
        "01,32,,2644200000000000001,128.00,20261120,,7A3C",
        "01,32,,26442000000000000011,128.00,20261340,,7A3C",
        "https://example.cn",
    ):
        assert refused(chen.post("/api/invoices/look", {"code": wrong}))[:2] == (422, "invoice_code_wrong")


def test_the_invoice_of_a_scanned_code_is_put_with_mine_once_and_only_as_the_bureau_has_it(till, app, sandbox):
    number = till.issued(rows=[row(price="226.00")])
    chen = Resident(app, sandbox, "chen-xiaotong").known()
    before = count("given")
    assert refused(chen.post("/api/invoices", {"code": on_face(till, number, total="113.00")}))[1] == "invoice_differs"
    assert count("given") == before
    for again in (False, True):
        assert chen.post("/api/invoices", {"code": on_face(till, number)}).json == {"number": number, "again": again}
    assert [(one["number"], one["way"]) for one in chen.get("/api/invoices").json["invoices"]] == [(number, "扫发票上的码")]
    drain()
    assert chen.get("/api/messages").json["messages"] == []


def test_a_bureau_that_is_off_shows_nothing_as_good(till, lin, number):
    till.mood("dead")
    assert lin.get(f"/api/invoices/{number}").status_code == 503
    assert lin.post(f"/api/invoices/{number}/verification").status_code == 503
    assert lin.post("/api/invoices", {"code": "01,32,,26442000000000000011,128.00,20261120,,7A3C"}).status_code == 503


def checked(who, number="26442000000000000011", day="2026-11-20", amount_fen=12800, **more):
    return who.post("/api/invoices/check", {"number": number, "day": day, "amount_fen": amount_fen} | more)


def test_what_stands_on_any_invoice_is_held_against_the_bureau_and_a_stranger_reads_no_name(app, sandbox, lin):
    told = checked(lin).json
    assert (told["result"], told["times"], told["face"]["buyer"], told["face"]["word"]) == ("same", 1, "林志豪", "有效")
    chen = Resident(app, sandbox, "chen-xiaotong").known()
    told = checked(chen).json
    assert (told["result"], told["times"], told["face"]["buyer"], told["face"]["buyer_no"]) == ("same", 2, "林**", "")
    assert (told := checked(chen, amount_fen=12673).json)["face"] is None and told["word"] == "号码找到了，但金额或日期不一致"
    red = checked(chen, "26442000000000000014", "2026-09-03", 101000).json
    assert (red["face"]["word"], red["face"]["reds"]) == ("全额冲红了", ["26442000000000000015"])
    for _ in range(2):
        assert checked(lin).status_code == 200
    assert refused(checked(lin))[1:] == ("tax_v001", "今天已查 5 次，明天再查")


def test_an_invoice_with_a_code_is_found_by_it_and_one_too_old_is_not(lin):
    told = checked(lin, "00112233", "2022-03-08", 6490, code="044002200111", check6="116380").json
    assert (told["result"], told["word"], told["face"], told["can_keep"]) == ("same", "是真的", None, False)
    assert checked(lin, "00112233", "2022-03-08", 6490, code="044002200111", check6="116381").json["result"] == "differs"
    late = checked(lin, "00009876", "2021-10-08", 10000, code="044002100111", check6="009876")
    assert refused(late)[1:] == ("tax_v002", "超过五年的查不到")


def test_what_cannot_be_is_said_at_its_field_and_is_not_counted(lin):
    told = checked(lin, "2644200000000000001", "2027-01-01")
    assert told.status_code == 422 and {one["field"]: one["say"] for one in told.json["errors"]} == {
        "number": "发票号码少 1 位，数电票的号码是 20 位",
        "day": "开票日期不能晚于今天，看看是不是抄错了",
    }
    assert checked(lin).json["times"] == 1
