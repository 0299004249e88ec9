"""Looking for personal data where none may stand: logs, the database's files, uploaded files, error pages."""

from __future__ import annotations

import base64
import json
import shutil
from dataclasses import dataclass
from pathlib import Path

from deploy.visitor import Answer, Visitor

# The outside world's own: its credentials hold its keys, its log is WeChat's and the departments'.
OUTSIDE = {"credentials.json", "credentials.json.keys", "sandbox.log", "sandbox.json"}


@dataclass(frozen=True)
class Found:
    """How much was searched, and `what: where` of each leak."""

    files: int
    needles: int
    leaks: list[str]


def search(folders: list[Path], pages: dict[str, bytes], secrets: dict[str, str]) -> Found:
    """Every file below the folders and every page, for each secret as it is, as JSON escapes it, and in base64."""
    files = [f for folder in folders for f in folder.rglob("*") if f.is_file() and f.name not in OUTSIDE]
    texts = {str(f): f.read_bytes() for f in files} | {f"错误页 {name}": page for name, page in pages.items()}
    leaks = [f"{what}: {where}" for where, text in texts.items() for what, secret in secrets.items() if _stands(secret, text)]
    return Found(len(files), len(secrets), leaks)


def error_pages(visitor: Visitor, person: Answer) -> dict[str, bytes]:
    """What the house answers to broken requests that carry personal data."""
    number, name = person["id_number"], person["name"]
    private = {"name": name, "id_number": number, "phone": person["phone"]}
    asked: dict[str, tuple[str, str, object]] = {
        "没有的地址": ("GET", f"/api/nothing/{number}?phone={person['phone']}", None),
        "没有的办件": ("GET", f"/api/cases/{number}", None),
        "多余的字段": ("POST", "/api/sign-in", private),
        "错的实名": ("POST", "/api/me/real-name", {"name": f"{name}{name}", "id_number": number[:-1] + "9"}),
        "错的类型": ("PATCH", "/api/me", private),
        "错的核验码": ("GET", f"/api/verify/{number}", None),
        "错的方法": ("DELETE", f"/api/home?q={number}", None),
        "假通知": ("POST", "/notify/wechat-pay", private),
        "假回调": ("POST", f"/department/v1/cases/{number}/nodes", private),
    }
    pages = {what: visitor.ask(*how).content for what, how in asked.items()}
    broken = visitor.session.post(
        f"{visitor.base}/api/sign-in", data=json.dumps(private).encode()[:-1], headers={"Content-Type": "application/json"}
    )
    return pages | {"断掉的 JSON": broken.content}


def remove(folder: Path) -> None:
    """Take the folder away."""
    shutil.rmtree(folder, ignore_errors=True)


def _stands(secret: str, text: bytes) -> bool:
    plain = secret.encode()
    forms = [plain, json.dumps(secret).strip('"').encode(), base64.b64encode(plain).rstrip(b"=")[:-1]]
    return bool(secret) and any(len(form) >= 6 and form in text for form in forms)
