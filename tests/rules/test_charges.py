"""What a sum is made of."""

from payment import rules


def test_what_a_sum_is_made_of_is_fen_also_where_it_was_kept_as_text():
    old = [{"name": "工本费", "text": "1,286.40 元"}, {"name": "邮费", "text": "12 元"}, {"name": "加急费", "text": "0.05 元"}]
    assert [one["amount_fen"] for one in rules.charges(old)] == [128640, 1200, 5]
    assert rules.charges([{"name": "工本费", "amount_fen": 12000}]) == [{"name": "工本费", "amount_fen": 12000}]
