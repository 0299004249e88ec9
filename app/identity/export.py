"""What we know of somebody's identity, opened, for the file they may take with them."""

from __future__ import annotations

from collections.abc import Collection

import orjson
from sqlalchemy import Connection, select

from app.identity.joins import open_claim
from app.identity.models import account, face_check, login, person
from app.identity.papers import PAPERS
from app.kernel import clock, crypto

Rows = tuple[list[dict[str, object]], None]


def people(tx: Connection, person_id: str) -> Rows:
    """Who it is: name, paper and number, and what the source of another paper than the id card says."""
    rows = tx.execute(select(person).where(person.c.id == person_id)).all()
    told: list[dict[str, object]] = [
        {
            "name": crypto.unseal("person.name", row.id, row.name),
            "id_number": crypto.unseal("person.id_number", row.id, row.id_number),
            "paper": PAPERS[row.paper].name,
            **(orjson.loads(crypto.unseal("person.facts", row.id, row.facts)) if row.facts else {}),
            "since": clock.rfc3339(row.created_at),
        }
        for row in rows
    ]
    return told, None


def accounts(tx: Connection, ids: Collection[str]) -> Rows:
    """Each WeChat account: its number, phone, settings."""
    rows = tx.execute(select(account).where(account.c.id.in_(list(ids))).order_by(account.c.created_at)).all()
    told: list[dict[str, object]] = [
        {
            "openid": crypto.unseal("account.openid", row.id, row.openid),
            "phone": crypto.unseal("account.phone", row.id, row.phone) if row.phone else None,
            "says_to_be": _claim(row.id, row.claim),
            "level": row.level,
            "elder": bool(row.elder),
            "city": row.city,
            "since": clock.rfc3339(row.created_at),
        }
        for row in rows
    ]
    return told, None


def _claim(account_id: str, sealed: bytes | None) -> str | None:
    claim = open_claim(account_id, sealed)
    return f"{claim.name} {claim.number}" if claim else None


def logins(tx: Connection, ids: Collection[str]) -> Rows:
    """Where these accounts are signed in."""
    rows = tx.execute(select(login).where(login.c.account_id.in_(list(ids))).order_by(login.c.created_at)).all()
    told: list[dict[str, object]] = [
        {"device": row.device, "since": clock.rfc3339(row.created_at), "last_seen": clock.rfc3339(row.last_seen)} for row in rows
    ]
    return told, None


def face_checks(tx: Connection, ids: Collection[str]) -> Rows:
    """When a face was checked, with what outcome; no picture is ever ours."""
    rows = tx.execute(select(face_check).where(face_check.c.account_id.in_(list(ids))).order_by(face_check.c.id)).all()
    told: list[dict[str, object]] = [
        {"at": clock.rfc3339(row.created_at), "passed": None if row.passed is None else bool(row.passed), "wechat_no": row.verify_id}
        for row in rows
    ]
    return told, None
