"""The invoice book: invoices, their cards, and who is told when they change."""

from __future__ import annotations

import hashlib
import secrets

from sandbox import accounts, clock, people
from sandbox.documents import Doc
from sandbox.pay import notices
from sandbox.pay.errors import PayError, bad_request
from sandbox.world import World

SELLER = {"taxpayer_id": "91440101MA5SANDBOX", "address": "广州市越秀区府前路1号", "telephone": "02012345678"}
PEOPLE = {"payee": "收款员", "reviewer": "复核员", "drawer": "开票员"}
# What follows by itself: status now -> (status then, event).
NEXT = {"ISSUE_ACCEPTED": ("ISSUED", "FAPIAO.ISSUED"), "REVERSE_ACCEPTED": ("REVERSED", "FAPIAO.REVERSED")}
CARD_NEXT = {"INSERT_ACCEPTED": ("INSERTED", "FAPIAO.CARD_INSERTED"), "DISCARD_ACCEPTED": ("DISCARDED", "FAPIAO.CARD_DISCARDED")}
SUMMARY = {
    "FAPIAO.USER_APPLIED": "用户申请开票",
    "FAPIAO.ISSUED": "发票开具成功",
    "FAPIAO.REVERSED": "发票冲红成功",
    "FAPIAO.CARD_INSERTED": "发票插入卡包成功",
    "FAPIAO.CARD_DISCARDED": "发票卡券作废成功",
}


def install(world: World) -> None:
    """Let the scheduler go on with applications."""
    world.scheduler.on("fapiao", lambda **payload: go_on(world, **payload))


def key(mchid: str, apply_id: str | None) -> str:
    """What an application is called in the table."""
    return f"{mchid}/{apply_id}"


def config(world: World, mchid: str) -> Doc:
    """What a merchant has set up; empty for nothing."""
    result: Doc = world.tables["fapiao_config"].get(mchid, {})
    return result


def template(world: World, mchid: str, sub_mchid: str | None) -> Doc:
    """The card template; without one nothing can be put into a wallet."""
    found = world.tables["fapiao_templates"].get(key(mchid, sub_mchid))
    if found is None:
        raise bad_request("未创建电子发票卡券模板，请先调用创建卡券模板接口")
    result: Doc = found
    return result


def order_of(world: World, mchid: str, sub_mchid: str | None, apply_id: str) -> Doc:
    """With WeChat Pay the application's number is the transaction's."""
    order = world.tables["orders"].get(world.tables["transactions"].get(apply_id, ""))
    if order is None or order["mchid"] != mchid or order["sub_mchid"] != sub_mchid:
        raise PayError(404, "RESOURCE_NOT_EXISTS", "发票申请单对应的支付订单不存在")
    result: Doc = order
    return result


def open_application(world: World, merchant: Doc, sub_mchid: str | None, apply_id: str, digest: str, invoices: list[Doc]) -> None:
    """Keep the invoices of one application; each moves on by itself."""
    world.tables["fapiao"][key(merchant["mchid"], apply_id)] = {
        "mchid": merchant["mchid"],
        "sub_mchid": sub_mchid,
        "apply_id": apply_id,
        "digest": digest,
        "invoices": invoices,
    }
    schedule(world, merchant["mchid"], apply_id)


def application(world: World, mchid: str, sub_mchid: str | None, apply_id: str) -> Doc:
    """The application. Raises PayError 404."""
    found = world.tables["fapiao"].get(key(mchid, apply_id))
    if found is None or found["sub_mchid"] != sub_mchid:
        raise PayError(404, "RESOURCE_NOT_EXISTS", "发票申请单不存在")
    result: Doc = found
    return result


def chosen(world: World, mchid: str, sub_mchid: str | None, apply_id: str, wanted: str | None) -> list[Doc]:
    """The invoices of an application, or the one whose fapiao_id is `wanted`."""
    found = application(world, mchid, sub_mchid, apply_id)["invoices"]
    found = [one for one in found if wanted in (None, one["fapiao_id"])]
    if not found:
        raise PayError(404, "RESOURCE_NOT_EXISTS", "发票不存在")
    return found


def numbers() -> Doc:
    """What a tax office gives an invoice."""
    code, number, check = (f"{secrets.randbelow(10**count):0{count}d}" for count in (8, 8, 20))
    return {"fapiao_code": "0440" + code, "fapiao_number": number, "check_code": check, "password": secrets.token_hex(54)}


def card(world: World, merchant: Doc, sub_mchid: str | None, apply_id: str) -> Doc:
    """The card that goes into the wallet of the one who paid or filled in the title."""
    made = template(world, merchant["mchid"], sub_mchid)
    known = world.tables["fapiao_titles"].get(key(merchant["mchid"], apply_id))
    person = known["person"] if known else order_of(world, merchant["mchid"], sub_mchid, apply_id)["payer"]["person"]
    openid = people.openid(made["card_appid"], person)
    return {**made, "card_openid": openid, "card_status": "INSERT_ACCEPTED"}


def reverse(invoice: Doc) -> None:
    """Ask for the red invoice, and take the card out of the wallet."""
    invoice["status"] = "REVERSE_ACCEPTED"
    if invoice["card_information"]["card_status"] == "INSERTED":
        invoice["card_information"]["card_status"] = "DISCARD_ACCEPTED"


def schedule(world: World, mchid: str, apply_id: str) -> None:
    """Go on with it after a while."""
    world.scheduler.after(world.settings["fapiao_delay"], "fapiao", mchid=mchid, apply_id=apply_id)


def go_on(world: World, mchid: str, apply_id: str) -> None:
    """One step of every invoice of an application: first the invoice itself, then its card."""
    with world.lock:
        found = world.tables["fapiao"].get(key(mchid, apply_id))
        if found is None:
            return
        happened = []
        for invoice in found["invoices"]:
            slip = invoice["card_information"]
            if invoice["status"] in NEXT:
                invoice["status"], event = NEXT[invoice["status"]]
                colour = "blue_fapiao" if event == "FAPIAO.ISSUED" else "red_fapiao"
                invoice[colour] = {**numbers(), "fapiao_time": stamp(world)}
                happened.append(event)
            elif slip["card_status"] in CARD_NEXT:
                slip["card_status"], event = CARD_NEXT[slip["card_status"]]
                slip.setdefault("card_code", secrets.token_hex(8).upper())
                happened.append(event)
        for event in dict.fromkeys(happened):
            tell(world, mchid, event, told(found))
        if any(one["status"] in NEXT or one["card_information"]["card_status"] in CARD_NEXT for one in found["invoices"]):
            schedule(world, mchid, apply_id)


def told(found: Doc) -> Doc:
    """Every invoice of the application, also those that nothing happened to."""
    sub = {"sub_mchid": found["sub_mchid"]} if found["sub_mchid"] else {}
    rows = [
        {"fapiao_id": one["fapiao_id"], "fapiao_status": one["status"], "card_status": one["card_information"]["card_status"]}
        for one in found["invoices"]
    ]
    return {"mchid": found["mchid"], **sub, "fapiao_apply_id": found["apply_id"], "fapiao_information": rows}


def tell(world: World, mchid: str, event: str, plain: Doc) -> None:
    """Nobody hears of invoices who named no callback_url."""
    url = config(world, mchid).get("callback_url")
    if url:
        notices.tell(world, mchid, url, event, "fapiao", SUMMARY[event], plain)


def seller(world: World, merchant: Doc, sub_mchid: str | None) -> Doc:
    """Who issues the invoice."""
    name = next((one["name"] for one in accounts.merchants() if one["mchid"] == merchant["mchid"]), "")
    return {"name": name, **SELLER} if sub_mchid is None else {"name": f"特约商户{sub_mchid}", **SELLER}


def stamp(world: World) -> str:
    """Now, as WeChat writes a moment."""
    return clock.beijing(world.clock.now())


def digest_of(raw: bytes) -> str:
    """SHA-256 in hex."""
    return hashlib.sha256(raw).hexdigest()
