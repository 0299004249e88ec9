"""The parts of an upload, also when the caller forgot to say where the boundary is."""

from __future__ import annotations

import re

from flask import Request

from sandbox.pay.errors import PayError

NAME = re.compile(rb'name="([^"]*)"')
BOUNDARY = re.compile(r'boundary="?([^";]+)"?')


def parts(request: Request) -> dict[str, bytes]:
    """{name: bytes} of the multipart body; 400 when it is none."""
    body = request.get_data()
    if not (request.content_type or "").startswith("multipart/form-data"):
        raise PayError(400, "PARAM_ERROR", "Http头Content-Type必须为multipart/form-data")
    said = BOUNDARY.search(request.content_type)
    # Some clients name no boundary; the body's first line is one.
    line = b"--" + said[1].encode() if said else body.partition(b"\r\n")[0]
    if len(line) < 3 or not line.startswith(b"--"):
        raise PayError(400, "PARAM_ERROR", "请求体不是合法的multipart格式")
    found = {}
    for part in (b"\r\n" + body).split(b"\r\n" + line)[1:-1]:
        head, _, content = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        named = NAME.search(head)
        if named:
            found[named[1].decode("utf-8", "replace")] = content
    return found


def meta(request: Request) -> bytes:
    """What the signature of an upload covers: the text of its `meta` part."""
    return parts(request).get("meta", b"")
