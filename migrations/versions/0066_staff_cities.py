"""Staff who work for one city."""

import sqlalchemy as sa
from alembic import op

revision = "0066"
down_revision = "0057_1"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("staff") as table:
        table.add_column(sa.Column("city", sa.String(6), nullable=False, server_default=""))


def downgrade() -> None:
    with op.batch_alter_table("staff") as table:
        table.drop_column("city")
