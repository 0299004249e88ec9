"""How far people get with an item: seen, found, opened, guided by the hour and the day, finished by the day."""

import sqlalchemy as sa
from alembic import op

revision = "0061"
down_revision = "0066"
branch_labels = None
depends_on = None

READS = ("seen", "found", "opened", "guided")


def upgrade() -> None:
    op.create_table(
        "demand_hour",
        sa.Column("hour", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("item", sa.String(60), primary_key=True),
        *(sa.Column(name, sa.Integer, nullable=False) for name in READS),
    )
    for name in (*READS, "done"):
        op.add_column("demand_day", sa.Column(name, sa.Integer, nullable=False, server_default="0"))


def downgrade() -> None:
    for name in (*READS, "done"):
        op.drop_column("demand_day", name)
    op.drop_table("demand_hour")
