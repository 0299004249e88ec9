"""Scarce things, each given once: one row per unit of a pool. Nothing stood before."""

import sqlalchemy as sa
from alembic import op

from app.kernel.columns import Blind, Id, Utc

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "hold",
        sa.Column("pool", sa.String(40), primary_key=True),
        sa.Column("unit", sa.String(40), primary_key=True),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("errand", sa.String(64), nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("single", Blind),
        sa.Column("until", Utc),
        sa.Column("at", Utc, nullable=False),
        sa.UniqueConstraint("pool", "single", name="uq_hold_pool_single"),
    )
    op.create_index("ix_hold_until", "hold", ["until"])
    op.create_index("ix_hold_errand", "hold", ["errand"])


def downgrade() -> None:
    op.drop_table("hold")
