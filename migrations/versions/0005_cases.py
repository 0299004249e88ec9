"""Cases, moves, materials, correction points."""

import sqlalchemy as sa
from alembic import op

from app.kernel.columns import Blind, Blob, Id, Json, Utc

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "case_record",
        sa.Column("id", Id, primary_key=True),
        sa.Column("no", sa.String(15), nullable=False, unique=True),
        sa.Column("owner_id", Id, nullable=False),
        sa.Column("account_id", Id, nullable=False),
        sa.Column("draft_key", Blind, unique=True),
        sa.Column("item", sa.String(60), nullable=False),
        sa.Column("version", sa.String(64), nullable=False),
        sa.Column("city", sa.String(6), nullable=False),
        sa.Column("answers", Json, nullable=False),
        sa.Column("department", sa.String(40), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("form", Blob),
        sa.Column("fee_fen", sa.BigInteger, nullable=False),
        sa.Column("promised_on", sa.Date),
        sa.Column("legal_on", sa.Date),
        sa.Column("provisional", sa.Boolean(create_constraint=False), nullable=False),
        sa.Column("submitted_at", Utc),
        sa.Column("accepted_at", Utc),
        sa.Column("paid_at", Utc),
        sa.Column("stopped_at", Utc),
        sa.Column("correct_by", sa.Date),
        sa.Column("corrections", sa.Integer, nullable=False),
        sa.Column("extended", sa.Boolean(create_constraint=False), nullable=False),
        sa.Column("delivery", Json),
        sa.Column("certificate_id", Id),
        sa.Column("created_at", Utc, nullable=False),
        sa.Column("updated_at", Utc, nullable=False),
    )
    op.create_index("ix_case_record_owner_id", "case_record", ["owner_id", "updated_at"])
    op.create_table(
        "case_action",
        sa.Column("id", Id, primary_key=True),
        sa.Column("case_id", Id, nullable=False),
        sa.Column("to", sa.String(12), nullable=False),
        sa.Column("role", sa.String(12), nullable=False),
        sa.Column("unit", sa.String(60), nullable=False),
        sa.Column("by", sa.String(60), nullable=False),
        sa.Column("event_key", Blind, unique=True),
        sa.Column("event_print", Blind),
        sa.Column("words", Blob),
        sa.Column("at", Utc, nullable=False),
    )
    op.create_index("ix_case_action_case_id", "case_action", ["case_id", "id"])
    op.create_table(
        "case_material",
        sa.Column("case_id", Id, primary_key=True),
        sa.Column("material", sa.String(60), primary_key=True),
        sa.Column("file_id", Id, nullable=False),
        sa.Column("ok", sa.Boolean(create_constraint=False), nullable=False),
        sa.Column("findings", Json, nullable=False),
        sa.Column("at", Utc, nullable=False),
    )
    op.create_table(
        "case_point",
        sa.Column("id", Id, primary_key=True),
        sa.Column("case_id", Id, nullable=False),
        sa.Column("action_id", Id, nullable=False),
        sa.Column("point", sa.String(80), nullable=False),
        sa.Column("text", Blob, nullable=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("target", sa.String(60), nullable=False),
        sa.Column("fixed_at", Utc),
    )
    op.create_index("ix_case_point_case_id", "case_point", ["case_id", "id"])


def downgrade() -> None:
    for name in ("case_point", "case_material", "case_action", "case_record"):
        op.drop_table(name)
