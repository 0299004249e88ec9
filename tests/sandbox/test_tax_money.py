"""Sums in capitals."""

import pytest

from sandbox.tax.money import cn_money


@pytest.mark.parametrize(
    ("fen", "words"),
    [
        (24750, "贰佰肆拾柒圆伍角"),
        (1000500, "壹万零伍圆整"),
        (100000007, "壹佰万圆零柒分"),
        (-5650, "（负数）伍拾陆圆伍角"),
        (12800, "壹佰贰拾捌圆整"),
        (1, "壹分"),
        (10010, "壹佰圆壹角"),
        (1000000000000, "壹佰亿圆整"),
        (10_0001_0000_00, "壹拾亿零壹万圆整"),
        (0, "零圆整"),
    ],
)
def test_a_sum_in_capitals(fen, words):
    assert cn_money(fen) == words
