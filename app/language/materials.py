"""`materials:` of an item: what each of the reference data's is to it, and what the person writes for those that are written. Pure.

{m: m-birth-cert, need: must, when: {where: here}, "off": births}

`note`, `counter`: in place of what the library says of it. `off` is the lookup it is fetched by: while the person goes on without
that, it is uploaded.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from app import reference
from app.language.conditions import When
from app.language.content import MaterialRow, Written
from app.language.sheet import Fail

NEEDS = ("must", "opt", "later")


def read(row: Written, name: str, fail: Fail, when: When, lookups: Collection[str]) -> MaterialRow:
    """One material, called `name` in complaints; `when`: as it was read; `lookups`: those the item asks."""
    known = reference.materials().get(row["m"])
    if known is None:
        raise fail(name, "材料库里没有")
    if row["need"] not in NEEDS:
        raise fail(f"{name}.need", f"不认识：{row['need']}")
    if "off" in row and row["off"] not in lookups:
        raise fail(f"{name}.off", f"没有这次查询：{row['off']}")
    provider = reference.plain_department(known["from"]) if known.get("from") in reference.departments() else ""
    found: MaterialRow = {
        "id": row["m"],
        "name": known["short"],
        "note": _worded(row, "note", known.get("note", ""), fail, name),
        "how": known["how"],
        "use": known.get("use", ""),
        "need": row["need"],
        "source": known["source"],
        "certificate": known.get("ecert"),
        "provider": provider,
        "when": when,
        "counter": _worded(row, "counter", known.get("counter", ""), fail, name),
        "fetched": known.get("fetched", ""),
        "mailed": known.get("mailed", ""),
    }
    if known.get("there"):
        found["there"] = known["there"]
    if "off" in row:
        found["off"] = row["off"]
    return found


def _worded(row: Written, key: str, usual: str, fail: Fail, name: str) -> str:
    said = row.get(key, usual)
    if not isinstance(said, str):
        raise fail(f"{name}.{key}", f"要加引号：{said}")
    return said


def written(rows: Sequence[Written]) -> list[dict[str, object]]:
    """A field for each material the person writes, asked when the material is; as fields are written in a form."""
    ids: list[str] = []
    found: list[dict[str, object]] = []
    for one in rows:
        known = reference.materials()[one["m"]]
        if known["how"] == "write":
            name = str(one["m"]).removeprefix("m-").replace("-", "_")
            again = sum(other.startswith(name) for other in ids)
            ids.append(f"{name}_{again + 1}" if again else name)
            asked = {"required": one["need"] == "must", **known["write"], "asked": one.get("when", {})}
            found.append({"id": ids[-1], **asked})
    return found
