"""养老保险关系转移: whose months of another province are joined to those here, and whose wait until they retire (国办发〔2009〕66号)."""

from __future__ import annotations

from datetime import date

from app.checks.declare import check
from app.checks.facts import Fail, Pass, Verdict
from app.kernel.ports import Row
from app.language.kinds.places import OURS, PROVINCES

PAID = ("已缴", "补缴")
BEHIND = 2  # months after the last one paid in which somebody still counts as insured
ENDINGS = ("壮族自治区", "回族自治区", "维吾尔自治区", "特别行政区", "自治区", "省", "市")


def number(month: str) -> int:
    """2026-10 → months since year 0."""
    return int(month[:4]) * 12 + int(month[5:7]) - 1


def short(place: str) -> str:
    """湖南省长沙市 → 长沙, 上海市 → 上海, 广西壮族自治区 → 广西."""
    province = next((one for one in PROVINCES.values() if place.startswith(one) and len(place) > len(one)), "")
    bare = place.removeprefix(province)
    ending = next((one for one in ENDINGS if bare.endswith(one)), "")
    return bare.removesuffix(ending)


def paid(rows: tuple[Row, ...]) -> set[int]:
    """The months of pension insurance paid here, as numbers."""
    counted = (row.columns for row in rows if row.columns["险种"] == "养老" and row.columns["状态"] in PAID)
    return {one for row in counted for one in range(number(str(row["from"])), number(str(row["to"])) + 1)}


@check("transfer_drawing", drawing="rows.pension.状态")
def transfer_drawing(drawing: list[str]) -> Verdict:
    """No pension is drawn yet."""
    return Fail("您在领养老金，不再转", "领养老金的不用办这一件") if {*drawing} - {"终止"} else Pass()


@check("transfer_insured", pays="rows.pays", drawing="rows.pension.状态")
def transfer_insured(today: date, pays: tuple[Row, ...], drawing: list[str]) -> Verdict:
    """Who asks is insured here now; of who draws a pension that is not the question."""
    last = max(paid(pays), default=0)
    return (
        Pass()
        if {*drawing} - {"终止"} or number(today.isoformat()) - last <= BEHIND
        else Fail("您现在没有在广东参保", "先在广东参保，再转")
    )


@check(
    "transfer_ok",
    birth="person.birth",
    sex="person.sex",
    first="rows.persons.首次参保月",
    home="rows.home.区",
    there="rows.elsewhere.省外城市",
    pays="rows.pays",
    rules="rows.rules",
)
def transfer_ok(birth: date, sex: str, first: str, home: str, there: list[str], pays: tuple[Row, ...], rules: tuple[Row, ...]) -> Verdict:
    """At home here, or younger than the rule's age when first insured here: else the account is temporary."""
    most = int(str(rules[0].columns[sex])) if rules else None
    if home[:2] == OURS[:2] or most is None or number(first) - number(birth.isoformat()) < 12 * most:
        return Pass()
    province = short(PROVINCES.get(f"{home[:2]}0000", "外省"))
    stays = f"，关系留在{short(there[0])}" if there else ""
    say = f"您首次在广东参保时已满 {most} 岁、户籍在{province}{stays}"
    return Fail(say, f"广东缴的 {len(paid(pays))} 个月退休时会一起归集，现在不用办")


@check("transfer_running", there="form.from.省外城市", states="rows.running.状态", places="rows.running.转出地")
def transfer_running(there: str, states: list[str], places: list[str]) -> Verdict:
    """What was paid there is not being joined already."""
    running = ("在办", there) in zip(states, places, strict=True)
    return Fail(f"{short(there)}的转移正在办", "办到哪一步，看“看哪些能转”") if running else Pass()


@check("transfer_place", place="form.place")
def transfer_place(place: str) -> Verdict:
    """The months were paid in another province."""
    return Fail("省内不用转，已经合并", "选外省的那个地方") if place[:2] == OURS[:2] else Pass()


@check("transfer_overlap", first="form.from.起", last="form.from.止", pays="rows.pays")
def transfer_overlap(first: str, last: str, pays: tuple[Row, ...]) -> Verdict:
    """No month was paid in both places: it counts once, and where it was paid later gives it back."""
    twice = len(paid(pays) & {*range(number(first), number(last) + 1)})
    return Fail(f"有 {twice} 个月两边都缴了", "重复的由人核，后缴的退给您") if twice else Pass()
