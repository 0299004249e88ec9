"""HTTP as we speak it: a line is kept while it is good, an answer ends where it says, and what is no answer is none."""

import gzip
import socket
import ssl
import threading
import time
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from app.kernel import wire
from app.kernel.errors import Unavailable
from app.kernel.http import Peer, Question, together
from app.kernel.wire import Broken, TooMuch, Wire
from tests.gateways.conftest import _read


def ask(base, path="/", body=b"", headers=None, method="POST", most=1000, seconds=2.0):
    return Wire(base, "p", 2).ask(method, path, body, headers or {}, time.monotonic() + seconds, most)


def says(*parts):
    def talk(connection, request):
        for part in parts:
            connection.sendall(part)

    return talk


def answering(*answers):
    """One line, an answer to each question on it, then its end."""

    def talk(connection, request):
        for place, answer in enumerate(answers):
            if place:
                assert _read(connection)
            connection.sendall(answer)

    return talk


OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


def test_questions_one_after_another_go_over_one_line(stranger):
    with stranger(answering(OK, OK, OK)) as (base, lines):
        wire = Wire(base, "p", 2)
        assert [wire.ask("POST", "/", b"{}", {}, time.monotonic() + 2, 10)[2] for _ in range(3)] == [b"ok"] * 3
    assert len(lines) == 1


@pytest.mark.parametrize("last", [OK, OK.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"), OK + b"more", OK.replace(b"1.1", b"1.0")])
def test_a_line_the_other_side_ended_is_not_used_again(stranger, last):
    gone = threading.Semaphore(0)

    def talk(connection, request):
        connection.sendall(last)
        connection.close()
        gone.release()

    with stranger(talk) as (base, lines):
        wire = Wire(base, "p", 2)
        for _ in range(3):
            assert wire.ask("POST", "/", b"{}", {}, time.monotonic() + 2, 10)[2] == b"ok"
            assert gone.acquire(timeout=2)
    assert len(lines) == 3


def test_what_is_asked_is_one_request_with_its_length_and_address(stranger):
    with stranger(says(OK)) as (base, lines):
        ask(f"{base}/below", "/a?b=%E4%B8%80", b"{}", {"X-Y": "z", "Accept": "application/json"})
        ask(base, "/一?q=a b", method="GET")
    first, second = (one.decode().split("\r\n") for one in lines)
    assert first[0] == "POST /a?b=%E4%B8%80 HTTP/1.1" and first[-1] == "{}"
    assert sorted(first[1:-2]) == sorted(
        [f"Host: {base[7:]}", "User-Agent: shengshi/1", "Accept: application/json", "Accept-Encoding: gzip", "X-Y: z", "Content-Length: 2"]
    )
    assert second[0] == "GET /%E4%B8%80?q=a%20b HTTP/1.1" and not any(line.startswith("Content-Length") for line in second)


@pytest.mark.parametrize("value", ["a\r\nX: y", "a\nb", "a\rb"])
def test_a_header_never_becomes_two(stranger, value):
    with stranger(says(OK)) as (base, lines), pytest.raises(ValueError, match="several lines"):
        ask(base, headers={"X-Y": value})
    assert lines == []


@pytest.mark.parametrize(
    ("told", "body"),
    [
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\nT: u\r\n\r\n", b"abcde"),
        (b"HTTP/1.1 200 OK\r\n\r\nto the end", b"to the end"),
        (b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200\r\ncontent-length: 3\r\n\r\nabc", b"abc"),
        (b"HTTP/1.1 204 No\r\n\r\n", b""),
        (
            b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n%s"
            % (len(gzip.compress(b"small")), gzip.compress(b"small")),
            b"small",
        ),
    ],
)
def test_an_answer_ends_where_it_says_however_it_arrives(stranger, told, body):
    with stranger(says(told)) as (base, _):
        assert ask(base)[2] == body
    with stranger(says(*(told[place : place + 1] for place in range(len(told))))) as (base, _):
        assert ask(base)[2] == body


def test_headers_are_read_in_any_case_and_several_of_one_name_together(stranger):
    with stranger(says(b"HTTP/1.1 403 No\r\nrequest-ID: r1\r\nX-A: 1\r\nx-a: 2\r\nContent-Length: 0\r\n\r\n")) as (base, _):
        status, headers, body, _ = ask(base)
    assert (status, headers.get("Request-Id"), headers.get("X-A"), headers.get("X-B", "none"), body) == (403, "r1", "1, 2", "none", b"")


HEAD = b"HTTP/1.1 200 OK\r\n"


@pytest.mark.parametrize(
    "told",
    [
        b"",
        b"hello\r\n\r\n",
        b"HTTP/2 200\r\n\r\n",
        HEAD + b"no header\r\n\r\n",
        HEAD + b" X: folded\r\n\r\n",
        HEAD + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\nabc",
        HEAD + b"Content-Length: -1\r\n\r\n",
        HEAD + b"Content-Length: 9\r\n\r\nhalf",
        HEAD + b"Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        HEAD + b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
        HEAD + b"Transfer-Encoding: chunked\r\n\r\nx\r\n\r\n",
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n2\r\nabc\r\n0\r\n\r\n",
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n",
        HEAD + b"Content-Encoding: br\r\nContent-Length: 2\r\n\r\nok",
        HEAD + b"Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\nok",
        HEAD + b"Content-Encoding: gzip\r\nContent-Length: 20\r\n\r\n" + gzip.compress(b"half of it is missing")[:20],
    ],
)
def test_what_is_no_answer_is_none(stranger, told):
    with stranger(says(told)) as (base, _), pytest.raises((Broken, TooMuch)):
        ask(base)
    with stranger(says(told)) as (base, _), pytest.raises(Unavailable) as gone:
        Peer("p", base).call("GET", "/")
    assert gone.value.code == "p_down"


@pytest.mark.parametrize(
    "told",
    [
        HEAD + b"Content-Length: 2000\r\n\r\n",
        HEAD + b"\r\n" + b"x" * 2000,
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + (b"12c\r\n" + b"x" * 300 + b"\r\n") * 5 + b"0\r\n\r\n",
        HEAD + b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(b"x" * 2000),
        HEAD + b"X: " + b"x" * 300_000,
    ],
)
def test_more_than_we_take_is_not_read_on(stranger, told):
    with stranger(says(told)) as (base, _), pytest.raises(TooMuch):
        ask(base)


@pytest.fixture
def safe(tmp_path):
    """`https://localhost` that answers each question, and who vouches for it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name, now = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")]), datetime.now(UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), 1, now - timedelta(days=1), now + timedelta(days=1))
    made = made.add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False).sign(key, hashes.SHA256())
    paper = made.public_bytes(serialization.Encoding.PEM)
    plain = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (tmp_path / "all.pem").write_bytes(paper + plain)
    theirs = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    theirs.load_cert_chain(tmp_path / "all.pem")
    heard = []

    def serve(server):
        while True:
            try:
                with theirs.wrap_socket(server.accept()[0], server_side=True) as line:
                    while request := _read(line).partition(b"\r\n\r\n")[2]:
                        heard.append(request)
                        line.sendall(OK)
            except ssl.SSLError:
                pass
            except OSError:
                return

    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=serve, args=(server,), daemon=True).start()
        yield server.getsockname()[1], ssl.create_default_context(cadata=paper.decode()), heard
        server.shutdown(socket.SHUT_RDWR)


def test_nobody_is_spoken_to_whose_certificate_no_authority_signed(safe):
    port, _, heard = safe
    with pytest.raises(ssl.SSLCertVerificationError):
        ask(f"https://localhost:{port}", body=b"secret")
    assert heard == []


def test_over_tls_an_answer_waited_for_with_others_is_heard_whole(safe, monkeypatch):
    port, vouched, heard = safe
    monkeypatch.setattr(wire, "_trusted", lambda: vouched)
    peer = Peer("p", f"https://localhost:{port}")
    peer.call("POST", "/", b"once")
    told = together([Question(peer, "POST", "/", b"again", {})], 2.0)
    assert [one.body for one in told] == [b"ok"] and heard == [b"once", b"again"]


def test_over_tls_the_name_must_be_theirs_and_the_line_is_kept(safe, monkeypatch):
    port, vouched, heard = safe
    monkeypatch.setattr(wire, "_trusted", lambda: vouched)
    with pytest.raises(ssl.SSLCertVerificationError):
        ask(f"https://127.0.0.1:{port}", body=b"secret")
    line = Wire(f"https://localhost:{port}", "p", 2)
    for said in (b"one", b"two"):
        assert line.ask("POST", "/", said, {}, time.monotonic() + 2, 10)[2] == b"ok"
    assert heard == [b"one", b"two"] and len(line._idle) == 1
