"""A mini-program developer's server as the sandbox sees it: plain HTTP, nothing of the product."""

import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests

LIN, HUANG, LI = "lin-zhihao", "huang-xiuying", "li-wenjing"


class App:
    """One app of the sandbox with its secret; `kind` miniprogram or service."""

    def __init__(self, sandbox, kind="miniprogram", nth=0):
        self.sandbox = sandbox
        card = [one for one in sandbox.control("GET", "/apps") if one["kind"] == kind][nth]
        self.appid, self.secret = card["appid"], card["secret"]
        self.original_id, self.push_token, self.push_aes_key = card["original_id"], card["push_token"], card["push_aes_key"]
        self._token = ""

    def ask(self, method, path, json=None, **params):
        """The reply as it comes; no token by itself."""
        return requests.request(method, self.sandbox.url + path, params=params, json=json, timeout=10)

    @property
    def token(self):
        if not self._token:
            body = {"grant_type": "client_credential", "appid": self.appid, "secret": self.secret}
            self._token = self.ask("POST", "/cgi-bin/stable_token", body).json()["access_token"]
        return self._token

    def get(self, path, **params):
        return self.ask("GET", path, access_token=self.token, **params).json()

    def post(self, path, body=None, **params):
        """JSON body and reply, with the token."""
        return self.ask("POST", path, {} if body is None else body, access_token=self.token, **params).json()

    def raw(self, path, data, **params):
        """A POST whose body is bytes."""
        return requests.post(self.sandbox.url + path, params={"access_token": self.token, **params}, data=data, timeout=10).json()

    def openid(self, person=LIN):
        return next(one for one in self.sandbox.control("GET", "/people") if one["id"] == person)["openid"][self.appid]

    def code(self, person=LIN, kind="login"):
        return self.sandbox.control("POST", f"/wx/{kind}", appid=self.appid, person=person)["code"]

    def session(self, code, **change):
        """What jscode2session says; `change` overrides or, with None, drops arguments."""
        asked = {"appid": self.appid, "secret": self.secret, "js_code": code, "grant_type": "authorization_code", **change}
        return self.ask("GET", "/sns/jscode2session", **{name: value for name, value in asked.items() if value is not None})

    def login(self, person=LIN):
        return self.session(self.code(person)).json()


def errcode(reply, code):
    """The refusal has this errcode and an errmsg that ends with a request id."""
    assert reply["errcode"] == code, reply
    assert " rid: " in reply["errmsg"]
    return reply["errmsg"]


def ahead(sandbox, seconds):
    sandbox.control("POST", "/clock", ahead=seconds)


@pytest.fixture
def mini(sandbox):
    return App(sandbox)


@pytest.fixture
def service(sandbox):
    return App(sandbox, "service")


class Received:
    """One push as it arrived."""

    def __init__(self, method, target, headers, body):
        self.method, self.headers, self.body = method, headers, body
        self.path, self.query = urlsplit(target).path, dict(parse_qsl(urlsplit(target).query))


@contextmanager
def server(answer=lambda got: (200, "success")):
    """A developer's server on a free port: (its URL, what arrived). `answer` gets each Received."""
    arrived = []

    class Handler(BaseHTTPRequestHandler):
        def handle_any(self):
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            got = Received(self.command, self.path, dict(self.headers), body)
            arrived.append(got)
            status, text = answer(got)
            raw = text.encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        do_GET = do_POST = handle_any

        def log_message(self, *_):
            pass

    listening = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=listening.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{listening.server_port}", arrived
    finally:
        listening.shutdown()
        listening.server_close()
