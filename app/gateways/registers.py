"""Departments' registers: signed questions, each answer read strictly against what the register declares (docs/protocols.md).

A peer for each department: one that is slow or off holds up only those who ask it.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping

import orjson
import structlog
from prometheus_client import Counter

from app.gateways import answers
from app.kernel import signed
from app.kernel.calls import AT_ONCE
from app.kernel.errors import Refused, Unavailable
from app.kernel.http import Peer, Reply, unreadable
from app.kernel.jsons import Json, Object
from app.kernel.ports import Row, Rows, Who
from app.language.registers import MOST_ROWS, Register, registers

log = structlog.get_logger("registers")
_asked = Counter("lookups_total", "Questions to departments' registers", ["register", "outcome"])

DEADLINE_S = 3.0  # who answers later counts as off
NOT_YOURS = ("not_yours", "只能看本人、未成年子女和自己名下的", "替别人看，请他本人登录")


class Registers:
    """The lookup half of kernel.ports.Sources. `given`: {base, key} of the sources."""

    def __init__(self, given: Mapping[str, Json]) -> None:
        self._base, self._key = str(given.get("base", "")), str(given.get("key", ""))
        self._peers: dict[str, Peer] = {}
        self._lock = threading.Lock()

    def lookup(self, register: str, key: Mapping[str, Json], who: Who, purpose: str, case_no: str | None = None) -> Rows:
        """As the port says."""
        wanted = registers()[register]
        try:
            rows = self._read(wanted, key, self._ask(wanted, key, who, purpose, case_no))
        except Unavailable as off:
            _asked.labels(register, off.code.rpartition("_")[2]).inc()
            log.warning("register_off", register=register, why=off.code)
            raise
        except Refused:
            _asked.labels(register, "refused").inc()
            raise
        _asked.labels(register, "ok").inc()
        return rows

    def forgive(self) -> None:
        """Close the breakers (tests)."""
        for peer in self._peers.values():
            peer.forgive()

    def _ask(self, register: Register, key: Mapping[str, Json], who: Who, purpose: str, case_no: str | None) -> Reply:
        person = {"name": who.name, "id_type": who.id_type, "id_number": who.id_number}
        asked = {"register": register.id, "key": dict(key), "person": person, "purpose": purpose, "case_no": case_no, "limit": MOST_ROWS}
        body, peer = orjson.dumps(asked), self._peer(register.department)
        headers = signed.sign(self._key, "platform", "POST", peer.path_of("/lookup"), body)
        return peer.call("POST", "/lookup", body, {**headers, "Content-Type": "application/json"})

    def _peer(self, department: str) -> Peer:
        with self._lock:
            if department not in self._peers:
                self._peers[department] = Peer(f"registers-{department}", self._base, deadline=DEADLINE_S, at_a_time=AT_ONCE)
            return self._peers[department]

    def _read(self, register: Register, key: Mapping[str, Json], reply: Reply) -> Rows:
        if reply.status == 403:
            raise Refused(*NOT_YOURS)
        if reply.status != 200:
            log.error("register_refused", register=register.id, status=reply.status)
            raise Unavailable("register_refused", "数据暂时取不到")
        told = answers.read(answers.RegisterAnswer, reply.body, "registers", register.id)
        if told["register"] != register.id or told["provider"] != register.department:
            raise unreadable("registers", register.id, "register")
        if told["total"] != len(told["rows"]):
            raise unreadable("registers", register.id, "total")
        rows = tuple(_row(register, key, one) for one in told["rows"])
        if len({row.id for row in rows}) != len(rows):
            raise unreadable("registers", register.id, "row_id")
        return Rows(rows, told["as_of"], told["provider"])


def _row(register: Register, key: Mapping[str, Json], given: Object) -> Row:
    """A row. Raises Unavailable for what is none, or is another's: then nothing of the answer is believed."""
    row_id = given.get("row_id")
    if not isinstance(row_id, str) or not 0 < len(row_id) <= 200:
        raise unreadable("registers", register.id, "row_id")
    fault = register.fault(given, key)
    if fault is not None:
        raise unreadable("registers", register.id, fault)
    return Row(row_id, register.kept(given))
