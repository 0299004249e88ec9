"""The offices a case passes through: whose turn it is, each one's clock, what each one said."""

import sqlalchemy as sa
from alembic import op

from app.kernel.columns import Blob, Id, Utc

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "case_office",
        sa.Column("case_id", Id, primary_key=True),
        sa.Column("office", sa.String(20), primary_key=True),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("department", sa.String(40), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("began_at", Utc),
        sa.Column("due_on", sa.Date),
        sa.Column("stopped_at", Utc),
        sa.Column("decided_at", Utc),
        sa.Column("words", Blob),
    )


def downgrade() -> None:
    op.drop_table("case_office")
