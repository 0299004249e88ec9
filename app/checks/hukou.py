"""A household register moves to another city of the province: from where, where to, for which reason, with whom, who stays as head."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from app.checks.declare import check
from app.checks.facts import Fail, Pass, Verdict
from app.identity.rules import age
from app.kernel import text as texts
from app.kernel.jsons import Json
from app.kernel.ports import Row
from app.reference import cities

OURS, GROWN = "44", 18
REASONS = {"house": "合法住所", "job": "就业", "spouse": "夫妻投靠", "child": "父母子女投靠", "degree": "学历", "points": "积分入户"}
LEVELS = ("高中", "大专", "大学本科", "硕士", "博士")
COUNTER = "带上证明到迁入地派出所办"
Found = Sequence[Row]


@check("move_row", state="form.mine.状态", home="form.home.状态")
def move_row(state: str, home: str) -> Verdict:
    """The page and the book are in order."""
    if home == "冻结":
        return Fail("您的户口目前被冻结", "打户籍派出所电话问清楚")
    return Pass() if (state, home) == ("正常", "正常") else Fail("您的户口现在不是正常状态", "打户籍派出所电话问清楚")


@check("move_way", to="form.to", here="form.home.区")
def move_way(to: str, here: str) -> Verdict:
    """From one city of ours to another. `to`, `here`: codes of GB/T 2260."""
    if to[:2] != OURS or here[:2] != OURS:
        return Fail("迁出、迁入有一头不在广东", "请办“跨省迁户口”")
    return Fail("户口就在这个市", "同城搬家请办“搬家改地址”") if to[:4] == here[:4] else Pass()


@check("move_reason", to="form.to", why="answers.why", rules="rows.rules")
def move_reason(to: str, why: str, rules: object) -> Verdict:
    """The city takes people for this reason."""
    rows, rule = _all(rules), _rule(rules, REASONS[why])
    if rule and rule["allowed"]:
        return Pass()
    if not rows:
        return Fail(f"{_city(to)}的条件还没有接上", COUNTER)
    usable = "、".join(str(one.columns["reason"]) for one in rows if one.columns["allowed"])
    said = str(rule["说明"]) if rule and rule["说明"] else f"{_city(to)}没有这一种入户"
    return Fail(said, f"可用的理由：{usable}，回去重选")


@check("move_job", to="form.to", months="rows.months", rules="rows.rules")
def move_job(to: str, months: object, rules: object) -> Verdict:
    """So many months insured there as the city wants."""
    rule = _rule(rules, REASONS["job"])
    paid = sum(_number(one.columns["养老"]) for one in _all(months))
    short = _number(rule["社保月"]) - paid if rule else 0
    if short <= 0:
        return Pass()
    return Fail(f"{_city(to)}没有查到您的社保，差 {short} 个月" if not paid else f"{_city(to)}的社保还差 {short} 个月", "交满了再来办")


@check("move_spouse", to="form.to", marriage="rows.marriage", rules="rows.rules")
def move_spouse(today: date, to: str, marriage: object, rules: object) -> Verdict:
    """Married, and as long as the city wants."""
    rule = _rule(rules, REASONS["spouse"])
    since = next((day for one in _all(marriage) if (day := texts.day(one.columns["登记日"]))), None)
    if since is None:
        return Fail("没有查到您的结婚登记", f"带结婚证，{COUNTER}")
    years = _number(rule["婚龄年"]) if rule else 0
    return Pass() if age(since, today) >= years else Fail(f"{_city(to)}要结婚满 {years} 年", "满了再来办")


@check("move_degree", level="form.degree.学历", to="form.to", born="person.birth", rules="rows.rules")
def move_degree(today: date, level: str, to: str, born: date, rules: object) -> Verdict:
    """A degree as high, and an age as young, as the city wants."""
    rule = _rule(rules, REASONS["degree"])
    least, oldest = (str(rule["学历"] or LEVELS[0]), _number(rule["年龄上限"])) if rule else (LEVELS[0], 0)
    if _level(level) < _level(least):
        return Fail(f"{_city(to)}要{least}以上学历", "换一个学历，或者换一种理由")
    return Fail(f"{_city(to)}的学历入户要 {oldest} 岁以下", "换一种理由再办") if oldest and age(born, today) > oldest else Pass()


@check("move_kin", name="form.kin.姓名", kin="form.kin.id", to="form.to", why="answers.why", near="rows.near", target="rows.target")
def move_kin(name: str, kin: str, to: str, why: str, near: object, target: object) -> Verdict:
    """Whom one goes to is the spouse, or a parent, and has the register in that city, in a book that is in order."""
    role = "配偶" if why == "spouse" else "父母"
    if not any(kin in (one.columns[role] or ()) for one in _all(near) if isinstance(one.columns[role], list)):  # type: ignore[operator]
        return Fail(f"{name}不是您的{role}", f"要投靠{role}，重选一次")
    book = next((one.columns for one in _all(target)), None)
    if book is None or str(book["区"])[:4] != to[:4]:
        return Fail(f"{name}的户口不在{_city(to)}", "重选迁到哪个市")
    return Pass() if book["状态"] == "正常" else Fail(f"{name}那一户现在动不了", "请户主打户籍派出所电话问清楚")


@check("move_house", at="form.house.市", to="form.to")
def move_house(at: str, to: str) -> Verdict:
    """The flat is in the city one goes to. `at`, `to`: codes of GB/T 2260."""
    return Pass() if at[:4] == to[:4] else Fail(f"这套房子不在{_city(to)}", "换一套房子，或者重选迁到哪个市")


@check("move_with_me", movers="form.movers.id", one="form.movers.id", me="person.id_number")
def move_with_me(movers: list[str], one: str, me: str) -> Verdict:
    """Who applies moves too. `one`: the first of them; while nobody is chosen nothing is said."""
    return Pass() if me in movers else Fail("一起迁的人里至少有本人", "把自己也选上")


@check("move_grown", movers="form.movers.id", one="form.movers.id", me="person.id_number")
def move_grown(today: date, movers: list[str], one: str, me: str) -> Verdict:
    """Nobody under eighteen comes along on the phone: both parents sign for a child."""
    born = [texts.birth_date(who) for who in movers if who != me]
    if all(day is None or age(day, today) >= GROWN for day in born):
        return Pass()
    return Fail("未成年的孩子一起迁，要爸爸妈妈都签字", "带孩子的出生证、结婚证到迁入地派出所办")


@check("move_left_head", head="form.home.户主", movers="form.movers.id", members="rows.members", chosen="form.left_head.id")
def move_left_head(today: date, head: str | None, movers: list[str], members: object, chosen: str | None) -> Verdict:
    """Where the head leaves and others stay, one of these who is grown up is head from then on. `head`: None in a public household."""
    stay = [str(one.columns["id"]) for one in _all(members) if one.columns["id"] not in movers]
    if head not in movers or not stay:
        return Pass()
    grown = [one for one in stay if (day := texts.birth_date(one)) and age(day, today) >= GROWN]
    if not grown:
        return Fail("留下的都是孩子，要一起迁或者先换户主", "到户籍派出所问一问")
    return Pass() if chosen in grown else Fail("您是户主，选一下留下的人谁当户主", "在“留下的人谁当户主”里选一位成年人")


def _all(rows: object) -> Found:
    return [one for one in rows if isinstance(one, Row)] if isinstance(rows, tuple | list) else []


def _rule(rules: object, reason: str) -> Mapping[str, Json] | None:
    return next((one.columns for one in _all(rules) if one.columns["reason"] == reason), None)


def _number(value: Json) -> int:
    return value if isinstance(value, int) else 0


def _level(name: str) -> int:
    return LEVELS.index(name) if name in LEVELS else -1


def _city(code: str) -> str:
    found = cities().get(f"{code[:4]}00")
    return str(found["short"]) if found else "那里"
