"""The courier's round: see the parcels it has, and say what becomes of one."""

from __future__ import annotations

from flask import Blueprint

from sandbox.control.answers import Refused, control
from sandbox.departments import courier
from sandbox.documents import Doc
from sandbox.world import World

bp = Blueprint("control_parcels", __name__, url_prefix="/control")


@bp.get("/parcels")
@control
def parcels(world: World, body: Doc) -> object:
    """The parcels the courier took, with what it said of each and how the platform answered."""
    return list(world.tables["parcels"].values())


@bp.post("/parcels/<waybill>/events")
@control
def say(world: World, body: Doc, waybill: str) -> object:
    """The courier says this of a parcel: collected, moving, out, delivered, failed, returned, lost. It says nothing by itself any more."""
    parcel = world.tables["parcels"].get(waybill)
    kind = str(body.get("kind", ""))
    if parcel is None:
        raise Refused(404, "the courier has no such parcel")
    if kind not in courier.SAYS:
        raise Refused(422, f"kind is one of {', '.join(courier.SAYS)}")
    parcel["by_hand"] = True
    said = courier.word(world, waybill, kind, str(body.get("say", "")))
    world.scheduler.after(0, "parcel", waybill=waybill, said=said, left=[], attempt=0, by_hand=True)
    return {"event_id": said["event_id"], "kind": kind}
