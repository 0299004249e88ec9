"""scenes/*/items.yaml → item contents, every cross reference checked; a mistake names file, item and field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from app import reference
from app.language.reader import Mistake, Reader
from app.language.registry import scene_files

__all__ = ["Mistake", "check_home", "load", "mistakes"]


def load(folder: Path | None = None) -> dict[str, dict[str, Any]]:
    """All items' contents by id. Raises Mistake at the first contradiction."""
    contents: dict[str, dict[str, Any]] = {}
    for found in _items(folder):
        if isinstance(found, Mistake):
            raise found
        contents[found["id"]] = found
    return contents


def mistakes(folder: Path | None = None) -> list[Mistake]:
    """What is wrong, at most one mistake an item, so that all can be put right at once."""
    found = list(_items(folder))
    wrong = [one for one in found if isinstance(one, Mistake)]
    if not wrong:
        try:
            check_home({one["id"] for one in found if not isinstance(one, Mistake)})
        except Mistake as mistake:
            wrong.append(mistake)
    return wrong


def check_home(items: set[str]) -> None:
    """The first screen and the bundles speak of items that there are. Raises Mistake."""
    home = reference.read("home")
    named = [("elder", item) for item in home["elder"]["items"]]
    for group in ("quick", "periodic", "burst"):
        named += [(f"{group}.{one.get('id', one.get('item'))}", one["item"]) for one in home[group] if "item" in one]
    for group in ("themes", "zones"):
        named += [(f"{group}.{one['id']}", item) for one in home[group] for item in one["items"]]
    for place, item in named:
        if item not in items:
            raise Mistake("home.yaml", item, place, "没有这个事项")
    for bundle in reference.bundles().values():
        for step in bundle["steps"]:
            if step.get("item") and step["item"] not in items:
                raise Mistake("bundles.yaml", step["item"], f"{bundle['id']}.{step['id']}", "没有这个事项")


def _items(folder: Path | None) -> Iterator[dict[str, Any] | Mistake]:
    """Each item's content, or what is wrong with it."""
    names: dict[str, str] = {}
    ids: set[str] = set()
    for path in sorted(folder.glob("*/items.yaml")) if folder else scene_files():
        file = f"{path.parent.name}/items.yaml"
        try:
            data = _data(path, file)
        except Mistake as mistake:
            yield mistake
            continue
        for row in data["items"]:
            try:
                content = Reader(file, row).content(path.parent.name, str(data["theme"]))
                _alone(file, content, ids, names)
            except Mistake as mistake:
                yield mistake
            else:
                yield content


def _data(path: Path, file: str) -> Mapping[str, Any]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        data = yaml.load(path.read_text("utf-8"), Loader=loader)  # noqa: S506 - safe
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise Mistake(file, "文件", f"第 {mark.line + 1} 行" if mark else "全部", "不是 YAML，看看缩进、冒号和括号") from None
    except UnicodeDecodeError:
        raise Mistake(file, "文件", "全部", "要用 UTF-8 编码保存") from None
    if not isinstance(data, Mapping) or not isinstance(data.get("items"), list):
        raise Mistake(file, "文件", "items", "要有一个 items 列表")
    if not isinstance(data.get("theme"), str):
        raise Mistake(file, "文件", "theme", "没有写")
    return data


def _alone(file: str, content: Mapping[str, Any], ids: set[str], names: dict[str, str]) -> None:
    """An id, a name, an alias stands for one item only."""
    item = content["id"]
    if item in ids:
        raise Mistake(file, item, "id", "这个编号已经有了")
    ids.add(item)
    for field, label in [("name", content["name"]), ("short", content["short"]), *(("alias", one) for one in content["alias"])]:
        if names.setdefault(label, item) != item:
            raise Mistake(file, item, field, f"和 {names[label]} 重了：{label}")
