"""One file with everything of one person: a ZIP of a page one can read, the same as JSON, and the files, made while it is sent.

    Section("cases", "办过的事", step)      # step(tx, after) → rows, mark of the next page
    for chunk in bundle.stream(sections, files, ...): ...

A step gets a connection of its own and gives it back before anything is sent, so that a slow line holds no connection; what is in
memory at once is a page of rows or one file.
"""

from __future__ import annotations

import html
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO, cast

import orjson
from sqlalchemy import Connection

from app.kernel import clock, db

Row = Mapping[str, object]
Page = tuple[Sequence[Row], str | None]  # and the mark of the next
Step = Callable[[Connection, str | None], Page]

STYLE = (
    "body{font:16px/1.7 -apple-system,'PingFang SC','Noto Sans CJK SC',sans-serif;color:#14232a}"
    "body{max-width:760px;margin:0 auto;padding:24px}h2{margin:40px 0 8px;border-bottom:2px solid #0b6c75}"
    "article{border:1px solid #dfe6e6;border-radius:12px;padding:12px 16px;margin:12px 0}"
    "dl{display:grid;grid-template-columns:8em 1fr;gap:2px 12px;margin:0}dt{color:#5e6e76}dd{margin:0;overflow-wrap:anywhere}"
    "dd dl{border-left:3px solid #dfe6e6;padding-left:10px;margin:4px 0}"
)


@dataclass(frozen=True)
class Section:
    """A part of what is told: its name in the JSON, its title for people, and how its rows are read."""

    name: str
    title: str
    step: Step

    def rows(self) -> Iterator[Row]:
        """All of them, a page at a time."""
        after: str | None = None
        while True:
            with db.reading() as tx:
                rows, after = self.step(tx, after)
            yield from rows
            if after is None:
                return


class _Sink:
    """What zipfile writes to: keeps it until it is sent."""

    def __init__(self) -> None:
        self.parts: list[bytes] = []

    def write(self, data: bytes) -> int:
        self.parts.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing is held back."""

    def take(self) -> bytes:
        taken, self.parts = b"".join(self.parts), []
        return taken


def stream(
    sections: Sequence[Section], files: Iterable[tuple[str, Callable[[], bytes]]], labels: Mapping[str, str], notes: Mapping[str, str]
) -> Iterator[bytes]:
    """The ZIP, piece by piece. `files`: name and content, `notes`: what is not in it, and why."""
    sink = _Sink()
    with zipfile.ZipFile(cast(BinaryIO, sink), "w", zipfile.ZIP_DEFLATED) as archive:
        for name, parts in (("我的资料.html", _page(sections, labels, notes)), ("data.json", _json(sections, notes))):
            with archive.open(name, "w") as member:
                for part in parts:
                    member.write(part)
                    if sink.parts:
                        yield sink.take()
        for name, content in files:
            archive.writestr(name, content(), zipfile.ZIP_STORED)  # photos do not get smaller
            yield sink.take()
    yield sink.take()


def _json(sections: Sequence[Section], notes: Mapping[str, str]) -> Iterator[bytes]:
    yield b'{"made_at":' + orjson.dumps(clock.rfc3339(clock.now()))
    for section in sections:
        yield b',\n"' + section.name.encode() + b'":['
        for number, row in enumerate(section.rows()):
            yield (b",\n" if number else b"\n") + orjson.dumps(dict(row))
        yield b"]"
    yield b',\n"not_included":' + orjson.dumps(dict(notes)) + b"}\n"


def _page(sections: Sequence[Section], labels: Mapping[str, str], notes: Mapping[str, str]) -> Iterator[bytes]:
    made = clock.china(clock.now())
    yield (
        '<!doctype html><html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>我的资料</title><style>{STYLE}</style><h1>我的资料</h1>"
        f"<p>{made:%Y年%m月%d日 %H:%M} 从省事下载。里面有您的身份信息，别发给不认识的人。"
        "传过的照片和文件在旁边的 files 文件夹里，给电脑读的在 data.json 里。</p>"
    ).encode()
    for section in sections:
        yield f"<h2>{html.escape(section.title)}</h2>".encode()
        count = 0
        for row in section.rows():
            count += 1
            yield f"<article>{_list(row, labels)}</article>".encode()
        if not count:
            yield "<p>没有</p>".encode()
    yield "<h2>没有放进来的</h2>".encode()
    yield _list(notes, {}).encode()


def _list(row: Row, labels: Mapping[str, str]) -> str:
    told = ((labels.get(key, key), value) for key, value in row.items() if value not in (None, "", [], {}))
    lines = (f"<dt>{html.escape(key)}</dt><dd>{_value(value, labels)}</dd>" for key, value in told)
    return f"<dl>{''.join(lines)}</dl>"


def _value(value: object, labels: Mapping[str, str]) -> str:
    if isinstance(value, Mapping):
        return _list(value, labels)
    if isinstance(value, list | tuple):
        plain = all(not isinstance(one, Mapping) for one in value)
        return html.escape("、".join(map(str, value))) if plain else "".join(_value(one, labels) for one in value)
    if isinstance(value, bool):
        return "是" if value else "否"
    return html.escape(_moment(value) if isinstance(value, str) else str(value))


def _moment(text: str) -> str:
    """2026-11-27T02:00:00Z as people in China write it; anything else as it is."""
    if len(text) < 20 or text[10] != "T" or text[4] != "-":
        return text
    try:
        return f"{clock.china(datetime.fromisoformat(text)):%Y年%m月%d日 %H:%M}"
    except ValueError:
        return text
