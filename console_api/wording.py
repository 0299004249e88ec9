"""What payment keeps, as the desk reads it: names for ids, `amount_fen` for a sum, one shape for whatever a work order is about."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from payment.bills.rules import KINDS
from payment.workorders.service import REFUND_KINDS


def refund(one: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """A refund with names."""
    return {**one, "asked_by": names.get(one["asked_by"]), "approved_by": names.get(one["approved_by"])}


def bill_row(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row of the channel's bill."""
    return {**{key: value for key, value in row.items() if key != "fen"}, "amount_fen": row["fen"]}


def work_order(one: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """A work order with names, and with its trail when that came along."""
    means = KINDS[one["kind"]][1] if one["kind"] in KINDS else "微信没有照办这笔退款"
    shown = {**one, "owner": names.get(one["owner"]), "means": means, "evidence": evidence(one["kind"], one["evidence"])}
    return {**shown, "trail": [{**step, "by": names.get(step["by"])} for step in one["trail"]]} if "trail" in one else shown


def evidence(kind: str, kept: Mapping[str, Any]) -> dict[str, Any]:
    """What a work order of this kind is about."""
    there, here = kept.get("there"), kept.get("here")
    shown: dict[str, Any] = {"mchid": kept.get("mchid"), "there": None, "here": None, "unread": None, "totals": [], "refund": None}
    if kind in REFUND_KINDS:
        return {**shown, "refund": dict(kept)}
    if kind == "row_unreadable":
        return {**shown, "unread": there}
    if kind == "bill_totals":
        return {**shown, "totals": [{"name": name, "there": there[name], "here": here[name]} for name in there]}
    ours = {"refund_no": None, "refund_id": None, "main": None}
    return {**shown, "there": there and bill_row(there), "here": here and {**ours, **bill_row(here)}}
