"""Names of children, of companies; words that may not stand in one; what must be filled in."""

from __future__ import annotations

import re

from app.checks.declare import check
from app.checks.facts import Facts, Fail, Pass, Verdict
from app.kernel import text as texts
from app.kernel.ports import Row
from app.reference import characters

SHORTEST, LONGEST = 2, 6
HAN, HAN_CHARACTER = ("汉族", "汉"), re.compile(f"[{texts.HAN}]")
# Surnames of two characters that are met; any other surname is the first character.
DOUBLE = frozenset(
    ["欧阳", "司马", "上官", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "司徒", "夏侯", "端木", "长孙", "宇文", "独孤"]
    + ["南宫", "申屠", "呼延", "轩辕", "闻人", "澹台"]
)
ORGANISATIONS = {
    "company": ("有限公司", "有限责任公司"),
    "joint_stock": ("股份有限公司", "股份公司"),
    "self_employed": ("店", "馆", "部", "坊", "工作室", "行", "厂", "铺"),
    "partnership": ("合伙企业（普通合伙）", "合伙企业（有限合伙）", "合伙企业"),
}


def surname_of(name: str) -> str:
    """The surname a name begins with."""
    return name[:2] if name[:2] in DOUBLE and len(name) > 2 else name[:1]


def surname(name: str, father: str, mother: str) -> str:
    """Whose surname it is: father | mother | both | third."""
    his, hers = surname_of(father) if father else "", surname_of(mother) if mother else ""
    if his and hers and name.startswith((his + hers, hers + his)) and his != hers:
        return "both"
    if his and name.startswith(his):
        return "father"
    return "mother" if hers and name.startswith(hers) else "third"


@check("name_rule", name="form.name", father="form.father", mother="form.mother", nation="form.nation", why="form.third_why")
def name_rule(name: str, father: str | None, mother: str | None, nation: str | None, why: str | None) -> Verdict:
    """Two to six characters of the national table; the surname may be outside it, and is a parent's unless there is a reason."""
    table, written = characters()
    plain, dotted = texts.plain(name), bool(nation) and nation not in HAN
    if len(plain) < SHORTEST:
        return Fail(f"姓名至少 {SHORTEST} 个字")
    if len(plain) > LONGEST and not dotted:
        return Fail(f"姓名最多 {LONGEST} 个字，现在是 {len(plain)} 个")
    first = len(surname_of(plain))
    for n, char in enumerate(plain):
        if char in table or (dotted and char == texts.DOT):
            continue
        if not HAN_CHARACTER.fullmatch(char):
            return Fail(f"姓名只能用汉字，“{char}”不行")
        if n < first:
            continue
        if char in written:
            return Fail(f"“{char}”不是规范汉字，写成“{written[char]}”")
        return Fail(f"“{char}”不在通用规范汉字表里，请换一个字")
    if (father or mother) and not why and surname(plain, father or "", mother or "") == "third":
        return Fail("姓要随爸爸或妈妈", "用别的姓，请选原因")
    return Pass()


@check("name_new", name="form.new_name", old="form.mine.姓名")
def name_new(name: str, old: str) -> Verdict:
    """Another name than now."""
    return Fail("新名字和现在一样", "换一个再填") if texts.plain(name) == old else Pass()


@check("name_surname", name="form.new_name", old="form.mine.姓名", parents="rows.parents")
def name_surname(name: str, old: str, parents: object) -> Verdict:
    """The surname is the one there was, or a parent's."""
    known = [str(one.columns["姓名"]) for one in parents if isinstance(one, Row)] if isinstance(parents, tuple | list) else []
    if any(name.startswith(surname_of(one)) for one in (old, *known)):
        return Pass()
    return Fail("姓要随爸爸或妈妈", "用别的姓，带上理由的证明到户籍派出所办")


@check("name_birth", name="form.new_name", written="form.birth.姓名")
def name_birth(name: str, written: str) -> Verdict:
    """What was written wrongly is put right by the certificate of birth."""
    return Pass() if name == written else Fail(f"出生医学证明上是“{written}”", "写成一样的；想改别的名字，改一下回答")


@check("company_name_rule", kind="form.kind", region="form.region", brand="form.brand", industry="form.industry", form="form.form")
def company_name_rule(kind: str, region: str, brand: str, industry: str, form: str) -> Verdict:
    """Region, brand, industry, organisation; the last fits the kind."""
    if len(brand) < 2:
        return Fail("字号至少 2 个字")
    ends = ORGANISATIONS.get(kind, ())
    if form not in ends:
        return Fail(f"名字结尾要是“{ends[0]}”" if kind == "company" else f"结尾“{form}”和要办的种类对不上")
    if any(end in brand + industry for end in ("公司", "企业")):
        return Fail("“公司”“企业”只能写在最后")
    return Pass() if region and industry else Fail("要写全：地名、字号、行业、组织形式")


@check("word_filter", brand="form.brand", words="rows.words")
def word_filter(brand: str, words: tuple[Row, ...]) -> Verdict:
    """The first word that may not stand there. `words`: 词, 用法 (任何 nowhere, 字号 not as the whole brand), 原因."""
    for row in words:
        word = str(row.columns["词"])
        if row.columns["用法"] == "任何" and word in brand:
            return Fail(f"“{word}”不能用：{row.columns['原因']}")
        if row.columns["用法"] == "字号" and word == brand:
            return Fail(f"“{word}”不能单独当字号")
    return Pass()


@check("required_fields", short="fields", whole=("form",))
def required_fields(facts: Facts, fields: list[str]) -> Verdict:
    """Each is filled in."""
    empty = [one for one in fields if facts.form.get(one) in (None, "", [], {})]
    return Fail("有的还没填全", "补上再交") if empty else Pass()


@check("mutex", short="options", chosen="form.chosen")
def mutex(chosen: list[str], options: list[str]) -> Verdict:
    """At most one of these."""
    return Fail("这几样只能选一个") if len(set(chosen) & set(options)) > 1 else Pass()
