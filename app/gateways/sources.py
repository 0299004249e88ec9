"""Data sharing: signed questions to the province's data sources (docs/protocols.md)."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress

import orjson
import structlog

from app.gateways import answers
from app.gateways.registers import Registers
from app.kernel import signed
from app.kernel.calls import AT_ONCE
from app.kernel.errors import Unavailable
from app.kernel.http import Peer, Question, Reply, together
from app.kernel.jsons import Json
from app.kernel.ports import Fact, Rows, Who

log = structlog.get_logger("sources")


class DataSources:
    """kernel.ports.Sources."""

    def __init__(self, given: Mapping[str, Json]) -> None:
        self._base, self._key = str(given.get("base", "")), str(given.get("key", ""))
        self.registers = Registers(given)
        self._peers: dict[str, Peer] = {}
        self._lock = threading.Lock()

    def forgive(self) -> None:
        """Close the breakers (tests)."""
        for peer in self._peers.values():
            peer.forgive()
        self.registers.forgive()

    def ask(self, code: str, name: str, id_number: str, purpose: str, case_no: str | None = None, id_type: str = "111") -> Fact:
        """One question about one person. Raises Unavailable when the source is off, or its answer cannot be read."""
        one = self._question(code, Who(name, id_number, id_type), purpose, case_no)
        return _fact(code, one.peer.call(one.method, one.path, one.body, one.headers))

    def ask_all(self, codes: Sequence[str], who: Who, purpose: str, case_no: str | None, seconds: float) -> dict[str, Fact]:
        """As the port says."""
        facts: dict[str, Fact] = {}
        told = together([self._question(code, who, purpose, case_no) for code in codes], seconds)
        for code, reply in zip(codes, told, strict=True):
            with suppress(Unavailable):
                facts[code] = _fact(code, reply)
        return facts

    def lookup(self, register: str, key: Mapping[str, Json], who: Who, purpose: str, case_no: str | None = None) -> Rows:
        """Rows of a department's register (app/gateways/registers.py)."""
        return self.registers.lookup(register, key, who, purpose, case_no)

    def _question(self, code: str, who: Who, purpose: str, case_no: str | None) -> Question:
        person = {"name": who.name, "id_type": who.id_type, "id_number": who.id_number}
        body = orjson.dumps({"code": code, "person": person, "case_no": case_no, "purpose": purpose})
        peer = self._peer(code)
        headers = signed.sign(self._key, "platform", "POST", peer.path_of("/query"), body)
        return Question(peer, "POST", "/query", body, {**headers, "Content-Type": "application/json"})

    def _peer(self, code: str) -> Peer:
        """Each source has its own breaker: one that is silent says nothing of the others behind the same exchange."""
        with self._lock:
            if code not in self._peers:
                self._peers[code] = Peer("sources", self._base, at_a_time=AT_ONCE)
            return self._peers[code]


def _fact(code: str, reply: Reply | Unavailable) -> Fact:
    if isinstance(reply, Unavailable):
        raise reply
    if reply.status != 200:
        log.error("source_refused", code=code, status=reply.status)
        raise Unavailable("source_refused", "数据暂时取不到")
    schema = answers.PopulationAnswer if code == "population" else answers.SourceAnswer
    return Fact(**answers.read(schema, reply.body, "sources", code))
