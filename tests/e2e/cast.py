"""Who plays whom: a test that says `ou-jiayi` meets somebody just like her who came for this test alone, with those who belong to her.

So no walk finds a draft, a name or a face that another has left, in whatever order the files run.
"""

from __future__ import annotations

import re
from typing import Any, Protocol

COME = re.compile(r"-\d+$")  # ends the id of somebody who came


class Control(Protocol):
    """The sandbox's control API."""

    def post(self, path: str, body: object) -> Any: ...


class Cast:
    """Those of the test that runs."""

    def __init__(self) -> None:
        self.people: dict[str, str] = {}
        self.numbers: dict[str, str] = {}

    def clear(self) -> None:
        """The next test meets others."""
        self.people.clear()
        self.numbers.clear()

    def who(self, control: Control, name: str) -> str:
        """The id of who plays this demo person, `he-guifang#2` on a second account; somebody who came already is who they are."""
        base, mark, account = name.partition("#")
        if COME.search(base):
            return name
        if base not in self.people:
            came = control.post("/people", {"like": base})
            self.people |= came["people"]
            self.numbers |= came["numbers"]
        return self.people[base] + mark + account

    def number(self, old: str) -> str:
        """What whoever came has instead of this plate or paper of the data files."""
        return self.numbers[old]


CAST = Cast()
