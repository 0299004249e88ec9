"""Accounts, persons, logins, face checks."""

import sqlalchemy as sa
from alembic import op

from app.kernel.columns import Blind, Id, Sealed, Utc

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "person",
        sa.Column("id", Id, primary_key=True),
        sa.Column("id_number_blind", Blind, nullable=False, unique=True),
        sa.Column("id_number", Sealed, nullable=False),
        sa.Column("name", Sealed, nullable=False),
        sa.Column("created_at", Utc, nullable=False),
    )
    op.create_table(
        "account",
        sa.Column("id", Id, primary_key=True),
        sa.Column("openid_blind", Blind, nullable=False, unique=True),
        sa.Column("openid", Sealed, nullable=False),
        sa.Column("phone", Sealed),
        sa.Column("person_id", Id),
        sa.Column("level", sa.SmallInteger, nullable=False),
        sa.Column("face_at", Utc),
        sa.Column("elder", sa.Boolean(create_constraint=False), nullable=False),
        sa.Column("city", sa.String(6)),
        sa.Column("created_at", Utc, nullable=False),
    )
    op.create_index("ix_account_person_id", "account", ["person_id"])
    op.create_table(
        "login",
        sa.Column("id", Id, primary_key=True),
        sa.Column("token_blind", Blind, nullable=False, unique=True),
        sa.Column("account_id", Id, nullable=False),
        sa.Column("device", sa.String(40), nullable=False),
        sa.Column("created_at", Utc, nullable=False),
        sa.Column("last_seen", Utc, nullable=False),
    )
    op.create_index("ix_login_account_id", "login", ["account_id"])
    op.create_table(
        "face_check",
        sa.Column("id", Id, primary_key=True),
        sa.Column("account_id", Id, nullable=False),
        sa.Column("verify_id", sa.String(256), unique=True),
        sa.Column("passed", sa.Boolean(create_constraint=False)),
        sa.Column("counts", sa.Boolean(create_constraint=False), nullable=False),
        sa.Column("created_at", Utc, nullable=False),
    )
    op.create_index("ix_face_check_account_id", "face_check", ["account_id", "created_at"])


def downgrade() -> None:
    for name in ("face_check", "login", "account", "person"):
        op.drop_table(name)
