"""Text compares as it is written: case, width and spaces at the end count (MariaDB, MySQL; app/kernel/collation.py).

Code from before runs on it unchanged. There is no way down: two names that differ only in case may stand side by side by then.
"""

from alembic import op

from app.kernel import collation

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    collation.settle(op.get_bind())


def downgrade() -> None:
    pass
