"""A no on paper: 不予批准决定书, 不予受理通知书. Who decides says in writing what, why, and what can be done against it."""

from __future__ import annotations

from datetime import date

from sandbox import clock
from sandbox.departments.decide.asked import digits
from sandbox.departments.decide.penalty import REVIEW_DAYS, SUIT_MONTHS, day
from sandbox.departments.faces import CITIES
from sandbox.documents import Doc
from sandbox.world import World

TITLES = {"denied": ("不予批准决定书", "不予批准"), "rejected": ("不予受理通知书", "不予受理")}
PARTNERS = ("dept-fy", "dept-yh", "dept-yz", "dept-gz")  # they decide nothing
# What an office is called by law, after its city.
ORGANS = {"dept-gat-crj": "公安局", "dept-gat-hz": "公安局", "dept-gat-jj": "公安局交通警察支队", "dept-rst": "人力资源和社会保障局"}


def paper(world: World, case: Doc, node: str, unit: str, reason: str) -> Doc | None:
    """{number, title, facts, parts}; None where it is no no of an office, or nobody said why."""
    if node not in TITLES or case["department"] in PARTNERS or not reason.strip():
        return None
    title, what = TITLES[node]
    body, today = case["body"], date.fromisoformat(clock.day_of(world.clock.now()))
    number = f"{what}〔{today.year}〕{digits(case['case_no'] + node + case.get('office', ''), 8)} 号"
    facts = {
        "编号": number,
        "申请事项": body["item_name"],
        "申请编号": case["case_no"],
        "申请日期": day(date.fromisoformat(clock.day_of(clock.parse(body["submitted_at"])))),
        "决定": what,
        "出具机关": organ(case["department"], str(body.get("region", "")), unit),
        "决定日期": day(today),
    }
    return {
        "number": number,
        "title": title,
        "facts": [{"label": label, "text": text} for label, text in facts.items()],
        "parts": [{"head": head, "text": text} for head, text in parts(what, reason, body["item_name"])],
    }


def parts(what: str, reason: str, item: str) -> list[tuple[str, str]]:
    """Why, and what can be done against it."""
    why = f"您申请办理“{item}”。经审查：{reason.rstrip('。')}。因此决定{what}。"
    against = (
        f"不服本决定的，可以自收到之日起 {REVIEW_DAYS} 日内依法申请行政复议，"
        f"或者自收到之日起 {SUIT_MONTHS} 个月内依法向有管辖权的人民法院提起行政诉讼。"
    )
    return [("事实和理由", why), ("不服怎么办", against)]


def organ(department: str, region: str, unit: str) -> str:
    """Who decided, by its name in law where it is known; else as its case calls it."""
    city, name = CITIES.get(region[:4], ""), ORGANS.get(department, "")
    if not city or not name:
        return unit
    if region.endswith("00"):
        return f"{city}{name}"
    return f"{city}{name}{unit.partition('区')[0]}分局" if name == "公安局" and "区" in unit else unit
