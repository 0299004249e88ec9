"""What tests share: a migrated database emptied before each test, the application, the sandbox over real HTTP.

Everything runs on SQLite, and again on the MariaDB and Redis that TEST_DATABASE_URL and TEST_REDIS_URL name.
"""

from __future__ import annotations

import gc
import io
import json
import math
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import requests
from sqlalchemy import inspect, text

from app.checks import CHECKS
from app.demand import service as demand
from app.gateways import registers, sources, tax
from app.kernel import log, signed
from app.language import registry
from app.prices import PRICES
from deploy.emptying import empty
from payment.channels import signing
from scenes import BESIDE, discover
from tests.wire import held

registry.decide_with(CHECKS)
registry.price_with(PRICES)
registry.use(discover(), BESIDE)  # also for tests that read declarations without an application

ASKING = {"db_url", "kernel_db"}  # fixtures that lead to a database
ITSELF = "TEST_DATABASE_URL"  # in the text of a file that finds its way without them


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--asks-database", action="store_true", help="leave out the tests that ask no database")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """With --asks-database: what comes out the same on any database (or is marked as alike) runs on one of them only."""
    if config.getoption("--asks-database"):
        itself = {path: ITSELF in path.read_text("utf-8") for path in {item.path for item in items}}
        asks = {item: itself[item.path] or not ASKING.isdisjoint(getattr(item, "fixturenames", ())) for item in items}
        asks = {item: asking and not item.get_closest_marker("alike") for item, asking in asks.items()}
        config.hook.pytest_deselected(items=[item for item in items if not asks[item]])
        items[:] = [item for item in items if asks[item]]


def pytest_collection_finish() -> None:
    """What was imported stays to the end: the collector of garbage does not walk through all of it again and again. It took a quarter of
    the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


@pytest.fixture(scope="session", autouse=True)
def keys_read_once() -> Iterator[None]:
    """OpenSSL proves each private key that it reads, 33 ms: once for each key, not for each time a test connects a merchant."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(signing, "load_pem_private_key", lru_cache(signing.load_pem_private_key))
        yield


@pytest.fixture(scope="session", autouse=True)
def nothing_counted_by_the_way() -> Iterator[None]:
    """What is read in memory is counted into tables when a test says so, never in the middle of another."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(demand, "EVERY_S", math.inf)
        yield


@pytest.fixture(scope="session")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Keyring and files of the session."""
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="session")
def db_url(data_dir: Path) -> str:
    """SQLite, unless a server is named."""
    return os.environ.get("TEST_DATABASE_URL") or f"sqlite:///{data_dir}/test.db"


@dataclass
class Sandbox:
    """The outside world, running. `control(...)` is its control API."""

    url: str
    credentials: dict[str, Any]

    def control(self, method: str, path: str, **body: Any) -> Any:
        reply = requests.request(method, f"{self.url}/control{path}", json=body or None, timeout=10)
        if reply.status_code >= 400:
            raise AssertionError(f"sandbox said {reply.status_code}: {reply.text[:300]}")
        return reply.json() if reply.content else None


@pytest.fixture(scope="session")
def sandbox_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """One sandbox for the session, on a free port."""
    folder = tmp_path_factory.mktemp("sandbox")
    file = folder / "credentials.json"
    command = [sys.executable, "-m", "sandbox", "--port", "0", "--credentials", str(file)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=(folder / "log").open("w"), text=True)
    assert process.stdout
    line = process.stdout.readline()
    if "listening on" not in line:
        raise RuntimeError(f"the sandbox did not start: {line} {(folder / 'log').read_text()[-1000:]}")
    until = time.monotonic() + 5
    while not file.exists() and time.monotonic() < until:
        time.sleep(0.02)
    yield Sandbox(line.rsplit(" ", 1)[-1].strip(), json.loads(file.read_text()))
    process.terminate()
    process.wait(10)


@pytest.fixture
def sandbox(sandbox_server: Sandbox, monkeypatch: pytest.MonkeyPatch) -> Sandbox:
    """The sandbox, as new, courses at once and nothing by itself until a test says so. It lives in real time: where a test holds our
    clock still, what we ask its sources is stamped as if it were not."""

    def stamped(key: str, who: str, method: str, path: str, body: bytes) -> dict[str, str]:
        now = str(int(time.time()))
        made = {**signed.sign(key, who, method, path, body), "X-Shengshi-Timestamp": now}
        return {**made, "X-Shengshi-Signature": signed._mac(key, method, path, now, made["X-Shengshi-Nonce"], body)}

    for gateway in (registers, sources, tax):
        monkeypatch.setattr(gateway, "signed", SimpleNamespace(sign=stamped))
    sandbox_server.control("POST", "/reset")
    return sandbox_server


@pytest.fixture(scope="session")
def session_app(db_url: str, data_dir: Path, sandbox_server: Sandbox) -> Any:
    """The application, migrated, catalogue published, once."""
    from wsgi import create_app

    app = create_app(
        database_url=db_url,
        redis_url=os.environ.get("TEST_REDIS_URL", ""),
        data_dir=data_dir,
        credentials=sandbox_server.credentials,
        public_url="http://127.0.0.1:1",
        flood_limit=10**6,  # every test knocks from one address, as fast as the machine can
    )
    from app.kernel import commands, db

    with db.engine().begin() as tx:
        for table in inspect(tx).get_table_names():
            tx.execute(text(f"DROP TABLE {table}"))
    commands.upgrade()
    publish = getattr(__import__("wsgi"), "publish_catalogue", None)
    if publish:
        publish()
    app.test_client_class = held(app)
    return app


@pytest.fixture
def app(session_app: Any) -> Any:
    """The application on a clean database and an empty cache, holding nothing against a department that was off in another test."""
    from app.kernel import ports

    empty()
    ports.outside().sources.forgive()
    ports.outside().tax.forgive()
    ports.outside().cards.forgive()
    return session_app


@pytest.fixture
def lines(app: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[io.BytesIO]:
    """Everything that is logged from here on."""
    kept = io.BytesIO()
    monkeypatch.setattr(app.wsgi_app, "write", kept.write)
    monkeypatch.setattr(sys, "stdout", SimpleNamespace(buffer=kept, write=lambda s: kept.write(s.encode()), flush=lambda: None))
    log.configure()
    yield kept
    monkeypatch.undo()
    log.configure()


@pytest.fixture
def client(app: Any) -> Any:
    """Knocks on the door as anyone."""
    return app.test_client()


@pytest.fixture
def imaginary(app: Any) -> Iterator[Any]:
    """The application with tests/imaginary published beside the catalogue; taken back afterwards."""
    with _imaginary():
        yield app


@pytest.fixture(scope="module")
def imaginary_throughout(session_app: Any) -> Iterator[None]:
    """The same for all tests of a file, published once."""
    with _imaginary():
        yield


@contextmanager
def _imaginary() -> Iterator[None]:
    from app.kernel import db
    from app.publishing import release, service
    from app.publishing.commands import publish_contents
    from tests.beside import drafts
    from tests.imaginary import contents

    before = release.current().number
    publish_contents({**drafts(), **contents()}, "test")
    yield
    with db.transaction() as tx:
        service.roll_back(tx, before, "test over")
    release.refresh()
