"""准迁证 and 迁移证: each signed by the office that makes it with a key of its own, good for forty and for thirty days, used once.

What an office is shown it looks up and checks: one that was altered, is another's or was used is refused and written down. One that ran out
while its case goes on is signed anew by the office that made it; the resident does nothing.
"""

from __future__ import annotations

import hashlib
from datetime import date, timedelta

import orjson
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sandbox.departments.decide.proofs import sheet
from sandbox.departments.decide.verdict import Effect
from sandbox.documents import Doc
from sandbox.registers.declared import Row
from sandbox.registers.store import Store

PERMIT, LEAVE = "准迁证", "迁移证"
DAYS = {PERMIT: 40, LEAVE: 30}
GOOD, USED, OVER, BACK = "有效", "已用", "过期", "撤回"
OURS = ("粤跨准", "粤跨迁")  # numbers of papers that cases of this platform brought
SIGNED = ("number", "种类", "id", "同迁", "原因", "迁出机关", "迁入机关", "迁入地址", "签发时刻", "有效至")


def until(kind: str, issued: date) -> date:
    """The last day of a paper: 准迁证 2026-12-02 → 2027-01-11; 迁移证 2026-12-03 → 2027-01-02."""
    return issued + timedelta(days=DAYS[kind])


def key_of(office: str) -> Ed25519PrivateKey:
    """The key of an office: of this sandbox, always the same, and no other office's."""
    return Ed25519PrivateKey.from_private_bytes(hashlib.sha256(f"gat.movedocs {office}".encode()).digest())


def maker(row: Row) -> str:
    """Who makes a paper: a permit the office one comes to, the other the office one leaves."""
    return str(row["迁入机关" if row["种类"] == PERMIT else "迁出机关"])


def text_of(row: Row) -> bytes:
    """What is signed: everything but how it stands."""
    return orjson.dumps([row[name] for name in SIGNED])


def signed(row: Row) -> Row:
    """The paper with the signature of the office that makes it."""
    return {**row, "签章": key_of(maker(row)).sign(text_of(row)).hex()}


def genuine(row: Row) -> bool:
    """Whether its office signed it as it stands."""
    try:
        key_of(maker(row)).public_key().verify(bytes.fromhex(row["签章"] or ""), text_of(row))
    except (InvalidSignature, ValueError):
        return False
    return True


def made(kind: str, number: str, person: str, movers: list[str], today: date, **more: str) -> Row:
    """A paper of today. `more`: 原因, 迁出机关, 迁入机关, 迁入地址."""
    row: Row = {"number": number, "种类": kind, "id": person, "同迁": [one for one in movers if one != person], **more}
    return signed(row | {"签发时刻": f"{today.isoformat()} 09:00", "有效至": until(kind, today).isoformat(), "状态": GOOD})


def good(store: Store, number: str) -> Row | None:
    """The paper of this number, or the one that was signed in its place when it ran out."""
    row = store.get("gat.movedocs", number)
    while row is not None and row["状态"] == OVER and (later := store.get("gat.movedocs", following(row["number"]))):
        row = later
    return row


def fault(row: Row | None, person: str) -> str | None:
    """Why this paper counts for nothing; None when it does."""
    if row is None:
        return "没有收到这张证"
    if row["id"] != person:
        return f"这张{row['种类']}是别人的"
    if not genuine(row):
        return f"这张{row['种类']}和{maker(row)}的签章对不上，被改过"
    said = {USED: "已经用过了", OVER: f" {row['有效至']} 已过期", BACK: "已经撤回"}
    return f"这张{row['种类']}{said[row['状态']]}" if row["状态"] in said else None


def noted(store: Store, number: str, person: str, office: str, why: str) -> tuple[Effect, ...]:
    """A paper that was refused, written down once."""
    row = {"number": number, "id": person, "机关": office, "日": store.today.isoformat(), "原因": why}
    return () if store.get("gat.movelog", f"{number}|{why}") else (("add", "gat.movelog", row),)


def following(number: str) -> str:
    """粤跨准264401000000019 → 粤跨准264401000000019-2 → …-3."""
    head, dash, count = number.rpartition("-")
    return f"{head}-{int(count) + 1}" if dash else f"{number}-2"


def tidy(store: Store) -> None:
    """What has run out is over; of a case that goes on its office signs another on the day after."""
    while late := [one for one in store.where("gat.movedocs", 状态=GOOD) if date.fromisoformat(one["有效至"]) < store.today]:
        for one in late:
            store.change("gat.movedocs", one["number"], 状态=OVER)
            if str(one["number"]).startswith(OURS) and store.get("gat.movedocs", following(one["number"])) is None:
                after = date.fromisoformat(one["有效至"]) + timedelta(days=1)
                more = {name: one[name] for name in ("原因", "迁出机关", "迁入机关", "迁入地址")}
                store.add("gat.movedocs", made(one["种类"], following(one["number"]), one["id"], [one["id"], *one["同迁"]], after, **more))


def shown(row: Row) -> Doc:
    """The paper to read and to take along: number, from, to, until."""
    facts = {"证件": f"电子{row['种类']}", "迁出机关": row["迁出机关"], "迁入机关": row["迁入机关"], "迁入地址": row["迁入地址"]}
    facts |= {"原因": row["原因"], "签发": row["签发时刻"][:10], "有效至": row["有效至"]}
    return sheet(f"电子{row['种类']}", row["number"], {name: str(text) for name, text in facts.items()})
