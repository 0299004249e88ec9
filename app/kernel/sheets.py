"""A YAML file read so that nothing is overlooked: what is unknown, missing or of another type is a Mistake that names file, entry, field.

class Hall(TypedDict):
    id: str
    kinds: list[str]
    review: NotRequired[Literal["government", "above"]]

rows = rows_of(Hall, read(path, "halls.yaml"), "halls.yaml")
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from functools import lru_cache
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Literal, NotRequired, TypeVar, Union, cast, get_args, get_origin, get_type_hints, is_typeddict

import yaml

T = TypeVar("T")
NAMES = ("id", "code", "name")  # what an entry of a list is called by in complaints
WANTED = {str: "要加引号", int: "写整数", float: "写数字", bool: "写 true 或 false"}


class Mistake(Exception):
    """Something written that contradicts itself, its shape or what it refers to."""

    def __init__(self, file: str, item: str, field: str, say: str) -> None:
        super().__init__(f"{file}：{item}.{field}：{say}")
        self.file, self.item, self.field, self.say = file, item, field, say


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Refuses a key that is written twice: YAML itself keeps the last one and says nothing."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[Any] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if isinstance(key, str):
                if key in seen:
                    raise yaml.constructor.ConstructorError(None, None, f"{key} 写了两次", key_node.start_mark)
                seen.add(key)
        found: dict[Any, Any] = super().construct_mapping(node, deep)
        return found


def read(path: Path, file: str) -> Any:
    """What a file says. Raises Mistake when it is no YAML in UTF-8 or says something twice."""
    try:
        return yaml.load(path.read_text("utf-8"), Loader=_Loader)  # noqa: S506 - a safe loader
    except yaml.constructor.ConstructorError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise Mistake(file, "文件", f"第 {line} 行", str(error.problem)) from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise Mistake(file, "文件", f"第 {mark.line + 1} 行" if mark else "全部", "不是 YAML，看看缩进、冒号和括号") from None
    except UnicodeDecodeError:
        raise Mistake(file, "文件", "全部", "要用 UTF-8 编码保存") from None
    except FileNotFoundError:
        raise Mistake(file, "文件", "全部", "没有这个文件") from None


def unknown(key: object) -> str:
    """What is wrong with a key nobody knows; YAML reads off, on, yes, no as true or false unless they are quoted."""
    return '不认识这个字段；off、on、yes、no 要加引号："off"' if isinstance(key, bool) else "不认识这个字段"


def shaped(shape: type[T], said: object, file: str, item: str = "文件") -> T:
    """What was said, when it is of this shape: a TypedDict of texts, numbers, flags, Literals, lists, `dict[str, …]`, tuples of a fixed
    length, `… | None`, and further TypedDicts. A text is never empty. Raises Mistake."""
    return _typed(shape, said, file, item)


@lru_cache
def _fields(shape: Hashable) -> tuple[dict[str, Any], frozenset[str]]:
    """Types by key, and the keys that must be there."""
    hints: dict[str, Any] = get_type_hints(shape)
    # Not __required_keys__: where annotations are texts that holds every key.
    must = frozenset(key for key, one in get_type_hints(shape, include_extras=True).items() if get_origin(one) is not NotRequired)
    return hints, must


def _typed(shape: type[T], said: object, file: str, item: str) -> T:
    if not isinstance(said, Mapping):
        raise Mistake(file, item, "写法", "要写成 键: 值")
    hints, must = _fields(cast(Hashable, shape))
    for key in said:
        if key not in hints:
            raise Mistake(file, item, str(key), unknown(key))
    for key in hints:
        if key in must and key not in said:
            raise Mistake(file, item, key, "没有写")
    made: Any = {key: _value(hints[key], value, file, item, str(key)) for key, value in said.items()}
    return made  # type: ignore[no-any-return]


def _value(wanted: Any, said: Any, file: str, item: str, field: str) -> Any:
    """The value, when it is what is wanted. Raises Mistake."""
    kind, parts = get_origin(wanted), get_args(wanted)
    if kind in (Union, UnionType):
        (inner,) = (one for one in parts if one is not NoneType)
        return None if said is None else _value(inner, said, file, item, field)
    if said is None or said == "":
        raise Mistake(file, item, field, "没有写")
    if is_typeddict(wanted):
        return _typed(wanted, said, file, field if item == "文件" else f"{item}.{field}")
    if kind is Literal:
        if said not in parts or isinstance(said, bool):
            raise Mistake(file, item, field, f"写 {'、'.join(map(str, parts))} 里的一个：{said}")
        return said
    if kind in (list, tuple):
        return _listed(kind, parts, said, file, item, field)
    if kind is dict:
        if not isinstance(said, Mapping):
            raise Mistake(file, item, field, "要写成 {词: 词}")
        return {_value(str, key, file, item, field): _value(parts[1], one, file, item, f"{field}.{key}") for key, one in said.items()}
    if not isinstance(said, (int, float) if wanted is float else wanted) or (isinstance(said, bool) and wanted is not bool):
        raise Mistake(file, item, field, f"{WANTED[wanted]}：{said}")
    return said


def _listed(kind: Any, parts: tuple[Any, ...], said: Any, file: str, item: str, field: str) -> Any:
    if not isinstance(said, list):
        raise Mistake(file, item, field, "要写成列表：[甲, 乙]")
    if kind is tuple:
        if len(said) != len(parts):
            raise Mistake(file, item, field, f"要写 {len(parts)} 个")
        return tuple(_value(part, one, file, item, field) for part, one in zip(parts, said, strict=True))
    if not is_typeddict(parts[0]):
        return [_value(parts[0], one, file, item, field) for one in said]
    rows = [_typed(parts[0], one, file, f"{field}.{_called(one) or f'第 {n} 个'}") for n, one in enumerate(said, 1)]
    names = [_called(one) for one in rows]
    if twice := next((one for one in names if names.count(one) > 1), None):
        raise Mistake(file, item, field, f"编号重复：{twice}")
    return rows


def _called(row: object) -> str | None:
    return next((str(row[name]) for name in NAMES if row.get(name)), None) if isinstance(row, Mapping) else None
