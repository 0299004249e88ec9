"""Keep a title, change it, show another one first, let it go; hold it against the register of companies, now or when that is back."""

from __future__ import annotations

from dataclasses import dataclass

import orjson
from sqlalchemy import Connection, delete, insert, update
from sqlalchemy.exc import IntegrityError

from app.identity import queries as identity
from app.kernel import clock, crypto, db, text
from app.kernel.errors import Conflict, Refused, Unavailable
from app.kernel.ids import new_id
from app.kernel.ports import Who, outside
from app.titles import queries, rules
from app.titles.models import title
from app.titles.queries import Kept
from app.titles.rules import Title

WHY = "核对发票抬头"
SWEEP_MOST = 100
ALIVE = ("存续", "异常")


@dataclass(frozen=True)
class Looked:
    """What the register says of a number. `name`: the registered one, where it is another."""

    checked: str
    name: str = ""


def look(one: Title, who: Who) -> Looked:
    """Hold a company's title against the register. Outside a transaction; a register that is off says nothing."""
    if not rules.checkable(one.tax_no):
        return Looked(rules.OLD)
    try:
        rows = outside().sources.lookup("scjg.names", {"uscc": one.tax_no}, who, WHY).rows
    except Unavailable:
        return Looked(rules.UNCHECKED)
    if not rows:
        return Looked(rules.NONE)
    name = str(rows[0].columns["名称"])
    return Looked(rules.SAME, "" if rules.same_name(name, one.name) else name)


def known(said: str, who: Who) -> Title | None:
    """A company by its number or by its whole name; None when nobody is called so. Raises Unavailable."""
    number = text.compact(said)
    key = {"uscc": number} if not text.uscc_fault(number) else {"名称": text.plain(said)}
    rows = outside().sources.lookup("scjg.names", dict(key), who, WHY).rows
    return Title(str(rows[0].columns["名称"]), str(rows[0].columns["uscc"])) if rows else None


def companies(who: Who) -> list[Title]:
    """The companies this person represents, filled as the tax bureau knows them. Raises Unavailable."""
    ask = outside().sources.lookup
    own = ask("scjg.companies", {"法定代表人": who.id_number}, who, WHY).rows
    return [_filled(str(one.columns["uscc"]), str(one.columns["名称"]), who) for one in own if one.columns["状态"] in ALIVE]


def _filled(uscc: str, name: str, who: Who) -> Title:
    """A company that the bureau does not know, or will not show, is name and number."""
    try:
        units = outside().sources.lookup("sw.units", {"uscc": uscc}, who, WHY).rows
    except (Refused, Unavailable):
        units = ()
    unit = units[0].columns if units else {}
    more = {"address": unit.get("经营地址"), "tel": unit.get("电话"), "bank": unit.get("开户行"), "bank_no": unit.get("账号")}
    return rules.columns({"name": name, "tax_no": uscc, **more})


def checked(one: Title, who: Who) -> Looked:
    """A company's title as it may be kept. Outside a transaction. Raises Refused at the fields."""
    if found := rules.faults(one):
        raise _wrong(found)
    looked = look(one, who)
    if looked.name:
        raise _wrong([("name", f"这个税号登记的是“{looked.name}”")])
    if looked.checked == rules.NONE:
        raise _wrong([("tax_no", "登记里没有这个税号")])
    return looked


def _wrong(found: list[rules.Fault]) -> Refused:
    return Refused("title_wrong", found[0][1], "改一改再存", errors=[{"field": field, "say": say} for field, say in found])


def personal(tx: Connection, person_id: str, collect: bool) -> Title:
    """A person's own title: the name, and with `collect` the id number, so that invoices find them."""
    person = identity.get_person(tx, person_id)
    return Title(person.name, person.id_number if collect else "")


def add(tx: Connection, person_id: str, kind: str, one: Title, looked: Looked, first: bool, collect: bool = False) -> Kept:
    """Keep one more; the first of all is shown first. Raises Conflict `title_known`, `titles_many`."""
    have = queries.mine(tx, person_id)
    places = sorted(set(range(1, rules.MOST + 1)) - {each.place for each in have})
    if any(rules.identity(each.title) == rules.identity(one) for each in have):
        raise Conflict("title_known", "这个抬头已经有了", "在列表里点它就能亮码")
    if not places:
        raise Conflict("titles_many", f"最多存 {rules.MOST} 个抬头", "先删掉不用的")
    first = first or not have
    if first:
        _none_first(tx, person_id)
    new = new_id()
    row = {
        "id": new,
        "person_id": person_id,
        "place": places[0],
        "kind": kind,
        "first": 1 if first else None,
        "collect": collect,
        "made_at": clock.now(),
        **_said(person_id, new, one, looked),
    }
    try:
        with tx.begin_nested():
            tx.execute(insert(title), row)
    except IntegrityError:
        raise db.Raced() from None
    return queries.get(tx, person_id, new)


def change(tx: Connection, kept: Kept, one: Title, looked: Looked, collect: bool = False) -> Kept:
    """Say something else in it. Raises Conflict `title_known` when another says that already."""
    values = {**_said(kept.person_id, kept.id, one, looked), "collect": collect}
    try:
        with tx.begin_nested():
            tx.execute(update(title).where(title.c.id == kept.id).values(**values))
    except IntegrityError:
        raise Conflict("title_known", "这个抬头已经有了", "在列表里点它就能亮码") from None
    return queries.get(tx, kept.person_id, kept.id)


def _said(person_id: str, id_: str, one: Title, looked: Looked) -> dict[str, object]:
    return {
        "body": crypto.seal("title.body", id_, orjson.dumps(vars(one)).decode()),
        "print": crypto.blind("title.print", f"{person_id}\n{rules.identity(one)}"),
        "checked": looked.checked,
        "registered": crypto.seal("title.registered", id_, looked.name) if looked.name else None,
        "check_at": clock.now() + rules.AGAIN if looked.checked == rules.UNCHECKED else None,
    }


def _none_first(tx: Connection, person_id: str) -> None:
    tx.execute(update(title).where(title.c.person_id == person_id, title.c.first == 1).values(first=None))


def put_first(tx: Connection, kept: Kept) -> None:
    """Show this one first."""
    _none_first(tx, kept.person_id)
    tx.execute(update(title).where(title.c.id == kept.id).values(first=1))


def remove(tx: Connection, kept: Kept) -> None:
    """Let one go; where it was the first, the next is."""
    tx.execute(delete(title).where(title.c.id == kept.id))
    left = queries.mine(tx, kept.person_id)
    if kept.first and left:
        put_first(tx, left[0])


def sweep() -> int:
    """Ask the register about titles that were kept while it was off. Returns how many were asked about."""
    with db.reading() as tx:
        due = [(one, _who(tx, one.person_id)) for one in queries.unchecked(tx, clock.now(), SWEEP_MOST)]
    for one, who in due:
        db.in_transaction(_found, one, look(one.title, who))
    return len(due)


def _who(tx: Connection, person_id: str) -> Who:
    person = identity.get_person(tx, person_id)
    return Who(person.name, person.id_number, person.paper)


def _found(tx: Connection, kept: Kept, looked: Looked) -> None:
    """What was changed meanwhile keeps its own answer."""
    still = (title.c.id == kept.id, title.c.check_at == kept.check_at)
    registered = crypto.seal("title.registered", kept.id, looked.name) if looked.name else None
    check_at = clock.now() + rules.AGAIN if looked.checked == rules.UNCHECKED else None
    tx.execute(update(title).where(*still).values(checked=looked.checked, registered=registered, check_at=check_at))


def forget_person(tx: Connection, person_id: str) -> None:
    """Whoever leaves leaves no title."""
    tx.execute(delete(title).where(title.c.person_id == person_id))
