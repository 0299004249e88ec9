"""Invoices that were handed in to be paid back, each with one company at a time."""

import sqlalchemy as sa
from alembic import op

from app.kernel.columns import Id, Sealed, Utc

revision = "0060_1"
down_revision = "0060"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "reimbursement",
        sa.Column("number", sa.String(20), primary_key=True),
        sa.Column("uscc", sa.String(18), nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("purpose", Sealed, nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("at", Utc, nullable=False),
        sa.Column("closed_at", Utc),
        sa.Column("closed_by", Id),
    )
    op.create_index("ix_reimbursement_uscc_state", "reimbursement", ["uscc", "state"])
    op.create_index("ix_reimbursement_person_id", "reimbursement", ["person_id"])


def downgrade() -> None:
    op.drop_table("reimbursement")
