"""换驾照、驾照丢了: terms by the register, never ten years from today."""

from __future__ import annotations

from datetime import date, timedelta

from sandbox.departments.decide.asked import Asked, age
from sandbox.departments.decide.days import add_months
from sandbox.departments.decide.penalty import yuan
from sandbox.departments.decide.verdict import Effect, Verdict, deny
from sandbox.departments.decide.violations import owed
from sandbox.registers.columns import OPEN
from sandbox.registers.declared import Row
from sandbox.registers.store import Store

EARLY, OLD, ABILITY = 90, 70, 90  # days before the end, years, points of a hundred
HEAVY = ("A1", "A2", "A3", "B1", "B2")
BELOW = {"A1": ("A3", "B1", "B2", "C1", "C2"), "A2": ("B1", "B2", "C1", "C2"), "A3": ("C1", "C2"), "B1": ("C1", "C2"), "B2": ("C1", "C2")}
HELD = ("扣留", "暂扣", "停止使用")


def next_end(licence: Row, full: bool) -> str:
    """6 years → 10, 10 → 长期; with a full cycle the same length again. Counted from the old end."""
    start, end = date.fromisoformat(licence["自"]), date.fromisoformat(licence["至"])
    years = end.year - start.year
    longer = years if full else 10 if years == 6 else 0
    return add_months(end, 12 * longer).isoformat() if longer else OPEN


def driver_fault(store: Store, driver: str) -> str | None:
    """What the driver has not paid, in their own name."""
    rows = list(store.where("jj.violations", 处理人=driver, 状态="已处理未缴"))
    if not rows:
        return None
    return f"有 {len(rows)} 张罚单没交，{yuan(sum(owed(row, store.today) for row in rows))} 元"


def licence_of(asked: Asked) -> Row | Verdict:
    """The licence, or why nothing can be done with it."""
    licence = asked.store.get("jj.drivers", asked.person)
    if licence is None:
        return deny("您名下没有驾驶证")
    if any(state in HELD for state in licence["状态"]):
        return deny("驾驶证被扣期间不能办")
    return licence


def renew(asked: Asked) -> Verdict | None:
    """None while the form asks nothing about one's health."""
    if not asked.has("own_word"):
        return None
    licence = licence_of(asked)
    if isinstance(licence, Verdict):
        return licence
    if licence["至"] == OPEN:
        return deny("您的驾驶证长期有效，不用换")
    today, until = asked.today, date.fromisoformat(licence["至"])
    if today < until - timedelta(days=EARLY):
        first = until - timedelta(days=EARLY)
        return deny(f"还早，{first.year}年{first.month}月{first.day}日起能办")
    if today > add_months(until, 12):
        return deny(f"{add_months(until, 12).isoformat()} 已注销，要先考科目一")
    if any(row["满分"] and row["start"] <= today.isoformat() <= row["止"] for row in asked.store.where("jj.cycles", id=asked.person)):
        return deny("本周期记满12分，先学习考试")
    if not well(asked):
        return deny("请到车管所咨询，不能网上办")
    if fault := driver_fault(asked.store, asked.person):
        return deny(fault)
    if fault := health_fault(asked, licence):
        return deny(fault)
    return renewed(asked, licence)


def well(asked: Asked) -> bool:
    """What they say of their own health, where they were asked."""
    return asked.text("own_word") in ("都没有", "none", "")


def health_fault(asked: Asked, licence: Row) -> str | None:
    """What is missing of the doctor's word, and of the test from 70 on."""
    store, day = asked.store, asked.today.isoformat()
    reports = [row for row in store.where("wj.driverhealth", id=asked.person) if row["结论"] == "合格" and row["至"] >= day]
    if licence["准驾"] == "C5":
        reports = [row for row in reports if row["指定机构"]]
    if not reports:
        return "先体检，结果会自己传来"
    if age(asked.person, asked.today) >= OLD:
        scores = [row["分数"] for row in store.where("jj.ability", id=asked.person) if row["至"] >= day]
        if max(scores, default=0) < ABILITY:
            return f"{max(scores)} 分，90 分合格，再测一次" if scores else "70 岁以上要先做三力测试"
    return None


def renewed(asked: Asked, licence: Row, besides: Row | None = None) -> Verdict:
    """Its next term, as the rules of its class say; `besides`: what else changes of it."""
    store, today = asked.store, asked.today
    full = any(row["满分"] for row in store.where("jj.cycles", id=asked.person) if row["start"] >= licence["自"])
    grade, start, end = licence["准驾"], licence["至"], next_end(licence, full)
    rule = store.get("jj.classrules", grade)
    if grade in HEAVY and rule and age(asked.person, today) >= rule["年龄上限"]:
        grade = rule["降为"]
    wanted = asked.text("lower")
    if wanted in BELOW.get(licence["准驾"], ()) and wanted in BELOW.get(grade, ()):
        grade = wanted
    best = max((row["至"] for row in store.where("wj.driverhealth", id=asked.person)), default=None)
    changed = {"自": start, "至": end, "准驾": grade, "状态": ["正常"], "照片日": today.isoformat(), "体检至": best}
    changed |= besides or {}
    effects: tuple[Effect, ...] = (("change", "jj.drivers", asked.person, changed),)
    return card(asked, {**licence, **changed}, effects, end)


def card(asked: Asked, licence: Row, effects: tuple[Effect, ...], until: str) -> Verdict:
    """Grants a card that is valid until a day."""
    fields = {"姓名": asked.name(asked.person), "证号": asked.person, "准驾车型": licence["准驾"], "初次领证日期": licence["初领"]}
    fields |= {"有效期限": f"{licence['自']}至{licence['至']}", "档案编号": licence["档案编号"]}
    issued = asked.today.isoformat()
    machine = not asked.unknown()
    return Verdict("grant", machine=machine, effects=effects, fields=fields, number=asked.person, issued_on=issued, valid_until=until)


def lost(asked: Asked) -> Verdict | None:
    """The same licence once more: same dates, same file."""
    if not asked.has("sure", "hand_in"):
        return None
    licence = licence_of(asked)
    if isinstance(licence, Verdict):
        return licence
    if licence["至"] != OPEN and licence["至"] < asked.today.isoformat():
        return deny("驾驶证过期了，请办期满换证")
    given = ("change", "jj.drivers", asked.person, {"补证日": asked.today.isoformat()})
    return card(asked, licence, (given,), licence["至"])


def transfer(asked: Asked) -> Verdict | None:
    """The file comes to this city: same dates, same file number. None while the form gives no reason."""
    if not asked.has("reason"):
        return None
    licence = licence_of(asked)
    if isinstance(licence, Verdict):
        return licence
    here = {"4401": "广州市", "4403": "深圳市", "4406": "佛山市"}.get(str(asked.body.get("region") or "4401")[:4], "广州市")
    if not well(asked):
        return deny("请到车管所咨询，不能网上办")
    if licence["发证机关"].startswith(here):
        return deny(f"您的驾驶证就是{here[:-1]}发的，不用转")
    if fault := driver_fault(asked.store, asked.person):
        return deny(fault)
    changed = {"发证机关": f"{here}公安局交通警察支队"}
    if licence["至"] != OPEN and date.fromisoformat(licence["至"]) - timedelta(days=EARLY) <= asked.today:
        if fault := health_fault(asked, licence):
            return deny(fault)
        return renewed(asked, {**licence, **changed}, changed)
    return card(asked, {**licence, **changed}, (("change", "jj.drivers", asked.person, changed),), licence["至"])
