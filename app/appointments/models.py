"""Who has which place of which slot, who waits at which hall, and on which days somebody did not come. Three unique keys decide what
people race for: a place is one row's, a person has at most as many bookings as there are turns, and waits in one line only."""

from sqlalchemy import Boolean, Column, Date, Index, Integer, String, Table, UniqueConstraint

from app.kernel.columns import Id, Json, Sealed, Utc
from app.kernel.db import metadata

appointment = Table(
    "appointment",
    metadata,
    Column("id", Id, primary_key=True),
    Column("person_id", Id, nullable=False),
    Column("hall", String(40), nullable=False),
    Column("starts_at", Utc, nullable=False),
    Column("ends_at", Utc, nullable=False),  # of that half day: who has not come by then did not come
    Column("place", Integer),  # of the slot, from 1; empty once it is given up
    Column("turn", Integer),  # which of the bookings one may have at once; empty once it is over
    Column("code", String(8), nullable=False, unique=True),  # what is said at the door
    Column("green", Boolean(create_constraint=False), nullable=False),
    Column("errands", Json, nullable=False),  # ids of items
    Column("needs", Sealed, nullable=False),  # what makes coming hard: nobody's business but the hall's
    Column("state", String(10), nullable=False),  # rules.STATES
    Column("why", String(60), nullable=False),  # of what the hall struck out
    Column("told_at", Utc),  # the evening before
    Column("made_at", Utc, nullable=False),
    Column("case_no", String(15)),  # the form it was chosen in
    Column("until", Utc),  # while it is only held: until then
    Column("venue", Json),  # a place that departments' registers know, as it was when it was chosen; empty for halls
    UniqueConstraint("hall", "starts_at", "place", name="uq_appointment_hall_starts_at_place"),
    UniqueConstraint("person_id", "turn", name="uq_appointment_person_id_turn"),
    Index("ix_appointment_state_ends_at", "state", "ends_at"),
    Index("ix_appointment_case_no", "case_no"),
    Index("ix_appointment_until", "until"),
)

# Whole days on which staff have closed a hall: besides those of halls.yaml, and from one minute to the next.
hall_closure = Table(
    "hall_closure",
    metadata,
    Column("hall", String(40), primary_key=True),
    Column("day", Date, primary_key=True),
    Column("say", String(60), nullable=False),  # why, as residents read it
    Column("at", Utc, nullable=False),
)

ticket = Table(
    "ticket",
    metadata,
    Column("id", Id, primary_key=True),
    Column("hall", String(40), nullable=False),
    Column("day", Date, nullable=False),
    Column("number", Integer, nullable=False),  # of that day, from 1
    Column("letter", String(1), nullable=False),  # rules.BOOKED_NO, WALKED_NO
    Column("person_id", Id, nullable=False),
    Column("line", Integer),  # 1 while they wait or are called: one line at a time; empty afterwards
    Column("appointment_id", Id),
    Column("errands", Json, nullable=False),
    Column("green", Boolean(create_constraint=False), nullable=False),
    Column("rank_at", Utc, nullable=False),
    Column("state", String(8), nullable=False),  # rules.TICKETS
    Column("desk", Integer),  # number of the window
    Column("came_at", Utc, nullable=False),
    Column("called_at", Utc),
    Column("ended_at", Utc),
    UniqueConstraint("hall", "day", "number", name="uq_ticket_hall_day_number"),
    UniqueConstraint("person_id", "line", name="uq_ticket_person_id_line"),
    Index("ix_ticket_hall_state", "hall", "state"),
    Index("ix_ticket_came_at", "came_at"),
)

# What outlives the visit: that somebody did not come on a day, or gave it up too late. Not where, not what for.
appointment_miss = Table(
    "appointment_miss",
    metadata,
    Column("appointment_id", Id, primary_key=True),
    Column("person_id", Id, nullable=False),
    Column("day", Date, nullable=False),
    Column("late", Boolean(create_constraint=False), nullable=False),
    Index("ix_appointment_miss_person_id", "person_id"),
    Index("ix_appointment_miss_day", "day"),
)
