"""交罚款: violations of one's cars, decided and paid by the rules of the traffic police."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from sandbox.departments.decide import penalty
from sandbox.departments.decide.asked import Asked, digits
from sandbox.departments.decide.days import add_months, or_next_workday
from sandbox.departments.decide.verdict import Effect, Verdict, ask_again, deny
from sandbox.registers.declared import Row
from sandbox.registers.store import Store

FULL = 12
SIMPLE_FEN = {"person": 20_000, "unit": 300_000}  # more is decided at a window
GROUNDS = {"unclear": "信号或标志看不清", "yield": "避让救护车等"}  # as the form has them
MOST_BOUND = 3  # cars of others that one may settle for, and drivers of one car
CLEARED_BY = ("信号或标志看不清", "避让救护车等")  # grounds the sandbox's officer believes when there is evidence
DRIVERS = {"me": ("我", "本人", "self"), "other": ("别人", "他人")}
ANSWERS = {"accept": ("没有异议", "agree"), "appeal": ("有异议", "object")}


def fine_due(served: date) -> date:
    """15 days after the decision was served; a day of rest moves on."""
    return or_next_workday(served + timedelta(days=15))


def late_fee(fine: int, due: date, paid: date) -> int:
    """Fen: 3 % of the fine for each day after the due day, never more than the fine."""
    return min(fine, fine * 3 * max((paid - due).days, 0) // 100)


def owed(row: Row, today: date) -> int:
    """Fen to pay today on a decision."""
    return int(row["罚款"]) + late_fee(int(row["罚款"]), fine_due(date.fromisoformat(row["送达日"])), today)


def cycle(store: Store, driver: str, today: date) -> Row | None:
    """The twelve months of points that hold today. Points of decisions still unpaid open the next one."""
    rows = sorted(store.where("jj.cycles", id=driver), key=lambda row: str(row["start"]))
    if not rows:
        return None
    last = rows[-1]
    start = date.fromisoformat(last["start"])
    if today <= date.fromisoformat(last["止"]):
        return last
    while add_months(start, 12) <= today:
        start = add_months(start, 12)
    unpaid = sum(row["记分"] for row in store.where("jj.violations", 处理人=driver, 状态="已处理未缴"))
    end = add_months(start, 12) - timedelta(days=1)
    return {"id": driver, "start": start.isoformat(), "止": end.isoformat(), "记分": unpaid, "已减": 0, "满分": False, "学习小时": 0}


def points_after(row: Row, picks: list[Row]) -> int:
    """The points of a cycle once these violations are booked."""
    return int(row["记分"]) - int(row["已减"]) + sum(int(one["记分"]) for one in picks)


def decide(asked: Asked) -> Verdict | None:
    """The violations picked, the decisions to pay, or an objection. None while the form names none."""
    if not asked.has("picks", "about", "bills", "decision_no"):
        return None
    picks: list[Row | None] = [asked.store.get("jj.violations", one) for one in [*asked.ids("picks"), *asked.ids("about")]]
    bills = bills_of(asked)
    if None in picks:
        return ask_again("field", "picks", "没有这条违法，核对一下")
    found = [row for row in picks if row]
    if None in bills:
        return ask_again("field", "decision_no" if asked.has("decision_no") else "bills", "没有这张决定书，核对一下")
    if [row for row in found if row["plate"] not in asked.reach.own]:
        return deny("这条违法不是您的车的")
    if asked.answer("do") == "driver":
        return bound(asked, found)
    if asked.answer("do") == "object" or asked.chose("answer", ANSWERS) == "appeal":
        return appeal(asked, found)
    return settle(asked, found, [row for row in bills if row])


def bills_of(asked: Asked) -> list[Row | None]:
    """The decisions to pay, by row or by the number in hand; a number nobody knows is None."""
    number = asked.text("decision_no")
    rows: list[Row | None] = [asked.store.get("jj.violations", one) for one in asked.ids("bills")]
    return rows + ([asked.store.one("jj.violations", 决定书号=number)] if number else [])


def settle(asked: Asked, picks: list[Row], bills: list[Row]) -> Verdict:
    """Decide what was picked, in one sitting, and take the money for it and for the decisions to pay."""
    driver = asked.person
    if asked.chose("driver", DRIVERS) == "other":
        driver = next(iter(asked.ids("other")), "")
        if not driver:
            return ask_again("field", "driver", "写上当时是谁开的车")
    already = asked.case.get("settled")
    if not already and (no := unfit(asked, picks, driver)):
        return no
    if gone := [row for row in bills if row["状态"] != "已处理未缴"]:
        return deny(f"决定书 {gone[0]['决定书号'] or gone[0]['no']} 已经缴清，不用再缴")
    today = asked.today
    due = sum(owed(row, today) if row["送达日"] else int(row["罚款"]) for row in picks) + sum(owed(row, today) for row in bills)
    fee = int(asked.body["fee_fen"])
    if fee not in (0, due) and not already:
        return deny(f"应缴 {penalty.yuan(due)} 元，收到的是 {penalty.yuan(fee)} 元，请重新打开看看")
    decided: list[Effect] = []
    for row in picks:
        told = {"状态": "已处理未缴", "处理人": driver, "决定书号": decision_no(row), "送达日": today.isoformat()}
        decided.append(("change", "jj.violations", row["no"], told))
    if picks and not already:
        decided += book_points(asked.store, driver, picks, today)
    paid: list[Effect] = []
    if fee:
        paid = [("change", "jj.violations", row["no"], {"状态": "已缴", "缴款日": today.isoformat()}) for row in [*picks, *bills]]
        paid.append(("add", "cz.bills", receipt(asked, picks, bills)))
    what = f"处理了 {len(picks)} 条，{fine_due(today).isoformat()} 前缴 {penalty.yuan(due)} 元" if picks and not fee else ""
    bill = receipt(asked, picks, bills) if fee else None
    fields = face(bill) if bill else {}
    number = f"{bill['code']}{bill['number']}" if bill else ""
    granted = Verdict("grant", machine=not asked.unknown(), before_fee=tuple(decided), effects=tuple(paid), opinion=what, due=due)
    decisions = tuple(penalty.paper(asked, row, decision_no(row), driver, fine_due(today)) for row in picks)
    return replace(granted, fields=fields, number=number, papers=decisions)


def bound(asked: Asked, rows: list[Row]) -> Verdict:
    """Whoever drove settles it on their own phone: the cars are bound to them from now on, once they have said yes."""
    store, driver = asked.store, next(iter(asked.numbers("other")), "")
    licence = store.get("jj.drivers", driver)
    if driver == asked.person or not driver:
        return ask_again("field", "other", "写上当时开车的人，不是您自己")
    if licence is None or licence["状态"] != ["正常"]:
        return deny("他没有能开这辆车的驾驶证")
    if not asked.agreed(driver):
        return deny("当时开车的人没有同意，要本人确认")
    if late := [row for row in rows if row["状态"] != "未处理"]:
        return deny(f"{late[0]['地点']}这条刚在别处处理了")
    plates = dict.fromkeys(str(row["plate"]) for row in rows)
    new = [plate for plate in plates if store.get("jj.binds", f"{plate}|{driver}") is None]
    if len({row["plate"] for row in store.where("jj.binds", driver=driver)} | {*new}) > MOST_BOUND:
        return deny(f"他已经替 {MOST_BOUND} 辆别人的车处理了，带上证件到违法处理窗口")
    if crowded := [plate for plate in new if sum(1 for _ in store.where("jj.binds", plate=plate)) >= MOST_BOUND]:
        return deny(f"{crowded[0]} 已经有 {MOST_BOUND} 个人处理了，带上证件到违法处理窗口")
    since = asked.today.isoformat()
    effects: tuple[Effect, ...] = tuple(("add", "jj.binds", {"plate": plate, "driver": driver, "自": since}) for plate in new)
    opinion = f"{'、'.join(plates)} 的违法，{asked.name(driver)}在自己手机的“交罚款”里处理"
    return Verdict("grant", machine=not asked.unknown(), effects=effects, opinion=opinion, bare=True)


def unfit(asked: Asked, picks: list[Row], driver: str) -> Verdict | None:
    """Why these cannot be settled on the phone."""
    if late := [row for row in picks if row["状态"] != "未处理"]:
        return deny(f"{late[0]['地点']}这条刚在别处处理了")
    if not picks:
        return None
    licence = asked.store.get("jj.drivers", driver)
    if licence is None or licence["状态"] != ["正常"]:
        return deny("他没有能开这辆车的驾驶证" if driver != asked.person else "您没有能开这辆车的驾驶证")
    if not asked.agreed(driver):
        return deny("当时开车的人没有同意，要本人确认")
    for row in picks:
        car = asked.store.get("jj.vehicles", row["plate"])
        unit = car is not None and str(car["所有人"])[0] == "9"
        if row["罚款"] > SIMPLE_FEN["unit" if unit else "person"]:
            return deny("罚款数额较大，要到违法处理窗口处理")
    now = cycle(asked.store, driver, asked.today)
    if now is None or points_after(now, picks) >= FULL or any(row["记分"] >= FULL for row in picks):
        return deny("加上这次满 12 分，要到窗口处理；先学法减分可减最多 6 分")
    return None


def book_points(store: Store, driver: str, picks: list[Row], today: date) -> list[Effect]:
    """What the cycle and the licence become by these violations."""
    row = cycle(store, driver, today)
    if row is None:
        return []
    total = int(row["记分"]) + sum(int(one["记分"]) for one in picks)
    key = f"{driver}|{row['start']}"
    if store.get("jj.cycles", key) is None:
        return [("add", "jj.cycles", {**row, "记分": total})]
    return [("change", "jj.cycles", key, {"记分": total})]


def decision_no(row: Row) -> str:
    """16 digits, one for each violation."""
    return row["决定书号"] or f"440100{digits(str(row['no']), 10)}"


def receipt(asked: Asked, picks: list[Row], bills: list[Row]) -> Row:
    """The row of cz.bills for what is paid, line by line: fines, and what lateness added."""
    lines: list[Row] = [{"项": "罚款", "元": sum(int(row["罚款"]) for row in [*picks, *bills])}]
    added = sum(owed(row, asked.today) - int(row["罚款"]) for row in [*picks, *bills] if row["送达日"])
    lines += [{"项": "加处罚款", "元": added}] if added else []
    key = str(asked.case["case_no"])
    return {
        "code": "44010126",
        "number": digits(key + ":bill", 10),
        "校验码": digits(key + ":check", 6),
        "日期": asked.today.isoformat(),
        "交款人": asked.body["applicant"].get("name") or asked.name(asked.person),
        "身份证号": asked.person,
        "开票单位": "广州市公安局交通警察支队",
        "类别": "罚没",
        "明细": lines,
        "金额": sum(int(line["元"]) for line in lines),
        "状态": "正常",
        "报销": "未",
    }


def face(bill: Row) -> dict[str, str]:
    """What is printed on the receipt of a fine."""
    lines = "、".join(line["项"] for line in bill["明细"])
    named = {"票据代码": bill["code"], "票据号码": bill["number"], "校验码": bill["校验码"], "交款人": bill["交款人"]}
    return {**named, "收费项目": lines, "金额": penalty.yuan(bill["金额"])}


def appeal(asked: Asked, picks: list[Row]) -> Verdict:
    """An objection: an officer reads it. 申诉中 from the first minute, and no late fee meanwhile."""
    if asked.case.get("received"):
        if any(row["状态"] != "申诉中" for row in picks):
            return deny("这条刚在别处处理了")
    elif any(row["状态"] != "未处理" for row in picks):
        return deny("这条已经处理过了")
    if len(asked.text("story")) < 10:
        return ask_again("field", "story", "多写几个字，说清楚当时的情况")
    if not asked.form.get("evidence") and not any(one.get("file") for one in asked.body["materials"]):
        return ask_again("field", "evidence", "至少传一张照片或视频")

    def to(state: str) -> tuple[Effect, ...]:
        return tuple(("change", "jj.violations", row["no"], {"状态": state}) for row in picks)

    if GROUNDS.get(asked.text("ground"), asked.text("ground")) in CLEARED_BY:
        opinion = "核实了，这条违法撤销"
        return Verdict("grant", on_receipt=to("申诉中"), effects=to("撤销"), otherwise=to("未处理"), opinion=opinion, bare=True)
    reason = "现有证据说明不了不是您违法，维持原来的记录；可以再处理"
    return Verdict("deny", reason=reason, on_receipt=to("申诉中"), otherwise=to("未处理"))
