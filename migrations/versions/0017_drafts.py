"""The day a draft is erased; drafts taken back before this step leave nothing behind either."""

import sqlalchemy as sa
from alembic import op

from app.kernel import clock
from app.kernel.columns import Id, Json, Utc
from app.kernel.ids import new_id

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

CASE = sa.table("case_record", *(sa.column(name) for name in ("no", "state", "submitted_at")), sa.column("id", Id))
FILE = sa.table("file", sa.column("id", Id), sa.column("subject"))
OUTBOX = sa.table(
    "outbox", sa.column("id", Id), sa.column("name"), sa.column("subject"), sa.column("data", Json), sa.column("created_at", Utc),
    sa.column("next_at", Utc), sa.column("tries"),
)  # fmt: skip
PARTS = [sa.table(name, sa.column("case_id", Id)) for name in ("case_material", "case_point", "case_action")]


def upgrade() -> None:
    op.add_column("case_record", sa.Column("erase_on", sa.Date))
    tx = op.get_bind()
    thrown_away = (CASE.c.state == "withdrawn", CASE.c.submitted_at.is_(None))
    for row in tx.execute(sa.select(CASE.c.id, CASE.c.no).where(*thrown_away)).all():
        subject, now = f"case:{row.no}", clock.now()
        files = list(tx.execute(sa.select(FILE.c.id).where(FILE.c.subject == subject)).scalars())
        tx.execute(sa.delete(FILE).where(FILE.c.subject == subject))
        for part in PARTS:
            tx.execute(sa.delete(part).where(part.c.case_id == row.id))
        tx.execute(sa.delete(CASE).where(CASE.c.id == row.id))
        if files:  # the bytes follow, by the relay
            told = {"name": "files_dropped", "subject": subject, "data": {"files": files}, "tries": 0}
            tx.execute(sa.insert(OUTBOX), {"id": new_id(), **told, "created_at": now, "next_at": now})


def downgrade() -> None:
    op.drop_column("case_record", "erase_on")
