"""Named places where a process can be made to die, for the tests that prove nothing is lost.

FAILPOINTS names a folder. A file in it that is called like one of NAMES is one death: the first process to come to that
place takes the file away and kills itself with SIGKILL, so the one started in its stead lives. A file `name.again` is a
second death there. Without the variable `reach` is a comparison with an empty string.
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
    "refund.before_reserve",
    "refund.after_reserve",
    "refund.before_call",
    "refund.after_call",
    "refund.before_book",
    "refund.after_book",
)

_folder = os.environ.get("FAILPOINTS", "")


def reach(name: str) -> None:
    """Die here when told to. The file stays as `name.died.<pid>`: who died, and when."""
    if _folder and any(_claim(f"{_folder}/{file}", f"{_folder}/{name}.died.{os.getpid()}") for file in (name, f"{name}.again")):
        os.kill(os.getpid(), signal.SIGKILL)


def _claim(file: str, mine: str) -> bool:
    try:
        os.rename(file, mine)
    except FileNotFoundError:
        return False
    return True
