"""Certificates handed over by scanning, with consent."""

import sqlalchemy as sa
from alembic import op

from app.kernel.columns import Blind, Blob, Id, Utc

revision = "0059"
down_revision = "0061"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "handover",
        sa.Column("id", Id, primary_key=True),
        sa.Column("code_blind", Blind, nullable=False, unique=True),
        sa.Column("certificate_id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("department", sa.String(40)),
        sa.Column("asks", Blob),
        sa.Column("until", Utc, nullable=False),
    )
    op.create_index("ix_handover_person_id", "handover", ["person_id"])
    op.create_index("ix_handover_until", "handover", ["until"])


def downgrade() -> None:
    op.drop_table("handover")
