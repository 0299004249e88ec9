"""Files of invoices: one's own go up, those WeChat issued come down."""

from __future__ import annotations

import base64
import secrets

import orjson
from cryptography.hazmat.primitives import hashes
from flask import Blueprint, Response, request

from sandbox.documents import Doc
from sandbox.pay import multipart, party
from sandbox.pay.errors import bad_field, bad_request
from sandbox.pay.fapiao import book, shapes
from sandbox.pay.fapiao.pdf import page
from sandbox.pay.fields import check
from sandbox.pay.gate import signed
from sandbox.world import World, address, here

bp = Blueprint("pay_fapiao_files", __name__, url_prefix="/v3/new-tax-control-fapiao")

LIFE = 3 * 86400
MOST = 2 * 1024 * 1024
LINK_LIFE = 1800
STARTS = {"PDF": b"%PDF-", "OFD": b"PK\x03\x04"}


@bp.post("/fapiao-applications/upload-fapiao-file")
@signed(body_of=multipart.meta)
def upload(world: World, merchant: Doc) -> object:
    """A file of an invoice of one's own, kept three days for insert-cards."""
    found = multipart.parts(request)
    try:
        meta = orjson.loads(found.get("meta", b""))
    except orjson.JSONDecodeError:
        raise bad_field("/meta", None, "meta不是合法的JSON") from None
    check(meta, shapes.UPLOAD)
    party.acting_for(world, merchant, meta.get("sub_mchid"))
    file = found.get("file", b"")
    if not 0 < len(file) <= MOST or not file.startswith(STARTS[meta["file_type"]]):
        raise bad_field("/file", None, "发票文件应为2M以内的PDF或OFD")
    sm3 = hashes.Hash(hashes.SM3())
    sm3.update(file)
    if sm3.finalize().hex() != meta["digest"].lower():
        raise bad_field("/meta/digest", meta["digest"], "文件摘要与文件内容不一致")
    name = base64.b64encode(secrets.token_bytes(24)).decode()
    world.tables["fapiao_files"][name] = {"mchid": merchant["mchid"], "at": world.clock.now()}
    return {"fapiao_media_id": name}


@bp.get("/fapiao-applications/<apply_id>/fapiao-files")
@signed()
def files(world: World, merchant: Doc, apply_id: str) -> object:
    """Addresses of the invoices that WeChat issued and that still stand."""
    rows, sub_mchid = [], party.acting_for(world, merchant, request.args.get("sub_mchid"))
    for one in book.chosen(world, merchant["mchid"], sub_mchid, apply_id, request.args.get("fapiao_id")):
        if one["by_wechat"] and one["status"] == "ISSUED":
            token = secrets.token_urlsafe(24)
            world.tables["fapiao_downloads"][token] = {"number": one["blue_fapiao"]["fapiao_number"], "at": world.clock.now()}
            url = f"{address()}/v3/new-tax-control-fapiao/download?token={token}"
            rows.append({"fapiao_id": one["fapiao_id"], "download_url": url, "status": one["status"]})
    if not rows:
        raise bad_request("只有微信支付侧开具成功的发票可以下载")
    return {"fapiao_download_info_list": rows}


@bp.get("/download")
def download() -> Response:
    """The file for whoever has the token; neither call nor answer is signed."""
    world = here()
    with world.lock:
        found = world.tables["fapiao_downloads"].get(request.args.get("token", ""))
        if found is None or world.clock.now() - found["at"] > LINK_LIFE:
            return Response(orjson.dumps({"code": "INVALID_REQUEST", "message": "下载链接已失效"}), 400, content_type="application/json")
        return Response(page(f"FAPIAO {found['number']}"), content_type="application/pdf")
