"""跨省迁户口: into this province by the word of three offices, each on the paper that the one before it signed; out of it on the permit of
another province."""

from __future__ import annotations

import re
from dataclasses import replace

from sandbox.departments.decide import movedocs
from sandbox.departments.decide.asked import Asked, age
from sandbox.departments.decide.moves import STEPS, called, left_behind, moved, place, reason_fault, reason_of, region_of
from sandbox.departments.decide.verdict import Effect, Verdict, ask_again, deny
from sandbox.registers.declared import Row

OURS, OUT = "44", "out"
POINTS = "积分入户"
CAME = "省外迁移"


def decide(asked: Asked) -> Verdict | None:
    """By office: into, leave and settle of a move to here; out and there of one away. None while the form names no way."""
    if asked.answer("why") == OUT:
        return there(asked) if asked.office == "there" else out(asked) if asked.has("permit") else None
    if not asked.has("to") or not reason_of(asked):
        return None
    row = asked.store.get("gat.hukou", asked.person)
    if row is None or row["状态"] != ("迁出" if asked.office == "settle" else "正常"):
        return deny("没有查到您的户口，请到派出所问问")
    home = asked.store.get("gat.households", row["户号"]) or {}
    if no := wrong_way(asked, home):
        return no
    movers = sorted({asked.person, *asked.ids("movers")})
    if no := unfit(asked, row, movers):
        return no
    return {"leave": leave, "settle": settle}.get(asked.office, welcome)(asked, home, movers)


def wrong_way(asked: Asked, home: Row) -> Verdict | None:
    """Why this is another errand's; None when it is this one's."""
    if str(home.get("区"))[:2] == OURS:
        return deny("您的户口就在广东，请办“省内迁户口”")
    if region_of(asked)[:2] != OURS:
        return deny("迁往外省的，到迁入地派出所申请")
    if home["状态"] != "正常":
        return deny("您的户口目前被冻结，请打户籍派出所电话问清楚")
    court = asked.store.get("fy.cases", asked.person)
    return deny("按监狱户口规定办") if court and court["服刑"] else None


def unfit(asked: Asked, row: Row, movers: list[str]) -> Verdict | None:
    """Who comes along and may not."""
    for one in movers:
        page = asked.store.get("gat.hukou", one)
        if page is None or page["户号"] != row["户号"]:
            book = asked.store.get("gat.households", page["户号"]) if page else None
            found = re.search(r"市(\w+?)(?:区|县|市)", str(book["住址"])) if book else None
            return ask_again("field", "movers", f"{called(asked, one)}的户口在{found[1] if found else '别的地方'}，不用迁")
    if refused := [one for one in movers if age(one, asked.today) >= 18 and not asked.agreed(one)]:
        return deny(f"{asked.name(refused[0])}还没有同意一起迁")
    return None


def permit(asked: Asked) -> str:
    """The number of the permit of this case, always the same; another number follows where one ran out."""
    return f"粤跨准{asked.case['case_no']}"


def leaving_paper(asked: Asked) -> str:
    """The number of what the old office signs for this case."""
    return f"粤跨迁{asked.case['case_no']}"


def welcome(asked: Asked, home: Row, movers: list[str]) -> Verdict:
    """The new office would take them, and signs its permit to the old one."""
    running = next((one for one in asked.store.where("gat.movedocs", id=asked.person, 状态=movedocs.GOOD) if not own(asked, one)), None)
    if running:
        return deny(f"您在{running['迁入机关']}还有一个没办完的迁移")
    if no := reason_fault(asked, region_of(asked)) or unlisted(asked):
        return no
    target = place(asked, region_of(asked))
    if isinstance(target, Verdict):
        return target
    more = {"原因": str(reason_of(asked)), "迁出机关": str(home["派出所"])}
    more |= {"迁入机关": str(target["派出所"]), "迁入地址": str(target["住址"])}
    paper = movedocs.made(movedocs.PERMIT, permit(asked), asked.person, movers, asked.today, **more)
    there_ = asked.store.get("gat.movedocs", permit(asked)) is not None
    return Verdict(
        "grant",
        bare=True,
        effects=() if there_ else (("add", "gat.movedocs", paper),),
        undo=taken_back(asked, movedocs.PERMIT),
        opinion=f"可以迁到{target['住址']}，准迁证已经传给{home['派出所']}，{paper['有效至']} 前有效",
        sends={movedocs.PERMIT: permit(asked), "迁入机关": more["迁入机关"], "迁入地址": more["迁入地址"], "有效至": paper["有效至"]},
        units=dict.fromkeys(STEPS, str(target["派出所"])),
        papers=(movedocs.shown(paper),),
    )


def own(asked: Asked, paper: Row) -> bool:
    """Whether a paper is of this very case."""
    return str(paper["number"]).startswith((permit(asked), leaving_paper(asked)))


def unlisted(asked: Asked) -> Verdict | None:
    """Why points bring nobody here: not on this year's list of the city."""
    if reason_of(asked) != POINTS:
        return None
    listed = asked.picked("points", "gat.points")
    fits = listed and listed["id"] == asked.person and listed["入围"] and listed["city"][:4] == region_of(asked)[:4]
    return None if fits else deny("没有查到您在这个市的积分入户入围名单")


def taken_back(asked: Asked, kind: str) -> tuple[Effect, ...]:
    """The papers of this kind of this case count no more."""
    mine = [one for one in asked.store.where("gat.movedocs", id=asked.person, 种类=kind) if own(asked, one)]
    numbers = [one["number"] for one in mine] or [permit(asked) if kind == movedocs.PERMIT else leaving_paper(asked)]
    return tuple(("change", "gat.movedocs", one, {"状态": movedocs.BACK}) for one in numbers)


def brought(asked: Asked, kind: str) -> tuple[str, Row | None]:
    """The number an office before this one has passed on, and the paper as it stands now."""
    facts: dict[str, str] = next(
        (one["sends"]["facts"] for one in asked.body.get("before") or [] if one.get("sends") and kind in one["sends"]["facts"]), {}
    )
    return facts.get(kind, ""), movedocs.good(asked.store, facts.get(kind, ""))


def refused(asked: Asked, number: str, office: str, why: str) -> Verdict:
    """No, and written down."""
    return replace(deny(why), on_receipt=movedocs.noted(asked.store, number, asked.person, office, why))


def leave(asked: Asked, home: Row, movers: list[str]) -> Verdict:
    """The old office checks the permit, strikes them off and signs its own paper; until they are settled that counts as the register."""
    number, paper = brought(asked, movedocs.PERMIT)
    if why := movedocs.fault(paper, asked.person):
        return refused(asked, number, str(home["派出所"]), why)
    left = left_behind(asked, home, movers)
    if isinstance(left, Verdict) or paper is None:
        return left if isinstance(left, Verdict) else deny("没有收到准迁证")
    more = {name: str(paper[name]) for name in ("原因", "迁出机关", "迁入机关", "迁入地址")}
    mine = movedocs.made(movedocs.LEAVE, leaving_paper(asked), asked.person, movers, asked.today, **more)
    away = {"状态": "迁出", "状态日": asked.today.isoformat(), "迁往": more["迁入地址"]}
    back = {"状态": "正常", "状态日": None, "迁往": None}
    return Verdict(
        "grant",
        bare=True,
        effects=(*(("change", "gat.hukou", one, away) for one in movers), ("add", "gat.movedocs", mine)),
        undo=(*(("change", "gat.hukou", one, back) for one in movers), *taken_back(asked, movedocs.LEAVE)),
        opinion=f"户口在路上：{home['派出所']}已经迁出，落户前凭迁移证办事，{mine['有效至']} 前有效",
        sends={movedocs.LEAVE: mine["number"], "迁出机关": more["迁出机关"], "迁出日": asked.today.isoformat(), "有效至": mine["有效至"]},
        units=dict.fromkeys(STEPS, str(home["派出所"])),
        papers=(movedocs.shown(mine),),
    )


def settle(asked: Asked, home: Row, movers: list[str]) -> Verdict:
    """The new office checks what the old one signed and writes them into the new book; both papers are used, the residence permit ends."""
    number, paper = brought(asked, movedocs.LEAVE)
    target = place(asked, region_of(asked))
    if isinstance(target, Verdict):
        return target
    if why := movedocs.fault(paper, asked.person):
        return refused(asked, number, str(target["派出所"]), why)
    head = left_behind(asked, home, movers)
    if isinstance(head, Verdict):
        return head
    made = moved(asked, home, target, movers, head, CAME)
    papers = [one["number"] for one in asked.store.where("gat.movedocs", id=asked.person, 状态=movedocs.GOOD) if own(asked, one)]
    used: list[Effect] = [("change", "gat.movedocs", one, {"状态": movedocs.USED}) for one in papers]
    permits = [one for one in movers if (row := asked.store.get("gat.residence", one)) and row["状态"] != "终止"]
    ended: list[Effect] = [("change", "gat.residence", one, {"状态": "终止"}) for one in permits]
    said = "；居住证不用了，您已是广东户口" if permits else ""
    return replace(made, effects=(*made.effects, *used, *ended), opinion=f"户口落在{target['住址']}{said}")


def out(asked: Asked) -> Verdict:
    """Another province's permit: the office here checks it, and signs that they leave. The register says so once they are settled there."""
    row, paper = asked.store.get("gat.hukou", asked.person), asked.picked("permit", "gat.movedocs")
    home = asked.store.get("gat.households", row["户号"]) if row else None
    if row is None or home is None or row["状态"] != "正常" or home["状态"] != "正常":
        return deny("您的户口现在不是正常状态，请打户籍派出所电话问清楚")
    if why := movedocs.fault(paper, asked.person):
        return refused(asked, str(paper["number"] if paper else ""), str(home["派出所"]), f"{why}，请迁入地重新签")
    if paper is None or paper["种类"] != movedocs.PERMIT:
        return ask_again("field", "permit", "选迁入地的准迁证")
    more = {name: str(paper[name]) for name in ("原因", "迁出机关", "迁入机关", "迁入地址")}
    mine = movedocs.made(movedocs.LEAVE, leaving_paper(asked), asked.person, [asked.person, *paper["同迁"]], asked.today, **more)
    return Verdict(
        "grant",
        machine=not asked.unknown(),
        bare=True,
        effects=(("add", "gat.movedocs", mine),),
        undo=taken_back(asked, movedocs.LEAVE),
        opinion=f"迁移证已经传给{paper['迁入机关']}，{mine['有效至']} 前有效；这边不用来",
        sends={movedocs.LEAVE: mine["number"], movedocs.PERMIT: paper["number"], "有效至": mine["有效至"]},
        units=dict.fromkeys(STEPS, str(home["派出所"])),
        papers=(movedocs.shown(mine),),
    )


def there(asked: Asked) -> Verdict:
    """The office they come to has registered them: the page here says where they went, both papers are used."""
    number, paper = brought(asked, movedocs.LEAVE)
    if why := movedocs.fault(paper, asked.person):
        return refused(asked, number, "迁入地", why)
    if paper is None:
        return deny("没有收到迁移证")
    away = {"状态": "迁出", "状态日": asked.today.isoformat(), "迁往": paper["迁入地址"]}
    effects: list[Effect] = [("change", "gat.hukou", one, away) for one in [asked.person, *paper["同迁"]]]
    first, _ = brought(asked, movedocs.PERMIT)
    effects += [("change", "gat.movedocs", one, {"状态": movedocs.USED}) for one in (first, paper["number"]) if one]
    home = asked.store.rows("gat.households")[asked.store.rows("gat.hukou")[asked.person]["户号"]]
    gone = (asked.person, *paper["同迁"])
    stay = [one for one in asked.store.where("gat.hukou", 户号=home["户号"], 状态="正常") if one["id"] not in gone]
    if not stay and home["类别"] == "家庭户":
        effects.append(("change", "gat.households", home["户号"], {"状态": "已销"}))
    units = dict.fromkeys(STEPS, str(paper["迁入机关"]))
    return Verdict("grant", bare=True, effects=tuple(effects), opinion=f"户口已经落在{paper['迁入地址']}", units=units)
