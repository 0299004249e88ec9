"""The outside world as the storm holds it: the sandbox's control API, its books, and its keys for what it would never send."""

from __future__ import annotations

import json
import threading
import time
from pathlib import Path
from typing import Any

import requests

SETTINGS = {"clock_rate": 100, "department_auto": False, "department_delay": 0, "refund_spacing": 0}


class Outside:
    """WeChat, WeChat Pay and the departments. Waits run a hundred times faster: a refused notice comes again after 0.15 s."""

    def __init__(self, url: str, credentials: dict[str, Any], keys: Path) -> None:
        self.url, self.credentials, self._keys = url, credentials, keys
        self._here = threading.local()

    def control(self, method: str, path: str, body: Any = None) -> Any:
        """One call of the control API. Raises RuntimeError for a refusal."""
        if not hasattr(self._here, "session"):
            self._here.session = requests.Session()
            self._here.session.trust_env = False
        reply = self._here.session.request(method, f"{self.url}/control{path}", json=body, timeout=20)
        if reply.status_code >= 400:
            raise RuntimeError(f"sandbox {path}: {reply.status_code} {reply.text[:300]}")
        return reply.json() if reply.content else None

    def reset(self) -> None:
        self.control("POST", "/reset", {})
        self.control("POST", "/settings", SETTINGS)

    def settings(self, **values: Any) -> None:
        self.control("POST", "/settings", values)

    def fault(self, path: str, kind: str, times: int = 1, **more: Any) -> None:
        """`times` messages whose path matches go wrong in this way."""
        self.control("POST", "/faults", {"match": {"path": path}, "kind": kind, "times": times, **more})

    def calm(self) -> None:
        """No faults any more."""
        self.control("DELETE", "/faults")

    def orders(self) -> dict[str, dict[str, Any]]:
        """WeChat Pay's book by our order number."""
        return {one["number"]: one for one in self.control("GET", "/orders")}

    def notices(self) -> list[dict[str, Any]]:
        return self.control("GET", "/notices")

    def send_again(self, notice_id: str) -> None:
        self.control("POST", f"/notices/{notice_id}/sending", {})

    def pending(self) -> int:
        """How many notifications WeChat is still trying to deliver."""
        return sum(one["state"] == "pending" for one in self.notices())

    def paid_cases(self) -> dict[str, bool]:
        """Case number → whether the department was told of its payment."""
        return {one["case_no"]: one["paid"] for one in self.control("GET", "/cases")}

    def last_message(self) -> int:
        """The number of the latest message; those after it are new."""
        entries = self.control("GET", "/messages?since=0")
        return entries[-1]["id"] if entries else 0

    def arrived_since(self, number: int, side: str = "") -> int:
        """How many calls of ours arrived after message `number`."""
        entries = self.control("GET", f"/messages?since={number}")
        return sum(one["direction"] == "in" and (not side or one["side"] == side) for one in entries)

    def pay(self, sheet: dict[str, str]) -> str:
        """The resident pays on the sheet WeChat shows for it. Returns the prepay_id."""
        shown = self.control("POST", "/pay/sheet", sheet)
        self.control("POST", "/pay/confirm", {"prepay_id": shown["prepay_id"], "action": "pay"})
        return str(shown["prepay_id"])

    def key(self, name: str) -> str:
        """A private key of the outside world (PEM): what only WeChat holds, for messages only WeChat could send."""
        return str(json.loads(self._keys.read_text())["keys"][name])

    def settled(self, seconds: float) -> bool:
        """Wait until no notification is on its way."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if not self.pending():
                return True
            time.sleep(0.2)
        return False
