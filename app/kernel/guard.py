"""The JSON guard: what may come in at all (reliability rule 10).

Depth ≤ 20, no duplicate keys, no NaN or Infinity, integers within 53 bits, no lone surrogates or control
characters, UTF-8. Everything else is a BadRequest with a stable code, before any handler sees it.
"""

from __future__ import annotations

import json
import re

import orjson

from app.kernel.errors import BadRequest, TooLarge
from app.kernel.jsons import Json, Object

MAX_BYTES = 256 * 1024
MAX_DEPTH = 20
_LIMIT = 2**53
_BAD_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def parse(raw: bytes, max_bytes: int = MAX_BYTES) -> Json:
    """The JSON value in `raw`. Raises TooLarge or BadRequest (`json_*`)."""
    if len(raw) > max_bytes:
        raise TooLarge("body_too_large", "发来的内容太大了", "分几次发")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        raise BadRequest("json_not_utf8") from None
    if _depth(text) > MAX_DEPTH:
        raise BadRequest("json_too_deep")
    try:
        found: Json = json.loads(text, object_pairs_hook=_object, parse_constant=_constant, parse_int=_integer, parse_float=_float)
        return found
    except BadRequest:
        raise
    except (ValueError, RecursionError):
        raise BadRequest("json_malformed") from None


def told(raw: bytes) -> Json:
    """The JSON value that an outside system sent, for whoever takes each part for what it must be. Raises ValueError, never anything
    else: not JSON, lone surrogates, numbers beyond 64 bits, deeper than MAX_DEPTH."""
    if raw.count(b"{") + raw.count(b"[") > MAX_DEPTH and _depth(raw.decode("utf-8")) > MAX_DEPTH:
        raise ValueError("deeper than we take")
    found: Json = orjson.loads(raw)
    return found


def check_text(value: str) -> str:
    """Refuse lone surrogates and control characters."""
    if _BAD_TEXT.search(value):
        raise BadRequest("json_bad_text", "里面有认不出的字符", "删掉再试")
    return value


def _depth(text: str) -> int:
    depth = deepest = 0
    inside = escaped = False
    for char in text if ("[" in text or text.count("{") > MAX_DEPTH) else "":
        if inside:
            if escaped:
                escaped = False
            elif char == "\\":
                escaped = True
            elif char == '"':
                inside = False
        elif char == '"':
            inside = True
        elif char in "{[":
            depth += 1
            deepest = max(deepest, depth)
            if deepest > MAX_DEPTH:
                break
        elif char in "}]":
            depth -= 1
    return deepest


def _object(pairs: list[tuple[str, Json]]) -> Object:
    result = dict(pairs)
    if len(result) != len(pairs):
        raise BadRequest("json_duplicate_key")
    for key, value in pairs:
        check_text(key)
        _check(value)
    return result


def _check(value: Json) -> None:
    if isinstance(value, str):
        check_text(value)
    elif isinstance(value, list):
        for item in value:
            _check(item)


def _constant(name: str) -> Json:
    raise BadRequest("json_not_a_number")


def _integer(text: str) -> int:
    if len(text) > 17 or abs(number := int(text)) > _LIMIT:
        raise BadRequest("json_number_too_large")
    return number


def _float(text: str) -> float:
    number = float(text)
    if number in (float("inf"), float("-inf")):
        raise BadRequest("json_number_too_large")
    return number
