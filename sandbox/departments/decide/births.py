"""给宝宝上户口: a page in a parent's household book, and the number that comes with it."""

from __future__ import annotations

import re
from datetime import date

from sandbox.departments.decide.asked import Asked, age
from sandbox.departments.decide.verdict import Effect, Verdict, ask_again, deny
from sandbox.registers.columns import id_sign
from sandbox.registers.declared import Row
from sandbox.registers.store import Store

FOLLOW = {"父": ("跟爸爸", "爸爸", "father"), "母": ("跟妈妈", "妈妈", "mother")}
REGION = "440199"  # the demo people's area, which no living person has


def issue_id(region: str, birth: date, sex: str, taken: set[str]) -> str:
    """The next free number of that day: odd orders for boys, even for girls."""
    for order in range(1 if sex == "男" else 2, 1000, 2):
        head = f"{region}{birth:%Y%m%d}{order:03d}"
        number = head + id_sign(head)
        if number not in taken:
            return number
    raise ValueError(f"no number is left for {birth}")


def name_fault(name: str) -> str | None:
    """What is wrong with this name; None when it may be registered. Rare characters are the platform's table, not asked here."""
    if strange := re.search(r"[^一-鿿㐀-䶿·]", name):
        return f"姓名只能用汉字，“{strange[0]}”不行"
    if len(name) < 2:
        return "姓名至少 2 个字"
    return f"姓名最多 6 个字，现在是 {len(name)} 个" if len(name) > 6 and "·" not in name else None


def surname(name: str, father: str, mother: str) -> str:
    """father, mother, both or third."""
    if father and mother and name.startswith((father[0] + mother[0], mother[0] + father[0])):
        return "both"
    return "father" if father and name.startswith(father[0]) else "mother" if mother and name.startswith(mother[0]) else "third"


def decide(asked: Asked) -> Verdict | None:
    """The baby of the certificate picked, or of the number in hand. None while the form names none."""
    if not asked.has("baby", "birth_no"):
        return None
    store, birth = asked.store, asked.picked("baby", "wj.births") or asked.store.get("wj.births", asked.text("birth_no"))
    if birth is None:
        return ask_again("field", "baby" if asked.has("baby") else "birth_no", "没有查到这张出生医学证明，核对一下")
    if asked.person not in (birth["母"], birth["父"]):
        return deny("出生证上不是您的孩子")
    if birth["状态"] != "未用":
        return deny("这张出生证已经入过户了" if birth["状态"] == "已用" else "这张出生证已经作废，请用新的")
    name = asked.text("baby_name") or birth["姓名"]
    if fault := named(asked, birth, name):
        return fault
    home = household(asked, birth)
    if isinstance(home, Verdict):
        return home
    if refused := [parent for parent in (birth["母"], birth["父"], home["户主"]) if parent and not asked.agreed(parent)]:
        return deny(f"{asked.name(refused[0])}还没有同意，请对方在手机上点同意，或一起到派出所办")
    return registered(asked, store, birth, home, name)


def named(asked: Asked, birth: Row, name: str) -> Verdict | None:
    """Why the name cannot stand."""
    if fault := name_fault(name):
        return ask_again("field", "baby_name", fault)
    parents = [asked.name(birth[role]) if birth[role] else "" for role in ("父", "母")]
    if surname(name, *parents) == "third" and not asked.has("third_why"):
        return ask_again("field", "third_why", "姓要随爸爸或妈妈。用别的姓，请选原因")
    if name != birth["姓名"] and not asked.ticked("differs"):
        return ask_again("field", "differs", f"名字和出生证“{birth['姓名']}”不同，请勾选确认")
    return None


def household(asked: Asked, birth: Row) -> Row | Verdict:
    """The household the baby goes to: the parents' own, or the one chosen where they have two."""
    books = {role: row["户号"] for role in ("父", "母") if birth[role] and (row := asked.store.get("gat.hukou", birth[role]))}
    follow = asked.chose("follow", FOLLOW) or asked.chose("follow_parent", FOLLOW)
    if row := asked.picked("follow", "gat.households"):
        follow = next((role for role, book in books.items() if book == row["户号"]), None)
    if len(set(books.values())) > 1 and follow not in books:
        return ask_again("field", "follow", "选一下户口跟爸爸还是跟妈妈")
    chosen = books.get(follow or "", next(iter(books.values()), ""))
    home = asked.store.get("gat.households", chosen)
    if home is None:
        return deny("没有查到父母的户口，请到派出所办")
    return home if home["状态"] == "正常" else deny("您的户口目前被冻结，请打户籍派出所电话问清楚")


def registered(asked: Asked, store: Store, birth: Row, home: Row, name: str) -> Verdict:
    """The new page, and the certificate used up. A machine decides the plain case; a person the others."""
    born = date.fromisoformat(birth["出生时间"][:10])
    number = issue_id(REGION, born, birth["性别"], set(store.rows("gat.hukou")))
    page = next_page(store, home["户号"])
    head_is_parent = home["户主"] in (birth["母"], birth["父"])
    relation = ("子" if birth["性别"] == "男" else "女") if head_is_parent else asked.text("relation") or "孙子女"
    father = store.get("gat.hukou", birth["父"] or "") or store.get("gat.hukou", birth["母"]) or {}
    row = {
        "id": number,
        "姓名": name,
        "户号": home["户号"],
        "页": page,
        "与户主关系": relation,
        "性别": birth["性别"],
        "民族": asked.text("nation") or father.get("民族", "汉族"),
        "出生日期": born.isoformat(),
        "出生地": asked.text("birthplace") or birth["出生地"],
        "籍贯": asked.text("native") or father.get("籍贯", birth["出生地"]),
        "婚姻": "未婚",
        "落户日": asked.today.isoformat(),
        "何因何地来": "出生",
        "状态": "正常",
    }
    wed = store.get("mz.marriages", birth["母"])
    married = wed is not None and wed["状态"] == "结婚" and birth["父"] in [one["id"] for one in wed["对方"]]
    plain = age(number, asked.today) < 1 and married and home["类别"] == "家庭户" and name == birth["姓名"] and not asked.has("third_why")
    effects: tuple[Effect, ...] = (
        ("add", "gat.hukou", row),
        ("change", "wj.births", birth["编号"], {"状态": "已用", "child_id": number, "姓名": name}),
    )
    return Verdict(
        "grant",
        machine=plain and not asked.unknown(),
        effects=effects,
        opinion=f"{name}上好户口了，身份证号 {number}",
        number=f"{home['户号']}-{page}",
        fields=face(store, row, home),
        issued_on=asked.today.isoformat(),
    )


def next_page(store: Store, book: str) -> int:
    """The number of the next page in a household's book."""
    return max((int(row["页"]) for row in store.where("gat.hukou", 户号=book)), default=0) + 1


def face(store: Store, row: Row, home: Row) -> dict[str, str]:
    """A page of the household book."""
    head = row["姓名"] if home["户主"] == row["id"] else (store.get("gat.hukou", home["户主"] or "") or {}).get("姓名")
    shown = {name: str(row[name]) for name in ("与户主关系", "姓名", "出生地", "籍贯")}
    return {"户主": str(head or home["管理单位"]), **shown, "住址": home["住址"], "登记日期": row["落户日"]}
