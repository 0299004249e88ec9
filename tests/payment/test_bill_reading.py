"""A bill as people's words make it: whatever stands in a name, a day is never lost for it."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from payment.bills import reading, rules
from tests.payment.test_bill_rules import BACK, DAY, HEADER, PAID, SUMS, TEXT, TOTAL, M

NAMES = HEADER.split(",")
GOOD = reading.read(TEXT.encode())
PIECES = [*"护照`,\"'; \t\r\n", ",`", "\\n", "总交易单数", "`2026-11-24 10:11:12,`", "0"]
NASTY = st.lists(st.sampled_from(PIECES), max_size=12).map("".join)
WORDS = NASTY | st.text(max_size=20)


def line(given_, **changed):
    values = dict(zip(NAMES, given_[1:].split(",`"), strict=True)) | changed
    return ",".join("`" + values[name] for name in NAMES)


def file(*rows, sums=SUMS, total=TOTAL, end="\r\n"):
    return end.join([HEADER, *rows, sums, total, ""]).encode()


@pytest.mark.parametrize(
    "name",
    [
        "换护照\n加急",
        "换护照\r\n加急",
        "换护照,加急",
        "换护照,`加急",
        "`换护照`",
        ",`,`",
        "\n",
        "\n\n",
        "总交易单数\n护照",
        "\n`2026-11-24 10:11:12,`",
    ],
)
def test_whatever_stands_in_a_name_the_day_is_read(name):
    assert reading.read(file(line(PAID, 商品名称=name), line(BACK, 商品名称=name))) == GOOD


@pytest.mark.parametrize("blank", [" ", "\t", "  \t ", "\u3000"])
def test_blanks_after_the_totals_and_after_rows_do_not_matter(blank):
    assert reading.read(file(PAID + blank, BACK, sums=SUMS + blank, total=TOTAL + blank)) == GOOD
    assert reading.read(file(PAID, BACK) + f"{blank}\r\n{blank}".encode()) == GOOD


@pytest.mark.parametrize("start", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_byte_order_mark_and_line_ends_do_not_matter(start, end):
    assert reading.read(start.encode() + file(PAID, BACK, end=end)) == GOOD


@given(WORDS, WORDS)
@settings(max_examples=300, deadline=None)
def test_any_words_of_people_leave_every_number_as_it_is(first, second):
    """Any text as the name of what was bought; also with commas, backticks and line ends that are not escaped."""
    text = file(line(PAID, 商品名称=first), line(BACK, 商品名称=second), end="\n")
    bill = reading.read(text)
    found = [replace(row, slip="") for row in bill.rows]
    assert found == [replace(row, slip="") for row in GOOD.rows] and not bill.unread and not bill.sums


@given(st.lists(st.tuples(st.integers(1, 10**11), st.booleans(), NASTY), min_size=1, max_size=8))
@settings(max_examples=100, deadline=None)
def test_every_fen_arrives_and_the_totals_agree(payments):
    rows, paid, back = [], 0, 0
    for fen, is_refund, name in payments:
        yuan = f"{fen // 100}.{fen % 100:02d}"
        one = {"商品名称": name, "申请退款金额" if is_refund else "订单金额": yuan}
        rows.append(line(BACK if is_refund else PAID, **one))
        paid, back = (paid, back + fen) if is_refund else (paid + fen, back)
    sums = [f"{one // 100}.{one % 100:02d}" for one in (paid, back)]
    total = f"`{len(rows)},`0.00,`0.00,`0.00,`0.00,`{sums[0]},`{sums[1]}"
    bill = reading.read(file(*rows, total=total, end="\n"))
    assert [(row.fen, row.kind) for row in bill.rows] == [(fen, "refund" if is_refund else "payment") for fen, is_refund, _ in payments]
    assert bill.sums == {} and bill.unread == []


@pytest.mark.parametrize(
    "bad",
    [
        line(PAID, 订单金额="1e2"),
        line(PAID, 订单金额="120.005"),
        line(PAID, 订单金额="１２０.00"),
        line(PAID, 交易时间="yesterday"),
        line(PAID, 微信订单号=""),
        line(PAID, 商户订单号="A" * 33),
        PAID[:150],
        PAID.replace("`", ""),
    ],
)
def test_a_row_nobody_can_read_is_told_and_the_others_count(bad):
    bill = reading.read(file(bad, BACK))
    assert ([row.kind for row in bill.rows], [one.row for one in bill.unread], bill.sums) == (["refund"], [1], {})
    (told,) = rules.of_itself(M, DAY, bill)
    assert (told.kind, told.about) == ("row_unreadable", f"{M}:{DAY}:{bill.unread[0].sha1}")
    assert "openid" not in str(told.evidence)


def test_a_payment_named_in_a_row_nobody_can_read_is_not_missed_besides():
    transaction = "4200000000000000000000000001"
    bill = reading.read(file(line(PAID, 订单金额="1e2"), BACK))
    assert transaction in bill.named
    ours = rules.Payment("A1", transaction, M, "", 12000, "paid", DAY)
    found = rules.compare(M, DAY, bill.rows, [ours], [], bill.named)
    assert [one.kind for one in found] == ["refund_unknown"]


@pytest.mark.parametrize(
    ("rows", "total", "sums"),
    [
        ([PAID], TOTAL, {"总交易单数": ("2", 1), "申请退款总金额": ("20.05", 0)}),
        ([PAID, PAID], TOTAL, {"订单总金额": ("120.00", 24000), "申请退款总金额": ("20.05", 0)}),
        ([PAID, BACK], TOTAL[: -len("`120.00,`20.05")] + "`120.01,`20.05", {"订单总金额": ("120.01", 12000)}),
        ([PAID, BACK], TOTAL[: -len("`120.00,`20.05")] + "`x,`20.05", {"订单总金额": ("x", 12000)}),
    ],
)
def test_totals_that_are_not_those_of_the_rows_are_one_difference(rows, total, sums):
    bill = reading.read(file(*rows, total=total))
    assert bill.sums == sums and len(bill.rows) == len(rows)
    found = rules.of_itself(M, DAY, bill)
    assert [one.kind for one in found] == (["bill_totals"] if sums else [])
    if sums:
        sides = [{name: one[side] for name, one in sums.items()} for side in (0, 1)]
        assert found[0].evidence == {"there": sides[0], "here": sides[1]}


def test_what_an_unread_row_leaves_of_a_sum_is_its_own_and_less_than_nothing_is_nobodys():
    left = reading.read(file(line(PAID, 订单金额="1e2"), BACK))
    assert left.sums == {}
    over = reading.read(file(line(PAID, 订单金额="1e2"), BACK, total=TOTAL[: -len("20.05")] + "20.04"))
    assert over.sums == {"申请退款总金额": ("20.04", 2005)}


def test_a_row_without_its_backticks_is_not_taken_for_the_end_of_the_one_before():
    bill = reading.read(file(BACK, PAID.replace("`", "")))
    assert ([row.kind for row in bill.rows], [one.row for one in bill.unread], bill.sums) == (["refund"], [2], {})
