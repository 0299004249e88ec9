"""Refunds, and payments nobody owed us: a second payment of a paid order stands in suspense until it is back."""

from sqlalchemy import BigInteger, Column, Index, Integer, String, Table

from app.kernel.columns import Id, Utc
from app.kernel.db import metadata

refund = Table(
    "payment_refund",
    metadata,
    Column("refund_no", String(32), primary_key=True),  # WeChat's out_refund_no; ours, stored before the call, the same on every try
    Column("order_no", String(32), nullable=False),
    Column("transaction_id", String(32), nullable=False),
    Column("cause", String(80), nullable=False, unique=True),  # why it exists: the same cause again is the same refund
    Column("account", String(60), nullable=False),  # payee:<department>, or suspense:<department> for what nobody owed
    Column("amount_fen", BigInteger, nullable=False),
    Column("reason", String(20), nullable=False),  # rules.REASONS
    Column("state", String(10), nullable=False),  # asked | ready | sent | abnormal | done | closed | declined
    Column("asked_by", Id),  # staff; empty: the system, by rule
    Column("approved_by", Id),
    Column("refund_id", String(64)),  # WeChat's
    Column("fault", String(60)),  # the code WeChat last refused it with
    Column("created_at", Utc, nullable=False),
    Column("sent_at", Utc),  # when WeChat accepted it: the day of its bill
    Column("settled_at", Utc),
    Column("next_check", Utc),
    Column("checks", Integer, nullable=False),
    Index("ix_payment_refund_order_no", "order_no"),
    Index("ix_payment_refund_next_check", "next_check"),
    Index("ix_payment_refund_state", "state"),
    Index("ix_payment_refund_sent_at", "sent_at"),
    Index("ix_payment_refund_refund_id", "refund_id"),
)

extra_payment = Table(
    "extra_payment",
    metadata,
    Column("transaction_id", String(32), primary_key=True),
    Column("order_no", String(32), nullable=False),
    Column("amount_fen", BigInteger, nullable=False),
    Column("paid_at", Utc, nullable=False),
    Column("at", Utc, nullable=False),
    Index("ix_extra_payment_order_no", "order_no"),
    Index("ix_extra_payment_paid_at", "paid_at"),
)
