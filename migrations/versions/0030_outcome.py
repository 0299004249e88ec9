"""How each case was concluded. What is there is filled from its state; a case closed after a no from its history."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

case = sa.table(
    "case_record", sa.column("id"), sa.column("state"), sa.column("outcome"), sa.column("submitted_at"),
)  # fmt: skip
action = sa.table("case_action", sa.column("case_id"), sa.column("to"))


def upgrade() -> None:
    op.add_column("case_record", sa.Column("outcome", sa.String(12)))
    handed_in = case.c.submitted_at.is_not(None)
    for state in ("denied", "rejected", "terminated", "withdrawn"):
        op.execute(case.update().where(case.c.state == state, handed_in).values(outcome=state))
    no = sa.exists().where(action.c.case_id == case.c.id, action.c.to == "denied")
    op.execute(
        case.update().where(case.c.state.in_(("approved", "delivering", "done"))).values(outcome=sa.case((no, "denied"), else_="granted"))
    )


def downgrade() -> None:
    op.drop_column("case_record", "outcome")
