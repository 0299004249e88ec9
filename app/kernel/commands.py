"""Command line of the house: `flask db upgrade|downgrade|current`, `flask relay`."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click
import structlog
from flask import Flask
from flask.cli import AppGroup

from app.kernel import db, sealing
from app.kernel.relay import Relay

if TYPE_CHECKING:
    from alembic.config import Config  # 10 MB that a worker never needs: imported where a command runs

Timer = tuple[float, Callable[[], object]]  # every how many seconds, what


def register(app: Flask, relay: Relay, timers: Sequence[Timer]) -> None:
    """Add the commands to `flask`."""
    app.cli.add_command(_db)
    app.cli.add_command(_seal)

    @app.cli.command("relay", help="运行待发事件：通知、移交部门、结算后的事。可同时运行多个。")
    def run_relay() -> None:
        stop = threading.Event()
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: stop.set())
        for seconds, work in timers:
            threading.Thread(target=_repeat, args=(stop, seconds, work), daemon=True).start()
        click.echo("relay running")
        relay.run(stop)


def alembic_config() -> Config:
    """Alembic's settings, without an ini file."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parents[2] / "migrations"))
    return config


def upgrade(to: str = "head") -> None:
    """Bring the database up to date."""
    from alembic import command

    command.upgrade(alembic_config(), to)


_db = AppGroup("db", help="数据库结构。")


@_db.command("upgrade")
@click.argument("to", default="head")
def _upgrade(to: str) -> None:
    upgrade(to)


@_db.command("downgrade")
@click.argument("to")
def _downgrade(to: str) -> None:
    from alembic import command

    command.downgrade(alembic_config(), to)


@_db.command("current")
def _current() -> None:
    from alembic import command

    command.current(alembic_config(), verbose=True)


@click.command("seal", help="把旧版代码写下的明文封起来（升级全部完成后跑一次，多跑无妨）。")
def _seal() -> None:
    with db.engine().connect() as tx:
        done = sum(sealing.seal_all(tx, plan, tx.commit) for plan in sealing.ALL)
        tx.commit()
    click.echo(f"封了 {done} 行")


def _repeat(stop: threading.Event, seconds: float, work: Callable[[], object]) -> None:
    log = structlog.get_logger("timer")
    while not stop.wait(seconds):
        started = time.monotonic()
        try:
            work()
        except Exception as error:
            log.error("timer_failed", work=work.__name__, error=type(error).__name__, ms=int((time.monotonic() - started) * 1000))
