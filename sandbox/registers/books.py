"""What household books say of people together: who stood in one with whom, who is whose, what was changed on a page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from typing import NamedTuple

from sandbox.registers.declared import Row
from sandbox.registers.kept import Store

FAMILY = "家庭户"  # who stands in a collective register knows nobody of it
OURS = {"配偶": ("丈夫", "妻子"), "父母": ("父亲", "母亲"), "子女": ("儿子", "女儿"), "兄弟姐妹": ("兄弟姐妹",) * 2, "祖孙": ("祖孙",) * 2}
MYSELF, BESIDE = "本人", "同户的人"
NOW, ONCE, NEVER = "现在同户", "曾经同户", "没有同户"


class Spell(NamedTuple):
    """Somebody in a book, from a day (None: longer than is known) until a day (None: still)."""

    book: str
    since: date | None
    until: date | None

    def meets(self, other: Spell) -> bool:
        """Whether both stood in the same book on one day at least."""
        late = self.since is None or other.until is None or self.since < other.until
        early = other.since is None or self.until is None or other.since < self.until
        return self.book == other.book and late and early


def spells(row: Row) -> list[Spell]:
    """Where a page stood, the first book first; who is dead or has left stands nowhere since."""
    found: list[Spell] = []
    since: date | None = None
    for one in row["前户"]:
        until = date.fromisoformat(one["止"])
        found.append(Spell(one["户号"], since, until))
        since = until
    ended = date.fromisoformat(row["状态日"]) if row["状态"] != "正常" and row["状态日"] else None
    return [*found, Spell(row["户号"], since or date.fromisoformat(row["落户日"]), ended)]


def together(store: Store) -> Iterator[Row]:
    """gat.together: of everybody their relatives, and whoever stood in a family's book with them; and themselves once they have left."""
    pages, kin = store.rows("gat.hukou"), store.rows("gat.kin")
    families = {book for book, row in store.rows("gat.households").items() if row["类别"] == FAMILY}
    stood = {person: [one for one in spells(row) if one.book in families] for person, row in pages.items()}
    beside: dict[str, set[str]] = defaultdict(set)
    for person, mine in stood.items():
        for one in mine:
            beside[one.book].add(person)
    for person, page in pages.items():
        near = kinds(kin.get(person) or {}, pages)
        others = {other for one in stood[person] for other in beside[one.book]} | near.keys()
        if page["状态"] == "正常":
            others -= {person}
        for other in sorted(others):
            if other == person:
                yield line(page, page, MYSELF, NOW, None)
                continue
            met = [one.book for one in stood[person] if any(one.meets(each) for each in stood[other])]
            now = page["户号"] == pages[other]["户号"] and {page["状态"], pages[other]["状态"]} == {"正常"} and bool(met)
            if not met and other not in near:
                continue
            how = NOW if now else ONCE if met else NEVER
            yield line(page, pages[other], near.get(other, BESIDE), how, met[-1] if met else None, paper(store, person, other))


def line(page: Row, other: Row, relation: str, how: str, book: str | None, written: str | None = None) -> Row:
    """A row of gat.together."""
    return {
        "id": page["id"],
        "对方": other["id"],
        "姓名": other["姓名"],
        "关系": relation,
        "同户": how,
        "户号": book,
        "凭证": written,
        "状态": other["状态"],
        "状态日": other["状态日"],
    }


def kinds(near: Mapping[str, list[str]], pages: Mapping[str, Row]) -> dict[str, str]:
    """{relative: what they are to this person} of those who have a page."""
    return {
        one: words[0 if pages[one]["性别"] == "男" else 1] for role, words in OURS.items() for one in near.get(role, ()) if one in pages
    }


def paper(store: Store, person: str, other: str) -> str | None:
    """What says that one is the other's child or spouse, where no book does: 出生医学证明 O440654321."""
    for birth in store.rows("wj.births").values():
        family = {birth["母"], birth["父"]}
        if birth["状态"] != "作废" and (
            (birth["child_id"] == other and person in family) or (birth["child_id"] == person and other in family)
        ):
            return f"出生医学证明 {birth['编号']}"
    wed = store.get("mz.marriages", person)
    if wed and wed["状态"] == "结婚" and other in [one["id"] for one in wed["对方"]] and wed["证号"]:
        return f"结婚证 {wed['证号']}"
    return None


def changes(store: Store) -> Iterator[Row]:
    """gat.changes: what was changed on each page, one row for each."""
    for person, row in store.rows("gat.hukou").items():
        for one in row["变更"]:
            yield {"id": person, **one}
