"""Whose one draw is spent, and how many units of their own choice they tried."""

import sqlalchemy as sa
from alembic import op

from app.kernel.columns import Blind, Utc

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "hold_turn",
        sa.Column("pool", sa.String(40), primary_key=True),
        sa.Column("single", Blind, primary_key=True),
        sa.Column("drawn_at", Utc),
        sa.Column("tried", sa.Integer, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("hold_turn")
