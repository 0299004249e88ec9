"""A phone over HTTP: a token, an idempotency key for each write, and an error for every answer that is not the expected one."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from typing import IO, Any, TypeVar

import requests

Answer = Any  # what the house answered, decoded: a walk says what it looks at
Files = dict[str, tuple[str, bytes | IO[bytes]]]
T = TypeVar("T")


class Surprise(Exception):
    """Something went otherwise than the walk expects."""


def expect(true: bool, otherwise: str) -> None:
    """Raises Surprise(otherwise) unless `true`."""
    if not true:
        raise Surprise(otherwise)


class Visitor:
    """`Visitor("http://…").get("/api/home", city="440100")` → the decoded answer."""

    def __init__(self, base: str) -> None:
        self.base, self.token, self.session = base, "", requests.Session()
        self.session.trust_env = False

    @staticmethod
    def new_key() -> str:
        """A fresh idempotency key."""
        return str(uuid.uuid4())

    def ask(
        self,
        method: str,
        path: str,
        body: object = None,
        key: str = "",
        *,
        params: dict[str, str] | None = None,
        files: Files | None = None,
    ) -> requests.Response:
        """One request, whatever comes back."""
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        if method not in ("GET", "HEAD"):
            headers["Idempotency-Key"] = key or self.new_key()
        return self.session.request(method, self.base + path, json=body, headers=headers, timeout=20, params=params, files=files)

    def get(self, path: str, **query: str) -> Answer:
        """GET; the answer must be 200."""
        return self._good(self.ask("GET", path, params=query or None))

    def post(self, path: str, body: object, key: str = "") -> Answer:
        """POST; the answer must be 2xx."""
        return self._good(self.ask("POST", path, body, key))

    def patch(self, path: str, body: object) -> Answer:
        """PATCH; the answer must be 2xx."""
        return self._good(self.ask("PATCH", path, body))

    def put(self, path: str, body: object) -> Answer:
        """PUT; the answer must be 2xx."""
        return self._good(self.ask("PUT", path, body))

    def delete(self, path: str, **query: str) -> Answer:
        """DELETE; the answer must be 2xx."""
        return self._good(self.ask("DELETE", path, params=query or None))

    def put_file(self, path: str, name: str, content: bytes) -> Answer:
        """PUT multipart `file`; the answer must be 2xx."""
        return self._good(self.ask("PUT", path, files={"file": (name, content)}))

    def _good(self, reply: requests.Response) -> Answer:
        expect(reply.ok, f"{reply.request.method} {reply.request.path_url} → {reply.status_code} {reply.text[:400]}")
        return reply.json() if reply.content else None


def fitting(field: Answer) -> object:
    """Some right value for a field nobody could prefill."""
    if field["kind"] in ("choice", "check"):
        return field["options"][0]["id"] if field.get("options") else True
    by_kind = {"phone": "13800138003", "date": "2026-11-01", "address": "广东省广州市天河区体育东路100号1201房", "number": 1}
    return by_kind.get(field["kind"], "陈晓彤")


def wait(ask: Callable[[], T], good: Callable[[T], bool], seconds: float = 20) -> T:
    """Ask until the answer is good or time is up; returns the last answer."""
    until = time.monotonic() + seconds
    while True:
        answer = ask()
        if good(answer) or time.monotonic() > until:
            return answer
        time.sleep(0.1)
