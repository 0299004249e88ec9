"""What happens after something was handed in, and by when: the page that says it is done."""

from __future__ import annotations

from app.cases import agreeing, pinned, records, service
from app.catalog import bring
from app.catalog import words as plain
from app.kernel import clock
from app.notices.templates import offered
from app.participants.words import moment
from app.words import cases as words


def done(no: str, handed: service.HandedIn) -> dict[str, object]:
    """What happens next and by when."""
    row, item, checklist, dates = handed.standing.case, handed.standing.item, handed.standing.checklist, handed.dates
    if dates is None:
        return _waits(no, handed)
    trip = bring.trip_text(checklist) if checklist.visits and row.state == "draft" else None
    says = [trip.rstrip("。")] if trip else []
    says.append(f"{pinned.unit(row, item)}审核，有问题会一次说全")
    if handed.fee_fen:
        says.append(words.to_pay(plain.yuan(handed.fee_fen), bool(item.price)))
    way = plain.steps(item, checklist, records.delivery(row))
    says.append("，".join(name for name in way if name in (plain.APPROVAL, item.making, "寄到家", "去领", "办好", "看结果")))
    return {
        "no": no,
        "waits": False,
        "say": words.due_text(dates.promised, clock.today(), dates.provisional, at_once=item.at_once_in(row.answers)),
        "by": dates.promised.isoformat(),
        "next_steps": [{"say": say} for say in says],
        "templates": offered(bool(handed.fee_fen)),
    }


def _waits(no: str, handed: service.HandedIn) -> dict[str, object]:
    """Who is asked first, until when, and what follows."""
    names, one_is_enough = agreeing.who_is_asked(handed.waits), agreeing.enough(handed.waits, handed.standing.item)
    until = moment(min(one.until for one in handed.waits))
    unit = pinned.unit(handed.standing.case, handed.standing.item)
    says = [f"等{names}同意，{until} 前", f"同意了，自动交给{unit}", "没同意或者没回答，退回来，填的都留着"]
    if all(one.role in agreeing.quiet(handed.standing.item) for one in handed.waits):
        says[1:] = [f"同意了，或者到时候没有回答，自动交给{unit}", "不同意，退回来，填的都留着"]
    return {
        "no": no,
        "waits": True,
        "say": f"还要{names}同意{one_is_enough}",
        "by": None,
        "next_steps": [{"say": say} for say in says],
        "templates": offered(bool(handed.standing.checklist.fee_fen)),
    }
