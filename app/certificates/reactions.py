"""Something happened elsewhere: a person became known, so their wallet fills by itself; or an issuer decided on what they hold."""

from __future__ import annotations

from app.certificates import ending, queries, service
from app.certificates.kinds import kinds, usual
from app.events.certificates import CertificateChanged, CertificateLooked
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


@outside
def ask_before(happened: Happened[CertificateLooked]) -> None:
    """Ask the issuer what it says of a certificate by now, before its holder is told that it ends. While the issuer is off what we know
    stands, and so it does of a child's, which is not asked for by the parent's number."""
    looked = happened.event
    with db.reading() as tx:
        if not identity.accounts_of(tx, looked.person_id):
            return
        one, person = queries.get(tx, looked.person_id, looked.certificate_id), identity.get_person(tx, looked.person_id)
    if not one.child:
        facts = service.ask_sources(person, [one.kind.id], "到期提醒前核对")
        db.in_transaction(service.keep, person.id, facts, decided=True)
    db.in_transaction(ending.tell, person.id, one.id, looked.until)
