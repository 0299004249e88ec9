"""Cases, their moves and materials.

Reads go by owner (my cases) or by number and then case id (one case), each along an index, so they cost the same at any size.
"""

from sqlalchemy import BigInteger, Boolean, Column, Date, Index, Integer, String, Table

from app.kernel.columns import Blind, Blob, Id, Json, Sealed, Utc
from app.kernel.db import metadata

case = Table(
    "case_record",
    metadata,
    Column("id", Id, primary_key=True),
    Column("no", String(15), nullable=False, unique=True),
    Column("owner_id", Id, nullable=False),  # the person; the account until the person is known
    Column("account_id", Id, nullable=False),  # who hears of it in WeChat
    Column("draft_key", Blind, unique=True),  # owner, item, city, answers: one open draft each; empty once submitted
    Column("running_key", Blind),  # person and result, from handing in to the end: one on its way at a time
    Column("item", String(60), nullable=False),
    Column("version", String(64), nullable=False),  # the item version it is pinned to
    Column("city", String(6), nullable=False),
    Column("district", String(6)),  # of the city, where it was begun for one
    Column("answers", Json, nullable=False),
    Column("department", String(40), nullable=False),
    Column("state", String(12), nullable=False),
    Column("outcome", String(12)),  # how it was concluded (rules.OUTCOMES); empty while nothing is decided
    Column("form", Blob),  # sealed JSON {field: value}
    Column("fee_fen", BigInteger, nullable=False),
    Column("promised_on", Date),
    Column("legal_on", Date),
    Column("provisional", Boolean(create_constraint=False), nullable=False),  # a year on the way has no published holidays
    Column("submitted_at", Utc),
    Column("accepted_at", Utc),
    Column("paid_at", Utc),
    Column("stopped_at", Utc),  # while the clock stands still
    Column("correct_by", Date),  # until when the applicant may correct
    Column("pay_by", Date),  # until when the fee may be paid, on whatever bill
    Column("clock_at", Utc),  # when the clock looks at it next (app/deadlines/timers.py)
    Column("corrections", Integer, nullable=False),
    Column("extended", Boolean(create_constraint=False), nullable=False),
    Column("delivery", Json),  # empty since 0016: what stands here was written before
    Column("courier", Sealed),  # sealed JSON: company, waybill, phone
    Column("certificate_id", Id),
    Column("erase_on", Date),  # of a draft: the day its owner was told
    Column("created_at", Utc, nullable=False),
    Column("updated_at", Utc, nullable=False),
    Index("uq_case_record_running_key", "running_key", unique=True),
    Index("ix_case_record_owner_id", "owner_id", "updated_at"),
    Index("ix_case_record_clock_at", "clock_at"),
)

case_action = Table(
    "case_action",
    metadata,
    Column("id", Id, primary_key=True),
    Column("case_id", Id, nullable=False),
    Column("to", String(12), nullable=False),
    Column("role", String(12), nullable=False),  # applicant | department | payment | participant | clock
    Column("unit", String(60), nullable=False, server_default=""),  # empty since 0016: what stands here was written before
    Column("by", String(60), nullable=False, server_default=""),  # the same
    Column("event_key", Blind, unique=True),  # department + event_id: told twice, done once
    Column("event_print", Blind),
    Column("words", Blob),  # sealed JSON: unit, by (departments write names there), opinion, reason, result, days
    Column("at", Utc, nullable=False),
    Index("ix_case_action_case_id", "case_id", "id"),
)

case_verdict = Table(
    "case_verdict",
    metadata,
    Column("case_id", Id, primary_key=True),
    Column("point", String(80), primary_key=True),  # the published review point
    Column("verdict", String(8), nullable=False),  # pass | fail | unknown
    Column("by", String(8), nullable=False),  # what a verdict that is no pass led to: manual, upload; empty otherwise
    Column("say", Blob),  # sealed: why, in words
    Column("source", String(60), nullable=False),  # who said so
    Column("at", Utc, nullable=False),
)

case_office = Table(
    "case_office",
    metadata,
    Column("case_id", Id, primary_key=True),
    Column("office", String(20), primary_key=True),  # as the item's course calls it
    Column("place", Integer, nullable=False),  # in their order, from 0
    Column("department", String(40), nullable=False),
    Column("state", String(12), nullable=False),  # of app.offices.track
    Column("began_at", Utc),  # when it got the case; empty while it waits for those before it
    Column("due_on", Date),
    Column("stopped_at", Utc),  # while it waits for the applicant to put something right
    Column("decided_at", Utc),
    Column("words", Blob),  # sealed JSON: what it said last, and what it passes on
)

parcel = Table(
    "parcel",
    metadata,
    Column("waybill_blind", Blind, primary_key=True),  # of company and number: several cases may lie in one
    Column("case_no", String(15), primary_key=True),
    Column("state", String(12), nullable=False),  # of app.words.parcels
    Column("track", Sealed),  # sealed JSON: what the courier said
    Column("updated_at", Utc, nullable=False),
    Index("ix_parcel_case_no", "case_no"),
)

case_material = Table(
    "case_material",
    metadata,
    Column("case_id", Id, primary_key=True),
    Column("material", String(60), primary_key=True),
    Column("file_id", Id, nullable=False),
    Column("ok", Boolean(create_constraint=False), nullable=False),
    Column("findings", Json, nullable=False),
    Column("at", Utc, nullable=False),
)
