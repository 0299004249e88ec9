"""Every kind of original is as the field's schema wants it, and what is not is noticed."""

import re

import pytest

from tests.invoices import faults
from tests.sandbox.bureau import OU, UMBRELLA, Bureau, C, line

I1, I2 = "26442000000000000011", "26442000000000000012"


@pytest.fixture
def bureau(sandbox):
    sandbox.control("POST", "/settings", tax_delay=0)
    return Bureau(sandbox)


def original(bureau, number):
    return bureau.raw("GET", f"/einvoices/{number}/files/xml").content


@pytest.mark.parametrize("number", [I1, I2])
def test_the_originals_that_are_there_are_good(bureau, number):
    assert faults(original(bureau, number)) == []


def test_many_rows_a_discount_and_a_red_one_are_good(bureau):
    rows = [line(no, UMBRELLA, f"雨伞{no}", 10000, "0.13", 1300) for no in range(1, 10)]
    number = bureau.issue(rows=rows)[1]["number"]
    assert faults(original(bureau, number)) == []
    asked = {"key": "R1", "blue": number, "by": "0", "company": C, "reason": "01", "drawer": OU}
    told = bureau.call("POST", "/red", asked)[1]
    xml = original(bureau, told["red"])
    assert faults(xml) == [] and b"<RedEInvoice>" in xml and "（负数）".encode() in xml


@pytest.mark.parametrize(
    ("was", "now"),
    [
        (r"<EIid>\d{20}</EIid>", "<EIid>2644200000000000001</EIid>"),
        (r"<EIid>\d{20}</EIid>", ""),
        (r"<TotalTaxAm>[\d.]+</TotalTaxAm>", "<TotalTaxAm>22</TotalTaxAm>"),
        (r"<TotalTaxAm>[\d.]+</TotalTaxAm>", "<TotalTaxAm>22.001</TotalTaxAm>"),
        (r"<ItemName>\*[^<]+</ItemName>", "<ItemName>雨伞</ItemName>"),
        (r"<TaxRate>[^<]+</TaxRate>", "<TaxRate>13%</TaxRate>"),
        (r"<SellerIdNum>[^<]+</SellerIdNum>", "<SellerIdNum>9144010</SellerIdNum>"),
        (r"<IssueTime>[^<]+</IssueTime>", "<IssueTime>2026-11-20T18:02:11Z</IssueTime>"),
        (r"<Drawer>[^<]+</Drawer>", "<Drawer> </Drawer>"),
        (r"<EInvoiceTag>[^<]+</EInvoiceTag>", "<EInvoiceTag>SWEI0000</EInvoiceTag>"),
        (r"<TotalTax-includedAmountInChinese>[^<]+<", "<TotalTax-includedAmountInChinese>222.00<"),
        (r"<LabelCode>Y</LabelCode>", "<LabelCode>是</LabelCode>"),
        (r"</Header>", "</Header><Unknown/>"),
    ],
)
def test_what_is_not_as_it_must_be_is_noticed(bureau, was, now):
    good = original(bureau, I2).decode()
    bad, count = re.subn(was, now, good, count=1)
    assert count == 1 and faults(bad.encode()), was
