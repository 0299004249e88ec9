"""Courier, waybill, phone, who moved a case, a member's unit: sealed like everything personal.

Rows are converted in batches. Code from before goes on writing the plain columns and reads empty ones on rows that are sealed;
`flask seal` seals what it wrote, once the last of it has gone. The plain columns leave with a later step.
"""

import sqlalchemy as sa
from alembic import op

from app.kernel.columns import Sealed
from app.kernel.sealing import COURIERS, MOVES, STAFF, open_all, seal_all

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

PLAIN = (("case_action", "unit"), ("case_action", "by"), ("staff", "unit"))


def upgrade() -> None:
    op.add_column("case_record", sa.Column("courier", Sealed))
    op.add_column("staff", sa.Column("unit_sealed", Sealed))
    for table, column in PLAIN:
        with op.batch_alter_table(table) as change:
            change.alter_column(column, existing_type=sa.String(60), existing_nullable=False, server_default="")
    for plan in (STAFF, MOVES, COURIERS):
        seal_all(op.get_bind(), plan)


def downgrade() -> None:
    for plan in (STAFF, MOVES, COURIERS):
        open_all(op.get_bind(), plan)
    for table, column in PLAIN:
        with op.batch_alter_table(table) as change:
            change.alter_column(column, existing_type=sa.String(60), existing_nullable=False, server_default=None)
    op.drop_column("staff", "unit_sealed")
    op.drop_column("case_record", "courier")
