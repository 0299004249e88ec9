"""Money at the control page: finish refunds, fill and empty balances, grant and deny a provider's rights."""

from flask import Blueprint

from sandbox import accounts
from sandbox.control.answers import Refused, control
from sandbox.pay import refund_book, sheet

bp = Blueprint("control_money", __name__, url_prefix="/control")


@bp.get("/refunds")
@control
def refunds(world, body):
    """Every refund, newest first."""
    rows = sorted(world.tables["refunds"].values(), key=lambda one: -one["created"])
    return [listed(world, row) for row in rows]


@bp.post("/refunds/<number>")
@control
def end_refund(world, body, number):
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


def listed(world, row):
    kept = {key: row[key] for key in ("mchid", "sub_mchid", "number", "refund_id", "amount", "status", "reason", "created", "ended")}
    return kept | {"out_trade_no": world.tables["orders"][row["order"]]["number"]}


@bp.post("/balances/<mchid>")
@control
def balance(world, body, mchid):
    """{balance: fen} of a merchant or sub-merchant; without it, what it is now."""
    if accounts.holder(world, mchid) is None:
        raise Refused(404, "no such merchant")
    if "balance" in body:
        if type(body["balance"]) is not int or body["balance"] < 0:
            raise Refused(400, "balance: fen, an integer of 0 or more")
        world.tables["balances"][mchid] = body["balance"]
    return {"mchid": mchid, "balance": sheet.balance(world, mchid)}


@bp.post("/rights/<sub_mchid>")
@control
def rights(world, body, sub_mchid):
    """{denied: [pay, refund]}: what this sub-merchant does not let its provider do."""
    denied = body.get("denied", [])
    if not isinstance(denied, list) or not set(denied) <= {"pay", "refund"}:
        raise Refused(400, "denied: a list of pay, refund")
    world.tables["denied"][sub_mchid] = denied
    return {"sub_mchid": sub_mchid, "denied": denied}


@bp.post("/consoles/<mchid>")
@control
def console(world, body, mchid):
    """{refund_notify_url}: where refund notifications go when the call named no notify_url."""
    if accounts.merchant(world, mchid) is None:
        raise Refused(404, "no such merchant")
    world.tables["consoles"][mchid] = {"refund_notify_url": str(body.get("refund_notify_url", ""))}
    return world.tables["consoles"][mchid]
