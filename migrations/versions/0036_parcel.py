"""The parcels that cases lie in, and what couriers say of them. One that was on its way before is told of by nobody."""

import sqlalchemy as sa
from alembic import op

from app.kernel.columns import Blind, Sealed, Utc

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "parcel",
        sa.Column("waybill_blind", Blind, primary_key=True),
        sa.Column("case_no", sa.String(15), primary_key=True),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("track", Sealed),
        sa.Column("updated_at", Utc, nullable=False),
    )
    op.create_index("ix_parcel_case_no", "parcel", ["case_no"])


def downgrade() -> None:
    op.drop_table("parcel")
