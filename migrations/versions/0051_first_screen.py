"""Drafts of the first screens of cities."""

import sqlalchemy as sa
from alembic import op

from app.kernel.columns import Id, Json, Utc

revision = "0051"
down_revision = "0044"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "arrangement",
        sa.Column("id", Id, primary_key=True),
        sa.Column("city", sa.String(6), nullable=False),
        sa.Column("open", sa.String(6), unique=True),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("before", Json, nullable=False),
        sa.Column("place", Json, nullable=False),
        sa.Column("note", sa.String(200), nullable=False),
        sa.Column("comment", sa.String(200), nullable=False),
        sa.Column("by", Id, nullable=False),
        sa.Column("decided_by", Id),
        sa.Column("publish_at", Utc),
        sa.Column("release", sa.Integer),
        sa.Column("created_at", Utc, nullable=False),
        sa.Column("changed_at", Utc, nullable=False),
    )
    op.create_index("ix_arrangement_state_publish_at", "arrangement", ["state", "publish_at"])


def downgrade() -> None:
    op.drop_table("arrangement")
