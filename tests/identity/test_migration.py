"""Accounts that had joined somebody by name alone, before that took a face, are told apart from those that may stay."""

import importlib.util
from pathlib import Path

from sqlalchemy import update

from app.identity import service, tokens
from app.identity.models import account
from app.kernel import clock, db
from app.kernel.ids import new_id

FILE = Path(__file__).parents[2] / "migrations" / "versions" / "0018_proof.py"


def migration():
    spec = importlib.util.spec_from_file_location("proof", FILE)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def accounts(person_id, *proved):
    """As many accounts of one person, oldest first; those that are True showed their face."""
    made = []
    for n, showed in enumerate(proved):
        mine = tokens.who(db.in_transaction(service.sign_in, f"openid-{person_id}-{n}", "手机")).account
        values = {"person_id": person_id, "level": 3, "proved_at": clock.now() if showed else None}
        with db.transaction() as tx:
            tx.execute(update(account).where(account.c.id == mine).values(**values))
        made.append(mine)
    return made


def test_the_first_stays_unless_another_showed_its_face(app):
    one = accounts(new_id(), False)
    two = accounts(new_id(), False, False, False)
    three = accounts(new_id(), False, True, False)
    with db.reading() as tx:
        apart = {bytes(found).hex() for found in migration()._unproved(tx)}
    assert apart == {two[1], two[2], three[0], three[2]} and one[0] not in apart
