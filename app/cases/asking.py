"""Whom an item asks for a case, and what each of them reads: from the form, the wallet and, asked beforehand, the registers."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection

from app.cases import looking, pinned
from app.cases.pinned import Standing
from app.certificates import queries as wallet
from app.checks.gather import Gathered
from app.forms.draft import Draft, shown
from app.identity import queries as identity
from app.kernel.errors import Refused
from app.kernel.masks import mask_document, mask_name
from app.language import forms, kinds
from app.language.declare import Field
from app.language.participants import Participant
from app.language.registers import is_id
from app.language.showing import yuan
from app.lookups import words as lookups
from app.participants import rules
from app.participants.rules import Line, Row, Shown, Wanted, Who

KEPT = "您填的都留着。"


def wanted(tx: Connection, at: Standing, draft: Draft, person_id: str, found: Gathered) -> list[Wanted]:
    """Everybody whose yes these answers need; nobody, without a statement, where the item asks nobody.

    Raises Refused `participants_wrong` with every `errors[]`: who is not to be found, who is the applicant, who is not the one the
    register names; Unavailable where a register that says who it is does not answer.
    """
    declared = looking.agreeing(at, draft)
    if not declared:
        return []
    rows = looking.columns(found, frozenset[str]().union(*(one.lookups for one in declared)) - {*draft.off})
    me = identity.get_person(tx, person_id)
    kinds = frozenset[str]().union(*(one.certificates for one in declared))
    held = {kind: one.fields for kind, one in wallet.held(tx, person_id).items() if kind in kinds} if kinds else {}
    picked = {field: [*chosen.values()] for field, chosen in draft.rows.items()}
    known: dict[str, object] = {"form": {**draft.values, **picked}, "rows": rows, "held": held}
    asked: list[Wanted] = []
    errors: list[dict[str, str]] = []
    for one in declared:
        people, wrong = _people(one, known, Who(me.name, me.id_number))
        errors += [{"field": _field(one), "say": say} for say in wrong]
        shown_ = _shown(at, one, draft, me.name)
        asked += [Wanted(one.role, place, who, shown_, one.minutes, one.face, one.need == "one") for place, who in enumerate(people)]
    if errors:
        raise Refused("participants_wrong", "要同意的人还对不上", "改一下再交", errors=errors, kept=KEPT)
    return asked


def _people(one: Participant, known: Mapping[str, object], me: Who) -> tuple[list[Who], list[str]]:
    """Who is meant, without the applicant, and what is wrong with that."""
    try:
        candidates = rules.people(one.who, known)
    except ValueError:
        return [], [f"登记里没有{one.name}的姓名，请一起到窗口办。"]
    if not candidates:
        return [], [] if one.alone else [f"没有查到{one.name}是谁，请一起到窗口办。"]
    others = [who for who in candidates if who.id_number != me.id_number]
    if not others and all(path.startswith("form.") for pair in one.who for path in pair.values()) and len(one.who) == 1:
        return [], [f"{one.name}要写另一个人，不能是您自己。"]
    strangers = [who for who in others if rules.belongs(who, one.among, known) is False]
    return others, [f"登记的{one.name}里没有{mask_name(who.name)}，核对姓名和身份证号。" for who in strangers]


def _field(one: Participant) -> str:
    """Where it is mended: the field it was typed in, the answer that chose it, or nowhere in the form."""
    typed = [path.split(".")[1] for pair in one.who for path in (pair["id_number"], pair["name"]) if path.startswith("form.")]
    return typed[0] if typed else next(iter(one.when), "participants")


def _shown(at: Standing, one: Participant, draft: Draft, applicant: str) -> Shown:
    """Exactly what is registered: the fields the item names, in words, in its order."""
    fields = {field.id: field for field in at.checklist.fields}
    counts = at.checklist.counted(draft.values)
    seen = [name for name in one.sees if name in counts and name in draft.values]
    lines = [Line(fields[name].label, _text(fields[name], draft)) for name in seen]
    yes, unit = "有一位同意" if one.need == "one" else "都同意了", pinned.unit(at.case, at.item)
    then = f"{yes}，才交给{unit}办。不同意，或者到时候没有回答，就退回给申请人。"
    if one.quiet:
        then = f"同意了，马上交给{unit}办；到时候没有回答，当作没有意见，也交上去。不同意，就退回给申请人。"
    rows = tuple(row for name in seen for row in _rows(at, fields[name], draft))
    return Shown(at.case.no, at.item.name, mask_name(applicant), one.name, one.says, tuple(lines), then, rows)


def _rows(at: Standing, field: Field, draft: Draft) -> list[Row]:
    """What was picked in a field, with what a list shows of each row; nothing of a row of which that is its name alone."""
    lookup = next((one for one in at.item.lookups if field.kind == "pick" and one.id == field.lookup), None)
    if lookup is None:
        return []
    value, kept = draft.values[field.id], draft.rows.get(field.id, forms.NO_ROWS)
    picked = [kept[one] for one in (value if isinstance(value, list) else [value]) if isinstance(one, str) and one in kept]
    found = [Row(field.label, lookups.title(lookup, row), tuple(map(_fact, lookups.facts(lookup, row)))) for row in picked]
    return [one for one in found if one.facts]


def _fact(one: lookups.Fact) -> Line:
    """A fact as somebody else reads it: numbers of people masked."""
    text = one["text"] if one["amount_fen"] is None else yuan(one["amount_fen"])
    return Line(one["label"], mask_document(text) if is_id(text) else text)


def _text(field: Field, draft: Draft) -> str:
    """A value as somebody else may read it: what a certificate says of a name is a person's, and masked; what is to be registered
    stands in full."""
    value = draft.values[field.id]
    if field.source and not field.source.startswith("form.") and isinstance(value, str) and kinds.is_name(field):
        return mask_name(value)
    return shown(field, value, draft.rows.get(field.id, forms.NO_ROWS))
