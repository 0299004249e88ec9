"""What every scenario is given: the house, a resident, dice, a bar to show how far it is."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.storm.desks import Desks
from tests.storm.house import House
from tests.storm.payer import Resident


def no_bar(name: str, total: int) -> Callable[[], None]:
    """Shows nothing (the gate)."""
    return lambda: None


@dataclass
class Storm:
    """`scale` 1.0 is the whole storm; less is a smaller one with the same shape."""

    house: House
    resident: Resident
    seed: int = 1
    scale: float = 1.0
    bar: Callable[[str, int], Callable[[], None]] = no_bar
    patience: float = 1.0  # less where something is expected never to come
    dice: random.Random = field(init=False)
    here: threading.local = field(default_factory=threading.local)  # a connection for each thread

    def __post_init__(self) -> None:
        self.dice = random.Random(self.seed)

    @property
    def desks(self) -> Desks:
        """The operators, hired when first needed."""
        return self.house.keep("desks", lambda: Desks(self.house))

    def size(self, whole: int) -> int:
        """How many of `whole` this storm does."""
        return max(1, round(whole * self.scale))

    def until(self, true: Callable[[], Any], seconds: float, what: str) -> float:
        """Wait for it; returns how long it took. Raises AssertionError saying what did not happen."""
        began = time.monotonic()
        while not true():
            if time.monotonic() - began > seconds * self.patience:
                raise AssertionError(f"not within {seconds * self.patience:.0f} s: {what}")
            time.sleep(0.03)
        return time.monotonic() - began
