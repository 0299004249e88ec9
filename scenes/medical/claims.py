"""医保报销: what would be paid back of a bill, step by step, from the hospital's list, the catalogue and the city's rules. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.language.showing import Columns, Facts, Line, Said, Seen, day, yuan

BIRTH, EMERGENCY = "生育", "急诊"


@dataclass(frozen=True)
class Rule:
    """Of a city, an insurance, a kind and a level of hospital: fen and whole percents; `limit` of a year, None where there is none."""

    deductible: int
    rate: int
    limit: int | None
    less: int  # percents less for who had no record there


@dataclass(frozen=True)
class Sums:
    """All in fen; `rate` in percent. `own` is what is left: total less fund."""

    total: int
    excluded: int
    ahead: int
    deductible: int
    rate: int
    fund: int

    @property
    def own(self) -> int:
        """What nobody pays back."""
        return self.total - self.fund


def reimburse(rule: Rule, lines: Iterable[tuple[int, str, int]], used: int, recorded: bool) -> Sums:
    """(total − 丙 − 乙 paid ahead − what is left of the deductible) × rate. `lines`: fen, class, percent paid ahead; `used`: of the
    deductible this year. Never below nothing, never above the limit; half a fen is rounded up."""
    told = list(lines)
    total, excluded = sum(fen for fen, _, _ in told), sum(fen for fen, kind, _ in told if kind == "丙")
    ahead = sum((fen * percent + 50) // 100 for fen, kind, percent in told if kind == "乙")
    listed = total - excluded - ahead
    deductible = min(listed, max(0, rule.deductible - used))
    rate = max(0, rule.rate - (0 if recorded else rule.less))
    fund = ((listed - deductible) * rate + 50) // 100
    return Sums(total, excluded, ahead, deductible, rate, fund if rule.limit is None else min(fund, rule.limit))


def open_bills(seen: Seen) -> list[Columns]:
    """Medical bills that nobody has been paid back for, newest first."""
    bills = [one for one in seen.of("bills") if one["类别"] == "医疗" and one["状态"] == "正常" and one["报销"] == "未"]
    return sorted(bills, key=lambda one: str(one["日期"]), reverse=True)


def claimable(seen: Seen, arg: str) -> Said | None:
    """How many there are, and what would come of them."""
    bills = open_bills(seen)
    if not bills:
        return Said("没有", "直接刷了医保的，不用再报")
    sums = [found.fund for one in bills if (found := estimate(seen, one))]
    return Said(f"{len(bills)} 张", f"估算能报 {yuan(sum(sums))}，以审核为准" if sums else "能不能报，审核了才知道")


def claimed(seen: Seen, arg: str) -> Said | None:
    """What was paid back last. None where nothing was."""
    last = max(seen.of("claims"), key=lambda one: str(one["日"]), default=None)
    if last is None:
        return None
    sums = f"一共 {yuan(_fen(last['总额']))}，报了 {yuan(_fen(last['基金']))}，自己付 {yuan(_fen(last['自付']))}"
    return Said(day(str(last["日"])), f"{last['机构']} {last['类别']}，{sums}", "done")


def bills(seen: Seen) -> tuple[Line, ...]:
    """Each bill with what would come of it, step by step."""
    return tuple(_line(seen, one) for one in open_bills(seen))


def _line(seen: Seen, bill: Columns) -> Line:
    when, sums, stay = str(bill["日期"]), estimate(seen, bill), stay_of(seen, bill)
    if stay is not None and stay["类别"] == BIRTH:
        note = "生孩子的费用，办“生育津贴”一起报"
    else:
        note = f"估算能报 {yuan(sums.fund)}，以审核为准" if sums else "医院的费用清单还没传来，算不出来"
    kind = (("类别", str(stay["类别"])),) if stay else ()
    told = (("日期", day(when)), *kind, ("一共", _fen(bill["金额"])))
    facts: Facts = (*told, *(steps(sums) if sums else ()), ("票据号码", str(bill["number"])))
    return Line(f"{bill['code']}{bill['number']}", when[:4], "", "", str(bill["开票单位"]), "", note, "", _fen(bill["金额"]), facts)


def steps(sums: Sums) -> Facts:
    """How it is found, a line each."""
    return (
        ("目录外，自己付", sums.excluded),
        ("乙类先自己付", sums.ahead),
        ("起付线", sums.deductible),
        ("报销比例", f"{sums.rate}%"),
        ("估算能报", sums.fund),
        ("估算自己付", sums.own),
    )


def estimate(seen: Seen, bill: Columns) -> Sums | None:
    """What would be paid back. None where the list has not come, a line is unknown, or no rule is known."""
    stay, insured = stay_of(seen, bill), next(iter(seen.of("insured")), None)
    if stay is None or insured is None or stay["类别"] == BIRTH or {"records", "claims"} & seen.off:
        return None
    rule = rule_of(seen, insured, stay)
    lines = lines_of(seen, stay)
    if rule is None or lines is None:
        return None
    used = sum(_fen(one["起付"]) for one in seen.of("claims") if str(one["看病日"])[:4] == str(stay["入"])[:4])
    return reimburse(rule, lines, used, recorded(seen, insured, stay))


def stay_of(seen: Seen, bill: Columns) -> Columns | None:
    """What the hospital sent of a bill."""
    return next((one for one in seen.of("stays") if (one["code"], one["number"]) == (bill["code"], bill["number"])), None)


def rule_of(seen: Seen, insured: Columns, stay: Columns) -> Rule | None:
    """The rule of the day somebody was treated."""
    kind = "门诊" if stay["类别"] == "门诊" else "住院"
    wanted = {"city": insured["参保地"], "险种": insured["险种"], "类别": kind, "级别": stay["级别"]}
    rows = [one for one in seen.of("rules") if str(one["from"]) <= str(stay["入"]) and all(one[k] == v for k, v in wanted.items())]
    found = max(rows, key=lambda one: str(one["from"]), default=None)
    if found is None:
        return None
    limit = found["限额"]
    return Rule(_fen(found["起付"]), _fen(found["率"]), None if limit is None else _fen(limit), _fen(found["降点"]))


def lines_of(seen: Seen, stay: Columns) -> list[tuple[int, str, int]] | None:
    """The lines of a list with class and percent. None where one is not in the catalogue: a person looks."""
    known = {str(one["码"]): (str(one["类"]), _fen(one["先自付率"])) for one in seen.of("catalog")}
    given = stay["明细"]
    rows = [one for one in given if isinstance(one, dict)] if isinstance(given, list) else []
    if any(str(one["码"]) not in known for one in rows):
        return None
    return [(_fen(one["元"]), *known[str(one["码"])]) for one in rows]


def recorded(seen: Seen, insured: Columns, stay: Columns) -> bool:
    """Treated at home, in an emergency, or where a record held on that day."""
    if stay["市"] == insured["参保地"] or stay["类别"] == EMERGENCY:
        return True
    when = str(stay["入"])
    return any(
        one["就医地"] == stay["市"] and one["状态"] == "生效" and str(one["起"]) <= when <= str(one["止"] or when)
        for one in seen.of("records")
    )


def _fen(value: object) -> int:
    return int(str(value))
