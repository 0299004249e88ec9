"""Accounts, persons and logins: who is who, and until when."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import event, select

from app.identity import faces, queries, service, tokens
from app.identity.joins import Claim
from app.identity.models import account, login, person
from app.kernel import cache, clock, db
from app.kernel.errors import Conflict, NotFound
from tests.residents import PEOPLE, count

LIN, CHEN = PEOPLE["lin-zhihao"], PEOPLE["chen-xiaotong"]


def signed_in(openid="openid-1"):
    token = db.in_transaction(service.sign_in, openid, "苹果手机")
    return token, tokens.who(token)


def in_threads(work, many):
    errors, results = [], []

    def run(n):
        try:
            results.append(work(n))
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=run, args=(n,)) for n in range(many)]
    [t.start() for t in threads]
    [t.join() for t in threads]
    return results, errors


def test_a_wechat_user_is_one_account_however_often_they_sign_in(app):
    _, first = signed_in()
    _, second = signed_in()
    assert first.account == second.account and first.login != second.login
    assert (count("account"), count("login")) == (1, 2)
    assert (first.level, first.person) == (1, None)


def test_eight_phones_at_once_still_make_one_account(app):
    results, errors = in_threads(lambda n: db.in_transaction(service.sign_in, "openid-1", "手机"), 8)
    assert errors == [] and len(set(results)) == 8
    assert (count("account"), count("login")) == (1, 8)


def proved(account_id, verify_id):
    """Show the face, and pass."""
    seq = db.in_transaction(faces.begin, account_id, Claim(*LIN[:2]).blind)
    db.in_transaction(faces.opened, seq, verify_id)
    return db.in_transaction(faces.finish, account_id, seq, True, 10000)


def person_of(account_id):
    with db.reading() as tx:
        return queries.get_account(tx, account_id).person_id


def test_two_accounts_with_one_id_number_end_as_one_person_when_both_showed_their_face(app):
    _, first = signed_in("openid-1")
    _, second = signed_in("openid-2")
    one = db.in_transaction(service.set_real_name, first.account, Claim(*LIN[:2]))
    proved(first.account, "v1")
    assert db.in_transaction(service.set_real_name, second.account, Claim(*LIN[:2])) is None
    assert person_of(second.account) is None
    assert proved(second.account, "v2").joined
    assert person_of(first.account) == person_of(second.account) == one and count("person") == 1 and count("account") == 2
    with db.reading() as tx:
        assert queries.get_account(tx, second.account).level == 4


def test_when_all_do_it_in_the_same_moment_one_is_the_person_and_the_others_claim_it(app):
    accounts = [signed_in(f"openid-{n}")[1].account for n in range(6)]
    results, errors = in_threads(lambda n: db.in_transaction(service.set_real_name, accounts[n], Claim(*LIN[:2])), 6)
    assert errors == [] and results.count(None) == 5 and count("person") == 1
    assert [person_of(one) for one in accounts].count(None) == 5


def test_two_that_show_their_face_in_the_same_moment_both_join(app):
    accounts = [signed_in(f"openid-{n}")[1].account for n in range(4)]
    for one in accounts:
        db.in_transaction(service.set_real_name, one, Claim(*LIN[:2]))
    results, errors = in_threads(lambda n: proved(accounts[n], f"v{n}"), 4)
    assert errors == [] and len(results) == 4 and count("person") == 1
    joined = [person_of(one) for one in accounts]
    # Whoever came by the name alone was set apart by the first that passed; its own face then joined it again.
    assert len(set(joined)) == 1 and joined[0] is not None


def test_an_account_that_is_somebody_stays_that_person(app):
    _, me = signed_in()
    db.in_transaction(service.set_real_name, me.account, Claim(*LIN[:2]))
    with pytest.raises(Conflict) as refused:
        db.in_transaction(service.set_real_name, me.account, Claim(*CHEN[:2]))
    assert refused.value.code == "other_person"
    assert count("person") == 1


def test_the_real_name_never_lowers_a_level(app):
    _, me = signed_in()
    db.in_transaction(lambda tx: tx.execute(account.update().values(level=5)))
    db.in_transaction(service.set_real_name, me.account, Claim(*LIN[:2]))
    with db.reading() as tx:
        assert queries.get_account(tx, me.account).level == 5


def test_a_person_is_read_with_the_phone_of_the_account_that_gave_one_last(app):
    _, first = signed_in("openid-1")
    _, second = signed_in("openid-2")
    who = db.in_transaction(service.set_real_name, first.account, Claim(*LIN[:2]))
    proved(first.account, "v1")
    db.in_transaction(service.add_phone, first.account, "13800138001")
    db.in_transaction(service.set_real_name, second.account, Claim(*LIN[:2]))
    proved(second.account, "v2")
    with db.reading() as tx:
        seen = queries.get_person(tx, who)
    assert (seen.name, seen.id_number, seen.phone, seen.sex) == (LIN[0], LIN[1], "13800138001", "男")
    assert repr(seen) == f"Person({who})"


def test_no_value_of_a_person_stands_in_a_row_in_plain(app):
    _, me = signed_in("openid-1")
    who = db.in_transaction(service.set_real_name, me.account, Claim(*LIN[:2]))
    db.in_transaction(service.add_phone, me.account, LIN[2])
    with db.reading() as tx:
        rows = repr([tx.execute(select(t)).all() for t in (account, person, login)]).encode() + who.encode()
    for value in (*LIN, "openid-1"):
        assert value.encode() not in rows and repr(value.encode())[2:-1].encode() not in rows


def test_a_token_is_stored_as_a_keyed_hash_only(app):
    token, me = signed_in()
    assert token.startswith("tok_") and len(token) == 47
    with db.reading() as tx:
        stored = bytes(tx.execute(select(login.c.token_blind)).scalar_one())
    assert stored == tokens.hashed(token) and token.encode() not in stored and len(stored) == 32
    for forged in (token[:-1] + ("A" if token[-1] != "A" else "B"), token.upper(), "", "tok_", token + "x" * 100, stored.hex()):
        assert tokens.who(forged) is None


def test_signing_out_is_effective_at_once_and_only_for_that_login(app):
    one, me = signed_in()
    two, _ = signed_in()
    tokens.end([db.in_transaction(service.sign_out, me.account, me.login)])
    assert tokens.who(one) is None and tokens.who(two) is not None
    assert count("login") == 1


def test_a_reader_overtaken_by_a_sign_out_cannot_bring_the_login_back(app, monkeypatch):
    token, me = signed_in()
    cache.cache().clear()
    real = tokens._look_up

    def slow(blind):
        found = real(blind)
        tokens.end([db.in_transaction(service.sign_out, me.account, me.login)])  # while the reader holds what it read
        return found

    monkeypatch.setattr(tokens, "_look_up", slow)
    tokens.who(token)
    monkeypatch.undo()
    assert tokens.who(token) is None


def test_a_login_of_somebody_else_cannot_be_ended(app):
    _, me = signed_in("openid-1")
    _, other = signed_in("openid-2")
    with pytest.raises(NotFound):
        db.in_transaction(service.sign_out, me.account, other.login)
    assert count("login") == 2


def test_with_redis_gone_the_database_answers(app):
    token, me = signed_in()
    before = cache._cache
    cache._cache = cache.Redis("redis://127.0.0.1:1/0")
    try:
        assert tokens.who(token) == me
        tokens.end([db.in_transaction(service.sign_out, me.account, me.login)])
        assert tokens.who(token) is None
    finally:
        cache._cache = before


def test_a_login_unused_for_thirty_days_is_over_and_a_used_one_lives_on(app):
    token, me = signed_in()
    start = clock.now()
    with clock.held_at(start + timedelta(days=29)):
        cache.cache().clear()
        assert tokens.who(token).login == me.login
    with db.reading() as tx:
        assert tx.execute(select(login.c.last_seen)).scalar_one() == start + timedelta(days=29)
    with clock.held_at(start + timedelta(days=58)):
        cache.cache().clear()
        assert tokens.who(token).login == me.login
    with clock.held_at(start + timedelta(days=88, minutes=1)):
        cache.cache().clear()
        assert tokens.who(token) is None
        assert db.in_transaction(service.forget_old) == 1
    assert count("login") == 0


def test_signing_in_takes_two_statements_for_a_known_account_and_who_takes_one_then_none(app):
    signed_in()
    seen = []
    for engine in (db._writer, db._reader):
        # The catalogue's watcher asks by itself once a second.
        event.listen(engine, "before_cursor_execute", lambda c, cur, s, *a: "catalog_release" in s or seen.append(s.split()[0]))
    token = db.in_transaction(service.sign_in, "openid-1", "手机")
    assert [s for s in seen if s != "BEGIN"] == ["SELECT", "INSERT"]
    seen.clear()
    tokens.who(token)
    assert seen == ["SELECT"]
    seen.clear()
    tokens.who(token)
    assert seen == []
