"""Uploaded files."""

import sqlalchemy as sa
from alembic import op

from app.kernel.columns import Id, Sealed, Utc

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "file",
        sa.Column("id", Id, primary_key=True),
        sa.Column("subject", sa.String(64), nullable=False),
        sa.Column("name", Sealed, nullable=False),
        sa.Column("mime", sa.String(20), nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("sha256", sa.BINARY(32), nullable=False),
        sa.Column("created_at", Utc, nullable=False),
    )
    op.create_index("ix_file_subject", "file", ["subject"])


def downgrade() -> None:
    op.drop_table("file")
