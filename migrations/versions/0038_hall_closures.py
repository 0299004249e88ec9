"""Days on which staff have closed a hall."""

import sqlalchemy as sa
from alembic import op

from app.kernel.columns import Utc

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "hall_closure",
        sa.Column("hall", sa.String(40), primary_key=True),
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("say", sa.String(60), nullable=False),
        sa.Column("at", Utc, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("hall_closure")
