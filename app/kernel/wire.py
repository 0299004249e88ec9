"""HTTP/1.1 as a client says it, over connections that are kept: little more than a socket, for answers that are few and small.

A question and its answer cost some 50 µs of a core here and ten times that with a general client. Only what this house needs is
understood: no redirect, no cookie, no proxy, no password in an address. What does not look like HTTP raises Broken.
"""

from __future__ import annotations

import re
import socket
import ssl
import time
import zlib
from collections import deque
from collections.abc import Generator, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from typing import NamedTuple, TypeVar
from urllib.parse import quote, urlsplit

import certifi

CONNECT_S, READ_S = 1.0, 3.0  # for each address that is tried; for each silence
MOST_HEAD = 64 * 1024
AT_ONCE = 65536  # bytes of one read
USUAL = {"Host": "", "User-Agent": "shengshi/1", "Accept": "*/*", "Accept-Encoding": "gzip"}
_STATUS, _LENGTH, _SIZE = re.compile(r"HTTP/1\.([01]) ([1-5][0-9]{2})(?: .*)?"), re.compile("[0-9]{1,15}"), re.compile("[0-9a-fA-F]{1,8}")
_PLAIN = re.compile("[!-~]*")
_END = b"\r\n"


class Broken(Exception):
    """What came is no HTTP, or only half of it."""


class TooMuch(Exception):
    """More bytes or seconds than we give."""


class Names(Mapping[str, str]):
    """Headers of an answer: asked for in any case. Of several of one name, all of them."""

    def __init__(self, lowered: Mapping[str, str]) -> None:
        self._of = lowered

    def __getitem__(self, name: str) -> str:
        return self._of[name.lower()]

    def __iter__(self) -> Iterator[str]:
        return iter(self._of)

    def __len__(self) -> int:
        return len(self._of)


class Answer(NamedTuple):
    """`closes`: the line is of no more use."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    closes: bool


T = TypeVar("T")
Hearing = Generator[None, bytes, T]  # takes what arrives, b"" for the end of the line


class Wire:
    """Kept connections to the server of one address; `at_a_time`: how many may be opened at the same time."""

    def __init__(self, base: str, name: str, at_a_time: int) -> None:
        where = urlsplit(base)
        self._safe, self._host = where.scheme == "https", where.hostname or ""
        self._port = where.port or (443 if self._safe else 80)
        self._named = where.netloc.rpartition("@")[2]
        self._idle: deque[socket.socket] = deque()
        # A name is looked up without a time limit, and each of its addresses has one of its own: whoever waits does so outside.
        self._openers = ThreadPoolExecutor(at_a_time, thread_name_prefix=f"to-{name}")

    def ask(self, method: str, path: str, body: bytes, headers: Mapping[str, str], until: float, most: int) -> Answer:
        """The answer to one question. `path` with its query; `until`: of time.monotonic(); `most`: bytes. Raises OSError, Broken,
        TooMuch. Nothing is sent twice."""
        head = self._head(method, path, body, headers)
        line = self._kept() or self._open(until)
        hearing = _Heard(most).answer(method)
        try:
            line.settimeout(_left(until))
            line.sendall(head + body)
            next(hearing)
            while True:
                line.settimeout(min(READ_S, _left(until)))
                hearing.send(line.recv(AT_ONCE))
        except StopIteration as whole:
            return self._heard(line, whole.value)
        except BaseException:
            line.close()
            raise

    def begin(self, method: str, path: str, body: bytes, headers: Mapping[str, str], until: float, most: int) -> Asked | None:
        """Put a question whose answer is waited for elsewhere; None where a line would have to be opened. Raises as `ask`."""
        head = self._head(method, path, body, headers)
        line = self._kept()
        if line is None:
            return None
        try:
            line.settimeout(_left(until))
            line.sendall(head + body)
            line.settimeout(0)
        except BaseException:
            line.close()
            raise
        return Asked(self, line, _Heard(most).answer(method))

    def _heard(self, line: socket.socket, answer: Answer) -> Answer:
        line.close() if answer.closes else self._idle.append(line)
        return answer

    def _head(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> bytes:
        if not _PLAIN.fullmatch(path):
            path = quote(path, safe="!#$%&'()*+,/:;=?@[]~")
        said = {**USUAL, "Host": self._named, **headers}
        if body or method not in ("GET", "HEAD"):
            said["Content-Length"] = str(len(body))
        lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in said.items())]
        text = "\r\n".join(lines) + "\r\n\r\n"
        if text.count("\n") != len(lines) + 1 or text.count("\r") != len(lines) + 1:
            raise ValueError("a header of several lines")
        return text.encode("latin-1")

    def _kept(self) -> socket.socket | None:
        """The connection used last that its server has not ended meanwhile."""
        while self._idle:
            try:
                line = self._idle.pop()
            except IndexError:  # another was quicker
                return None
            if _silent(line):
                return line
            line.close()
        return None

    def _open(self, until: float) -> socket.socket:
        opening = self._openers.submit(self._connect, until)
        try:
            return opening.result(_left(until))
        except TimeoutError:
            if not opening.cancel():
                opening.add_done_callback(_close)
            raise

    def _connect(self, until: float) -> socket.socket:
        line = socket.create_connection((self._host, self._port), CONNECT_S)
        try:
            line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            line.settimeout(min(READ_S, _left(until)))
            return _trusted().wrap_socket(line, server_hostname=self._host) if self._safe else line
        except BaseException:
            line.close()
            raise


class Asked:
    """A question that is under way over a line of its own."""

    def __init__(self, wire: Wire, line: socket.socket, hearing: Hearing[Answer]) -> None:
        self._wire, self.line, self._hearing = wire, line, hearing
        next(hearing)

    def hear(self) -> Answer | None:
        """Take what has arrived. The answer when that was all of it; then, or when this raises as Wire.ask does, it is over."""
        try:
            while True:
                self._hearing.send(self.line.recv(AT_ONCE))
        except (BlockingIOError, ssl.SSLWantReadError):
            return None
        except StopIteration as whole:
            answer: Answer = whole.value
            return self._wire._heard(self.line, answer)
        except BaseException:
            self.line.close()
            raise


class _Heard:
    """An answer out of what arrives on a line, read no further than it goes."""

    def __init__(self, most: int) -> None:
        self._most, self._buffer = most, b""

    def answer(self, method: str) -> Hearing[Answer]:
        """To be begun with next()."""
        status, told, newer = yield from self._top()
        while status < 200:
            status, told, newer = yield from self._top()
        body, ended = yield from self._body(method, status, told)
        if encoding := told.get("Content-Encoding", ""):
            body = _inflated(body, encoding.strip().lower(), self._most)
        closes = ended or not newer or "close" in told.get("Connection", "").lower() or bool(self._buffer)
        return Answer(status, told, body, closes)

    def _top(self) -> Hearing[tuple[int, Names, bool]]:
        head = yield from self._through(_END + _END, MOST_HEAD)
        first, *lines = head.decode("latin-1").split("\r\n")
        status = _STATUS.fullmatch(first)
        if status is None:
            raise Broken("no status")
        told: dict[str, str] = {}
        for line in lines:
            name, colon, value = line.partition(":")
            if not colon or not name or name != name.strip():
                raise Broken("no header")
            name, value = name.lower(), value.strip()
            told[name] = f"{told[name]}, {value}" if name in told else value
        return int(status[2]), Names(told), status[1] == "1"

    def _body(self, method: str, status: int, told: Names) -> Hearing[tuple[bytes, bool]]:
        """The bytes, and whether they went on to the end of the line."""
        length, transfer = told.get("Content-Length", ""), told.get("Transfer-Encoding", "").lower()
        if method == "HEAD" or status in (204, 304):
            return b"", False
        if transfer:
            if transfer != "chunked" or length:
                raise Broken("no length that is one")
            return (yield from self._chunks()), False
        if not length:
            return (yield from self._all()), True
        if not _LENGTH.fullmatch(length):
            raise Broken("no length")
        return (yield from self._exactly(int(length), self._most)), False

    def _chunks(self) -> Hearing[bytes]:
        parts, left = [], self._most
        while True:
            line = yield from self._through(_END, MOST_HEAD)
            size = _SIZE.fullmatch(line.decode("latin-1").partition(";")[0].strip())
            if size is None:
                raise Broken("no chunk")
            if not (count := int(size[0], 16)):
                break
            parts.append((yield from self._exactly(count, left)))
            left -= count
            if (yield from self._through(_END, 2)):
                raise Broken("a chunk longer than it said")
        while (yield from self._through(_END, MOST_HEAD)):
            pass  # trailers say nothing to us
        return b"".join(parts)

    def _through(self, mark: bytes, most: int) -> Hearing[bytes]:
        """What comes before the mark; the mark is taken too."""
        while (at := self._buffer.find(mark)) < 0:
            if len(self._buffer) > most:
                raise TooMuch
            self._buffer += _more((yield))
        found, self._buffer = self._buffer[:at], self._buffer[at + len(mark) :]
        return found

    def _exactly(self, count: int, most: int) -> Hearing[bytes]:
        if count > most:
            raise TooMuch
        parts, size = [self._buffer], len(self._buffer)
        while size < count:
            parts.append(_more((yield)))
            size += len(parts[-1])
        whole = b"".join(parts)
        self._buffer = whole[count:]
        return whole[:count]

    def _all(self) -> Hearing[bytes]:
        parts, size = [self._buffer], len(self._buffer)
        while size <= self._most and (part := (yield)):
            parts.append(part)
            size += len(part)
        if size > self._most:
            raise TooMuch
        self._buffer = b""
        return b"".join(parts)


def _more(part: bytes) -> bytes:
    if not part:
        raise Broken("ended in the middle")
    return part


def _close(late: Future[socket.socket]) -> None:
    """A line nobody waits for any more."""
    if not late.exception():
        late.result().close()


def _left(until: float) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise TooMuch
    return left


def _silent(line: socket.socket) -> bool:
    """Whether nothing has come on a line where nothing was asked: neither its end nor an answer to nobody."""
    line.settimeout(0)
    try:
        if isinstance(line, ssl.SSLSocket):
            line.recv(1)
        else:
            line.recv(1, socket.MSG_PEEK)
    except (BlockingIOError, ssl.SSLWantReadError):
        return True
    except OSError:
        return False
    return False


def _inflated(body: bytes, encoding: str, most: int) -> bytes:
    if encoding == "identity":
        return body
    if encoding != "gzip":
        raise Broken("encoded as nobody asked")
    try:
        opening = zlib.decompressobj(16 + zlib.MAX_WBITS)
        plain = opening.decompress(body, most + 1)
    except zlib.error:
        raise Broken("no gzip") from None
    if len(plain) > most:
        raise TooMuch
    if not opening.eof:
        raise Broken("half a gzip")
    return plain


@cache
def _trusted() -> ssl.SSLContext:
    """One for all connections of a process: it holds every authority, half a megabyte."""
    return ssl.create_default_context(cafile=certifi.where())
