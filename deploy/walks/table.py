"""docs/items.md: item × situation × outcome, written from what was walked and read back to be compared. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from app.language.checklist import Item
from deploy.walks.declared import Situation
from deploy.walks.walking import Outcome

Key = tuple[str, str]  # item, situation
HEAD = """# 每个事项，每种情形，办出什么

`flask --app wsgi scene check --all --write` 写成，请勿手改：每一行都从第一下点起，经真的 HTTP、对着各部门的登记走到头。
谁来走、那天登记里写着什么，在各场景的 walks.yaml 里。「今天」是走的那天；每次都不同的号写成〔号〕。只核对、不改写：
`flask --app wsgi scene check household vehicle exit_entry`。
"""
COLUMNS = "| 情形 | 结果 | 拿到什么 | 部门登记里变了什么 |\n|---|---|---|---|"
ITEM = re.compile(r"^### .*（`([a-z0-9-]+)`）$")
ROW = re.compile(r"^\| (.*?) \| (.*?) \| (.*?) \| (.*?) \|$")


def page(
    lines: Sequence[Situation], outcomes: Mapping[Key, Outcome], names: Mapping[str, str], guides: Mapping[str, Sequence[Item]]
) -> str:
    """The file. `names`: of scenes; `guides`: of each scene what nobody can do on the phone yet."""
    parts = [HEAD]
    for scene, of_scene in groupby(lines, key=lambda one: one.scene):
        parts.append(f"## {names[scene]}\n")
        for item, of_item in groupby(of_scene, key=lambda one: one.item.id):
            some = list(of_item)
            parts.append(f"### {some[0].item.name}（`{item}`）\n\n{COLUMNS}\n{_rows(some, outcomes)}\n")
        if left := guides.get(scene):
            parts.append(f"还只是指南：{'、'.join(one.short for one in left)}。\n")
    return "\n".join(parts)


def _rows(some: Iterable[Situation], outcomes: Mapping[Key, Outcome]) -> str:
    return "\n".join(f"| {one.name} | {_cells(outcomes[one.item.id, one.name])} |" for one in some)


def _cells(one: Outcome) -> str:
    return " | ".join(part.replace("|", "／").replace("\n", " ") for part in (one.ends, one.got or "—", one.changed or "—"))


def read(text: str) -> dict[Key, Outcome]:
    """What the file says of each situation."""
    return dict(_read(text))


def _read(text: str) -> Iterator[tuple[Key, Outcome]]:
    item = ""
    for line in text.splitlines():
        if found := ITEM.match(line):
            item = found[1]
        elif (row := ROW.match(line)) and row[1] != "情形":
            yield (item, row[1]), Outcome(*("" if cell == "—" else cell for cell in row.groups()[1:]))


def told(one: Outcome) -> Outcome:
    """As the file would give it back."""
    return Outcome(*("" if cell == "—" else cell for cell in _cells(one).split(" | ")))
