"""Events waiting, answers remembered, uses of data, nonces."""

import sqlalchemy as sa
from alembic import op

from app.kernel.columns import Blind, Blob, Id, Json, Utc

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", Id, primary_key=True),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("subject", sa.String(64), nullable=False),
        sa.Column("data", Json, nullable=False),
        sa.Column("created_at", Utc, nullable=False),
        sa.Column("next_at", Utc, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("last_error", sa.String(200)),
    )
    op.create_index("ix_outbox_next_at", "outbox", ["next_at"])
    op.create_index("ix_outbox_subject", "outbox", ["subject", "id"])
    op.create_table(
        "reaction_done",
        sa.Column("event_id", Id, primary_key=True),
        sa.Column("reaction", sa.String(80), primary_key=True),
    )
    op.create_table(
        "remembered",
        sa.Column("key", Blind, primary_key=True),
        sa.Column("request", Blind, nullable=False),
        sa.Column("status", sa.SmallInteger, nullable=False),
        sa.Column("answer", Blob, nullable=False),
        sa.Column("created_at", Utc, nullable=False),
    )
    op.create_index("ix_remembered_created_at", "remembered", ["created_at"])
    op.create_table(
        "data_use",
        sa.Column("id", Id, primary_key=True),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("unit", sa.String(60), nullable=False),
        sa.Column("what", Json, nullable=False),
        sa.Column("why", sa.String(120), nullable=False),
        sa.Column("case_no", sa.String(20)),
        sa.Column("at", Utc, nullable=False),
    )
    op.create_index("ix_data_use_person_id", "data_use", ["person_id", "at"])
    op.create_table(
        "seen_nonce",
        sa.Column("nonce", Blind, primary_key=True),
        sa.Column("at", Utc, nullable=False),
    )
    op.create_index("ix_seen_nonce_at", "seen_nonce", ["at"])


def downgrade() -> None:
    for name in ("seen_nonce", "data_use", "remembered", "reaction_done", "outbox"):
        op.drop_table(name)
