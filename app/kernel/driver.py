"""PyMySQL with one TLS context for all connections of a process: by itself it makes one each, 0.8 MB whether used or not."""

from __future__ import annotations

import ssl
from typing import Any

from pymysql.connections import Connection

_contexts: dict[str, ssl.SSLContext] = {}


class OneContext(Connection):  # type: ignore[misc,type-arg,unused-ignore]
    """A connection of the same settings has the same context."""

    def _create_ssl_ctx(self, sslp: Any) -> ssl.SSLContext:
        key = repr(sorted(sslp.items())) if isinstance(sslp, dict) else repr(sslp)
        if key not in _contexts:
            _contexts[key] = super()._create_ssl_ctx(sslp)
        return _contexts[key]


def connect(dialect: Any, record: Any, arguments: Any, options: dict[str, Any]) -> OneContext:
    """For SQLAlchemy's do_connect event."""
    return OneContext(*arguments, **options)
