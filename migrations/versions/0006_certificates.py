"""Certificates and the codes that show them."""

import sqlalchemy as sa
from alembic import op

from app.kernel.columns import Blind, Blob, Id, Json, Utc

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "certificate",
        sa.Column("id", Id, primary_key=True),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("kind", sa.String(30), nullable=False),
        sa.Column("number_blind", Blind, nullable=False),
        sa.Column("face", Blob, nullable=False),
        sa.Column("identifier", sa.String(120), nullable=False),
        sa.Column("status", sa.String(8), nullable=False),
        sa.Column("origin", sa.String(8), nullable=False),
        sa.Column("case_no", sa.String(20)),
        sa.Column("created_at", Utc, nullable=False),
        sa.UniqueConstraint("person_id", "kind", "number_blind"),
    )
    op.create_table(
        "presentation",
        sa.Column("code_blind", Blind, primary_key=True),
        sa.Column("certificate_id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("shown", Json, nullable=False),
        sa.Column("expires_at", Utc, nullable=False),
        sa.Column("seen_at", Utc),
        sa.Column("looks", sa.SmallInteger, nullable=False),
    )
    op.create_index("ix_presentation_person_id", "presentation", ["person_id", "seen_at"])
    op.create_index("ix_presentation_expires_at", "presentation", ["expires_at"])


def downgrade() -> None:
    for name in ("presentation", "certificate"):
        op.drop_table(name)
