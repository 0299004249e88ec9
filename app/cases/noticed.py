"""What a person reads before signing, of the rows they picked, as they are frozen in the form (`notice:` of the item)."""

from __future__ import annotations

from app.cases import pinned
from app.cases.pinned import Standing
from app.forms.draft import Draft
from app.kernel import clock
from app.language import registry
from app.language.showing import Sheet, Told
from app.offices import remedies


def sheet(at: Standing, draft: Draft) -> Sheet | None:
    """The notice as the form stands; None where the item has none, or nothing is picked yet."""
    declared = at.item.notice
    if declared is None or declared.of not in at.checklist.counted(draft.values):
        return None
    chosen, rows = draft.values.get(declared.of), draft.rows.get(declared.of, {})
    ids = chosen if isinstance(chosen, list) else [chosen]
    picked = tuple(rows[str(one)] for one in ids if str(one) in rows)
    write = registry.scenes()[at.item.scene].notices.get(declared.fn)
    if not picked or write is None:
        return None
    against = remedies.of(at.item.department, at.case.city)
    told = (against.review, against.hand_in, against.suit, against.court, against.ask) if against else ()
    return write(Told(clock.today(), pinned.unit(at.case, at.item), picked, told))
