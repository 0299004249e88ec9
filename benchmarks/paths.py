"""The measured paths as bytes on the wire, the way they come from the proxy, and what a right answer contains."""

from __future__ import annotations

import itertools
import random
import uuid
from collections.abc import Callable, Iterable
from urllib.parse import quote

import requests

from app.publishing import current
from app.reference import cities
from benchmarks import notices
from benchmarks.house import HOST
from benchmarks.load import Call
from benchmarks.seed import Resident

CITY = "440100"
AGENT = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 MicroMessenger/8.0.50 NetType/4G Language/zh_CN"
JSON = {"Content-Type": "application/json"}
fresh = itertools.count()


def call(method: str, path: str, needle: str, status: int = 200, body: bytes = b"", **headers: str) -> Call:
    """One request of one of many callers."""
    caller = f"10.{random.randrange(256)}.{random.randrange(256)}.{random.randrange(1, 255)}"
    given = {"Host": HOST, "X-Forwarded-For": caller, "X-Forwarded-Proto": "https", "User-Agent": AGENT, "Accept": "*/*"}
    given |= {name.replace("_", "-"): value for name, value in headers.items()}
    if method != "GET":
        given["Content-Length"] = str(len(body))
    head = "".join(f"{name}: {value}\r\n" for name, value in given.items())
    return Call(f"{method} {path} HTTP/1.1\r\n{head}\r\n".encode() + body, str(status).encode(), needle.encode())


def bare() -> list[Call]:
    """The floor, asked with the same headers."""
    return [call("GET", "/", "{}") for _ in range(100)]


def home() -> list[Call]:
    """The first screen of every city."""
    return [call("GET", f"/api/home?city={city}", '"common"') for city in cities() for _ in range(5)]


def unchanged(port: int) -> list[Call]:
    """The same, by a phone that has it."""
    made = []
    for city in cities():
        etag = requests.get(f"http://127.0.0.1:{port}/api/home?city={city}", timeout=10).headers["ETag"]
        made += [call("GET", f"/api/home?city={city}", etag, 304, If_None_Match=etag) for _ in range(5)]
    return made


def item() -> list[Call]:
    """Every item."""
    return [call("GET", f"/api/items/{one}?city={CITY}", '"questions"') for one in current().items]


def guide() -> list[Call]:
    """What to bring: up to eight combinations of answers of every item."""
    return [call("GET", path, '"prepare"') for path in _guides()]


def guide_new() -> list[Call]:
    """The same where nothing was kept: each has something in its query that no other had."""
    return [call("GET", f"{path}&n={next(fresh)}", '"prepare"') for path in _guides()]


def search() -> list[Call]:
    """Names and aliases of every item, asked again and again."""
    return [call("GET", f"/api/search?q={quote(word)}&city={CITY}", '"hits"') for word in _words()]


def search_new() -> list[Call]:
    """The same with two characters nobody wrote behind them before: the index is searched each time."""
    words = _words()
    random.shuffle(words)
    tails = (f"{chr(0x4E00 + n % 5000)}{chr(0x4E00 + n // 5000)}" for n in fresh)
    return [call("GET", f"/api/search?q={quote(word + next(tails))}&city={CITY}", '"hits"') for word in words]


def mine(people: Iterable[Resident]) -> list[Call]:
    """办件, five cases each."""
    return [call("GET", "/api/cases", '"turn":true', Authorization=f"Bearer {token}") for token, _, _ in people]


def submit(drafts: Iterable[tuple[str, bytes, Resident]]) -> list[Call]:
    """Each draft handed in once, with a key of its own."""
    return [
        call(
            "POST", f"/api/cases/{no}/submission", f'"no":"{no}"', body=b"{}", Content_Type="application/json",
            Authorization=f"Bearer {who[0]}", Idempotency_Key=str(uuid.uuid4()),
        )
        for no, _, who in drafts
    ]  # fmt: skip


def notify(pay: notices.Card, orders: Iterable[str]) -> list[Call]:
    """Each order paid once; signed now, good for five minutes."""
    made = []
    for order_no in orders:
        headers, body = notices.notice(pay, order_no, 12000)
        made.append(call("POST", "/notify/wechat-pay", "", 204, body, **headers))
    return made


def _guides() -> list[str]:
    made = []
    for one in current().items.values():
        for answers in itertools.islice(one.every_answer(), 8):
            given = ",".join(f"{key}:{value}" for key, value in answers.items())
            made.append(f"/api/items/{one.id}/checklist?answers={quote(given)}&city={CITY}")
    return made


def _words() -> list[str]:
    return [word for one in current().items.values() for word in (one.short, *one.content["alias"])]


Maker = Callable[[], list[Call]]
