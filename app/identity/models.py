"""Accounts (one per WeChat user), persons (one per id number), logins, face checks. Personal values are sealed."""

from sqlalchemy import Boolean, Column, Index, SmallInteger, String, Table

from app.kernel.columns import Blind, Id, Sealed, Utc
from app.kernel.db import metadata

person = Table(
    "person",
    metadata,
    Column("id", Id, primary_key=True),
    Column("id_number_blind", Blind, nullable=False, unique=True),
    Column("id_number", Sealed, nullable=False),
    Column("name", Sealed, nullable=False),
    Column("created_at", Utc, nullable=False),
)

account = Table(
    "account",
    metadata,
    Column("id", Id, primary_key=True),
    Column("openid_blind", Blind, nullable=False, unique=True),
    Column("openid", Sealed, nullable=False),
    Column("phone", Sealed),
    Column("person_id", Id),  # several accounts may be one person
    Column("level", SmallInteger, nullable=False),
    Column("face_at", Utc),
    Column("elder", Boolean(create_constraint=False), nullable=False),
    Column("city", String(6)),
    Column("created_at", Utc, nullable=False),
    Index("ix_account_person_id", "person_id"),
)

login = Table(
    "login",
    metadata,
    Column("id", Id, primary_key=True),
    Column("token_blind", Blind, nullable=False, unique=True),
    Column("account_id", Id, nullable=False),
    Column("device", String(40), nullable=False),
    Column("created_at", Utc, nullable=False),
    Column("last_seen", Utc, nullable=False),
    Index("ix_login_account_id", "account_id"),
)

face_check = Table(
    "face_check",
    metadata,
    Column("id", Id, primary_key=True),  # WeChat's out_seq_no
    Column("account_id", Id, nullable=False),
    Column("verify_id", String(256), unique=True),  # empty until WeChat has given one
    Column("passed", Boolean(create_constraint=False)),  # empty until WeChat has said
    Column("counts", Boolean(create_constraint=False), nullable=False),  # as one of the day's tries
    Column("created_at", Utc, nullable=False),
    Index("ix_face_check_account_id", "account_id", "created_at"),
)
