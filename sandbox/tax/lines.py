"""Whether the rows of an invoice may stand: goods, rates, tax of each row and of all. Sums are in fen."""

from __future__ import annotations

from decimal import Decimal

from sandbox.departments.inbox import Refused
from sandbox.documents import Doc
from sandbox.registers.declared import Row
from sandbox.registers.store import Store
from sandbox.tax.money import FREE, number, percent, share, yuan

ROW_OFF, ALL_OFF = Decimal(6), Decimal(127)  # fen a row's tax may be off, and that of all of them
MOST_ROWS, MOST_NAME = 500, 92  # bytes of GBK
SMALL = "小规模纳税人"
REDUCED, REDUCED_UNTIL = "0.01", "2027-12-31"
TEXTS = {"规格": "spec", "单位": "unit", "数量": "qty", "单价": "price"}
NATURES = {"normal": "正常", "discount": "折扣"}


def check(store: Store, seller: Row, body: Doc) -> list[Doc]:
    """The rows as the register keeps them. Raises Refused: 422 bad_body for a shape, G001, G002, L001, L002 else."""
    rows = body.get("rows")
    if not isinstance(rows, list) or not 0 < len(rows) <= MOST_ROWS or not all(isinstance(one, dict) for one in rows):
        raise Refused(422, "bad_body", f"明细 1 到 {MOST_ROWS} 行")
    made = [_row(store, seller, body["kind"], place, one) for place, one in enumerate(rows, 1)]
    _discounts(made)
    sums = {"amount": sum(one["金额"] for one in made), "tax": sum(one["税额"] for one in made)}
    if (body.get("amount"), body.get("tax"), body.get("total")) != (sums["amount"], sums["tax"], sums["amount"] + sums["tax"]):
        raise Refused(422, "L002", "合计和明细对不上")
    if sums["amount"] + sums["tax"] <= 0:
        raise Refused(422, "L002", "价税合计要大于 0")
    off = abs(sum(one["金额"] * share(one["税率"]) for one in made) - sums["tax"])
    if off > ALL_OFF:
        raise Refused(422, "L002", f"合计税额差 {(off / 100):.2f} 元，请分成两张")
    return made


def _row(store: Store, seller: Row, kind: str, place: int, one: Doc) -> Doc:
    goods = store.get("sw.goods", one.get("code"))
    if goods is None:
        raise Refused(422, "G002", f"第 {place} 行：没有这个税收编码")
    name, amount, tax, rate = one.get("name"), one.get("amount"), one.get("tax"), one.get("rate")
    if one.get("no") != place or type(amount) is not int or type(tax) is not int or one.get("nature") not in NATURES:
        raise Refused(422, "bad_body", f"第 {place} 行：no、amount、tax、nature")
    if not isinstance(name, str) or not name.startswith(f"*{goods['简称']}*") or len(name.encode("gb18030")) > MOST_NAME:
        raise Refused(422, "G002", f"第 {place} 行：名称以 *{goods['简称']}* 开头，不超过 {MOST_NAME} 个字节")
    _rate(store, seller, kind, goods, rate)
    if abs(amount * share(str(rate)) - tax) > ROW_OFF or (rate == FREE and tax):
        raise Refused(422, "L001", f"第 {place} 行：税额 {yuan(tax)} 和金额 {yuan(amount)} 的 {percent(str(rate))} 差得太多")
    _quantity(place, one, amount)
    texts = {name: one.get(key) or None for name, key in TEXTS.items()}
    head = {"行号": place, "简称": goods["简称"], "名称": name.split("*", 2)[2], **texts}
    return {**head, "金额": amount, "税率": rate, "税额": tax, "编码": one["code"], "性质": NATURES[one["nature"]], "蓝行": None}


def _rate(store: Store, seller: Row, kind: str, goods: Row, rate: object) -> None:
    """G001 for a rate that these goods, or this payer, do not have."""
    small = seller["纳税人类型"] == SMALL
    today = store.today.isoformat()
    if rate == FREE:
        allowed = goods["免税标志"] and kind != "31"
    elif small:
        allowed = rate in goods["小规模征收率"] and (rate != REDUCED or today <= REDUCED_UNTIL)
    else:
        allowed = rate in goods["一般税率"]
    if not allowed:
        rates = goods["小规模征收率"] if small else goods["一般税率"]
        raise Refused(422, "G001", f"“{goods['名称']}”的税率是 {'、'.join(map(percent, rates))}")


def _quantity(place: int, one: Doc, amount: int) -> None:
    """Quantity and price are both there or neither; their product is the amount, but for a fen."""
    quantity, price = number(one.get("qty")), number(one.get("price"))
    if not one.get("qty") and not one.get("price"):
        if one["nature"] == "normal" and amount <= 0:
            raise Refused(422, "L001", f"第 {place} 行：金额要大于 0")
        return
    if quantity is None or price is None or quantity <= 0 or price <= 0 or amount <= 0:
        raise Refused(422, "L001", f"第 {place} 行：数量、单价都要大于 0")
    if abs(quantity * price * 100 - amount) > 1:
        raise Refused(422, "L001", f"第 {place} 行：数量 × 单价不是金额")


def _discounts(rows: list[Doc]) -> None:
    """A discount stands under its row, of the same goods and rate, and takes no more than the row is."""
    for above, one in zip([None, *rows], rows, strict=False):
        if one["性质"] != "折扣":
            continue
        if above is None or above["性质"] == "折扣" or (above["编码"], above["税率"]) != (one["编码"], one["税率"]):
            raise Refused(422, "L001", f"第 {one['行号']} 行：折扣要紧跟在它那一行下面")
        if one["金额"] >= 0 or -one["金额"] > above["金额"] or one["税额"] > 0 or -one["税额"] > above["税额"]:
            raise Refused(422, "L001", f"第 {one['行号']} 行：折扣不能超过这一行")
