"""What a department decides on a case, and what its registers become by it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sandbox.documents import Doc
from sandbox.registers.store import Store

# One change of a register: ("add", name, row), ("change", name, row_id, values) or ("drop", name, row_id).
Effect = tuple[Any, ...]


@dataclass(frozen=True)
class Verdict:
    """`kind` grant: `fields`, `number`, `issued_on`, `valid_until` of the certificate where the item has one, `opinion` to the resident.
    return: `points` as a to_correct names them. deny: `reason`; end: `reason` why it goes no further, nobody having decided.

    `on_receipt` happens when the case arrives, `before_fee` when the fee is asked for (or with the grant, without one), `effects` with the
    grant, `handed` when what was made is in the person's hands, `otherwise` when a case that has arrived ends without one, `undo` when one
    of several offices granted and the case ends without the others. `bare`: no certificate comes of it. `sends`: facts, in words, for the
    offices after this one. `machine`: decided in the same second. `units`: {node: office} where more than one office works on the case.
    `due`: fen to be paid today where the sum hangs on the day. `papers`: decisions, handed over with the step that tells of the grant.
    `wait_until`: the day before which nothing is decided, `wait_for` what happens then; `says`: {node: sentence to the resident} on the
    way. `happens`: what somebody else has done by now (a station tested the car): it stands in the registers before the department looks
    again.
    """

    kind: str
    machine: bool = False
    fields: dict[str, str] = field(default_factory=dict)
    number: str = ""
    issued_on: str = ""
    valid_until: str = ""
    opinion: str = ""
    points: tuple[Doc, ...] = ()
    reason: str = ""
    on_receipt: tuple[Effect, ...] = ()
    before_fee: tuple[Effect, ...] = ()
    effects: tuple[Effect, ...] = ()
    handed: tuple[Effect, ...] = ()
    otherwise: tuple[Effect, ...] = ()
    undo: tuple[Effect, ...] = ()
    sends: dict[str, str] = field(default_factory=dict)
    bare: bool = False
    units: dict[str, str] = field(default_factory=dict)
    due: int | None = None
    papers: tuple[Doc, ...] = ()
    wait_until: str = ""
    wait_for: str = ""
    says: dict[str, str] = field(default_factory=dict)
    happens: tuple[Effect, ...] = ()


def deny(reason: str) -> Verdict:
    """No, for a reason the resident reads; a machine says it at once."""
    return Verdict("deny", machine=True, reason=reason)


def ask_again(place: str, name: str, sentence: str) -> Verdict:
    """Back to the resident: `place` is field or material, `name` its id."""
    return Verdict("return", machine=True, points=({place: name, "text": sentence},))


def carry_out(store: Store, effects: tuple[Effect, ...]) -> None:
    """Change the registers. Raises BadValue, Taken, KeyError for what cannot be; nothing else is rolled back, so judge right before."""
    for what, name, *rest in effects:
        if what == "add":
            store.add(name, rest[0])
        elif what == "change":
            store.change(name, rest[0], **rest[1])
        else:
            store.drop(name, rest[0])
