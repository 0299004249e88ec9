"""Behind a TLS proxy, as clients that insist on https meet it: every address the sandbox gives can be followed."""

import hashlib
import ssl
import subprocess
import sys
import threading
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path

import pytest
import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.conftest import Sandbox
from tests.sandbox.merchant import DIRECT, Merchant
from tests.sandbox.test_pay_bills import ask, read, today

ROOT = Path(__file__).parents[2]


def certificate(folder):
    """(path of the certificate, path of certificate and key) for 127.0.0.1."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "box")])
    now = datetime.now(UTC)
    built = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
    built = built.not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
    built = built.add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), False)
    pem = built.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    kept = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "cert.pem").write_bytes(pem)
    (folder / "both.pem").write_bytes(pem + key.private_bytes(*kept))
    return folder / "cert.pem", folder / "both.pem"


@contextmanager
def proxy(pem):
    """https on a free port, everything handed on to `server.inner`."""

    class Pass(BaseHTTPRequestHandler):
        def do_GET(self):
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            given = {name: value for name, value in self.headers.items() if name.lower() != "host"}
            answer = requests.request(self.command, self.server.inner + self.path, data=body, headers=given, timeout=10)
            self.send_response(answer.status_code)
            for name, value in answer.headers.items():
                if name.lower() not in ("connection", "keep-alive", "content-length"):
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer.content)))
            self.end_headers()
            self.wfile.write(answer.content)

        do_POST = do_GET

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Pass)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()


@pytest.fixture
def box(tmp_path, monkeypatch):
    """A sandbox of its own behind the proxy, known to callers only by its https address."""
    trusted, pem = certificate(tmp_path)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(trusted))
    with proxy(pem) as front:
        base = f"https://127.0.0.1:{front.server_port}"
        # --host 127.0.0.2: what the sandbox itself would call its address is not where anybody reaches it.
        command = [
            sys.executable,
            "-m",
            "sandbox",
            "--host",
            "127.0.0.2",
            "--port",
            "0",
            "--base",
            base,
            "--state",
            str(tmp_path / "state"),
        ]
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        try:
            assert process.stdout.readline().strip() == f"sandbox listening on {base}"
            front.inner = f"http://127.0.0.2:{port_of(process.pid)}"
            yield Sandbox(base, {})
        finally:
            process.kill()


def port_of(pid):
    """The port this process listens on."""
    sockets = {link.readlink().name for link in Path(f"/proc/{pid}/fd").iterdir() if link.is_symlink()}
    for line in Path(f"/proc/{pid}/net/tcp").read_text().splitlines()[1:]:
        parts = line.split()
        if parts[3] == "0A" and f"socket:[{parts[9]}]" in sockets:
            return int(parts[1].partition(":")[2], 16)
    raise AssertionError("listens nowhere")


def test_order_payment_refund_and_bill_go_through_the_addresses_it_gave(box):
    box.control("POST", "/settings", refund_delay=0, refund_spacing=0)
    shop = Merchant(box, DIRECT)
    assert shop.card["base"] == box.url
    shop.paid("order-1", 12000)
    assert shop.refund("order-1", "refund-1", 5000, 12000).status_code == 200
    box.control("POST", f"/bills/{DIRECT}/{today()}")
    answer = ask(shop, today())
    link = answer.json()["download_url"]
    assert link.startswith(f"{box.url}/v3/billdownload/file?token=")
    target = link.removeprefix(box.url)
    given = {"Accept": "*/*", "User-Agent": "tests", "Authorization": shop.authorization("GET", target, b"")}
    file = requests.get(link, headers=given, timeout=10)  # as given, not put together again
    assert file.status_code == 200
    assert hashlib.sha1(file.content).hexdigest() == answer.json()["hash_value"]
    _, rows, _, _ = read(file.content)
    assert [(row["商户订单号"], row["交易状态"]) for row in rows] == [("order-1", "SUCCESS"), ("order-1", "REFUND")]
