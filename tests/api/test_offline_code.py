"""A shown code that says itself what it shows: signed, for a minute, asked for by the holder, who reads of it."""

import base64
import json
from html import unescape
from urllib.parse import urlsplit

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from sqlalchemy import update

from app.certificates.models import certificate
from app.kernel import clock, crypto, db, text, tickets
from tests.api.test_wallet import passport
from tests.known import proved
from tests.residents import count


@pytest.fixture
def lin(app, sandbox):
    return proved(app, sandbox)


def raw(said):
    return base64.urlsafe_b64decode(said + "=" * (-len(said) % 4))


def believed(ticket, keys):
    """What somebody reads who has the public keys and nothing else. Raises InvalidSignature."""
    said, number, signature = ticket.rsplit(".", 2)
    key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), raw(keys[number]))
    r, s = (int.from_bytes(raw(signature)[at : at + 32], "big") for at in (0, 32))
    key.verify(encode_dss_signature(r, s), f"{said}.{number}".encode(), ec.ECDSA(hashes.SHA256()))
    return json.loads(raw(said.partition(".")[2]))


def shown(lin, **body):
    reply = lin.post(f"/api/certificates/{passport(lin)['id']}/codes", body)
    assert reply.status_code == 201, reply.text
    return reply.json


def uses(lin):
    return [(one["unit"], one["what"], one["why"]) for one in lin.get("/api/me/uses").json["uses"] if "核对" in one["why"]]


def test_it_says_what_was_agreed_until_when_and_the_holder_reads_that_it_was_there(lin, client):
    one = shown(lin, fields=["name"], offline=True)
    page, _, ticket = one["url"].partition("#")
    assert urlsplit(page).path == "/h5/check/" and ticket.startswith(f"{one['code']}.") and len(one["url"]) < 330
    told = believed(ticket, tickets.public())
    assert (told["t"], told["l"]) == ("普通护照", [["姓名", "林志豪"], ["证件", "有效"]])
    assert 58 <= told["e"] - clock.now().timestamp() <= 60 and abs(text.moment(one["expires_at"]).timestamp() - told["e"]) < 1
    assert uses(lin) == [("拿到这个码的人", ["姓名", "证件有效"], "没有网络时核对普通护照")]
    assert client.get(f"/api/verify/{one['code']}").json["valid"] is True  # who has a network asks as ever


def test_whoever_does_not_ask_for_it_shows_a_code_that_says_nothing_by_itself(lin):
    one = shown(lin)
    assert one["url"].endswith(f"/h5/#/pages/verify/index?c={one['code']}") and uses(lin) == []


def test_no_character_of_it_can_be_changed(lin):
    ticket = shown(lin, offline=True)["url"].partition("#")[2]
    end = ticket.rindex(".")
    for at in range(0, end, 7):
        if ticket[at] == "." or ticket[at + 1] == ".":
            continue
        forged = ticket[:at] + ("A" if ticket[at] != "A" else "B") + ticket[at + 1 :]
        with pytest.raises(InvalidSignature):
            believed(forged, tickets.public())


def test_what_cannot_be_shown_cannot_be_shown_so_either(lin):
    one = passport(lin)["id"]
    with db.transaction() as tx:
        tx.execute(update(certificate).where(certificate.c.id == one).values(status="revoked"))
    assert lin.post(f"/api/certificates/{one}/codes", {"offline": True}).json["code"] == "cannot_show"
    assert count("presentation") == 0 and uses(lin) == []


def test_the_page_has_the_public_keys_inside_and_no_private_one(app, tmp_path, monkeypatch):
    (tmp_path / "check").mkdir()
    (tmp_path / "check/index.html").write_text('<body data-keys="%KEYS%">', "utf-8")
    monkeypatch.setitem(app.config, "SETTINGS", type("S", (), {"frontend_dir": tmp_path}))
    reply = app.test_client().get("/h5/check/")
    assert reply.status_code == 200 and reply.headers["Cache-Control"] == "no-cache"
    keys = json.loads(unescape(reply.text.split('"')[1]))
    assert keys == tickets.public() and [len(raw(one)) for one in keys.values()] == [65]


def test_all_machines_with_one_keyring_sign_alike_and_an_older_key_is_still_believed():
    ring = crypto.Keyring({1: b"1" * 32}, b"i" * 32)
    both = crypto.Keyring({1: b"1" * 32, 2: b"2" * 32}, b"i" * 32)
    before = dict(tickets._keys)
    try:
        tickets.use(ring)
        old = tickets.sign(f"{'c' * 24}.{tickets.text(b'{}')}")
        tickets.use(both)
        assert believed(old, tickets.public()) == {} and believed(tickets.sign(f"c.{tickets.text(b'[]')}"), tickets.public()) == []
        assert tickets.sign("c.e30").split(".")[2] == "2" and "1" * 32 not in str(tickets.public())
    finally:
        tickets._keys.clear()
        tickets._keys.update(before)
