"""Invoices that were issued elsewhere and brought here by whose they are."""

import sqlalchemy as sa
from alembic import op

from app.kernel.columns import Sealed, Utc

revision = "0060"
down_revision = "0059"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "elsewhere",
        sa.Column("number", sa.String(20), primary_key=True),
        sa.Column("seller", Sealed, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("total", sa.BigInteger, nullable=False),
        sa.Column("blue", sa.String(20)),
        sa.Column("red_fen", sa.BigInteger, nullable=False),
        sa.Column("seen_at", Utc, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("elsewhere")
