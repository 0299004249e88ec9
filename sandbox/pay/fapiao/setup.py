"""Before an invoice: where events go, what the card looks like, whose title it bears."""

from __future__ import annotations

import secrets

from flask import Blueprint, request

from sandbox import accounts, people
from sandbox.documents import Doc
from sandbox.pay import party
from sandbox.pay.errors import PayError, bad_field, bad_request
from sandbox.pay.fapiao import book, shapes, titles
from sandbox.pay.fields import check
from sandbox.pay.gate import argument, json_body, signed
from sandbox.world import World, address, data

bp = Blueprint("pay_fapiao_setup", __name__, url_prefix="/v3/new-tax-control-fapiao")


@bp.patch("/merchant/development-config")
@signed()
def configure(world: World, merchant: Doc) -> object:
    """Keep where notices go and how cards look."""
    body = check(json_body(), shapes.CONFIG)
    if body.get("sub_mch_code"):
        party.sub(world, merchant, body.pop("sub_mch_code"), None)
    world.tables["fapiao_config"][merchant["mchid"]] = {**book.config(world, merchant["mchid"]), **body}
    return book.config(world, merchant["mchid"])


@bp.get("/merchant/development-config")
@signed()
def configuration(world: World, merchant: Doc) -> object:
    """What is kept. Raises PayError 404."""
    found = book.config(world, merchant["mchid"])
    if not found:
        raise PayError(404, "RESOURCE_NOT_EXISTS", "商户未配置开发选项")
    return found


@bp.get("/merchant/base-information")
@signed()
def base_information(world: World, merchant: Doc) -> object:
    """What an invoice says of its seller."""
    sub_mchid = party.acting_for(world, merchant, request.args.get("sub_mchid"))
    return {"seller_information": book.seller(world, merchant, sub_mchid), "extra_information": book.PEOPLE}


@bp.get("/merchant/tax-codes")
@signed()
def tax_codes(world: World, merchant: Doc) -> object:
    """A page of the codes goods are taxed by."""
    party.acting_for(world, merchant, request.args.get("sub_mchid"))
    offset, limit = argument("offset"), argument("limit")
    if not offset.isdecimal() or not limit.isdecimal() or not 1 <= int(limit) <= 20:
        raise bad_field("/limit", limit, "offset应为非负整数，limit应为1到20", "query")
    rows = data("tax_codes")["tax_codes"]
    return {"offset": int(offset), "limit": int(limit), "total_count": len(rows), "data": rows[int(offset) : int(offset) + int(limit)]}


@bp.route("/merchant/<sub_mchid>/check", methods=["GET", "POST"])
@signed()
def check_sub(world: World, merchant: Doc, sub_mchid: str) -> None:
    """Raises PayError unless the sub-merchant is the merchant's."""
    party.sub(world, merchant, sub_mchid, None)


@bp.post("/card-template")
@signed()
def card_template(world: World, merchant: Doc) -> object:
    """Make the template of the cards."""
    body = check(json_body(), shapes.TEMPLATE)
    sub_mchid = party.acting_for(world, merchant, body.get("sub_mchid"))
    party.bound(merchant, body["card_appid"])
    if accounts.app(body["card_appid"])["kind"] != "service":
        raise bad_request("card_appid必须是公众号（服务号）的AppID")
    made = {"card_appid": body["card_appid"], "card_id": "p" + secrets.token_urlsafe(20)[:27]}
    world.tables["fapiao_templates"][book.key(merchant["mchid"], sub_mchid)] = made
    return made


@bp.get("/user-title/title-url")
@signed()
def title_url(world: World, merchant: Doc) -> object:
    """Where the user fills in a title for an invoice outside WeChat Pay's slip; half an hour long."""
    apply_id, source = argument("fapiao_apply_id"), argument("source", True, ("WEB", "MINIPROGRAM"))
    appid, openid, amount = argument("appid"), argument("openid"), argument("total_amount")
    sub_mchid = party.acting_for(world, merchant, request.args.get("sub_mchid"))
    party.bound(merchant, appid)
    person = people.owner_of(world, appid, openid)
    if person is None:
        raise PayError(400, "INVALID_REQUEST", "appid和openid不匹配")
    if not shapes.APPLY_ID.fullmatch(apply_id) or not amount.isdecimal() or int(amount) < 1:
        raise bad_field("/total_amount", amount, "字段格式或取值不合法", "query")
    known = world.tables["fapiao_titles"].setdefault(book.key(merchant["mchid"], apply_id), {})
    known |= {"sub_mchid": sub_mchid, "amount": int(amount), "person": person["id"], "until": world.clock.now() + titles.LINK_LIFE}
    if source == "WEB":
        return {"title_url": f"{address()}/page/?fapiao_apply_id={apply_id}"}
    path = f"pages/fapiao/title?fapiao_apply_id={apply_id}"
    return {"miniprogram_appid": "wx-sandbox-fapiao", "miniprogram_path": path, "miniprogram_user_name": "gh_sandbox_fapiao@app"}


@bp.get("/user-title")
@signed()
def user_title(world: World, merchant: Doc) -> object:
    """The title the user has chosen. Raises PayError 404."""
    argument("scene", True, shapes.SCENES)
    sub_mchid = party.acting_for(world, merchant, request.args.get("sub_mchid"))
    return titles.shown(world, merchant, titles.find(world, merchant["mchid"], sub_mchid, argument("fapiao_apply_id")))
