"""Item versions and releases."""

import sqlalchemy as sa
from alembic import op

from app.kernel.columns import Json, Utc

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "catalog_version",
        sa.Column("hash", sa.BINARY(32), primary_key=True),
        sa.Column("item", sa.String(60), nullable=False),
        sa.Column("content", Json, nullable=False),
        sa.Column("created_at", Utc, nullable=False),
    )
    op.create_table(
        "catalog_release",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("map", Json, nullable=False),
        sa.Column("note", sa.String(200), nullable=False),
        sa.Column("by", sa.String(60), nullable=False),
        sa.Column("created_at", Utc, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("catalog_release")
    op.drop_table("catalog_version")
