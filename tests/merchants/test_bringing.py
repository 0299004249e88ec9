"""Invoices issued elsewhere: by code, by file, by number; one however it comes, and nothing of what somebody changed."""

import io
import zipfile

import pytest

from app.files import rules
from tests.merchants.conftest import LIN, refused
from tests.residents import Resident, count
from tests.sandbox.bureau import Bureau

I1, I2, I4 = "26442000000000000011", "26442000000000000012", "26442000000000000014"
CODE = f"01,32,,{I1},128.00,20261120,,0011"
KINDS = ("xml", "pdf", "ofd")


@pytest.fixture
def bureau(sandbox):
    return Bureau(sandbox)


def file(bureau, number=I1, kind="xml"):
    return bureau.raw("GET", f"/einvoices/{number}/files/{kind}").content


def bring(who, content, name="发票.pdf", key=""):
    return who.call("POST", "/api/invoices/files", key=key, data={"file": (io.BytesIO(content), name)}, content_type="multipart/form-data")


def mine(who):
    return who.get("/api/invoices").json["invoices"]


def test_the_same_by_code_and_in_three_kinds_of_file_is_one_with_the_bureau_s_facts(lin, bureau):
    told = lin.post("/api/invoices", {"code": CODE})
    assert (told.status_code, told.json) == (201, {"number": I1, "again": False})
    for kind in KINDS:
        again = bring(lin, file(bureau, kind=kind))
        assert (again.status_code, again.json) == (201, {"number": I1, "again": True})
    assert lin.post("/api/invoices", {"number": I1, "day": "2026-11-20", "amount_fen": 12800}).json["again"] is True
    (one,) = mine(lin)
    assert (one["number"], one["seller"], one["day"], one["total_fen"]) == (I1, "海珠区海燕示例食品店", "2026-11-20", 12800)
    assert (one["word"], one["way"], count("elsewhere"), count("given")) == ("有效", "扫发票上的码", 1, 1)
    assert lin.get(f"/api/invoices/{I1}").json["face"]["buyer"] == "林志豪"
    assert [lin.get(f"/api/invoices/{I1}/file?kind={kind}").data for kind in KINDS] == [file(bureau, kind=kind) for kind in KINDS]
    assert lin.post(f"/api/invoices/{I1}/verification").json["result"] == "same"


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_alone_brings_it_and_the_same_upload_again_is_the_same_answer(lin, bureau, kind):
    content = file(bureau, I4, kind)
    first = bring(lin, content, key="one")
    assert (first.status_code, first.json) == (201, {"number": I4, "again": False}), first.text
    assert bring(lin, content, key="one").json == first.json
    (one,) = mine(lin)
    assert (one["word"], one["red_fen"], one["way"]) == ("全额冲红了", -101000, "从文件收的")


def changed(bureau, kind):
    content = file(bureau, kind=kind)
    if kind == "xml":
        return content.replace(b"<TotalTax-includedAmount>128.00<", b"<TotalTax-includedAmount>138.00<")
    if kind == "pdf":
        return content.replace(b"/MediaBox", b"/MediaBax", 1)
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace("海珠区海燕".encode(), "海珠区海鸥".encode()))
    return out.getvalue()


@pytest.mark.parametrize("kind", KINDS)
def test_one_changed_byte_is_refused_with_a_sentence_and_nothing_is_stored(lin, bureau, kind):
    reply = bring(lin, changed(bureau, kind))
    assert refused(reply)[:3] == (422, "invoice_forged", "这个文件被改过，和税务局的签名对不上，没有收")
    assert reply.json["do"] == "请开票方重新发一份原文件"
    assert (count("given"), count("elsewhere"), count("file")) == (0, 0, 0)


def added_to(content, name="Doc_0/Pages/Page_0/More.xml"):
    out = io.BytesIO(content)
    with zipfile.ZipFile(out, "a") as packed:
        packed.writestr(name, b"<more/>")
    return out.getvalue()


def without_its_seal(content):
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            if "Sign_0" not in name:
                new.writestr(name, old.read(name))
    return out.getvalue()


def bomb():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("OFD.xml", b"0" * (51 * 1024 * 1024))
    return out.getvalue()


def test_what_is_no_sealed_invoice_is_told_what_it_is(lin, bureau):
    """Whatever is wrong with a file, the code on the invoice is the other way."""
    xml, ofd, pdf = (file(bureau, kind=kind) for kind in ("xml", "ofd", "pdf"))
    start, end = xml.index(b"<ds:Signature"), xml.index(b"</ds:Signature>") + len(b"</ds:Signature>")
    for content, code in (
        (added_to(ofd), "invoice_forged"),
        (without_its_seal(ofd), "invoice_unsealed"),
        (xml[:start] + xml[end:], "invoice_unsealed"),
        (pdf + b"\n% more", "invoice_forged"),
        (pdf[:2000], "invoice_none"),
        (b"\xff\xd8\xff\xe0 a photo", "invoice_kind"),
        (b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>', "invoice_unsealed"),
        (b"<EInvoice", "invoice_none"),
        (bomb(), "file_too_heavy"),
        (b"", "file_empty"),
        (b"%PDF-" + b"0" * rules.MOST_INVOICE, "invoice_too_large"),
    ):
        assert refused(bring(lin, content))[1] == code, content[:60]
    assert (count("given"), count("elsewhere")) == (0, 0)


def test_fifty_megabytes_are_refused_before_they_are_read(lin):
    reply = bring(lin, b"%PDF-" + b"0" * (50 * 1024 * 1024))
    assert reply.status_code == 413 and count("given") == 0


def test_what_is_read_off_it_and_is_not_as_the_bureau_has_it_is_not_taken(lin):
    other = lin.post("/api/invoices", {"code": CODE.replace("128.00", "138.00")})
    assert refused(other)[1:3] == ("invoice_differs", "上面是 138.00 元，税务存的是 128.00 元，没有收")
    assert refused(lin.post("/api/invoices", {"code": CODE.replace("20261120", "20261121")}))[1] == "invoice_differs"
    assert refused(lin.post("/api/invoices", {"code": CODE.replace(I1, "26442000000000000099")}))[1] == "tax_u001"
    assert (count("given"), count("elsewhere")) == (0, 0)


def test_all_that_is_to_my_number_comes_with_one_tap_and_to_nobody_else(app, sandbox, lin):
    assert refused(lin.post("/api/invoices/gathering"))[1] == "face_needed"
    lin = Resident(app, sandbox).proved()
    assert lin.post("/api/invoices/gathering").json == {"found": 1, "more": 1}
    assert lin.post("/api/invoices/gathering").json == {"found": 1, "more": 0}
    assert [(one["number"], one["way"]) for one in mine(lin)] == [(I1, "按证件号归集")]
    assert Resident(app, sandbox, "chen-xiaotong").proved().post("/api/invoices/gathering").json == {"found": 0, "more": 0}


def test_one_issued_here_and_brought_by_its_code_is_one(till, lin):
    number = till.issued(buyer=LIN)
    (found,) = till.register(number=number)
    day = found["开票时间"][:10]
    assert lin.post("/api/invoices", {"number": number, "day": day, "amount_fen": found["价税合计"]}).json["again"] is False
    assert [one["seller"] for one in mine(lin)] == ["广州越秀示例百货有限公司"] and count("elsewhere") == 0


def test_a_bureau_that_is_off_takes_nothing_in(lin, sandbox):
    sandbox.control("POST", "/settings", tax_mood="dead")
    assert lin.post("/api/invoices", {"code": CODE}).status_code == 503 and count("given") == 0
