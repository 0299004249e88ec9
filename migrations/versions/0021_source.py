"""How an item was written, beside what it compiles to. Versions from before have none until they are published again."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    op.add_column("catalog_version", sa.Column("source", sa.Text().with_variant(mysql.LONGTEXT(), "mysql", "mariadb")))


def downgrade() -> None:
    op.drop_column("catalog_version", "source")
