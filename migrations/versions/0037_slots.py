"""A time that is chosen in a form: held while it is filled in, booked with the case; also at places that are no halls."""

import sqlalchemy as sa
from alembic import op

from app.kernel.columns import Json, Utc

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("appointment", sa.Column("case_no", sa.String(15)))
    op.add_column("appointment", sa.Column("until", Utc))
    op.add_column("appointment", sa.Column("venue", Json))
    op.create_index("ix_appointment_case_no", "appointment", ["case_no"])
    op.create_index("ix_appointment_until", "appointment", ["until"])


def downgrade() -> None:
    op.drop_index("ix_appointment_until", table_name="appointment")
    op.drop_index("ix_appointment_case_no", table_name="appointment")
    for name in ("venue", "until", "case_no"):
        op.drop_column("appointment", name)
