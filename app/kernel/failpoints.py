"""Named places where a process can be made to die, for the tests that prove nothing is lost.

FAILPOINTS names a folder. A file in it that is called like one of NAMES is one death: the first process to come to that
place takes the file away and kills itself with SIGKILL, so the one started in its stead lives. Without the variable
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
    if not _folder:
        return
    try:
        os.rename(f"{_folder}/{name}", f"{_folder}/{name}.died.{os.getpid()}")
    except FileNotFoundError:
        return
    os.kill(os.getpid(), signal.SIGKILL)
