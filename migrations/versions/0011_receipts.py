"""Fiscal e-receipts."""

import sqlalchemy as sa
from alembic import op

from app.kernel.columns import Utc

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "fiscal_receipt",
        sa.Column("order_no", sa.String(32), primary_key=True),
        sa.Column("code", sa.String(8), nullable=False),
        sa.Column("number", sa.String(10), nullable=False),
        sa.Column("check_code", sa.String(6), nullable=False),
        sa.Column("payee", sa.String(40), nullable=False),
        sa.Column("amount_fen", sa.BigInteger, nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("issued_at", Utc, nullable=False),
        sa.Column("cancelled_at", Utc),
        sa.UniqueConstraint("code", "number"),
    )
    op.create_table(
        "receipt_series",
        sa.Column("code", sa.String(8), primary_key=True),
        sa.Column("last", sa.Integer, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("receipt_series")
    op.drop_table("fiscal_receipt")
