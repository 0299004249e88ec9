"""Whose answers are remembered: they go with the account."""

import sqlalchemy as sa
from alembic import op

from app.kernel.columns import Blind

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("remembered", sa.Column("who", Blind))
    op.create_index("ix_remembered_who", "remembered", ["who"])


def downgrade() -> None:
    op.drop_index("ix_remembered_who", "remembered")
    op.drop_column("remembered", "who")
