"""Who used somebody's data: the unit sealed, looks that are counted together. Work orders page along an index.

Code from before goes on writing `unit` in plain and reads an empty one on rows that are sealed; `flask seal` (app/kernel/commands.py)
seals what it wrote, once the last of it has gone.
"""

import sqlalchemy as sa
from alembic import op

from app.kernel.columns import Blind, Sealed, Utc
from app.kernel.sealing import USES, open_all, seal_all

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("data_use") as table:
        table.alter_column("unit", existing_type=sa.String(60), existing_nullable=False, server_default="")
        table.add_column(sa.Column("unit_sealed", Sealed))
        table.add_column(sa.Column("times", sa.Integer, nullable=False, server_default="1"))
        table.add_column(sa.Column("last_at", Utc))
        table.add_column(sa.Column("same", Blind))
    op.create_index("ix_work_order_created_at", "work_order", ["created_at", "id"])
    seal_all(op.get_bind(), USES)


def downgrade() -> None:
    op.drop_index("ix_work_order_created_at", "work_order")
    open_all(op.get_bind(), USES)
    with op.batch_alter_table("data_use") as table:
        for name in ("same", "last_at", "times", "unit_sealed"):
            table.drop_column(name)
        table.alter_column("unit", existing_type=sa.String(60), existing_nullable=False, server_default=None)
