"""Refunds are also found by WeChat's number."""

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_payment_refund_refund_id", "payment_refund", ["refund_id"])


def downgrade() -> None:
    op.drop_index("ix_payment_refund_refund_id", "payment_refund")
