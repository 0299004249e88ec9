"""A proof from the household books: what needs none, and who can have one."""

import pytest

from app.checks.proofs import bond
from tests.rules.checking import LIN, PASS, Fail, facts, held, verdict, waits

ME, OTHER = LIN.id_number, "440199199503120021"
ROW = {"对方": OTHER, "姓名": "陈晓彤", "关系": "妻子", "同户": "曾经同户", "户号": "440106012345", "凭证": None, "状态": "正常"}
ASK = "带上能证明关系的材料，到户籍派出所问一问"


def about(field="about", found=None, **row):
    return facts(picked={field: ({**ROW, **row},)}, held=found or {})


def years(first, last):
    return facts(form={"from_year": first, "to_year": last})


CASES = [
    ("proof_shared", about(), PASS),
    ("proof_shared", about(同户="现在同户"), PASS),
    ("proof_shared", about(对方=ME), Fail("这是您自己", "选另一个人")),
    ("proof_shared", about(同户="没有同户", 关系="同户的人"), Fail("没有同户记录", ASK)),
    (
        "proof_shared",
        about(同户="没有同户", 关系="儿子", 凭证="出生医学证明 O440654321"),
        Fail("没有同户记录，父子关系看出生医学证明 O440654321", "亮“出生医学证明”就行"),
    ),
    (
        "proof_shared",
        about(同户="没有同户", 凭证="结婚证 J440106-2022-001234"),
        Fail("没有同户记录，夫妻关系看结婚证 J440106-2022-001234", "亮“结婚证”就行"),
    ),
    ("proof_shared", facts(), waits("form", "about")),
    ("proof_needed", about(), PASS),
    ("proof_needed", about(同户="现在同户"), Fail("您和陈晓彤在同一本户口簿上，不用开证明", "亮“居民户口簿”就行")),
    ("proof_needed", about(同户="现在同户", 状态="死亡"), PASS),
    ("proof_needed", facts(), waits("form", "about")),
    ("proof_gone", about("gone", 状态="死亡"), PASS),
    ("proof_gone", about("gone", 同户="没有同户"), Fail("没有同户记录", ASK)),
    (
        "proof_gone",
        about("gone", held("长期", "ec-death-dereg", 姓名="陈晓彤")),
        Fail("陈晓彤的户口注销证明在您卡包里，不用再开", "亮“户口注销证明”就行"),
    ),
    ("proof_gone", about("gone", held("长期", "ec-death-dereg", 姓名="别人")), PASS),
    ("proof_gone", facts(), waits("form", "gone")),
    ("proof_changed", facts(picked={"item": ({"原": "何桂", "新": "何桂芳"},)}), PASS),
    ("proof_changed", facts(picked={"item": ({"原": None, "新": "已婚"},)}), PASS),
    ("proof_changed", facts(picked={"item": ({"原": "汉族", "新": "汉族"},)}), Fail("这一项没有变", "选改过的那一项")),
    ("proof_changed", facts(), waits("form", "item")),
    ("proof_years", years("2010", "2026"), PASS),
    ("proof_years", years("1992", "1992"), PASS),
    ("proof_years", years("2020", "2030"), Fail("年份还没到", "写到 2026 年为止")),
    ("proof_years", years("2030", "2020"), Fail("年份还没到", "写到 2026 年为止")),
    ("proof_years", years("2020", "2019"), Fail("从哪年到哪年，先后反了", "换过来写")),
    ("proof_years", years("1991", "2019"), Fail("您 1992 年才出生", "从那年写起")),
    ("proof_years", facts(form={"from_year": "2020"}), waits("form", "to_year")),
]


@pytest.mark.parametrize(("name", "given", "said"), CASES, ids=[f"{n}-{one[0]}" for n, one in enumerate(CASES)])
def test_a_proof_is_given_of_what_nothing_in_hand_shows(name, given, said):
    assert verdict(name, None, given) == said


@pytest.mark.parametrize(
    ("relation", "sex", "said"),
    [
        ("母亲", "男", "母子关系"), ("母亲", "女", "母女关系"), ("父亲", "女", "父女关系"), ("儿子", "女", "母子关系"),
        ("女儿", "男", "父女关系"), ("丈夫", "女", "夫妻关系"), ("兄弟姐妹", "男", "兄弟姐妹关系"), ("同户的人", "男", "关系"),
    ],
)  # fmt: skip
def test_what_two_people_are_to_each_other_is_said_as_residents_say_it(relation, sex, said):
    assert bond(relation, sex) == said
