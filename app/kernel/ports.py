"""All we ask of the outside world. wsgi.py chooses who answers (app/gateways); the twin for tests is the sandbox.

Every call may raise Unavailable (no answer in time, breaker open) and has a total deadline; none of them is made
inside a transaction that holds locks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from app.kernel.bureau import Tax
from app.kernel.cards import Cards
from app.kernel.jsons import Json


@dataclass(frozen=True)
class Login:
    """What WeChat says of a login code."""

    openid: str


@dataclass(frozen=True)
class FaceResult:
    """`passed` only on errcode 0 and verify_ret 10000; `reason` is WeChat's number otherwise."""

    passed: bool
    reason: int


class WeChat(Protocol):
    """api.weixin.qq.com. Refused codes raise Refused `login_code_*` / `phone_code_*`."""

    def login(self, code: str) -> Login:
        """Trade a login code for who it is. Codes are single use."""
        ...

    def phone_number(self, code: str) -> str:
        """Trade a phone code for the number."""
        ...

    def send_message(self, openid: str, template: str, page: str, data: Mapping[str, str]) -> bool:
        """False when the person has not subscribed (43101): terminal, do not retry. Raises Refused when the message is our mistake."""
        ...

    def start_face(self, openid: str, name: str, id_number: str, out_seq_no: str) -> str:
        """Begin a face check of this person; the id its page is opened with."""
        ...

    def face_result(self, openid: str, name: str, id_number: str, out_seq_no: str, verify_id: str) -> FaceResult:
        """How a face check ended."""
        ...


@dataclass(frozen=True)
class Fact:
    """What a data source answered. `data` are a certificate's face items, or a check's details; `others`: those of further ones of the
    kind, of a kind of which one holds several."""

    found: bool
    match: bool | None
    data: Mapping[str, Json]
    as_of: str
    provider: str
    others: Sequence[Mapping[str, Json]] = ()


@dataclass(frozen=True)
class Who:
    """In whose name a register is asked. `id_type`: which paper the number is of (app/identity/papers.py)."""

    name: str
    id_number: str
    id_type: str = "111"

    def __repr__(self) -> str:
        return "Who()"


@dataclass(frozen=True)
class Row:
    """A row of a register, each column of the type that reference/data/registers.yaml declares. `id`: the register's own name for it,
    often with a number of somebody's in it: it is shown to no phone."""

    id: str
    columns: Mapping[str, Json]

    def __repr__(self) -> str:
        return "Row()"


@dataclass(frozen=True)
class Rows:
    """What a register answered: all rows that fit, as of when (RFC 3339), by whom (a department's id)."""

    rows: tuple[Row, ...]
    as_of: str
    provider: str


class Sources(Protocol):
    """Data sharing. `code`: population, exit_entry (papers other than the id card), a certificate id (ec-…), or a check of
    data-sources.yaml. `id_type`: which paper the number is of (app/identity/papers.py)."""

    def ask(self, code: str, name: str, id_number: str, purpose: str, case_no: str | None = None, id_type: str = "111") -> Fact:
        """One question about one person. Raises Unavailable when the source is off, or its answer cannot be read."""
        ...

    def ask_all(self, codes: Sequence[str], who: Who, purpose: str, case_no: str | None, seconds: float) -> dict[str, Fact]:
        """Several about one person at the same time, by code. What has not answered in so many seconds, or cannot be read, is missing."""
        ...

    def lookup(self, register: str, key: Mapping[str, Json], who: Who, purpose: str, case_no: str | None = None) -> Rows:
        """Rows of a department's register whose columns have these values. Refused `not_yours` for rows that `who` may not see;
        Unavailable when it is off, too slow (3 s), or its answer is not what the register declares."""
        ...


class Departments(Protocol):
    """Department systems, by department id. Same case number again, same answer."""

    def hand_over(self, department: str, payload: Mapping[str, object]) -> str:
        """Give a case to its department; its receipt number."""
        ...

    def correct(self, department: str, case_no: str, payload: Mapping[str, object]) -> None:
        """Send what was put right."""
        ...

    def tell_paid(self, department: str, case_no: str, order_no: str, amount_fen: int, paid_at: str) -> None:
        """Say that the fee is paid, in fen."""
        ...

    def withdraw(self, department: str, case_no: str, reason: str, office: str = "") -> bool:
        """False when the department has already decided. `office`: which of several of one case."""
        ...

    def urge(self, department: str, case_no: str, light: str, due_on: str, office: str = "") -> bool:
        """That a day was missed. False when the department has already decided. `office`: which of several of one case."""
        ...


class Storage(Protocol):
    """Bytes of uploaded files, already re-encoded; sealed at rest."""

    def put(self, key: str, content: bytes) -> None:
        """Keep a file under a key."""
        ...

    def get(self, key: str) -> bytes:
        """The file kept there."""
        ...

    def delete(self, key: str) -> None:
        """Erase it; absent is fine."""
        ...


@dataclass(frozen=True)
class Outside:
    """Everybody out there. Payment has its own channel port (payment/channels)."""

    wechat: WeChat
    sources: Sources
    departments: Departments
    storage: Storage
    tax: Tax
    cards: Cards


_outside: Outside | None = None


def use(outside: Outside) -> None:
    """Choose who answers (wsgi.py, tests)."""
    global _outside
    _outside = outside


def outside() -> Outside:
    """Who answers. Raises RuntimeError before use()."""
    if _outside is None:
        raise RuntimeError("no outside world: call ports.use first")
    return _outside
