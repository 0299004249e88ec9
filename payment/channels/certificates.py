"""Platform certificates: fetched by us at our own time, stored for all processes; old and new overlap until the old one ends."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Protocol

from cryptography import x509
from sqlalchemy import Connection, func, insert, select, update

from app.kernel import clock, db, guard
from app.kernel.errors import Refused, SignedOut, Unavailable
from app.kernel.http import Headers, Reply
from app.kernel.jsons import a_list, a_text, an_object
from payment.channels.signing import Stored, check, public_key
from payment.models import platform_certificate as table


class Line(Protocol):
    """A merchant's line to WeChat, as far as certificates need it (payment.channels.caller)."""

    @property
    def mchid(self) -> str:
        """The merchant who calls."""
        ...

    def send(self, method: str, path: str) -> Reply:
        """One signed request."""
        ...

    def decrypt(self, nonce: str, ciphertext: str, associated_data: str | None) -> bytes:
        """What was encrypted for the merchant."""
        ...

    def verify(self, headers: Headers, body: bytes) -> None:
        """Raises when the answer is not the channel's."""
        ...


UNLISTED = timedelta(days=1)  # what WeChat lists no more is believed that long: its machines do not change at one moment
FRESH = timedelta(hours=6)  # WeChat wants them asked for at least every twelve hours


def stored(mchid: str) -> Mapping[str, Stored]:
    """By serial, the certificates that have not ended, without those WeChat stopped listing a day before its last answer."""
    mine = (table.c.mchid == mchid, table.c.ends_at > clock.now())
    with db.reading() as tx:
        rows = tx.execute(select(table.c.serial, table.c.pem, table.c.ends_at, table.c.fetched_at).where(*mine)).all()
    last = max((row.fetched_at for row in rows), default=clock.now())
    return {row.serial: Stored(row.pem, row.ends_at, row.fetched_at == last) for row in rows if last - row.fetched_at < UNLISTED}


def stale(mchid: str) -> bool:
    """Whether it is time to ask again."""
    with db.reading() as tx:
        last = tx.execute(select(func.max(table.c.fetched_at)).where(table.c.mchid == mchid)).scalar()
    return last is None or clock.now() - last > FRESH


def fetch(line: Line) -> int:
    """Ask, prove, store. Each certificate is sealed under the APIv3 key that only WeChat and we hold; the answer must be
    signed by one of them, or by a key we know: while WeChat moves a merchant from one mode to the other it signs with both.
    Raises Unavailable when it is not."""
    try:
        reply = line.send("GET", "/v3/certificates")
    except Refused as refusal:
        if refusal.code in ("wechat_pay_resource_not_exists", "wechat_pay_not_found"):
            return 0  # a merchant that only has WeChat Pay's public key
        raise
    try:
        found = {}
        for one in map(an_object, a_list(an_object(guard.told(reply.body))["data"])):
            sealed = an_object(one["encrypt_certificate"])
            pem = line.decrypt(a_text(sealed["nonce"]), a_text(sealed["ciphertext"]), a_text(sealed.get("associated_data") or ""))
            found[str(one["serial_no"])] = pem.decode()
        signer = found.get(reply.headers.get("Wechatpay-Serial", ""))
        if signer is None:
            line.verify(reply.headers, reply.body)
        else:
            head = f"{reply.headers.get('Wechatpay-Timestamp', '')}\n{reply.headers.get('Wechatpay-Nonce', '')}\n"
            check(public_key("", signer), head.encode() + reply.body + b"\n", reply.headers.get("Wechatpay-Signature", ""))
    except (KeyError, TypeError, ValueError, SignedOut):
        raise Unavailable("wechat_pay_certificates") from None
    return db.in_transaction(_store, line.mchid, found)


def _store(tx: Connection, mchid: str, found: Mapping[str, str]) -> int:
    """One moment for all of an answer: whatever has an earlier one was not in it."""
    now = clock.now()
    for serial, pem in found.items():
        ends = x509.load_pem_x509_certificate(pem.encode()).not_valid_after_utc
        mine = (table.c.mchid == mchid, table.c.serial == serial)
        if tx.execute(update(table).where(*mine).values(fetched_at=now)).rowcount != 1:
            tx.execute(insert(table), {"mchid": mchid, "serial": serial, "pem": pem, "ends_at": ends, "fetched_at": now})
    return len(found)
