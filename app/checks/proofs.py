"""A proof from the household books: given only of what no book, card or certificate in hand can show."""

from __future__ import annotations

from datetime import date

from app.checks.declare import check
from app.checks.facts import Fail, Held, Pass, Verdict

NOW, NEVER = "现在同户", "没有同户"
ELDERS = {"父亲": "父", "母亲": "母"}
YOUNG = {"儿子": "子", "女儿": "女"}
SHOW = {"出生医学证明": "亮“出生医学证明”就行", "结婚证": "亮“结婚证”就行"}  # cards of the wallet, by what a register says shows it
ASK = "带上能证明关系的材料，到户籍派出所问一问"


def bond(relation: str, sex: str) -> str:
    """母子关系: `relation` is what the other is to me, `sex` mine."""
    if relation in ELDERS:
        return f"{ELDERS[relation]}{'子' if sex == '男' else '女'}关系"
    if relation in YOUNG:
        return f"{'父' if sex == '男' else '母'}{YOUNG[relation]}关系"
    return "夫妻关系" if relation in ("丈夫", "妻子") else "关系" if relation == "同户的人" else f"{relation}关系"


@check(
    "proof_shared",
    other="form.about.对方",
    how="form.about.同户",
    relation="form.about.关系",
    paper="form.about.凭证",
    me="person.id_number",
    sex="person.sex",
)
def proof_shared(other: str, how: str, relation: str, paper: str | None, me: str, sex: str) -> Verdict:
    """Somebody else, who stood in one book with me. `paper`: what shows it where no book does, kind and number."""
    if other == me:
        return Fail("这是您自己", "选另一个人")
    if how != NEVER:
        return Pass()
    kind = (paper or "").partition(" ")[0]
    return Fail(f"没有同户记录，{bond(relation, sex)}看{paper}", SHOW.get(kind, ASK)) if paper else Fail("没有同户记录", ASK)


@check("proof_needed", name="form.about.姓名", how="form.about.同户", state="form.about.状态")
def proof_needed(name: str, how: str, state: str) -> Verdict:
    """No book shows both now."""
    if how != NOW or state != "正常":
        return Pass()
    return Fail(f"您和{name}在同一本户口簿上，不用开证明", "亮“居民户口簿”就行")


@check("proof_gone", name="form.gone.姓名", how="form.gone.同户", paper="ec-death-dereg")
def proof_gone(name: str, how: str, paper: Held | None) -> Verdict:
    """Stood in one book with me, and what shows that the page is closed is not in the wallet."""
    if how == NEVER:
        return Fail("没有同户记录", ASK)
    if paper and paper.fields.get("姓名") == name:
        return Fail(f"{name}的户口注销证明在您卡包里，不用再开", "亮“户口注销证明”就行")
    return Pass()


@check("proof_changed", after="form.item.新", before="form.item.原")
def proof_changed(after: str, before: str | None) -> Verdict:
    """Something else stood there before."""
    return Pass() if after != before else Fail("这一项没有变", "选改过的那一项")


@check("proof_years", first="form.from_year", last="form.to_year", born="person.birth")
def proof_years(today: date, first: int, last: int, born: date) -> Verdict:
    """Years that have come, the earlier one first, none before one was born."""
    if max(first, last) > today.year:
        return Fail("年份还没到", f"写到 {today.year} 年为止")
    if first > last:
        return Fail("从哪年到哪年，先后反了", "换过来写")
    return Fail(f"您 {born.year} 年才出生", "从那年写起") if first < born.year else Pass()
