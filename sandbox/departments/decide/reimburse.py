"""医保报销: bills of one stay, line by line by the catalogue and the city's rules, paid back once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sandbox.departments.decide.asked import Asked, digits
from sandbox.departments.decide.days import add_months
from sandbox.departments.decide.penalty import yuan
from sandbox.departments.decide.proofs import sheet
from sandbox.departments.decide.verdict import Effect, Verdict, ask_again, deny
from sandbox.documents import Doc
from sandbox.registers.declared import Row
from sandbox.registers.store import Store

VERSION = "2026"  # of the catalogue
BIRTH, EMERGENCY = "生育", "急诊"


@dataclass(frozen=True)
class Sums:
    """Of one claim, in fen; `rate` in percent. `other`: what somebody else paid already."""

    total: int
    excluded: int
    ahead: int
    deductible: int
    rate: int
    fund: int


def decide(asked: Asked) -> Verdict | None:
    """None while the form names no bills, or does not ask whether it was an injury."""
    if not asked.has("bills") or not asked.has("hurt"):
        return None
    store, holder = asked.store, next(iter(asked.ids("for")), "").partition("|")[0] or asked.person
    if holder not in asked.reach.own:
        return deny("只能替自己和未成年的孩子报")
    bills = [row for one in asked.ids("bills") if (row := store.get("cz.bills", one))]
    if not bills or any(one["身份证号"] != holder for one in bills):
        return ask_again("field", "bills", "交款人不是您" if holder == asked.person else "交款人不是孩子")
    stays = [row for one in bills if (row := store.get("wj.stays", f"{one['code']}|{one['number']}"))]
    if fault := spoiled(store, bills, stays):
        return fault
    insured = store.get("ybj.insured", holder)
    if not held(insured, stays[0]["入"]):
        return deny("看病那天没有参保，不能报")
    if asked.text("payer") == "waiting":
        return deny("有人要赔的，先等赔完，没赔到的部分再来报")
    sums = weighed(store, insured or {}, stays, holder)
    if sums is None:
        return deny("这一类医院的费用手机上算不了，带票据和清单到医保窗口报")
    if isinstance(sums, Verdict):
        return sums
    return paid(asked, holder, bills, stays, sums)


def spoiled(store: Store, bills: Sequence[Row], stays: Sequence[Row]) -> Verdict | None:
    """What is wrong with the bills themselves."""
    for one in bills:
        if one["报销"] == "已":
            before = store.get("ybj.claims", f"{one['code']}|{one['number']}")
            return deny(f"这张票 {before['日']} 已报销" if before else "这张票已经报销过")
        if one["状态"] != "正常" or one["类别"] != "医疗":
            return deny("这张票已经冲红，不能报" if one["类别"] == "医疗" else "这不是医疗票据")
        if add_months(date.fromisoformat(one["日期"]), 36) < store.today:
            return deny("看完病 3 年内才能报")
    if len(stays) < len(bills):
        return deny("医院还没有传费用清单，带票据、清单和出院记录到医保窗口报")
    if any(one["类别"] == BIRTH for one in stays):
        return deny("这是生孩子的费用，办生育津贴一起报")
    return ask_again("field", "bills", "请分两次报") if len({(one["机构"], one["入"], one["出"]) for one in stays}) > 1 else None


def held(insured: Row | None, day: str) -> bool:
    """Whether the insurance held on a day."""
    if insured is None or insured["状态"] == "未参保":
        return False
    return insured["自"] is None or (insured["自"] <= day) is (insured["状态"] == "正常")


def weighed(store: Store, insured: Row, stays: Sequence[Row], holder: str) -> Sums | Verdict | None:
    """What is paid; None where the city has no rule for it."""
    stay = stays[0]
    wanted = {"city": insured["参保地"], "险种": insured["险种"], "级别": stay["级别"]}
    rows = store.where("ybj.rules", 类别="门诊" if stay["类别"] == "门诊" else "住院", **wanted)
    rule = max((one for one in rows if one["from"] <= stay["入"]), key=lambda one: str(one["from"]), default=None)
    if rule is None:
        return None
    lines = [one for row in stays for one in row["明细"]]
    if strange := [one["项"] for one in lines if store.get("ybj.catalog", f"{VERSION}|{one['码']}") is None]:
        return ask_again("material", "m-medical-record", f"“{strange[0]}”不在目录里，传一下病历，看看是什么")
    used = sum(int(one["起付"]) for one in store.where("ybj.claims", id=holder) if one["看病日"][:4] == stay["入"][:4])
    return counted(store, rule, lines, used, recorded(store, insured, stay, holder))


def counted(store: Store, rule: Row, lines: Sequence[Row], used: int, known: bool) -> Sums:
    """(total − 丙 − 乙 paid ahead − what is left of the deductible) × rate, rounded half up to the fen."""
    told = [(int(one["元"]), store.get("ybj.catalog", f"{VERSION}|{one['码']}") or {}) for one in lines]
    total, excluded = sum(fen for fen, _ in told), sum(fen for fen, row in told if row["类"] == "丙")
    ahead = sum((fen * int(row["先自付率"]) + 50) // 100 for fen, row in told if row["类"] == "乙")
    left = total - excluded - ahead
    deductible = min(left, max(0, int(rule["起付"]) - used))
    rate = max(0, int(rule["率"]) - (0 if known else int(rule["降点"])))
    fund = ((left - deductible) * rate + 50) // 100
    return Sums(total, excluded, ahead, deductible, rate, fund if rule["限额"] is None else min(fund, int(rule["限额"])))


def recorded(store: Store, insured: Row, stay: Row, holder: str) -> bool:
    """Treated at home, in an emergency, or where a record held on that day."""
    if stay["市"] == insured["参保地"] or stay["类别"] == EMERGENCY:
        return True
    rows = store.where("ybj.remote", id=holder, 就医地=stay["市"], 状态="生效")
    return any(one["起"] <= stay["入"] <= (one["止"] or stay["入"]) for one in rows)


def paid(asked: Asked, holder: str, bills: Sequence[Row], stays: Sequence[Row], sums: Sums) -> Verdict:
    """Each bill is used up, the visit says what the fund paid, and the sheet says how it was found."""
    other = asked.form.get("other")
    elsewhere = other if type(other) is int else 0
    if elsewhere > sums.total:
        return ask_again("field", "other", "比票据还多，请核对")
    fund, stay, today = min(sums.fund, sums.total - elsewhere), stays[0], asked.today.isoformat()
    effects: list[Effect] = []
    rest, open_ = fund, sums.total
    for n, one in enumerate(bills):
        share = rest * int(one["金额"]) // open_ if open_ else 0
        rest, open_ = rest - share, open_ - int(one["金额"])
        row: Row = {"code": one["code"], "number": one["number"], "id": holder, "日": today, "看病日": stay["入"], "机构": stay["机构"]}
        row |= {
            "类别": stay["类别"],
            "总额": one["金额"],
            "起付": 0 if n else sums.deductible,
            "基金": share,
            "自付": int(one["金额"]) - share,
        }
        effects += [("add", "ybj.claims", row), ("change", "cz.bills", f"{one['code']}|{one['number']}", {"报销": "已"})]
    effects.append(visited(asked, holder, stay, sums.total, fund))
    own = f"基金 {yuan(fund)} 元，自付 {yuan(sums.total - fund)} 元"
    return Verdict("grant", effects=tuple(effects), opinion=f"{own}，打到您的账户", papers=(statement(asked, holder, stays, sums, fund),))


def visited(asked: Asked, holder: str, stay: Row, total: int, fund: int) -> Effect:
    """What 查医保 shows of this stay: the fund paid some of it now."""
    visit = asked.store.get("ybj.visits", str(stay["结算号"])) if stay["结算号"] else None
    if visit:
        return ("change", "ybj.visits", visit["结算号"], {"统筹": int(visit["统筹"]) + fund, "现金": int(visit["现金"]) - fund})
    row: Row = {"id": holder, "结算号": f"BX{digits(str(asked.case['case_no']) + ':visit', 12)}", "日": stay["出"], "机构": stay["机构"]}
    row |= {"级别": stay["级别"], "类别": "门诊" if stay["类别"] == "门诊" else "住院", "总额": total, "统筹": fund, "个人账户": 0}
    home = asked.store.get("ybj.insured", holder) or {}
    return ("add", "ybj.visits", row | {"现金": total - fund, "异地": stay["市"] != home.get("参保地")})


def statement(asked: Asked, holder: str, stays: Sequence[Row], sums: Sums, fund: int) -> Doc:
    """医疗费用报销结算单: how it was found, then every line."""
    stay = stays[0]
    facts = {
        "姓名": asked.name(holder),
        "看病": f"{stay['机构']}（{stay['级别']}），{stay['类别']}，{stay['入']} 至 {stay['出']}，{stay['病']}",
        "一共": f"{yuan(sums.total)} 元",
        "目录外自己付": f"{yuan(sums.excluded)} 元",
        "乙类先自己付": f"{yuan(sums.ahead)} 元",
        "起付线": f"{yuan(sums.deductible)} 元",
        "报销比例": f"{sums.rate}%",
        "基金支付": f"{yuan(fund)} 元",
        "自己付": f"{yuan(sums.total - fund)} 元",
        "结算日期": asked.today.isoformat(),
    }
    paper = sheet("医疗费用报销结算单", f"JS{digits(str(asked.case['case_no']) + ':claim', 12)}", facts)
    listed = "；".join(f"{one['项']} {yuan(int(one['元']))} 元" for row in stays for one in row["明细"])
    paper["parts"] = [{"head": "费用清单", "text": listed}, *paper["parts"]]
    return paper
