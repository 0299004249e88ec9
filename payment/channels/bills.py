"""WeChat Pay v3: the trade bill of a day. The file itself is unsigned: the signed answer names its hash."""

from __future__ import annotations

import gzip
import hashlib
import hmac
import io
from datetime import date

from app.kernel.errors import Refused, Unavailable
from app.kernel.jsons import an_object
from payment.channels.wechat_pay import WeChatPay

MOST_BYTES = 512 * 1024 * 1024


def trade_bill(pay: WeChatPay, day: date) -> bytes | None:
    """The uncompressed file; None when there was no trade that day. Raises Unavailable `bill_creating`, Refused
    `bill_wrong_hash`, `bill_unreadable`, `bill_address`."""
    try:
        answer = an_object(pay.call("GET", f"/v3/bill/tradebill?bill_date={day.isoformat()}&bill_type=ALL&tar_type=GZIP"))
    except TypeError:
        raise Refused("bill_address", "账单的下载地址不对", "联系微信支付") from None
    except Refused as refusal:
        if refusal.code == "wechat_pay_no_statement_exist":
            return None
        if refusal.code == "wechat_pay_statement_creating":
            raise Unavailable("bill_creating", "微信还在出账单") from None
        raise
    url, told = str(answer.get("download_url", "")), str(answer.get("hash_value", "")).lower()
    base = pay.peer.base + "/"
    if answer.get("hash_type") != "SHA1" or not url.startswith(base):
        raise Refused("bill_address", "账单的下载地址不对", "联系微信支付")
    raw = _unpacked(pay.download(url.removeprefix(base.rstrip("/"))))
    if not hmac.compare_digest(hashlib.sha1(raw).hexdigest(), told):  # noqa: S324 - WeChat's choice, beside its signature
        raise Refused("bill_wrong_hash", "账单文件和它的指纹对不上", "过一会儿再取一次")
    return raw


def _unpacked(body: bytes) -> bytes:
    if body[:2] != b"\x1f\x8b":
        return body
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(body)) as file:
            raw = file.read(MOST_BYTES + 1)
    except (OSError, EOFError):
        raise Refused("bill_unreadable", "账单文件坏了", "过一会儿再取一次") from None
    if len(raw) > MOST_BYTES:
        raise Refused("bill_unreadable", "账单文件太大了", "联系微信支付")
    return raw
