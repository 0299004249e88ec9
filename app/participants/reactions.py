"""Somebody is to be told: in the inbox of the person, and in WeChat to each account that has shown the face."""

from __future__ import annotations

from sqlalchemy import Connection

from app.events.messages import MessageStored
from app.events.participants import ParticipantTold, said
from app.kernel.events import Happened, emit
from app.notices import rules as notice_rules
from app.notices import service as notices
from app.participants import queries
from app.participants.rules import ASKED
from app.participants.words import ASKING, SHORT


def tell(tx: Connection, happened: Happened[ParticipantTold]) -> None:
    """A message; none that asks for what has been answered meanwhile."""
    told = happened.event
    if told.to in ASKING and queries.locked_state(tx, told.participant_id) != ASKED:
        return
    stored = notices.tell(tx, told.person_id, told.title, said(happened), told.tone, told.page)
    for account in told.account_ids:
        emit(tx, MessageStored(stored, account, notice_rules.kind_of(told.to), short=SHORT, to=told.to))
