"""Newcomers: people just like the demo people, with numbers of their own, so that what happens to one leaves no trace on another.

Who belongs together comes together: a household, husband and wife, parents and children, with their companies, cars and papers. All is
copied from the data files, as it stood in the first second.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from sandbox.documents import Doc
from sandbox.people import demo, everyone
from sandbox.registers.columns import Value, id_fits, id_sign, uscc_fits, uscc_sign, vin_fits, vin_signed
from sandbox.registers.declared import Register, Row, registers
from sandbox.registers.reach import things
from sandbox.registers.store import Store, store
from sandbox.world import World

KIN = ("配偶", "父母", "子女", "兄弟姐妹")
ENOUGH = 6  # digits: a key with as many is the number of a paper, and no two papers share it
BABIES = 100  # orders of an id number left to babies who are registered
Numbers = dict[str, str]  # {of the one who is copied: of the newcomer}
Rename = Callable[[Value], Value]


def come(world: World, like: str) -> Doc:
    """{id, people: {of the demo: the newcomer's id}, numbers}. Raises KeyError when `like` is none of the demo people, ValueError when no
    number is left."""
    number = next((one["id_number"] for one in demo() if one["id"] == like), None)
    if number is None:
        raise KeyError(like)
    first, crowd = Store({}, store(world).today), len(world.tables["newcomers"])
    circle = together(first, number)
    ours = [one for one in demo() if one["id_number"] in circle]
    taken = used(world)
    pages = [page for one in circle if (page := first.get("gat.hukou", one))]
    left = {before["户号"] for page in pages for before in page["前户"]}  # books they stood in once
    numbers = {old: another(old, taken) for old in sorted(things(first, circle) | left)}
    numbers |= {one["phone"]: f"137{crowd + place:08d}" for place, one in enumerate(ours) if one["phone"]}
    copied = about(numbers)
    for register, row in copied:
        number_anew(register, row, numbers, taken)
    rename = renaming(numbers)
    for register, row in copied:
        made = rename(row)
        world.tables["settled"].setdefault(register.name, {})[register.row_id(made)] = made
    join(world, {(register.name, register.row_id(row)) for register, row in copied}, rename)
    people = {one["id"]: f"{one['id']}-{crowd + 1}" for one in ours}
    for one in ours:
        kin = [{**other, "id": people[other["id"]]} for other in one["relatives"]]
        world.tables["newcomers"][people[one["id"]]] = {**rename(one), "id": people[one["id"]], "relatives": kin}
    return {"id": people[like], "people": people, "numbers": numbers}


def together(first: Store, number: str) -> set[str]:
    """The numbers of everybody who belongs to whom this number belongs; a child without one by its birth certificate."""
    book = first.rows("gat.hukou")
    demo_numbers = {one["id"]: one["id_number"] for one in demo()}
    named = {one["id_number"]: [demo_numbers[other["id"]] for other in one["relatives"]] for one in demo()}
    found: set[str] = set()
    ahead = [number]
    while ahead:
        one = ahead.pop()
        if one not in found:
            found.add(one)
            ahead += named.get(one, [])
            ahead += [other for other, row in book.items() if one in book and row["户号"] == book[one]["户号"]]
            near = first.get("gat.kin", one)
            ahead += [other for role in KIN for other in near[role]] if near else []
    return found


def bases() -> Iterator[Register]:
    """Registers of rows about somebody: nothing that is computed, no rules of an office."""
    return (one for one in registers().values() if not (one.view or one.table))


def about(numbers: Numbers) -> list[tuple[Register, Row]]:
    """The rows whose subject is one of these."""
    return [
        (register, row)
        for register in bases()
        for row in register.rows.values()
        if any(isinstance(row[name], str) and row[name] in numbers for name in register.subjects)
    ]


def number_anew(register: Register, row: Row, numbers: Numbers, taken: set[str]) -> None:
    """A row whose key names nobody gets a new number there, and wherever else it is written; one that holds somebody's number holds the
    newcomer's."""
    if not any(str(row[name]) in numbers for name in register.key):
        old = next(row[name] for name in reversed(register.key) if sum(map(str.isdigit, str(row[name]))) >= ENOUGH)
        within = next((one for one in numbers if one in str(old)), "")
        numbers[old] = str(old).replace(within, numbers[within]) if within else another(old, taken)


def join(world: World, copied: set[tuple[str, str]], rename: Rename) -> None:
    """In rows that are not theirs, as of an address or an employer, lists that name one of them name the newcomer too."""
    for register in bases():
        for row_id, row in register.rows.items():
            if (register.name, row_id) not in copied:
                lists = {name: value for name, value in row.items() if isinstance(value, list)}
                more = {name: [rename(one) for one in value if rename(one) != one] for name, value in lists.items()}
                if any(more.values()):
                    settled = world.tables["settled"].setdefault(register.name, {})
                    now = settled.get(row_id, row)
                    settled[row_id] = {**now, **{name: [*now[name], *added] for name, added in more.items()}}


def renaming(numbers: Numbers) -> Rename:
    """Puts the new number wherever an old one is written, also within a longer text."""
    pattern = re.compile("|".join(re.escape(old) for old in sorted(numbers, key=len, reverse=True)))

    def rename(value: Value) -> Value:
        if isinstance(value, str):
            return pattern.sub(lambda found: numbers[found[0]], value)
        if isinstance(value, list):
            return [rename(one) for one in value]
        return {name: rename(one) for name, one in value.items()} if isinstance(value, dict) else value

    return rename


def another(old: str, taken: set[str]) -> str:
    """A number like this one that nobody has: as long, with its check digit, of the same day and sex. ValueError when none is left."""
    made = next((one for one in variants(old) if one not in taken), None)
    if made is None:
        raise ValueError(f"no number like {old} is left")
    taken.add(made)
    return made


def variants(old: str) -> Iterator[str]:
    """Numbers like this one, the nearest first."""
    if id_fits(old):
        heads = (f"{old[:14]}{order:03d}" for order in range(BABIES + int(old[16]) % 2, 1000, 2))
        yield from (head + id_sign(head) for head in heads)
        return
    for higher in range(1, 10**ENOUGH):
        if uscc_fits(old):
            body = counted_up(old[:17], higher)
            yield body + uscc_sign(body)
        else:
            yield vin_signed(counted_up(old, higher)) if vin_fits(old) else counted_up(old, higher)


def counted_up(text: str, higher: int) -> str:
    """The digits of a text, read as one number, so much higher."""
    digits = re.sub(r"\D", "", text)
    made = iter(f"{(int(digits) + higher) % 10 ** len(digits):0{len(digits)}d}")
    return re.sub(r"\d", lambda _: next(made), text)


def used(world: World) -> set[str]:
    """Every text that stands in a register now, and everybody's number."""
    held = store(world)
    rows = (row for register in bases() for row in held.rows(register.name).values())
    return {one["id_number"] for one in everyone(world)} | {text for row in rows for text in texts(row)}


def texts(value: Value) -> Iterator[str]:
    """Every text in it."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from texts(one)
