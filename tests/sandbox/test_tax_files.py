"""The files of an invoice, read by readers that are none of ours; a changed byte is noticed in each."""

import io
import re
import shutil
import subprocess
import zipfile

import ofdkit
import pytest
import zxingcpp
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509 import load_pem_x509_certificate
from lxml import etree
from PIL import Image
from signxml.exceptions import InvalidDigest, InvalidSignature
from signxml.verifier import XMLVerifier

from tests.sandbox.bureau import UMBRELLA, Bureau, line

I1, I2 = "26442000000000000011", "26442000000000000012"


@pytest.fixture
def bureau(sandbox):
    sandbox.control("POST", "/settings", tax_delay=0)
    return Bureau(sandbox)


def file(bureau, number, kind):
    reply = bureau.raw("GET", f"/einvoices/{number}/files/{kind}")
    assert reply.status_code == 200 and bureau.raw("GET", f"/einvoices/{number}/files/{kind}").content == reply.content
    return reply.content


def verified(bureau, xml):
    from signxml import SignatureConfiguration

    config = SignatureConfiguration(require_x509=True, expect_references=1)
    return XMLVerifier().verify(xml, x509_cert=bureau.sandbox.credentials["tax"]["certificate"], expect_config=config).signed_xml


def test_the_original_says_what_the_register_says_and_is_signed(bureau):
    xml = file(bureau, I2, "xml")
    said = verified(bureau, xml)
    assert said.findtext("TaxSupervisionInfo/InvoiceNumber") == I2
    basic = "EInvoiceData/BasicInformation/"
    assert [said.findtext(basic + one) for one in ("TotalAmWithoutTax", "TotalTaxAm", "TotalTax-includedAmount")] == [
        "200.00",
        "22.00",
        "222.00",
    ]
    assert said.findtext(basic + "TotalTax-includedAmountInChinese") == "贰佰贰拾贰圆整"
    assert [one.text for one in said.iterfind(".//ItemName")] == ["*日用杂品*雨伞", "*谷物*大米"]
    assert said.findtext("Header/InherentLabel/GeneralOrSpecialVAT/LabelCode") == "02"
    with pytest.raises((InvalidDigest, InvalidSignature)):
        verified(bureau, xml.replace(b"222.00", b"223.00"))


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="poppler is not here")
def test_the_pdf_is_text_carries_the_original_and_is_sealed(bureau, tmp_path):
    pdf = file(bureau, I1, "pdf")
    (tmp_path / "i.pdf").write_bytes(pdf)
    text = subprocess.run(["pdftotext", "-layout", tmp_path / "i.pdf", "-"], capture_output=True, text=True, check=True).stdout
    for said in (
        "电子发票（普通发票）",
        I1,
        "2026年11月20日",
        "林志豪（个人）",
        "海珠区海燕示例食品店",
        "*食品*礼盒",
        "壹佰贰拾捌圆整",
        "¥128.00",
    ):
        assert said in text, said
    subprocess.run(["pdfdetach", "-save", "1", "-o", tmp_path / "i.xml", tmp_path / "i.pdf"], check=True)
    assert (tmp_path / "i.xml").read_bytes() == file(bureau, I1, "xml")
    subprocess.run(["pdftoppm", "-r", "150", "-png", tmp_path / "i.pdf", tmp_path / "page"], check=True)
    (seen,) = zxingcpp.read_barcodes(Image.open(next(tmp_path.glob("page*.png"))))
    assert seen.text == f"01,32,,{I1},128.00,20261120,,0011"
    assert sealed(bureau, pdf)
    assert not sealed(bureau, pdf.replace(b"/MediaBox", b"/MediaBax", 1))


def sealed(bureau, pdf):
    from asn1crypto import pem, x509
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko_certvalidator import ValidationContext

    _, _, der = pem.unarmor(bureau.sandbox.credentials["tax"]["certificate"].encode())
    found = PdfFileReader(io.BytesIO(pdf)).embedded_signatures[0]
    state = validate_pdf_signature(found, ValidationContext(trust_roots=[x509.Certificate.load(der)]))
    return state.intact and state.valid and state.trusted


def test_the_ofd_is_read_whole_by_a_reader_of_somebody_else(bureau, tmp_path):
    ofd = file(bureau, I2, "ofd")
    (tmp_path / "i.ofd").write_bytes(ofd)
    found = ofdkit.extract_invoice(tmp_path / "i.ofd")
    assert (found.invoice_number, found.total_amount, found.tax_amount) == (I2, "222.00", "22.00")
    text = ofdkit.extract_text(tmp_path / "i.ofd")
    for said in ("广州云山示例科技有限公司", "*日用杂品*雨伞", "贰佰贰拾贰圆整"):
        assert said in text
    with zipfile.ZipFile(io.BytesIO(ofd)) as kept:
        assert kept.namelist()[0] == "OFD.xml" and kept.read("Doc_0/Attachs/original_invoice.xml") == file(bureau, I2, "xml")
        described, value = kept.read("Doc_0/Signs/Sign_0/Signature.xml"), kept.read("Doc_0/Signs/Sign_0/SignedValue.dat")
        digests = dict(re.findall(r'FileRef="/([^"]+)"><ofd:CheckValue>([^<]+)<', described.decode()))
        assert {"OFD.xml", "Doc_0/Document.xml", "Doc_0/Attachs/original_invoice.xml"} <= set(digests)
    certificate = load_pem_x509_certificate(bureau.sandbox.credentials["tax"]["certificate"].encode())
    certificate.public_key().verify(value, described, ec.ECDSA(hashes.SHA256()))


def test_more_than_eight_rows_need_a_second_page(bureau, tmp_path):
    rows = [line(no, UMBRELLA, f"雨伞{no}", 10000, "0.13", 1300) for no in range(1, 10)]
    number = bureau.issue(rows=rows)[1]["number"]
    assert len(etree.fromstring(file(bureau, number, "xml")).findall(".//IssuItemInformation")) == 9
    (tmp_path / "i.ofd").write_bytes(file(bureau, number, "ofd"))
    assert len(ofdkit.open(tmp_path / "i.ofd").pages) == 2
    assert "第 2 页，共 2 页" in ofdkit.extract_text(tmp_path / "i.ofd")
