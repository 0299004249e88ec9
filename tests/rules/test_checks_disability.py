"""残疾人两项补贴: what the card and the family's standing give, and why the other of the two is not due."""

import pytest

from sandbox.registers.declared import registers
from tests.rules.checking import PASS, Fail, Off, facts, off, rows, verdict, waits

RATES = list(registers()["mz.disabilityrates"].rows.values())
END = "情况变了再来；有疑问打 12385"
LIFE, CARE = "生活补贴每月 206 元，可以领", "护理补贴每月 276 元，可以领"


def card(kind="肢体", grade="三级", until="2029-05-20"):
    return {"card": ({"id": "1", "类别": kind, "等级": grade, "至": until},)}


def due(kind="肢体", grade="三级", hard=("边缘",), paid=(), care=False, **more):
    """Facts of a card, the family's standing, what is paid already."""
    there = rows(
        hardship=[{"类别": one} for one in hard],
        rates=RATES,
        paid=[{"种类": one, "状态": "发放"} for one in paid],
        care=[{"工伤护理": True}] if care else [],
    )
    return facts(form={"card": "1"}, picked=card(kind, grade), rows={**there, **more})


def good(until):
    return facts(form={"card": "1"}, picked=card(until=until))


NEITHER = "生活补贴：先认定低保或边缘家庭；护理补贴："
CASES = [
    ("disability_due", due(), PASS),
    ("disability_due", due(hard=()), Fail(f"{NEITHER}三级肢体不在护理补贴范围", END)),
    ("disability_due", due("精神", "四级", (), ("护理",)), Fail(f"{NEITHER}已经在领", END)),
    ("disability_due", due(paid=("生活",)), Fail("生活补贴：已经在领；护理补贴：三级肢体不在护理补贴范围", END)),
    ("disability_due", due(hardship=Off("mz.hardship")), off("mz.hardship")),
    ("disability_due", facts(), waits("form.card")),
    ("disability_valid", good("2026-11-23"), PASS),  # to the end of its last day
    ("disability_valid", good("2026-11-22"), Fail("残疾人证11月22日过期了", "先换证，换好了再来")),
    ("disability_valid", facts(), waits("form.card")),
]


@pytest.mark.parametrize(("name", "given", "expected"), CASES)
def test_what_a_check_of_a_card_answers(name, given, expected):
    assert verdict(name, None, given) == expected


@pytest.mark.parametrize(
    ("given", "note"),
    [
        ({}, f"{LIFE}；护理补贴：三级肢体不在护理补贴范围"),
        ({"grade": "一级"}, f"{LIFE}；{CARE}"),
        ({"grade": "一级", "hard": ()}, f"生活补贴：先认定低保或边缘家庭；{CARE}"),
        ({"kind": "智力", "grade": "四级", "hard": ("低保",)}, f"{LIFE}；{CARE}"),
        ({"grade": "二级", "hard": ("低保", "特困")}, f"生活补贴：特困人员不另领生活补贴；{CARE}"),
        ({"grade": "二级", "hard": ("孤儿",)}, f"生活补贴：孤儿不另领生活补贴；{CARE}"),
        ({"grade": "二级", "care": True}, f"{LIFE}；护理补贴：已经领工伤护理费，不重复领"),
        ({"grade": "二级", "paid": ("生活",)}, f"生活补贴：已经在领；{CARE}"),
    ],
)
def test_what_is_due_is_said_with_its_sum_and_what_is_not_with_its_reason(given, note):
    found = verdict("disability_due", None, due(**given))
    assert found == PASS and found.note == note
