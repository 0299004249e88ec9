"""Marks on a person as the registers have them now: what is paid, lifted or learned is no mark any more."""

from __future__ import annotations

from collections.abc import Callable

from sandbox.documents import Doc
from sandbox.registers.reach import Reach
from sandbox.registers.store import Store

OPEN = ["未处理", "申诉中", "已处理未缴"]


def column(register: str, name: str) -> Callable[[Store, str], bool]:
    """Is this column of the person's row set?"""

    def read(store: Store, person: str) -> bool:
        row = store.get(register, person)
        return bool(row and row[name])

    return read


def licence_held(store: Store, person: str) -> bool:
    """Whether a licence may not be used now."""
    row = store.get("jj.drivers", person)
    return row is not None and bool({"扣留", "暂扣", "停止使用"} & set(row["状态"]))


def full_score(store: Store, person: str) -> bool:
    """Whether the points of the cycle that runs are full."""
    today = store.today.isoformat()
    return any(row["满分"] and row["start"] <= today <= row["止"] for row in store.where("jj.cycles", id=person))


def violations(store: Store, person: str) -> bool:
    """Anything open of one's cars, or unpaid in one's own name."""
    own = Reach(store, person).own
    return any(row["plate"] in own or row["处理人"] == person for row in store.where("jj.violations", 状态=OPEN))


def tried(store: Store, person: str) -> bool:
    """Whether a court has something open against somebody, or they serve a sentence."""
    row = store.get("fy.cases", person)
    return row is not None and any(row[name] for name in ("刑事在审", "服刑", "民事被告未结"))


ALSO: dict[str, Callable[[Store, str], bool]] = {
    "exit_ban": column("crj.flags", "exit_ban"),
    "registered_staff": column("crj.flags", "registered_staff"),
    "crime_record": column("gat.ban", "从业禁止"),
    "sealed_record": column("gat.crimes", "已封存"),
    "license_held": licence_held,
    "full_score": full_score,
    "case_pending": tried,
}
ENDS: dict[str, Callable[[Store, str], bool]] = {"violation_open": violations}


def now(store: Store, code: str, person: Doc) -> bool:
    """Listed for this person, or so in a register (ALSO); some end with what they came from (ENDS)."""
    listed, number = code in person["flags"], person["id_number"]
    if "id_type" in person:
        return listed
    if code in ENDS:
        return listed and ENDS[code](store, number)
    return listed or (code in ALSO and ALSO[code](store, number))
