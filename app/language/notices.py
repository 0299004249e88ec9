"""`notice:` of an item: what is read before anything is signed, made of the rows that were picked. Pure.

    notice: {fn: penalty, of: picks, read: notice}

`fn` is a function of the scene (showing.py), `of` the field whose rows it is about, `read` the tick under which it is offered.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.language import registry
from app.language.content import Content, FieldRow, NoticeRow
from app.language.sheet import Entry, Mistake


@dataclass(frozen=True)
class Noticing:
    """The function that writes it, the field whose rows it is about, the tick under which it is offered."""

    fn: str
    of: str
    read: str


def of_content(content: Content) -> Noticing | None:
    """The notice of an item's content; None where nothing is to be read."""
    row = content.get("notice")
    return Noticing(row["fn"], row["of"], row["read"]) if row else None


def read(file: str, item: str, scene: str, row: object, form: Sequence[FieldRow]) -> NoticeRow:
    """`notice:` of an item → content. Raises Mistake."""
    try:
        entry = Entry(file, "notice", row, ("fn", "of", "read"))
        known = registry.scenes()
        fn = entry.text("fn", known[scene].notices if scene in known else (), "场景里没有这个函数")
        of = entry.text("of", [one["id"] for one in form if one["kind"] == "pick"], "表里没有这个选项")
        ticked = entry.text("read", [one["id"] for one in form if one["kind"] == "check"], "表里没有这个勾")
    except Mistake as wrong:
        raise Mistake(file, item, f"notice.{wrong.field}", wrong.say) from None
    return {"fn": fn, "of": of, "read": ticked}
