"""Numbers that check themselves, names: every check with what passes, what fails and what nobody knows yet."""

import pytest

from app.checks.names import surname
from tests.rules.checking import PASS, Fail, Off, facts, off, rows, verdict, waits

AGAIN = "照着合格证或行驶证再看一眼"
WORDS = rows(words=[{"词": "中央", "用法": "任何", "原因": "容易当成国家机关"}, {"词": "天河", "用法": "字号", "原因": "是地名"}])
NAME = {"kind": "company", "region": "广州", "brand": "榕树示例", "industry": "科技", "form": "有限公司"}
PARENTS = {"father": "林志豪", "mother": "陈晓彤"}


def child(name, **more):
    return facts(form={"name": name, **PARENTS, **more})


CASES = [
    ("id_checksum", None, facts(), PASS),
    ("id_checksum", {"number": "form.no"}, facts(form={"no": "440199199208200011"}), Fail("身份证号有一位不对，再看一眼")),
    ("id_checksum", {"number": "form.no"}, facts(form={"no": "44019919920820001"}), Fail("身份证号要 18 位，现在是 17 位")),
    ("id_checksum", None, facts(person=None), waits("person")),
    ("uscc_checksum", None, facts(form={"uscc": "91440101MADEMA0192"}), PASS),
    ("uscc_checksum", None, facts(form={"uscc": "914401011234567"}), PASS),
    ("uscc_checksum", None, facts(form={"uscc": "91440101MADEMA0193"}), Fail("代码有一位不对，对着营业执照再看一眼")),
    ("uscc_checksum", None, facts(), waits("form", "uscc")),
    ("vin_checksum", None, facts(form={"vin": "LSGDEMA0XTG000001"}), PASS),
    ("vin_checksum", None, facts(form={"vin": "1M8GDM9AXKP042788"}), PASS),
    ("vin_checksum", None, facts(form={"vin": "11111111111111111"}), PASS),
    ("vin_checksum", None, facts(form={"vin": "LSGDEMA0XLG000002"}), Fail("车架号有一位不对", AGAIN)),
    ("vin_checksum", None, facts(form={"vin": "LSGDEMA0XLG00000"}), Fail("车架号要 17 位，现在是 16 位", AGAIN)),
    ("vin_checksum", None, facts(form={"vin": "LSGDEMA0XLG00000O"}), Fail("车架号里没有字母 I、O 和 Q", "是不是数字 1 或 0")),
    ("vin_checksum", None, facts(), waits("form", "vin")),
    ("plate_format", None, facts(form={"plate": "粤A12B34"}), PASS),
    ("plate_format", None, facts(form={"plate": "粤a·12b34"}), PASS),
    ("plate_format", None, facts(form={"plate": "粤AD12345", "energy": "纯电"}), PASS),
    ("plate_format", None, facts(form={"plate": "粤AF12345", "energy": "插电混动"}), PASS),
    ("plate_format", None, facts(form={"plate": "粤AF12345", "energy": "纯电"}), Fail("纯电车的号码不是这样编的")),
    ("plate_format", None, facts(form={"plate": "粤AI2345"}), Fail("车牌里没有字母 I 和 O", "是不是数字 1 或 0")),
    ("plate_format", None, facts(form={"plate": "粤AABC12"}), Fail("普通车牌最多两个字母")),
    ("plate_format", None, facts(form={"plate": "粤A123"}), Fail("车牌号不对，再看一眼", "像 粤A12B34；新能源车是 粤AD12345")),
    ("plate_format", None, facts(form={"plate": "粤B12345", "energy": "汽油"}), Fail("广州的号码是 粤A 开头")),
    ("plate_format", None, facts(), waits("form", "plate")),
    ("range", "5..12", facts(form={"value": "8"}), PASS),
    ("range", "5..12", facts(form={"value": "8.5"}), Fail("要填整数")),
    ("range", "5..12", facts(form={"value": 13}), Fail("要在 5 到 12 之间")),
    ("range", "5..12", facts(), waits("form", "value")),
    ("share_lte", 100, facts(form={"parts": [60, 40]}), PASS),
    ("share_lte", 100, facts(form={"parts": [60, 50]}), Fail("合计超过 100%，现在是 110%")),
    ("share_lte", 100, facts(), waits("form", "parts")),
    ("fiscal_bill_format", None, facts(form={"code": "44010126", "number": "0000012345", "check6": "3f9a0c"}), PASS),
    (
        "fiscal_bill_format",
        None,
        facts(form={"code": "4401012", "number": "0000012345", "check6": "3f9a0c"}),
        Fail("票据代码是 8 位", "对着票据再看一眼"),
    ),
    ("fiscal_bill_format", None, facts(form={"code": "44010126", "number": "0000012345"}), waits("form", "check6")),
    ("seal_code", None, facts(rows=rows(seal=[{"code": "4401060010001", "taken": [], "district": "440106"}])), PASS),
    (
        "seal_code",
        None,
        facts(rows=rows(seal=[{"code": "4401060010001", "taken": ["4401060010001"], "district": "440106"}])),
        Fail("这个印章编码有人用了", "换下一个号"),
    ),
    (
        "seal_code",
        None,
        facts(rows=rows(seal=[{"code": "440106001", "taken": [], "district": "440106"}])),
        Fail("印章编码要 13 位，前 6 位是区划"),
    ),
    ("seal_code", None, facts(rows={"seal": Off("seal")}), off("seal")),
    ("name_rule", None, child("林沐阳"), PASS),
    ("name_rule", None, child("陈沐阳"), PASS),
    ("name_rule", None, child("林"), Fail("姓名至少 2 个字")),
    ("name_rule", None, child("林A阳"), Fail("姓名只能用汉字，“A”不行")),
    ("name_rule", None, child("林沐1"), Fail("姓名只能用汉字，“1”不行")),
    ("name_rule", None, child("林沐陽"), Fail("“陽”不是规范汉字，写成“阳”")),
    ("name_rule", None, child("林龘"), Fail("“龘”不在通用规范汉字表里，请换一个字")),
    ("name_rule", None, child("林沐阳天地人和"), Fail("姓名最多 6 个字，现在是 7 个")),
    ("name_rule", None, child("黄沐阳"), Fail("姓要随爸爸或妈妈", "用别的姓，请选原因")),
    ("name_rule", None, child("黄沐阳", third_why="直系长辈血亲的姓"), PASS),
    ("name_rule", None, facts(form={"name": "买买提·艾力", "nation": "维吾尔族"}), PASS),
    ("name_rule", None, facts(form={"name": "林·沐"}), Fail("姓名只能用汉字，“·”不行")),
    ("name_rule", None, facts(), waits("form", "name")),
    ("company_name_rule", None, facts(form=NAME), PASS),
    ("company_name_rule", None, facts(form={**NAME, "form": "工作室"}), Fail("名字结尾要是“有限公司”")),
    ("company_name_rule", None, facts(form={**NAME, "kind": "self_employed"}), Fail("结尾“有限公司”和要办的种类对不上")),
    ("company_name_rule", None, facts(form={**NAME, "brand": "榕"}), Fail("字号至少 2 个字")),
    ("company_name_rule", None, facts(form={**NAME, "industry": ""}), waits("form", "industry")),
    ("word_filter", None, facts(form={"brand": "榕树示例"}, rows=WORDS), PASS),
    ("word_filter", None, facts(form={"brand": "中央榕树"}, rows=WORDS), Fail("“中央”不能用：容易当成国家机关")),
    ("word_filter", None, facts(form={"brand": "天河"}, rows=WORDS), Fail("“天河”不能单独当字号")),
    ("word_filter", None, facts(form={"brand": "榕树示例"}), waits("rows", "words")),
    ("required_fields", ["shop"], facts(form={"shop": "越秀店"}), PASS),
    ("required_fields", ["shop", "app"], facts(form={"shop": "越秀店", "app": ""}), Fail("有的还没填全", "补上再交")),
    ("mutex", ["loan", "rent"], facts(form={"chosen": ["loan", "child"]}), PASS),
    ("mutex", ["loan", "rent"], facts(form={"chosen": ["loan", "rent"]}), Fail("这几样只能选一个")),
    ("mutex", ["loan", "rent"], facts(), waits("form", "chosen")),
]


@pytest.mark.parametrize(("name", "arg", "given", "expected"), CASES)
def test_what_a_check_of_numbers_answers(name, arg, given, expected):
    assert verdict(name, arg, given) == expected


@pytest.mark.parametrize(
    ("name", "whose"), [("林沐阳", "father"), ("陈沐阳", "mother"), ("林陈沐", "both"), ("黄沐阳", "third"), ("欧阳沐", "third")]
)
def test_whose_surname_it_is(name, whose):
    assert surname(name, "林志豪", "陈晓彤") == whose
