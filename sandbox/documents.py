"""Names for what goes in and out of the outside world.

A `Doc` is one JSON object as a stranger sent it, or as a table keeps it: its shape is checked where it comes in (pay.fields,
departments.inbox, wechat.gate) and nothing here is stricter than the real systems are. That is why its values have no type.
"""

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from flask import Response

Doc = dict[str, Any]
Maybe = Any  # mostly a Doc, or None where there is nothing of that name: who asks for what is certainly there does not look
Answering = Callable[..., object]  # a view as it is written: what it returns is wrapped by its gate
View = Callable[..., Response]
Faulty = Mapping[str, float | None]  # kinds of faults meant for a message, and their seconds
NO_FAULTS: Faulty = {}
Rows = list[dict[str, str]]  # of a bill


class Headers(Protocol):
    """Of a request or an answer: what `get` of any of them can do."""

    def get(self, name: str, default: str, /) -> str:
        """The value of a header, or what was given for none."""
        ...
