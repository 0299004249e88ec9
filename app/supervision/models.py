"""What was late, and whether its department was told: by case, each thing once."""

from sqlalchemy import Column, Date, Index, String, Table

from app.kernel.columns import Id, Utc
from app.kernel.db import metadata

late = Table(
    "late_case",
    metadata,
    Column("id", Id, primary_key=True),
    Column("case_no", String(15), nullable=False),
    Column("light", String(8), nullable=False),  # orange: past what was promised; red: past what the law allows
    Column("due_on", Date, nullable=False),  # the day that was missed
    Column("department", String(40), nullable=False),
    Column("at", Utc, nullable=False),
    Column("told_at", Utc),  # when the department was told
    Index("uq_late_case_case_no_light_due_on", "case_no", "light", "due_on", unique=True),
)
