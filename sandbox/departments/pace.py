"""How long a department takes between two nodes."""

from __future__ import annotations

from sandbox.documents import Doc
from sandbox.world import World

SLOW = 30.0  # seconds, of a department told to be slow
DEAD = 1.0  # seconds until a dead department is looked at again


def pause(world: World, case: Doc) -> float:
    """Seconds to the next node: none where a machine decides, many where the department was told to be slow."""
    usual = float(world.settings["department_delay"])
    if case["department"] in world.settings["departments_slow"]:
        return max(usual, SLOW)
    verdict = case.get("verdict")
    by_machine = verdict["machine"] if verdict else case["body"].get("machine") is True
    return 0.0 if by_machine else usual
