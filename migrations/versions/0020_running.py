"""One case at a time towards one result: a key that only open cases carry, unique. Cases already on their way carry none."""

import sqlalchemy as sa
from alembic import op

from app.kernel.columns import Blind

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("case_record", sa.Column("running_key", Blind))
    op.create_index("uq_case_record_running_key", "case_record", ["running_key"], unique=True)


def downgrade() -> None:
    op.drop_index("uq_case_record_running_key", "case_record")
    op.drop_column("case_record", "running_key")
