"""人脸核身, version 2: bound to person, number and certificate; the phone decides how it goes."""

import base64
import hashlib

import pytest

from sandbox.wechat.face import cert_hash
from tests.sandbox.wechat import HUANG, ahead, errcode, mini

__all__ = ["mini"]

NAME, NUMBER = "林志豪", "440199199208200010"


def begin(app, number="seq-1", name=NAME, id_number=NUMBER, **change):
    cert = {"cert_type": "IDENTITY_CARD", "cert_name": name, "cert_no": id_number}
    return app.post("/cityservice/face/identify/getverifyid", {"out_seq_no": number, "cert_info": cert, "openid": app.openid(), **change})


def own_hash(name=NAME, number=NUMBER):
    parts = [base64.b64encode(value.encode()).decode() for value in ("IDENTITY_CARD", name, number)]
    return hashlib.sha256(f"cert_type={parts[0]}&cert_name={parts[1]}&cert_no={parts[2]}".encode()).hexdigest()


def result(app, verify_id, number="seq-1", **change):
    body = {"verify_id": verify_id, "out_seq_no": number, "openid": app.openid(), "cert_hash": own_hash(), **change}
    return app.post("/cityservice/face/identify/queryverifyinfo", body)


def test_the_published_vector_of_the_certificate_hash():
    wanted = "3c241f7ff324977aeb91f173bb2a7b06569e6fd784d5573db34a636d8671108b"
    assert cert_hash("IDENTITY_CARD", "张三", "310101199801011234") == wanted


def test_a_face_that_fits_passes(sandbox, mini):
    begun = begin(mini)
    assert (begun["errcode"], begun["expires_in"]) == (0, 3600) and len(begun["verify_id"]) <= 256
    assert result(mini, begun["verify_id"])["verify_ret"] == 90199
    sandbox.control("POST", "/wx/face", verify_id=begun["verify_id"], outcome="pass")
    assert result(mini, begun["verify_id"]) == {"errcode": 0, "errmsg": "ok", "verify_ret": 10000}


@pytest.mark.parametrize(("outcome", "code"), [("cancel", 90002), ("dark", 90013), ("mismatch", 90106), ("timeout", 90017)])
def test_how_it_went_wrong_is_told(sandbox, mini, outcome, code):
    begun = begin(mini)
    sandbox.control("POST", "/wx/face", verify_id=begun["verify_id"], outcome=outcome)
    assert result(mini, begun["verify_id"])["verify_ret"] == code


def test_a_face_does_not_pass_for_somebody_elses_certificate(sandbox, mini):
    begun = begin(mini, name="黄秀英", id_number="440199194405170049")
    sandbox.control("POST", "/wx/face", verify_id=begun["verify_id"], outcome="pass")
    assert result(mini, begun["verify_id"], cert_hash=own_hash("黄秀英", "440199194405170049"))["verify_ret"] == 90106


def test_a_result_is_given_only_for_what_was_asked(sandbox, mini):
    begun = begin(mini)
    errcode(result(mini, "fv-unknown"), 84001)
    errcode(result(mini, begun["verify_id"], number="seq-2"), 84001)
    errcode(result(mini, begun["verify_id"], openid=mini.openid(HUANG)), 84001)
    errcode(result(mini, begun["verify_id"], cert_hash=own_hash("黄秀英")), 40097)
    ahead(sandbox, 3601)
    errcode(result(mini, begun["verify_id"]), 84002)


def test_a_bad_beginning_is_named(mini):
    errcode(begin(mini, openid="o" * 28), 40003)
    errcode(begin(mini, name=""), 84006)
    errcode(begin(mini, cert_info={"cert_type": "PASSPORT", "cert_name": NAME, "cert_no": NUMBER}), 40097)
    assert begin(mini)["errcode"] == 0
    errcode(begin(mini), 40097)
