"""When the clock looks at a case next, until when it may be paid, and what was late. All that is open is looked at once, now."""

import sqlalchemy as sa
from alembic import op

from app.kernel.columns import Id, Utc

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

LOOKED_AT = (
    "submitted", "pre_check", "corrected", "accepted", "reviewing", "extended", "approving", "approved",
    "to_correct", "to_pay", "delivering",
)  # fmt: skip
case = sa.table("case_record", sa.column("state"), sa.column("clock_at", Utc), sa.column("updated_at", Utc))


def upgrade() -> None:
    op.add_column("case_record", sa.Column("clock_at", Utc))
    op.add_column("case_record", sa.Column("pay_by", sa.Date))
    op.execute(case.update().where(case.c.state.in_(LOOKED_AT)).values(clock_at=case.c.updated_at))
    op.create_index("ix_case_record_clock_at", "case_record", ["clock_at"])
    op.create_table(
        "late_case",
        sa.Column("id", Id, primary_key=True),
        sa.Column("case_no", sa.String(15), nullable=False),
        sa.Column("light", sa.String(8), nullable=False),
        sa.Column("due_on", sa.Date, nullable=False),
        sa.Column("department", sa.String(40), nullable=False),
        sa.Column("at", Utc, nullable=False),
        sa.Column("told_at", Utc),
    )
    op.create_index("uq_late_case_case_no_light_due_on", "late_case", ["case_no", "light", "due_on"], unique=True)


def downgrade() -> None:
    op.drop_table("late_case")
    op.drop_index("ix_case_record_clock_at", "case_record")
    op.drop_column("case_record", "pay_by")
    op.drop_column("case_record", "clock_at")
