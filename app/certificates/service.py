"""Make it happen: issue, fetch what somebody holds, show as a code, verify."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict
from datetime import datetime, timedelta

import orjson
from sqlalchemy import Connection, bindparam, delete, insert, select, update

from app.certificates import faces, queries, reminders, rules
from app.certificates.kinds import kinds
from app.certificates.models import certificate, handover, presentation
from app.events.certificates import CertificateIssued, CertificateShown
from app.identity import queries as identity
from app.kernel import clock, crypto, writes
from app.kernel.audit import note_use
from app.kernel.errors import Conflict, NotFound, Unavailable
from app.kernel.events import emit
from app.kernel.http import unreadable
from app.kernel.ids import new_id
from app.kernel.ports import Fact, outside

# Made once: a statement put together for each call costs a third of sending it.
_OF_KIND = select(certificate.c.id, certificate.c.number_blind, certificate.c.child, certificate.c.status).where(
    certificate.c.person_id == bindparam("person"), certificate.c.kind == bindparam("of_kind")
)
_SAME = select(certificate.c.id).where(
    certificate.c.person_id == bindparam("person"),
    certificate.c.kind == bindparam("of_kind"),
    certificate.c.number_blind == bindparam("number"),
)


def issue(tx: Connection, person_id: str, kind: str, result: Mapping[str, object], case_no: str, child: bool = False) -> str:
    """The certificate a granted case yields; the one it replaces stays in history: of a kind of which one holds several, the one about
    the same. Told twice, issued once. Returns its id.

    `result`: number, issued_on, valid_until, fields (face items). `child`: it is a child's, kept beside the person's own: it replaces what
    is there of this child.
    """
    number = _blind(kind, str(result["number"]), result.get("fields"))
    have = tx.execute(_OF_KIND, {"person": person_id, "of_kind": kind}).all()
    found: str | None = next((one.id for one in have if one.number_blind == number), None)
    if child:
        _replace_child_s(tx, person_id, kind, result)
    elif not kinds()[kind].receipt:
        others = _about_others(tx, person_id, kind, result)
        for one in have:
            if one.id not in {found, *others} and one.status in rules.HELD and not one.child:
                writes.update(tx, certificate, {"id": one.id, "status": one.status}, {"status": "replaced"})
    if found:
        # Its issuer was asked a moment before the case was told of it, or it keeps its number: the decision's face counts.
        until = result.get("valid_until")
        told = {"case_no": case_no, "face": _seal(found, result), "status": "valid", "remind_at": _remind(kind, until)}
        tx.execute(update(certificate).where(certificate.c.id == found, certificate.c.case_no.is_distinct_from(case_no)).values(**told))
        return found
    new = _store(tx, person_id, kind, result, "issued", case_no, child=child)
    if kinds()[kind].receipt:
        return new  # told as what it is, by whoever knows what was paid
    emit(tx, CertificateIssued(new, person_id, kinds()[kind].name))
    return new


def revoke(tx: Connection, person_id: str, kind: str) -> int:
    """What this person holds of a kind is void: it stays in history and nobody is shown it any more. Returns how many there were."""
    mine = (certificate.c.person_id == person_id, certificate.c.kind == kind, ~certificate.c.child, certificate.c.status.in_(rules.HELD))
    return tx.execute(update(certificate).where(*mine).values(status="revoked")).rowcount


def revoke_child_s(tx: Connection, person_id: str, kind: str, name: str) -> None:
    """The same of a child's, kept beside this person's own."""
    for old in queries.children_s(tx, person_id, kind):
        if old.fields.get("姓名") == name:
            tx.execute(update(certificate).where(certificate.c.id == old.id, certificate.c.status.in_(rules.HELD)).values(status="revoked"))


def end_all(tx: Connection, person_id: str) -> int:
    """Who has died holds nothing any more: what was in the wallet stays in history, no code shows it, nobody is reminded. Receipts of what
    was paid stay what they are. Returns how many there were."""
    receipts = [one.id for one in kinds().values() if one.receipt]
    mine = (certificate.c.person_id == person_id, certificate.c.kind.not_in(receipts), certificate.c.status.in_(rules.HELD))
    tx.execute(delete(presentation).where(presentation.c.person_id == person_id))
    tx.execute(delete(handover).where(handover.c.person_id == person_id))
    return tx.execute(update(certificate).where(*mine).values(status="revoked", remind_at=None)).rowcount


def ask_sources(person: identity.Person, wanted: Iterable[str], purpose: str, case_no: str | None = None) -> dict[str, Fact]:
    """What the issuers say this person holds. One that is off is left out: the resident brings it instead."""
    return ask_each(person, wanted, purpose, case_no)[0]


def ask_each(person: identity.Person, wanted: Iterable[str], purpose: str, case_no: str | None = None) -> tuple[dict[str, Fact], list[str]]:
    """The same, and which kinds nobody answered for. Calls outside: no transaction here."""
    facts, silent = {}, []
    for kind in wanted:
        try:
            fact = outside().sources.ask(kind, person.name, person.id_number, purpose, case_no, person.paper)
            if fact.found:
                _faces(kind, fact)
                facts[kind] = fact
        except Unavailable:
            silent.append(kind)
    return facts, silent


def readable(facts: Mapping[str, Fact]) -> dict[str, Fact]:
    """Those answers of issuers, by kind, that can be read: another counts as none."""
    kept = {}
    for kind, fact in facts.items():
        with suppress(Unavailable):
            if fact.found:
                _faces(kind, fact)
            kept[kind] = fact
    return kept


def keep(tx: Connection, person_id: str, facts: Mapping[str, Fact], decided: bool = False) -> list[str]:
    """Put fetched certificates into the wallet and note that we asked. Returns the kinds that are new there.

    A known one takes the issuer's latest word; one with another number replaces it, unless it came from a case of ours:
    issuers' registers lag behind their own decisions, unless it was asked because it has just `decided`. Of a kind of which one holds
    several, each stands for itself; what an issuer that has just decided does not name any more is over. Raises Unavailable for what
    cannot be read; nothing of it is kept.
    """
    have = {(one.kind.id, one.kind.about(one.fields)): one for one in queries.own(tx, person_id)}
    new = []
    told = [(kind, face) for kind, fact in facts.items() for face in _faces(kind, fact)]
    if decided:
        named = {(kind, kinds()[kind].about(face.fields)) for kind, face in told}
        for gone in (one for key, one in have.items() if one.kind.each and one.kind.id in facts and key not in named):
            _end(tx, gone.id)
    for kind, face in told:
        known, number = have.get((kind, kinds()[kind].about(face.fields))), face.number
        if face.status not in rules.HELD:
            _end(tx, _same(tx, person_id, kind, number, face.fields))
        elif known and known.number == number:
            _refresh(tx, known, face)
        elif (decided or not (known and known.case_no)) and not _same(tx, person_id, kind, number, face.fields):
            if kinds()[kind].each:
                _replaced(tx, known)
            else:
                _replace(tx, person_id, kind)
            _store(tx, person_id, kind, asdict(face), "shared", None, face.status)
            new += [kind] if kind not in new else []
    if new:
        note_use(tx, person_id, "省事", [kinds()[kind].name for kind in new], "放进本人卡包")
    return new


def present(tx: Connection, person_id: str, certificate_id: str, shown: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """A code that shows the agreed fields for 60 seconds. Returns it with what it shows. Raises NotFound, Conflict."""
    one = queries.get(tx, person_id, certificate_id)
    if one.child or not one.kind.show or one.status != "valid" or not rules.valid_on(one.valid_until, clock.today()):
        raise Conflict("cannot_show", "这个证现在不能出示", "看看是不是过期了")
    agreed = tuple(key for key in rules.SHOWN if key in shown or key in rules.ALWAYS)
    code = secrets.token_urlsafe(18)
    row = {
        "certificate_id": one.id,
        "person_id": person_id,
        "shown": list(agreed),
        "expires_at": clock.now() + rules.CODE_LIVES,
        "looks": 0,
    }
    tx.execute(insert(presentation), {"code_blind": _hash(code), **row})
    return code, agreed


def verify(tx: Connection, code: str, unit: str) -> tuple[bool, list[dict[str, str]], str, int]:
    """What a code shows to whoever scanned it: valid?, lines, name of the certificate, how often it was seen before.

    Unknown or over 60 s: NotFound. Every look is noted for the holder; the first is told at once.
    """
    query = select(presentation).where(presentation.c.code_blind == _hash(code)).with_for_update()
    row = tx.execute(query).first()
    if row is None or row.expires_at < clock.now():
        raise NotFound("code_expired", "这个码不对，或者已经过了 60 秒", "请对方重新出示一次")
    one = queries.get(tx, row.person_id, row.certificate_id)
    valid, lines = said(tx, one, row.person_id, tuple(row.shown))
    looked = {"looks": row.looks + 1, "seen_at": row.seen_at or clock.now()}
    tx.execute(update(presentation).where(presentation.c.code_blind == row.code_blind).values(**looked))
    note_use(tx, row.person_id, unit, named(row.shown), f"核对{one.kind.name}")
    if row.looks == 0:
        emit(tx, CertificateShown(one.id, row.person_id, one.kind.name, unit))
    return valid, lines, one.kind.name, row.looks


def said(tx: Connection, one: queries.Held, person_id: str, shown: tuple[str, ...]) -> tuple[bool, list[dict[str, str]]]:
    """Whether it is valid now, and what is shown of it."""
    person = identity.get_person(tx, person_id)
    valid = one.status == "valid" and rules.valid_on(one.valid_until, clock.today())
    issuer = one.fields.get("签发机关") or one.fields.get("签发地点") or ""
    return valid, rules.lines_for(shown, person.name, person.age(clock.today()) >= 18, valid, queries.masked(one), str(issuer))


def named(shown: Iterable[str]) -> list[str]:
    """What is shown, as 谁看过我的信息 calls it."""
    return [rules.SHOWN[key] for key in shown]


def forget(tx: Connection, person_id: str) -> None:
    """Our copies of what a person holds, and the codes that showed them; the certificates themselves are their issuers'."""
    tx.execute(delete(presentation).where(presentation.c.person_id == person_id))
    tx.execute(delete(handover).where(handover.c.person_id == person_id))
    tx.execute(delete(certificate).where(certificate.c.person_id == person_id))


def forget_old(tx: Connection) -> int:
    """Delete codes that ended before what the wallet counts, and what windows asked for a day ago: what was seen stands among the uses.
    Returns how many codes."""
    tx.execute(delete(handover).where(handover.c.until < clock.now() - timedelta(days=1)))
    return tx.execute(delete(presentation).where(presentation.c.expires_at < clock.now() - timedelta(days=31))).rowcount


def _faces(kind: str, fact: Fact) -> list[faces.Face]:
    """A source's answer: one, or each of those of which one holds several; one about the same as another before it says nothing new.
    Raises Unavailable for one that cannot be read: it counts as off."""
    of = kinds()[kind]
    try:
        told = [faces.of_source(of, one) for one in (fact.data, *fact.others)]
    except faces.Unreadable as wrong:
        raise unreadable("sources", kind, wrong.field) from None
    return list({of.about(one.fields): one for one in reversed(told)}.values())[::-1]


def _about_others(tx: Connection, person_id: str, kind: str, result: Mapping[str, object]) -> set[str]:
    """Ids of what this person holds of a kind that is about something else; none, without a statement, where one holds one."""
    of, face = kinds()[kind], result.get("fields")
    if not of.each or not isinstance(face, Mapping):
        return set()
    return {one.id for one in queries.own(tx, person_id) if one.kind == of and of.about(one.fields) != of.about(face)}


def _same(tx: Connection, person_id: str, kind: str, number: str, fields: object) -> str | None:
    asked = {"person": person_id, "of_kind": kind, "number": _blind(kind, number, fields)}
    found: str | None = tx.execute(_SAME, asked).scalar()
    return found


def _replace(tx: Connection, person_id: str, kind: str) -> None:
    older = (certificate.c.person_id == person_id, certificate.c.kind == kind, ~certificate.c.child, certificate.c.status.in_(rules.HELD))
    tx.execute(update(certificate).where(*older).values(status="replaced"))


def _replaced(tx: Connection, one: queries.Held | None) -> None:
    if one is not None:
        tx.execute(update(certificate).where(certificate.c.id == one.id).values(status="replaced"))


def _replace_child_s(tx: Connection, person_id: str, kind: str, result: Mapping[str, object]) -> None:
    """Children are told apart by the name on the face; of a kind of which one holds several, only the one about the same goes."""
    face = result.get("fields")
    name = face.get("姓名") if isinstance(face, Mapping) else None
    for old in queries.children_s(tx, person_id, kind) if name else ():
        same = isinstance(face, Mapping) and old.kind.about(old.fields) == old.kind.about(face)
        if old.fields.get("姓名") == name and same and old.number != str(result["number"]):
            tx.execute(update(certificate).where(certificate.c.id == old.id).values(status="replaced"))


def _end(tx: Connection, certificate_id: str | None) -> None:
    tx.execute(update(certificate).where(certificate.c.id == certificate_id).values(status="revoked"))


def _refresh(tx: Connection, known: queries.Held, face: faces.Face) -> None:
    same = {**face.fields, "number": face.number, "issued_on": face.issued_on, "valid_until": face.valid_until}
    if known.face != same or known.status != face.status:
        changed = {"face": _seal(known.id, asdict(face)), "status": face.status, "remind_at": _remind(known.kind.id, face.valid_until)}
        tx.execute(update(certificate).where(certificate.c.id == known.id).values(**changed))


def _store(
    tx: Connection,
    person_id: str,
    kind: str,
    face: Mapping[str, object],
    origin: str,
    case_no: str | None,
    status: str = "valid",
    child: bool = False,
) -> str:
    new = new_id()
    serial = f"{clock.today():%Y%m%d}{new[-8:].upper()}"
    row = {
        "id": new,
        "person_id": person_id,
        "kind": kind,
        "number_blind": _blind(kind, str(face["number"]), face.get("fields")),
        "face": _seal(new, face),
        "identifier": rules.identifier(kinds()[kind].type_code, kinds()[kind].type_code[:18], serial),
        "status": status,
        "origin": origin,
        "case_no": case_no,
        "child": child,
        "created_at": clock.now(),
        "remind_at": _remind(kind, face.get("valid_until")),
    }
    writes.insert(tx, certificate, row)
    return new


def _remind(kind: str, until: object) -> datetime | None:
    """When its holder is told that it ends soon."""
    return reminders.following(until, clock.now(), kinds()[kind].remind) if isinstance(until, str) else None


def _seal(certificate_id: str, face: Mapping[str, object]) -> bytes:
    kept = {key: face.get(key) for key in ("number", "issued_on", "valid_until", "fields")}
    return crypto.seal("certificate.face", certificate_id, orjson.dumps(kept).decode())


def _blind(kind: str, number: str, fields: object) -> bytes:
    """Of several of a kind what each is about too, where that is not its number: endorsements carry that of their permit."""
    about = kinds()[kind].about(fields) if isinstance(fields, Mapping) else ""
    return crypto.blind("certificate.number", f"{kind}\n{number}" + (f"\n{about}" if about not in ("", number) else ""))


def _hash(code: str) -> bytes:
    return crypto.blind("presentation.code", code)
