"""The proxy's settings, by nginx itself: read without a fault, and what a browser gets through them."""

import contextlib
import http.client
import ssl
import subprocess
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from deploy.servers import find, free_port

CONF = Path(__file__).parents[2] / "deploy/nginx.conf"


class Behind(BaseHTTPRequestHandler):
    """What stands behind the proxy: says what it was asked."""

    def do_GET(self):
        body = repr([self.headers["Host"], self.headers["X-Forwarded-For"], self.headers["X-Forwarded-Proto"]]).encode()
        self.send_response(500 if self.path == "/fault" else 200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def proxy(tmp_path_factory):
    """(https port, http port) of an nginx with our settings before a server of a test's own."""
    if not find("nginx"):
        pytest.skip("nginx is not installed: make servers")
    folder = tmp_path_factory.mktemp("nginx")
    pair = ["-newkey", "rsa:2048", "-nodes", "-keyout", f"{folder}/privkey.pem", "-out", f"{folder}/fullchain.pem", "-days", "2"]
    subprocess.run(["openssl", "req", "-x509", *pair, "-subj", "/CN=localhost"], check=True, capture_output=True)
    behind = ThreadingHTTPServer(("127.0.0.1", 0), Behind)
    threading.Thread(target=behind.serve_forever, daemon=True).start()
    https, plain = free_port(), free_port()
    text = CONF.read_text("utf-8")
    for ours, here in (
        ("worker_processes auto;", f"worker_processes 1; daemon off; pid {folder}/pid;"),
        ("server web:8080", f"server 127.0.0.1:{behind.server_port}"),
        ("listen 80;", f"listen 127.0.0.1:{plain};"),
        ("listen 443 ssl", f"listen 127.0.0.1:{https} ssl"),
        ("/etc/nginx/tls/", f"{folder}/"),
    ):
        assert ours in text, ours
        text = text.replace(ours, here)
    kept = "".join(f"  {kind}_temp_path {folder}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    (folder / "nginx.conf").write_text(text.replace("http {\n", "http {\n" + kept, 1))
    command = [find("nginx"), "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", str(folder / "error.log")]
    tested = subprocess.run([*command, "-t"], capture_output=True, text=True)
    assert tested.returncode == 0, tested.stderr
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        until = time.monotonic() + 20
        while time.monotonic() < until:
            with contextlib.suppress(OSError):
                ask(https, "/")
                break
            time.sleep(0.05)
        yield https, plain
    finally:
        process.terminate()
        process.wait(10)
        behind.shutdown()


def ask(port, path, **headers):
    line = http.client.HTTPSConnection("127.0.0.1", port, timeout=10, context=ssl._create_unverified_context())
    line.request("GET", path, headers={"Host": "localhost", **headers})
    reply = line.getresponse()
    return reply.status, reply.headers, reply.read().decode()


@pytest.mark.parametrize("path", ["/", "/api/app", "/department/v1/x", "/notify/x", "/fault", "/metrics"])
def test_a_browser_is_told_to_come_by_tls_alone_on_every_answer(proxy, path):
    status, headers, _ = ask(proxy[0], path)
    assert status == {"/fault": 500, "/metrics": 403}.get(path, 200)
    assert headers.get_all("Strict-Transport-Security") == ["max-age=63072000; includeSubDomains"]
    assert headers["Server"] == "nginx"


def test_without_tls_one_is_sent_to_it(proxy):
    line = http.client.HTTPConnection("127.0.0.1", proxy[1], timeout=10)
    line.request("GET", "/h5/?a=1", headers={"Host": "shengshi.example.gov.cn"})
    reply = line.getresponse()
    assert (reply.status, reply.headers["Location"]) == (301, "https://shengshi.example.gov.cn/h5/?a=1")


def test_a_caller_cannot_say_where_they_call_from(proxy):
    _, _, heard = ask(proxy[0], "/", **{"X-Forwarded-For": "198.51.100.1"})
    assert heard == "['localhost', '127.0.0.1', 'https']"
