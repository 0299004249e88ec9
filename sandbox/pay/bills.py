"""Trade bills and fund-flow bills: asked for, then fetched as a file that nobody signs."""

from __future__ import annotations

import base64
import gzip
import hashlib
import re
import secrets
from datetime import date, timedelta

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from flask import Blueprint, Response, g, request

from sandbox import accounts, clock
from sandbox.documents import Doc, Rows
from sandbox.pay import aead, bill_rows, bill_text, party
from sandbox.pay.errors import PayError, bad_field, bad_request
from sandbox.pay.gate import argument, signed
from sandbox.world import World, address

bp = Blueprint("pay_bills", __name__)

DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
OPENS = 10 * 3600
KEPT_DAYS = 92
LINK_LIFE = 300
KINDS = ("ALL", "SUCCESS", "REFUND", "RECHARGE_REFUND", "ALL_SPECIAL", "SUC_SPECIAL", "REF_SPECIAL")
ACCOUNTS = ("BASIC", "OPERATION", "FEES")


@bp.get("/v3/bill/tradebill")
@signed()
def trade_bill(world: World, merchant: Doc) -> object:
    """{hash_type, hash_value, download_url}; the hash is of the uncompressed bytes."""
    kind, sub_mchid = argument("bill_type", False, KINDS) or "ALL", argument("sub_mchid", False)
    if kind.endswith("_SPECIAL"):
        raise PayError(403, "NO_AUTH", "商户未开通个性化账单")
    if sub_mchid:
        party.sub(world, merchant, sub_mchid, None)
    rows = made(world, "trade", merchant["mchid"], bill_date())
    if not any(row["交易状态"] == kind or kind == "ALL" for row in chosen(rows, sub_mchid)):
        raise no_statement()
    return link(world, merchant, {"bill": "trade", "mchid": merchant["mchid"], "kind": kind, "sub_mchid": sub_mchid})


@bp.get("/v3/bill/fundflowbill")
@signed()
def fund_flow_bill(world: World, merchant: Doc) -> object:
    """Where a bill of the account's movements can be fetched."""
    account = argument("account_type", False, ACCOUNTS) or "BASIC"
    if not made(world, "flow", merchant["mchid"], bill_date()) or account != "BASIC":
        raise no_statement()
    return link(world, merchant, {"bill": "flow", "mchid": merchant["mchid"]})


@bp.get("/v3/bill/sub-merchant-fundflowbill")
@signed()
def sub_flow_bill(world: World, merchant: Doc) -> object:
    """One sub-merchant's flow, sealed with a key that only the provider can open."""
    sub_mchid, account = argument("sub_mchid"), argument("account_type", True, ACCOUNTS)
    argument("algorithm", True, ("AEAD_AES_256_GCM",))
    party.sub(world, merchant, sub_mchid, None)
    if not made(world, "flow", sub_mchid, bill_date()) or account != "BASIC":
        raise no_statement()
    key, nonce = secrets.token_hex(16), secrets.token_hex(6)
    one = link(world, merchant, {"bill": "flow", "mchid": sub_mchid, "seal": [key, nonce]})
    sealed_key = aead.hide(accounts.merchant_key(world, merchant["mchid"]).public_key(), key)
    return {"download_bill_count": 1, "download_bill_list": [{"bill_sequence": 1, **one, "encrypt_key": sealed_key, "nonce": nonce}]}


@bp.get("/v3/billdownload/file")
@signed()
def download(world: World, merchant: Doc) -> object:
    """The file, unsigned; signed for like any GET."""
    ticket = world.tables["downloads"].get(argument("token"))
    if ticket is None or world.clock.now() - ticket["at"] > LINK_LIFE:
        raise bad_request("账单下载链接不存在或已过期，请重新申请")
    if ticket["caller"] != merchant["mchid"]:
        raise PayError(403, "NO_AUTH", "无权下载该账单")
    raw = content(world, ticket)
    if "half_file" in g.faults:
        raw = raw[: len(raw) // 2]
    kind = "text/plain; charset=utf-8"
    if ticket["gzip"]:
        raw, kind = gzip.compress(raw, mtime=0), "application/x-gzip"
    if "seal" in ticket:
        key, nonce = ticket["seal"]
        raw, kind = AESGCM(key.encode()).encrypt(nonce.encode(), raw, b""), "application/octet-stream"
    return Response(raw, content_type=kind)


def bill_date() -> date:
    """The day asked for; 400 when it is none."""
    text = argument("bill_date")
    try:
        day = date.fromisoformat(text) if DAY.fullmatch(text) else None
    except ValueError:
        day = None
    if day is None:
        raise bad_field("/bill_date", text, "账单日期格式应为YYYY-MM-DD", "query")
    return day


def made(world: World, bill: str, mchid: str, day: date) -> Rows:
    """The rows of a day's bill; 400 before it opens. Once made it stays as it is, whatever happens to orders later."""
    known = world.tables[f"{bill}_bills"].get(f"{mchid}/{day}")
    if known is not None:
        result: list[dict[str, str]] = known
        return result
    today = date.fromisoformat(clock.day_of(world.clock.now()))
    if day >= today or (today - day).days > KEPT_DAYS:
        raise bad_request("账单日期不合法，只能下载三个月内、今天以前的账单")
    opens = clock.parse(f"{day + timedelta(days=1)}T00:00:00+08:00") + OPENS
    if world.clock.now() < opens:
        raise PayError(400, "STATEMENT_CREATING", "账单正在生成中，请于次日10点后再试")
    return make(world, bill, mchid, day)


def make(world: World, bill: str, mchid: str, day: date | str) -> Rows:
    """Write the day's bill from orders and refunds as they are now."""
    rows = getattr(bill_rows, bill)(world, mchid, str(day))
    world.tables[f"{bill}_bills"][f"{mchid}/{day}"] = rows
    result: list[dict[str, str]] = rows
    return result


def chosen(rows: Rows, sub_mchid: str | None) -> Rows:
    """The lines of one sub-merchant, or all."""
    return [row for row in rows if not sub_mchid or row["特约商户号"] == sub_mchid]


def content(world: World, ticket: Doc) -> bytes:
    """The uncompressed bytes behind a link."""
    rows = world.tables[f"{ticket['bill']}_bills"][f"{ticket['mchid']}/{ticket['day']}"]
    if ticket["bill"] == "flow":
        return bill_text.flow_text(rows).encode()
    return bill_text.trade_text(chosen(rows, ticket["sub_mchid"]), ticket["kind"]).encode()


def link(world: World, merchant: Doc, ticket: Doc) -> Doc:
    """Hash and address of a file; the address is how the caller reaches us."""
    now, known = world.clock.now(), world.tables["downloads"]
    for old in [token for token, one in known.items() if now - one["at"] > LINK_LIFE]:
        del known[old]
    packed = argument("tar_type", False, ("GZIP",)) == "GZIP"
    ticket |= {"caller": merchant["mchid"], "day": request.args["bill_date"], "gzip": packed, "at": now}
    token = base64.urlsafe_b64encode(secrets.token_bytes(24)).decode()
    known[token] = ticket
    digest = hashlib.sha1(content(world, ticket)).hexdigest()
    if "wrong_hash" in g.faults:
        digest = hashlib.sha1(digest.encode()).hexdigest()
    return {"hash_type": "SHA1", "hash_value": digest, "download_url": f"{address()}/v3/billdownload/file?token={token}"}


def no_statement() -> PayError:
    """There was nothing on that day; to be raised."""
    return PayError(400, "NO_STATEMENT_EXIST", "请求的账单文件不存在，当日没有交易")
