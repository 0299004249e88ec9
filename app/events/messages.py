"""What happens to messages."""

from __future__ import annotations

from dataclasses import dataclass

from app.kernel.events import Event


@dataclass(frozen=True)
class MessageStored(Event):
    """It is in the inbox, and also to be sent through WeChat. `kind`: of template; `to`: the state it tells of; `quiet`: a locked phone
    shows no more of it than that there is something to read."""

    KIND = "message_stored"
    message_id: str
    account_id: str
    kind: str
    short: str
    to: str
    quiet: bool = False

    @property
    def lane(self) -> str:
        """One message, and nobody waits for it."""
        return f"message:{self.message_id}"
