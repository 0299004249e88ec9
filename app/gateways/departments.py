"""Department systems: cases handed over by signed calls (docs/protocols.md)."""

from __future__ import annotations

from collections.abc import Mapping

import orjson

from app.gateways import answers
from app.kernel import signed
from app.kernel.calls import AT_ONCE
from app.kernel.errors import Conflict, Unavailable
from app.kernel.http import Peer, Reply
from app.kernel.jsons import Json, part


class DepartmentSystems:
    """kernel.ports.Departments; one breaker per department, so that a slow one holds up only itself."""

    def __init__(self, given: Mapping[str, Json], public_url: str) -> None:
        self._base = str(given.get("base", "")).rstrip("/")
        self._keys = {department: str(key) for department, key in part(given, "keys").items()}
        self._callback = f"{public_url}/department/v1"
        self._peers: dict[str, Peer] = {}

    def hand_over(self, department: str, payload: Mapping[str, object]) -> str:
        """Returns the department's receipt number."""
        reply = self._call(department, "/cases", {**payload, "callback": self._callback})
        return str(answers.read(answers.Receipt, reply.body, "department", "receipt")["receipt_no"])

    def correct(self, department: str, case_no: str, payload: Mapping[str, object]) -> None:
        """The corrected form and materials."""
        self._call(department, f"/cases/{case_no}/corrections", {**payload, "callback": self._callback})

    def tell_paid(self, department: str, case_no: str, order_no: str, amount_fen: int, paid_at: str) -> None:
        """The fee is settled: the department may go on."""
        self._call(department, f"/cases/{case_no}/payments", {"order_no": order_no, "amount_fen": amount_fen, "paid_at": paid_at})

    def withdraw(self, department: str, case_no: str, reason: str, office: str = "") -> bool:
        """False when it has already decided."""
        try:
            self._call(department, f"/cases/{case_no}/withdrawal", {"reason": reason, **({"office": office} if office else {})})
        except Conflict:
            return False
        return True

    def urge(self, department: str, case_no: str, light: str, due_on: str, office: str = "") -> bool:
        """That a day was missed. False when it has decided by now."""
        try:
            missed = {"light": light, "due_on": due_on, **({"office": office} if office else {})}
            self._call(department, f"/cases/{case_no}/reminders", missed)
        except Conflict:
            return False
        return True

    def _call(self, department: str, path: str, body: Mapping[str, object]) -> Reply:
        if department not in self._keys:
            raise Unavailable("not_connected", "这个部门的系统还没有接上")
        peer = self._peer(department)
        raw = orjson.dumps(body)
        headers = signed.sign(self._keys[department], department, "POST", peer.path_of(path), raw)
        reply = peer.call("POST", path, raw, {**headers, "Content-Type": "application/json"})
        if reply.status == 409:
            raise Conflict("already_decided")
        if reply.status >= 400:
            raise Unavailable("department_refused", "部门系统没有收下", answered=reply.status)
        return reply

    def _peer(self, department: str) -> Peer:
        if department not in self._peers:
            # Only relays ask departments: no page waits behind these calls.
            base = f"{self._base}/{department}" if self._base else ""
            self._peers.setdefault(department, Peer(department, base, at_a_time=AT_ONCE))
        return self._peers[department]
