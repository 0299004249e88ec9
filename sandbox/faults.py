"""Failures on request: which message, what goes wrong, how often, by which seed."""

from __future__ import annotations

import random
import re
import threading
from collections.abc import Collection

from sandbox.documents import Doc

ANSWER_KINDS = {
    "lost_reply",
    "delay",
    "5xx",
    "late_5xx",
    "429",
    "bad_signature",
    "stale_time",
    "unknown_serial",
    "truncated",
    "huge",
    "source_off",
    "busy",
    "signtest",
    "half_file",
    "wrong_hash",
}
NOTICE_KINDS = {
    "lost_reply",
    "delay",
    "bad_signature",
    "stale_time",
    "duplicate",
    "reorder",
    "unknown_serial",
    "truncated",
    "huge",
    "empty_aad",
    "signtest",
    "lost_notification",
}
KINDS = ANSWER_KINDS | NOTICE_KINDS


class BadFault(ValueError):
    """The description of a fault cannot be understood."""


class Faults:
    """A rule fires at most `times` times; with `share` it fires by chance, repeatable by its seed."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._rules: dict[str, Doc] = {}
        self._last = 0

    def add(
        self, match: Doc, kind: str | None, times: int = 1, seconds: float | None = None, seed: int | None = None, share: float = 1.0
    ) -> str:
        """From now on so many matching messages fail this way. Raises BadFault for a rule that makes no sense."""
        if kind not in KINDS:
            raise BadFault(f"unknown kind {kind!r}; known: {', '.join(sorted(KINDS))}")
        try:
            path = re.compile(match.get("path", ""))
        except re.error as error:
            raise BadFault(f"bad path pattern: {error}") from None
        with self._lock:
            self._last += 1
            name = f"f{self._last}"
            self._rules[name] = {
                "id": name,
                "path": path,
                "method": (match.get("method") or "").upper(),
                "side": match.get("side") or "",
                "kind": kind,
                "left": int(times),
                "seconds": seconds,
                "share": float(share),
                "fired": 0,
                "random": random.Random(seed),
            }
            return name

    def remove(self, name: str | None = None) -> bool:
        """Drop one rule, or all. True when something was there."""
        with self._lock:
            if name is None:
                self._rules.clear()
                return True
            return self._rules.pop(name, None) is not None

    def listed(self) -> list[Doc]:
        """All rules that are still in force."""
        with self._lock:
            return [
                {
                    "id": rule["id"],
                    "kind": rule["kind"],
                    "path": rule["path"].pattern,
                    "method": rule["method"] or None,
                    "side": rule["side"] or None,
                    "left": rule["left"],
                    "fired": rule["fired"],
                    "seconds": rule["seconds"],
                    "share": rule["share"],
                }
                for rule in self._rules.values()
            ]

    def take(self, method: str, path: str, kinds: Collection[str], side: str) -> dict[str, float | None]:
        """{kind: seconds} of the rules that fire for this message; each firing uses one time up."""
        with self._lock:
            fired: dict[str, float | None] = {}
            for rule in self._rules.values():
                if rule["kind"] in kinds and rule["kind"] not in fired and self._fires(rule, method, path, side):
                    rule["left"] -= 1
                    rule["fired"] += 1
                    fired[rule["kind"]] = rule["seconds"]
            return fired

    @staticmethod
    def _fires(rule: Doc, method: str, path: str, side: str) -> bool:
        return bool(
            rule["left"] > 0
            and rule["side"] in ("", side)
            and rule["method"] in ("", method)
            and rule["path"].search(path)
            and (rule["share"] >= 1 or rule["random"].random() < rule["share"])
        )
