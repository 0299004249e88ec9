"""How an office goes with its part of a case, and what the case becomes of it. Pure.

Each office walks a track of its own, so that two who work at once hold up neither. The case itself goes where the table of moves takes it:
on with the first who has come so far, to the decision only with the last.
"""

from __future__ import annotations

from collections.abc import Sequence

WAITING, REACHED, CORRECTED, CLOSED = "waiting", "submitted", "corrected", "closed"  # closed: the case ended without it
APPROVED, DENIED, TO_CORRECT = "approved", "denied", "to_correct"
# State → what the office's own node may make of it. What is not here does not exist.
TRACK: dict[str, frozenset[str]] = {
    state: frozenset(nodes.split())
    for state, nodes in {
        WAITING: "",
        REACHED: "pre_check accepted",
        "pre_check": "accepted to_correct rejected",
        "accepted": "reviewing to_correct",
        "reviewing": "approving to_correct",
        "approving": "approved denied",
        TO_CORRECT: "terminated",
        CORRECTED: "pre_check accepted",
        APPROVED: "",
        DENIED: "",
        "rejected": "",
        "terminated": "",
        CLOSED: "",
    }.items()
}
AGREED_OR_NEARLY = frozenset({APPROVED, "approving"})
ENDS = frozenset({DENIED, "rejected", "terminated"})  # one such word of one office ends it for all
OVER = frozenset({APPROVED, CLOSED, WAITING}) | ENDS  # nothing is asked of it now
AFTER = frozenset({"delivering", "done"})  # what is left once all have decided: whoever had the last word does it
STATES = tuple(TRACK)


def may(state: str, node: str) -> bool:
    """Whether an office that stands so may say that."""
    return node in TRACK.get(state, ())


def leads_to(node: str, others: Sequence[str]) -> str | None:
    """What the case becomes by an office's node; None: it stays. `others`: how the other offices stand. Where it leads to a state that
    the case cannot take now (another has brought it further), it stays too: that is the table of moves' to say."""
    if node == APPROVED:
        return APPROVED if all(one == APPROVED for one in others) else None
    if node == "approving":
        return "approving" if all(one in AGREED_OR_NEARLY for one in others) else None
    return node


def following(states: Sequence[str]) -> int | None:
    """The place of the office that gets it next, in a row; None: whoever has it is not through, or all are."""
    first = next((place for place, state in enumerate(states) if state != APPROVED), None)
    return first if first is not None and states[first] == WAITING else None
