"""What operators write, checked entry by entry against what is known: each mistake names file, entry and field."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping

from app.kernel.sheets import Mistake as Mistake
from app.kernel.sheets import read as read
from app.kernel.sheets import unknown as unknown
from app.language.content import Written

Fail = Callable[[str, str], Mistake]  # field, what is wrong with it; to be raised
DAY = re.compile(r"(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])", re.ASCII)


class Entry:
    """A mapping in a file, called `name` in complaints. Its keys are those of `must` and `may` and no others."""

    def __init__(self, file: str, name: str, row: object, must: Iterable[str], may: Iterable[str] = ()) -> None:
        self.file, self.name = file, name
        if not isinstance(row, Mapping):
            raise Mistake(file, name, "写法", "要写成 键: 值")
        self.row: Written = row
        known = {*must, *may}
        for key in row:
            if key not in known:
                raise self.fail(str(key), unknown(key))
        for key in must:
            if row.get(key) is None or row[key] == "":
                raise self.fail(key, "没有写")

    def fail(self, field: str, say: str) -> Mistake:
        """The complaint, to be raised."""
        return Mistake(self.file, self.name, field, say)

    def text(self, key: str, known: Collection[str] | None = None, say: str = "不认识") -> str:
        """A text; one of `known` when that is given."""
        return self._one(key, self.row[key], known, say)

    def texts(self, key: str, known: Collection[str] | None = None, say: str = "不认识") -> list[str]:
        """A list of texts without repetitions."""
        rows = self._list(key)
        found = [self._one(key, one, known, say) for one in rows]
        if twice := next((one for one in found if found.count(one) > 1), None):
            raise self.fail(key, f"写了两次：{twice}")
        return found

    def day(self, key: str) -> str:
        """A day of any year: MM-DD."""
        said = self.text(key)
        if not DAY.fullmatch(said):
            raise self.fail(key, f"日期写成 月-日，像 03-01：{said}")
        return said

    def flag(self, key: str) -> bool:
        """true or false."""
        said = self.row[key]
        if not isinstance(said, bool):
            raise self.fail(key, "写 true 或 false")
        return said

    def words(self, key: str) -> dict[str, str]:
        """A mapping from text to text."""
        found = self.row[key]
        if not isinstance(found, Mapping):
            raise self.fail(key, "要写成 {词: 词}")
        return {self._one(key, one, None, ""): self._one(key, other, None, "") for one, other in found.items()}

    def rows(self, key: str, must: Iterable[str], may: Iterable[str] = (), by: str = "id") -> list[Entry]:
        """A list of mappings, each an entry called `key.id`, no id twice."""
        found = []
        for n, row in enumerate(self._list(key), 1):
            name = row.get(by) if isinstance(row, Mapping) else None
            found.append(Entry(self.file, f"{key}.{name or f'第 {n} 个'}", row, must, may))
        ids = [one.text(by) for one in found]
        if twice := next((one for one in ids if ids.count(one) > 1), None):
            raise self.fail(key, f"编号重复：{twice}")
        return found

    def _list(self, key: str) -> list[object]:
        rows = self.row[key]
        if not isinstance(rows, list):
            raise self.fail(key, "要写成列表：[甲, 乙]")
        return rows

    def _one(self, key: str, value: object, known: Collection[str] | None, say: str) -> str:
        if not isinstance(value, str):
            raise self.fail(key, f"要加引号：{value}")
        if not value:
            raise self.fail(key, "没有写")
        if known is not None and value not in known:
            raise self.fail(key, f"{say}：{value}")
        return value
