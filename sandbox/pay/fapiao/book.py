"""The invoice book: titles users filled in, invoices and their cards, and who is told when they change."""

import hashlib
import secrets

from flask import request

from sandbox import accounts, clock, people
from sandbox.pay import aead, notices, party
from sandbox.pay.errors import PayError, bad_field, bad_request

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


def install(world):
    world.scheduler.on("fapiao", lambda **payload: go_on(world, **payload))


def sub_of(world, merchant, named):
    """The sub-merchant a call is about, or None; a mere provider has to name one."""
    if named:
        party.sub(world, merchant, named, None)
    elif merchant["kind"] == "partner":
        raise bad_field("/sub_mchid", None, "必填参数缺失")
    return named or None


def key(mchid, apply_id):
    return f"{mchid}/{apply_id}"


def config(world, mchid):
    return world.tables["fapiao_config"].get(mchid, {})


def template(world, mchid, sub_mchid):
    """The card template; without one nothing can be put into a wallet."""
    found = world.tables["fapiao_templates"].get(key(mchid, sub_mchid))
    if found is None:
        raise bad_request("未创建电子发票卡券模板，请先调用创建卡券模板接口")
    return found


def order_of(world, mchid, sub_mchid, apply_id):
    """With WeChat Pay the application's number is the transaction's."""
    order = world.tables["orders"].get(world.tables["transactions"].get(apply_id, ""))
    if order is None or order["mchid"] != mchid or order["sub_mchid"] != sub_mchid:
        raise PayError(404, "RESOURCE_NOT_EXISTS", "发票申请单对应的支付订单不存在")
    return order


def title(world, mchid, sub_mchid, apply_id):
    found = world.tables["fapiao_titles"].get(key(mchid, apply_id))
    if found is None or found["sub_mchid"] != sub_mchid or "title" not in found:
        raise PayError(404, "RESOURCE_NOT_EXISTS", "用户未填写抬头")
    return found


def user_applies(world, mchid, apply_id, given):
    """The user asks for an invoice: on the pay slip of an order with support_fapiao, or behind a title link."""
    known = world.tables["fapiao_titles"].get(key(mchid, apply_id))
    if known is None:
        order = world.tables["orders"].get(world.tables["transactions"].get(apply_id, ""))
        if order is None or order["mchid"] != mchid:
            raise bad_request("no paid transaction and no title link has this number")
        if not order["support_fapiao"] and not config(world, mchid).get("show_fapiao_cell"):
            raise bad_request("the pay slip has no invoice entry: order with support_fapiao, or set show_fapiao_cell")
        known = {
            "sub_mchid": order["sub_mchid"],
            "amount": order["total"],
            "out_trade_no": order["number"],
            "person": order["payer"]["person"],
        }
    person = people.person(known["person"])
    known["title"] = given or {"type": "INDIVIDUAL", "name": person["name"], "phone": person["phone"]}
    world.tables["fapiao_titles"][key(mchid, apply_id)] = known
    sub = {"sub_mchid": known["sub_mchid"]} if known["sub_mchid"] else {}
    tell(world, mchid, "FAPIAO.USER_APPLIED", {"mchid": mchid, **sub, "fapiao_apply_id": apply_id, "apply_time": stamp(world)})
    return known["title"]


def shown_title(world, merchant, found):
    """The title as the merchant may read it: phone and e-mail only with its private key."""
    secret = accounts.merchant_key(world, merchant["mchid"]).public_key()
    sealed = {name: aead.hide(secret, found["title"][name]) for name in ("phone", "email") if found["title"].get(name)}
    trade = {"out_trade_no": found["out_trade_no"]} if found.get("out_trade_no") else {}
    return {**found["title"], **sealed, "amount": found["amount"], **trade, "fapiao_bill_type": "COMM_FAPIAO"}


def open_application(world, merchant, sub_mchid, apply_id, digest, invoices):
    """Keep the invoices of one application; each moves on by itself."""
    world.tables["fapiao"][key(merchant["mchid"], apply_id)] = {
        "mchid": merchant["mchid"],
        "sub_mchid": sub_mchid,
        "apply_id": apply_id,
        "digest": digest,
        "invoices": invoices,
    }
    schedule(world, merchant["mchid"], apply_id)


def application(world, mchid, sub_mchid, apply_id):
    found = world.tables["fapiao"].get(key(mchid, apply_id))
    if found is None or found["sub_mchid"] != sub_mchid:
        raise PayError(404, "RESOURCE_NOT_EXISTS", "发票申请单不存在")
    return found


def chosen(world, merchant, apply_id):
    """The invoices of an application, or the one that `fapiao_id` names."""
    sub_mchid, wanted = sub_of(world, merchant, request.args.get("sub_mchid")), request.args.get("fapiao_id")
    found = application(world, merchant["mchid"], sub_mchid, apply_id)["invoices"]
    found = [one for one in found if wanted in (None, one["fapiao_id"])]
    if not found:
        raise PayError(404, "RESOURCE_NOT_EXISTS", "发票不存在")
    return found


def numbers():
    """What a tax office gives an invoice."""
    code, number, check = (f"{secrets.randbelow(10**count):0{count}d}" for count in (8, 8, 20))
    return {"fapiao_code": "0440" + code, "fapiao_number": number, "check_code": check, "password": secrets.token_hex(54)}


def card(world, merchant, sub_mchid, apply_id):
    """The card that goes into the wallet of the one who paid or filled in the title."""
    made = template(world, merchant["mchid"], sub_mchid)
    known = world.tables["fapiao_titles"].get(key(merchant["mchid"], apply_id))
    person = known["person"] if known else order_of(world, merchant["mchid"], sub_mchid, apply_id)["payer"]["person"]
    openid = people.openid(made["card_appid"], person)
    return {**made, "card_openid": openid, "card_status": "INSERT_ACCEPTED"}


def reverse(invoice):
    """Ask for the red invoice, and take the card out of the wallet."""
    invoice["status"] = "REVERSE_ACCEPTED"
    if invoice["card_information"]["card_status"] == "INSERTED":
        invoice["card_information"]["card_status"] = "DISCARD_ACCEPTED"


def schedule(world, mchid, apply_id):
    world.scheduler.after(world.settings["fapiao_delay"], "fapiao", mchid=mchid, apply_id=apply_id)


def go_on(world, mchid, apply_id):
    """One step of every invoice of an application: first the invoice itself, then its card."""
    with world.lock:
        found = world.tables["fapiao"].get(key(mchid, apply_id))
        if found is None:
            return
        happened = {}
        for invoice in found["invoices"]:
            slip = invoice["card_information"]
            if invoice["status"] in NEXT:
                invoice["status"], event = NEXT[invoice["status"]]
                colour = "blue_fapiao" if event == "FAPIAO.ISSUED" else "red_fapiao"
                invoice[colour] = {**numbers(), "fapiao_time": stamp(world)}
                happened.setdefault(event, []).append(invoice)
            elif slip["card_status"] in CARD_NEXT:
                slip["card_status"], event = CARD_NEXT[slip["card_status"]]
                slip.setdefault("card_code", secrets.token_hex(8).upper())
                happened.setdefault(event, []).append(invoice)
        for event, invoices in happened.items():
            tell(world, mchid, event, told(found, invoices))
        if any(one["status"] in NEXT or one["card_information"]["card_status"] in CARD_NEXT for one in found["invoices"]):
            schedule(world, mchid, apply_id)


def told(found, invoices):
    sub = {"sub_mchid": found["sub_mchid"]} if found["sub_mchid"] else {}
    rows = [
        {"fapiao_id": one["fapiao_id"], "fapiao_status": one["status"], "card_status": one["card_information"]["card_status"]}
        for one in invoices
    ]
    return {"mchid": found["mchid"], **sub, "fapiao_apply_id": found["apply_id"], "fapiao_information": rows}


def tell(world, mchid, event, plain):
    """Nobody hears of invoices who named no callback_url."""
    url = config(world, mchid).get("callback_url")
    if url:
        notices.tell(world, mchid, url, event, "fapiao", SUMMARY[event], plain)


def seller(world, merchant, sub_mchid):
    name = next((one["name"] for one in accounts.merchants() if one["mchid"] == merchant["mchid"]), "")
    return {"name": name, **SELLER} if sub_mchid is None else {"name": f"特约商户{sub_mchid}", **SELLER}


def stamp(world):
    return clock.beijing(world.clock.now())


def digest_of(raw):
    return hashlib.sha256(raw).hexdigest()


def paid_amount(world, mchid, sub_mchid, scene, apply_id):
    """The most that may be invoiced: what was paid less refunds, or what the title link said."""
    if scene == "WITH_WECHATPAY":
        order = order_of(world, mchid, sub_mchid, apply_id)
        return order["total"] - order["refunded"]
    return title(world, mchid, sub_mchid, apply_id)["amount"]
