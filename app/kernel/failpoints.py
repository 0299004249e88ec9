"""Named places where a process can be made to die, for the tests that prove nothing is lost.

A process started with FAILPOINT=name (or name@n for the n-th time) kills itself there with SIGKILL. Without the variable
`reach` is a comparison with an empty string.
"""

from __future__ import annotations

import os
import signal

NAMES = (
    "pay.before_prepay",
    "pay.after_prepay",
    "pay.after_prepay_stored",
    "notify.before_verify",
    "notify.after_verify",
    "settle.before_update",
    "settle.after_update",
    "settle.before_commit",
    "notify.after_commit",
)

_armed, _, _nth = os.environ.get("FAILPOINT", "").partition("@")
_left = int(_nth or 1)


def reach(name: str) -> None:
    """Die here when told to."""
    global _left
    if _armed and _armed == name:
        _left -= 1
        if _left <= 0:
            os.kill(os.getpid(), signal.SIGKILL)
