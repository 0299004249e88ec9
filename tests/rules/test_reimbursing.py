"""To whom an invoice may be handed in: the buyer's own company, or for a person's own any; never what was taken back."""

from datetime import UTC, datetime, timedelta

import pytest

from app.invoices.reimbursing import Facts, Person, fault, may_take_back

A, C, LIN = "91440101MADEMA0192", "91440104MADEMC0302", Person("440199199208200010", "林志豪")
I1, I2 = Facts(LIN.id_number, LIN.name, True, 12800, False), Facts(A, "广州云山示例科技有限公司", False, 22200, False)


def with_(one, **other):
    return Facts(**{**vars(one), **other})


@pytest.mark.parametrize(("one", "uscc"), [(I1, C), (I1, A), (with_(I1, buyer_no=""), C), (I2, A), (with_(I2, left=16550), A)])
def test_it_may_be_handed_in(one, uscc):
    assert fault(one, LIN, uscc) is None


@pytest.mark.parametrize(
    ("one", "uscc", "words"),
    [
        (I2, C, "购买方是“广州云山示例科技有限公司”，交给别的单位不能报销"),
        (with_(I1, buyer_no="440104199303150042", buyer="陈晓彤"), C, "购买方是“陈**”，先收着，不能报销"),
        (with_(I1, buyer_no="", buyer="陈晓彤"), C, "购买方是“陈**”，先收着，不能报销"),
        (with_(I1, left=0), C, "这张已冲红，不能报销"),
        (with_(I1, left=-12800, red=True), C, "红字发票不能报销"),
    ],
)
def test_it_may_not_and_why_is_said(one, uscc, words):
    found = fault(one, LIN, uscc)
    assert found is not None and found[0] == words


def test_after_seven_days_of_silence_it_may_be_had_back():
    at = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
    assert not may_take_back(at, at + timedelta(days=7)) and may_take_back(at, at + timedelta(days=7, seconds=1))
