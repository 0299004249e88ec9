"""Make it happen: issue, fetch what somebody holds, show as a code, verify."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from typing import Any

import orjson
from sqlalchemy import Connection, insert, select, update

from app.certificates import queries, rules
from app.certificates.kinds import kinds
from app.certificates.models import certificate, presentation
from app.identity import queries as identity
from app.kernel import clock, crypto
from app.kernel.audit import note_use
from app.kernel.errors import Conflict, NotFound, Unavailable
from app.kernel.events import Event, emit
from app.kernel.ids import new_id
from app.kernel.ports import Fact, outside


def issue(tx: Connection, person_id: str, kind: str, result: Mapping[str, Any], case_no: str) -> str:
    """The certificate a granted case yields; the one it replaces stays in history. Told twice, issued once. Returns its id.

    `result`: number, issued_on, valid_until, fields (face items).
    """
    blind = crypto.blind("certificate.number", f"{kind}\n{result['number']}")
    same = (certificate.c.person_id == person_id, certificate.c.kind == kind, certificate.c.number_blind == blind)
    found = tx.execute(select(certificate.c.id).where(*same)).scalar()
    if found:
        return str(found)
    older = (certificate.c.person_id == person_id, certificate.c.kind == kind, certificate.c.status == "valid")
    tx.execute(update(certificate).where(*older).values(status="replaced"))
    new = _store(tx, person_id, kind, result, "issued", case_no)
    emit(tx, Event.CERTIFICATE_ISSUED, f"person:{person_id}", certificate_id=new, person_id=person_id, name=kinds()[kind].name)
    return new


def ask_sources(name: str, id_number: str, wanted: Iterable[str], purpose: str, case_no: str | None = None) -> dict[str, Fact]:
    """What the issuers say this person holds. A source that is off is left out: the resident brings it instead."""
    facts = {}
    for kind in wanted:
        try:
            fact = outside().sources.ask(kind, name, id_number, purpose, case_no)
        except Unavailable:
            continue
        if fact.found:
            facts[kind] = fact
    return facts


def keep(tx: Connection, person_id: str, facts: Mapping[str, Fact]) -> None:
    """Put fetched certificates into the wallet; known ones stay as they are."""
    have = queries.held(tx, person_id)
    for kind, fact in facts.items():
        data = dict(fact.data)
        number = str(data.pop("number", ""))
        face = {"number": number, "issued_on": data.pop("issued_on", ""), "valid_until": data.pop("valid_until", None)}
        data.pop("status", None)
        if not number or (kind in have and (have[kind].number == number or have[kind].case_no)):
            continue
        _store(tx, person_id, kind, {**face, "fields": data}, "shared", None)


def present(tx: Connection, person_id: str, certificate_id: str, shown: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """A code that shows the agreed fields for 60 seconds. Returns it with what it shows. Raises NotFound, Conflict."""
    one = queries.get(tx, person_id, certificate_id)
    if not one.kind.show or one.status != "valid" or not rules.valid_on(one.valid_until, clock.today()):
        raise Conflict("cannot_show", "这个证现在不能出示", "看看是不是过期了")
    agreed = tuple(key for key in rules.SHOWN if key in shown or key in rules.ALWAYS)
    code = secrets.token_urlsafe(18)
    row = {"certificate_id": one.id, "person_id": person_id, "shown": list(agreed), "expires_at": clock.now() + rules.CODE_LIVES}
    tx.execute(insert(presentation), {"code_blind": _hash(code), **row})
    return code, agreed


def verify(tx: Connection, code: str, unit: str) -> tuple[bool, list[dict[str, str]], str]:
    """What a code shows to whoever scanned it: valid?, lines, name of the certificate. Unknown or over 60 s: NotFound.

    The holder is told and the use is noted.
    """
    row = tx.execute(select(presentation).where(presentation.c.code_blind == _hash(code))).first()
    if row is None or row.expires_at < clock.now():
        raise NotFound("code_expired", "这个码不对，或者已经过了 60 秒", "请对方重新出示一次")
    one, person = queries.get(tx, row.person_id, row.certificate_id), identity.get_person(tx, row.person_id)
    valid = one.status == "valid" and rules.valid_on(one.valid_until, clock.today())
    issuer = one.fields.get("签发机关") or one.fields.get("签发地点") or ""
    lines = rules.lines_for(tuple(row.shown), person.name, person.age(clock.today()) >= 18, valid, queries.masked(one), str(issuer))
    if row.seen_at is None:
        tx.execute(update(presentation).where(presentation.c.code_blind == row.code_blind).values(seen_at=clock.now()))
    note_use(tx, row.person_id, unit, [rules.SHOWN[key] for key in row.shown], f"核验{one.kind.name}")
    subject = f"person:{row.person_id}"
    emit(tx, Event.CERTIFICATE_SHOWN, subject, certificate_id=one.id, person_id=row.person_id, name=one.kind.name, unit=unit)
    return valid, lines, one.kind.name


def _store(tx: Connection, person_id: str, kind: str, face: Mapping[str, Any], origin: str, case_no: str | None) -> str:
    new = new_id()
    serial = f"{clock.today():%Y%m%d}{new[-8:].upper()}"
    sealed = {"number": face["number"], "issued_on": face["issued_on"], "valid_until": face.get("valid_until"), "fields": face["fields"]}
    row = {
        "id": new,
        "person_id": person_id,
        "kind": kind,
        "number_blind": crypto.blind("certificate.number", f"{kind}\n{face['number']}"),
        "face": crypto.seal("certificate.face", new, orjson.dumps(sealed).decode()),
        "identifier": rules.identifier(kinds()[kind].type_code, kinds()[kind].type_code[:18], serial),
        "status": "valid",
        "origin": origin,
        "case_no": case_no,
        "created_at": clock.now(),
    }
    tx.execute(insert(certificate), row)
    return new


def _hash(code: str) -> bytes:
    return crypto.blind("presentation.code", code)
