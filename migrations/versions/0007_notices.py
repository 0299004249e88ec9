"""The inbox, and what WeChat may still send."""

import sqlalchemy as sa
from alembic import op

from app.kernel.columns import Blob, Id, Utc

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "message",
        sa.Column("id", Id, primary_key=True),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("title", sa.String(60), nullable=False),
        sa.Column("say", Blob, nullable=False),
        sa.Column("tone", sa.String(8), nullable=False),
        sa.Column("case_no", sa.String(20)),
        sa.Column("page", sa.String(120), nullable=False),
        sa.Column("read", sa.Boolean(create_constraint=False), nullable=False),
        sa.Column("at", Utc, nullable=False),
    )
    op.create_index("ix_message_person_id", "message", ["person_id", "at"])
    op.create_index("ix_message_unread", "message", ["person_id", "read"])
    op.create_table(
        "subscription",
        sa.Column("account_id", Id, primary_key=True),
        sa.Column("kind", sa.String(12), primary_key=True),
        sa.Column("open", sa.Boolean(create_constraint=False), nullable=False),
        sa.Column("at", Utc, nullable=False),
    )


def downgrade() -> None:
    for name in ("subscription", "message"):
        op.drop_table(name)
