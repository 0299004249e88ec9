"""Drafts of items' words."""

import sqlalchemy as sa
from alembic import op

from app.kernel.columns import Id, Json, Utc

revision = "0057"
down_revision = "0055"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "item_edit",
        sa.Column("id", Id, primary_key=True),
        sa.Column("item", sa.String(60), nullable=False),
        sa.Column("open", sa.String(60), unique=True),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("before", Json, nullable=False),
        sa.Column("texts", Json, nullable=False),
        sa.Column("note", sa.String(200), nullable=False),
        sa.Column("comment", sa.String(200), nullable=False),
        sa.Column("by", Id, nullable=False),
        sa.Column("decided_by", Id),
        sa.Column("publish_at", Utc),
        sa.Column("release", sa.Integer),
        sa.Column("created_at", Utc, nullable=False),
        sa.Column("changed_at", Utc, nullable=False),
    )
    op.create_index("ix_item_edit_state_publish_at", "item_edit", ["state", "publish_at"])
    op.create_index("ix_item_edit_item_release", "item_edit", ["item", "release"])


def downgrade() -> None:
    op.drop_table("item_edit")
