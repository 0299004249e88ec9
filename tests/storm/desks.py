"""Sixteen operators and sixteen of the finance office, each signed in at a desk of their own, over HTTP."""

from __future__ import annotations

import threading
import time
import uuid
from typing import Any

import requests

from app.staff.rules import one_time_code
from tests.storm.house import House
from tests.storm.staff import PASSWORD

COUNT = 16


class Desks:
    """`refund(order_no, fen)`: an operator asks, somebody else approves; both ask again when the line breaks."""

    def __init__(self, house: House) -> None:
        self.house, self._here = house, threading.local()
        self.secrets: dict[str, str] = house.helper("staff", str(COUNT))
        self.tokens: dict[str, str] = {}
        for login in self.secrets:
            self.sign_in(login)

    def sign_in(self, login: str) -> None:
        """With name, password and a code of now."""
        body = {"login": login, "password": PASSWORD, "code": one_time_code(self.secrets[login], time.time())}
        self.tokens[login] = self._session().post(f"{self.house.url}/console/v1/sign-in", json=body, timeout=10).json()["token"]

    def call(self, login: str, path: str, body: Any = None, key: str = "") -> requests.Response | None:
        """One request from this desk; None when the line broke. Who was idle for half an hour is signed out, and signs in again."""
        key = key or str(uuid.uuid4())
        try:
            reply = self._send(login, path, body, key)
            if reply.status_code == 401:
                self.sign_in(login)
                reply = self._send(login, path, body, key)
            return reply
        except requests.RequestException:
            return None

    def _send(self, login: str, path: str, body: Any, key: str) -> requests.Response:
        headers = {"Authorization": f"Bearer {self.tokens[login]}", "Idempotency-Key": key}
        return self._session().post(f"{self.house.url}/console/v1{path}", json=body or {}, headers=headers, timeout=12)

    def ask(self, order_no: str, fen: int, number: int = 0) -> requests.Response:
        """Operator `number` asks for a refund until there is an answer: always with one key."""
        key, until = str(uuid.uuid4()), time.monotonic() + 30
        while time.monotonic() < until:
            reply = self.call(f"op{number:02d}x", f"/orders/{order_no}/refunds", {"amount_fen": fen, "reason": "asked_for"}, key)
            if reply is not None and reply.status_code < 500:
                return reply
            time.sleep(0.1)
        raise AssertionError(f"no answer to a refund of {order_no}")

    def approve(self, refund_no: str, number: int = 0) -> None:
        """Somebody of the finance office says yes."""
        until = time.monotonic() + 30
        while time.monotonic() < until:
            reply = self.call(f"fi{number:02d}x", f"/refunds/{refund_no}/approval")
            if reply is not None and (reply.status_code == 200 or reply.json().get("code") == "refund_decided"):
                return
            time.sleep(0.1)
        raise AssertionError(f"no answer to the approval of {refund_no}")

    def refund(self, order_no: str, fen: int, number: int = 0) -> str:
        """Asked for and approved; its number."""
        reply = self.ask(order_no, fen, number)
        assert reply.status_code == 201, f"refund of {order_no}: {reply.status_code} {reply.text[:200]}"
        self.approve(reply.json()["refund_no"], number)
        return str(reply.json()["refund_no"])

    def refunded(self, order_no: str) -> int:
        """How much of it has arrived, by our books."""
        return int(self.house.db.rows("SELECT refunded_fen FROM payment_order WHERE order_no = %s", order_no)[0]["refunded_fen"])

    def _session(self) -> requests.Session:
        if not hasattr(self._here, "session"):
            self._here.session = requests.Session()
            self._here.session.trust_env = False
        return self._here.session
