"""JSON lines on standard output: one per request, one per thing worth knowing. Personal data never reaches them."""

from __future__ import annotations

import logging
import re
import sys
from types import TracebackType

import orjson
import structlog
from structlog.typing import EventDict, WrappedLogger

from app.kernel import clock
from app.kernel.masks import redact

_ADDRESS = re.compile(r"\b(ip=|peer=|from )[0-9a-fA-F.:\[\]]+(?=[:\s,)]|$)")
# Values under these names are dropped whatever they look like.
PRIVATE_KEYS = frozenset({"name", "id_number", "phone", "address", "token", "openid", "form", "session_key", "secret", "body"})


def configure(level: str = "INFO") -> None:
    """Set up structlog and the standard library's logging to the same redacted JSON lines."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _redact,
            structlog.processors.JSONRenderer(serializer=_dump),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, level.upper(), logging.INFO)),
        logger_factory=structlog.BytesLoggerFactory(sys.stdout.buffer if hasattr(sys.stdout, "buffer") else None),
        cache_logger_on_first_use=False,
    )
    logging.basicConfig(level=logging.WARNING, handlers=[_Handler()], force=True)


def _dump(event: object, **_: object) -> bytes:
    return orjson.dumps(event, default=str)


def _redact(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    for key, value in event.items():
        if key in PRIVATE_KEYS:
            event[key] = "[redacted]"
        elif isinstance(value, str):
            event[key] = redact(value)
    return event


def server_lines(logger: logging.Logger) -> None:
    """The web server's own lines (gunicorn.conf.py) go the same way: they speak of paths and bytes that strangers sent."""
    logger.handlers = [_ServerHandler()]
    logger.propagate = False


class _Handler(logging.Handler):
    """Lines of libraries, redacted. An exception shows its type and place, not its text: texts carry values."""

    def emit(self, record: logging.LogRecord) -> None:
        line: dict[str, object] = {"event": redact(record.getMessage())[:500], "logger": record.name, "level": record.levelname.lower()}
        line["at"] = clock.now()
        if record.exc_info and record.exc_info[0]:
            line["error"] = record.exc_info[0].__name__
            line["trace"] = _places(record.exc_info[2])
        sys.stdout.buffer.write(orjson.dumps(line) + b"\n") if hasattr(sys.stdout, "buffer") else None


class _ServerHandler(_Handler):
    """A caller's address stands in no log, in the server's neither."""

    def emit(self, record: logging.LogRecord) -> None:
        record.msg, record.args = _ADDRESS.sub(r"\1-", record.getMessage()), ()
        super().emit(record)


def _places(trace: TracebackType | None) -> list[str]:
    places = []
    while trace:
        code = trace.tb_frame.f_code
        places.append(f"{code.co_filename.rsplit('/', 2)[-1]}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return places[-12:]
