"""Bills as fetched, so that an order's story can show its rows. Without the payer's number: nobody needs it here."""

from sqlalchemy import BigInteger, Column, Index, Integer, String, Table

from app.kernel.columns import Utc
from app.kernel.db import metadata

bill_day = Table(
    "bill_day",
    metadata,
    Column("mchid", String(32), primary_key=True),
    Column("day", String(10), primary_key=True),
    Column("sha1", String(40), nullable=False),  # of the uncompressed file; empty: WeChat says there was no trade that day
    Column("rows", Integer, nullable=False),
    Column("paid_fen", BigInteger, nullable=False),
    Column("refunded_fen", BigInteger, nullable=False),
    Column("differences", Integer, nullable=False),  # found when it was last compared
    Column("fetched_at", Utc, nullable=False),
)

bill_row = Table(
    "bill_row",
    metadata,
    Column("mchid", String(32), primary_key=True),
    Column("day", String(10), primary_key=True),
    Column("line", Integer, primary_key=True),
    Column("kind", String(10), nullable=False),  # payment | refund
    Column("at", String(20), nullable=False),
    Column("sub_mchid", String(32), nullable=False),
    Column("transaction_id", String(32), nullable=False),
    Column("order_no", String(32), nullable=False),
    Column("refund_no", String(64), nullable=False),
    Column("refund_id", String(64), nullable=False),
    Column("currency", String(8), nullable=False),
    Column("fen", BigInteger, nullable=False),
    Column("status", String(20), nullable=False),
    Column("slip", String(128), nullable=False),  # what for, as it went with the order
    Index("ix_bill_row_order_no", "order_no"),
    Index("ix_bill_row_transaction_id", "transaction_id"),
    Index("ix_bill_row_refund_no", "refund_no"),
)
