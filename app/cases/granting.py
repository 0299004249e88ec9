"""What a grant brings, in the wallets of all whom it concerns: a certificate, another name, nothing valid any more."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from app.cases import looking, nodes, passing, pinned, records, whose
from app.cases.records import Case
from app.certificates import service as certificates
from app.certificates.kinds import kinds
from app.events.cases import CaseGranted
from app.events.certificates import CertificateChanged
from app.identity import queries as identity
from app.identity import service as accounts
from app.kernel.events import emit_all
from app.lookups.rules import Subject
from app.notices import rules as notice_rules
from app.notices import service as notices
from app.participants import queries as participants
from app.participants.rules import AGREED

RECEIPT = ("电子票据开好了", "{} 元，报销、记账用这一张；退了费，它就作废。")
STUCK = ("退款没退成", "{} 元没能退到付款的账户，工作人员在另外办，不用您再申请。问进度打 12345。")


def granted(tx: Connection, row: Case, action_id: str) -> None:
    """All that follows from a grant. `action_id`: the move that said it."""
    made = pinned.of(row.version).result
    if kind := made.get("cert"):
        brought = passing.granting(tx, row) if pinned.of(row.version).course else None
        issue(tx, row, CaseGranted(row.no, brought or action_id, row.owner_id, kind, made.get("whose") == "child"))
        if path := made.get("renames"):
            _rename(tx, row, path.partition(".")[2])
        if (role := made.get("along")) and (others := _others(tx, row.no, role)):
            emit_all(tx, *(CertificateChanged(one, what, row.no) for one in others for what in (kind, *made.get("changes", ()))))
    if ends := made.get("ends"):
        _end(tx, row, ends)
    if (changed := made.get("changes")) and (about := _about(tx, row)):
        emit_all(tx, *(CertificateChanged(about, one, row.no) for one in changed))


def issue(tx: Connection, row: Case, grant: CaseGranted) -> None:
    """Into the wallet of whose it is. A child's lies in those of the guardians too: who applied, and who agreed."""
    result = nodes.result_of(tx, grant.action_id)
    if not result:
        return
    item, draft = pinned.of(row.version), records.open_form(row)
    named = whose.number(item, draft)
    child = whose.known(tx, item, draft) if named else None
    issued = certificates.issue(tx, grant.person_id, grant.kind, result, grant.case_no, grant.child or bool(named))
    nodes.keep_certificate(tx, grant.case_no, issued)
    if kinds()[grant.kind].receipt:
        tell_money(tx, row, RECEIPT)
    if child:
        certificates.issue(tx, child, grant.kind, result, grant.case_no)
    asked = grant.child or (item.whose and looking.agreeing(pinned.standing(row), draft))
    for guardian in _others(tx, grant.case_no) if asked else ():
        certificates.issue(tx, guardian, grant.kind, result, grant.case_no, child=True)


def void(tx: Connection, row: Case, kind: str, child: Subject) -> None:
    """What a child held of a kind is void: in the child's own wallet, and in those of the guardians who keep it beside theirs."""
    if known := identity.find_by_number(tx, child.id_number):
        certificates.revoke(tx, known, kind)
    for guardian in (row.owner_id, *_others(tx, row.no)):
        certificates.revoke_child_s(tx, guardian, kind, child.name)


def tell_money(tx: Connection, row: Case | None, said: tuple[str, str], fen: int | None = None, page: str = "", tone: str = "done") -> None:
    """A message about the money of a case, of its whole fee when no sum is given; it leads to `page`, or to the case."""
    if row is not None:
        (title, say), sum_ = said, notice_rules.yuan(row.fee_fen if fen is None else fen)
        page = page or f"/pages/case/index?no={row.no}"
        notices.tell(tx, row.owner_id, f"{pinned.of(row.version).short}：{title}", say.format(sum_), tone, page, row.no)


def _rename(tx: Connection, row: Case, field: str) -> None:
    """Whom it is about is called otherwise from now on, here too: registers know nobody by the old name any more."""
    draft = records.open_form(row)
    if (about := _about(tx, row)) is not None:
        accounts.rename(tx, about, str(draft.values[field]))


def _about(tx: Connection, row: Case) -> str | None:
    """Whom it is about, as known here: the applicant, or the child it names; None for a child who is not known here."""
    item, draft = pinned.of(row.version), records.open_form(row)
    return whose.known(tx, item, draft) if whose.number(item, draft) else row.owner_id


def _end(tx: Connection, row: Case, paths: Sequence[str]) -> None:
    """Whom it is about has died: of what they held here nothing is valid any more."""
    draft = records.open_form(row)
    for _, field, column in (path.split(".") for path in paths):
        number = whose.part(draft, field, column)
        if number and (person := identity.find_by_number(tx, number)):
            certificates.end_all(tx, person)


def _others(tx: Connection, no: str, role: str = "") -> list[str]:
    """Who agreed (`role`: as that), and is known here by their face."""
    agreed = [one.named for one in participants.of_case(tx, no) if one.state == AGREED and role in ("", one.role)]
    known = [identity.proved(tx, who.name, who.id_number) for who in agreed]
    return [one.person for one in known if one is not None]
