"""The sandbox's ciphers against vectors that are not its own (wechat.md 9)."""

import base64
import subprocess

import pytest

from sandbox.identity import Identity, certificate
from sandbox.pay import aead

PLAIN = b'{"mchid":"1900000109","out_trade_no":"T20260101000001","trade_state":"SUCCESS"}'
SEALED = "DUcegK33A8MEOgdCtMPWwAdrzVDy3c3PSUd0ZmYkqr+HZBhZ2IINK5rQPYKdjLgLWra3ukkk2BG/sMCWIPKIWpBmGYUw1wpAFGALLx8cSz/GqGvMPgdcOAgCKsZw0HE="


def test_v5_a_notification_is_sealed_as_everybody_seals_it():
    sealed = aead.seal("0123456789abcdef0123456789abcdef", PLAIN, "transaction", "fdasflkja484")
    assert sealed == {"algorithm": "AEAD_AES_256_GCM", "ciphertext": SEALED, "nonce": "fdasflkja484", "associated_data": "transaction"}
    assert len(base64.b64decode(SEALED)) == len(PLAIN) + 16


def test_a_sensitive_field_opens_with_its_key_and_no_other():
    keys = Identity()
    hidden = aead.hide(keys.key("one").public_key(), "林志豪")
    assert aead.reveal(keys.key("one"), hidden) == "林志豪"
    for wrong in (lambda: aead.reveal(keys.key("two"), hidden), lambda: aead.reveal(keys.key("one"), "AAAA")):
        with pytest.raises(ValueError):
            wrong()


def test_openssl_reads_the_certificate_and_prints_the_serial_as_the_header_does(tmp_path):

    keys = Identity()
    serial = keys.serial("platform-1")
    file = tmp_path / "platform.pem"
    file.write_text(certificate(keys.key("platform-1"), serial, "a", "b"))
    said = subprocess.run(["openssl", "x509", "-in", file, "-noout", "-serial"], capture_output=True, text=True, check=True).stdout
    assert said == f"serial={serial}\n"
