"""Papers people take away, and the codes by which they are checked. Nothing stood before."""

import sqlalchemy as sa
from alembic import op

from app.kernel.columns import Blind, Blob, Id, Utc

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "paper",
        sa.Column("id", Id, primary_key=True),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("item", sa.String(60), nullable=False),
        sa.Column("code_blind", Blind, nullable=False),
        sa.Column("told", Blob, nullable=False),
        sa.Column("sha256", sa.BINARY(32), nullable=False),
        sa.Column("created_at", Utc, nullable=False),
        sa.UniqueConstraint("code_blind"),
    )
    op.create_index("ix_paper_person_id", "paper", ["person_id", "created_at"])


def downgrade() -> None:
    op.drop_table("paper")
