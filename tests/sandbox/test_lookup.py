"""`POST /sources/lookup`: rows for who asks, signed; off, slow, or not to be believed when the control page says so."""

import hashlib
import hmac
import json
import secrets
import time

import pytest
import requests

LIN = {"name": "林志豪", "id_type": "111", "id_number": "440199199208200010"}
ZHAO = {"name": "赵大伟", "id_type": "111", "id_number": "44019919851119005X"}


def ask(sandbox, register, person=LIN, secret=None, **more):
    return signed(sandbox, "/sources/lookup", {"register": register, "person": person, "purpose": "查社保", "case_no": None} | more, secret)


def signed(sandbox, path, body, secret=None):
    raw = json.dumps(body).encode()
    stamp, nonce = str(int(time.time())), secrets.token_hex(16)
    message = f"POST\n{path}\n{stamp}\n{nonce}\n{hashlib.sha256(raw).hexdigest()}\n"
    key = secret or sandbox.credentials["sources"]["key"]
    headers = {
        "X-Shengshi-Department": "platform",
        "X-Shengshi-Timestamp": stamp,
        "X-Shengshi-Nonce": nonce,
        "X-Shengshi-Signature": hmac.new(key.encode(), message.encode(), hashlib.sha256).hexdigest(),
        "Content-Type": "application/json",
    }
    return requests.post(sandbox.url + path, data=raw, headers=headers, timeout=10)


def said(reply):
    return reply.status_code, reply.json().get("code")


def test_rows_come_with_their_ids_their_time_and_the_provider_s_seal(sandbox):
    reply = ask(sandbox, "rst.account", ZHAO, key={"id": ZHAO["id_number"]})
    body = reply.json()
    row = {"row_id": ZHAO["id_number"], "id": ZHAO["id_number"], "本金": 7482240, "利息": 1106418, "余额": 8588658}
    assert (reply.status_code, body["register"], body["rows"], body["total"]) == (200, "rst.account", [row], 1)
    assert body["provider"] == "dept-rst" and body["as_of"].endswith("Z")
    digest = hashlib.sha256(json.dumps([row], ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
    key = sandbox.credentials["departments"]["keys"]["dept-rst"]
    assert body["seal"] == hmac.new(key.encode(), f"rst.account\n{body['as_of']}\n{digest}\n".encode(), hashlib.sha256).hexdigest()


def test_nothing_there_is_an_empty_answer_and_a_limit_cuts(sandbox):
    assert ask(sandbox, "jj.violations").json()["rows"] == []
    body = ask(sandbox, "jj.plates", key={"状态": "空闲", "城市": "440100", "种类": "02"}, limit=3).json()
    assert ([row["row_id"] for row in body["rows"]], body["total"]) == (["粤A0001K", "粤A0002K", "粤A0003K"], 120)


@pytest.mark.parametrize(
    ("more", "answer"),
    [
        ({"register": "rst.nothing"}, (422, "unknown_register")),
        ({"key": {"颜色": "红"}}, (422, "unknown_column")),
        ({"key": []}, (422, "bad_body")),
        ({"purpose": " "}, (422, "bad_body")),
        ({"limit": 501}, (422, "bad_body")),
        ({"person": {"name": "林志豪"}}, (422, "bad_body")),
        ({"person": LIN | {"name": "赵大伟"}}, (403, "not_the_person")),
        ({"person": {"name": "林沐阳", "id_number": "440199202610080015"}}, (403, "not_the_person")),
        ({"key": {"id": ZHAO["id_number"]}}, (403, "not_yours")),
        ({"secret": "another"}, (401, "bad_signature")),
    ],
)
def test_what_cannot_be_asked_is_refused_with_its_code(sandbox, more, answer):
    assert said(ask(sandbox, **{"register": "rst.account"} | more)) == answer


def test_each_register_has_its_own_switch_a_view_goes_with_its_source_and_a_table_is_never_off(sandbox):
    sandbox.control("POST", "/settings", registers_off=["rst.pays", "rst.rates"])
    assert said(ask(sandbox, "rst.pays")) == (503, "source_off")
    assert said(ask(sandbox, "rst.months")) == (503, "source_off")
    assert ask(sandbox, "rst.rates").status_code == 200
    assert ask(sandbox, "rst.account").status_code == 200


@pytest.mark.parametrize(
    ("kind", "believable"),
    [
        ("person", lambda rows: rows[0]["id"] == "110101199001010015"),
        ("type", lambda rows: rows[0]["余额"] == "很多" and rows[0]["id"] == 20261123),
    ],
)
def test_a_register_can_answer_what_must_not_be_believed(sandbox, kind, believable):
    sandbox.control("POST", "/settings", registers_wrong=[f"rst.account:{kind}"])
    assert believable(ask(sandbox, "rst.account").json()["rows"])


@pytest.mark.parametrize("kind", ["cut", "dead"])
def test_a_register_can_break_off(sandbox, kind):
    sandbox.control("POST", "/settings", registers_wrong=[f"rst.account:{kind}"])
    with pytest.raises(requests.RequestException):
        ask(sandbox, "rst.account").content  # noqa: B018


def test_a_register_can_be_late(sandbox):
    sandbox.control("POST", "/settings", register_delay=0.3)
    began = time.monotonic()
    assert ask(sandbox, "rst.account").status_code == 200
    assert time.monotonic() - began >= 0.3


@pytest.mark.parametrize(
    "change", [{"registers_off": ["rst.nothing"]}, {"registers_wrong": ["rst.account:loud"]}, {"registers_wrong": ["rst.account"]}]
)
def test_a_switch_of_nothing_is_refused_and_changes_nothing(sandbox, change):
    with pytest.raises(AssertionError, match="sandbox said 400"):
        sandbox.control("POST", "/settings", **change)
    assert sandbox.control("GET", "/settings")["registers_off"] == []
