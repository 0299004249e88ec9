"""What was decided of each review point when a case was handed in. Nothing stood before."""

import sqlalchemy as sa
from alembic import op

from app.kernel.columns import Blob, Id, Utc

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "case_verdict",
        sa.Column("case_id", Id, primary_key=True),
        sa.Column("point", sa.String(80), primary_key=True),
        sa.Column("verdict", sa.String(8), nullable=False),
        sa.Column("by", sa.String(8), nullable=False),
        sa.Column("say", Blob),
        sa.Column("source", sa.String(60), nullable=False),
        sa.Column("at", Utc, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("case_verdict")
