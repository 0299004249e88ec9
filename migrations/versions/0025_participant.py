"""Whoever must agree before a case is handed in: who is asked what, and what they say. Nothing stood before."""

import sqlalchemy as sa
from alembic import op

from app.kernel.columns import Blind, Blob, Id, Sealed, Utc

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "participant",
        sa.Column("id", Id, primary_key=True),
        sa.Column("case_no", sa.String(15), nullable=False),
        sa.Column("role", sa.String(40), nullable=False),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("who", Blind, nullable=False),
        sa.Column("person", Sealed, nullable=False),
        sa.Column("shown", Blob, nullable=False),
        sa.Column("text_hash", Blind, nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("face", sa.Boolean(create_constraint=False), nullable=False),
        sa.Column("token", Sealed),
        sa.Column("token_blind", Blind, nullable=False, unique=True),
        sa.Column("asked_at", Utc, nullable=False),
        sa.Column("until", Utc, nullable=False),
        sa.Column("next_at", Utc),
        sa.Column("pushes", sa.Integer, nullable=False),
        sa.Column("pushed_at", Utc),
        sa.Column("answered_at", Utc),
        sa.Column("reason", Blob),
        sa.Column("reason_open", sa.Boolean(create_constraint=False), nullable=False),
        sa.UniqueConstraint("case_no", "role", "place", name="uq_participant_place"),
    )
    op.create_index("ix_participant_who", "participant", ["who", "asked_at"])
    op.create_index("ix_participant_next_at", "participant", ["next_at"])


def downgrade() -> None:
    op.drop_table("participant")
