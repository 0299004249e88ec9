"""Data sharing: signed questions to the province's data sources (docs/protocols.md)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson

from app.kernel.http import Peer
from app.kernel import signed
from app.kernel.errors import Unavailable
from app.kernel.ports import Fact


class DataSources:
    """kernel.ports.Sources."""

    def __init__(self, given: Mapping[str, Any]) -> None:
        self._peer = Peer("sources", str(given.get("base", "")))
        self._key = str(given.get("key", ""))

    def ask(self, code: str, name: str, id_number: str, purpose: str, case_no: str | None = None) -> Fact:
        """One question about one person. Raises Unavailable when the source is off."""
        person = {"name": name, "id_number": id_number}
        body = orjson.dumps({"code": code, "person": person, "case_no": case_no, "purpose": purpose})
        headers = signed.sign(self._key, "platform", "POST", self._peer.path_of("/query"), body)
        reply = self._peer.call("POST", "/query", body, {**headers, "Content-Type": "application/json"})
        if reply.status != 200:
            raise Unavailable("source_refused", "数据暂时取不到")
        answer = orjson.loads(reply.body)
        return Fact(answer["found"], answer.get("match"), answer.get("data") or {}, answer["as_of"], answer["provider"])
