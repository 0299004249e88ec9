"""Fiscal e-receipts and the last number of each series."""

from sqlalchemy import BigInteger, Column, Integer, String, Table, UniqueConstraint

from app.kernel.columns import Utc
from app.kernel.db import metadata

receipt = Table(
    "fiscal_receipt",
    metadata,
    Column("order_no", String(32), primary_key=True),  # one receipt per paid order
    Column("code", String(8), nullable=False),
    Column("number", String(10), nullable=False),
    Column("check_code", String(6), nullable=False),
    Column("payee", String(40), nullable=False),
    Column("amount_fen", BigInteger, nullable=False),
    Column("state", String(10), nullable=False),  # issued | cancelled
    Column("issued_at", Utc, nullable=False),
    Column("cancelled_at", Utc),
    UniqueConstraint("code", "number"),
)

series = Table(
    "receipt_series",
    metadata,
    Column("code", String(8), primary_key=True),
    Column("last", Integer, nullable=False),
)
