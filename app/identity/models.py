"""Accounts (one per WeChat user), persons (one per paper and number), logins, face checks. Personal values are sealed."""

from sqlalchemy import Boolean, Column, Index, SmallInteger, String, Table

from app.kernel.columns import Blind, Id, Sealed, Utc
from app.kernel.db import metadata

person = Table(
    "person",
    metadata,
    Column("id", Id, primary_key=True),
    Column("id_number_blind", Blind, nullable=False, unique=True),  # of the number; for another paper than the id card, of kind and number
    Column("id_number", Sealed, nullable=False),
    Column("name", Sealed, nullable=False),
    Column("paper", String(3), nullable=False, server_default="111"),
    Column("facts", Sealed),  # {birth, sex} as the source says; empty for an id card, whose number says it
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
    Column("claim", Sealed),  # who it says it is, until a face proves it; never together with person_id
    Column("level", SmallInteger, nullable=False),
    Column("face_at", Utc),
    Column("proved_at", Utc),  # a face first proved that it is this person
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
    Column("thrown_at", Utc),  # ended from another phone: kept so that this one is told, not signed in again by itself
    Index("ix_login_account_id", "account_id"),
)

face_check = Table(
    "face_check",
    metadata,
    Column("id", Id, primary_key=True),  # WeChat's out_seq_no
    Column("account_id", Id, nullable=False),
    Column("about", Blind),  # whose face was asked for (as in person.id_number_blind)
    Column("verify_id", String(256), unique=True),  # empty until WeChat has given one
    Column("passed", Boolean(create_constraint=False)),  # empty until WeChat has said
    Column("counts", Boolean(create_constraint=False), nullable=False),  # as one of the day's tries
    Column("created_at", Utc, nullable=False),
    Index("ix_face_check_account_id", "account_id", "created_at"),
)
