"""Red invoices: a confirmation first, which the other side must agree to once it has used or booked the blue one."""

from __future__ import annotations

from sandbox.departments.inbox import Refused
from sandbox.documents import Doc
from sandbox.registers.declared import Row
from sandbox.registers.store import Store, store
from sandbox.tax import book, issue
from sandbox.tax.money import rounded, share, yuan
from sandbox.world import World

WAITS = 72 * 3600.0
WRONG = "01"
REASONS = {"01": "开票有误", "02": "销货退回", "03": "服务中止", "04": "销售折让"}
LAPSE = "tax_red_lapses"
OPEN = ("02", "03")


def enter(world: World, body: Doc) -> Doc:
    """{confirmation, state, red}: state 01 and the red invoice at once, or 02, 03 for three days. Refused R001 to R006."""
    held, key = store(world), body.get("key")
    if not isinstance(key, str) or not 0 < len(key) <= 32 or body.get("by") not in ("0", "1") or body.get("reason") not in REASONS:
        raise Refused(422, "bad_body", "key、by 0/1、reason 01–04 必填")
    if key in world.tables["tax_reds"]:
        return told(held.rows("sw.red")[world.tables["tax_reds"][key]])
    blue = held.get("sw.einvoices", body.get("blue"))
    if blue is None or blue["颜色"] != "蓝":
        raise Refused(404, "R001", "没有这张蓝字发票")
    if blue["销方代码" if body["by"] == "0" else "购方代码"] != body.get("company"):
        raise Refused(403, "R002", "不是您企业的发票")
    _drawer(held, body)
    if blue["状态"] == "全额红冲":
        raise Refused(422, "R003", "已经全部冲红")
    if held.one("sw.red", 蓝票号=blue["number"], 状态=list(OPEN)):
        raise Refused(409, "R004", "已经有一张在等对方确认")
    used = blue["用途"] != "未确认" or blue["入账"] == "已"
    if body["by"] == "1" and not used:
        raise Refused(422, "R005", "没抵扣也没入账，请销方直接冲")
    rows = _rows(held, blue, body)
    number = _enter(world, held, blue, body, rows, {"0": "02", "1": "03"}[body["by"]] if used else "01")
    world.tables["tax_reds"][key] = number
    if not used:
        _issue(world, held, number, body["drawer"]["name"])
    return told(held.rows("sw.red")[number])


def _drawer(held: Store, body: Doc) -> None:
    """Whoever enters it does so for the company: the bureau must know them."""
    drawer = body.get("drawer")
    known = isinstance(drawer, dict) and held.one("sw.roles", uscc=body["company"], id=str(drawer.get("id")), 状态="有效")
    if not known:
        raise Refused(422, "D001", "税务没有这位办税人员")


def _enter(world: World, held: Store, blue: Row, body: Doc, rows: list[Doc], state: str) -> str:
    now = world.clock.now()
    number = book.confirmation(world)
    row = {
        "确认单编号": number,
        "蓝票号": blue["number"],
        "销方代码": blue["销方代码"],
        "购方代码": blue["购方代码"],
        "录入方": body["by"],
        "原因": body["reason"],
        "金额": sum(one["金额"] for one in rows),
        "税额": sum(one["税额"] for one in rows),
        "行": rows,
        "状态": state,
        "录入时间": book.stamp(now),
        "止": book.stamp(now + WAITS) if state in OPEN else None,
    }
    held.add("sw.red", row)
    if state in OPEN:
        world.scheduler.after(WAITS, LAPSE, number=number)
    return number


def _rows(held: Store, blue: Row, body: Doc) -> list[Doc]:
    """What is taken back, negative. Without rows: all that is left. Refused R006 above what is left, or other tax than belongs to it."""
    left = remaining(held, blue)
    given = body.get("rows")
    if given is None:
        return [{"蓝行": no, "数量": None, "金额": -amount, "税额": -tax} for no, (amount, tax) in left.items() if amount]
    if body["reason"] == WRONG:
        raise Refused(422, "R006", "开票有误要整张冲")
    if not isinstance(given, list) or not given or len({one.get("no") for one in given}) != len(given):
        raise Refused(422, "bad_body", "rows：冲哪几行")
    rates = {one["行号"]: one["税率"] for one in blue["明细"]}
    return [_part(one, left, rates) for one in given]


def _part(one: Doc, left: dict[int, tuple[int, int]], rates: dict[int, str]) -> Doc:
    no, amount, tax = one.get("no"), one.get("amount"), one.get("tax")
    if not isinstance(no, int) or no not in left or type(amount) is not int or type(tax) is not int or amount <= 0 or tax < 0:
        raise Refused(422, "bad_body", "rows：行号、金额、税额")
    most, most_tax = left[no]
    if amount > most or tax > most_tax:
        raise Refused(422, "R006", f"这一行最多还能冲 {yuan(most)} 元")
    due = most_tax if amount == most else min(rounded(amount * share(rates[no])), most_tax)
    if tax != due:
        raise Refused(422, "R006", f"第 {no} 行：税额应是 {yuan(due)}")
    return {"蓝行": no, "数量": f"-{one['qty']}" if one.get("qty") else None, "金额": -amount, "税额": -tax}


def remaining(held: Store, blue: Row) -> dict[int, tuple[int, int]]:
    """{row: (amount, tax)} that is left; a discount lies with the row above it."""
    left: dict[int, list[int]] = {}
    last = 0
    for one in blue["明细"]:
        last = one["行号"] if one["性质"] == "正常" else last
        amount, tax = left.setdefault(last, [0, 0])
        left[last] = [amount + one["金额"], tax + one["税额"]]
    for taken in held.where("sw.red", 蓝票号=blue["number"]):
        if taken["红票号"]:
            for one in taken["行"]:
                left[one["蓝行"]][0] += one["金额"]
                left[one["蓝行"]][1] += one["税额"]
    return {no: (amount, tax) for no, (amount, tax) in left.items()}


def _issue(world: World, held: Store, number: str, drawer: str) -> None:
    """The red invoice of an agreed confirmation, and what it does to the blue one and to the quota."""
    asked = held.rows("sw.red")[number]
    blue = held.rows("sw.einvoices")[asked["蓝票号"]]
    by = {one["行号"]: one for one in blue["明细"]}
    rows = [
        {**by[one["蓝行"]], "行号": place, "数量": one["数量"], "单价": by[one["蓝行"]]["单价"] if one["数量"] else None}
        | {"金额": one["金额"], "税额": one["税额"], "性质": "正常", "蓝行": one["蓝行"]}
        for place, one in enumerate(asked["行"], 1)
    ]
    buyer = {"name": blue["购方"]["名称"], "tax_no": blue["购方代码"], "natural": blue["购方"]["自然人"]}
    remark = f"被红冲蓝字数电发票号码：{blue['number']} 红字发票信息确认单编号：{number}"
    sums = {"amount": asked["金额"], "tax": asked["税额"], "total": asked["金额"] + asked["税额"]}
    body = {"kind": blue["kind"], "buyer": buyer, "drawer": {"name": drawer}, "remark": remark, **sums}
    unit = held.rows("sw.units")[blue["销方代码"]]
    red = issue.write(world, held, unit, body, rows, {"颜色": "红", "蓝票号": blue["number"], "确认单": number})
    taken = blue["已冲金额"] - sums["total"]
    state = "全额红冲" if taken == blue["价税合计"] else "部分红冲"
    held.change("sw.einvoices", blue["number"], 已冲金额=taken, 状态=state, 红票号=[*blue["红票号"], red])
    held.change("sw.red", number, 红票号=red)
    if blue["开票时间"][:7] == book.moment(world)[:7]:
        book.quota(world, held, unit["uscc"])
        book.use(held, unit["uscc"], blue["开票时间"][:7], asked["金额"], 0)


def decide(world: World, number: str, verb: str, body: Doc) -> Doc:
    """The other side agrees or does not, or who asked takes it back. Refused R001, R002, R007 once it is decided otherwise."""
    held = store(world)
    row = now(world, number)
    mine, other = ("销方代码", "购方代码") if row["录入方"] == "0" else ("购方代码", "销方代码")
    if row[mine if verb == "withdraw" else other] != body.get("company"):
        raise Refused(403, "R002", "不是您企业的确认单")
    _drawer(held, body)
    wanted = {"confirm": "04", "refuse": {"0": "05", "1": "06"}[row["录入方"]], "withdraw": "08"}[verb]
    if row["状态"] == wanted:
        return told(row)
    if row["状态"] not in OPEN:
        raise Refused(409, "R007", "这张确认单已经处理过了" if row["状态"] != "07" else "超过 72 小时没有确认，已经作废")
    held.change("sw.red", number, 状态=wanted, 确认时间=book.moment(world))
    if verb == "confirm":
        _issue(world, held, number, body["drawer"]["name"])
    return told(held.rows("sw.red")[number])


def waiting(world: World, company: str) -> Doc:
    """What waits for this company's word: the confirmations others asked for of invoices it is the other side of."""
    held = store(world)
    numbers = [row["确认单编号"] for row in held.where("sw.red", 状态=list(OPEN))]
    rows = [row for row in (now(world, number) for number in numbers) if row["状态"] in OPEN]
    mine = [row for row in rows if row["购方代码" if row["录入方"] == "0" else "销方代码"] == company]
    return {"rows": [told(row) | {"reason": row["原因"], "asker": _asker(held, row)} for row in mine]}


def _asker(held: Store, row: Row) -> str:
    blue = held.rows("sw.einvoices")[row["蓝票号"]]
    return str(blue["销方" if row["录入方"] == "0" else "购方"]["名称"])


def now(world: World, number: str) -> Row:
    """A confirmation as it stands at this moment. Refused R001."""
    held = store(world)
    row = held.get("sw.red", number)
    if row is None:
        raise Refused(404, "R001", "没有这张确认单")
    over = row["状态"] in OPEN and row["止"] <= book.moment(world)
    return held.change("sw.red", number, 状态="07") if over else row


def told(row: Row) -> Doc:
    """A confirmation as a caller hears of it."""
    rows = [{"no": one["蓝行"], "amount": one["金额"], "tax": one["税额"]} for one in row["行"]]
    sums = {"amount": row["金额"], "tax": row["税额"], "rows": rows}
    head = {"confirmation": row["确认单编号"], "blue": row["蓝票号"], "state": row["状态"], "red": row["红票号"] or ""}
    return {**head, **sums, "entered_at": row["录入时间"], "until": row["止"] or ""}


def lapse(world: World, number: str) -> None:
    """Three days are over."""
    with world.lock:
        held = store(world)
        row = held.get("sw.red", number)
        if row is not None and row["状态"] in OPEN:
            held.change("sw.red", number, 状态="07")


def install(world: World) -> None:
    """What waits for its hour."""
    world.scheduler.on(LAPSE, lambda number: lapse(world, number))
