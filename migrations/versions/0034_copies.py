"""Papers that are good for one use, when each was checked first, and a way from a file to its paper."""

import sqlalchemy as sa
from alembic import op

from app.kernel.columns import Utc

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("paper", sa.Column("once", sa.Boolean(create_constraint=False), nullable=False, server_default=sa.false()))
    op.add_column("paper", sa.Column("checked_at", Utc))
    op.create_index("ix_paper_sha256", "paper", ["sha256"])


def downgrade() -> None:
    op.drop_index("ix_paper_sha256", "paper")
    op.drop_column("paper", "checked_at")
    op.drop_column("paper", "once")
