"""A case begun for a district of its city knows which: the district's office is named, and the department told. Earlier cases have none."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("case_record", sa.Column("district", sa.String(6)))


def downgrade() -> None:
    op.drop_column("case_record", "district")
