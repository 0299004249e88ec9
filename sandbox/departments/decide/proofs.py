"""开户籍证明: only what no household book and no certificate can prove, from what the books say of the past."""

from __future__ import annotations

from datetime import date

from sandbox.departments.decide.asked import Asked, digits
from sandbox.departments.decide.days import add_months
from sandbox.departments.decide.penalty import day
from sandbox.departments.decide.verdict import Effect, Verdict, ask_again, deny
from sandbox.documents import Doc
from sandbox.registers.books import NEVER, NOW, Spell, spells
from sandbox.registers.declared import Row

MONTHS = 3  # a proof is good for
ONLINE_SINCE = 1990  # older pages lie in the archive: a person fetches them
KINDS = {"kin": "亲属关系证明", "change": "登记项目变更证明", "cancel": "户口注销证明", "history": "历史户口证明"}
BONDS = {"父亲": ("父子", "父女"), "母亲": ("母子", "母女"), "丈夫": ("夫妻",) * 2, "妻子": ("夫妻",) * 2}


def decide(asked: Asked) -> Verdict | None:
    """None while the form does not say for whom the proof is."""
    kind = asked.answer("kind")
    if kind not in KINDS or not asked.has("use"):
        return None
    row = asked.store.get("gat.hukou", asked.person)
    if row is None:
        return deny("没有查到您的户口，请到派出所问问")
    said = {"kin": kin, "change": changed, "cancel": cancelled, "history": history}[kind](asked, row)
    return said if isinstance(said, Verdict) else proof(asked, row, kind, said)


def proof(asked: Asked, row: Row, kind: str, text: str) -> Verdict:
    """The certificate, the same on a sheet that is handed over with it, and an entry that it was given."""
    today, until = asked.today.isoformat(), add_months(asked.today, MONTHS).isoformat()
    home = asked.store.get("gat.households", row["户号"]) or {}
    office, number = str(home.get("派出所") or "户籍派出所"), f"{asked.today.year}{digits(asked.case['case_no'], 9)}"
    entry = {"编号": number, "id": asked.person, "种类": KINDS[kind], "内容": text, "出具日": today, "有效至": until, "状态": "有效"}
    effects: tuple[Effect, ...] = (("add", "gat.proofs", entry),)
    fields = {"姓名": str(row["姓名"]), "证明事项": text, "出具机关": office, "出具日期": today}
    old = kind == "history" and asked.text("from_year").isdigit() and int(asked.text("from_year")) < ONLINE_SINCE
    return Verdict(
        "grant",
        machine=not old and not asked.unknown(),
        effects=effects,
        fields=fields,
        number=number,
        issued_on=today,
        valid_until=until,
        opinion=text,
        papers=(sheet(KINDS[kind], number, fields | {"用途": f"交{asked.text('use')}", "有效至": until}),),
    )


def sheet(title: str, number: str, facts: dict[str, str]) -> Doc:
    """A proof on paper: {number, title, facts, parts}."""
    said = {"编号": number, **facts}
    return {
        "number": number,
        "title": title,
        "facts": [{"label": label, "text": text} for label, text in said.items() if text],
        "parts": [{"head": "怎么验", "text": "扫文件上的码，或者打开查验页输入防伪码，看到的和这里一样就是真的。"}],
    }


def line_of(asked: Asked, field: str, by_hand: str) -> Row | None:
    """The row of gat.together that was picked, or that of whoever was named where the register was off."""
    typed = next(iter(asked.numbers(by_hand)), "")
    picked = asked.picked(field, "gat.together")
    return picked if picked and picked["id"] == asked.person else asked.store.get("gat.together", f"{asked.person}|{typed}")


def kin(asked: Asked, row: Row) -> str | Verdict:
    """曾同户: what two people are to each other, and in which book they stood."""
    other, field = line_of(asked, "about", "about_by_hand"), asked.place("about", "about_by_hand")
    if other is None or other["对方"] == asked.person:
        return ask_again("field", field, "选另一个人" if other else "没有同户记录")
    if other["同户"] == NEVER:
        return deny(f"没有同户记录，关系看{other['凭证']}" if other["凭证"] else "没有同户记录")
    if other["同户"] == NOW:
        return deny("你们在同一本户口簿上，亮电子户口簿就行")
    return f"{row['姓名']}与{other['姓名']}系{bond(other['关系'], row['性别'], other)}，曾同户 {other['户号']}"


def bond(relation: str, sex: str, other: Row) -> str:
    """母子关系: of what the other is to me."""
    if relation in BONDS:
        return f"{BONDS[relation][0 if sex == '男' else 1]}关系"
    if relation in ("儿子", "女儿"):
        return f"{'父' if sex == '男' else '母'}{'子' if relation == '儿子' else '女'}关系"
    return "同户成员" if relation == "同户的人" else f"{relation}关系"


def changed(asked: Asked, row: Row) -> str | Verdict:
    """What was another thing on the page before."""
    one = asked.picked("item", "gat.changes")
    typed = asked.text("item_by_hand")
    if one is None and typed:
        one = next((each for each in asked.store.where("gat.changes", id=asked.person) if each["项"] in typed or typed in each["项"]), None)
    if one is None or one["id"] != asked.person:
        return ask_again("field", asked.place("item", "item_by_hand"), "户口登记里没有改过这一项")
    before = f"由“{one['原']}”" if one["原"] else ""
    return f"{row['姓名']}的{one['项']}，{day(date.fromisoformat(one['日']))}{before}变更为“{one['新']}”"


def cancelled(asked: Asked, row: Row) -> str | Verdict:
    """Somebody's page that is closed."""
    other, field = line_of(asked, "gone", "gone_by_hand"), asked.place("gone", "gone_by_hand")
    if other is None or other["同户"] == NEVER:
        return ask_again("field", field, "没有同户记录")
    if other["状态"] == "正常":
        return ask_again("field", field, f"{other['姓名']}的户口没有注销")
    on = f" {day(date.fromisoformat(other['状态日']))}" if other["状态日"] else ""
    return f"{other['姓名']}{on}因{other['状态']}注销户口，户号 {other['户号']}"


def history(asked: Asked, row: Row) -> str | Verdict:
    """Where the register stood in these years."""
    first, last = (int(asked.text(name) or 0) for name in ("from_year", "to_year"))
    if not first <= last <= asked.today.year:
        return ask_again("field", "to_year", "年份还没到" if last > asked.today.year else "从哪年到哪年，先后反了")
    found = [one for one in spells(row) if (one.since is None or one.since.year <= last) and (one.until is None or one.until.year >= first)]
    born = date.fromisoformat(row["出生日期"]).year
    if not found or last < born:
        return deny(f"{first} 年到 {last} 年没有查到您的户口登记")
    return "；".join(stood(asked, one) for one in found)


def stood(asked: Asked, one: Spell) -> str:
    """2010 年 1 月 8 日起登记在…."""
    home = asked.store.get("gat.households", one.book) or {}
    since = f"{day(one.since)}起" if one.since else ""
    until = f"到 {day(one.until)}" if one.until else ""
    return f"{since}{until}登记在{home.get('住址', '')}（户号 {one.book}）"
