"""Going to a hall: places at a time, numbers at the door, days on which somebody did not come."""

import sqlalchemy as sa
from alembic import op

from app.kernel.columns import Id, Json, Sealed, Utc

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "appointment",
        sa.Column("id", Id, primary_key=True),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("hall", sa.String(40), nullable=False),
        sa.Column("starts_at", Utc, nullable=False),
        sa.Column("ends_at", Utc, nullable=False),
        sa.Column("place", sa.Integer),
        sa.Column("turn", sa.Integer),
        sa.Column("code", sa.String(8), nullable=False, unique=True),
        sa.Column("green", sa.Boolean, nullable=False),
        sa.Column("errands", Json, nullable=False),
        sa.Column("needs", Sealed, nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("why", sa.String(60), nullable=False),
        sa.Column("told_at", Utc),
        sa.Column("made_at", Utc, nullable=False),
        sa.UniqueConstraint("hall", "starts_at", "place", name="uq_appointment_hall_starts_at_place"),
        sa.UniqueConstraint("person_id", "turn", name="uq_appointment_person_id_turn"),
    )
    op.create_index("ix_appointment_state_ends_at", "appointment", ["state", "ends_at"])
    op.create_table(
        "ticket",
        sa.Column("id", Id, primary_key=True),
        sa.Column("hall", sa.String(40), nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("letter", sa.String(1), nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("line", sa.Integer),
        sa.Column("appointment_id", Id),
        sa.Column("errands", Json, nullable=False),
        sa.Column("green", sa.Boolean, nullable=False),
        sa.Column("rank_at", Utc, nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("desk", sa.Integer),
        sa.Column("came_at", Utc, nullable=False),
        sa.Column("called_at", Utc),
        sa.Column("ended_at", Utc),
        sa.UniqueConstraint("hall", "day", "number", name="uq_ticket_hall_day_number"),
        sa.UniqueConstraint("person_id", "line", name="uq_ticket_person_id_line"),
    )
    op.create_index("ix_ticket_hall_state", "ticket", ["hall", "state"])
    op.create_index("ix_ticket_came_at", "ticket", ["came_at"])
    op.create_table(
        "appointment_miss",
        sa.Column("appointment_id", Id, primary_key=True),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("late", sa.Boolean, nullable=False),
    )
    op.create_index("ix_appointment_miss_person_id", "appointment_miss", ["person_id"])
    op.create_index("ix_appointment_miss_day", "appointment_miss", ["day"])


def downgrade() -> None:
    op.drop_table("appointment_miss")
    op.drop_table("ticket")
    op.drop_table("appointment")
