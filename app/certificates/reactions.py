"""Something happened elsewhere: a person became known, so their wallet fills by itself; or an issuer decided on what they hold."""

from __future__ import annotations

from app.certificates import service
from app.certificates.kinds import kinds, usual
from app.events.certificates import CertificateChanged
from app.events.people import PersonKnown
from app.identity import queries as identity
from app.kernel import db
from app.kernel.errors import Unavailable
from app.kernel.events import Happened
from app.kernel.relay import outside


@outside
def fill_wallet(happened: Happened[PersonKnown]) -> None:
    """Ask the issuers what this person holds. What is off now is asked again later; what came is kept already."""
    with db.reading() as tx:
        if not identity.accounts_of(tx, happened.event.person_id):
            return  # who has left holds nothing here
        person = identity.get_person(tx, happened.event.person_id)
    facts, silent = service.ask_each(person, usual(), "放进本人卡包")
    db.in_transaction(service.keep, person.id, facts)
    if silent:
        raise Unavailable("sources_silent")


@outside
def renew(happened: Happened[CertificateChanged]) -> None:
    """Ask the issuer what this person holds of a kind now that it has decided on it; off, again later."""
    changed = happened.event
    with db.reading() as tx:
        if not identity.accounts_of(tx, changed.person_id):
            return
        person = identity.get_person(tx, changed.person_id)
    facts, silent = service.ask_each(person, [changed.kind], "放进本人卡包", changed.case_no)
    db.in_transaction(service.keep, person.id, facts, decided=True)
    if kinds()[changed.kind].each and not facts and not silent:
        db.in_transaction(service.revoke, person.id, changed.kind)  # the last of them is gone: the issuer knows of none any more
    if silent:
        raise Unavailable("sources_silent")
