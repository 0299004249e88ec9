"""Settings, read once from the environment.

Production differs from the demo in three of them: DATABASE_URL, REDIS_URL and WECHAT_CREDENTIALS.
The credentials file (JSON) holds all that WeChat, WeChat Pay, the departments and the data sources gave the
city; its shape is in `.env.example` and the sandbox writes one of the same shape.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypedDict, Unpack

from environs import Env

from app.kernel.jsons import Object, part


@dataclass(frozen=True)
class Settings:
    """What a running process needs to know about where it is."""

    database_url: str = "sqlite:///var/shengshi.db"
    redis_url: str = ""  # empty: an in-process twin
    credentials_path: str = ""
    data_dir: Path = Path("var")
    public_url: str = "http://127.0.0.1:8080"  # where WeChat and departments reach us
    hosts: str = ""  # other names that requests may ask for, with commas between; `*`: any
    frontend_dir: Path = Path("frontend/dist/build/h5")
    log_level: str = "INFO"
    pool_size: int = 10
    flood_limit: int = 200  # requests a second from one address, in each worker
    proxies: str = "127.0.0.1"  # whose X-Forwarded-For is believed: addresses with commas between, or *
    credentials: Object = field(default_factory=dict)

    @property
    def sandboxed(self) -> bool:
        """True when the outside world is the sandbox: the credentials file says so itself."""
        return bool(self.credentials.get("sandbox"))

    def card(self, name: str) -> Object:
        """What the credentials file holds about one outside system; empty when nothing."""
        return part(self.credentials, name)


class Overrides(TypedDict, total=False):
    """Settings by name."""

    database_url: str
    redis_url: str
    credentials_path: str
    data_dir: Path
    public_url: str
    hosts: str
    frontend_dir: Path
    log_level: str
    pool_size: int
    flood_limit: int
    proxies: str
    credentials: Object


def read_settings(**overrides: Unpack[Overrides]) -> Settings:
    """Read the environment; `overrides` win (tests). A credentials path that cannot be read is an error now, not later."""
    env = Env()
    values: Overrides = {
        "database_url": env.str("DATABASE_URL", Settings.database_url),
        "redis_url": env.str("REDIS_URL", Settings.redis_url),
        "credentials_path": env.str("WECHAT_CREDENTIALS", ""),
        "data_dir": Path(env.str("DATA_DIR", "var")),
        "frontend_dir": Path(env.str("FRONTEND_DIR", str(Settings.frontend_dir))),
        "hosts": env.str("HOSTS", ""),
        "log_level": env.str("LOG_LEVEL", "INFO"),
        "pool_size": env.int("POOL_SIZE", 10),
        "flood_limit": env.int("FLOOD_LIMIT", Settings.flood_limit),
        "proxies": env.str("FORWARDED_ALLOW_IPS", Settings.proxies),
        **overrides,
    }
    if values["credentials_path"] and "credentials" not in overrides:
        values["credentials"] = json.loads(Path(values["credentials_path"]).read_text("utf-8"))
    if "public_url" not in overrides:
        from_file = values.get("credentials", {}).get("public_url", Settings.public_url)
        values["public_url"] = env.str("PUBLIC_URL", str(from_file))
    return Settings(**values)
