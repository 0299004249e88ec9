"""The wallet, and what a person holds, opened for those who may use it.

For prefill and known answers: held(tx, person_id) → {"ec-idcard": Held(number, issued_on, valid_until, fields={姓名, 住址, …})}.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypedDict

import orjson
from sqlalchemy import Connection, bindparam, func, select

from app.certificates import rules
from app.certificates.kinds import Kind, kinds
from app.certificates.models import certificate, presentation
from app.kernel import clock, crypto
from app.kernel.errors import NotFound
from app.kernel.masks import mask_document, shaded, veil
from app.kernel.rows import Reader

LONGEST_NAMED = 8  # characters of what a certificate is about: a plate is said whole, of a long number its end


@dataclass(frozen=True)
class Held:
    """One certificate, opened. `fields`: its face items by label."""

    id: str
    kind: Kind
    number: str
    issued_on: str
    valid_until: str | None
    fields: dict[str, str]
    identifier: str
    status: str
    case_no: str | None
    child: bool = False

    @property
    def face(self) -> dict[str, str | None]:
        """Everything on it in one dictionary, as sources answer."""
        return {**self.fields, "number": self.number, "issued_on": self.issued_on, "valid_until": self.valid_until}

    def __repr__(self) -> str:
        return f"Held({self.kind.id})"


class Line(TypedDict):
    """A face item."""

    label: str
    text: str


class Shown(TypedDict):
    """A certificate as its holder sees it. `seen_30d`: how often it was looked at in thirty days. `whole`: nothing is veiled.
    `receipt`: the case that was paid for, of what is a receipt and not shown to anybody; `renew`: the item that gives a new one, of what
    ends soon or has."""

    id: str
    type: str
    name: str
    number_text: str
    holder: str
    valid_text: str
    tone: str
    color: str
    fields: list[Line]
    identifier: str
    can_show: bool
    seen_30d: int
    whole: bool
    receipt: str | None
    renew: str | None


@dataclass(frozen=True)
class Stored:
    """A certificate's row; its face is sealed."""

    id: str
    kind: str
    face: bytes
    identifier: str
    status: str
    case_no: str | None
    child: bool


STORED = Reader(Stored, certificate)
_HELD = STORED.query.where(certificate.c.person_id == bindparam("wanted"), certificate.c.status.in_(rules.HELD)).order_by(
    certificate.c.created_at
)


def held(tx: Connection, person_id: str) -> dict[str, Held]:
    """What a person holds that is not replaced or revoked, by kind; expired ones too, so that one sees it. What is a child's is not
    among it. One statement."""
    return {one.kind.id: one for one in own(tx, person_id)}


def own(tx: Connection, person_id: str) -> list[Held]:
    """The same, every one of those of which a person holds several. One statement."""
    return [one for one in _held(tx, person_id) if not one.child]


def mine(tx: Connection, person_id: str) -> list[Held]:
    """Everything a person holds, children's too."""
    return _held(tx, person_id)


def _held(tx: Connection, person_id: str) -> list[Held]:
    return [_open(one) for one in STORED.all(tx, _HELD, wanted=person_id)]


def children_s(tx: Connection, person_id: str, kind: str) -> list[Held]:
    """The certificates of this kind that stand in somebody's wallet as their children's."""
    return [one for one in _held(tx, person_id) if one.child and one.kind.id == kind]


def get(tx: Connection, person_id: str, certificate_id: str) -> Held:
    """One of this person's certificates; somebody else's is NotFound."""
    row = STORED.first(tx, STORED.query.where(certificate.c.id == certificate_id, certificate.c.person_id == person_id))
    if row is None:
        raise NotFound()
    return _open(row)


def showable(one: Held) -> bool:
    """Whether it can be shown to somebody now."""
    return one.kind.show and not one.child and one.status == "valid" and rules.valid_on(one.valid_until, clock.today())


def wallet(tx: Connection, person_id: str, name: str, today: date, whole: bool = True) -> list[Shown]:
    """The wallet as the phone shows it: what needs attention first, the id card at the front of the stack, children's behind one's own.
    `whole` as in `view`. What says that something was paid is among the receipts."""
    seen, all_of_it = seen_30d(tx, person_id), [one for one in _held(tx, person_id) if not one.kind.receipt]
    mine = {(one.kind.id, one.kind.about(one.fields)): one for one in all_of_it if not one.child}
    times = Counter(kind for kind, _ in mine)
    shown = sorted([*mine.values(), *(one for one in all_of_it if one.child)], key=lambda one: (one.child, one.kind.rank))
    return [view(one, name, today, seen.get(one.id, 0), whole, not one.child and times[one.kind.id] > 1) for one in shown]


def receipts(tx: Connection, person_id: str, case_nos: Collection[str]) -> dict[str, Held]:
    """What a department gave for what was paid in these cases, by case number."""
    kinds_ = [one.id for one in kinds().values() if one.receipt]
    mine = (certificate.c.person_id == person_id, certificate.c.kind.in_(kinds_), certificate.c.case_no.in_(list(case_nos)))
    return {row.case_no: _open(row) for row in STORED.all(tx, STORED.query.where(*mine)) if row.case_no} if case_nos else {}


def view(one: Held, name: str, today: date, seen: int = 0, whole: bool = True, several: bool = False) -> Shown:
    """One certificate as its holder sees it. Not `whole`: for somebody who says to be the holder and has never shown a face for it.
    `several`: it lies beside another of its kind, and is called by what it is about."""
    text, tone = rules.valid_text(one.valid_until, today, one.status)
    return {
        "id": one.id,
        "type": one.kind.id,
        "name": _called(one, several, whole),
        "number_text": masked(one),
        "holder": one.fields.get("姓名", name) if one.child else name,
        "valid_text": text,
        "tone": tone,
        "color": one.kind.colour,
        "fields": [
            {"label": label, "text": str(text) if whole else shaded(label, str(text))}
            for label, text in one.fields.items()
            if str(text or "").strip() and text != "见电子证照"
        ],
        "identifier": one.identifier if whole else veil(one.identifier),
        "can_show": one.kind.show and not one.child and one.status == "valid" and rules.valid_on(one.valid_until, today),
        "seen_30d": seen,
        "whole": whole,
        "receipt": one.case_no if one.kind.receipt else None,
        "renew": one.kind.renew or None if tone in ("near", "bad") and not one.child else None,
    }


def _called(one: Held, several: bool, whole: bool) -> str:
    if one.child:
        return f"{one.kind.name}（{one.fields.get('姓名', '孩子')}）"
    about = one.kind.about(one.fields) if several else ""
    if about and not whole:
        about = " ".join(shaded(label, str(one.fields.get(label) or "")) for label in one.kind.each)
    return f"{one.kind.name}（{about if len(about) <= LONGEST_NAMED else about[-6:]}）" if about else one.kind.name


def masked(one: Held) -> str:
    """The number with its middle hidden, still recognisable to its holder."""
    number = one.number
    return f"{number[:6]} ******** {number[-4:]}" if len(number) == 18 else mask_document(number)


def seen_30d(tx: Connection, person_id: str) -> dict[str, int]:
    """How often each certificate was looked at in thirty days, by certificate id."""
    since = clock.now() - timedelta(days=30)
    query = select(presentation.c.certificate_id, func.sum(presentation.c.looks))
    mine = query.where(presentation.c.person_id == person_id, presentation.c.seen_at > since)
    return {row[0]: int(row[1]) for row in tx.execute(mine.group_by(presentation.c.certificate_id))}


def _open(row: Stored) -> Held:
    face = orjson.loads(crypto.unseal("certificate.face", row.id, row.face))
    values = (face["number"], face["issued_on"], face.get("valid_until"), face["fields"])
    return Held(row.id, kinds()[row.kind], *values, row.identifier, row.status, row.case_no, bool(row.child))
