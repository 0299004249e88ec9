"""Orders, ledger, messages of the channel."""

import sqlalchemy as sa
from alembic import op

from app.kernel.columns import Blob, Id, Json, Sealed, Utc

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "payment_order",
        sa.Column("order_no", sa.String(32), primary_key=True),
        sa.Column("subject", sa.String(64), nullable=False, unique=True),
        sa.Column("payee", sa.String(40), nullable=False),
        sa.Column("mchid", sa.String(32), nullable=False),
        sa.Column("amount_fen", sa.BigInteger, nullable=False),
        sa.Column("description", sa.String(127), nullable=False),
        sa.Column("lines", Json, nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("openid", Sealed),
        sa.Column("prepay_id", sa.String(64)),
        sa.Column("transaction_id", sa.String(32), unique=True),
        sa.Column("created_at", Utc, nullable=False),
        sa.Column("started_at", Utc),
        sa.Column("paid_at", Utc),
        sa.Column("expires_at", Utc, nullable=False),
        sa.Column("next_check", Utc),
        sa.Column("checks", sa.Integer, nullable=False),
    )
    op.create_index("ix_payment_order_next_check", "payment_order", ["next_check"])
    op.create_table(
        "ledger_entry",
        sa.Column("id", Id, primary_key=True),
        sa.Column("order_no", sa.String(32), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("external_no", sa.String(64), nullable=False),
        sa.Column("account", sa.String(60), nullable=False),
        sa.Column("debit_fen", sa.BigInteger, nullable=False),
        sa.Column("credit_fen", sa.BigInteger, nullable=False),
        sa.Column("at", Utc, nullable=False),
        sa.UniqueConstraint("kind", "external_no", "account"),
    )
    op.create_index("ix_ledger_entry_order_no", "ledger_entry", ["order_no"])
    op.create_table(
        "channel_message",
        sa.Column("id", Id, primary_key=True),
        sa.Column("order_no", sa.String(32), nullable=False),
        sa.Column("source", sa.String(8), nullable=False),
        sa.Column("raw", Blob, nullable=False),
        sa.Column("at", Utc, nullable=False),
    )
    op.create_index("ix_channel_message_order_no", "channel_message", ["order_no"])


def downgrade() -> None:
    for name in ("channel_message", "ledger_entry", "payment_order"):
        op.drop_table(name)
