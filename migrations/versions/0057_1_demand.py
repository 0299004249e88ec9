"""Counts of what people look for and begin."""

import sqlalchemy as sa
from alembic import op

revision = "0057_1"
down_revision = "0057"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "demand_day",
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("item", sa.String(60), primary_key=True),
        sa.Column("begun", sa.Integer, nullable=False),
        sa.Column("sent", sa.Integer, nullable=False),
    )
    op.create_table(
        "search_miss",
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("mark", sa.BINARY(16), primary_key=True),
        sa.Column("words", sa.String(40)),
        sa.Column("n", sa.Integer, nullable=False),
        sa.Column("seen", sa.BigInteger, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("search_miss")
    op.drop_table("demand_day")
