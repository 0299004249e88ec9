"""搬家改地址: a door plate renamed, or people of a household into a house, into a relative's book, into a book of their own."""

from __future__ import annotations

from dataclasses import replace

from sandbox.departments.decide.asked import Asked, age
from sandbox.departments.decide.books import book_of, certificate
from sandbox.departments.decide.moves import called, left_behind, moved, next_book
from sandbox.departments.decide.verdict import Effect, Verdict, ask_again, deny
from sandbox.registers.declared import Row

WAYS = {
    "rename": ("门牌更名", "更名", "renamed"),
    "join": ("入亲属的户", "亲属"),
    "split": ("同址分户", "分户"),
    "move": ("自己的房子", "house"),
}
CAME = "市内移居"


def decide(asked: Asked) -> Verdict | None:
    """None while neither the form nor an answer says why."""
    why = asked.chose("why", WAYS, asked_before=True)
    if why is None:
        return None
    found = book_of(asked)
    if isinstance(found, Verdict):
        return found
    row, home = found
    if why == "rename":
        return renamed(asked, row, home)
    movers = sorted({asked.person, *asked.ids("movers")})
    if asked.has("movers") and asked.person not in asked.ids("movers"):
        return ask_again("field", "movers", "至少有本人")
    if stranger := [one for one in movers if (page := asked.store.get("gat.hukou", one)) is None or page["户号"] != home["户号"]]:
        return ask_again("field", "movers", f"{called(asked, stranger[0])}的户口不在您这一户，不用搬")
    if refused := [one for one in movers if age(one, asked.today) >= 18 and not asked.agreed(one)]:
        return deny(f"{asked.name(refused[0])}还没有同意一起搬")
    target = {"move": own_house, "join": relative, "split": beside}[why](asked, home, movers)
    if isinstance(target, Verdict):
        return target
    head = left_behind(asked, home, movers)
    if isinstance(head, Verdict):
        return head
    verdict = moved(asked, home, target, movers, head, CAME)
    # Whether a dwelling can be two is for a person to look at.
    return replace(verdict, machine=why != "split" and not asked.unknown(), opinion=f"户口搬到了{target['住址']}", units={})


def renamed(asked: Asked, row: Row, home: Row) -> Verdict:
    """The household keeps its book and its number; each page says what the address was."""
    place = asked.store.one("std.addresses", 更名自=home["住址"])
    if place is None:
        return deny("没有查到您的门牌改过名")
    entry = {"项": "住址", "原": home["住址"], "新": place["全称"], "日": asked.today.isoformat()}
    effects: list[Effect] = [("change", "gat.households", home["户号"], {"住址": place["全称"], "地址码": place["code"]})]
    for one in asked.store.where("gat.hukou", 户号=home["户号"], 状态="正常"):
        effects.append(("change", "gat.hukou", one["id"], {"变更": [*one["变更"], entry]}))
    return certificate(asked, row, {**home, "住址": place["全称"]}, tuple(effects), f"门牌改为{place['全称']}")


def own_house(asked: Asked, home: Row, movers: list[str]) -> Row | Verdict:
    """A new book at a house of the family's own: picked, or named by its number where the register was off."""
    store, typed = asked.store, asked.text("house_no").replace("(", "（").replace(")", "）").replace(" ", "")
    mine = next((one for one in store.where("zrzy.realestate", owner=asked.person) if typed and one["证号"] == typed), None)
    house = asked.picked("house", "zrzy.realestate") or mine
    field = asked.place("house", "house_no")
    if house is None or house["owner"] not in asked.reach.family:
        return ask_again("field", field, "没有查到这张房产证，核对一下证号" if typed else "选一下搬到哪套房子")
    if house["市"][:4] != home["区"][:4]:
        return deny("跨市请办“省内迁户口”")
    if not asked.agreed(house["owner"]):
        return deny(f"房主{asked.name(house['owner'])}还没有同意")
    if any(store.where("gat.households", 地址码=house["地址码"], 状态="正常")):
        return ask_again("field", field, "这个地址已经有一户。换一套房子；想跟他们一户的，撤回这次，重选“搬到亲属户里”")
    place = store.get("std.addresses", house["地址码"]) or {}
    there = {"地址码": house["地址码"], "住址": place.get("全称", house["坐落"]), "区": house["区"]}
    return new_book(asked, home, **there, 派出所=place.get("派出所", home["派出所"]))


def relative(asked: Asked, home: Row, movers: list[str]) -> Row | Verdict:
    """The book of a relative in the same city, whose head said yes."""
    kin = asked.picked("kin", "gat.hukou")
    if kin is None or kin["id"] not in asked.reach.family:
        return ask_again("field", "kin", "没有查到你们是亲属")
    book = asked.store.get("gat.households", kin["户号"])
    if book is None or book["状态"] != "正常" or book["户号"] == home["户号"]:
        return ask_again("field", "kin", "这位亲属的户现在搬不进去")
    if book["区"][:4] != home["区"][:4]:
        return deny("跨市请办“省内迁户口”")
    return book if asked.agreed(book["户主"]) else deny(f"户主{asked.name(book['户主'])}还没有同意")


def beside(asked: Asked, home: Row, movers: list[str]) -> Row | Verdict:
    """A second book at the same address; somebody stays in the first."""
    members = [one["id"] for one in asked.store.where("gat.hukou", 户号=home["户号"], 状态="正常")]
    if len(members) < 2:
        return deny("户里只有您一个人，不用分户")
    if not set(members) - set(movers):
        return ask_again("field", "movers", "留下的人不要选，原来那户要有人")
    if not any(isinstance(one, dict) and one.get("file") for one in asked.body["materials"]):
        return ask_again("material", "m-split-proof", "请上传分房的依据")
    return new_book(asked, home)


def new_book(asked: Asked, home: Row, **other: object) -> Row:
    """A household of its own with the applicant as head; where nothing else is said it stands where the old one does."""
    there = {name: home[name] for name in ("地址码", "住址", "区", "派出所")} | other
    own = {"户号": next_book(asked.store, str(there["区"])), "类别": "家庭户", "户主": asked.person, "状态": "正常"}
    return own | there | {"管理单位": None, "簿": []}
