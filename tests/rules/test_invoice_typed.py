"""What is read off an invoice and cannot be is said at its field before the bureau is asked: a wrong asking counts there too."""

from datetime import date

import pytest

from app.invoices.typed import Typed, wrong

TODAY = date(2026, 11, 23)
I1 = ("26442000000000000011", date(2026, 11, 20), 12800)
I5 = ("00112233", date(2022, 3, 8), 6490, "044002200111", "116380")


@pytest.mark.parametrize("said", [I1, ("25952000000106635586", date(2025, 6, 1), 100), I5, (*I5[:3], "4400221130"), (*I1[:2], -12800)])
def test_what_an_invoice_says_is_asked_about(said):
    assert wrong(Typed(*said), TODAY) == []


@pytest.mark.parametrize(
    ("said", "field", "words"),
    [
        (("2644200000000000001", *I1[1:]), "number", "发票号码少 1 位"),
        (("264420000000000000112", *I1[1:]), "number", "发票号码多 1 位"),
        (("2644200000000000001A", *I1[1:]), "number", "发票号码只有数字"),
        (("25442000000000000011", *I1[1:]), "number", "发票号码和日期的年份对不上"),
        (("26992000000000000011", *I1[1:]), "number", "发票号码第 3、4 位不是哪个地方的号"),
        ((I1[0], date(2026, 12, 1), 12800), "day", "开票日期不能晚于今天"),
        ((*I1[:2], 0), "amount_fen", "写上金额"),
        (("0011223", *I5[1:]), "number", "这种发票的号码是 8 位数字"),
        ((*I5[:3], "04400220011", "116380"), "code", "发票代码是 10 位或 12 位数字"),
        ((*I5[:4], "11638"), "check6", "填校验码后六位"),
        ((I5[0], TODAY, *I5[2:]), "day", "当天开的明天再查"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(said, field, words):
    assert [(one[0], one[1]) for one in wrong(Typed(*said), TODAY)] == [(field, words)]
