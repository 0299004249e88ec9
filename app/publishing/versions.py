"""Canonical JSON (RFC 8785 for the values we use: strings, integers, booleans, null) and its hash. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

import orjson


def canonical(content: object) -> bytes:
    """Keys sorted, no spaces, UTF-8. Floats are refused: their text form is where implementations differ."""
    _refuse_floats(content)
    return orjson.dumps(content, option=orjson.OPT_SORT_KEYS)


def fingerprint(content: object) -> str:
    """SHA-256 of the canonical form, in hex: the version."""
    return hashlib.sha256(canonical(content)).hexdigest()


def _refuse_floats(value: object) -> None:
    if isinstance(value, float):
        raise ValueError("a float in versioned content")
    if isinstance(value, Mapping):
        for one in value.values():
            _refuse_floats(one)
    elif isinstance(value, list):
        for one in value:
            _refuse_floats(one)
