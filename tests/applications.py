"""Applications for tests: a resident's case at any stage, and the department that decides it, both over HTTP."""

from __future__ import annotations

import io
import uuid
from functools import lru_cache
from itertools import count
from typing import Any

import orjson
from PIL import Image, ImageDraw

from app.certificates.kinds import kinds
from app.kernel import signed
from deploy import pictures
from tests.residents import Resident, drain

RENEW = {"item": "passport-renew", "city": "440100", "answers": {"why": "expiring", "age": "adult", "hukou": "pilot"}}
# Another result: the two may be on their way side by side.
ENDORSE = {"item": "hkm-endorse", "city": "440100", "answers": {"age": "adult", "place": "mo", "kind": "个人旅游"}}
PHOTO, SIGNATURE = "m-photo-exit", "m-signature"
ASKED = {"delivery": "mail", "emergency_phone": "13900139000"}


def photo(
    width: int = 390, height: int = 567, background: Any = "white", clothes: Any = "#223355", kind: str = "JPEG", **save: Any
) -> bytes:
    """A picture with a head and shoulders on a background."""
    return encoded(_portrait(width, height, background, clothes), kind, **save)


@lru_cache
def _portrait(width: int, height: int, background: Any, clothes: Any) -> Image.Image:
    return pictures.portrait(width, height, background, clothes)


def another_photo() -> bytes:
    """A good one that is unlike any given before: what was returned is put right by another."""
    return photo(clothes=f"#{next(_shirts):06x}")


_shirts = count(0x102030)


def signature() -> bytes:
    """Something written on a transparent canvas."""
    picture = Image.new("RGBA", (600, 240), (0, 0, 0, 0))
    ImageDraw.Draw(picture).line([(60, 180), (160, 60), (240, 190), (360, 70), (520, 160)], fill="#14232A", width=10)
    return encoded(picture, "PNG")


def encoded(picture: Image.Image, kind: str, **save: Any) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **save)
    return out.getvalue()


def give(who: Resident, path: str, content: bytes, name: str = "photo.jpg", mime: str = "image/jpeg", key: str | None = "") -> Any:
    """Upload a file."""
    return who.call("PUT", path, key=key, data={"file": (io.BytesIO(content), name, mime)}, content_type="multipart/form-data")


def begun(who: Resident, body: Any = RENEW) -> str:
    """A draft, whatever the wallet says of it; its number."""
    reply = who.post("/api/cases", {**body, "anyway": True})
    assert reply.status_code == 201, reply.text
    return reply.json["no"]


def filled(who: Resident, body: Any = RENEW) -> str:
    """A draft with everything in it."""
    no = begun(who, body)
    assert who.get(f"/api/cases/{no}/form").status_code == 200
    saved = who.call("PATCH", f"/api/cases/{no}/draft", {"values": ASKED})
    assert saved.json["gaps"] == saved.json["errors"] == [], saved.text
    assert give(who, f"/api/cases/{no}/materials/{PHOTO}", photo()).json["state"] == "ok"
    assert give(who, f"/api/cases/{no}/signature", signature(), "sign.png", "image/png").json["state"] == "ok"
    return no


def resubmitted(who: Resident, no: str) -> Any:
    """What was put right goes back; signed anew where the form says something else by now."""
    if who.get(f"/api/cases/{no}/correction").json["signature"]["needed"]:
        assert give(who, f"/api/cases/{no}/signature", signature(), "sign.png", "image/png").json["state"] == "ok"
    return who.post(f"/api/cases/{no}/resubmission")


def submitted(who: Resident, body: Any = RENEW) -> str:
    """A case the department has been given."""
    if who.me["level"] < 4:
        assert who.face().json["passed"]
    no = filled(who, body)
    reply = who.post(f"/api/cases/{no}/submission")
    assert reply.status_code == 200, reply.text
    drain()
    return no


class Department:
    """A department system that calls us, signing each call."""

    def __init__(self, app: Any, department: str = "dept-gat-crj") -> None:
        self.client, self.id = app.test_client(), department
        self.key = app.config["SETTINGS"].credentials["departments"]["keys"][department]

    def send(self, no: str, node: str, headers: dict[str, str] | None = None, **more: Any) -> Any:
        """One node of a case."""
        body = {"event_id": uuid.uuid4().hex, "node": node, "at": "2026-11-24T02:00:00Z", "unit": "广州公安出入境", "by": "受理科", **more}
        return self.post(f"/department/v1/cases/{no}/nodes", orjson.dumps(body), headers)

    def post(self, path: str, raw: bytes, headers: dict[str, str] | None = None) -> Any:
        given = {**signed.sign(self.key, self.id, "POST", path, raw), **(headers or {})}
        return self.client.post(path, data=raw, headers=given, content_type="application/json")

    def fetch(self, path: str) -> Any:
        return self.client.get(path, headers=signed.sign(self.key, self.id, "GET", path, b""))

    def walk(self, no: str, *nodes: str) -> None:
        """Several nodes, one after another, and all that follows."""
        for node in nodes:
            why = {"reason": "不符合规定"} if node in ("denied", "rejected", "terminated") else {}
            reply = self.send(no, node, **why)
            assert reply.status_code == 200, f"{node}: {reply.text}"
        drain()


PASSPORT: dict[str, Any] = {
    "number": "E99887766",
    "issued_on": "2026-11-24",
    "valid_until": "2036-11-23",
    "fields": {"姓名": "林志豪", "护照号码": "E99887766", "签发日期": "2026-11-24", "有效期至": "2036-11-23", "签发地点": "广东"},
}


def a_result(kind: str, number: str) -> dict[str, Any]:
    """A granted certificate of this kind with all its labels."""
    until = PASSPORT["valid_until"]
    days = dict.fromkeys(("有效期至", "检验有效期至", "签注有效期"), until)
    fields = {label: days.get(label, "2026-11-24" if label.endswith("日期") else "示例") for label in kinds()[kind].fields}
    return {**PASSPORT, "number": number, "fields": fields}
