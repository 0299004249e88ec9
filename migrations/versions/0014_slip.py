"""A bill's row says what the payment was for."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("bill_row", sa.Column("slip", sa.String(128), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("bill_row", "slip")
