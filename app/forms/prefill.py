"""What we already know, so that nobody types it: values from certificates, the account and the person, each with its source."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from sqlalchemy import Connection

from app.certificates import queries as certificates
from app.certificates import service as wallet
from app.certificates.kinds import kinds
from app.forms import settled
from app.forms.draft import Draft, editable
from app.identity import queries as identity
from app.kernel import db
from app.kernel.cache import cache
from app.kernel.masks import CLASSES, veil
from app.language.checklist import Item
from app.language.declare import Field

NAMES = {"ec-idcard": "身份证", "ec-hukou": "户口簿", "ec-passport": "出入境", "ec-drive": "驾驶证", "account": "您的账号"}
ASK_AGAIN_S = 600
SAID = ("姓名", "公民身份号码", "性别", "出生日期")  # the person gave them, or the number says them


def known(tx: Connection, fields: Iterable[Field], account_id: str, person_id: str | None) -> tuple[dict[str, str], dict[str, str]]:
    """Values by field, and where each comes from in words. Reads the account, the person and the wallet."""
    wanted = {field.id: field.source.partition(".") for field in fields if field.source}
    if not wanted:
        return {}, {}
    facts = _facts(tx, account_id, person_id)
    values: dict[str, str] = {}
    sources: dict[str, str] = {}
    for field_id, (place, _, label) in wanted.items():
        value = facts.get(place, {}).get(label) or facts.get("person", {}).get(label if place == "ec-idcard" else "")
        if value:
            values[field_id], sources[field_id] = str(value), NAMES.get(place, _name(place))
    return values, sources


def merged(draft: Draft, values: Mapping[str, str], sources: Mapping[str, str], fields: Iterable[Field], person_id: str | None) -> Draft:
    """The draft with what we know. Certificates win over what stood there; what the person may change stays as they changed it,
    cleared ones too."""
    fixed = {field.id for field in fields if not editable(field)}
    own = {key for key in draft.values if key not in draft.sources} | set(draft.marks)
    taken = {key: value for key, value in values.items() if key in fixed or key not in own}
    new_sources = {key: source for key, source in draft.sources.items() if key in draft.values} | {key: sources[key] for key in taken}
    return replace(draft, values={**draft.values, **taken}, sources=new_sources, person=person_id)


def proposed(draft: Draft, fields: Iterable[Field], item: Item) -> Draft:
    """The draft with what the rows that were picked say (`from: form.baby.姓名`), wherever the person has said nothing else."""
    fields = tuple(fields)
    asked = {one.id: one.register.name for one in item.lookups}
    names = {one.id: asked.get(one.lookup, "") for one in fields if one.kind == "pick"}
    values, sources = dict(draft.values), dict(draft.sources)
    for field in fields:
        place, _, rest = str(field.source or "").partition(".")
        pick, _, column = rest.partition(".")
        if place != "form" or field.id in draft.marks:
            continue
        values.pop(field.id, None)
        sources.pop(field.id, None)
        said = draft.rows.get(pick, {}).get(str(draft.values.get(pick)), {}).get(column)
        if isinstance(said, str) and said and pick in names:
            values[field.id], sources[field.id] = said, names[pick]
    return replace(draft, values=values, sources=sources)


def secret(field: Field) -> bool:
    """Whether a register says more here than the person said when giving name and number, and it is more than a class (masks.CLASSES)."""
    place, _, label = str(field.source or "").partition(".")
    return place.startswith("ec-") and not (place == "ec-idcard" and label in SAID) and label not in CLASSES


def veiled(draft: Draft, offered: Mapping[str, tuple[str, str]], fields: Iterable[Field]) -> tuple[Draft, dict[str, tuple[str, str]]]:
    """What may be shown to somebody who gave a name and a number and no face: what registers say is there, and cannot be read."""
    fields = tuple(fields)
    told = hidden(draft, fields)
    secrets = {field.id for field in fields if secret(field)}
    values = {key: veil(value) if key in told and isinstance(value, str) else value for key, value in draft.values.items()}
    return replace(draft, values=values), {key: one for key, one in offered.items() if key not in secrets}


def hidden(draft: Draft, fields: Iterable[Field]) -> set[str]:
    """Ids of the fields whose value is veiled for whoever showed no face."""
    return {field.id for field in fields if secret(field) and field.id in draft.sources}


def unseen(draft: Draft, field: Field, value: object) -> bool:
    """Whether this is what was shown veiled, sent back as it was: nothing the person wrote."""
    kept = draft.values.get(field.id)
    return secret(field) and field.id in draft.sources and isinstance(kept, str) and value == veil(kept) != kept


def offers(draft: Draft, values: Mapping[str, str], sources: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """What we know and the person put something else for, or nothing: value and source, to be taken back with one tap."""
    return {key: (value, sources[key]) for key, value in values.items() if key in draft.marks and draft.values.get(key) != value}


def fetch_missing(fields: Iterable[Field], person_id: str, purpose: str) -> None:
    """Ask the issuers for certificates a form needs and the wallet lacks. Outside any transaction; at most once in ten minutes each."""
    kinds = {str(field.source).partition(".")[0] for field in fields if field.source and str(field.source).startswith("ec-")}
    with db.reading() as tx:
        missing = kinds - set(certificates.held(tx, person_id))
        missing = {kind for kind in missing if cache().add(f"asked:{person_id}:{kind}", b"1", ASK_AGAIN_S)}
        if not missing:
            return
        person = identity.get_person(tx, person_id)
    facts = wallet.ask_sources(person, sorted(missing), purpose)
    if facts:
        db.in_transaction(wallet.keep, person_id, facts)


def answers(tx: Connection, item: Item, person_id: str, today: date) -> dict[str, dict[str, str]]:
    """Questions that data settles: {question: {option, source}}."""
    person, held = identity.get_person(tx, person_id), certificates.held(tx, person_id)
    found: dict[str, dict[str, str]] = {}
    for question in item.questions:
        address = held["ec-hukou"].fields.get("住址", "") if "ec-hukou" in held else ""
        option = settled.of_age(question, person.age(today)) or settled.of_hukou(question, address)
        if option is None:
            continue
        found[question.id] = {"option": option, "source": question.source or "身份证"}
    return found


def household(tx: Connection, item: Item, person_id: str) -> dict[str, str]:
    """The register address under the field that takes it; empty where an item has none, or nothing is known."""
    field = next((one.id for one in item.fields if one.source == settled.HUKOU), None)
    held = certificates.held(tx, person_id) if field else {}
    return {field: held["ec-hukou"].fields.get("住址", "")} if field and "ec-hukou" in held else {}


def _facts(tx: Connection, account_id: str, person_id: str | None) -> dict[str, dict[str, str]]:
    account = identity.get_account(tx, account_id)
    facts: dict[str, dict[str, str]] = {"account": {"phone": account.phone or ""}}
    if person_id is None:
        return facts
    person = identity.get_person(tx, person_id)
    own = {"姓名": person.name, "公民身份号码": person.id_number, "性别": person.sex, "出生日期": person.birth.isoformat()}
    facts["person"] = own
    for kind, one in certificates.held(tx, person_id).items():
        facts[kind] = {**one.fields, "number": one.number, "valid_until": one.valid_until or "", "issued_on": one.issued_on}
    return facts


def _name(place: str) -> str:
    return kinds()[place].name if place in kinds() else ""
