"""Money at the control page: finish refunds, make and falsify bills, fill balances, grant and deny a provider's rights."""

from __future__ import annotations

from datetime import date

from flask import Blueprint

from sandbox import accounts, clock
from sandbox.control.answers import Refused, control
from sandbox.documents import Doc
from sandbox.pay import bill_rows, bills, purse, refund_book
from sandbox.pay.fapiao import shapes, titles
from sandbox.pay.fields import check
from sandbox.world import World

bp = Blueprint("control_money", __name__, url_prefix="/control")


@bp.get("/refunds")
@control
def refunds(world: World, body: Doc) -> object:
    """Every refund, newest first."""
    rows = sorted(world.tables["refunds"].values(), key=lambda one: -one["created"])
    return [listed(world, row) for row in rows]


@bp.post("/refunds/<number>")
@control
def end_refund(world: World, body: Doc, number: str) -> object:
    """{status: SUCCESS|ABNORMAL|CLOSED}; `number` is an out_refund_no or a refund_id. 409 when it has ended already."""
    row = next((one for one in world.tables["refunds"].values() if number in (one["number"], one["refund_id"])), None)
    if row is None:
        raise Refused(404, f"no refund {number!r}")
    if body.get("status") not in refund_book.SUMMARY:
        raise Refused(400, f"status: one of {', '.join(refund_book.SUMMARY)}")
    try:
        refund_book.end(world, row, body["status"])
    except refund_book.CannotEnd as error:
        raise Refused(409, str(error)) from None
    return listed(world, row)


def listed(world: World, row: Doc) -> Doc:
    """A refund as the page shows it, with the number of its order."""
    kept = {key: row[key] for key in ("mchid", "sub_mchid", "number", "refund_id", "amount", "status", "reason", "created", "ended")}
    return kept | {"out_trade_no": world.tables["orders"][row["order"]]["number"]}


@bp.post("/fapiao/<mchid>/<apply_id>")
@control
def user_applies(world: World, body: Doc, mchid: str, apply_id: str) -> object:
    """The user asks for an invoice: {title: {type, name, taxpayer_id, phone, email…}}, else his own name; answers the title."""
    if accounts.merchant(world, mchid) is None:
        raise Refused(404, "no such merchant")
    return titles.user_applies(world, mchid, apply_id, body.get("title") and check(body["title"], shapes.TITLE))


@bp.post("/balances/<mchid>")
@control
def balance(world: World, body: Doc, mchid: str) -> object:
    """{balance: fen} of a merchant or sub-merchant; without it, what it is now."""
    if accounts.holder(world, mchid) is None:
        raise Refused(404, "no such merchant")
    if "balance" in body:
        if type(body["balance"]) is not int or body["balance"] < 0:
            raise Refused(400, "balance: fen, an integer of 0 or more")
        world.tables["balances"][mchid] = body["balance"]
    return {"mchid": mchid, "balance": purse.balance(world, mchid)}


@bp.post("/rights/<sub_mchid>")
@control
def rights(world: World, body: Doc, sub_mchid: str) -> object:
    """{denied: [pay, refund]}: what this sub-merchant does not let its provider do."""
    denied = body.get("denied", [])
    if not isinstance(denied, list) or not set(denied) <= {"pay", "refund"}:
        raise Refused(400, "denied: a list of pay, refund")
    world.tables["denied"][sub_mchid] = denied
    return {"sub_mchid": sub_mchid, "denied": denied}


@bp.post("/consoles/<mchid>")
@control
def console(world: World, body: Doc, mchid: str) -> object:
    """{refund_notify_url: where refund notifications go when the call named none, fee_share: WeChat's part in 1/10000}."""
    if accounts.merchant(world, mchid) is None:
        raise Refused(404, "no such merchant")
    unknown = set(body) - {"refund_notify_url", "fee_share"}
    if unknown:
        raise Refused(400, f"unknown: {', '.join(sorted(unknown))}")
    if "fee_share" in body:
        if type(body["fee_share"]) is not int or not 0 <= body["fee_share"] <= 10000:
            raise Refused(400, "fee_share: an integer from 0 to 10000")
        world.tables["merchants"].setdefault(mchid, {})["fee_share"] = body["fee_share"]
    if "refund_notify_url" in body:
        world.tables["consoles"][mchid] = {"refund_notify_url": str(body["refund_notify_url"])}
    return {"fee_share": accounts.merchant(world, mchid).get("fee_share", 0), **world.tables["consoles"].get(mchid, {})}


@bp.post("/bills/<mchid>/<day>")
@control
def make_bill(world: World, body: Doc, mchid: str, day: str) -> object:
    """Make this day's bills now, before ten o'clock and even today; what was falsified is forgotten. {trade, flow}: rows."""
    if accounts.holder(world, mchid) is None:
        raise Refused(404, "no such merchant")
    if not bills.DAY.fullmatch(day) or date.fromisoformat(day) > date.fromisoformat(clock.day_of(world.clock.now())):
        raise Refused(400, "day: YYYY-MM-DD, today at the latest; POST /control/clock brings tomorrow")
    return {bill: len(bills.make(world, bill, mchid, day)) for bill in ("trade", "flow")}


@bp.get("/bills/<mchid>/<day>")
@control
def trade_rows(world: World, body: Doc, mchid: str, day: str) -> object:
    """The rows of a made trade bill, {column: text}."""
    return rows_of(world, mchid, day)


@bp.post("/bills/<mchid>/<day>/rows")
@control
def falsify(world: World, body: Doc, mchid: str, day: str) -> object:
    """Make the trade bill disagree with what happened: {action, where: {column: text}, set: {column: text}, rows}.

    change: `set` in the rows that fit `where` | remove them | duplicate them (with `set`) | add `rows` on top of an empty payment row.
    """
    rows, action, where, new = rows_of(world, mchid, day), body.get("action"), body.get("where") or {}, body.get("set") or {}
    added = body.get("rows") or []
    for columns in (where, new, *(added if isinstance(added, list) else [None])):
        if not isinstance(columns, dict) or not all(isinstance(one, str) for one in columns.values()):
            raise Refused(400, "where, set and each of rows: {column: text}")
        unknown = set(columns) - set(bill_rows.KEPT)
        if unknown:
            raise Refused(400, f"no such column: {', '.join(sorted(unknown))}")
    fitting = [row for row in rows if all(row[name] == value for name, value in where.items())]
    if action == "add":
        made = [{**dict.fromkeys(bill_rows.KEPT, ""), **bill_rows.EMPTY, "商户号": mchid, **row} for row in added]
        rows.extend(made)
        return {"changed": len(made), "rows": len(rows)}
    if action not in ("change", "remove", "duplicate"):
        raise Refused(400, "action: change, remove, duplicate or add")
    if not fitting or not where:
        raise Refused(404, "no row fits `where`")
    if action == "remove":
        rows[:] = [row for row in rows if row not in fitting]
    elif action == "duplicate":
        rows.extend({**row, **new} for row in fitting)
    else:
        for row in fitting:
            row.update(new)
    return {"changed": len(fitting), "rows": len(rows)}


def rows_of(world: World, mchid: str, day: str) -> list[Doc]:
    """The lines of a bill that was made. Raises Refused 404."""
    rows = world.tables["trade_bills"].get(f"{mchid}/{day}")
    if rows is None:
        raise Refused(404, "this bill has not been made: POST /control/bills/{mchid}/{day} first")
    result: list[Doc] = rows
    return result
