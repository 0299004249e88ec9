"""What payment keeps, as the desk reads it: names for ids, `amount_fen` for a sum, one shape for whatever a work order is about."""

from __future__ import annotations

from collections.abc import Mapping

from app.kernel.jsons import Object, an_object
from payment.bills.rules import KINDS
from payment.story import RefundView
from payment.workorders.queries import WorkOrder
from payment.workorders.service import REFUND_KINDS

Shown = dict[str, object]


def refund(one: RefundView, names: Mapping[str, str]) -> Shown:
    """A refund with names."""
    return {**one, "asked_by": names.get(one["asked_by"] or ""), "approved_by": names.get(one["approved_by"] or "")}


def bill_row(row: Mapping[str, object]) -> Shown:
    """A row of the channel's bill."""
    return {**{key: value for key, value in row.items() if key != "fen"}, "amount_fen": row["fen"]}


def work_order(one: WorkOrder, names: Mapping[str, str]) -> Shown:
    """A work order with names, and with its trail when that came along."""
    means = KINDS[one["kind"]][1] if one["kind"] in KINDS else "微信没有照办这笔退款"
    shown: Shown = {**one, "owner": names.get(one["owner"] or ""), "means": means, "evidence": evidence(one["kind"], one["evidence"])}
    return {**shown, "trail": [{**step, "by": names.get(step["by"] or "")} for step in one["trail"]]} if "trail" in one else shown


def evidence(kind: str, kept: Object) -> Shown:
    """What a work order of this kind is about."""
    there, here = kept.get("there"), kept.get("here")
    shown: Shown = {"mchid": kept.get("mchid"), "there": None, "here": None, "unread": None, "totals": [], "refund": None}
    if kind in REFUND_KINDS:
        return {**shown, "refund": dict(kept)}
    if kind == "row_unreadable":
        return {**shown, "unread": there}
    if kind == "bill_totals":
        theirs, ours = an_object(there), an_object(here)
        return {**shown, "totals": [{"name": name, "there": theirs[name], "here": ours[name]} for name in theirs]}
    empty = {"refund_no": None, "refund_id": None, "main": None}
    return {
        **shown,
        "there": bill_row(an_object(there)) if there else there,
        "here": {**empty, **bill_row(an_object(here))} if here else here,
    }
