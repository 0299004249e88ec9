"""When a certificate is looked at because it ends soon. All that is in wallets is looked at once, now."""

import sqlalchemy as sa
from alembic import op

from app.kernel.columns import Utc

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

certificate = sa.table("certificate", sa.column("status"), sa.column("remind_at", Utc), sa.column("created_at", Utc))


def upgrade() -> None:
    op.add_column("certificate", sa.Column("remind_at", Utc))
    op.execute(certificate.update().where(certificate.c.status == "valid").values(remind_at=certificate.c.created_at))
    op.create_index("ix_certificate_remind_at", "certificate", ["remind_at"])


def downgrade() -> None:
    op.drop_index("ix_certificate_remind_at", "certificate")
    op.drop_column("certificate", "remind_at")
