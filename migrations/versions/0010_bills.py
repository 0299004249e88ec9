"""The channel's bills, by merchant and day."""

import sqlalchemy as sa
from alembic import op

from app.kernel.columns import Utc

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "bill_day",
        sa.Column("mchid", sa.String(32), primary_key=True),
        sa.Column("day", sa.String(10), primary_key=True),
        sa.Column("sha1", sa.String(40), nullable=False),
        sa.Column("rows", sa.Integer, nullable=False),
        sa.Column("paid_fen", sa.BigInteger, nullable=False),
        sa.Column("refunded_fen", sa.BigInteger, nullable=False),
        sa.Column("differences", sa.Integer, nullable=False),
        sa.Column("fetched_at", Utc, nullable=False),
    )
    op.create_table(
        "bill_row",
        sa.Column("mchid", sa.String(32), primary_key=True),
        sa.Column("day", sa.String(10), primary_key=True),
        sa.Column("line", sa.Integer, primary_key=True),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("at", sa.String(20), nullable=False),
        sa.Column("sub_mchid", sa.String(32), nullable=False),
        sa.Column("transaction_id", sa.String(32), nullable=False),
        sa.Column("order_no", sa.String(32), nullable=False),
        sa.Column("refund_no", sa.String(64), nullable=False),
        sa.Column("refund_id", sa.String(64), nullable=False),
        sa.Column("currency", sa.String(8), nullable=False),
        sa.Column("fen", sa.BigInteger, nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
    )
    for column in ("order_no", "transaction_id", "refund_no"):
        op.create_index(f"ix_bill_row_{column}", "bill_row", [column])


def downgrade() -> None:
    op.drop_table("bill_row")
    op.drop_table("bill_day")
