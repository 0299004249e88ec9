"""Refunds, payments in suspense, work orders, platform certificates; who collects as whose sub-merchant."""

import sqlalchemy as sa
from alembic import op

from app.kernel.columns import Blob, Id, Json, Utc

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

NEW_TABLES = ("platform_certificate", "work_order_step", "work_order", "extra_payment", "payment_refund")


def upgrade() -> None:
    op.add_column("payment_order", sa.Column("sub_mchid", sa.String(32), nullable=False, server_default=""))
    op.add_column("payment_order", sa.Column("asked_at", Utc))
    for name in ("reserved_fen", "refunded_fen"):
        op.add_column("payment_order", sa.Column(name, sa.BigInteger, nullable=False, server_default="0"))
    op.add_column("payment_order", sa.Column("refunds", sa.Integer, nullable=False, server_default="0"))
    op.create_index("ix_payment_order_paid_at", "payment_order", ["paid_at"])
    op.create_index("ix_ledger_entry_at", "ledger_entry", ["at"])
    op.create_table(
        "payment_refund",
        sa.Column("refund_no", sa.String(32), primary_key=True),
        sa.Column("order_no", sa.String(32), nullable=False),
        sa.Column("transaction_id", sa.String(32), nullable=False),
        sa.Column("cause", sa.String(80), nullable=False, unique=True),
        sa.Column("account", sa.String(60), nullable=False),
        sa.Column("amount_fen", sa.BigInteger, nullable=False),
        sa.Column("reason", sa.String(20), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("asked_by", Id),
        sa.Column("approved_by", Id),
        sa.Column("refund_id", sa.String(64)),
        sa.Column("fault", sa.String(60)),
        sa.Column("created_at", Utc, nullable=False),
        sa.Column("sent_at", Utc),
        sa.Column("settled_at", Utc),
        sa.Column("next_check", Utc),
        sa.Column("checks", sa.Integer, nullable=False),
    )
    for column in ("order_no", "next_check", "state", "sent_at"):
        op.create_index(f"ix_payment_refund_{column}", "payment_refund", [column])
    op.create_table(
        "extra_payment",
        sa.Column("transaction_id", sa.String(32), primary_key=True),
        sa.Column("order_no", sa.String(32), nullable=False),
        sa.Column("amount_fen", sa.BigInteger, nullable=False),
        sa.Column("paid_at", Utc, nullable=False),
        sa.Column("at", Utc, nullable=False),
    )
    for column in ("order_no", "paid_at"):
        op.create_index(f"ix_extra_payment_{column}", "extra_payment", [column])
    op.create_table(
        "work_order",
        sa.Column("id", Id, primary_key=True),
        sa.Column("key", sa.String(120), nullable=False, unique=True),
        sa.Column("kind", sa.String(30), nullable=False),
        sa.Column("order_no", sa.String(32)),
        sa.Column("day", sa.String(10)),
        sa.Column("role", sa.String(12), nullable=False),
        sa.Column("owner", Id),
        sa.Column("evidence", Json, nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("created_at", Utc, nullable=False),
        sa.Column("resolved_at", Utc),
    )
    op.create_index("ix_work_order_state", "work_order", ["state", "created_at"])
    op.create_index("ix_work_order_order_no", "work_order", ["order_no"])
    op.create_table(
        "work_order_step",
        sa.Column("id", Id, primary_key=True),
        sa.Column("work_order_id", Id, nullable=False),
        sa.Column("by", Id),
        sa.Column("what", sa.String(12), nullable=False),
        sa.Column("note", Blob),
        sa.Column("at", Utc, nullable=False),
    )
    op.create_index("ix_work_order_step_work_order_id", "work_order_step", ["work_order_id"])
    op.create_table(
        "platform_certificate",
        sa.Column("mchid", sa.String(32), primary_key=True),
        sa.Column("serial", sa.String(64), primary_key=True),
        sa.Column("pem", sa.Text, nullable=False),
        sa.Column("ends_at", Utc, nullable=False),
        sa.Column("fetched_at", Utc, nullable=False),
    )


def downgrade() -> None:
    for name in NEW_TABLES:
        op.drop_table(name)
    op.drop_index("ix_ledger_entry_at", "ledger_entry")
    op.drop_index("ix_payment_order_paid_at", "payment_order")
    for name in ("refunds", "refunded_fen", "reserved_fen", "asked_at", "sub_mchid"):
        op.drop_column("payment_order", name)
