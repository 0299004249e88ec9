"""scenes/*/items.yaml → item contents, every cross reference checked; a mistake names file, item and field."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from app.language import registry, sheet, shelf
from app.language.content import Content, Source, Written
from app.language.reader import Reader
from app.language.sheet import Mistake

__all__ = ["Draft", "Mistake", "compiled", "drafts", "load", "mistakes", "unused"]

SCENE_KEYS = {"theme", "name", "icon", "order", "items"}


@dataclass(frozen=True)
class Draft:
    """An item as it stands in its folder, and what it compiles to."""

    source: Source
    content: Content


def drafts(folder: Path | None = None) -> dict[str, Draft]:
    """All items by id. Raises Mistake at the first contradiction."""
    found: dict[str, Draft] = {}
    for one in _items(folder):
        if isinstance(one, Mistake):
            raise one
        found[one.content["id"]] = one
    if wrong := _leading({key: one.content for key, one in found.items()}):
        raise wrong[0]
    return found


def load(folder: Path | None = None) -> dict[str, Content]:
    """All items' contents by id. Raises Mistake at the first contradiction."""
    return {key: one.content for key, one in drafts(folder).items()}


def compiled(source: Source) -> Content:
    """The content of a source. Raises Mistake."""
    return Reader(f"{source['scene']}/items.yaml", source["item"]).content(source["scene"], source["theme"])


def unused(contents: Iterable[Content]) -> list[str]:
    """Functions that no review point of these items names."""
    named = {point["rule"]["fn"] for content in contents for point in content["points"] if point["rule"]}
    return sorted(registry.checks().keys() - named)


def mistakes(folder: Path | None = None) -> list[Mistake]:
    """What is wrong, at most one mistake an item and a file, so that all can be put right at once."""
    found = list(_items(folder))
    wrong = [one for one in found if isinstance(one, Mistake)]
    contents = {one.content["id"]: one.content for one in found if isinstance(one, Draft)}
    return wrong or _leading(contents) or shelf.mistakes(registry.beside(), contents)


def _items(folder: Path | None) -> Iterator[Draft | Mistake]:
    """Each item, or what is wrong with it."""
    names: dict[str, str] = {}
    ids: set[str] = set()
    for path in sorted(folder.glob("*/items.yaml")) if folder else registry.scene_files():
        file = f"{path.parent.name}/items.yaml"
        try:
            data = _data(path, file)
        except Mistake as mistake:
            yield mistake
            continue
        for row in data["items"]:
            try:
                source: Source = {"scene": path.parent.name, "theme": data["theme"], "item": row}
                content = compiled(source)
                _alone(file, content, ids, names)
            except Mistake as mistake:
                yield mistake
            else:
                yield Draft(source, content)


def _leading(contents: Mapping[str, Content]) -> list[Mistake]:
    """Reminders that begin with the grant of what is no item."""
    return [
        Mistake(f"{one['scene']}/items.yaml", one["id"], "remind.after", f"没有这个事项：{before}")
        for one in contents.values()
        if "remind" in one
        for before in one["remind"]["after"]
        if before not in contents
    ]


def _data(path: Path, file: str) -> Written:
    data = sheet.read(path, file)
    if not isinstance(data, Mapping) or not isinstance(data.get("items"), list):
        raise Mistake(file, "文件", "items", "要有一个 items 列表")
    for key in data.keys() - SCENE_KEYS:
        raise Mistake(file, "文件", str(key), "不认识这个字段")
    if not isinstance(data.get("theme"), str):
        raise Mistake(file, "文件", "theme", "没有写")
    return data


def _alone(file: str, content: Content, ids: set[str], names: dict[str, str]) -> None:
    """An id, a name, an alias stands for one item only."""
    item = content["id"]
    if item in ids:
        raise Mistake(file, item, "id", "这个编号已经有了")
    ids.add(item)
    for field, label in [("name", content["name"]), ("short", content["short"]), *(("alias", one) for one in content["alias"])]:
        if names.setdefault(label, item) != item:
            raise Mistake(file, item, field, f"和 {names[label]} 重了：{label}")
