"""Orders, ledger, what the channel told us, whose signature it is. Money in integer fen; the ledger only grows."""

from sqlalchemy import BigInteger, Column, Index, Integer, String, Table, Text, UniqueConstraint

from app.kernel.columns import Blob, Id, Json, Sealed, Utc
from app.kernel.db import metadata

order = Table(
    "payment_order",
    metadata,
    Column("order_no", String(32), primary_key=True),  # WeChat's out_trade_no; ours, stored before the first call
    Column("subject", String(64), nullable=False, unique=True),  # one payable order per bill
    Column("payee", String(40), nullable=False),
    Column("mchid", String(32), nullable=False),
    Column("sub_mchid", String(32), nullable=False),  # the department as sub-merchant; empty: a direct merchant
    Column("amount_fen", BigInteger, nullable=False),
    Column("description", String(127), nullable=False),
    Column("lines", Json, nullable=False),
    Column("state", String(10), nullable=False),  # open | paying | paid | closed
    Column("openid", Sealed),
    Column("prepay_id", String(64)),
    Column("transaction_id", String(32), unique=True),
    Column("created_at", Utc, nullable=False),
    Column("started_at", Utc),
    Column("paid_at", Utc),
    Column("expires_at", Utc, nullable=False),
    Column("next_check", Utc),  # when to ask the channel ourselves; empty when nobody is paying
    Column("checks", Integer, nullable=False),
    Column("asked_at", Utc),  # when the resident's page last made us ask the channel
    Column("reserved_fen", BigInteger, nullable=False),  # of all refunds asked for and not given up: never above amount_fen
    Column("refunded_fen", BigInteger, nullable=False),  # of refunds that have arrived: only grows
    Column("refunds", Integer, nullable=False),  # counted like reserved_fen: at most 50
    Index("ix_payment_order_next_check", "next_check"),
    Index("ix_payment_order_paid_at", "paid_at"),
)

entry = Table(
    "ledger_entry",
    metadata,
    Column("id", Id, primary_key=True),
    Column("order_no", String(32), nullable=False),
    Column("kind", String(10), nullable=False),  # payment | refund
    Column("external_no", String(64), nullable=False),
    Column("account", String(60), nullable=False),  # channel:wechat | payee:<department> | suspense:<department>
    Column("debit_fen", BigInteger, nullable=False),
    Column("credit_fen", BigInteger, nullable=False),
    Column("at", Utc, nullable=False),
    UniqueConstraint("kind", "external_no", "account"),
    Index("ix_ledger_entry_order_no", "order_no"),
    Index("ix_ledger_entry_at", "at"),
)

channel_message = Table(
    "channel_message",
    metadata,
    Column("id", Id, primary_key=True),
    Column("order_no", String(32), nullable=False),
    Column("source", String(8), nullable=False),  # notify | query | reply
    Column("raw", Blob, nullable=False),  # sealed
    Column("at", Utc, nullable=False),
    Index("ix_channel_message_order_no", "order_no"),
)

platform_certificate = Table(
    "platform_certificate",
    metadata,
    Column("mchid", String(32), primary_key=True),
    Column("serial", String(64), primary_key=True),
    Column("pem", Text, nullable=False),
    Column("ends_at", Utc, nullable=False),
    Column("fetched_at", Utc, nullable=False),
)
