"""The one page that wires it all: settings, outside world, catalogue, what follows what, blueprints.

`gunicorn 'wsgi:create_app()'`, `flask --app wsgi …` and the tests all start here.
"""

from __future__ import annotations

from typing import Any

from flask import Flask, request
from flask_smorest import Api, Blueprint

from app.kernel import cache, commands, crypto, db, log
from app.kernel.config import read_settings
from app.kernel.events import Event
from app.kernel.observe import ROUTE, Observed
from app.kernel.relay import Reaction, Relay
from miniprogram_api import house

REACTIONS: dict[Event, list[Reaction]] = {}
TIMERS: list[commands.Timer] = []
BLUEPRINTS: list[Blueprint] = []

OPENAPI = {
    "API_TITLE": "省事",
    "API_VERSION": "1",
    "OPENAPI_VERSION": "3.0.3",
    "OPENAPI_URL_PREFIX": "/",
    "OPENAPI_JSON_PATH": "openapi.json",
}


def create_app(**overrides: Any) -> Flask:
    """The whole application. `overrides` win over the environment (app.kernel.config.Settings' names)."""
    settings = read_settings(**overrides)
    log.configure(settings.log_level)
    db.connect(settings.database_url, settings.pool_size)
    crypto.use(crypto.Keyring.load(settings.data_dir / "keyring.json"))
    cache.use(settings.redis_url)

    app = Flask("shengshi", static_folder=None)
    app.config.update(OPENAPI, SETTINGS=settings)
    app.json.sort_keys = False  # type: ignore[attr-defined]
    api = Api(app)
    for blueprint in BLUEPRINTS:
        api.register_blueprint(blueprint)
    house.register(app)
    app.before_request(_name_route)
    commands.register(app, Relay(REACTIONS), TIMERS)
    app.wsgi_app = Observed(app.wsgi_app)  # type: ignore[method-assign]
    return app


def _name_route() -> None:
    """Log lines and metrics speak of routes, never of paths: a path may carry a number that is somebody's."""
    request.environ[ROUTE] = request.url_rule.rule if request.url_rule else "none"
