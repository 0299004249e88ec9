"""A department fetches the materials of a case by signed GET and checks size and digest."""

from __future__ import annotations

import hashlib
import time

import requests

from sandbox import accounts
from sandbox.documents import Doc
from sandbox.journal import shown
from sandbox.signing import headers_for
from sandbox.world import World

LIMIT = 64 * 1024 * 1024


def fetch_all(world: World, key: str) -> None:
    """Fetch every file of the case; what came of it stands in case["files"]."""
    case = world.tables["cases"].get(key)
    if case is None:
        return
    found = []
    for material in case["body"]["materials"]:
        file = material.get("file")
        if file:
            ok, note = fetch(world, case["department"], file)
            found.append({"id": file.get("id"), "name": material.get("name"), "ok": ok, "note": note})
    case["files"] = found


def fetch(world: World, department: str, file: Doc) -> tuple[bool, str]:
    """(whether the file came complete and unchanged, a word about it)."""
    url, began, status = str(file.get("url")), time.monotonic(), None
    headers = headers_for(department, accounts.department_key(world, department), "GET", url)
    try:
        with requests.Session() as session:
            session.trust_env = False
            reply = session.get(url, headers=headers, timeout=5, allow_redirects=False, stream=True)
            status, content = reply.status_code, reply.raw.read(LIMIT + 1, decode_content=True)
        ok, note = judge(file, status, content)
    except (requests.RequestException, ValueError) as error:
        ok, note = False, type(error).__name__
    world.journal.add(
        direction="out",
        side="department",
        method="GET",
        path=url,
        status=status,
        request="",
        reply="",
        headers=shown(headers),
        verified=ok,
        note=f"取材料 {note}",
        took_ms=round((time.monotonic() - began) * 1000),
    )
    return ok, note


def judge(file: Doc, status: int, content: bytes) -> tuple[bool, str]:
    """Whether a file came as it was announced, and what is wrong with it."""
    if status != 200:
        return False, f"HTTP {status}"
    if len(content) != file.get("size"):
        return False, f"大小应为 {file.get('size')}，实为 {len(content)}"
    if hashlib.sha256(content).hexdigest() != file.get("sha256"):
        return False, "SHA-256 不符"
    return True, f"{len(content)} 字节，校验一致"
