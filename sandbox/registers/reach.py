"""Whose rows a person may see: one's own, one's wards', one's companies' and vehicles'; family, or those one works for, where a
register says so."""

from __future__ import annotations

from collections.abc import Iterable

from sandbox.registers.declared import Register, Row
from sandbox.registers.store import Store, fits


class NotYours(Exception):
    """These rows are somebody else's."""


class Reach:
    """What `person` (an id number) stands for: `own` and `family` are numbers, codes, plates and VINs."""

    def __init__(self, store: Store, person: str) -> None:
        self.own = things(store, wards(store, person))
        near = next((row for row in store.rows("gat.kin").values() if row["id"] == person), None)
        people = set(self.own)
        for role in ("配偶", "父母", "子女", "兄弟姐妹"):
            people.update(near[role] if near else ())
        self.family = things(store, households(store, people, person))
        self.role = self.own | employers(store, person)

    def of(self, register: Register) -> set[str]:
        """The numbers under which somebody may see rows of a register."""
        return {"family": self.family, "role": self.role}.get(register.reach, self.own)

    def sees(self, register: Register, row: Row) -> bool:
        """Whether they may see a row."""
        mine = self.of(register)
        return register.reach == "open" or any(value in mine for name in register.subjects for value in flat(row[name]))


def flat(value: object) -> Iterable[str]:
    """The numbers in a column of one or of several."""
    return [str(one) for one in value] if isinstance(value, list) else [] if value is None else [str(value)]


def wards(store: Store, person: str) -> set[str]:
    """The person and their children under age; a child without a number by its birth certificate."""
    return {person} | {row["child"] for row in store.where("gat.guardians", 监护人=person)}


def households(store: Store, people: set[str], person: str) -> set[str]:
    """These, the household books they stand in with the heads of those, and whoever stands in the book of `person`."""
    books = {row["id"]: row["户号"] for row in store.rows("gat.hukou").values() if row["状态"] != "迁出"}
    home = books.get(person)
    beside = {other for other, book in books.items() if home and book == home}
    theirs = {books[one] for one in people | beside if one in books}
    heads = {home["户主"] for one in theirs if (home := store.get("gat.households", one)) and home["户主"]}
    return people | beside | theirs | heads


def things(store: Store, people: set[str]) -> set[str]:
    """These people with their companies, plates and VINs (of cars they own, have bought or brought in), and their own household books."""
    companies = {row["uscc"] for row in store.rows("scjg.companies").values() if row["法定代表人"] in people and row["状态"] != "注销"}
    owners = people | companies
    cars = [row for row in store.rows("jj.vehicles").values() if row["所有人"] in owners]
    bought = {row["VIN"] for row in store.rows("sw.carinvoices").values() if row["买方"] in owners and not row["红冲"]}
    bought |= {row["VIN"] for row in store.rows("hg.imports").values() if row["收货人"] in owners}
    books = {row["户号"] for row in store.rows("gat.hukou").values() if row["id"] in people and row["状态"] != "迁出"}
    cars += used(store, owners)
    bound = {row["plate"] for row in store.rows("jj.binds").values() if row["driver"] in people}
    return owners | {car["plate"] for car in cars} | {car["VIN"] for car in cars} | bought | bound | books


def employers(store: Store, person: str) -> set[str]:
    """The companies for which the tax office knows this person today."""
    day = store.today.isoformat()
    return {row["uscc"] for row in store.where("sw.roles", id=person, 状态="有效") if row["起"] <= day <= (row["止"] or day)}


def used(store: Store, owners: set[str]) -> list[Row]:
    """Cars bought of whoever still stands in the register as their owner: the buyer may see what is taken over with them."""
    sold = {row["VIN"]: row["卖方"] for row in store.rows("sw.usedinvoices").values() if row["买方"] in owners}
    return [row for row in store.rows("jj.vehicles").values() if sold.get(row["VIN"]) == row["所有人"]] if sold else []


def seen(store: Store, register: Register, person: str, key: Row) -> list[tuple[str, Row]]:
    """[(row_id, row)] that have these values and that this person may see. NotYours when all there are, or who was named, are not theirs.

    Who knows the number of a row may see it, as with a decision in hand.
    """
    reach = Reach(store, person)
    found = [(row_id, row) for row_id, row in store.rows(register.name).items() if fits(row, key)]
    if register.reach == "open":
        return [(row_id, cover(register, row, reach)) for row_id, row in found]
    if any(key.get(name) not in (None, "") for name in register.by_number):
        return found
    named = [value for name in register.subjects if name in key for value in flat(key[name])]
    if strangers := [value for value in named if value not in reach.of(register)]:
        raise NotYours(f"只能看本人、孩子和名下的，{len(strangers)} 个不是")
    shown = [(row_id, row) for row_id, row in found if reach.sees(register, row)]
    if found and key and not shown and not named:
        raise NotYours("这一行是别人的")
    return shown


def cover(register: Register, row: Row, reach: Reach) -> Row:
    """An open register's row without its private columns, unless it is about oneself."""
    if not register.private or any(value in reach.own for name in register.subjects for value in flat(row[name])):
        return row
    return {name: None if name in register.private else value for name, value in row.items()}
