"""An invoice as the tax bureau has it, for a phone: the face, and what the bureau says of it."""

from __future__ import annotations

from collections.abc import Mapping

from marshmallow import fields

from app.invoices import sums
from app.kernel.jsons import Json, a_list, an_object
from app.kernel.web import Answer
from app.merchants import redding, rules
from edge.shapes import day, fen, many, said, tone, yes

KINDS = {"31": "增值税专用发票", "32": "普通发票"}
RESULTS = {
    "same": "是真的",
    "differs": "号码找到了，但金额或日期不一致",
    "none": "税务没有这张票。先核对号码和日期，不一定是假票",
}


class Bought(Answer):
    """A line. `qty`, and `each` with unit and price, which may have more decimals than money has: empty where the seller said none."""

    name = said()
    spec = said()
    qty = said()
    each = said()
    rate = said()
    amount_fen = fen()
    tax_fen = fen()


class Whole(Answer):
    """An invoice as it looks. `natural`: the buyer is a person; `reds`: numbers of what took back of it; `left_fen`: what is left of it,
    with tax; `blue`: what a red one takes back."""

    number = said()
    kind = said()
    day = day()
    seller = said()
    seller_no = said()
    buyer = said()
    buyer_no = said()
    natural = yes()
    rows = many(Bought)
    amount_fen = fen()
    tax_fen = fen()
    total_fen = fen()
    left_fen = fen()
    capital = said()
    remark = said()
    drawer = said()
    word = said()
    tone = tone()
    blue = said(none=True)
    reds = fields.List(fields.String(), required=True)


def whole(face: Mapping[str, Json], all_names: bool = True) -> dict[str, object]:
    """The face; with names shortened for whom they are not."""
    seller, buyer = an_object(face["销方"]), an_object(face["购方"])
    total, red = int(str(face["价税合计"])), redding.taken(face)
    word, tone = rules.stands(total, -red, face["颜色"] == "红")
    names = (str(seller["名称"]), str(buyer["名称"]))
    shown = names if all_names else (rules.shortened(names[0]), rules.shortened(names[1]))
    return {
        "number": face["number"],
        "kind": KINDS[str(face["kind"])],
        "day": str(face["开票时间"])[:10],
        "seller": shown[0],
        "seller_no": face["销方代码"] if all_names else "",
        "buyer": shown[1],
        "buyer_no": (face["购方代码"] or "") if all_names else "",
        "natural": buyer["自然人"] == "Y",
        "rows": [_row(an_object(row)) for row in a_list(face["明细"])],
        "amount_fen": face["合计金额"],
        "tax_fen": face["合计税额"],
        "total_fen": total,
        "left_fen": total - red,
        "capital": sums.cn_money(total),
        "remark": (face["备注"] or "") if all_names else "",
        "drawer": face["开票人"] if all_names else rules.shortened(str(face["开票人"])),
        "word": word,
        "tone": tone,
        "blue": face["蓝票号"],
        "reds": face["红票号"],
    }


def _row(row: Mapping[str, Json]) -> dict[str, object]:
    name, qty = f"*{row['简称']}*{row['名称']}", str(row["数量"] or "")
    each = f"{qty}{row['单位'] or ''} × {row['单价']}" if qty and row["单价"] else ""
    texts = {"name": name, "spec": row["规格"] or "", "qty": qty, "each": each}
    return {**texts, "rate": sums.percent(str(row["税率"])), "amount_fen": row["金额"], "tax_fen": row["税额"]}
