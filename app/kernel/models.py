"""Tables that belong to no noun: events waiting, answers remembered, what was read."""

from sqlalchemy import Column, Index, Integer, SmallInteger, String, Table

from app.kernel.columns import Blind, Blob, Id, Json, Sealed, Utc
from app.kernel.db import metadata

# Events stored with the change that caused them; a row leaves when every reaction has run, so the table stays small.
outbox = Table(
    "outbox",
    metadata,
    Column("id", Id, primary_key=True),
    Column("name", String(40), nullable=False),
    Column("subject", String(64), nullable=False),  # events of one subject run in order
    Column("data", Json, nullable=False),  # ids and codes only, never personal data
    Column("created_at", Utc, nullable=False),
    Column("next_at", Utc, nullable=False),  # also the lease: a relay that works on it moves it ahead
    Column("tries", Integer, nullable=False),
    Column("last_error", String(200)),
    Index("ix_outbox_next_at", "next_at"),
    Index("ix_outbox_subject", "subject", "id"),
)

reaction_done = Table(
    "reaction_done",
    metadata,
    Column("event_id", Id, primary_key=True),
    Column("reaction", String(80), primary_key=True),
)

# Same key, same answer. The answer may hold personal data, so it is sealed.
remembered = Table(
    "remembered",
    metadata,
    Column("key", Blind, primary_key=True),  # keyed hash of who + their key
    Column("request", Blind, nullable=False),
    Column("status", SmallInteger, nullable=False),
    Column("answer", Blob, nullable=False),
    Column("created_at", Utc, nullable=False),
    Column("who", Blind),  # keyed hash of who, so that all of theirs can go; empty in what stands from before 0022
    Index("ix_remembered_created_at", "created_at"),
    Index("ix_remembered_who", "who"),
)

# Who used whose data for what (the person sees 100 % of these).
data_use = Table(
    "data_use",
    metadata,
    Column("id", Id, primary_key=True),
    Column("person_id", Id, nullable=False),
    Column("unit", String(60), nullable=False, server_default=""),  # empty since 0015: what stands here was written before
    Column("unit_sealed", Sealed),
    Column("what", Json, nullable=False),  # names of fields, not their values
    Column("why", String(120), nullable=False),
    Column("case_no", String(20)),
    Column("at", Utc, nullable=False),
    Column("times", Integer, nullable=False, server_default="1"),  # looks of one unit for one purpose, one after another
    Column("last_at", Utc),
    Column("same", Blind),  # of unit, what, why, case: which looks are counted together
    Index("ix_data_use_person_id", "person_id", "at"),
)

seen_nonce = Table(
    "seen_nonce",
    metadata,
    Column("nonce", Blind, primary_key=True),  # hash of peer + nonce
    Column("at", Utc, nullable=False),
    Index("ix_seen_nonce_at", "at"),
)
